"""Direct calls with both accounts' own keys, on both wires: what they may not do, Odoo itself refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.integration.tools.odoo.conftest import Company
from tools.odoo.client import OdooSession
from tools.odoo.errors import NoAccess, OdooError, Refused, WrongPassword
from tools.odoo.names import GOODWILL_FIELD, MILESTONE_DELIVERED, MILESTONE_EXPECTED, MILESTONE_FIELDS, MILESTONE_SIGNED

pytestmark = pytest.mark.odoo

REFUSALS = (NoAccess, Refused, WrongPassword)


@dataclass(frozen=True)
class Targets:
    """Records worth attacking."""

    quotation: int
    sale: int
    rfq: int
    purchase: int
    purchase_line: int
    delivery: int
    receipt: int
    delivery_move: int
    done_move: int
    done_line: int
    done_picking: int
    quant: int
    product: int
    bill: int
    customers: int
    stock: int
    lost: int
    vendor: int
    delivery_type: int
    project: int
    task: int
    receipt_type: int
    quarantine: int
    other_product: int
    sent_move: int
    sent_picking: int


@pytest.fixture(scope="session")
async def targets(company: Company) -> AsyncIterator[Targets]:
    world = company.world
    async with await OdooSession.open(world.url, world.database, world.admin.login, world.admin.password) as session:
        yield await find_targets(session, company.draft_bill)


async def find_targets(administrator: OdooSession, draft_bill: int) -> Targets:
    async def one(model: str, *domain: list[Any]) -> int:
        rows = await administrator.search_read(model, list(domain), ["id"], limit=1)
        assert rows, f"nothing to attack: {model} {domain}"
        return int(rows[0]["id"])

    purchase = await one("purchase.order", ["state", "=", "purchase"], ["receipt_status", "=", "pending"])
    delivery = await one("stock.picking", ["state", "=", "assigned"], ["picking_type_code", "=", "outgoing"])
    done = await one("stock.move", ["state", "=", "done"], ["sale_line_id", "!=", False])
    sent = await one(
        "stock.move",
        ["state", "=", "done"],
        ["sale_line_id", "!=", False],
        ["location_dest_usage", "=", "customer"],
        ["returned_move_ids", "=", False],
    )
    vendor = await one("res.partner", ["email", "=like", "orders@nordvik%"])
    [project] = await administrator.create("project.project", [{"name": "Somebody's"}])
    [task] = await administrator.create("project.task", [{"name": "Somebody's", "project_id": project}])
    return Targets(
        quotation=await one("sale.order", ["state", "=", "draft"]),
        sale=await one("sale.order", ["state", "=", "sale"], ["delivery_status", "=", "pending"]),
        rfq=await one("purchase.order", ["state", "=", "draft"]),
        purchase=purchase,
        purchase_line=await one("purchase.order.line", ["order_id", "=", purchase]),
        delivery=delivery,
        receipt=await one("stock.picking", ["state", "=", "assigned"], ["picking_type_code", "=", "incoming"]),
        delivery_move=await one("stock.move", ["picking_id", "=", delivery]),
        done_move=done,
        done_line=await one("stock.move.line", ["move_id", "=", done]),
        done_picking=await one("stock.picking", ["move_ids", "in", [done]]),
        quant=await one("stock.quant", ["location_id.usage", "=", "internal"], ["quantity", ">", 5]),
        product=await one("product.product", ["is_storable", "=", True]),
        bill=draft_bill,
        customers=await one("stock.location", ["usage", "=", "customer"]),
        stock=await one("stock.location", ["usage", "=", "internal"], ["name", "=", "Stock"]),
        lost=await one("stock.location", ["usage", "=", "inventory"]),
        vendor=vendor,
        delivery_type=await one("stock.picking.type", ["code", "=", "outgoing"]),
        project=project,
        task=task,
        receipt_type=await one("stock.picking.type", ["code", "=", "incoming"]),
        quarantine=await one("stock.location", ["name", "=", "Quarantine"]),
        sent_move=sent,
        sent_picking=await one("stock.picking", ["move_ids", "in", [sent]]),
        other_product=await one("product.product", ["is_storable", "=", True], ["stock_move_ids", "not in", [sent]]),
    )


async def plan_return(session: OdooSession, targets: Targets, place: int, quantity: float, **other: Any) -> int:
    """A return of what was delivered: the right one, but for what the caller says otherwise."""
    [done] = await session.read(
        "stock.move", [targets.sent_move], ["product_id", "product_uom", "sale_line_id", "location_dest_id"]
    )
    move = {
        "product_id": done["product_id"][0],
        "product_uom": done["product_uom"][0],
        "product_uom_qty": quantity,
        "location_id": done["location_dest_id"][0],
        "location_dest_id": place,
        "origin_returned_move_id": targets.sent_move,
        "sale_line_id": done["sale_line_id"][0],
        **other,
    }
    values = {
        "picking_type_id": targets.receipt_type,
        "location_id": done["location_dest_id"][0],
        "location_dest_id": place,
        "return_id": targets.sent_picking,
        "move_ids": [[0, 0, move]],
    }
    [made] = await session.create("stock.picking", [values])
    return made


async def plan_replacement(session: OdooSession, targets: Targets, quantity: float, **other: Any) -> int:
    """Goods of a delivery that went out, once more: the right plan, but for what the caller says otherwise."""
    [lost] = await session.read("stock.picking", [targets.sent_picking], ["name", "partner_id", "location_dest_id"])
    [done] = await session.read("stock.move", [targets.sent_move], ["product_id", "product_uom"])
    goes = {"location_id": targets.stock, "location_dest_id": lost["location_dest_id"][0]}
    move = {
        "product_id": done["product_id"][0],
        "product_uom": done["product_uom"][0],
        "product_uom_qty": quantity,
        **goes,
        **{name: value for name, value in other.items() if name in {"product_id", "sale_line_id"}},
    }
    values = {
        "picking_type_id": targets.delivery_type,
        "partner_id": lost["partner_id"][0],
        "origin": f"replaces {lost['name']}",
        **goes,
        "move_ids": [[0, 0, move]],
        **{name: value for name, value in other.items() if name not in move},
    }
    [made] = await session.create("stock.picking", [values])
    return made


async def ship_again_undelivered(session: OdooSession, targets: Targets) -> int:
    [open_one] = await session.read("stock.picking", [targets.delivery], ["name"])
    return await plan_replacement(session, targets, 1, origin=f"replaces {open_one['name']}")


Attack = Callable[[OdooSession, Targets], Awaitable[Any]]
QUIET = {"skip_backorder": True, "skip_sms": True, "skip_immediate": True}

# What neither account may do.
FORBIDDEN: dict[str, Attack] = {
    "post a bill": lambda s, t: s.call("account.move", "action_post", [t.bill]),
    "write a bill's state": lambda s, t: s.write("account.move", [t.bill], {"state": "posted"}),
    "pay": lambda s, t: s.create("account.payment", [{"partner_id": t.vendor, "amount": 1}]),
    "pay by wizard": lambda s, t: s.create(
        "account.payment.register", [{}], context={"active_model": "account.move", "active_ids": [t.bill]}
    ),
    "confirm a sales order": lambda s, t: s.call("sale.order", "action_confirm", [t.quotation]),
    "write a sales order's state": lambda s, t: s.write("sale.order", [t.quotation], {"state": "sale"}),
    "cancel a sales order": lambda s, t: s.call("sale.order", "action_cancel", [t.sale]),
    "ship to another": lambda s, t: s.write("sale.order", [t.sale], {"partner_shipping_id": t.vendor}),
    "add to a sales order": lambda s, t: s.write(
        "sale.order", [t.sale], {"order_line": [[0, 0, {"product_id": t.product, "product_uom_qty": 1}]]}
    ),
    "confirm a purchase order": lambda s, t: s.call("purchase.order", "button_confirm", [t.rfq]),
    "write a purchase order's state": lambda s, t: s.write("purchase.order", [t.rfq], {"state": "purchase"}),
    "cancel a purchase order": lambda s, t: s.call("purchase.order", "button_cancel", [t.purchase]),
    "change a price": lambda s, t: s.write(
        "purchase.order", [t.purchase], {"order_line": [[1, t.purchase_line, {"price_unit": 123.45}]]}
    ),
    "change an ordered quantity": lambda s, t: s.write("purchase.order.line", [t.purchase_line], {"product_qty": 1.5}),
    "buy": lambda s, t: s.create("purchase.order", [{"partner_id": t.vendor}]),
    "draft an order with a key": lambda s, t: s.create("purchase.order", [{"partner_id": t.vendor, "origin": "EXP-1"}]),
    "add to a draft": lambda s, t: s.create(
        "purchase.order.line", [{"order_id": t.rfq, "product_id": t.product, "product_qty": 1, "price_unit": 1}]
    ),
    "cancel a draft": lambda s, t: s.call("purchase.order", "button_cancel", [t.rfq]),
    "issue goods": lambda s, t: s.call("stock.picking", "button_validate", [t.delivery], context=QUIET),
    "receive goods": lambda s, t: s.call("stock.picking", "button_validate", [t.receipt], context=QUIET),
    "write a move as done": lambda s, t: s.write("stock.move", [t.delivery_move], {"state": "done"}),
    "mark as picked": lambda s, t: s.write("stock.move", [t.delivery_move], {"picked": True}),
    "cancel a customer's delivery": lambda s, t: s.call("stock.picking", "action_cancel", [t.delivery]),
    "take a customer's reservation": lambda s, t: s.call("stock.picking", "do_unreserve", [t.delivery]),
    "change what a customer gets": lambda s, t: s.write("stock.move", [t.delivery_move], {"product_uom_qty": 999}),
    "rewrite history's date": lambda s, t: s.write("stock.move", [t.done_move], {"date": "2026-01-01 00:00:00"}),
    "rewrite history's quantity": lambda s, t: s.write("stock.move.line", [t.done_line], {"quantity": 999}),
    "smuggle a line into history": lambda s, t: s.create(
        "stock.move.line",
        [
            {
                "product_id": t.product,
                "quantity": 3,
                "location_id": t.stock,
                "location_dest_id": t.customers,
                "picking_id": t.done_picking,
            }
        ],
    ),
    "plan goods to a customer": lambda s, t: s.create(
        "stock.move",
        [{"product_id": t.product, "product_uom_qty": 1, "location_id": t.stock, "location_dest_id": t.customers}],
    ),
    "plan a return of nothing": lambda s, t: s.create(
        "stock.move",
        [{"product_id": t.product, "product_uom_qty": 1, "location_id": t.customers, "location_dest_id": t.lost}],
    ),
    "plan a return into stock": lambda s, t: plan_return(s, t, t.stock, 1),
    "plan a return of more than was delivered": lambda s, t: plan_return(s, t, t.quarantine, 99_999),
    "plan a return of another product": lambda s, t: plan_return(s, t, t.quarantine, 1, product_id=t.other_product),
    "plan a return beside the order": lambda s, t: plan_return(s, t, t.quarantine, 1, sale_line_id=False),
    "plan a return as booked": lambda s, t: plan_return(s, t, t.quarantine, 1, picked=True),
    "ship again more than was delivered": lambda s, t: plan_replacement(s, t, 99_999),
    "ship again another product": lambda s, t: plan_replacement(s, t, 1, product_id=t.other_product),
    "ship again to somebody else": lambda s, t: plan_replacement(s, t, 1, partner_id=t.vendor),
    "ship again what nobody lost": lambda s, t: plan_replacement(s, t, 1, origin="for a friend"),
    "ship again what did not go out": lambda s, t: ship_again_undelivered(s, t),
    "ship again for an order": lambda s, t: plan_replacement(s, t, 1, sale_id=t.sale),
    "add to a customer's delivery": lambda s, t: s.create(
        "stock.move",
        [
            {
                "product_id": t.product,
                "product_uom_qty": 1,
                "picking_id": t.delivery,
                "location_id": t.stock,
                "location_dest_id": t.quarantine,
            }
        ],
    ),
    "plan goods away": lambda s, t: s.create(
        "stock.move",
        [{"product_id": t.product, "product_uom_qty": 1, "location_id": t.stock, "location_dest_id": t.lost}],
    ),
    "make a delivery": lambda s, t: s.create(
        "stock.picking",
        [{"picking_type_id": t.delivery_type, "location_id": t.stock, "location_dest_id": t.customers}],
    ),
    "write stock raw": lambda s, t: s.write("stock.quant", [t.quant], {"quantity": 7}),
    "count stock": lambda s, t: s.write(
        "stock.quant", [t.quant], {"inventory_quantity": 7}, context={"inventory_mode": True}
    ),
    "make stock": lambda s, t: s.create(
        "stock.quant", [{"product_id": t.product, "location_id": t.stock, "quantity": 5}]
    ),
    "scrap": lambda s, t: s.create("stock.scrap", [{"product_id": t.product, "scrap_qty": 1}]),
    "touch a partner": lambda s, t: s.write("res.partner", [t.vendor], {"email": "evil@example.org"}),
    "star a delivery and take it": lambda s, t: s.write(
        "stock.picking", [t.delivery], {"priority": "1", "user_id": s.uid}
    ),
    "star a done transfer": lambda s, t: s.write("stock.picking", [t.done_picking], {"priority": "1"}),
    "take a delivery": lambda s, t: s.write("stock.picking", [t.delivery], {"user_id": s.uid}),
    "give a done transfer to somebody": lambda s, t: s.write("stock.picking", [t.done_picking], {"user_id": 2}),
    "give a receipt to somebody": lambda s, t: s.write("stock.picking", [t.receipt], {"user_id": 2}),
    "batch a receipt": lambda s, t: s.create("stock.picking.batch", [{"picking_ids": [[6, 0, [t.receipt]]]}]),
    "batch what is done": lambda s, t: s.create("stock.picking.batch", [{"picking_ids": [[6, 0, [t.done_picking]]]}]),
    "batch by wizard": lambda s, t: s.create(
        "stock.picking.to.batch", [{}], context={"active_model": "stock.picking", "active_ids": [t.delivery]}
    ),
    "change a tracking number": lambda s, t: s.write("stock.picking", [t.delivery], {"carrier_tracking_ref": "X1"}),
    "rewrite a done transfer's number": lambda s, t: s.write(
        "stock.picking", [t.done_picking], {"carrier_tracking_ref": "X1"}
    ),
    "date a done transfer anew": lambda s, t: s.write(
        "stock.picking", [t.done_picking], {"date_done": "2026-01-01 00:00:00"}
    ),
    "unlock a done transfer": lambda s, t: s.write("stock.picking", [t.done_picking], {"is_locked": False}),
    "bring a done transfer back": lambda s, t: s.write("stock.picking", [t.done_picking], {"state": "assigned"}),
    "write a note beside a milestone": lambda s, t: s.write(
        "stock.picking", [t.done_picking], {MILESTONE_SIGNED: "X", "note": "<p>x</p>"}
    ),
    "change what a done transfer held": lambda s, t: s.write(
        "stock.picking", [t.done_picking], {"move_ids": [[1, t.done_move, {"quantity": 99}]]}
    ),
    "add to a done transfer": lambda s, t: s.write(
        "stock.picking",
        [t.done_picking],
        {"move_line_ids": [[0, 0, {"product_id": t.product, "quantity": 1}]]},
    ),
    "unlock a done transfer by its button": lambda s, t: s.call(
        "stock.picking", "action_toggle_is_locked", [t.done_picking]
    ),
    "take a shipment back from its carrier": lambda s, t: s.call("stock.picking", "cancel_shipment", [t.done_picking]),
    "delete a done transfer": lambda s, t: s.unlink("stock.picking", [t.done_picking]),
    "make a private to-do": lambda s, t: s.create("project.task", [{"name": "x"}]),
    "make a private to-do for somebody": lambda s, t: s.create(
        "project.task", [{"name": "x", "user_ids": [[6, 0, [2]]]}]
    ),
    "rewrite somebody's task": lambda s, t: s.write("project.task", [t.task], {"name": "x"}),
    "archive somebody's task": lambda s, t: s.write("project.task", [t.task], {"active": False}),
    "delete somebody's task": lambda s, t: s.unlink("project.task", [t.task]),
    "make a project": lambda s, t: s.create("project.project", [{"name": "x"}]),
    "open a project to customers": lambda s, t: s.write(
        "project.project", [t.project], {"privacy_visibility": "portal"}
    ),
    "make a credit note": lambda s, t: s.create("account.move", [{"move_type": "out_refund", "partner_id": t.vendor}]),
    "name another account for credits": lambda s, t: s.write("res.company", [1], {GOODWILL_FIELD: False}),
    "rewrite an account": lambda s, t: s.write("account.account", [1], {"name": "x"}),
    "approve a purchase again": lambda s, t: s.call("purchase.order", "button_approve", [t.purchase]),
    "make a bank account": lambda s, t: s.create(
        "res.partner.bank", [{"acc_number": "BE71096123456769", "partner_id": t.vendor}]
    ),
    "bank account through the partner": lambda s, t: s.write(
        "res.partner", [t.vendor], {"bank_ids": [[0, 0, {"acc_number": "BE71096123456769"}]]}
    ),
    "touch a user": lambda s, t: s.write("res.users", [2], {"name": "x"}),
    "touch itself": lambda s, t: s.write("res.users", [s.uid], {"signature": "x"}),
    "touch its own time zone": lambda s, t: s.write("res.users", [s.uid], {"tz": "Asia/Tokyo"}),
    "join a group": lambda s, t: s.write("res.users", [s.uid], {"group_ids": [[4, 2]]}),
    "change access": lambda s, t: s.create("ir.model.access", [{"name": "x", "model_id": 1, "perm_write": True}]),
    "switch a guard off": lambda s, t: s.write("base.automation", [1], {"active": False}),
    "read secrets": lambda s, t: s.ask("ir.config_parameter", "get_param", key="database.secret"),
}

# What the reader may not do although the writer may, or any working person.
FORBIDDEN_TO_READER: dict[str, Attack] = {
    "star a delivery": lambda s, t: s.write("stock.picking", [t.delivery], {"priority": "1"}),
    "give a delivery to somebody": lambda s, t: s.write("stock.picking", [t.delivery], {"user_id": 2}),
    "batch a delivery": lambda s, t: s.create("stock.picking.batch", [{"picking_ids": [[6, 0, [t.delivery]]]}]),
    "post a message": lambda s, t: s.call("sale.order", "message_post", [t.sale], body="x"),
    "follow": lambda s, t: s.call("sale.order", "message_subscribe", [t.sale], partner_ids=[t.vendor]),
    "make an activity": lambda s, t: s.create("mail.activity", [{"res_model_id": 1, "res_id": 1}]),
    "move a date": lambda s, t: s.write("purchase.order.line", [t.purchase_line], {"date_planned": "2027-01-01"}),
    "revise a promise": lambda s, t: s.write("sale.order", [t.sale], {"commitment_date": "2027-01-01 10:00:00"}),
    "reschedule": lambda s, t: s.write("stock.picking", [t.delivery], {"scheduled_date": "2027-01-01 10:00:00"}),
    "attach": lambda s, t: s.create("ir.attachment", [{"name": "x", "raw": "eA=="}]),
    "record a milestone": lambda s, t: s.write("stock.picking", [t.done_picking], {MILESTONE_SIGNED: "X"}),
    "make a portal link": lambda s, t: s.call("sale.order", "action_preview_sale_order", [t.sale]),
    "make reorder rules": lambda s, t: s.call("stock.warehouse.orderpoint", "action_open_orderpoints"),
    "open a ticket": lambda s, t: s.create("project.task", [{"name": "x", "project_id": t.project}]),
    "make a channel": lambda s, t: s.create("discuss.channel", [{"name": "x"}]),
    "write nothing": lambda s, t: s.write("sale.order", [t.sale], {}),
}


@pytest.mark.parametrize("attack", FORBIDDEN, ids=str)
async def test_neither_account_may(
    attack: str, as_reader: OdooSession, as_writer: OdooSession, targets: Targets
) -> None:
    for session in (as_reader, as_writer):
        with pytest.raises(REFUSALS) as refused:
            await FORBIDDEN[attack](session, targets)
        assert_plain(refused.value)


@pytest.mark.parametrize("attack", FORBIDDEN_TO_READER, ids=str)
async def test_the_reader_may_not_even(attack: str, as_reader: OdooSession, targets: Targets) -> None:
    with pytest.raises(REFUSALS) as refused:
        await FORBIDDEN_TO_READER[attack](as_reader, targets)
    assert_plain(refused.value)


def assert_plain(error: OdooError) -> None:
    assert "Traceback" not in error.message
    assert "cookies" not in error.message
    assert len(error.message.splitlines()) == 1, error.message


async def test_the_reader_cannot_reserve(
    untouched: Company, as_reader: OdooSession, administrator: OdooSession
) -> None:
    """Odoo reserves with rights of its own when anybody asks; the guard stops it."""
    [picking] = await administrator.search_read(
        "stock.picking", [["state", "=", "assigned"], ["picking_type_code", "=", "outgoing"]], ["id"], limit=1
    )
    await administrator.call("stock.picking", "do_unreserve", [picking["id"]])
    with pytest.raises(REFUSALS):
        await as_reader.call("stock.picking", "action_assign", [picking["id"]])
    [after] = await administrator.read("stock.picking", [picking["id"]], ["state"])
    assert after["state"] == "confirmed"


async def test_the_writer_plans_a_return_and_nobody_else_does(
    untouched: Company, as_reader: OdooSession, as_writer: OdooSession, targets: Targets
) -> None:
    with pytest.raises(REFUSALS):
        await plan_return(as_reader, targets, targets.quarantine, 1)
    made = await plan_return(as_writer, targets, targets.quarantine, 1)
    await as_writer.call("stock.picking", "action_confirm", [made])
    for attack in ("button_validate", "action_split_transfer"):
        with pytest.raises(REFUSALS):
            await as_writer.call("stock.picking", attack, [made], context=QUIET)
    for values in (
        {"location_dest_id": targets.stock},
        {"move_ids": [[0, 0, {"product_id": targets.product, "product_uom_qty": 1}]]},
        {"return_id": False},
    ):
        with pytest.raises(REFUSALS):
            await as_writer.write("stock.picking", [made], values)
    [move] = await as_writer.search_read("stock.move", [["picking_id", "=", made]], ["id"])
    more = (
        {"product_uom_qty": 99_999},
        {"product_id": targets.other_product},
        {"picking_id": targets.delivery},
        {"location_dest_id": targets.stock},
    )
    for values in more:
        with pytest.raises(REFUSALS):
            await as_writer.write("stock.move", [move["id"]], values)


async def test_the_writer_plans_a_replacement_and_nobody_else_does(
    untouched: Company, as_reader: OdooSession, as_writer: OdooSession, targets: Targets
) -> None:
    with pytest.raises(REFUSALS):
        await plan_replacement(as_reader, targets, 1)
    made = await plan_replacement(as_writer, targets, 1)
    await as_writer.call("stock.picking", "action_confirm", [made])
    for attack in ("button_validate", "action_split_transfer"):
        with pytest.raises(REFUSALS):
            await as_writer.call("stock.picking", attack, [made], context=QUIET)
    for values in (
        {"partner_id": targets.vendor},
        {"origin": "for a friend"},
        {"sale_id": targets.sale},
        {"return_id": targets.sent_picking},
        {"move_ids": [[0, 0, {"product_id": targets.other_product, "product_uom_qty": 1}]]},
    ):
        with pytest.raises(REFUSALS):
            await as_writer.write("stock.picking", [made], values)
    [move] = await as_writer.search_read("stock.move", [["picking_id", "=", made]], ["id"])
    [line] = await as_writer.search_read("sale.order.line", [["order_id", "=", targets.sale]], ["id"], limit=1)
    for values in (
        {"product_uom_qty": 99_999},
        {"product_id": targets.other_product},
        {"sale_line_id": line["id"]},
        {"origin_returned_move_id": targets.sent_move},
        {"picked": True},
    ):
        with pytest.raises(REFUSALS):
            await as_writer.write("stock.move", [move["id"]], values)
    await as_writer.call("stock.picking", "action_cancel", [made])


async def test_neither_can_buy_through_the_scheduler(
    untouched: Company, as_reader: OdooSession, as_writer: OdooSession, administrator: OdooSession
) -> None:
    """Anybody may start Odoo's scheduler, which buys with rights of its own; the guard stops it for these two."""
    [rule] = await administrator.search_read("stock.warehouse.orderpoint", [], ["id"], limit=1)
    wants = {"trigger": "auto", "product_min_qty": 5000, "product_max_qty": 5000}
    await administrator.write("stock.warehouse.orderpoint", [rule["id"]], wants)
    orders = await administrator.search_count("purchase.order", [])
    for session in (as_reader, as_writer):
        for arguments in ({}, {"use_new_cursor": True}):
            with pytest.raises(REFUSALS):
                await session.call("stock.rule", "run_scheduler", **arguments)
    assert await administrator.search_count("purchase.order", []) == orders
    await administrator.call("stock.rule", "run_scheduler")
    assert await administrator.search_count("purchase.order", []) == orders + 1


