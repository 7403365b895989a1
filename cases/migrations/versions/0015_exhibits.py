"""The figures behind a proposal are kept with it.

Revision ID: 0015_exhibits
Revises: 0014_shadows
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0015_exhibits"
down_revision = "0014_shadows"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).parent.parent / "0015_exhibits.sql"


def upgrade() -> None:
    # Without parameters psycopg sends the file as it is, statements and percent signs and all.
    op.get_bind().connection.cursor().execute(SCHEMA.read_text(encoding="utf-8"))


def downgrade() -> None:
    raise RuntimeError("The record is never downgraded; restore a backup instead.")
