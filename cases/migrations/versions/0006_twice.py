"""A resolved case may need a person: what was done turned out to be done twice.

Revision ID: 0006_twice
Revises: 0005_keys
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0006_twice"
down_revision = "0005_keys"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).parent.parent / "0006_twice.sql"


def upgrade() -> None:
    # Without parameters psycopg sends the file as it is, statements and percent signs and all.
    op.get_bind().connection.cursor().execute(SCHEMA.read_text(encoding="utf-8"))


def downgrade() -> None:
    raise RuntimeError("The record is never downgraded; restore a backup instead.")
