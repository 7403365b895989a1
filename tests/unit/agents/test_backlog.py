"""A backlog before the carrier leaves: who misses it, what is proposed, and who pays for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from agents.analysis.habits import Habits
from agents.scans.picking_backlog import finding
from agents.specialist import Handover
from agents.warehouse import BacklogSnapshot, WarehouseWork
from cases.actions import ActionName, PrioritisePickings, parse, parse_premise
from cases.actions.prioritise_pickings import SeenPickings
from cases.claims import RecordRef
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
