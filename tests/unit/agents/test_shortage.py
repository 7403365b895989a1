"""Goods that are not where the picker was sent: whose case it is, what is proposed, who pays for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from agents.analysis.habits import Habits
from agents.scans.picking_shortage import finding
from agents.specialist import Handover
from agents.warehouse import ShortageSnapshot, WarehouseWork
from agents.warehouse.shortage.shelves import Shelves, are_cases, by_transfer
from cases.actions import ActionName
from cases.claims import MentionClaim, RecordRef, ShortageClaim, Span, claim_of
from cases.kind import Kind
from cases.kinds import KINDS, Told
from cases.models import ActionDraft, CaseFile, ProposalDraft
from cases.people import Person
from cases.roles import Role
from tests.unit.agents.world import (
    ANT_INPUT,
    ANT_QUARANTINE,
    ANT_SHELF,
    ANT_STOCK,
    BEARING,
    CUSTOMERS,
    GDN_STOCK,
    NOW,
    PRODUCTION,
    UNITS,
    VENDORS,
    WAREHOUSES,
    move,
)
from tools.odoo.models import Location, Partner, Picking, Product, ReorderRule, SaleOrder, StockMove, VendorPrice
from tools.odoo.ordered import OnOrder
from tools.odoo.places import StockPlace
from tools.odoo.values import Ref

HABITS = Habits(zone="Europe/Brussels", arrival_hour=17, dispatch_hour=15, importance_tags="Key account=3")
STAFF = Person(uid=3, login="w", name="Wim Claes", roles=frozenset({Role.WAREHOUSE}))
SELLER = Person(uid=4, login="s", name="Sam Maes", roles=frozenset({Role.SALES}))
BUYER = Person(uid=5, login="p", name="Petra", roles=frozenset({Role.PROCUREMENT}))
TRANSFER = RecordRef(model="stock.picking", id=31, label="ANT/OUT/00031")
ITEM = RecordRef(model="product.product", id=BEARING.id, label=BEARING.name)
LOOK, GIVE, LATER, BUY = (
    ActionName.SCHEDULE_ACTIVITY,
    ActionName.TRANSFER_STOCK,
    ActionName.REVISE_COMMITMENT,
    ActionName.BUY_ELSEWHERE,
)


def out(number: int, quantity: int, *, reserved: int = 0, days: int = 0, of: int = 31, **more: Any) -> StockMove:
    """A line of a delivery from Antwerp, planned that many days from now."""
    picking = Picking(id=of, name=f"ANT/OUT/{of:05d}", state="confirmed", scheduled=NOW + timedelta(days=days))
    values: dict[str, Any] = {
        "picking": picking,
        "sale_order": Ref(900 + of, f"S{of:05d}"),
        "reserved": Decimal(reserved),
        "state": "partially_available" if reserved else "confirmed",
        "partner": Ref(40 + of, f"Customer {of}"),
    }
    source, end = more.pop("source", ANT_STOCK), more.pop("destination", CUSTOMERS)
    return move(number, source, end, quantity, days, **{**values, **more})


def sale(of: int = 31, days: int = 0, **more: Any) -> SaleOrder:
    customer = Partner(
        id=40 + of,
        name=f"Customer {of}",
        email=f"c{of}@example.com",
        lang="de_DE",
        company=Ref(40 + of, f"Customer {of}"),
    )
    values: dict[str, Any] = {
        "id": 900 + of,
        "name": f"S{of:05d}",
        "customer": customer,
        "state": "sale",
        "commitment": NOW + timedelta(days=days),
        "amount_untaxed": Decimal(100),
        "currency": "EUR",
    }
    return SaleOrder.model_validate({**values, **more})


def lies(place: Location, quantity: int, reserved: int = 0, number: int = 0, **more: Any) -> StockPlace:
    return StockPlace(
        id=number or place.id,
        product_id=BEARING.id,
        location=place,
        quantity=Decimal(quantity),
        reserved=Decimal(reserved),
        **more,
    )


def snapshot(
    moves: Sequence[StockMove],
    places: Sequence[StockPlace] = (),
    *,
    sales: Sequence[SaleOrder] | None = None,
    said: bool = False,
    names: Sequence[RecordRef] = (TRANSFER,),
    **more: Any,
) -> ShortageSnapshot:
    claims: tuple[Any, ...] = ()
    if said:
        span = Span(part="body", start=0, end=3, quote="The bin is empty.")
        claims = (MentionClaim(span=span, kind=Kind.PICKING_SHORTAGE, text="The bin is empty."),)
    values: dict[str, Any] = {
        "file": CaseFile(
            case_id="c", kind=Kind.PICKING_SHORTAGE, title="t", records=tuple(names), claims=claims, received_at=NOW
        ),
        "read_at": NOW,
        "habits": HABITS,
        "warehouses": WAREHOUSES,
        "moves": tuple(moves),
        "sales": tuple(sales if sales is not None else (sale(),)),
        "places": tuple(places),
        "products": (
            Product(id=BEARING.id, name="Bearing", code="BRG", template_id=1, unit=UNITS, cost=Decimal("4.50")),
        ),
        "transfers": tuple(one.id for one in names if one.model == "stock.picking"),
        "items": tuple(one.id for one in names if one.model == "product.product"),
        "staff": (STAFF,),
        "sellers": (SELLER,),
        "buyers": (BUYER,),
    }
    return ShortageSnapshot.model_validate({**values, **more})


def ours(moves: Sequence[StockMove], places: Sequence[StockPlace] = (), **more: Any) -> list[int]:
    """The moves of which a scan makes a case."""
    return [one.move.id for one in are_cases(snapshot(moves, places, **more).missing)]


def thought(given: ShortageSnapshot) -> ProposalDraft:
    again = ShortageSnapshot.model_validate(given.model_dump(mode="json"))
    assert again == given
    found = WarehouseWork().think(again, {})
    assert not isinstance(found, Handover)
    assert {action.name for action in found.actions} <= KINDS[Kind.PICKING_SHORTAGE].may_propose
    assert sum(option.recommended for option in found.options) == (1 if found.options else 0)
    # Nothing is proposed that no option holds.
    held = {action for option in found.options for action in option.action_ids}
    assert held == {action.id for action in found.actions}
    return found


def best(draft: ProposalDraft) -> tuple[str, list[ActionDraft]]:
    option = next(one for one in draft.options if one.recommended)
    return option.id, [one for one in draft.actions if one.id in option.action_ids]


def of(draft: ProposalDraft, name: ActionName) -> list[ActionDraft]:
    return [one for one in draft.actions if one.name is name]


# Whose case it is


def test_free_in_the_bin_and_yet_not_reserved_is_counted_first() -> None:
    """Either Odoo has not looked since it came into the bin, or somebody let it go because it is not there."""
    moves, places = [out(1, 20, reserved=5)], [lies(ANT_SHELF, 45, 5), lies(ANT_INPUT, 7), lies(ANT_QUARANTINE, 3)]
    assert ours(moves, places) == [1]
    name, [count] = best(thought(snapshot(moves, places)))
    assert (name, count.name, count.args["role"], count.args["user"]) == ("count", LOOK, "warehouse", "Wim Claes")
    assert (count.args["model"], count.args["record_id"]) == ("stock.picking", 31)
    assert count.args["summary"] == "Count ANT/Stock/Shelf for [BRG] Bearing: ANT/OUT/00031 lacks it"
    note = count.args["note"]
    assert "15 Units of 20 Units are missing" in note
    assert "Count: ANT/Stock/Shelf (45, 5 held)" in note
    # Other places are named, and what waits for its check is told apart.
    assert "Look in, and bring: ANT/Input (7)" in note
    assert "Not checked yet, and not to be taken without that: ANT/Quarantine (3)" in note
    assert "the book stays as it is" in note


def test_what_the_book_never_had_in_the_house_is_a_matter_of_supply() -> None:
    late = move(7, VENDORS, ANT_STOCK, 40, -3, purchase_order=Ref(70, "P00070"), purchase_line_id=1)
    assert ours([out(1, 20)]) == []
    assert ours([out(1, 20), late]) == []
    # Goods of another warehouse are not in this house.
    assert ours([out(1, 20), late], [lies(GDN_STOCK, 400)]) == []
    draft = thought(snapshot([out(1, 20), late], [lies(GDN_STOCK, 400)]))
    assert (draft.actions, draft.if_nobody_acts) == ((), "")
    assert "P00070 should have brought it" in draft.summary


def test_what_comes_before_the_promise_is_no_case() -> None:
    comes = move(7, VENDORS, ANT_STOCK, 40, 1)
    places = [lies(ANT_SHELF, 45)]
    assert ours([out(1, 20), comes], places, sales=[sale(days=2)]) == []
    # Leaves the working day after: not on the day of the promise.
    assert ours([out(1, 20), comes], places, sales=[sale(days=1)]) == [1]
    # Others come first and take it all.
    first = out(2, 40, days=-1, of=32)
    assert 1 in ours([out(1, 20), first, comes], places, sales=[sale(days=2), sale(32, days=-1)])


def test_a_receipt_of_this_morning_that_is_not_booked_may_still_come() -> None:
    this_morning = move(7, VENDORS, ANT_STOCK, 40, 0, date=NOW - timedelta(hours=1))
    assert ours([out(1, 20), this_morning], [lies(ANT_SHELF, 45)], sales=[sale(days=1)]) == []


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (out(1, 20, days=1), "not due before tomorrow"),
        (out(1, 20, reserved=20), "wholly reserved"),
        (out(1, 20, state="cancel"), "called off"),
        (out(1, 20, state="draft"), "nobody has confirmed it"),
        (out(1, 0), "nothing is wanted"),
        (out(1, 20, made_to_order=True), "bought for it, not taken from stock"),
        (out(1, 20, picking=None), "belongs to no transfer"),
        (move(1, ANT_STOCK, VENDORS, 20, 0), "goes back to a vendor"),
        (move(1, CUSTOMERS, ANT_STOCK, 20, 0), "comes back from a customer"),
        (move(1, ANT_STOCK, PRODUCTION, 20, 0), "goes into manufacturing"),
        (out(1, 20, sale_order=None, destination=GDN_STOCK), "goes to a warehouse of ours"),
    ],
)
def test_what_lacks_nothing(line: StockMove, why: str) -> None:
    assert ours([line], [lies(ANT_SHELF, 45)]) == [], why


def test_of_a_chain_only_the_first_step_lacks_anything() -> None:
    output = Location(id=38, name="ANT/Output", usage="internal", warehouse_id=1)
    pick = out(1, 20, destination=output, final=CUSTOMERS)
    ship = out(2, 20, source=output, state="waiting", waits_for=(1,), of=32)
    assert ours([pick, ship], [lies(ANT_SHELF, 45)]) == [1]


def test_a_box_is_not_made_up_of_loose_ones() -> None:
    """Less than one of the unit that was sold is never reserved: seven of a dozen are no sign of anything."""
    dozen = Ref(2, "Dozen")
    assert ours([out(1, 12, each=Decimal(12), unit=dozen)], [lies(ANT_SHELF, 7)]) == []
    assert ours([out(1, 12, each=Decimal(12), unit=dozen)], [lies(ANT_SHELF, 13)]) == [1]


def test_goods_of_another_owner_are_not_ours_to_pick() -> None:
    assert ours([out(1, 20)], [lies(ANT_SHELF, 45, owner=Ref(77, "Consignor"))]) == []


@pytest.mark.parametrize(
    "place",
    [
        lies(ANT_SHELF, -4),
        lies(ANT_SHELF, 10, 15),
        lies(ANT_SHELF, 10, 10, counted=Decimal(2)),
    ],
)
def test_a_book_that_contradicts_itself_is_counted(place: StockPlace) -> None:
    assert ours([out(1, 20)], [place]) == [1]
    assert best(thought(snapshot([out(1, 20)], [place])))[0] == "count"


def test_a_count_that_agrees_with_the_book_contradicts_nothing() -> None:
    assert ours([out(1, 20)], [lies(ANT_SHELF, 10, 10, counted=Decimal(10))]) == []


# Held for others


HELD = [lies(ANT_SHELF, 20, 20)]


def held_by(days: int, **more: Any) -> list[StockMove]:
    return [out(1, 20), out(2, 20, reserved=20, days=days, of=32, **{"state": "assigned", **more})]


def test_held_for_somebody_who_was_promised_later_sales_is_asked() -> None:
    moves, sales = held_by(4), [sale(), sale(32, days=4)]
    assert ours(moves, HELD, sales=sales) == [1]
    name, [ask] = best(thought(snapshot(moves, HELD, sales=sales)))
    assert (name, ask.name, ask.args["role"]) == ("reallocate", LOOK, "sales")
    assert "20 Units are held for S00032 for Customer 32, promised for Fri 27 Nov 2026" in ask.args["note"]
    assert "nothing is taken from anybody by the desk" in ask.args["note"]


@pytest.mark.parametrize(
    ("moves", "days"),
    [
        (held_by(0), 0),
        (held_by(4, priority="1"), 4),
        (held_by(4, picked=True), 4),
        (
            held_by(4, picking=Picking(id=32, name="ANT/OUT/00032", state="assigned", printed=True)),
            4,
        ),
    ],
)
def test_who_is_promised_as_early_comes_first_or_has_it_in_hand_keeps_it(moves: list[StockMove], days: int) -> None:
    assert ours(moves, HELD, sales=[sale(), sale(32, days=days)]) == []


def test_manufacturing_is_named_and_is_not_said_to_be_able_to_wait() -> None:
    makes = move(
        2, ANT_STOCK, PRODUCTION, 20, 4, reserved=Decimal(20), state="assigned", feeds=Ref(5, "MO5"),
        picking=Picking(id=33, name="ANT/MO/00033", state="assigned"),
    )  # fmt: skip
    assert ours([out(1, 20), makes], HELD) == []
    draft = thought(snapshot([out(1, 20), makes], HELD, said=True))
    assert "20 Units are held for ANT/MO/00033" in of(draft, LOOK)[0].args["note"]


def test_elsewhere_in_the_house_is_looked_at_and_the_quarantine_is_asked_about() -> None:
    assert ours([out(1, 20)], [lies(ANT_INPUT, 30)]) == [1]
    draft = thought(snapshot([out(1, 20)], [lies(ANT_INPUT, 30)]))
    assert of(draft, LOOK)[0].args["summary"].startswith("Look in ANT/Input for")
    draft = thought(snapshot([out(1, 20)], [lies(ANT_QUARANTINE, 30)]))
    assert draft.options[0].label == "Ask whether what waits for its check may be taken"


# What brings the goods


def with_vendor(delay: int = 3) -> tuple[Product, ...]:
    price = VendorPrice(
        id=1, vendor=Ref(70, "Nordvik"), template_id=1, price=Decimal(9), currency="EUR", unit=UNITS,
        min_quantity=Decimal(25), delay=delay,
    )  # fmt: skip
    return (
        Product(
            id=BEARING.id, name="Bearing", code="BRG", template_id=1, unit=UNITS, cost=Decimal("4.50"), vendors=(price,)
        ),
    )


def test_another_warehouse_gives_what_it_can_spare_and_the_promise_follows() -> None:
    places = [lies(ANT_SHELF, 45), lies(GDN_STOCK, 60, 10)]
    need = move(9, GDN_STOCK, CUSTOMERS, 20, 3)
    rule = ReorderRule(id=1, product_id=BEARING.id, warehouse_id=2, minimum=Decimal(5), maximum=Decimal(50))
    draft = thought(snapshot([out(1, 20), need], places, rules=(rule,)))
    assert best(draft)[0] == "count"
    [sent], [later], [told] = of(draft, GIVE), of(draft, LATER), of(draft, ActionName.MESSAGE_CUSTOMER)
    assert (sent.args["from_warehouse"], sent.args["to_warehouse"], sent.args["quantity"]) == (
        "Gdańsk",
        "Antwerp",
        "20",
    )
    assert sent.premise["own_need"] == "20"
    # Packed on Tuesday, a day on the road, out on the working day after that.
    assert (sent.args["leaves"], sent.args["arrives"]) == ("2026-11-24", "2026-11-25")
    assert later.args["new_date"] == "2026-11-26"
    assert later.depends_on == (sent.id,)
    assert told.takes["new_date"].action == later.id
    assert told.args["language"] == "de_DE"


def test_it_gives_nothing_that_it_needs_itself() -> None:
    places = [lies(ANT_SHELF, 45), lies(GDN_STOCK, 60)]
    need = move(9, GDN_STOCK, CUSTOMERS, 57, 3)
    draft = thought(snapshot([out(1, 20), need], places))
    assert [one.args["quantity"] for one in of(draft, GIVE)] == ["3"]
    # A part of it makes no new day.
    assert of(draft, LATER) == []
    assert of(thought(snapshot([out(1, 20), need.model_copy(update={"demand": Decimal(60)})], places)), GIVE) == []


def test_a_transfer_that_keeps_the_promise_is_better_than_taking_from_somebody() -> None:
    moves, sales = held_by(9), [sale(days=4), sale(32, days=9)]
    draft = thought(snapshot(moves, [*HELD, lies(GDN_STOCK, 60)], sales=sales))
    name, actions = best(draft)
    assert (name, [one.name for one in actions]) == ("transfer", [GIVE])
    assert "the promise is kept" in next(one.effect for one in draft.options if one.id == "transfer")


def test_a_later_day_is_promised_only_where_one_is_known() -> None:
    comes = move(7, VENDORS, ANT_STOCK, 40, 4)
    draft = thought(snapshot([out(1, 20), comes], [lies(ANT_SHELF, 45)]))
    assert [one.args["new_date"] for one in of(draft, LATER)] == ["2026-11-30"]
    late = comes.model_copy(update={"date": NOW - timedelta(days=2)})
    assert of(thought(snapshot([out(1, 20), late], [lies(ANT_SHELF, 45)])), LATER) == []


def test_an_order_has_one_promise_of_two_ways_to_another_day() -> None:
    comes = move(7, VENDORS, ANT_STOCK, 40, 9)
    draft = thought(snapshot([out(1, 20), comes], [lies(ANT_SHELF, 45), lies(GDN_STOCK, 60)]))
    one, other = of(draft, LATER)
    assert other.id in one.excludes
    assert one.id in other.excludes


@pytest.mark.parametrize("changed", [{"locked": True}, {"state": "cancel"}])
def test_an_order_that_is_not_ours_to_change_is_promised_nothing(changed: dict[str, Any]) -> None:
    comes = move(7, VENDORS, ANT_STOCK, 40, 4)
    given = snapshot([out(1, 20), comes], [lies(ANT_SHELF, 45)], sales=[sale(**changed)])
    assert of(thought(given), LATER) == []


def test_a_customer_without_an_address_is_not_written_to() -> None:
    comes = move(7, VENDORS, ANT_STOCK, 40, 4)
    silent = sale().customer.model_copy(update={"email": None})
    given = snapshot([out(1, 20), comes], [lies(ANT_SHELF, 45)], sales=[sale(customer=silent)])
    assert of(thought(given), ActionName.MESSAGE_CUSTOMER) == []
    assert len(of(thought(given), LATER)) == 1


def test_it_is_bought_where_it_is_held_for_others_and_nothing_comes_and_no_draft_waits() -> None:
    moves, sales = held_by(4), [sale(), sale(32, days=4)]
    draft = thought(snapshot(moves, HELD, sales=sales, products=with_vendor()))
    assert [(one.args["quantity"], one.args["vendor"]) for one in of(draft, BUY)] == [("25", "Nordvik")]
    assert best(draft)[0] == "reallocate"
    waits = OnOrder(
        id=1, product_id=BEARING.id, warehouse_id=1, quantity=Decimal(25), order=Ref(8, "P00008"), state="draft"
    )
    assert of(thought(snapshot(moves, HELD, sales=sales, products=with_vendor(), on_order=(waits,))), BUY) == []
    # What may lie in its bin is not bought before somebody has looked.
    assert of(thought(snapshot([out(1, 20)], [lies(ANT_SHELF, 45)], products=with_vendor())), BUY) == []


# Somebody says so


def test_what_a_person_says_is_missing_is_reckoned_with() -> None:
    claim = ShortageClaim(
        picking_text=TRANSFER.label,
        product_text=BEARING.name,
        missing=Decimal(7),
        refers_to=(TRANSFER, ITEM),
        read_by="person",
    )
    given = snapshot([out(1, 20)], [lies(ANT_SHELF, 45), lies(GDN_STOCK, 60)])
    given = given.model_copy(update={"file": given.file.model_copy(update={"claims": (claim,)})})
    assert [one.args["quantity"] for one in of(thought(given), GIVE)] == ["7"]


def test_somebody_misses_what_is_reserved_and_its_bins_are_counted() -> None:
    given = snapshot([out(1, 20, reserved=20, state="assigned")], [lies(ANT_SHELF, 20, 20)], said=True)
    name, [count] = best(thought(given))
    assert (name, count.args["model"], count.args["role"]) == ("count", "stock.picking", "warehouse")
    assert "ANT/Stock/Shelf (20, 20 held)" in count.args["note"]
    assert "has all of it reserved by the book" in count.args["note"]


def test_a_transfer_that_somebody_names_is_looked_at_whenever_it_is_planned() -> None:
    moves, sales = [out(1, 20, days=2)], [sale(days=2)]
    given = snapshot(moves, [lies(ANT_SHELF, 45)], sales=sales, said=True)
    assert ours(moves, [lies(ANT_SHELF, 45)], sales=sales) == []
    [count] = best(thought(given))[1]
    assert "20 Units of 20 Units are missing" in count.args["note"]
    comes = move(7, VENDORS, ANT_STOCK, 40, 0, date=NOW + timedelta(hours=1))
    [count] = best(thought(snapshot([*moves, comes], [lies(ANT_SHELF, 45)], sales=sales, said=True)))[1]
    assert "ANT/OUT/00031 gets what it lacks in time" in count.args["note"]


def test_somebody_misses_an_item_and_names_no_transfer() -> None:
    given = snapshot([out(1, 20)], [lies(ANT_SHELF, 45)], said=True, names=(ITEM,))
    assert given.concerned is not None
    assert given.concerned.record == TRANSFER
    assert best(thought(given))[0] == "count"
    nobody = snapshot([], [lies(ANT_SHELF, 45)], said=True, names=(ITEM,))
    assert nobody.concerned is None
    _, [count] = best(thought(nobody))
    assert (count.args["model"], count.args["record_id"]) == ("product.product", BEARING.id)


def test_somebody_misses_what_the_book_has_not_either() -> None:
    """It is no count error; whatever lies there is not in the book. What can be brought is offered all the same."""
    draft = thought(snapshot([out(1, 20)], [lies(GDN_STOCK, 60)], said=True))
    name, actions = best(draft)
    assert name == "transfer"
    assert [one.name for one in actions] == [GIVE, LATER, ActionName.MESSAGE_CUSTOMER]
    _, [count] = best(thought(snapshot([], [], said=True, names=(ITEM,))))
    assert "no place at all" in count.args["note"]


@pytest.mark.parametrize("record", [RecordRef(model="res.partner", id=9, label="Own company"), None])
def test_where_nothing_is_named_somebody_is_asked(record: RecordRef | None) -> None:
    given = snapshot([], said=True, names=(record,) if record else (), products=())
    draft = thought(given)
    if record is None:
        assert draft.actions == ()
        assert "somebody must ask" in draft.summary
    else:
        _, [ask] = best(draft)
        assert ask.args["summary"].startswith("Which goods are missing?")


def test_a_transfer_that_has_left_is_over() -> None:
    draft = thought(snapshot([]))
    assert (draft.actions, draft.if_nobody_acts) == ((), "")


# What a scan says


def shelves(given: ShortageSnapshot) -> Shelves:
    return Shelves.model_validate({name: getattr(given, name) for name in Shelves.model_fields})


def test_one_finding_a_transfer_with_a_claim_for_each_line() -> None:
    other = Ref(7, "[NUT] Nut")
    moves = [out(1, 20), out(2, 5, product=other), out(3, 9, of=32)]
    places = [lies(ANT_SHELF, 45), lies(ANT_INPUT, 8)]
    nuts = StockPlace(id=99, product_id=7, location=ANT_SHELF, quantity=Decimal(6))
    given = shelves(snapshot(moves, [*places, nuts], sales=[sale(), sale(32, days=1)]))
    found = [finding(lines) for lines in by_transfer(are_cases(given.missing))]
    assert [one.about.label for one in found] == ["ANT/OUT/00031", "ANT/OUT/00032"]
    first, second = found[0].claims
    assert isinstance(first, ShortageClaim)
    assert first.label() == (
        "ANT/OUT/00031 lacks 20 Units of [BRG] Bearing, promised for Mon 23 Nov 2026; "
        "the book has it in ANT/Stock/Shelf, ANT/Input"
    )
    assert claim_of(first.model_dump(mode="json")) == first
    assert first.replaces(first.model_copy(update={"missing": Decimal(3)}))
    assert not first.replaces(second)
    spec = KINDS[Kind.PICKING_SHORTAGE]
    assert spec.key(first.subject(), who="x", thread="t") == "picking_shortage:stock.picking:31"
    whose = RecordRef(model="res.partner", id=71, label="Customer 31")
    assert spec.heading(found[0].claims, Told(who="a scan", record=TRANSFER, partner=whose)) == (
        "ANT/OUT/00031 for Customer 31 lacks 20 Units of [BRG] Bearing and 1 more, promised for Mon 23 Nov 2026"
    )
    assert date(2026, 11, 23) == first.promised


def test_a_third_of_a_kilo_can_be_claimed() -> None:
    given = shelves(snapshot([out(1, 1, demand=Decimal("0.333333"))], [lies(ANT_SHELF, 45)]))
    [line] = are_cases(given.missing)
    assert line.missing == Decimal("0.3333")
    assert finding([line]).claims
