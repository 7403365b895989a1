"""The job queue: procrastinate's schema, pinned.

Revision ID: 0001_jobs
Revises:
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001_jobs"
down_revision = None
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).parent.parent / "procrastinate-3.10.0.sql"


def upgrade() -> None:
    # Without parameters psycopg sends the file as it is, statements and percent signs and all.
    op.get_bind().connection.cursor().execute(SCHEMA.read_text())


def downgrade() -> None:
    raise RuntimeError("The record is never downgraded; restore a backup instead.")
