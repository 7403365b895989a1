"""What people filed for the desk to go by.

Revision ID: 0010_knowledge
Revises: 0009_asked
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0010_knowledge"
down_revision = "0009_asked"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).parent.parent / "0010_knowledge.sql"


def upgrade() -> None:
    # Without parameters psycopg sends the file as it is, statements and percent signs and all.
    op.get_bind().connection.cursor().execute(SCHEMA.read_text(encoding="utf-8"))


def downgrade() -> None:
    raise RuntimeError("The record is never downgraded; restore a backup instead.")
