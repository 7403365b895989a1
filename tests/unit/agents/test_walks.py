"""What is picked in one walk and by whom: alike in everything that matters, short enough, and nothing twice."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from agents.analysis.walks import FEWEST, MOST_LINES, MOST_TRANSFERS, shared_out, walks
from tools.odoo.values import Ref
from tools.odoo.work import OpenPicking

AT = datetime(2026, 11, 26, 12, tzinfo=UTC)
DELIVERIES, PICKS = Ref(7, "Deliveries"), Ref(8, "Pick")
NORTH, VAN = Ref(1, "Northline Parcel"), Ref(2, "Vandermeer Freight")
ADA, BO = Ref(31, "Ada"), Ref(32, "Bo")


def picking(number: int, lines: int = 2, **more: object) -> OpenPicking:
    return OpenPicking.model_validate(
        {
            "id": number, "name": f"ANT/OUT/{number}", "type": DELIVERIES, "lines": lines, "units": 1, "scheduled": AT,
            "can_be_batched": True, "places": ("ANT/Stock/A",), **more,
        }
    )  # fmt: skip


def ids(*work: OpenPicking, at_work: tuple[Ref, ...] = ()) -> list[list[int]]:
    return [[one.id for one in walk.pickings] for walk in shared_out(work, at_work).walks]


def test_what_lies_together_and_goes_together_is_walked_together() -> None:
    assert ids(picking(1), picking(2), picking(3)) == [[1, 2, 3]]
    assert [walk.words for walk in walks([picking(1, carrier=NORTH), picking(2, carrier=NORTH)])] == [
        "Northline Parcel, A"
    ]
    assert [walk.words for walk in walks([picking(1, places=()), picking(2, places=())])] == ["Deliveries"]


def test_two_carriers_two_places_two_operations_and_two_people_are_walked_apart() -> None:
    assert ids(picking(1, carrier=NORTH), picking(2, carrier=VAN), picking(3, carrier=NORTH)) == [[1, 3]]
    assert ids(picking(1), picking(2, places=("ANT/Stock/B",)), picking(3)) == [[1, 3]]
    assert ids(picking(1), picking(2, type=PICKS), picking(3)) == [[1, 3]]
    assert ids(picking(1, user=ADA), picking(2), picking(3, user=ADA), picking(4, user=BO)) == [[1, 3]]


def test_what_is_planned_in_a_batch_or_cannot_be_in_one_is_in_no_walk() -> None:
    assert ids(picking(1, planned_batch=Ref(5, "BATCH/5")), picking(2), picking(3)) == [[2, 3]]
    assert ids(picking(1, can_be_batched=False), picking(2, can_be_batched=False)) == []


def test_a_walk_is_no_longer_than_the_operation_type_lets_it_be() -> None:
    assert ids(*(picking(one, most_transfers=2) for one in (1, 2, 3, 4))) == [[1, 2], [3, 4]]
    assert ids(*(picking(one, most_lines=4) for one in (1, 2, 3))) == [[1, 2]]
    assert ids(*(picking(one, lines=MOST_LINES) for one in (1, 2))) == []


def test_nobody_is_named_where_odoo_knows_nobody_at_work() -> None:
    shared = shared_out([picking(1), picking(2), picking(3, places=())], [])
    assert [walk.who for walk in shared.walks] == [None]
    assert shared.shares == ()
    # But what is somebody's stays theirs.
    assert [walk.who for walk in shared_out([picking(1, user=BO), picking(2, user=BO)], []).walks] == [BO]


def test_work_is_shared_out_evenly_among_those_at_work() -> None:
    work = [
        picking(1, 10, carrier=NORTH), picking(2, 10, carrier=NORTH), picking(3, 4, carrier=VAN),
        picking(4, 4, carrier=VAN), picking(5, 3), picking(6, 1, user=BO),
    ]  # fmt: skip
    shared = shared_out(work, [ADA, BO])
    assert [(walk.who, walk.lines) for walk in shared.walks] == [(ADA, 20), (BO, 8)]
    # What is in no walk goes to whoever has least; what is somebody's is not given away.
    assert [(share.who, [one.id for one in share.pickings]) for share in shared.shares] == [(BO, [5])]


@given(
    st.lists(
        st.builds(
            picking,
            st.integers(1, 60),
            st.integers(1, 30),
            carrier=st.sampled_from([None, NORTH, VAN]),
            user=st.sampled_from([None, None, ADA, BO]),
            places=st.sampled_from([("ANT/Stock/A",), ("ANT/Stock/B",), ()]),
            most_transfers=st.sampled_from([0, 3]),
            planned_batch=st.sampled_from([None, None, Ref(5, "BATCH/5")]),
        ),
        unique_by=lambda one: one.id,
        max_size=40,
    ),
    st.sampled_from([(), (ADA,), (ADA, BO)]),
)
def test_nothing_is_given_out_twice_and_no_walk_mixes_what_is_apart(
    work: list[OpenPicking], at_work: tuple[Ref, ...]
) -> None:
    shared = shared_out(work, at_work)
    given_out = Counter(one.id for walk in (*shared.walks, *shared.shares) for one in walk.pickings)
    assert all(count == 1 for count in given_out.values())
    assert set(given_out) <= {one.id for one in work}
    for walk in shared.walks:
        assert FEWEST <= len(walk.pickings) <= MOST_TRANSFERS
        assert walk.lines <= MOST_LINES
        assert len({(one.type, one.carrier, one.user, one.places) for one in walk.pickings}) == 1
        assert all(one.planned_batch is None for one in walk.pickings)
        # Nobody loses what is theirs, and nobody is named who is not at work.
        theirs = walk.pickings[0].user
        assert walk.who == theirs if theirs else walk.who is None or walk.who in at_work
    for share in shared.shares:
        assert share.who in at_work
        assert all(one.user is None and one.planned_batch is None for one in share.pickings)
    if at_work:
        # All that was nobody's is somebody's now.
        assert {one.id for one in work if one.user is None and one.planned_batch is None} <= set(given_out)
