"""What a score is worth, and who adopted that.

Revision ID: 0012_calibrations
Revises: 0011_examples
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0012_calibrations"
down_revision = "0011_examples"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).parent.parent / "0012_calibrations.sql"


def upgrade() -> None:
    # Without parameters psycopg sends the file as it is, statements and percent signs and all.
    op.get_bind().connection.cursor().execute(SCHEMA.read_text(encoding="utf-8"))


def downgrade() -> None:
    raise RuntimeError("The record is never downgraded; restore a backup instead.")
