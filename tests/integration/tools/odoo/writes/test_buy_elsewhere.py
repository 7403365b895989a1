"""A draft at another vendor's own price: made once, confirmed by nobody but a person, gone again when taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cases.actions import BuyElsewhere
from cases.actions.buy_elsewhere import SeenOffer
from runtime.settings import Wire
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.trading import ARRIVAL, ZONE, Trading, changes, day, dump
from tools.odoo.client import OdooSession
from tools.odoo.errors import NoAccess, OdooError, Refused
from tools.odoo.values import odoo_moment
from tools.odoo.writes import (
    WRITES,
    CannotUndoError,
    OdooWriter,
    PremiseChangedError,
    apply,
    begun,
    found,
    found_twice,
    provisioned,
    undo,
    untouched,
)

pytestmark = pytest.mark.odoo
both_wires = pytest.mark.parametrize("wire", [Wire.JSON2, Wire.JSONRPC])
BUY = WRITES["buy_elsewhere"]  # type: ignore[index]


@dataclass(frozen=True)
class Offer:
    """Rival Bolts sells bolts at 3.20 (4.00 less a fifth), from 20 on, in 2 days."""

    id: int
    vendor: int


@pytest.fixture
async def offer(admin: OdooSession, trading: Trading) -> Offer:
    [vendor] = await admin.create("res.partner", [{"name": "Rival Bolts", "email": "sales@rival.example"}])
    [row] = await admin.read("product.product", [trading.products["Bolt"]], ["product_tmpl_id"])
    values = {"partner_id": vendor, "product_tmpl_id": row["product_tmpl_id"][0], "price": 4, "discount": 20}
    [made] = await admin.create("product.supplierinfo", [{**values, "min_qty": 20, "delay": 2}])
    return Offer(made, vendor)


async def buying(
    odoo: OdooSession, trading: Trading, offer: Offer, quantity: int = 40
) -> tuple[BuyElsewhere, SeenOffer]:
    """Bolts for the north, of which 50 are still on order."""
    [product] = await odoo.read("product.product", [trading.products["Bolt"]], ["uom_id"])
    [row] = await odoo.read("product.supplierinfo", [offer.id], ["currency_id"])
    currency = row["currency_id"][1]
    args = BuyElsewhere(
        product_id=trading.products["Bolt"],
        product="Bolt",
        quantity=Decimal(quantity),
        unit_id=product["uom_id"][0],
        vendor_id=offer.vendor,
        vendor="Rival Bolts",
        price=Decimal("3.2"),
        currency=currency,
        least=Decimal(20),
        warehouse_id=trading.warehouses["NORTH"]["id"],
        warehouse="North",
        arrives=day(3),
        buyer_id=trading.users["buyer"],
        buyer="Buyer",
        confirm_by=day(1),
        for_orders=("S00002",),
    )
    premise = SeenOffer(
        currency=currency,
        offer_id=offer.id,
        picking_type_id=trading.warehouses["NORTH"]["receipts"],
        on_order=Decimal(50),
        zone=ZONE,
        arrival_hour=ARRIVAL,
    )
    return args, premise


async def orders(odoo: OdooSession, key: str) -> list[dict[str, Any]]:
    fields = ["name", "state", "amount_untaxed", "partner_id", "user_id", "picking_ids", "order_line", "origin"]
    return await odoo.search_read("purchase.order", [["origin", "like", key]], fields, order="id")


@both_wires
async def test_one_draft_with_a_to_do_and_gone_again(
    admin: OdooSession, writer: OdooWriter, trading: Trading, offer: Offer
) -> None:
    args, premise = await buying(admin, trading, offer)
    approved = approve(args, premise, writer.uuid)
    start = await dump(admin)
    assert await BUY.guards(writer, args, premise) == []
    before = await BUY.before(writer, args, premise)
    assert before["on_order"] == "50"
    assert await untouched(writer, approved, before)
    assert not await found(writer, approved)
    await apply(writer, approved)
    await apply(writer, approved)
    read_back = await BUY.verify(writer, args, premise, before, approved.key)
    assert read_back.ok, read_back.note
    assert await found(writer, approved)
    assert await begun(writer, approved)

    [order] = await orders(admin, approved.key)
    assert (order["state"], order["amount_untaxed"], order["picking_ids"]) == ("draft", 128, [])
    assert (order["partner_id"][0], order["user_id"][0]) == (offer.vendor, trading.users["buyer"])
    assert order["origin"].startswith("S00002 EXP-")
    [line] = await admin.read("purchase.order.line", order["order_line"], ["product_qty", "price_unit", "date_planned"])
    assert (line["product_qty"], line["price_unit"]) == (40, 3.2)
    assert line["date_planned"] == odoo_moment(args.arrival_moment(premise))
    [activity] = await admin.search_read(
        "mail.activity", [["res_model", "=", "purchase.order"], ["res_id", "=", order["id"]]], ["user_id", "summary"]
    )
    assert activity["user_id"][0] == trading.users["buyer"]
    assert "Confirm" in activity["summary"]
    changed = changes(start, await dump(admin))
    kinds = {(model, frozenset(fields)) for (model, _), fields in changed.items()}
    assert kinds == {
        (model, frozenset("+"))
        for model in ("purchase.order", "purchase.order.line", "mail.followers", "mail.activity")
    }

    restored = await undo(writer, approved, before, read_back.after)
    assert restored.ok, restored.note
    assert [one["state"] for one in await orders(admin, approved.key)] == ["cancel"]
    assert await BUY.before(writer, args, premise) == before
    assert not await admin.search_count("mail.activity", [["res_id", "=", order["id"]], ["id", "=", activity["id"]]])
    # What somebody cancelled is not made again.
    assert not await untouched(writer, approved, before)


async def test_the_offer_must_be_as_it_was_seen(
    admin: OdooSession, writer: OdooWriter, trading: Trading, offer: Offer
) -> None:
    args, premise = await buying(admin, trading, offer)
    changed = {
        "asks 4.00 ": {"discount": 0},
        "takes no order for less than 60": {"min_qty": 60},
        "holds no longer": {"date_end": day(-1).isoformat()},
    }
    for said, values in changed.items():
        before = await admin.read("product.supplierinfo", [offer.id], list(values))
        await admin.write("product.supplierinfo", [offer.id], values)
        [told] = await BUY.guards(writer, args, premise)
        assert said in told
        with pytest.raises((Refused, PremiseChangedError)):
            await apply(writer, approve(args, premise, writer.uuid))
        await admin.write("product.supplierinfo", [offer.id], {name: before[0][name] for name in values})
    assert await BUY.guards(writer, args, premise) == []
    await admin.call("product.supplierinfo", "unlink", [offer.id])
    [told] = await BUY.guards(writer, args, premise)
    assert "no longer has a price for Bolt" in told
    with pytest.raises(PremiseChangedError, match="is gone"):
        await apply(writer, approve(args, premise, writer.uuid))


@pytest.mark.parametrize("state", ["draft", "purchase"])
async def test_what_somebody_ordered_meanwhile_is_not_ordered_again(
    admin: OdooSession, writer: OdooWriter, trading: Trading, offer: Offer, state: str
) -> None:
    args, premise = await buying(admin, trading, offer)
    line = {"product_id": args.product_id, "product_qty": 15, "price_unit": 2}
    north, south = (trading.warehouses[code]["receipts"] for code in ("NORTH", "SOUTH"))
    values = {"partner_id": trading.vendor, "order_line": [[0, 0, line]]}
    await admin.create("purchase.order", [{**values, "picking_type_id": south}])
    assert await BUY.guards(writer, args, premise) == []
    [order] = await admin.create("purchase.order", [{**values, "picking_type_id": north}])
    if state == "purchase":
        await admin.call("purchase.order", "button_confirm", [order])
    [told] = await BUY.guards(writer, args, premise)
    assert "Somebody ordered 15 Units of Bolt for North meanwhile" in told


async def test_no_undo_once_it_is_anothers(
    admin: OdooSession, writer: OdooWriter, trading: Trading, offer: Offer
) -> None:
    for touched in ("quantity", "confirmed"):
        args, premise = await buying(admin, trading, offer)
        approved = approve(args, premise, writer.uuid)
        await apply(writer, approved)
        [order] = await orders(admin, approved.key)
        if touched == "quantity":
            await admin.write("purchase.order.line", order["order_line"], {"product_qty": 30})
        else:
            await admin.call("purchase.order", "button_confirm", [order["id"]])
        assert not (await BUY.verify(writer, args, premise, {}, approved.key)).ok
        with pytest.raises(CannotUndoError, match=r"since|already"):
            await undo(writer, approved, {}, {})
        [kept] = await orders(admin, approved.key)
        assert kept["state"] != "cancel"


async def test_the_account_makes_no_other_order(
    admin: OdooSession, writer: OdooWriter, trading: Trading, offer: Offer
) -> None:
    """Not directly, not of more lines, not confirmed, not at another price or at what nobody offers."""
    args, premise = await buying(admin, trading, offer)
    approved = approve(args, premise, writer.uuid)
    await apply(writer, approved)
    [order] = await orders(admin, approved.key)
    line = {"product_id": args.product_id, "product_qty": 1, "price_unit": 1}
    attacks = (
        ("create", "purchase.order", [{"partner_id": offer.vendor, "origin": approved.key}]),
        ("create", "purchase.order.line", [{**line, "order_id": order["id"]}]),
    )
    for _, model, values in attacks:
        with pytest.raises((NoAccess, Refused)):
            await writer.create(model, values)
    for values in ({"state": "purchase"}, {"order_line": [[0, 0, line]]}, {"partner_id": trading.vendor}):
        with pytest.raises((NoAccess, Refused)):
            await writer.write("purchase.order", order["id"], values)
    with pytest.raises((NoAccess, Refused)):
        await writer.call("purchase.order", "button_confirm", [order["id"]])
    for wrong in ({"price": "3"}, {"quantity": "19"}, {"product_id": trading.products["Nut"]}):
        asked = {
            "product_id": args.product_id, "quantity": "40", "price": "3.2", "arrives": "2030-01-01 10:00:00",
            "picking_type_id": premise.picking_type_id, "origin": "EXP-x", "user_id": args.buyer_id,
            "summary": "x", "note": "x", "due": "2030-01-01", "expects": [],
        }  # fmt: skip
        with pytest.raises(Refused):
            await provisioned.draft_purchase(writer, offer.id, **{**asked, **wrong})
    # A move that is made to order buys with rights of its own; in this account's name it buys nothing.
    gear = {"product_id": trading.products["Gear"], "product_uom_qty": 2, "procure_method": "make_to_order"}
    north = trading.warehouses["NORTH"]
    way = {"location_id": north["stock"], "location_dest_id": trading.transit}
    values = {"picking_type_id": north["internal"], "origin": "EXP-y", **way}
    before = await admin.search_count("purchase.order", [])
    [picking] = await writer.create("stock.picking", [{**values, "move_ids": [[0, 0, {**gear, **way}]]}])
    with pytest.raises(OdooError):
        await writer.call("stock.picking", "action_confirm", [picking])
    assert await admin.search_count("purchase.order", []) == before


async def test_what_stands_twice_is_told(
    admin: OdooSession, writer: OdooWriter, trading: Trading, offer: Offer
) -> None:
    args, premise = await buying(admin, trading, offer)
    approved = approve(args, premise, writer.uuid)
    await apply(writer, approved)
    since = datetime.now(UTC) - timedelta(hours=1)
    assert await found_twice(writer, [approved], since) == {}
    await BUY.steps(writer, approved)[0].do()
    assert len(await orders(admin, approved.key)) == 2
    assert "is ordered 2 times" in (await found_twice(writer, [approved], since))[approved.key]
    assert not (await BUY.verify(writer, args, premise, {}, approved.key)).ok
