"""The carrier's door: what is wrong opens a case, progress does not, and the event's own time decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from agents.reading.carrier import read_carrier
from cases.carrier_events import CarrierEvent, Milestone, Trouble
from cases.claims import DeliveryClaim, only
from cases.kind import Kind
from cases.models import Reading
from tools.odoo.models import Location
from tools.odoo.shipments import FoundShipment
from tools.odoo.values import Ref

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


def event(status: Milestone, reason: Trouble | None = None, *, hours: float = 0, **more: object) -> CarrierEvent:
    return CarrierEvent.model_validate(
        {
            "carrier": "Northline",
            "tracking_number": "3SNL-44 00017",
            "status": status,
            "reason": reason,
            "occurred_at": NOW + timedelta(hours=hours),
            **more,
        }
    )


def place(usage: str) -> Location:
    return Location(id=1, name=usage, usage=usage)


def shipment(
    number: int = 12, *, carrier: str = "Northline Parcel", partner: int = 5, to: str = "customer"
) -> FoundShipment:
    return FoundShipment(
        id=number,
        name=f"ANT/OUT/{number:05d}",
        state="done",
        source=place("internal"),
        destination=place(to),
        partner=Ref(partner, f"Customer {partner}"),
        carrier=Ref(1, carrier),
        tracking="3SNL4400017",
        asked=("3SNL4400017",),
    )


class Odoo:
    """Shipments that a number finds."""

    def __init__(self, *found: FoundShipment) -> None:
        self.found = found
        self.asked = 0

    async def find_shipments(self, numbers: Sequence[str]) -> Sequence[FoundShipment]:
        self.asked += 1
        return self.found


async def read(*said: CarrierEvent, past: Sequence[CarrierEvent] = (), odoo: Odoo | None = None) -> Reading:
    return await read_carrier(said, past, odoo or Odoo(shipment()))


@pytest.mark.parametrize(
    ("status", "reason", "kind"),
    [
        (Milestone.FAILED_ATTEMPT, None, Kind.FAILED_DELIVERY),
        (Milestone.FAILED_ATTEMPT, Trouble.NOT_HOME, Kind.FAILED_DELIVERY),
        (Milestone.EXCEPTION, Trouble.ADDRESS, Kind.FAILED_DELIVERY),
        (Milestone.EXCEPTION, Trouble.REFUSED, Kind.FAILED_DELIVERY),
        (Milestone.EXCEPTION, Trouble.DAMAGED, Kind.FAILED_DELIVERY),
        (Milestone.EXCEPTION, Trouble.CUSTOMS, Kind.FAILED_DELIVERY),
        (Milestone.RETURNING, None, Kind.FAILED_DELIVERY),
        (Milestone.RETURNED, None, Kind.FAILED_DELIVERY),
        (Milestone.LOST, None, Kind.FAILED_DELIVERY),
        (Milestone.EXCEPTION, Trouble.WEATHER, Kind.TRANSIT_DELAY),
        (Milestone.EXCEPTION, Trouble.MISSED_CUTOFF, Kind.TRANSIT_DELAY),
        (Milestone.EXCEPTION, None, Kind.TRANSIT_DELAY),
    ],
)
async def test_what_is_wrong_is_one_case_of_that_shipment(
    status: Milestone, reason: Trouble | None, kind: Kind
) -> None:
    reading = await read(event(status, reason))
    [draft] = reading.cases
    assert (draft.kind, draft.key) == (kind, "delivery:stock.picking:12")
    assert draft.partner is not None
    assert draft.partner.label == "Customer 5"
    assert draft.trust == 1.0
    [claim] = only(DeliveryClaim, draft.claims)
    assert claim.refers_to == draft.records[:1]
    assert draft.title.startswith("ANT/OUT/00012 for Customer 5: ")


@pytest.mark.parametrize("status", [one for one in Milestone if event(one).is_progress])
async def test_progress_opens_nothing_and_costs_one_call(status: Milestone) -> None:
    odoo = Odoo(shipment())
    reading = await read(event(status), odoo=odoo)
    assert odoo.asked == 1
    assert reading.nothing_new
    assert not any(draft.claims for draft in reading.cases)
    assert reading.events == (event(status),)
    # What arrived is told to an open case; any other progress is not.
    assert [len(draft.repeated) for draft in reading.cases] == ([1] if status is Milestone.DELIVERED else [])


async def test_the_same_event_says_the_same_under_whatever_id() -> None:
    [one], [other] = (
        reading.cases for reading in (await read(event(Milestone.LOST)), await read(event(Milestone.LOST)))
    )
    assert [claim.says() for claim in one.claims] == [claim.says() for claim in other.claims]


async def test_what_happened_before_it_was_delivered_is_no_news() -> None:
    delivered = event(Milestone.DELIVERED, hours=3)
    assert not (await read(event(Milestone.FAILED_ATTEMPT), past=[delivered])).cases
    assert (await read(event(Milestone.FAILED_ATTEMPT, hours=4), past=[delivered])).cases
    recorded = shipment().model_copy(update={"delivered": NOW + timedelta(hours=1)})
    assert not (await read(event(Milestone.FAILED_ATTEMPT), odoo=Odoo(recorded))).cases


async def test_an_older_failure_does_not_take_back_a_newer_one() -> None:
    newer = event(Milestone.RETURNING, hours=5)
    reading = await read(event(Milestone.FAILED_ATTEMPT), past=[newer])
    assert reading.nothing_new
    assert not reading.cases
    # Being under way again is no newer trouble.
    assert (await read(event(Milestone.FAILED_ATTEMPT), past=[event(Milestone.OUT_FOR_DELIVERY, hours=1)])).cases


async def test_a_number_of_nobody_and_one_of_two() -> None:
    assert "is of no shipment" in ((await read(event(Milestone.LOST), odoo=Odoo())).nothing_new or "")
    other = shipment(13, carrier="Polbryg Express", partner=9)
    reading = await read(event(Milestone.LOST), odoo=Odoo(other, shipment()))
    assert reading.cases[0].key == "delivery:stock.picking:12"
    unnamed = await read(event(Milestone.LOST, carrier=""), odoo=Odoo(other, shipment()))
    assert "does not tell which" in (unnamed.nothing_new or "")


def test_a_later_word_replaces_only_that_of_its_parcel() -> None:
    first = DeliveryClaim.of(event(Milestone.FAILED_ATTEMPT))
    later = DeliveryClaim.of(event(Milestone.DELIVERED, hours=2))
    other = DeliveryClaim.of(event(Milestone.DELIVERED, hours=2, tracking_number="3SNL4400018"))
    assert later.replaces(first)
    assert not first.replaces(later)
    assert not other.replaces(first)
    never = DeliveryClaim(order_text="S00281")
    assert not never.replaces(first)
    assert not first.replaces(never)
