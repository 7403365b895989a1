"""What a report says in a case: how far its word goes, and a fingerprint of the whole.

Revision ID: 0004_trust
Revises: 0003_attempts
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0004_trust"
down_revision = "0003_attempts"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).parent.parent / "0004_trust.sql"


def upgrade() -> None:
    # Without parameters psycopg sends the file as it is, statements and percent signs and all.
    op.get_bind().connection.cursor().execute(SCHEMA.read_text(encoding="utf-8"))


def downgrade() -> None:
    raise RuntimeError("The record is never downgraded; restore a backup instead.")
