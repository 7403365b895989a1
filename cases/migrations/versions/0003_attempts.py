"""Attempts know as of when they were approved; who must approve and until when is bound like the rest.

Revision ID: 0003_attempts
Revises: 0002_record
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0003_attempts"
down_revision = "0002_record"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).parent.parent / "0003_attempts.sql"


def upgrade() -> None:
    # Without parameters psycopg sends the file as it is, statements and percent signs and all.
    op.get_bind().connection.cursor().execute(SCHEMA.read_text(encoding="utf-8"))


def downgrade() -> None:
    raise RuntimeError("The record is never downgraded; restore a backup instead.")
