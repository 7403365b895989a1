"""What is told of deliveries agrees with itself and follows today."""

from __future__ import annotations

from datetime import date

from sandbox import deliveries
from sandbox.calendar import workday

WEDNESDAY = date(2026, 11, 25)


def test_every_delivery_has_its_numbers() -> None:
    told = deliveries.tell(WEDNESDAY)
    assert told.keys() == deliveries.names().keys()
    orders = [delivery.order for delivery in told.values()]
    assert len(set(orders)) == len(orders)


def test_dates_follow_today() -> None:
    told = deliveries.tell(WEDNESDAY)
    assert told["cheap"].shipped == workday(WEDNESDAY, -2) == date(2026, 11, 23)
    assert told["together_first"].invoiced == told["together_second"].invoiced == workday(WEDNESDAY, -5)
    assert told["label_bought"].shipped is None
    assert told["label_bought"].numbers == [told["label_bought"].tracking]


def test_carriers_go_where_they_are_sent() -> None:
    by_name = {carrier.name: carrier for carrier in deliveries.carriers()}
    for delivery in deliveries.tell(WEDNESDAY).values():
        assert by_name[delivery.carrier.name] == delivery.carrier
        assert delivery.carrier.countries
