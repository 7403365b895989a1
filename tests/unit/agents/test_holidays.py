"""Christmas is no working day in what is planned: carriers, transfers, goods that arrive, work of a warehouse."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from agents.analysis.backlog import next_cut_off
from agents.analysis.habits import Habits
from agents.analysis.throughput import pace
from agents.inbound.hurt import leaves_on
from agents.inbound.snapshot import InboundSnapshot
from agents.replenishment.transit import Trip
from cases.kind import Kind
from cases.models import CaseFile
from cases.workdays import MONDAY_TO_FRIDAY, WorkCalendar, WorkCalendars
from tests.unit.agents.test_delivery_plan import snapshot as delivery
from tests.unit.agents.world import WAREHOUSES

BELGIAN = WorkCalendar(country="BE")
# 26 December is kept in Poland, where the second warehouse is; in 2025 it is a Friday.
POLISH = WorkCalendar(country="PL")
ZONE = "Europe/Brussels"
HABITS = Habits(
    zone=ZONE,
    arrival_hour=17,
    dispatch_hour=15,
    importance_tags="",
    work=WorkCalendars(company=BELGIAN, warehouses={2: POLISH}),
)
EVE = datetime(2026, 12, 24, 16, tzinfo=UTC)


def test_no_carrier_leaves_on_christmas() -> None:
    antwerp, gdansk = WAREHOUSES
    left = next_cut_off(EVE, antwerp, ZONE, HABITS)
    assert left.date() == date(2026, 12, 28)
    in_2025 = datetime(2025, 12, 25, 16, tzinfo=UTC)
    assert next_cut_off(in_2025, antwerp, ZONE, HABITS).date() == date(2025, 12, 26)
    assert next_cut_off(in_2025, gdansk, ZONE, HABITS).date() == date(2025, 12, 29)


def test_a_transfer_leaves_by_the_givers_days_and_arrives_by_the_takers() -> None:
    assert Trip(days=1).dates(date(2026, 12, 23), BELGIAN, BELGIAN) == (date(2026, 12, 24), date(2026, 12, 28))
    assert Trip(days=1).dates(date(2025, 12, 24), BELGIAN, POLISH) == (date(2025, 12, 26), date(2025, 12, 29))


def test_goods_that_arrive_on_christmas_eve_leave_after_it() -> None:
    given = InboundSnapshot(
        file=CaseFile(case_id="c1", kind=Kind.INBOUND_DELAY, title="t"),
        read_at=EVE - timedelta(days=3),
        habits=HABITS,
        warehouses=WAREHOUSES,
    )
    assert leaves_on(given, EVE, 1) == date(2026, 12, 28)
    plain = given.model_copy(update={"habits": HABITS.model_copy(update={"work": WorkCalendars()})})
    assert leaves_on(plain, EVE, 1) == date(2026, 12, 25)


def test_a_delivery_is_worked_by_the_days_of_its_warehouse() -> None:
    assert delivery(habits=HABITS).work == BELGIAN


def test_nothing_is_done_on_a_holiday_whatever_was_done_on_other_fridays() -> None:
    fridays = [datetime(2026, 12, 18, 8, tzinfo=UTC) - timedelta(weeks=n) for n in range(8)]
    finished = {start + timedelta(hours=hour): 10 for start in fridays for hour in range(6)}
    begin = datetime(2026, 12, 25, 8, tzinfo=UTC)
    open_, closed = (
        pace(finished, begin, begin + timedelta(hours=6), ZONE, work) for work in (MONDAY_TO_FRIDAY, BELGIAN)
    )
    assert open_ is not None
    assert closed is not None
    assert open_.lines > 0
    assert closed.lines == 0
