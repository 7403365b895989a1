"""Lines of purchase orders and what came of them, made by hand: for tests of receipts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from agents.analysis.habits import Habits
from agents.inbound.receipts import ReceiptSnapshot
from cases.claims import Claim, MentionClaim, RecordRef, Span
from cases.kind import Kind
from cases.models import CaseFile
from cases.people import Person
from cases.roles import Role
from tests.unit.agents import world
from tests.unit.agents.world import BEARING, NOW, UNITS, WAREHOUSES
from tools.odoo.models import Partner, PurchaseLine, PurchaseOrder, SaleOrder, StockLevel, StockMove
from tools.odoo.received import BilledGoods, GoodsMove, ReceivedLine
from tools.odoo.values import Ref

ORDER = Ref(12, "P00012")
REF = RecordRef(model="purchase.order", id=12, label="P00012")
ZONE = "Europe/Brussels"


def at(day: int) -> datetime:
    return NOW + timedelta(days=day)


def day(number: int) -> date:
    return at(number).date()


def move(number: int, quantity: float, state: str = "done", days: int = -1, **more: Any) -> GoodsMove:
    """A receipt of bearings; `incoming=False` makes it a way back."""
    much = Decimal(str(quantity))
    values: dict[str, Any] = {"in_stock_unit": much, "incoming": True, "product": BEARING, **more}
    picking = Ref(500 + number, f"ANT/IN/{number:05d}")
    return GoodsMove(id=number, state=state, quantity=much, date=at(days), picking=picking, **values)


def back(number: int, quantity: float, state: str = "done", **more: Any) -> GoodsMove:
    return move(number, quantity, state, incoming=False, **{"for_credit": True, **more})


def line(ordered: float, *moves: GoodsMove, number: int = 1, **more: Any) -> ReceivedLine:
    """A line as Odoo has it: what was received is what came less what went back for a credit."""
    came = sum((one.quantity for one in moves if one.incoming and one.done), Decimal(0))
    went = sum((one.quantity for one in moves if one.for_credit and one.done), Decimal(0))
    values: dict[str, Any] = {
        "order": ORDER,
        "vendor": Ref(7, "Nordholz"),
        "product": BEARING,
        "name": "Bearing",
        "received": came - went,
        "unit": UNITS,
        "in_stock_unit": Decimal(str(ordered)),
        "price_unit": Decimal(4),
        "currency": "EUR",
        "planned": at(-1),
        "zone": ZONE,
    }
    return ReceivedLine(id=number, ordered=Decimal(str(ordered)), moves=moves, **{**values, **more})


def person(uid: int, name: str, *roles: Role) -> Person:
    return Person(uid=uid, login=name, name=name, roles=frozenset(roles))


PEOPLE = (
    person(31, "Wim", Role.WAREHOUSE),
    person(32, "Fien", Role.FINANCE),
    person(33, "Sara", Role.SALES),
    person(34, "Pia", Role.PROCUREMENT),
    person(35, "Sven", Role.SERVICE),
)


def mention(*refs: RecordRef, text: str = "For P00012 we received less than ordered.") -> MentionClaim:
    return MentionClaim(
        kind=Kind.RECEIPT_DISCREPANCY,
        text=text,
        span=Span(part="body", start=0, end=len(text), quote=text),
        refers_to=refs,
    )


def stock_move(number: int, quantity: int, state: str, days: int, line_id: int = 1, **more: Any) -> StockMove:
    """A receipt of bearings as the allocation reads it."""
    values = {"state": state, "purchase_line_id": line_id, "purchase_order": ORDER, **more}
    return world.move(number, world.VENDORS, world.ANT_STOCK, quantity, days, **values)


def snapshot(
    *lines: ReceivedLine,
    claims: Sequence[Claim] = (),
    moves: Sequence[StockMove] = (),
    behind: Sequence[StockMove] = (),
    sales: Sequence[SaleOrder] = (),
    billed: Sequence[BilledGoods] = (),
    stock: int = 0,
    email: str | None = "sales@nordholz.example",
    records: Sequence[RecordRef] = (REF,),
    people: Sequence[Person] = PEOPLE,
    **order: Any,
) -> ReceiptSnapshot:
    vendor = Partner(id=7, name="Nordholz", email=email, lang="de_DE")
    bought = tuple(
        PurchaseLine(
            id=one.id,
            order=ORDER,
            product=one.product,
            service=one.service,
            name=one.name,
            ordered=one.ordered,
            received=one.received,
            unit=one.unit,
            price_unit=one.price_unit,
            subtotal=one.price_unit * one.ordered,
            planned=one.planned,
        )
        for one in lines
    )
    values: dict[str, Any] = {"state": "purchase", "buyer": Ref(2, "Buyer"), "currency": "EUR", **order}
    purchase = PurchaseOrder(
        id=12,
        name="P00012",
        partner=Ref(7, "Nordholz"),
        vendor=vendor,
        amount_untaxed=Decimal(160),
        warehouse_id=1,
        lines=bought,
        **values,
    )
    return ReceiptSnapshot(
        file=CaseFile(
            case_id="c",
            kind=Kind.RECEIPT_DISCREPANCY,
            title="Receipt differs",
            partner=RecordRef(model="res.partner", id=7, label="Nordholz"),
            records=tuple(records),
            claims=tuple(claims),
        ),
        read_at=NOW,
        orders=(purchase,),
        warehouses=WAREHOUSES,
        moves=tuple(moves),
        behind=tuple(behind),
        levels=(StockLevel(product_id=6, warehouse_id=1, quantity=Decimal(stock), reserved=Decimal(0)),),
        sales=tuple(sales),
        lines=tuple(lines),
        billed=tuple(billed),
        people=tuple(people),
        habits=Habits(zone=ZONE, arrival_hour=17, dispatch_hour=15, importance_tags="Key account=3,Regular=2"),
    )
