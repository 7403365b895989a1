"""What came of applied changes, once their cases were closed.

Revision ID: 0013_follow_ups
Revises: 0012_calibrations
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0013_follow_ups"
down_revision = "0012_calibrations"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).parent.parent / "0013_follow_ups.sql"


def upgrade() -> None:
    # Without parameters psycopg sends the file as it is, statements and percent signs and all.
    op.get_bind().connection.cursor().execute(SCHEMA.read_text(encoding="utf-8"))


def downgrade() -> None:
    raise RuntimeError("The record is never downgraded; restore a backup instead.")
