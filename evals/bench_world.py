"""A company and a record of the bench's own, and the mails it is measured with. Used by `evals.bench` alone."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from uuid import uuid4

from cases.store import health
from cases.store.schema import migrate
from runtime.database import Database, record_cluster, record_url
from runtime.errors import PlainError
from runtime.settings import Settings
from sandbox.world import Sandbox, SandboxWorld
from tools.odoo.models import PurchaseOrder
from tools.odoo.provision import Accounts, provision, store

Progress = Callable[[str], None]
LATE = timedelta(days=9)


class BenchError(PlainError):
    """Something could not be measured; the message says what."""


@asynccontextmanager
async def company(settings: Settings, name: str, progress: Progress) -> AsyncIterator[tuple[SandboxWorld, Accounts]]:
    """A company of this name on a real Odoo, with our two accounts; gone afterwards.

    Raises:
        SandboxError: no Odoo could be brought up.
    """
    sandbox = Sandbox(settings, name)
    try:
        world = await asyncio.to_thread(sandbox.up, progress)
        progress("Provisioning the two accounts")
        yield world, await provision(world.url, world.database, world.admin.login, world.admin.password)
    finally:
        await asyncio.to_thread(sandbox.drop)


@asynccontextmanager
async def record(settings: Settings, name: str, world: SandboxWorld, accounts: Accounts) -> AsyncIterator[Settings]:
    """Settings of a desk for this company with an empty record of this name; gone afterwards.

    Raises:
        BenchError: `DATABASE_URL` names a record that may be somebody's.
    """
    if settings.database_url is not None:
        raise BenchError("The bench makes records of its own; run it without DATABASE_URL.")
    folder = Path(tempfile.mkdtemp(prefix="expediter-bench-"))
    url = await asyncio.to_thread(record_url, settings, database=name)
    cluster = record_cluster(settings)
    own = settings.model_copy(
        update={
            "data_dir": folder,
            "database_url": url,
            "odoo_url": world.url,
            "odoo_database": world.database,
            "odoo_reader_key": None,
            "odoo_writer_key": None,
            "odoo_timeout": 15.0,
            "odoo_limit": 5.0,
            "odoo_settle": 20.0,
            "model": None,
        }
    )
    try:
        await asyncio.to_thread(cluster.ensure_database, name)
        store(accounts, own)
        await migrate(url)
        async with Database(url) as database, database.transaction() as session:
            await health.pin_odoo(session, accounts.database_uuid)
        yield own
    finally:
        await asyncio.to_thread(cluster.drop_database, name)
        shutil.rmtree(folder, ignore_errors=True)


def late_mail(order: PurchaseOrder) -> tuple[str, bytes]:
    """Who writes, and a plain mail that says an order comes later."""
    sender = (order.vendor.email if order.vendor else None) or "orders@unknown.example"
    planned = max(line.planned for line in order.lines if line.planned)
    now = datetime.now(UTC)
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "purchasing@company.example"
    message["Subject"] = f"Delay of your order {order.name}"
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{uuid4().hex}@bench.example>"
    message.set_content(
        f"Dear customer,\n\nyour purchase order {order.name} is delayed.\n"
        f"The new delivery date is {max(planned, now) + LATE:%Y-%m-%d}.\n\nKind regards\n"
    )
    return sender, message.as_bytes()
