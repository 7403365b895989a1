"""Who gets what: nothing is given twice, a delay never makes anything earlier, priority goes before date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from agents.analysis.allocation import AllocationPlan, Demand, Supply, allocate, late_only

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FAR = NOW + timedelta(days=10_000)

quantities = st.integers(1, 60).map(Decimal)
days = st.integers(0, 40).map(lambda day: NOW + timedelta(days=day))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Supply], list[Demand]]:
    demands = [
        Demand(
            id=number,
            product_id=draw(st.integers(1, 2)),
            warehouse_id=draw(st.integers(1, 2)),
            quantity=(quantity := draw(quantities)),
            reserved=min(quantity, draw(st.integers(0, 20).map(Decimal))),
            priority=draw(st.integers(0, 1)),
            date=draw(days),
        )
        for number in range(draw(st.integers(0, 7)))
    ]
    supplies = [
        Supply(
            id=f"s{number}",
            product_id=draw(st.integers(1, 2)),
            warehouse_id=draw(st.integers(1, 2)),
            quantity=draw(quantities),
            at=draw(st.one_of(days, st.none())),
            for_moves=tuple(draw(st.sets(st.integers(0, 6), max_size=2))) if draw(st.booleans()) else (),
        )
        for number in range(draw(st.integers(0, 6)))
    ]
    return supplies, demands


@given(worlds())
def test_nothing_is_given_that_is_not_there_or_not_wanted(world: tuple[list[Supply], list[Demand]]) -> None:
    supplies, demands = world
    plan = allocate(supplies, demands, NOW)
    for supply in supplies:
        given_out = sum((share.quantity for share in plan.shares if share.supply == supply.id), Decimal(0))
        assert given_out <= (supply.quantity if supply.at else 0)
    for demand in demands:
        got = sum((share.quantity for share in plan.shares if share.demand == demand.id), Decimal(0))
        assert got + plan.short[demand.id] == demand.open
        assert (plan.ready[demand.id] is None) == (plan.short[demand.id] > 0)
    by_id = {supply.id: supply for supply in supplies}
    wants = {demand.id: demand for demand in demands}
    for share in plan.shares:
        supply, demand = by_id[share.supply], wants[share.demand]
        assert (supply.product_id, supply.warehouse_id) == (demand.product_id, demand.warehouse_id)
        assert not supply.for_moves or demand.id in supply.for_moves


@given(worlds())
def test_goods_lie_idle_only_when_nobody_wants_them(world: tuple[list[Supply], list[Demand]]) -> None:
    supplies, demands = world
    plan = allocate(supplies, demands, NOW)
    for supply in supplies:
        left = supply.quantity - sum((share.quantity for share in plan.shares if share.supply == supply.id), Decimal(0))
        if supply.at is None or left == 0 or supply.for_moves:
            continue
        key = (supply.product_id, supply.warehouse_id)
        assert all(plan.short[one.id] == 0 for one in demands if (one.product_id, one.warehouse_id) == key)


def when(plan: AllocationPlan, demand: int) -> datetime:
    return plan.ready[demand] or FAR


@given(worlds(), st.data())
def test_a_delay_never_makes_anything_earlier(world: tuple[list[Supply], list[Demand]], data: st.DataObject) -> None:
    supplies, demands = world
    free = [supply.model_copy(update={"for_moves": ()}) for supply in supplies]
    if not free:
        return
    which = data.draw(st.integers(0, len(free) - 1))
    late = free[which]
    later = data.draw(st.one_of(st.none(), st.integers(1, 60)))
    moved = late.at + timedelta(days=later) if late.at and later else None
    delayed = [*free[:which], late.model_copy(update={"at": moved}), *free[which + 1 :]]
    before, after = allocate(free, demands, NOW), allocate(delayed, demands, NOW)
    assert all(when(after, demand.id) >= when(before, demand.id) for demand in demands)
    assert late_only(before.ready, after.ready) == {
        demand.id for demand in demands if before.ready[demand.id] and when(after, demand.id) > when(before, demand.id)
    }


@given(worlds(), quantities, days)
def test_more_goods_never_hurt(world: tuple[list[Supply], list[Demand]], quantity: Decimal, at: datetime) -> None:
    supplies, demands = world
    extra = Supply(id="extra", product_id=1, warehouse_id=1, quantity=quantity, at=at)
    before, after = allocate(supplies, demands, NOW), allocate([*supplies, extra], demands, NOW)
    assert all(when(after, demand.id) <= when(before, demand.id) for demand in demands)


@given(worlds())
def test_the_order_in_which_records_came_decides_nothing(world: tuple[list[Supply], list[Demand]]) -> None:
    supplies, demands = world
    assert allocate(supplies, demands, NOW).ready == allocate(supplies[::-1], demands[::-1], NOW).ready


def demand(number: int, quantity: int, day: int, *, priority: int = 0, reserved: int = 0) -> Demand:
    return Demand(
        id=number,
        product_id=1,
        warehouse_id=1,
        quantity=Decimal(quantity),
        reserved=Decimal(reserved),
        priority=priority,
        date=NOW + timedelta(days=day),
    )


def supply(name: str, quantity: int, day: int | None, for_moves: tuple[int, ...] = ()) -> Supply:
    at = None if day is None else NOW + timedelta(days=day)
    return Supply(id=name, product_id=1, warehouse_id=1, quantity=Decimal(quantity), at=at, for_moves=for_moves)


def test_a_star_goes_before_an_earlier_day() -> None:
    plan = allocate([supply("stock", 30, 0)], [demand(1, 30, 1), demand(2, 30, 9, priority=1)], NOW)
    assert plan.ready == {1: None, 2: NOW}


def test_what_is_reserved_stays_with_whoever_holds_it() -> None:
    plan = allocate([], [demand(1, 10, 5, reserved=10), demand(2, 10, 1)], NOW)
    assert plan.ready == {1: NOW, 2: None}


def test_goods_made_to_order_are_for_one_customer_alone() -> None:
    plan = allocate([supply("mto", 10, 2, for_moves=(2,))], [demand(1, 10, 1), demand(2, 10, 9)], NOW)
    assert plan.ready == {1: None, 2: NOW + timedelta(days=2)}


def test_goods_without_a_day_are_nobodys() -> None:
    assert allocate([supply("when?", 10, None)], [demand(1, 10, 1)], NOW).short == {1: Decimal(10)}
