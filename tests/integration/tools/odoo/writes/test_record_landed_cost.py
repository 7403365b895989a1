"""Freight in becomes a draft landed cost: once, all of it spread, only where it could be validated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cases.actions import RecordLandedCost
from cases.actions.record_landed_cost import LandedGoods, SeenReceived
from runtime.settings import Wire
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.trading import QUIET, Trading, noon
from tools.odoo.client import OdooSession
from tools.odoo.errors import NoAccess, Refused
from tools.odoo.writes import WRITES, CannotUndoError, OdooWriter, apply, found, found_twice, undo, untouched

pytestmark = pytest.mark.odoo
both_wires = pytest.mark.parametrize("wire", [Wire.JSON2, Wire.JSONRPC])
LAND = WRITES["record_landed_cost"]  # type: ignore[index]


@dataclass(frozen=True)
class Carried:
    """Ten flanges at average cost that came in, and a carrier's bill of 100 without tax."""

    product: int
    receipt: int
    receipt_name: str
    bill: int
    bill_name: str
    carrier: int
    service: int


@pytest.fixture
async def carried(admin: OdooSession, trading: Trading) -> Carried:
    [category] = await admin.create("product.category", [{"name": "Averaged", "property_cost_method": "average"}])
    goods = {"name": "Flange", "type": "consu", "is_storable": True, "categ_id": category, "weight": 2}
    [product] = await admin.create("product.product", [goods])
    receipt, name = await received(admin, trading, product)
    [service] = await admin.create(
        "product.product", [{"name": "Inbound freight", "type": "service", "landed_cost_ok": True}]
    )
    [carrier] = await admin.create("res.partner", [{"name": "Northline Parcel", "is_company": True}])
    line = {"name": "Freight", "quantity": 1, "price_unit": 100, "tax_ids": [[6, 0, []]]}
    values = {"move_type": "in_invoice", "partner_id": carrier, "ref": "NP-1", "invoice_date": "2026-11-20"}
    [bill] = await admin.create("account.move", [{**values, "invoice_line_ids": [[0, 0, line]]}])
    await admin.call("account.move", "action_post", [bill])
    [row] = await admin.read("account.move", [bill], ["name"])
    return Carried(product, receipt, name, bill, row["name"], carrier, service)


async def received(admin: OdooSession, trading: Trading, product: int) -> tuple[int, str]:
    line = {"product_id": product, "product_qty": 10, "price_unit": 7, "date_planned": noon(0)}
    north = trading.warehouses["NORTH"]["receipts"]
    values = {"partner_id": trading.vendor, "picking_type_id": north, "order_line": [[0, 0, line]]}
    [order] = await admin.create("purchase.order", [values])
    await admin.call("purchase.order", "button_confirm", [order])
    [picking] = await admin.search_read("stock.picking", [["purchase_id", "=", order]], ["name", "move_ids"])
    await admin.write("stock.move", picking["move_ids"], {"quantity": 10})
    await admin.call("stock.picking", "button_validate", [picking["id"]], context=QUIET)
    return int(picking["id"]), str(picking["name"])


async def landing(
    odoo: OdooSession, carried: Carried, amount: str = "40.01", **more: Any
) -> tuple[RecordLandedCost, SeenReceived]:
    [row] = await odoo.read("account.move", [carried.bill], ["currency_id", "amount_total", "state"])
    currency = row["currency_id"][1]
    args = RecordLandedCost.model_validate(
        {
            "bill_id": carried.bill,
            "bill": carried.bill_name,
            "partner_id": carried.carrier,
            "partner": "Northline Parcel",
            "amount": amount,
            "currency": currency,
            "worth": {"amount": amount, "currency": currency},
            "text": "Freight of NP-1",
            "picking_id": carried.receipt,
            "picking": carried.receipt_name,
            "service_id": carried.service,
            "service": "Inbound freight",
            "split": "by_weight",
            **more,
        }
    )
    goods = LandedGoods(product_id=carried.product, product="Flange", quantity=Decimal(10), method="average")
    seen = SeenReceived(
        currency=currency,
        state=row["state"],
        total=Decimal(str(row["amount_total"])),
        vendor_id=carried.carrier,
        goods=(goods,),
    )
    return args, seen


async def costs(odoo: OdooSession, receipt: int) -> list[dict[str, Any]]:
    fields = ["state", "amount_total", "vendor_bill_id", "description", "account_move_id"]
    return await odoo.search_read("stock.landed.cost", [["picking_ids", "in", [receipt]]], fields, order="id")