async def test_working_people_are_left_alone(untouched: Company, administrator: OdooSession, targets: Targets) -> None:
    world = untouched.world

    async def person(login: str) -> OdooSession:
        return await OdooSession.open(world.url, world.database, login, login)

    async with await person("sales_manager") as sales:
        await sales.write("res.users", [sales.uid], {"tz": "Europe/Lisbon"})
        await sales.call("sale.order", "action_confirm", [targets.quotation])
    async with await person("procurement_manager") as buyer:
        await buyer.call("purchase.order", "button_confirm", [targets.rfq])
    async with await person("warehouse_manager") as keeper:
        await keeper.call("stock.picking", "button_validate", [targets.delivery], context=QUIET)
    async with await person("finance_manager") as finance:
        await finance.call("account.move", "action_post", [targets.bill])
    states = [
        (await administrator.read(model, [record], ["state"]))[0]["state"]
        for model, record in (
            ("sale.order", targets.quotation),
            ("purchase.order", targets.rfq),
            ("stock.picking", targets.delivery),
            ("account.move", targets.bill),
        )
    ]
    assert states == ["sale", "purchase", "done", "posted"]


async def test_the_cost_is_not_for_customers(untouched: Company, administrator: OdooSession, targets: Targets) -> None:
    """The field that shows the reader what goods cost shows nothing to portal users."""
    _, portal = await administrator.ask("ir.model.data", "check_object_reference", module="base", xml_id="group_portal")
    [model] = await administrator.search_read("ir.model", [["model", "=", "product.product"]], ["id"])
    row = {"name": "shop", "model_id": model["id"], "group_id": portal, "perm_read": True}
    await administrator.create("ir.model.access", [row])
    values = {"name": "Shopper", "login": "shopper", "password": "shopper-shopper", "group_ids": [[6, 0, [portal]]]}
    await administrator.create("res.users", [values], context={"no_reset_password": True})
    world = untouched.world
    fields = ["x_expediter_cost"]
    async with await OdooSession.open(world.url, world.database, "shopper", "shopper-shopper") as shopper:
        [seen] = await shopper.read("product.product", [targets.product], fields)
    [known] = await administrator.read("product.product", [targets.product], fields)
    assert not seen["x_expediter_cost"]
    assert known["x_expediter_cost"] > 0


