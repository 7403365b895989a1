"""Transfers are the cheapest that help most; nobody gives twice, or more than can be spared."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from agents.replenishment.transport import Giver, Haul, PurchaseOffer, Shortage, TransferRoute, cheapest

NORTH, SOUTH, EAST, WEST = 1, 2, 3, 4


def outcome(needs: Sequence[Shortage], hauls: Sequence[Haul]) -> tuple[int, int, Decimal]:
    """What stays missing of the promised, what at all, and what it costs."""
    into = {need.at: 0 for need in needs}
    cost = Decimal(0)
    for one in hauls:
        if one.way is not None:
            into[one.way.end] += one.quantity
            cost += one.way.cost
        elif one.purchase is not None:
            into[one.purchase.end] += one.quantity
            cost += one.purchase.price * one.quantity
    promised = sum(max(need.promised - into[need.at], 0) for need in needs)
    return promised, sum(max(need.quantity - into[need.at], 0) for need in needs), cost


def greedy(needs: Sequence[Shortage], givers: Sequence[Giver], ways: Sequence[TransferRoute]) -> list[Haul]:
    """The largest need first, each time the cheapest way."""
    left = {giver.at: giver.quantity for giver in givers}
    found = []
    for need in sorted(needs, key=lambda one: (-one.promised, -one.quantity)):
        open_ = need.quantity
        for way in sorted((way for way in ways if way.end == need.at), key=lambda one: one.cost):
            moved = min(open_, left[way.start])
            if moved > 0:
                found.append(Haul(quantity=moved, way=way))
                left[way.start] -= moved
                open_ -= moved
    return found


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[Shortage], list[Giver], list[TransferRoute]]:
    sizes = st.integers(min_value=0, max_value=60)
    needs = []
    for at in range(1, draw(st.integers(min_value=1, max_value=3)) + 1):
        quantity = draw(sizes)
        needs.append(Shortage(at=at, quantity=quantity, promised=draw(st.integers(min_value=0, max_value=quantity))))
    givers = [Giver(at=10 + at, quantity=draw(sizes)) for at in range(draw(st.integers(min_value=1, max_value=3)))]
    costs = st.decimals(min_value=0, max_value=90, places=2)
    pairs = [(giver.at, need.at) for giver, need in product(givers, needs)]
    ways = [
        TransferRoute(start=start, end=end, cost=draw(costs), days=draw(st.integers(min_value=1, max_value=4)))
        for start, end in draw(st.lists(st.sampled_from(pairs), unique=True))
    ]
    return needs, givers, ways


@settings(max_examples=60, deadline=None)
@given(problems())
def test_no_giver_gives_more_than_it_can_and_no_need_gets_more_than_it_wants(
    problem: tuple[list[Shortage], list[Giver], list[TransferRoute]],
) -> None:
    needs, givers, ways = problem
    hauls = cheapest(needs, givers, ways)
    for giver in givers:
        assert sum(one.quantity for one in hauls if one.way and one.way.start == giver.at) <= giver.quantity
    for need in needs:
        assert sum(one.quantity for one in hauls if one.way and one.way.end == need.at) <= need.quantity
    assert all(one.way in ways for one in hauls)
    assert len({(one.way.start, one.way.end) for one in hauls if one.way}) == len(hauls)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_it_is_never_worse_than_the_greedy_plan(
    problem: tuple[list[Shortage], list[Giver], list[TransferRoute]],
) -> None:
    needs, givers, ways = problem
    assert outcome(needs, cheapest(needs, givers, ways)) <= outcome(needs, greedy(needs, givers, ways))


def test_where_the_greedy_plan_fails() -> None:
    """The cheapest way of the first need is the only way of the second."""
    needs = [Shortage(at=NORTH, quantity=10), Shortage(at=SOUTH, quantity=9)]
    givers = [Giver(at=EAST, quantity=10), Giver(at=WEST, quantity=10)]
    ways = [
        TransferRoute(start=EAST, end=NORTH, cost=Decimal(1)),
        TransferRoute(start=EAST, end=SOUTH, cost=Decimal(2)),
        TransferRoute(start=WEST, end=NORTH, cost=Decimal(5)),
    ]
    assert outcome(needs, greedy(needs, givers, ways)) == (0, 9, Decimal(1))
    hauls = cheapest(needs, givers, ways)
    assert outcome(needs, hauls) == (0, 0, Decimal(7))
    assert [(one.way.start, one.way.end, one.quantity) for one in hauls if one.way] == [
        (EAST, SOUTH, 9),
        (WEST, NORTH, 10),
    ]


def test_what_is_promised_comes_before_what_is_expected() -> None:
    needs = [Shortage(at=NORTH, quantity=30), Shortage(at=SOUTH, quantity=30, promised=12)]
    hauls = cheapest(
        needs,
        [Giver(at=EAST, quantity=12)],
        [TransferRoute(start=EAST, end=NORTH), TransferRoute(start=EAST, end=SOUTH, cost=Decimal(80))],
    )
    assert [(one.quantity, one.way.end) for one in hauls if one.way] == [(12, SOUTH)]


def test_cheap_goods_are_bought_rather_than_driven_across_the_country() -> None:
    needs, givers = [Shortage(at=NORTH, quantity=10)], [Giver(at=EAST, quantity=50)]
    ways = [TransferRoute(start=EAST, end=NORTH, cost=Decimal("80.00"))]
    cheap = [PurchaseOffer(vendor=7, end=NORTH, price=Decimal("1.50"), least=20)]
    [bought] = cheapest(needs, givers, ways, cheap)
    assert (bought.purchase, bought.quantity) == (cheap[0], 20)
    dear = [PurchaseOffer(vendor=7, end=NORTH, price=Decimal("4.01"), least=20)]
    [moved] = cheapest(needs, givers, ways, dear)
    assert (moved.way, moved.quantity) == (ways[0], 10)


def test_one_trip_rather_than_two_that_cost_the_same() -> None:
    needs = [Shortage(at=NORTH, quantity=10)]
    givers = [Giver(at=EAST, quantity=6), Giver(at=WEST, quantity=10)]
    [haul] = cheapest(
        needs, givers, [TransferRoute(start=EAST, end=NORTH), TransferRoute(start=WEST, end=NORTH, days=2)]
    )
    assert haul.way is not None
    assert haul.way.start == WEST


def test_nothing_to_do_is_a_plan() -> None:
    assert cheapest([], [], []) == []
    assert (
        cheapest([Shortage(at=NORTH, quantity=3)], [Giver(at=EAST, quantity=0)], [TransferRoute(start=EAST, end=NORTH)])
        == []
    )
