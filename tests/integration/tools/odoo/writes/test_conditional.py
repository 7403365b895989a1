"""What a change rests on is looked at once more at the moment of writing, inside Odoo's own transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from runtime.settings import Wire
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.seeing import late_receipt, new_promise
from tests.integration.tools.odoo.writes.trading import Trading, changes, dump, noon
from tools.odoo.client import OdooSession
from tools.odoo.errors import NoAccess, OdooError, OlderProvisioning
from tools.odoo.names import CONDITIONAL_ACTION, MODULE
from tools.odoo.writes import WRITES, OdooWriter, PremiseChangedError, apply

pytestmark = pytest.mark.odoo
both_wires = pytest.mark.parametrize("wire", [Wire.JSON2, Wire.JSONRPC])
Change = Callable[[OdooSession, Trading], Awaitable[None]]


def bolt(trading: Trading) -> int:
    return trading.late_lines["Bolt"]


async def lower_the_quantity(odoo: OdooSession, trading: Trading) -> None:
    await odoo.write("purchase.order.line", [bolt(trading)], {"product_qty": 55})


async def raise_the_quantity(odoo: OdooSession, trading: Trading) -> None:
    await odoo.write("purchase.order.line", [bolt(trading)], {"product_qty": 80})


async def another_product(odoo: OdooSession, trading: Trading) -> None:
    # Nothing has come of the screws yet; Odoo lets a line's product be changed over RPC.
    await odoo.write("purchase.order.line", [bolt(trading)], {"product_id": trading.products["Pin"]})


async def another_vendor(odoo: OdooSession, trading: Trading) -> None:
    await odoo.write("purchase.order", [trading.late], {"partner_id": trading.customers["hurt"]})


async def another_day(odoo: OdooSession, trading: Trading) -> None:
    moves = await odoo.search_read(
        "stock.move", [["purchase_line_id", "=", bolt(trading)], ["state", "not in", ["done", "cancel"]]], ["id"]
    )
    await odoo.write("stock.move", [move["id"] for move in moves], {"date": noon(9)})


async def cancelled(odoo: OdooSession, trading: Trading) -> None:
    await odoo.call("purchase.order", "button_cancel", [trading.late])


CHANGES: dict[str, tuple[Change, str]] = {
    "the quantity is lowered": (lower_the_quantity, "now orders 55"),
    "the quantity is raised": (raise_the_quantity, "now orders 80"),
    "it is another product": (another_product, "about another product"),
    "it is given to another vendor": (another_vendor, "given to another vendor"),
    "it is given another day": (another_day, "was moved to"),
    "it is cancelled": (cancelled, "cancelled meanwhile"),
}


async def made(change: Change, odoo: OdooSession, trading: Trading) -> None:
    """The change; some of them Odoo itself refuses, which proves as much."""
    try:
        await change(odoo, trading)
    except OdooError as error:
        pytest.skip(f"Odoo refuses it: {error}")


@pytest.mark.parametrize(("change", "says"), CHANGES.values(), ids=CHANGES)
async def test_whatever_the_sentence_names_has_changed_since_it_was_shown(
    admin: OdooSession, writer: OdooWriter, trading: Trading, change: Change, says: str
) -> None:
    args, premise = await late_receipt(admin, trading.late, {bolt(trading): (14, None)})
    await made(change, admin, trading)
    [problem] = await WRITES[args.name].guards(writer, args, premise)
    assert says in problem


@both_wires
@pytest.mark.parametrize("change", [change for change, _ in CHANGES.values()], ids=CHANGES)
async def test_it_changes_between_the_last_look_and_the_write(
    admin: OdooSession, writer: OdooWriter, trading: Trading, change: Change
) -> None:
    args, premise = await late_receipt(admin, trading.late, {bolt(trading): (14, None)})
    approved = approve(args, premise, writer.uuid)
    after: dict[Any, Any] = {}

    async def somebody_was_quicker() -> None:
        await made(change, admin, trading)
        after.update(await dump(admin))

    with pytest.raises(PremiseChangedError):
        await apply(writer, approved, somebody_was_quicker)
    assert after
    assert changes(after, await dump(admin)) == {}


async def to_another_customer(odoo: OdooSession, trading: Trading) -> None:
    await odoo.write("sale.order", [trading.orders["hurt"]], {"partner_id": trading.customers["unhurt"]})


async def promised_otherwise(odoo: OdooSession, trading: Trading) -> None:
    await odoo.write("sale.order", [trading.orders["hurt"]], {"commitment_date": noon(30)})


@pytest.mark.parametrize(
    ("change", "says"), [(to_another_customer, "another customer"), (promised_otherwise, "was promised for")]
)
async def test_a_promise_is_given_to_the_customer_it_was_meant_for(
    admin: OdooSession, writer: OdooWriter, trading: Trading, change: Change, says: str
) -> None:
    args, premise = await new_promise(admin, trading.orders["hurt"], 20)
    approved = approve(args, premise, writer.uuid)
    after: dict[Any, Any] = {}

    async def somebody_was_quicker() -> None:
        await change(admin, trading)
        after.update(await dump(admin))

    with pytest.raises(PremiseChangedError):
        await apply(writer, approved, somebody_was_quicker)
    assert changes(after, await dump(admin)) == {}
    [problem] = await WRITES[args.name].guards(writer, args, premise)
    assert says in problem


async def test_of_two_at_the_same_moment_nobodys_day_is_lost(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    """A buyer's write and ours at once: ours is refused, or theirs comes after and stands."""
    for round_ in range(6):
        args, premise = await late_receipt(admin, trading.late, {bolt(trading): (14 + round_, None)})
        approved = approve(args, premise, writer.uuid)
        theirs = noon(40 + round_)

        async def buyer(theirs: str = theirs) -> None:
            await admin.write("purchase.order.line", [bolt(trading)], {"date_planned": theirs})

        ours, _ = await asyncio.gather(apply(writer, approved), buyer(), return_exceptions=True)
        [line] = await admin.read("purchase.order.line", [bolt(trading)], ["date_planned"])
        assert ours is None or isinstance(ours, PremiseChangedError | OdooError), ours
        assert line["date_planned"] == theirs or ours is None
        if isinstance(ours, PremiseChangedError):
            assert line["date_planned"] == theirs


