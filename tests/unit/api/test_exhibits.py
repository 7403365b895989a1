"""What lies beside a proposal, drawn: places on the axis are the figures', and the words say what the bars show."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.pages.exhibits import DrawnBacklog, DrawnBars, DrawnLeadTimes, drawn
from cases.claims import RecordRef
from cases.exhibits import (
    BacklogTimeline,
    CoverBars,
    DoneBy,
    LeadTimeDots,
    OrderDot,
    ProductLeadTimes,
    WaitingPicking,
    WarehouseCover,
)

# Ten in Brussels; the carrier leaves at two.
TEN = datetime(2026, 11, 26, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
TODAY = date(2026, 11, 26)


def picking(number: int, lines: int, now: int, planned: int) -> WaitingPicking:
    return WaitingPicking(
        record=RecordRef(model="stock.picking", id=number, label=f"ANT/OUT/{number:05}"),
        customer=f"Customer {number}",
        tag=None,
        lines=lines,
        promised=TODAY,
        now=now,
        planned=planned,
    )


def backlog(*pickings: WaitingPicking, hourly: tuple[float, ...] | None = (3, 0, 4, 3)) -> DrawnBacklog:
    done = [sum(hourly[: at + 1]) for at in range(len(hourly))] if hourly else []
    shown = drawn(
        BacklogTimeline(
            warehouse="Antwerp",
            zone="Europe/Brussels",
            begins=TEN,
            cut_off=TEN + 4 * HOUR,
            capacity=done[-1] if done else None,
            low=done[-1] - 2 if done else None,
            high=done[-1] + 2 if done else None,
            hours=tuple(DoneBy(at=TEN + (at + 1) * HOUR, lines=lines) for at, lines in enumerate(done)),
            pickings=pickings,
            promised=len(pickings),
            others=0,
        )
    )
    assert shown is not None
    assert isinstance(shown.figures, DrawnBacklog)
    return shown.figures


def test_who_makes_it_and_who_gives_way() -> None:
    found = backlog(picking(1, 4, now=8, planned=0), picking(2, 4, now=0, planned=4), picking(3, 4, now=4, planned=8))
    assert [row.fate for row in found.rows] == ["saved", "in_time", "gives_way"]
    assert [row.words[0] for row in found.rows] == ["now in time", "in time", "gives way"]
    # Nobody works from eleven to twelve: the fourth line is done a quarter into the third hour.
    assert found.rows[0].done == TEN + 2 * HOUR + timedelta(minutes=15)
    assert found.rows[2].done is None
    # Twelve lines wide: the carrier leaves after ten.
    assert round(found.cut) == 83
    assert (found.rows[1].planned.at, found.rows[1].planned.width) == (33.33, 33.33)


def test_an_hour_in_which_nobody_works_has_no_place_of_its_own() -> None:
    words = [tick.words for tick in backlog(picking(1, 20, now=0, planned=0)).ticks]
    assert words == ["10:00", "12:00", "13:00"][: len(words)]
    assert "11:00" not in words


def test_without_history_nothing_is_foretold() -> None:
    found = backlog(picking(1, 4, now=0, planned=0), hourly=None)
    assert [row.fate for row in found.rows] == ["unknown"]
    assert (found.ticks, found.band) == ((), None)


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=12), st.lists(st.integers(0, 6), min_size=1, max_size=8).map(tuple)
)
def test_every_bar_lies_within_the_picture(lines: list[int], hourly: tuple[int, ...]) -> None:
    before, work = 0, []
    for number, count in enumerate(lines, 1):
        work.append(picking(number, count, now=before, planned=sum(lines) - before - count))
        before += count
    found = backlog(*work, hourly=tuple(float(one) for one in hourly))
    for row in found.rows:
        for bar in (row.now, row.planned):
            assert 0 <= bar.at <= bar.at + bar.width <= 100.02
    assert 0 <= found.cut <= 100
    places = [tick.at for tick in found.ticks]
    assert all(later - earlier >= 13 for earlier, later in pairwise(places))


def cover(warehouse: str, lasts: int | None, then: int | None, **more: Any) -> WarehouseCover:
    values: dict[str, Any] = {
        "warehouse": warehouse, "is_short": False, "on_hand": Decimal(60), "after": Decimal(60), "weekly": Decimal(12),
        "promised": Decimal(0), "incoming": Decimal(0), "lasts": lasts, "lasts_after": then, "minimum": None,
        "maximum": None,
    }  # fmt: skip
    return WarehouseCover.model_validate({**values, **more})


def test_cover_is_drawn_on_one_axis_and_who_runs_out_comes_first() -> None:
    shown = drawn(
        CoverBars(
            product=RecordRef(model="product.product", id=1, label="Bearing"),
            unit="pieces",
            today=TODAY,
            lead_days=14,
            horizon=91,
            warehouses=(
                cover("Gdańsk", None, 40, after=Decimal(30)),
                cover("Antwerp", 4, 20, is_short=True, after=Decimal(90)),
            ),
        )
    )
    assert shown is not None
    found = shown.figures
    assert isinstance(found, DrawnBars)
    antwerp, gdansk = found.rows
    assert (antwerp.cover.warehouse, antwerp.late, antwerp.late_after) == ("Antwerp", True, False)
    assert (antwerp.out, antwerp.out_after) == (date(2026, 11, 30), date(2026, 12, 16))
    assert antwerp.before < found.lead < antwerp.after
    assert (gdansk.open_before, gdansk.open_after, gdansk.before) == (True, False, 100.0)
    assert found.arrives == date(2026, 12, 10)
    assert found.ticks[0].words == "today"


def test_lead_times_are_dots_by_arrival_and_days() -> None:
    since, split = TODAY - timedelta(days=224), TODAY - timedelta(days=42)
    orders = (
        OrderDot(order="P1", arrived=since, days=10, now=False),
        OrderDot(order="P2", arrived=TODAY, days=20, now=True),
    )
    one = ProductLeadTimes(
        product=RecordRef(model="product.product", id=1, label="Bearing"),
        before=Decimal(10),
        now=Decimal(20),
        listed=None,
        orders=orders,
    )
    shown = drawn(LeadTimeDots(vendor="Nordvik", since=since, split=split, today=TODAY, products=(one,)))
    assert shown is not None
    found = shown.figures
    assert isinstance(found, DrawnLeadTimes)
    [row] = found.rows
    assert [dot.at for dot in row.dots] == [0.0, 100.0]
    assert row.dots[0].down == row.before > row.now == row.dots[1].down
    assert (row.listed, found.split) == (None, 81.25)
    assert [tick.words for tick in found.ticks] == ["May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]
    nothing = one.model_copy(update={"orders": (), "before": Decimal(0), "now": Decimal(0), "listed": 0})
    assert drawn(LeadTimeDots(vendor="N", since=TODAY, split=TODAY, today=TODAY, products=(nothing,))) is not None
