"""By what door a report came.

Revision ID: 0007_origin
Revises: 0006_twice
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0007_origin"
down_revision = "0006_twice"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).parent.parent / "0007_origin.sql"


def upgrade() -> None:
    # Without parameters psycopg sends the file as it is, statements and percent signs and all.
    op.get_bind().connection.cursor().execute(SCHEMA.read_text(encoding="utf-8"))


def downgrade() -> None:
    raise RuntimeError("The record is never downgraded; restore a backup instead.")
