"""Pages of documents are kept as they look; what was left out and not read is kept with a report.

Revision ID: 0016_page_images
Revises: 0015_exhibits
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0016_page_images"
down_revision = "0015_exhibits"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).parent.parent / "0016_page_images.sql"


def upgrade() -> None:
    # Without parameters psycopg sends the file as it is, statements and percent signs and all.
    op.get_bind().connection.cursor().execute(SCHEMA.read_text(encoding="utf-8"))


def downgrade() -> None:
    raise RuntimeError("The record is never downgraded; restore a backup instead.")
