"""What a second configuration thought of the same rounds.

Revision ID: 0014_shadows
Revises: 0013_follow_ups
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0014_shadows"
down_revision = "0013_follow_ups"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).parent.parent / "0014_shadows.sql"


def upgrade() -> None:
    # Without parameters psycopg sends the file as it is, statements and percent signs and all.
    op.get_bind().connection.cursor().execute(SCHEMA.read_text(encoding="utf-8"))


def downgrade() -> None:
    raise RuntimeError("The record is never downgraded; restore a backup instead.")
