"""A backlog before the carrier leaves: who misses it, what is proposed, and who pays for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agents.analysis.habits import Habits
from agents.scans.picking_backlog import finding
from agents.specialist import Handover
from agents.warehouse import BacklogSnapshot, WarehouseWork
from cases.actions import ActionName, MessageCustomer, PrioritisePickings, parse, parse_premise
from cases.actions.prioritise_pickings import SeenPickings
from cases.claims import BacklogClaim, RecordRef
from cases.kind import Kind
from cases.kinds import KINDS
from cases.models import ActionDraft, CaseFile, Option, ProposalDraft
from cases.people import Person
from cases.roles import Role
from tools.odoo.models import Warehouse
from tools.odoo.values import Ref
from tools.odoo.work import OpenPicking

# A Thursday, 13:00 in Brussels; the carrier leaves at 15:00.
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
ANT = Warehouse(
    id=1, name="Antwerp", code="ANT", company=Ref(1, "Halden"), zone="Europe/Brussels", view=Ref(2, "ANT"),
    stock=Ref(3, "ANT/Stock"), delivery_type=Ref(7, "Deliveries"), pick_type=Ref(8, "Pick"), delivery_steps="ship_only",
    currency="EUR",
)  # fmt: skip
LEAD = Person(uid=3, login="lead", name="Lea Peeters", roles=frozenset({Role.WAREHOUSE_MANAGER}), tz="UTC")
SELLER = Person(uid=4, login="seller", name="Sam Maes", roles=frozenset({Role.SALES}), tz="UTC")
TODAY, TOMORROW = NOW + timedelta(hours=2), NOW + timedelta(days=1)


def picking(number: int, lines: int = 5, *, promise: datetime | None = TODAY, **more: Any) -> OpenPicking:
    values: dict[str, Any] = {
        "id": number, "name": f"ANT/OUT/{number:05d}", "type": Ref(7, "Deliveries"), "lines": lines, "units": 1,
        "scheduled": NOW + timedelta(minutes=number), "promise": promise, "margin": Decimal(10), "tags": ("Regular",),
        "customer": Ref(number, f"Customer {number}"),
    }  # fmt: skip
    return OpenPicking.model_validate({**values, **more})


def history(an_hour: int, weeks: int = 6) -> dict[datetime, int]:
    """As much in each of the two hours that are left, every week."""
    return {NOW + timedelta(hours=hour, weeks=-week): an_hour for week in range(1, weeks + 1) for hour in (0, 1)}


def snapshot(*work: OpenPicking, finished: dict[datetime, int] | None = None, **more: Any) -> BacklogSnapshot:
    record = RecordRef(model="stock.warehouse", id=1, label="Antwerp")
    file = CaseFile(case_id="c1", kind=Kind.PICKING_BACKLOG, title="t", records=(record,))
    values: dict[str, Any] = {
        "file": file, "read_at": NOW, "warehouse": ANT, "work": work, "leads": (LEAD,), "sellers": (SELLER,),
        "finished": history(5) if finished is None else finished,
        "habits": Habits(
            zone="Europe/Brussels", arrival_hour=17, dispatch_hour=15, importance_tags="Key account=3,Regular=2"
        ),
    }  # fmt: skip
    return BacklogSnapshot.model_validate({**values, **more})


def thought(given: BacklogSnapshot) -> ProposalDraft:
    found = WarehouseWork().think(given, {})
    assert not isinstance(found, Handover)
    assert {action.name for action in found.actions} <= KINDS[Kind.PICKING_BACKLOG].may_propose
    # Odoo keeps no to-dos on a warehouse.
    to_dos = [action for action in found.actions if action.name is ActionName.SCHEDULE_ACTIVITY]
    assert all(action.args["model"] == "stock.picking" for action in to_dos)
    # What was kept thinks the same again.
    again = WarehouseWork().think(BacklogSnapshot.model_validate(given.model_dump(mode="json")), {})
    assert again == found
    return found


def sold(number: int, lines: int = 5, **more: Any) -> OpenPicking:
    """One as Odoo has them: of an order, of a customer with an address, in a place."""
    values: dict[str, Any] = {
        "order": Ref(900 + number, f"S{number:05d}"), "email": f"c{number}@customers.example", "lang": "de_DE",
        "products": ("Nut",), "value": Decimal(40), "can_be_batched": True, "places": ("ANT/Stock/A",),
    }  # fmt: skip
    return picking(number, lines, **{**values, **more})


def of(proposal: ProposalDraft, name: ActionName) -> list[ActionDraft]:
    return [action for action in proposal.actions if action.name is name]


def stars(proposal: ProposalDraft) -> tuple[dict[int, bool], SeenPickings]:
    [action] = [one for one in proposal.actions if one.name is ActionName.PRIORITISE_PICKINGS]
    args, premise = parse(action.name, action.args), parse_premise(action.name, action.premise)
    assert isinstance(args, PrioritisePickings)
    assert isinstance(premise, SeenPickings)
    return {star.picking_id: star.starred for star in args.pickings}, premise


def option(proposal: ProposalDraft, name: str) -> tuple[Option, list[ActionDraft]]:
    found = next(one for one in proposal.options if one.id == name)
    return found, [action for action in proposal.actions if action.id in found.action_ids]


def test_all_promises_hold_as_the_work_is_sorted_and_nobody_is_told() -> None:
    given = snapshot(picking(1), picking(2), picking(3, promise=TOMORROW))
    assert given.standing.is_over
    assert thought(given).actions == ()


def test_they_hold_only_if_the_work_is_sorted_anew_and_just_that_is_proposed() -> None:
    """Somebody starred what was promised for tomorrow: it pushes out what was promised for today."""
    given = snapshot(picking(1, promise=TOMORROW, starred=True), picking(2), picking(3))
    assert [one.id for one in given.standing.late] == [3]
    proposal = thought(given)
    assert [one.id for one in proposal.options] == ["sort"]
    found, premise = stars(proposal)
    assert found == {2: True, 3: True, 1: False}
    # It is picked later for that, and its own promise holds all the same.
    assert [(one.picking_id, one.breaks) for one in premise.losers] == [(1, False)]


def test_what_does_not_fit_is_shown_with_more_hands_or_whom_to_tell() -> None:
    given = snapshot(picking(1), picking(2), picking(3), picking(4, tags=("Key account",)))
    proposal = thought(given)
    assert [one.id for one in proposal.options] == ["hands", "wait"]
    found, premise = stars(proposal)
    # The key account and one of the others, by planned day; whoever was in time before and is not now is named.
    assert found == {4: True, 1: True}
    assert [(one.customer, one.breaks) for one in premise.losers] == [("Customer 2", True)]
    [hands] = [one for one in option(proposal, "hands")[1] if one.name is ActionName.SCHEDULE_ACTIVITY]
    assert hands.args["user"] == LEAD.name
    # Odoo keeps no to-dos on a warehouse.
    assert (hands.args["model"], hands.args["record_id"]) == ("stock.picking", 2)
    assert "for 10 lines" in hands.args["summary"]
    assert "100 % more hands" in hands.args["note"]
    [tell] = [one for one in option(proposal, "wait")[1] if one.name is ActionName.SCHEDULE_ACTIVITY]
    assert tell.args["user"] == SELLER.name
    assert "Customer 2" in tell.args["note"]
    assert "Customer 3" in tell.args["note"]
    # Twice the hands are not found within two hours.
    assert option(proposal, "wait")[0].recommended


def test_a_few_lines_too_many_ask_for_a_few_more_hands() -> None:
    proposal = thought(snapshot(picking(1), picking(2), picking(3, 2)))
    assert option(proposal, "hands")[0].recommended
    assert "20 % more hands" in option(proposal, "hands")[0].cost


def test_breaking_a_promise_that_would_have_held_asks_sales_too() -> None:
    given = snapshot(picking(1), picking(2), picking(3), picking(4, tags=("Key account",)))
    [action] = [one for one in thought(given).actions if one.name is ActionName.PRIORITISE_PICKINGS]
    facts = parse(action.name, action.args).facts(parse_premise(action.name, action.premise))
    assert facts.takes_from_customer


def test_with_too_little_history_nothing_is_foretold() -> None:
    proposal = thought(snapshot(picking(1), picking(2), finished=history(5, weeks=4)))
    assert [action.name for action in proposal.actions] == [ActionName.SCHEDULE_ACTIVITY]
    assert "Too little was finished" in proposal.summary


def test_after_the_carrier_has_left_the_next_one_counts() -> None:
    late = datetime(2026, 11, 27, 15, tzinfo=UTC)  # a Friday, 16:00
    given = snapshot(picking(1), read_at=late)
    assert given.standing.cut_off == datetime(2026, 11, 30, 14, tzinfo=UTC)


def test_a_warehouse_has_a_time_of_its_own() -> None:
    given = snapshot(picking(1))
    own = given.habits.model_copy(update={"cut_off": "GDN=12:00, ANT=14:30"})
    assert snapshot(picking(1), habits=own).standing.cut_off == datetime(2026, 11, 26, 13, 30, tzinfo=UTC)


def test_what_a_scan_says_changes_when_the_backlog_does() -> None:
    one = finding(ANT, snapshot(picking(1), picking(2), picking(3)).standing, NOW)
    other = finding(ANT, snapshot(picking(1), picking(2), picking(3), picking(4)).standing, NOW)
    assert one.claims[0].says() != other.claims[0].says()
    assert other.claims[0].replaces(one.claims[0])
    assert "about 10 get done" in one.seen


def test_what_waits_gets_a_new_day_and_whoever_loses_by_it_a_letter() -> None:
    given = snapshot(sold(1), sold(2), sold(3), sold(4, tags=("Key account",)))
    proposal = thought(given)
    [first] = of(proposal, ActionName.PRIORITISE_PICKINGS)
    moved, letters = of(proposal, ActionName.RESCHEDULE_DELIVERY), of(proposal, ActionName.MESSAGE_CUSTOMER)
    # Ten lines fit today; what does not leaves tomorrow, when ten more get done.
    assert [(one.args["picking_id"], one.args["new_date"]) for one in moved] == [(2, "2026-11-27"), (3, "2026-11-27")]
    # The second would be in time as the work is sorted now: it waits only where it is sorted anew.
    assert [one.depends_on for one in moved] == [(first.id,), ()]
    for action, letter in zip(moved, letters, strict=True):
        assert letter.depends_on == (action.id,)
        assert letter.takes["new_date"].action == action.id
        assert (letter.args["occasion"], letter.args["language"]) == ("waits", "de_DE")
        args = parse(letter.name, letter.args)
        assert isinstance(args, MessageCustomer)
        assert "geht später ab" in args.letter().subject
        facts = parse(action.name, action.args).facts(parse_premise(action.name, action.premise))
        # Past the promise it takes from the customer, and sales is asked as well.
        assert (facts.within_promise, facts.takes_from_customer, facts.warehouse) == (False, True, "Antwerp")
    assert set(option(proposal, "wait")[0].action_ids) >= {one.id for one in (*moved, *letters)}
    # More hands so that nobody waits, and telling them that they wait, exclude each other; nobody else is asked.
    [hands] = of(proposal, ActionName.SCHEDULE_ACTIVITY)
    assert set(hands.excludes) == {one.id for one in (*moved, *letters)}
    assert all(hands.id in one.excludes for one in (*moved, *letters))
    assert not set(option(proposal, "hands")[0].action_ids) & set(hands.excludes)


def test_what_is_kept_is_walked_together_once_its_order_of_work_is_decided() -> None:
    given = snapshot(sold(1), sold(2), sold(3), sold(4, tags=("Key account",)))
    proposal = thought(given)
    [first] = of(proposal, ActionName.PRIORITISE_PICKINGS)
    [walk] = of(proposal, ActionName.BATCH_PICKINGS)
    assert {one["picking_id"] for one in walk.args["pickings"]} == {4, 1}
    assert walk.depends_on == (first.id,)
    assert (walk.args["user_id"], walk.args["summary"]) == (None, "A")
    assert all(walk.id in one.action_ids for one in proposal.options)
    assert not of(proposal, ActionName.ASSIGN_PICKINGS)


def test_only_whom_odoo_names_on_work_of_today_is_given_any() -> None:
    work = (sold(1), sold(2), sold(3, places=("ANT/Stock/B",)), sold(4, 9, promise=TOMORROW, starred=True))
    assert not of(thought(snapshot(*work, finished=history(8))), ActionName.ASSIGN_PICKINGS)
    given = snapshot(*work, finished=history(8), at_work=(Ref(31, "Ada"), Ref(32, "Bo")))
    proposal = thought(given)
    [walk], [single] = of(proposal, ActionName.BATCH_PICKINGS), of(proposal, ActionName.ASSIGN_PICKINGS)
    assert (walk.args["user"], single.args["user"]) == ("Ada", "Bo")
    assert [one["picking_id"] for one in single.args["pickings"]] == [3]


def test_whoever_has_no_address_a_locked_order_or_too_many_letters_is_spoken_with() -> None:
    many = Ref(77, "Garage Delattre")
    crowd = [sold(2, 1, email=None), sold(3, 1, locked=True), sold(4, 1, shared=True)]
    crowd += [sold(number, 1, customer=many) for number in range(5, 9)]
    first = [sold(number, 2, tags=("Key account",)) for number in range(11, 16)]
    given = snapshot(*first, *(one.model_copy(update={"tags": ()}) for one in crowd))
    proposal = thought(given)
    moved = {one.args["picking_id"] for one in of(proposal, ActionName.RESCHEDULE_DELIVERY)}
    assert moved == {2, 5, 6, 7, 8}
    assert not of(proposal, ActionName.MESSAGE_CUSTOMER)
    [tell] = [one for one in of(proposal, ActionName.SCHEDULE_ACTIVITY) if one.args["user"] == SELLER.name]
    assert "Tell 7 customers" in tell.args["summary"]
    assert "ANT/OUT/00003 for Customer 3: 1 lines, promised for Thu 26 Nov 2026, no new day yet" in tell.args["note"]
    assert "ANT/OUT/00002 for Customer 2: 1 lines, promised for Thu 26 Nov 2026, leaves Fri 27 Nov" in tell.args["note"]


def test_two_deliveries_of_one_order_that_wait_are_one_letter_with_the_later_day() -> None:
    order = Ref(950, "S00950")
    work = [sold(1, 10, tags=("Key account",)), *(sold(number, 8, order=order) for number in (2, 3))]
    # Ten lines a day from one departure to the next.
    proposal = thought(snapshot(*work))
    moved, [letter] = of(proposal, ActionName.RESCHEDULE_DELIVERY), of(proposal, ActionName.MESSAGE_CUSTOMER)
    assert [one.args["new_date"] for one in moved] == ["2026-11-27", "2026-11-30"]
    assert letter.depends_on == tuple(one.id for one in moved)
    assert letter.args["new_date"] == "2026-11-30"
    assert letter.takes["new_date"].action == moved[1].id


def test_nobody_is_told_a_day_that_nobody_can_foretell() -> None:
    proposal = thought(snapshot(sold(1, 10, tags=("Key account",)), sold(2, 200)))
    assert not of(proposal, ActionName.RESCHEDULE_DELIVERY)
    assert not of(proposal, ActionName.MESSAGE_CUSTOMER)
    [tell] = [one for one in of(proposal, ActionName.SCHEDULE_ACTIVITY) if one.args["user"] == SELLER.name]
    assert "no new day yet" in tell.args["note"]


def test_many_times_the_hands_are_no_way_to_offer() -> None:
    proposal = thought(snapshot(*(sold(number) for number in range(1, 8))))
    assert [one.id for one in proposal.options] == ["wait"]
    assert option(proposal, "wait")[0].recommended


def test_before_anybody_ever_worked_a_person_is_asked_and_nothing_is_planned() -> None:
    early = NOW.replace(hour=5)
    proposal = thought(snapshot(sold(1), sold(2), read_at=early, habits=_leaving("07:00")))
    assert [action.name for action in proposal.actions] == [ActionName.SCHEDULE_ACTIVITY]
    assert proposal.actions[0].args["user"] == LEAD.name
    assert "Nobody finished work at such hours" in proposal.actions[0].args["note"]


def test_a_very_long_list_of_work_is_planned_as_far_as_one_call_goes() -> None:
    work = [sold(number, 1, places=(f"ANT/Stock/{number}",), scheduled=NOW) for number in range(2, 1200)]
    given_ = snapshot(
        *work, sold(1, 1, promise=TOMORROW, starred=True), finished=history(599), at_work=(Ref(31, "Ada"),)
    )
    proposal = thought(given_)
    found, _ = stars(proposal)
    assert (len(found), found[1]) == (500, False)
    [mine] = of(proposal, ActionName.ASSIGN_PICKINGS)
    assert len(mine.args["pickings"]) == 200


def _leaving(at: str) -> Habits:
    return snapshot().habits.model_copy(update={"cut_off": f"ANT={at}"})


@given(
    st.lists(
        st.builds(
            sold,
            st.integers(1, 60),
            st.integers(1, 9),
            promise=st.sampled_from([TODAY, TODAY, TOMORROW]),
            starred=st.booleans(),
            tags=st.sampled_from([("Regular",), ("Key account",), ()]),
            email=st.sampled_from(["a@customers.example", None]),
            places=st.sampled_from([("ANT/Stock/A",), ("ANT/Stock/B",)]),
            planned_batch=st.sampled_from([None, None, Ref(5, "BATCH/5")]),
        ),
        unique_by=lambda one: one.id,
        max_size=25,
    ),
    st.integers(0, 12),
    st.sampled_from([(), (Ref(31, "Ada"),), (Ref(31, "Ada"), Ref(32, "Bo"))]),
)
@settings(max_examples=60, deadline=None)
def test_what_is_done_now_fits_and_nothing_is_decided_twice(
    work: list[OpenPicking], an_hour: int, at_work: tuple[Ref, ...]
) -> None:
    finished = {at: lines for at, lines in history(an_hour).items() if lines}
    given_ = snapshot(*work, finished=finished, at_work=at_work)
    proposal = thought(given_)
    lines = {one.id: one.lines for one in work}
    now = [
        one["picking_id"]
        for name in (ActionName.BATCH_PICKINGS, ActionName.ASSIGN_PICKINGS)
        for action in of(proposal, name)
        for one in action.args["pickings"]
    ]
    later = [action.args["picking_id"] for action in of(proposal, ActionName.RESCHEDULE_DELIVERY)]
    assert len({*now, *later}) == len(now) + len(later)
    pace = given_.standing.pace
    assert sum(lines[one] for one in now) <= (pace.lines if pace else 0)
    # Nobody is written to whose delivery is not planned anew by what the letter follows.
    known = {action.id: action for action in proposal.actions}
    for letter in of(proposal, ActionName.MESSAGE_CUSTOMER):
        assert letter.depends_on
        assert {known[one].args["order_id"] for one in letter.depends_on} == {letter.args["order_id"]}
        assert letter.args["new_date"] == known[letter.takes["new_date"].action].args["new_date"]
    # No option holds what excludes another part of it, nor what depends on something outside of it.
    for one in proposal.options:
        inside = [known[action] for action in one.action_ids]
        assert not any(set(action.excludes) & set(one.action_ids) for action in inside)
        assert all(set(action.depends_on) <= set(one.action_ids) for action in inside)
    assert sum(one.recommended for one in proposal.options) <= 1


def test_what_a_person_says_gets_done_is_believed_over_the_history() -> None:
    claim = BacklogClaim(warehouse="Antwerp", cut_off=NOW + timedelta(hours=2), lines=20, capacity=10, late=2)
    work = (picking(1), picking(2), picking(3), picking(4))
    file = snapshot().file
    as_scanned = snapshot(*work, file=file.model_copy(update={"claims": (claim,)}))
    assert len(as_scanned.standing.waits) == 2
    said = file.model_copy(update={"claims": (claim.with_correction({"capacity": "20"}),)})
    for finished in (history(5), {}):
        told = snapshot(*work, file=said, finished=finished)
        assert told.standing.is_over
        assert thought(told).actions == ()
    less = file.model_copy(update={"claims": (claim.with_correction({"capacity": "5"}),)})
    given = snapshot(*work, file=less)
    assert len(given.standing.waits) == 3
    assert any("A person says that 5 lines get done" in one.label for one in thought(given).evidence)
