"""Which customers' orders a letter fears for, by the numbers that it names."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import cast

from agents.correspondence.promised import FearedFor, about_them, feared_for
from agents.correspondence.records import Records
from agents.correspondence.writer import Writer
from cases.claims import Claim, MentionClaim, RecordRef
from cases.kind import Kind
from cases.kinds import KINDS
from tests.unit.agents.letters import opened
from tools.odoo.models import Location, Partner
from tools.odoo.shipments import FoundShipment
from tools.odoo.values import Ref

STOCK, CUSTOMER = Location(id=1, name="WH/Stock", usage="internal"), Location(id=2, name="Customers", usage="customer")
FEAR = MentionClaim(kind=Kind.COMMITMENT_RISK, text="It will not make it.")
OTHER = MentionClaim(kind=Kind.RETURN_REQUEST, text="It comes back.")
WRITER = Writer("sam@our.example", {}, "ours")


class Deliveries:
    """Odoo with three deliveries, two of one order."""

    asked: tuple[str, ...] = ()

    async def deliveries_named(self, names: Iterable[str]) -> list[FoundShipment]:
        self.asked = tuple(names)
        orders = {1: Ref(31, "S00031"), 2: Ref(31, "S00031"), 3: Ref(32, "S00032")}
        found = [
            FoundShipment(
                id=number,
                name=f"WH/OUT/{number:05}",
                state="assigned",
                source=STOCK,
                destination=CUSTOMER,
                sale_order=order,
                partner=Ref(50 + order.id, "Dock"),
                asked=(),
            )
            for number, order in orders.items()
        ]
        return [one for one in found if {one.name, one.sale_order.name if one.sale_order else ""} & set(self.asked)]

    async def partners(self, ids: Iterable[int]) -> list[Partner]:
        return [Partner(id=one, name="Dock", company=Ref(7, "Meridian")) for one in ids]


def feared(body: str, *claims: Claim, subject: str = "") -> list[FearedFor]:
    return asyncio.run(feared_for(claims or (FEAR,), opened(body, subject), cast("Records", Deliveries())))


def test_the_orders_are_those_it_names_in_that_order_each_once() -> None:
    found = feared("WH/OUT/00002 is stuck, too, and so is S00032.", subject="S00032 will not make it")
    assert [one.order.label for one in found] == ["S00032", "S00031"]
    assert found[0].owner == RecordRef(model="res.partner", id=7, label="Meridian")
    assert feared("Nothing will be on time.") == []
    assert feared("S00099 will not be on time.") == []


def test_other_letters_are_not_looked_up() -> None:
    assert feared("S00032 comes back.", OTHER) == []


def test_a_fear_is_about_what_it_names_and_other_claims_stay() -> None:
    found = feared("S00032 will not be on time.")
    fear, other = about_them([FEAR, OTHER], found, WRITER)
    assert [ref.label for ref in fear.refers_to] == ["S00032"]
    assert other == OTHER
    assert about_them([FEAR], [], WRITER) == [FEAR]
    # Purchase orders of the same letter do not take its place.
    placed = fear.placed(None, (RecordRef(model="purchase.order", id=1, label="P00001"),))
    assert KINDS[Kind.COMMITMENT_RISK].key(placed.subject(), who="w", thread="t") == "commitment_risk:sale.order:32"
