"""What other companies are asked for, and what they answer.

Revision ID: 0009_asked
Revises: 0008_shipments
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0009_asked"
down_revision = "0008_shipments"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).parent.parent / "0009_asked.sql"


def upgrade() -> None:
    # Without parameters psycopg sends the file as it is, statements and percent signs and all.
    op.get_bind().connection.cursor().execute(SCHEMA.read_text(encoding="utf-8"))


def downgrade() -> None:
    raise RuntimeError("The record is never downgraded; restore a backup instead.")
