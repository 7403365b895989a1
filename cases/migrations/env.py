"""Alembic's environment: run by `cases.store.schema` on a connection it hands over, inside its transaction.

There is no offline mode and no configuration file: the address of the database is no setting of Alembic's.
"""

from __future__ import annotations

from alembic import context

from cases.store.schema import ours

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    include_name=ours,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