async def test_the_writer_records_milestones_on_any_transfer(
    untouched: Company, as_writer: OdooSession, administrator: OdooSession, targets: Targets
) -> None:
    values = {
        MILESTONE_EXPECTED: "2026-11-27 10:00:00",
        MILESTONE_DELIVERED: "2026-11-27 11:00:00",
        MILESTONE_SIGNED: "B. Van Loo",
    }
    for picking in (targets.done_picking, targets.delivery, targets.receipt):
        await as_writer.write("stock.picking", [picking], values)
        await as_writer.call("stock.picking", "message_post", [picking], body="Delivered", subtype_xmlid="mail.mt_note")
        [row] = await administrator.read("stock.picking", [picking], list(values))
        assert {field: row[field] for field in values} == values
        [note] = await administrator.search_read(
            "mail.message", [["model", "=", "stock.picking"], ["res_id", "=", picking]], ["author_id"], limit=1
        )
        assert note["author_id"][1] == "Expediter"
        await as_writer.write("stock.picking", [picking], dict.fromkeys(values, False))
        [row] = await administrator.read("stock.picking", [picking], list(values))
        assert not any(row[field] for field in values)


async def test_the_writer_changes_nothing_else_of_a_done_transfer(
    untouched: Company, as_writer: OdooSession, administrator: OdooSession, targets: Targets
) -> None:
    """Every stored field that people's screens could write, one after the other, whichever modules brought it."""
    known = await administrator.ask(
        "stock.picking", "fields_get", attributes=["type", "store", "relation", "selection", "related"]
    )
    [before] = await administrator.read("stock.picking", [targets.done_picking], [])
    tried, passed = 0, set()
    for field, about in known.items():
        if not about["store"] or field in {"id", "create_uid", "create_date", "write_uid", "write_date"}:
            continue
        if field in MILESTONE_FIELDS or (value := await another(administrator, about, before.get(field))) is None:
            continue
        tried += 1
        try:
            await as_writer.write("stock.picking", [targets.done_picking], {field: value})
        except REFUSALS:
            continue
        passed.add(field)
    [after] = await administrator.read("stock.picking", [targets.done_picking], [])
    changed = {field for field, about in known.items() if about["store"] and before.get(field) != after.get(field)}
    assert (passed, changed) == (set(), set())
    assert tried > 25


async def another(administrator: OdooSession, about: dict[str, Any], value: Any) -> Any:
    """A value of a field that is not the one it has; None where there is none to be had."""
    kind = about["type"]
    if kind == "selection":
        return next((key for key, _ in about["selection"] if key != value), None)
    if kind == "many2one":
        rows = await administrator.search_read(
            about["relation"], [["id", "!=", value[0] if value else 0]], ["id"], limit=1
        )
        return rows[0]["id"] if rows else None
    if kind == "many2many":
        return None
    return {
        "boolean": not value,
        "char": "X-1",
        "text": "X-1",
        "html": "<p>X-1</p>",
        "integer": 41,
        "float": 41.5,
        "date": "2026-01-02",
        "datetime": "2026-01-02 03:04:05",
        "binary": "eA==",
    }.get(kind)
