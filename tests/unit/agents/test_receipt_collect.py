"""What is read for receipts that differ: the order of the receipt that a mail names, and no more than is needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, cast

import pytest

from agents.inbound import Inbound, ReceiptSnapshot
from agents.world import World
from cases.claims import Claim, ReceiptClaim, RecordRef
from cases.models import CaseFile
from cases.people import Person
from cases.roles import Role
from tests.unit.agents.docks import PEOPLE, REF, line, mention, move, snapshot
from tests.unit.agents.world import NOW, WAREHOUSES
from tools.odoo.models import PurchaseOrder, SaleOrder, StockLevel, StockMove, Warehouse
from tools.odoo.received import BilledGoods, ReceivedLine
from tools.odoo.values import Ref


class Reader:
    """One order, whose lines are given; it notes what it was asked."""

    def __init__(self, *lines: ReceivedLine) -> None:
        self.lines = list(lines)
        self.asked: list[str] = []
        self.receipts: list[str] = []

    async def orders_of_receipts(self, *, names: Iterable[str] = (), ids: Iterable[int] = ()) -> list[Ref]:
        self.asked.append("orders_of_receipts")
        self.receipts = [*names, *(str(one) for one in ids)]
        return [Ref(12, "P00012")]

    async def purchase_orders(self, *, names: Sequence[str] = (), ids: Sequence[int] = ()) -> list[PurchaseOrder]:
        self.asked.append("purchase_orders")
        return [one for one in snapshot(*self.lines).orders if one.id in ids or one.name in names]

    async def received_lines(self, order_ids: Iterable[int]) -> list[ReceivedLine]:
        self.asked.append("received_lines")
        return self.lines

    async def billed_goods(self, line_ids: Iterable[int]) -> list[BilledGoods]:
        self.asked.append("billed_goods")
        return []

    async def warehouses(self, *, needed: Iterable[int | None] = ()) -> list[Warehouse]:
        self.asked.append("warehouses")
        return list(WAREHOUSES)

    async def promised_moves(self, product_ids: Iterable[int]) -> tuple[list[StockMove], list[SaleOrder]]:
        self.asked.append("promised_moves")
        return [], []

    async def moves_behind(self, *, lines: Iterable[int] = ()) -> list[StockMove]:
        self.asked.append("moves_behind")
        return []

    async def stock_levels(
        self, product_ids: Iterable[int], warehouses: Sequence[Warehouse]
    ) -> dict[tuple[int, int], StockLevel]:
        self.asked.append("stock_levels")
        return {}

    async def users_with_role(self, role: Role) -> list[Person]:
        return [one for one in PEOPLE if role in one.roles]


async def collected(
    reader: Reader, *claims: Claim, records: Sequence[RecordRef] = (REF,), title: str = "Receipt differs"
) -> ReceiptSnapshot:
    made = snapshot(claims=claims, records=records)
    file: CaseFile = made.file.model_copy(update={"title": title})
    found = await Inbound().collect(file, World(cast(Any, reader), made.habits, NOW))
    assert isinstance(found, ReceiptSnapshot)
    return found


SHORT = line(40, move(1, 30, called_off=Decimal(10)))


async def test_what_is_short_is_looked_at_with_its_promises_and_what_is_over_without() -> None:
    reader = Reader(SHORT)
    found = await collected(reader, mention(REF))
    assert reader.asked == [
        "purchase_orders",
        "received_lines",
        "warehouses",
        "promised_moves",
        "moves_behind",
        "stock_levels",
    ]
    assert found.order is not None
    reader = Reader(line(40, move(1, 45), billed=Decimal(45)))
    found = await collected(reader, mention(REF))
    assert reader.asked == ["purchase_orders", "received_lines", "billed_goods", "warehouses"]
    assert {role for one in found.people for role in one.roles} == {Role.WAREHOUSE, Role.FINANCE}


async def test_where_all_came_as_ordered_nothing_more_is_read() -> None:
    reader = Reader(line(40, move(1, 40)))
    found = await collected(reader, mention(REF))
    assert reader.asked == ["purchase_orders", "received_lines"]
    assert [one.name for one in found.people] == ["Wim"]


@pytest.mark.parametrize(
    ("claims", "title", "asked"),
    [
        ([mention(text="In ant/in/00075 ten pieces are missing.")], "Receipt differs", "ANT/IN/00075"),
        ([mention()], "Short: WH/IN/00012", "WH/IN/00012"),
        ([ReceiptClaim(receipt_text="WH/IN/00012", read_by="person")], "Receipt differs", "WH/IN/00012"),
    ],
)
async def test_a_receipt_that_is_named_leads_to_its_order(claims: list[Claim], title: str, asked: str) -> None:
    reader = Reader(SHORT)
    found = await collected(reader, *claims, records=(), title=title)
    assert reader.receipts == [asked]
    assert found.concerned is not None
    assert found.concerned.record == REF


async def test_a_receipt_among_the_cases_records_leads_to_its_order() -> None:
    reader = Reader(SHORT)
    picking = RecordRef(model="stock.picking", id=501, label="ANT/IN/00001")
    found = await collected(reader, mention(picking), records=(picking,))
    assert reader.receipts == ["501"]
    assert found.order is not None


async def test_an_order_as_a_person_corrects_it_is_found_by_its_number() -> None:
    reader = Reader(SHORT)
    found = await collected(reader, ReceiptClaim(order_text=" p00012 ", read_by="person"), records=())
    assert found.order is not None
    nothing = await collected(Reader(SHORT), mention(), records=())
    assert nothing.order is None
    assert [one.name for one in nothing.people] == ["Pia"]


async def test_a_customers_order_is_services_matter() -> None:
    reader = Reader(SHORT)
    sold = RecordRef(model="sale.order", id=9, label="S00009")
    found = await collected(reader, mention(sold), records=())
    assert reader.asked == []
    assert {one.name for one in found.people} == {"Sven", "Sara"}