async def test_a_request_that_comes_again_much_later_changes_nothing(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    """Something on the way held it beyond every limit of ours and passed it on: Odoo itself refuses."""
    args, premise = await late_receipt(admin, trading.late, {bolt(trading): (14, 25)})
    approved = approve(args, premise, writer.uuid)
    sent: list[tuple[Any, ...]] = []
    call = writer._session.call

    async def recorded(*asked: Any, **more: Any) -> Any:
        sent.append((asked, more))
        return await call(*asked, **more)

    writer._session.call = recorded  # type: ignore[method-assign]
    await apply(writer, approved)
    writer._session.call = call  # type: ignore[method-assign]
    done = await dump(admin)
    for asked, more in sent:
        if asked[0] == "ir.actions.server":
            with pytest.raises(OdooError, match="EXPEDITER CHANGED"):
                await call(*asked, **more)
    assert changes(done, await dump(admin)) == {}


async def test_nobody_else_may_run_it_and_the_account_cannot_change_it(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    _, action = await admin.ask("ir.model.data", "check_object_reference", module=MODULE, xml_id=CONDITIONAL_ACTION)
    asked = {"expediter_asked": {"writes": [["purchase.order", trading.late, {"origin": "x"}]]}}
    with pytest.raises(OdooError):
        await admin.call("ir.actions.server", "run", [action], context=asked)
    with pytest.raises(NoAccess):
        await writer.write("ir.actions.server", action, {"code": "pass"})
    # What the account may not do by itself it cannot do through the action either.
    forbidden: list[list[Any]] = [
        ["res.partner", trading.vendor, {"email": "thief@elsewhere.example"}],
        ["purchase.order.line", bolt(trading), {"price_unit": 1}],
        ["sale.order", trading.orders["hurt"], {"state": "cancel"}],
        ["res.users", admin.uid, {"login": "me"}],
    ]
    before = await dump(admin)
    for write in forbidden:
        with pytest.raises(OdooError):
            await writer.run_provisioned({"writes": [write]})
    values = {"user_id": 999_999, "summary": "", "note": "", "due": "x"}
    for model, record_id in (("res.partner", trading.vendor), ("res.users", admin.uid), ("ir.rule", 1)):
        with pytest.raises(OdooError):
            await writer.run_provisioned({"to_dos": [[model, record_id, values]]})
    assert changes(before, await dump(admin)) == {}


async def test_where_it_is_not_there_the_reason_is_said(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    rows = await admin.search_read(
        "ir.model.data", [["module", "=", MODULE], ["name", "=", CONDITIONAL_ACTION]], ["id"]
    )
    await admin.unlink("ir.model.data", [row["id"] for row in rows])
    args, premise = await late_receipt(admin, trading.late, {bolt(trading): (14, None)})
    before = await dump(admin)
    with pytest.raises(OlderProvisioning):
        await apply(writer, approve(args, premise, writer.uuid))
    assert changes(before, await dump(admin)) == {}
