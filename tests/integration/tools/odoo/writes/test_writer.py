"""The writer's session: the pinned database only, and only what was approved for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime.settings import Wire
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.conftest import Prepared
from tests.integration.tools.odoo.writes.seeing import customer_letter, late_receipt
from tests.integration.tools.odoo.writes.trading import Trading, changes, dump
from tools.odoo.accounts import account_file
from tools.odoo.client import OdooSession
from tools.odoo.errors import NotProvisioned, WrongDatabase
from tools.odoo.writes import OdooWriter, apply, found, open_writer, undo, untouched

pytestmark = pytest.mark.odoo


async def test_approved_for_another_database(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    args, premise = await late_receipt(admin, trading.late, {trading.late_lines["Bolt"]: (14, None)})
    approved = approve(args, premise, "another database")
    start = await dump(admin)
    with pytest.raises(WrongDatabase):
        await apply(writer, approved)
    with pytest.raises(WrongDatabase):
        await found(writer, approved)
    with pytest.raises(WrongDatabase):
        await untouched(writer, approved, {})
    with pytest.raises(WrongDatabase):
        await undo(writer, approved, {}, {})
    assert changes(start, await dump(admin)) == {}


async def test_another_database_than_the_pinned_one(prepared: Prepared, trading: Trading, tmp_path: Path) -> None:
    settings = prepared.settings.model_copy(update={"data_dir": tmp_path})
    for which in ("reader", "writer"):
        kept = account_file(prepared.settings, which).read_text()
        copy = account_file(settings, which)
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(kept.replace(await _uuid(prepared), "00000000-0000-0000-0000-000000000000"))
    with pytest.raises(WrongDatabase):
        await open_writer(settings)


async def test_no_writing_account(prepared: Prepared, tmp_path: Path) -> None:
    with pytest.raises(NotProvisioned):
        await open_writer(prepared.settings.model_copy(update={"data_dir": tmp_path}))


async def test_two_writers_one_message(admin: OdooSession, prepared: Prepared, trading: Trading) -> None:
    """The first one's answer was lost and another worker takes over."""
    args, premise = await customer_letter(admin, trading.orders["hurt"])
    approved = approve(args, premise, await _uuid(prepared))
    for wire in (Wire.JSON2, Wire.JSONRPC):
        async with await open_writer(prepared.settings.model_copy(update={"odoo_wire": wire})) as writer:
            await apply(writer, approved)
    marked = await admin.search_count("mail.message", [["message_id", "like", approved.key]])
    assert marked == 1


async def _uuid(prepared: Prepared) -> str:
    async with await open_writer(prepared.settings) as writer:
        return writer.uuid
