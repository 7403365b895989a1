"""Keys of cases have one form for every kind: the asker, then what they name.

Revision ID: 0005_keys
Revises: 0004_trust
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0005_keys"
down_revision = "0004_trust"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).parent.parent / "0005_keys.sql"


def upgrade() -> None:
    # Without parameters psycopg sends the file as it is, statements and percent signs and all.
    op.get_bind().connection.cursor().execute(SCHEMA.read_text(encoding="utf-8"))


def downgrade() -> None:
    raise RuntimeError("The record is never downgraded; restore a backup instead.")
