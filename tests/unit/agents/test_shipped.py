"""Which shipment a mail's claims are about: what names it twice is said once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from agents.correspondence.records import Records
from agents.correspondence.shipped import resolved
from agents.correspondence.writer import Writer
from cases.claims import DeliveryClaim, RecordRef
from tools.odoo.models import Location, Partner
from tools.odoo.shipments import FoundShipment
from tools.odoo.values import Ref

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
STELLWERK = RecordRef(model="res.partner", id=5, label="Stellwerk Montage GmbH")
WRITER = Writer("disposition@stellwerk.example", {5: STELLWERK}, "address", "pass")


def transfer(record: int, tracking: str, *asked: str) -> FoundShipment:
    return FoundShipment(
        id=record,
        name=f"ANT/OUT/{record:05}",
        state="done",
        source=Location(id=1, name="Stock", usage="internal"),
        destination=Location(id=2, name="Customers", usage="customer"),
        partner=Ref(5, "Stellwerk Montage GmbH"),
        tracking=tracking,
        asked=asked,
    )


class Odoo:
    """Two deliveries of one customer."""

    async def find_shipments(self, numbers: Iterable[str]) -> list[FoundShipment]:
        return [transfer(7, "VM990012", "VM990012")] if "VM990012" in numbers else []

    async def deliveries_named(self, names: Iterable[str]) -> list[FoundShipment]:
        known = {"S00293": transfer(7, "VM990012", "S00293"), "S00294": transfer(8, "VM990013", "S00294")}
        return [known[name] for name in names if name in known]

    async def partners(self, _ids: Iterable[int]) -> list[Partner]:
        return [Partner(id=5, name="Stellwerk Montage GmbH", email="disposition@stellwerk.example")]


async def told(*claims: DeliveryClaim) -> list[Any]:
    found = await resolved(claims, WRITER, cast(Records, Odoo()), NOW)
    return [SimpleNamespace(number=one.claim.tracking_text, sure=one.claim.sure, record=one.record.id) for one in found]


async def test_an_order_in_the_subject_and_its_number_in_the_text_are_one_claim() -> None:
    subject, text = DeliveryClaim(order_text="S00293", sure=0.7), DeliveryClaim(tracking_text="VM990012", sure=0.8)
    [one] = await told(subject, text)
    assert (one.number, one.sure, one.record) == ("VM990012", 0.8, 7)
    assert await told(subject, text) == await told(text, subject)


async def test_two_orders_and_two_things_said_stay_two() -> None:
    both = await told(DeliveryClaim(order_text="S00293"), DeliveryClaim(order_text="S00294"))
    assert [one.record for one in both] == [7, 8]
    missed = DeliveryClaim(tracking_text="VM990012", attempt=1)
    assert len(await told(missed, DeliveryClaim(tracking_text="VM990012", attempt=2))) == 2