@both_wires
async def test_one_draft_that_finance_can_validate_and_gone_again(
    admin: OdooSession, writer: OdooWriter, trading: Trading, carried: Carried
) -> None:
    args, seen = await landing(admin, carried)
    approved = approve(args, seen, writer.uuid)
    assert await LAND.guards(writer, args, seen) == []
    before = await LAND.before(writer, args, seen)
    assert await untouched(writer, approved, before)
    await apply(writer, approved)
    await apply(writer, approved)
    read_back = await LAND.verify(writer, args, seen, before, approved.key)
    assert read_back.ok, read_back.note
    assert await found(writer, approved)
    [cost] = await costs(admin, carried.receipt)
    assert (cost["state"], cost["amount_total"], cost["vendor_bill_id"][0]) == ("draft", 40.01, carried.bill)
    restored = await undo(writer, approved, before, read_back.after)
    assert restored.ok, restored.note
    assert await costs(admin, carried.receipt) == []

    again = approve(args, seen, writer.uuid)
    await apply(writer, again)
    [cost] = await costs(admin, carried.receipt)
    await admin.call("stock.landed.cost", "button_validate", [cost["id"]])
    [row] = await admin.read("product.product", [carried.product], ["standard_price"])
    assert row["standard_price"] == pytest.approx(11, abs=0.01)
    with pytest.raises(CannotUndoError, match="validated already"):
        await undo(writer, again, before, {})
    [told] = await LAND.guards(writer, args, seen)
    assert "holds the landed cost" in told


async def test_the_same_freight_is_recorded_once(
    admin: OdooSession, writer: OdooWriter, trading: Trading, carried: Carried
) -> None:
    """Odoo takes it three times; also where somebody named no bill."""
    args, seen = await landing(admin, carried)
    line = {"product_id": carried.service, "price_unit": 40, "split_method": "equal"}
    values = {"picking_ids": [[6, 0, [carried.receipt]]], "cost_lines": [[0, 0, line]]}
    [made] = await admin.create("stock.landed.cost", [values])
    [told] = await LAND.guards(writer, args, seen)
    assert "holds the landed cost" in told
    with pytest.raises(Refused):
        await apply(writer, approve(args, seen, writer.uuid))
    await admin.call("stock.landed.cost", "button_cancel", [made])
    approved = approve(args, seen, writer.uuid)
    await apply(writer, approved)
    since = datetime.now(UTC) - timedelta(hours=1)
    assert await found_twice(writer, [approved], since) == {}
    with pytest.raises(Refused):
        await LAND.steps(writer, approved)[0].do()
    # Another receipt of the same bill has its own, and together they are over no more than the bill.
    other, name = await received(admin, trading, carried.product)
    more, seen = await landing(admin, carried, "60", picking_id=other, picking=name)
    assert await LAND.guards(writer, more, seen) == []
    with pytest.raises(Refused, match="no more than its bill"):
        await apply(writer, approve(more, seen, writer.uuid))


async def test_standard_cost_goods_out_and_no_weight_are_refused(
    admin: OdooSession, writer: OdooWriter, trading: Trading, carried: Carried
) -> None:
    plain, plain_name = await received(admin, trading, trading.products["Screw"])
    sent = await admin.search_read("stock.picking", [["picking_type_code", "=", "outgoing"]], ["name"], limit=1)
    cases = {
        "valued at standard cost": {"picking_id": plain, "picking": plain_name},
        "freight out is no cost of goods": {"picking_id": sent[0]["id"], "picking": sent[0]["name"]},
    }
    for said, more in cases.items():
        args, seen = await landing(admin, carried, **more)
        assert said in (await LAND.guards(writer, args, seen))[0]
        with pytest.raises(Refused):
            await apply(writer, approve(args, seen, writer.uuid))
    await admin.write("product.product", [carried.product], {"weight": 0})
    args, seen = await landing(admin, carried)
    assert "have no weight" in (await LAND.guards(writer, args, seen))[0]
    with pytest.raises(Refused):
        await apply(writer, approve(args, seen, writer.uuid))
    by_value, seen = await landing(admin, carried, split="by_current_cost_price")
    assert await LAND.guards(writer, by_value, seen) == []
    changed = seen.model_copy(update={"total": Decimal(99)})
    assert "was over 99" in (await LAND.guards(writer, by_value, changed))[0]


async def test_the_account_makes_and_validates_none_itself(
    admin: OdooSession, writer: OdooWriter, trading: Trading, carried: Carried
) -> None:
    args, seen = await landing(admin, carried)
    await apply(writer, approve(args, seen, writer.uuid))
    [cost] = await costs(admin, carried.receipt)
    with pytest.raises((NoAccess, Refused)):
        await writer.create("stock.landed.cost", [{"picking_ids": [[6, 0, [carried.receipt]]]}])
    with pytest.raises((NoAccess, Refused)):
        await writer.call("stock.landed.cost", "button_validate", [cost["id"]])
    with pytest.raises((NoAccess, Refused)):
        await writer.write("stock.landed.cost", cost["id"], {"state": "done"})
