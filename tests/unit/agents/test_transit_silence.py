"""Shipments that nobody hears of: when that is too long, and what is done then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from agents.analysis.habits import Habits
from agents.scans.transit_silence import SilentShipments, finding, silence
from agents.world import World
from cases.actions import ActionName
from cases.carrier_events import CarrierEvent, Milestone, Trouble
from cases.claims import DeliveryClaim, claim_of
from cases.kind import Kind
from cases.kinds import KINDS
from tests.unit.agents.shipped import (
    CUSTOMER,
    NOW,
    PICKING,
    STOCK,
    event,
    order,
    recommended,
    shipment,
    snapshot,
    thought,
)
from tests.unit.agents.test_delivery_plan import on_file
from tools.odoo.shipments import Transfer
from tools.odoo.values import Ref

ZONE = "Europe/Brussels"
ROAD, SEA = on_file(mode="road"), on_file(mode="Sea")


def sent(hours: float, **more: Any) -> Transfer:
    values: dict[str, Any] = {
        "id": 12,
        "name": "ANT/OUT/00012",
        "state": "done",
        "source": STOCK,
        "destination": CUSTOMER,
        "partner": Ref(5, "Meridian"),
        "carrier": Ref(1, "Northline Parcel"),
        "tracking": "3SNL440001773",
        "done_at": NOW - timedelta(hours=hours),
        "deadline": NOW + timedelta(days=2),
    }
    return Transfer(**{**values, **more})


def heard(ago: float, status: Milestone = Milestone.IN_TRANSIT, **more: Any) -> CarrierEvent:
    return event(status, **more).model_copy(update={"occurred_at": NOW - timedelta(hours=ago)})


def silent(
    one: Transfer, *events: CarrierEvent, contracts: Sequence[Any] = (ROAD,), tells: float | None = 400
) -> list[DeliveryClaim]:
    since = None if tells is None else NOW - timedelta(hours=tells)
    return silence(one, events, since, NOW, contracts, ZONE)


def test_two_days_by_road_and_three_by_sea_or_nobody_knows_how() -> None:
    for ago, contracts, told in (
        (47.9, (ROAD,), False),
        (48, (ROAD,), True),
        (71.9, (SEA,), False),
        (72, (SEA,), True),
        (71.9, (), False),
        (72, (), True),
        (71.9, (on_file(),), False),
        (71.9, (on_file(mode="road", carrier="Another"),), False),
    ):
        assert bool(silent(sent(90), heard(ago), contracts=contracts)) is told, (ago, contracts)


def test_it_is_not_silent_before_it_left() -> None:
    """A carrier is told of a parcel days before it gets it."""
    assert silent(sent(20), heard(90, Milestone.INFO_RECEIVED)) == []
    [claim] = silent(sent(50), heard(90, Milestone.INFO_RECEIVED))
    assert claim.silent_since == NOW - timedelta(hours=50)


def test_without_any_event_only_a_promise_that_is_over_counts() -> None:
    assert silent(sent(200)) == []
    assert silent(sent(200, deadline=None)) == []
    assert silent(sent(200, deadline=NOW.replace(hour=1))) == []
    assert silent(sent(200, deadline=NOW - timedelta(days=1))) != []
    assert silent(sent(30, deadline=NOW - timedelta(days=1))) == []


def test_a_carrier_that_never_tells_says_nothing_by_its_silence() -> None:
    """What left before it began to tell is as silent as ever, and no news."""
    over = sent(200, deadline=NOW - timedelta(days=1))
    assert silent(over, tells=None) == []
    assert silent(over, tells=199) == []
    assert silent(over, tells=200) != []
    assert silent(sent(200), heard(90), tells=None) != []


@pytest.mark.parametrize(
    "last",
    [
        heard(90, Milestone.DELIVERED),
        heard(90, Milestone.AVAILABLE_FOR_PICKUP),
        heard(90, Milestone.FAILED_ATTEMPT),
        heard(90, Milestone.RETURNING),
        heard(90, Milestone.LOST),
        heard(90, Milestone.EXCEPTION, reason=Trouble.CUSTOMS),
    ],
)
def test_where_the_next_word_is_somebody_elses_nothing_is_silent(last: CarrierEvent) -> None:
    assert silent(sent(100, deadline=NOW - timedelta(days=2)), last) == []


def test_each_parcel_is_silent_by_itself() -> None:
    both = sent(100, tracking="3SNL440001773, 3SNL440001774")
    [claim] = silent(both, heard(90, Milestone.DELIVERED))
    assert claim.tracking_text == "3SNL440001774"
    assert claim.silent_since == both.done_at
    assert len(silent(both, heard(90))) == 2
    assert silent(both, heard(90, Milestone.DELIVERED), heard(1, tracking_number="3SNL 4400 01774")) == []
    assert silent(sent(100, done_at=None), heard(90)) == []


def test_what_is_told_of_it() -> None:
    claims = silent(sent(100), heard(90, Milestone.OUT_FOR_DELIVERY))
    found = finding(sent(100), claims)
    assert found.seen == "ANT/OUT/00012: 3SNL440001773 not heard of since Sun 22 Nov 2026."
    [claim] = claims
    assert claim_of(claim.model_dump(mode="json")) == claim
    assert claim.case_kind is Kind.TRANSIT_DELAY
    assert KINDS[Kind.TRANSIT_DELAY].key(claim.subject(), who="", thread="") == "delivery:stock.picking:12"
    later = DeliveryClaim.of(heard(1, Milestone.EXCEPTION), refers_to=(PICKING,))
    assert later.replaces(claim)
    assert not claim.replaces(later)


class FakeRoad:
    def __init__(self, *sent_out: Transfer) -> None:
        self.sent_out = sent_out

    async def on_the_road(self, since: datetime) -> list[Transfer]:
        return [one for one in self.sent_out if one.done_at and one.done_at >= since]


async def test_the_scan_asks_what_was_heard_and_puts_the_longest_silent_first() -> None:
    async def last(transfers: Sequence[int]) -> Mapping[int, Sequence[CarrierEvent]]:
        assert sorted(transfers) == [12, 13, 14]
        return {12: (heard(80),), 13: (heard(90),), 14: (heard(1),)}

    road = FakeRoad(sent(100), sent(100, id=13, name="B"), sent(100, id=14), sent(22 * 24, id=15))
    habits = Habits(zone=ZONE, arrival_hour=17, dispatch_hour=12, importance_tags="")
    found = await SilentShipments().find(World(road, habits, NOW, (ROAD,), heard=last))  # type: ignore[arg-type]
    assert [one.about.id for one in found] == [13, 12]
    alone = await SilentShipments().find(World(FakeRoad(sent(100)), habits, NOW))  # type: ignore[arg-type]
    assert alone == []


async def test_carriers_that_never_tell_count_where_the_setting_says_so() -> None:
    overdue = sent(100, deadline=NOW - timedelta(days=1))
    habits = Habits(zone=ZONE, arrival_hour=17, dispatch_hour=12, importance_tags="")
    for mute, told in ((False, 0), (True, 1)):
        world = World(FakeRoad(overdue), habits.model_copy(update={"mute_carriers": mute}), NOW)  # type: ignore[arg-type]
        assert len(await SilentShipments().find(world)) == told


def of_silence(*events: CarrierEvent, **more: Any) -> Any:
    [claim] = silent(sent(100), heard(90))
    given = snapshot(claim, kind=Kind.TRANSIT_DELAY, **more)
    return given.model_copy(update={"file": given.file.model_copy(update={"events": (heard(90), *events)})})


def test_the_carrier_is_asked_and_the_customer_told_where_the_promise_is_over() -> None:
    in_time = recommended(thought(of_silence()))
    assert set(in_time) == {ActionName.MESSAGE_CARRIER, ActionName.SCHEDULE_ACTIVITY}
    assert in_time[ActionName.MESSAGE_CARRIER]["ask"] == "trace"
    over = shipment(order=order(commitment=NOW - timedelta(days=1)))
    told = recommended(thought(of_silence(shipment=over)))
    assert (told[ActionName.MESSAGE_CUSTOMER]["occasion"], told[ActionName.MESSAGE_CUSTOMER]["new_date"]) == (
        "held",
        None,
    )
    mute = recommended(thought(of_silence(carrier=None)))
    assert set(mute) == {ActionName.SCHEDULE_ACTIVITY}
    assert "Call the carrier" in mute[ActionName.SCHEDULE_ACTIVITY]["note"]


def test_what_was_heard_of_again_needs_nobody() -> None:
    draft = thought(of_silence(heard(1, Milestone.OUT_FOR_DELIVERY)))
    assert (draft.options, draft.actions) == ((), ())
    assert "was heard of again" in draft.summary
