"""A count against the book at the moment of the count: who decides, and by which reckoning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from agents.analysis.habits import Habits
from agents.specialist import Handover
from agents.warehouse import CountSnapshot, WarehouseWork
from agents.warehouse.counting.snapshot import counted_moment
from cases.actions import ActionName
from cases.claims import CountClaim, MentionClaim, RecordRef, Span
from cases.kind import Kind
from cases.kinds import KINDS, Told
from cases.models import ActionDraft, CaseFile, ProposalDraft
from cases.people import Person
from cases.roles import Role
from tests.unit.agents.world import (
    ANT_SHELF,
    ANT_STOCK,
    BEARING,
    CUSTOMERS,
    GDN_STOCK,
    NOW,
    UNITS,
    VENDORS,
    WAREHOUSES,
    place,
)
from tools.odoo.models import Location, Product
from tools.odoo.places import Movement, StockPlace
from tools.odoo.values import Ref

HABITS = Habits(zone="Europe/Brussels", arrival_hour=17, dispatch_hour=15, importance_tags="")
LOSSES = Location(id=77, name="Virtual/Inventory adjustment", usage="inventory")
HAND = Person(uid=3, login="w", name="Wim Claes", roles=frozenset({Role.WAREHOUSE}))
LEAD = Person(uid=4, login="l", name="Lea Peeters", roles=frozenset({Role.WAREHOUSE, Role.WAREHOUSE_MANAGER}))
MONEY = Person(uid=5, login="f", name="Finn", roles=frozenset({Role.FINANCE}))
SELF = RecordRef(model="res.partner", id=1, label="Halden")


def lies(where: Location, quantity: int, reserved: int = 0, **more: Any) -> StockPlace:
    return StockPlace(
        id=where.id,
        product_id=BEARING.id,
        location=where,
        quantity=Decimal(quantity),
        reserved=Decimal(reserved),
        **more,
    )


def moved(number: int, source: Location, destination: Location, quantity: int, ago: timedelta, **more: Any) -> Movement:
    return Movement(
        id=number, product_id=BEARING.id, source=source, destination=destination, quantity=Decimal(quantity),
        at=NOW - ago, reference=f"M/{number}", **more,
    )  # fmt: skip


def count(counted: int, **more: Any) -> CountClaim:
    span = Span(part="body", start=0, end=3, quote="counted")
    return CountClaim.model_validate(
        {"span": span, "product_text": "BRG", "place_text": "Shelf", "counted": Decimal(counted), **more}
    )


def snapshot(
    claim: CountClaim | None, here: Sequence[StockPlace] = (), cost: str | None = "4.50", **more: Any
) -> CountSnapshot:
    claims: tuple[Any, ...] = (claim,) if claim else (
        MentionClaim(
            span=Span(part="body", start=0, end=3, quote="Off."), kind=Kind.STOCK_DISCREPANCY, text="Off."
        ),
    )  # fmt: skip
    values: dict[str, Any] = {
        "file": CaseFile(
            case_id="c", kind=Kind.STOCK_DISCREPANCY, title="t", records=(SELF,), claims=claims, received_at=NOW
        ),
        "read_at": NOW,
        "habits": HABITS,
        "warehouses": WAREHOUSES,
        "product": Product(
            id=BEARING.id, name="Bearing", code="BRG", template_id=1, unit=UNITS, cost=Decimal(cost) if cost else None
        ),
        "place": ANT_SHELF,
        "places": tuple(here),
        "staff": (HAND, LEAD),
        "finance": (MONEY,),
    }
    return CountSnapshot.model_validate({**values, **more})


def thought(given: CountSnapshot) -> ProposalDraft:
    again = CountSnapshot.model_validate(given.model_dump(mode="json"))
    assert again == given
    found = WarehouseWork().think(again, {})
    assert not isinstance(found, Handover)
    assert {action.name for action in found.actions} <= KINDS[Kind.STOCK_DISCREPANCY].may_propose
    assert sum(option.recommended for option in found.options) == (1 if found.options else 0)
    return found


def best(draft: ProposalDraft) -> list[ActionDraft]:
    option = next(one for one in draft.options if one.recommended)
    return [one for one in draft.actions if one.id in option.action_ids]


def roles(actions: Sequence[ActionDraft]) -> list[str]:
    assert {one.name for one in actions} <= {ActionName.SCHEDULE_ACTIVITY}
    return [one.args["role"] for one in actions]


def test_the_book_at_the_moment_of_the_count_counts_and_not_that_of_now() -> None:
    """Ten left and four came after it: now 34 lie there by the book, then it was 40, and 40 were counted."""
    since = (
        moved(1, ANT_SHELF, CUSTOMERS, 10, timedelta(hours=2)),
        moved(2, VENDORS, ANT_SHELF, 4, timedelta(hours=1)),
        moved(3, ANT_STOCK, GDN_STOCK, 99, timedelta(hours=1)),
    )
    given = snapshot(count(40), [lies(ANT_SHELF, 34)], since=since)
    assert given.difference is not None
    assert (given.difference.then, given.difference.quantity) == (40, 0)
    draft = thought(given)
    assert (draft.actions, draft.if_nobody_acts) == ((), "")
    assert "Book and count agree" in draft.summary
    # Held against now it would have been six too many.
    assert "now 34 Units, 6 Units left since" in draft.summary


def test_within_tolerance_whoever_leads_the_warehouse_decides() -> None:
    draft = thought(snapshot(count(995), [lies(ANT_SHELF, 1000)]))
    [settle] = best(draft)
    assert (settle.args["user"], settle.args["role"]) == ("Lea Peeters", "warehouse_manager")
    assert (settle.args["model"], settle.args["record_id"]) == ("product.product", BEARING.id)
    assert "5 Units missing, worth 22.50 EUR, within the tolerance of 50.00 EUR" in settle.args["note"]
    assert "If you take the count: the book then has 995 Units" in settle.args["note"]
    assert [one.id for one in draft.options] == ["settle", "recount"]


@pytest.mark.parametrize(
    ("counted", "booked", "cost", "within"),
    [
        (98, 100, "4.50", True),
        (97, 100, "4.50", False),
        (102, 100, "4.50", True),
        (103, 100, "4.50", False),
        (989, 1000, "4.50", True),
        (988, 1000, "4.50", False),
        (5, 0, "4.50", False),
        (99, 100, None, False),
        (99, 100, "0", False),
        (0, 3, "4.50", False),
        (3, -2, "4.50", False),
    ],
)
def test_the_smaller_of_a_share_and_an_amount_in_both_directions(
    counted: int, booked: int, cost: str | None, within: bool
) -> None:
    given = snapshot(count(counted), [lies(ANT_SHELF, booked)], cost)
    assert given.difference is not None
    assert given.difference.is_within is within


def test_beyond_tolerance_it_is_counted_once_more_and_finance_knows() -> None:
    draft = thought(snapshot(count(31, booked=Decimal(45)), [lies(ANT_SHELF, 40, 35)]))
    assert roles(best(draft)) == ["warehouse", "finance"]
    again, money = best(draft)
    assert again.args["summary"] == "Count [BRG] Bearing in ANT/Stock/Shelf once more"
    assert "9 Units missing, worth 40.50 EUR, beyond the tolerance of 3.60 EUR" in money.args["note"]
    # The report's own word about the book is compared, not believed; whoever would lose goods is told.
    assert "The report says that the book has 45; Odoo had 40 then" in money.args["note"]
    assert "35 Units are held for transfers" in money.args["note"]


def test_an_unknown_cost_is_said_and_is_not_within() -> None:
    draft = thought(snapshot(count(39), [lies(ANT_SHELF, 40)], None))
    assert roles(best(draft)) == ["warehouse", "finance"]
    assert "no cost of it is known" in draft.summary


def test_what_happens_again_and_again_is_told() -> None:
    before = tuple(
        moved(number, ANT_SHELF, LOSSES, number, timedelta(days=30 * number), is_count=True) for number in (3, 2)
    )
    elsewhere = moved(9, ANT_STOCK, LOSSES, 1, timedelta(days=9), is_count=True)
    note = best(thought(snapshot(count(31), [lies(ANT_SHELF, 40)], before=(*before, elsewhere))))[0].args["note"]
    assert "made to agree with a count 2 times within the half year before" in note
    assert "look for the cause" in note


def test_what_was_corrected_since_is_over() -> None:
    since = (moved(1, ANT_SHELF, LOSSES, 9, timedelta(minutes=5), is_count=True),)
    draft = thought(snapshot(count(31), [lies(ANT_SHELF, 31)], since=since))
    assert draft.actions == ()
    assert "made to agree since" in draft.summary


def test_lots_and_packages_are_one_place_and_goods_of_others_are_left_out() -> None:
    lots = [
        lies(ANT_SHELF, 10, lot=Ref(1, "L1")),
        lies(ANT_SHELF, 30, lot=Ref(2, "L2")).model_copy(update={"id": 99}),
        lies(ANT_SHELF, 500, owner=Ref(8, "Consignor")).model_copy(update={"id": 98}),
    ]
    given = snapshot(count(31), lots)
    assert given.difference is not None
    assert given.difference.then == 40
    assert "There are 2 lots" in best(thought(given))[0].args["note"]


def test_something_was_counted_where_the_book_has_nothing() -> None:
    given = snapshot(count(5, place_text="R-02"), [lies(ANT_STOCK, 9)], place=place(33, "ANT/Stock/R-02", 1))
    draft = thought(given)
    assert "the book had 0 Units" in draft.summary
    assert roles(best(draft)) == ["warehouse", "finance"]


@pytest.mark.parametrize(
    ("given", "what"),
    [
        (snapshot(count(5), product=None, place=None), "which item was counted"),
        (snapshot(count(5), [lies(ANT_STOCK, 9), lies(ANT_SHELF, 3)], place=None), "in which place 5 of [BRG] Bearing"),
        (snapshot(None, [lies(ANT_STOCK, 9)], place=None), "how many of [BRG] Bearing were counted"),
        (snapshot(None, product=None, place=None), "which item was counted"),
    ],
)
def test_what_is_not_known_is_asked(given: CountSnapshot, what: str) -> None:
    draft = thought(given)
    [ask] = best(draft)
    assert what in ask.args["summary"]
    assert ask.args["role"] == "warehouse_manager"
    where = ("product.product", BEARING.id) if given.product else ("res.partner", SELF.id)
    assert (ask.args["model"], ask.args["record_id"]) == where


def test_nobody_to_ask_and_nowhere_to_put_it_is_said() -> None:
    draft = thought(snapshot(count(5), product=None, place=None, staff=()))
    assert draft.actions == ()
    assert "somebody must ask" in draft.summary
    assert thought(snapshot(count(31), [lies(ANT_SHELF, 40)], staff=(), finance=())).options == ()


def test_what_a_person_says_stands_before_what_was_read() -> None:
    read, said = count(31), count(39).model_copy(update={"read_by": "person"})
    given = snapshot(read, [lies(ANT_SHELF, 40)])
    given = given.model_copy(update={"file": given.file.model_copy(update={"claims": (said, read)})})
    assert given.difference is not None
    assert given.difference.counted == 39


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        (date(2026, 11, 22), time(14, 30), datetime(2026, 11, 22, 13, 30, tzinfo=UTC)),
        (date(2026, 11, 22), None, datetime(2026, 11, 22, 23, 0, tzinfo=UTC)),
        (date(2026, 11, 23), None, NOW),
        (None, None, NOW),
        (None, time(8, 0), datetime(2026, 11, 23, 7, 0, tzinfo=UTC)),
        # Nobody tells of a count before it was made.
        (date(2026, 11, 24), None, NOW),
    ],
)
def test_the_moment_is_as_told_in_the_zone_of_the_place(day: date | None, at: time | None, moment: datetime) -> None:
    assert counted_moment(count(1, counted_on=day, counted_at=at), NOW, "Europe/Brussels") == moment


def test_its_heading_and_key() -> None:
    spec = KINDS[Kind.STOCK_DISCREPANCY]
    claim = count(31)
    assert spec.heading((claim,), Told(who="Wim")) == "Wim counted 31 of BRG in Shelf"
    assert spec.key(claim.subject(), who="wim@x", thread="t") == "stock_discrepancy:wim@x:brg"
    assert spec.heading((), Told(who="Wim", subject="aisle C")) == "Stock differs from Wim: aisle C"
