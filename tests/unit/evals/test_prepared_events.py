"""Carriers' events that are prepared are read as they are meant, and are about deliveries that are on the road."""

from __future__ import annotations

from datetime import UTC, date, datetime

from cases.carrier_events import Milestone, Trouble
from cases.kind import Kind
from evals.scenarios import delivered, failed_deliveries
from sandbox.deliveries import tell
from tools.carriers import events

WEDNESDAY = date(2026, 11, 25)


def test_each_is_read_and_names_a_delivery_that_left() -> None:
    told = tell(WEDNESDAY)
    prepared = failed_deliveries(told, WEDNESDAY)
    assert len({one.delivery_id for one in prepared}) == len(prepared)
    for one in prepared:
        [event] = events(one.source, one.body)
        delivery = told[one.delivery]
        assert event.tracking_number == one.number
        assert one.number in delivery.numbers
        assert event.carrier == delivery.carrier.name
        assert (event.is_progress, one.kind) == (False, Kind.FAILED_DELIVERY)
        assert delivery.shipped
        assert delivery.shipped <= event.occurred_at.date() < WEDNESDAY
        assert event.return_by is None or event.return_by > WEDNESDAY


def test_every_reason_of_a_failure_is_there() -> None:
    told = tell(WEDNESDAY)
    read = {one.id: events(one.source, one.body)[0] for one in failed_deliveries(told, WEDNESDAY)}
    wanted = {Trouble.NOT_HOME, Trouble.ADDRESS, Trouble.REFUSED, Trouble.DAMAGED, Trouble.LOST}
    assert {event.reason for event in read.values()} == wanted
    assert read["nobody-there"].expected_at == datetime(2026, 11, 26, 10, tzinfo=UTC)
    assert (read["last-attempt"].attempt, read["last-attempt"].return_by) == (2, date(2026, 12, 2))
    assert told["no_contract"].carrier.contract is None


def test_what_arrived_arrived_after_it_failed() -> None:
    told = tell(WEDNESDAY)
    [failed] = [one for one in failed_deliveries(told, WEDNESDAY) if one.delivery == "missed_again"]
    after = delivered(told, WEDNESDAY, "missed_again")
    [[before], [arrived]] = (events(one.source, one.body) for one in (failed, after))
    assert (arrived.status, arrived.signed_by, after.kind) == (Milestone.DELIVERED, "M. Tarn", None)
    assert arrived.tracking_number == before.tracking_number
    assert arrived.occurred_at > before.occurred_at
