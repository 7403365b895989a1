"""Who is hurt by how much, what another warehouse could do, from a snapshot made by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from agents.analysis.habits import Habits
from agents.inbound.hurt import effect
from agents.inbound.lateness import lateness
from agents.inbound.snapshot import InboundSnapshot
from agents.inbound.think import think
from agents.inbound.transfers import rescue, spares
from cases.actions.base import ActionName
from cases.claims import DelayClaim, Precision, RecordRef
from cases.kind import Kind
from cases.models import CaseFile
from tests.unit.agents import world
from tests.unit.agents.world import BEARING, NOW, UNITS, WAREHOUSES, move
from tools.odoo.models import (
    Partner,
    Product,
    PurchaseLine,
    PurchaseOrder,
    ReorderRule,
    SaleLine,
    SaleOrder,
    StockLevel,
    StockMove,
)
from tools.odoo.values import Ref

ORDER = Ref(12, "P00012")
LINE = 1


def at(day: int) -> datetime:
    return NOW + timedelta(days=day)


def customer(number: int, *tags: str) -> Partner:
    return Partner(id=number, name=f"Customer {number}", email=f"c{number}@x.example", lang="en_US", tags=tags)


def sale(number: int, quantity: int, promised: int | None, *tags: str, price: int = 10) -> SaleOrder:
    line = SaleLine(
        id=number,
        order=Ref(number, f"S{number}"),
        product=BEARING,
        name="Bearing",
        ordered=Decimal(quantity),
        delivered=Decimal(0),
        invoiced=Decimal(0),
        price_unit=Decimal(price),
        subtotal=Decimal(price * quantity),
    )
    return SaleOrder(
        id=number,
        name=f"S{number}",
        customer=customer(number, *tags),
        state="sale",
        commitment=at(promised) if promised is not None else None,
        amount_untaxed=line.subtotal,
        lines=(line,),
    )


def delivery(number: int, of: SaleOrder, day: int, **more: Any) -> StockMove:
    quantity = int(of.lines[0].ordered)
    values = {"sale_order": Ref(of.id, of.name), "deadline": of.commitment, **more}
    return move(number, world.ANT_STOCK, world.CUSTOMERS, quantity, day, **values)


def snapshot(
    *moves: StockMove,
    sales: tuple[SaleOrder, ...] = (),
    claim: DelayClaim | None = None,
    stock: int = 0,
    elsewhere: int = 0,
    safety: int = 0,
    ordered: int = 60,
    planned: int = 4,
    **order: Any,
) -> InboundSnapshot:
    line = PurchaseLine(
        id=LINE,
        order=ORDER,
        product=BEARING,
        product_code="BRG",
        name="Bearing",
        ordered=Decimal(ordered),
        received=Decimal(0),
        unit=UNITS,
        price_unit=Decimal(4),
        subtotal=Decimal(4 * ordered),
        planned=at(planned),
    )
    vendor = Partner(id=7, name="Nordholz", email="sales@nordholz.example", lang="en_US")
    purchase = PurchaseOrder(
        id=12,
        name="P00012",
        partner=Ref(7, "Nordholz"),
        vendor=vendor,
        amount_untaxed=line.subtotal,
        warehouse_id=1,
        lines=(line,),
        **{"state": "purchase", "buyer": Ref(2, "Buyer"), **order},
    )
    receipt = move(1, world.VENDORS, world.ANT_STOCK, ordered, planned, purchase_line_id=LINE, purchase_order=ORDER)
    said = claim or DelayClaim(refers_to=(RecordRef(model="purchase.order", id=12, label="P00012"),), new_date=day(11))
    file = CaseFile(
        case_id="c",
        kind=Kind.INBOUND_DELAY,
        title="late",
        records=(RecordRef(model="purchase.order", id=12, label="P00012"),),
        claims=(said,),
    )
    return InboundSnapshot(
        file=file,
        read_at=NOW,
        orders=(purchase,),
        warehouses=WAREHOUSES,
        moves=(receipt, *moves),
        levels=(
            StockLevel(product_id=6, warehouse_id=1, quantity=Decimal(stock), reserved=Decimal(0)),
            StockLevel(product_id=6, warehouse_id=2, quantity=Decimal(elsewhere), reserved=Decimal(0)),
        ),
        sales=sales,
        products=(Product(id=6, name="Bearing", code="BRG", template_id=6, unit=UNITS, cost=Decimal(4)),),
        rules=(ReorderRule(id=1, product_id=6, warehouse_id=2, minimum=Decimal(safety), maximum=Decimal(100)),),
        habits=Habits(
            zone="Europe/Brussels", arrival_hour=17, dispatch_hour=15, importance_tags="Key account=3,Regular=2"
        ),
    )


def day(number: int) -> date:
    return at(number).date()


def delay(**more: Any) -> DelayClaim:
    return DelayClaim(refers_to=(RecordRef(model="purchase.order", id=12, label="P00012"),), **more)


def hurt(made: InboundSnapshot) -> dict[str, date | None]:
    return {one.sale.name: one.after for one in effect(made, lateness(made).parts).hurt}


def saying(*said: DelayClaim, made: InboundSnapshot | None = None) -> InboundSnapshot:
    """The same, with these claims in the case file."""
    made = made or snapshot()
    return made.model_copy(update={"file": made.file.model_copy(update={"claims": said})})


def test_only_a_broken_promise_hurts() -> None:
    soon, far = sale(21, 30, 7), sale(22, 20, 20)
    made = snapshot(delivery(11, soon, 6), delivery(12, far, 19), sales=(soon, far))
    # Received on Friday 4 December, it can leave on Monday.
    assert hurt(made) == {"S21": date(2026, 12, 7)}


def test_stock_on_hand_goes_to_whoever_is_first() -> None:
    first, second = sale(21, 20, 7), sale(22, 20, 7)
    made = snapshot(delivery(11, first, 5), delivery(12, second, 6), sales=(first, second), stock=20)
    assert set(hurt(made)) == {"S22"}


def test_a_star_changes_who_is_hurt() -> None:
    first, second = sale(21, 20, 7), sale(22, 20, 7)
    made = snapshot(delivery(11, first, 5), delivery(12, second, 6, priority="1"), sales=(first, second), stock=20)
    assert set(hurt(made)) == {"S21"}


def test_the_part_that_comes_on_time_saves_whoever_is_first() -> None:
    first, second = sale(21, 20, 7), sale(22, 20, 7)
    made = snapshot(
        delivery(11, first, 5),
        delivery(12, second, 6),
        sales=(first, second),
        claim=delay(quantity=Decimal(40), on_time_quantity=Decimal(20), new_date=day(11)),
    )
    assert set(hurt(made)) == {"S22"}


def test_the_weightiest_comes_first() -> None:
    small, key = sale(21, 20, 7), sale(22, 10, 7, "Key account")
    made = snapshot(delivery(11, small, 5), delivery(12, key, 6), sales=(small, key))
    assert [one.sale.name for one in effect(made, lateness(made).parts).hurt] == ["S22", "S21"]


def test_an_order_that_was_late_anyway_is_not_this_delays_doing() -> None:
    early = sale(21, 30, 2)
    made = snapshot(delivery(11, early, 1), sales=(early,), claim=delay(new_date=day(4)))
    assert lateness(made).settled
    moved = snapshot(delivery(11, sale(21, 90, 7), 1), sales=(sale(21, 90, 7),))
    assert hurt(moved) == {}
    assert [one.sale.name for one in effect(moved, lateness(moved).parts).late_anyway] == ["S21"]


def test_without_a_day_nobody_can_count_on_it() -> None:
    waiting = sale(21, 30, 20)
    made = snapshot(delivery(11, waiting, 19), sales=(waiting,), claim=delay(precision=Precision.UNKNOWN))
    assert hurt(made) == {"S21": None}
    draft = think(made, {})
    names = [action.name for action in draft.actions]
    assert ActionName.RESCHEDULE_RECEIPT not in names
    assert ActionName.REVISE_COMMITMENT not in names


def test_the_promise_is_the_earliest_deadline_where_the_order_names_none() -> None:
    silent = sale(21, 30, None)
    made = snapshot(delivery(11, silent, 5, deadline=at(6)), sales=(silent,))
    [one] = effect(made, lateness(made).parts).hurt
    assert one.promise.day == day(6)


def test_a_warehouse_gives_only_what_is_left_after_its_own_needs_and_safety() -> None:
    own = move(31, world.GDN_STOCK, world.GDN_OUTPUT, 12, 3, final=world.CUSTOMERS)
    made = snapshot(own, elsewhere=50, safety=10)
    [spare] = [one for one in spares(made, 6) if one.warehouse_id == 2]
    assert (spare.free, spare.own_need, spare.safety, spare.quantity) == (50, 12, 10, 28)


def test_a_transfer_is_offered_only_where_it_saves_a_promise() -> None:
    waiting = sale(21, 30, 7)
    enough = snapshot(delivery(11, waiting, 5), sales=(waiting,), elsewhere=40)
    harm = effect(enough, lateness(enough).parts)
    found = rescue(enough, lateness(enough).parts, harm)
    assert found is not None
    assert ([one.sale.name for one in found.saved], found.left, found.cost) == (["S21"], (), Decimal("120.00"))
    short = snapshot(delivery(11, waiting, 5), sales=(waiting,), elsewhere=20)
    assert rescue(short, lateness(short).parts, effect(short, lateness(short).parts)) is None
    late = snapshot(delivery(11, sale(21, 30, 1), 1), sales=(sale(21, 30, 1),), elsewhere=40)
    assert rescue(late, lateness(late).parts, effect(late, lateness(late).parts)) is None


def test_thinking_twice_is_thinking_the_same() -> None:
    waiting = sale(21, 30, 7)
    made = snapshot(delivery(11, waiting, 5), sales=(waiting,), elsewhere=40)
    assert think(made, {}) == think(InboundSnapshot.model_validate(made.model_dump(mode="json")), {})


def test_past_decisions_move_confidence() -> None:
    waiting = sale(21, 30, 7)
    made = snapshot(delivery(11, waiting, 5), sales=(waiting,))
    fresh, seasoned = think(made, {}), think(made, {ActionName.RESCHEDULE_RECEIPT: (40, 40)})
    assert (seasoned.actions[0].confidence.basis, seasoned.actions[0].confidence.n) == ("prior", 40)
    assert seasoned.actions[0].confidence.value > fresh.actions[0].confidence.value


def test_a_later_word_overrides_an_earlier_one() -> None:
    made = snapshot(claim=delay(new_date=day(11)))
    file = made.file.model_copy(update={"claims": (delay(new_date=day(11)), delay(new_date=day(14)))})
    [part] = lateness(made.model_copy(update={"file": file})).parts
    assert part.new_day == day(14)


def test_the_latest_word_stands_whoever_has_it() -> None:
    corrected = delay(new_date=day(12), read_by="person", order_text="P00012")
    for said, stands in (((corrected, delay(new_date=day(14))), 14), ((delay(new_date=day(14)), corrected), 12)):
        [part] = lateness(saying(*said)).parts
        assert part.new_day == day(stands)


def test_a_cancelled_or_unconfirmed_order_moves_nothing() -> None:
    for state in ("draft", "cancel"):
        made = snapshot(state=state)
        assert lateness(made).parts == ()
        [action] = think(made, {}).actions
        assert action.name is ActionName.SCHEDULE_ACTIVITY
        # Odoo lets nothing be put on an order that was called off.
        assert action.args["model"] == ("res.partner" if state == "cancel" else "purchase.order")
