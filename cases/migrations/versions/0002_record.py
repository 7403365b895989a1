"""The record: reports, cases, proposals, decisions, receipts, the audit log, and the triggers that keep them honest.

Revision ID: 0002_record
Revises: 0001_jobs
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0002_record"
down_revision = "0001_jobs"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).parent.parent / "0002_record.sql"


def upgrade() -> None:
    # Without parameters psycopg sends the file as it is, statements and percent signs and all.
    op.get_bind().connection.cursor().execute(SCHEMA.read_text(encoding="utf-8"))


def downgrade() -> None:
    raise RuntimeError("The record is never downgraded; restore a backup instead.")
