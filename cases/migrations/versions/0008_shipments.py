"""What carriers said of each shipment.

Revision ID: 0008_shipments
Revises: 0007_origin
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0008_shipments"
down_revision = "0007_origin"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).parent.parent / "0008_shipments.sql"


def upgrade() -> None:
    # Without parameters psycopg sends the file as it is, statements and percent signs and all.
    op.get_bind().connection.cursor().execute(SCHEMA.read_text(encoding="utf-8"))


def downgrade() -> None:
    raise RuntimeError("The record is never downgraded; restore a backup instead.")
