"""What arrived against what was ordered: all receipts of a line together, less what went back; one finding an order."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from agents.analysis.received import differences, standing_of
from agents.reading.scan import draft_of
from agents.scans.booked_receipts import OPENS, differing
from cases.claims import ReceiptClaim, only
from cases.kind import Kind
from tests.unit.agents.docks import ZONE, at, back, day, line, move
from tests.unit.agents.world import BEARING, NOW
from tools.odoo.received import ReceivedLine
from tools.odoo.values import Ref

DOZENS = Ref(9, "Dozens")
NUT = Ref(66, "[NUT] Nut")


def how(*lines: ReceivedLine) -> list[tuple[str, Decimal, Decimal]]:
    return [(one.differs, one.standing.uncovered, one.standing.excess) for one in differences(lines)]


@pytest.mark.parametrize(
    "as_ordered",
    [
        line(40, move(1, 40)),
        # Two receipts, and what was called off in between came after all.
        line(40, move(1, 30), move(2, 10, "cancel"), move(3, 10)),
        # Too much came, and went back; or is to go back.
        line(40, move(1, 45), back(2, 5)),
        line(40, move(1, 45), back(2, 5, "assigned")),
        # Noise of a conversion.
        line(40, move(1, 40.0002)),
        # Nothing was ordered on it and nothing came; a line of a return; a service.
        line(0),
        line(0, move(1, 7), back(2, 7)),
        line(-5),
        line(40, service=True),
    ],
)
def test_what_came_as_ordered_is_no_exception(as_ordered: ReceivedLine) -> None:
    assert how(as_ordered, line(5, move(9, 5), number=2, product=NUT)) == []


def test_what_was_called_off_is_missing_and_what_is_open_is_not_yet() -> None:
    assert how(line(40, move(1, 30), move(2, 10, "cancel"))) == [("short", Decimal(10), Decimal(0))]
    assert how(line(40, move(1, 30), move(2, 10, "assigned"))) == [("open", Decimal(0), Decimal(0))]
    # Half of the rest is still open, half was called off.
    [one] = differences([line(40, move(1, 20), move(2, 10, "assigned", 4), move(3, 10, "cancel"))])
    assert (one.differs, one.standing.uncovered, one.standing.coming) == ("short", Decimal(10), Decimal(10))
    assert "10 Units are missing and on no open receipt, 10 Units more are open" in one.words


def test_a_line_that_is_planned_for_later_is_no_difference() -> None:
    came = line(40, move(1, 40), number=2, product=NUT)
    assert how(came, line(9, move(3, 9, "assigned", 6), planned=at(6))) == []
    # It should have come with the others, and lies on their backorder.
    assert how(came, line(9, move(3, 9, "assigned", -1))) == [("open", Decimal(0), Decimal(0))]
    # Nobody brings it any more.
    assert how(came, line(9, move(3, 9, "cancel"), planned=at(6))) == [("short", Decimal(9), Decimal(0))]


def test_nothing_was_received_of_an_order_that_is_late_or_called_off() -> None:
    assert how(line(40, move(1, 40, "assigned", -5))) == []
    assert how(line(40, move(1, 40, "cancel"))) == []
    assert how() == []


def test_too_much_and_what_nobody_ordered() -> None:
    assert how(line(40, move(1, 30), move(2, 15))) == [("over", Decimal(0), Decimal(5))]
    assert how(line(40, move(1, 45), back(2, 2))) == [("over", Decimal(0), Decimal(3))]
    assert how(line(0, move(1, 7))) == [("not_ordered", Decimal(0), Decimal(7))]


@pytest.mark.parametrize("for_credit", [True, False])
def test_what_went_back_is_not_here_whatever_odoo_counts(for_credit: bool) -> None:
    [one] = differences([line(40, move(1, 40), back(2, 4, for_credit=for_credit))])
    assert (one.differs, one.standing.net, one.standing.missing) == ("returned", Decimal(36), Decimal(4))
    assert one.standing.line.received == (Decimal(36) if for_credit else Decimal(40))
    assert one.words == (
        "36 Units of 40 Units [BRG] Bearing are here, after 4 Units went back; "
        "4 Units are missing and on no open receipt"
    )
    # It is replaced on an open receipt.
    swapped = line(40, move(1, 40), back(2, 4, for_credit=for_credit), move(3, 4, "assigned", 5))
    assert how(swapped) == [("open", Decimal(0), Decimal(0))]


def test_quantities_are_told_in_the_unit_that_was_ordered() -> None:
    [one] = differences([line(4, move(1, 2.5, in_stock_unit=Decimal(30)), unit=DOZENS, in_stock_unit=Decimal(48))])
    assert "2.5 Dozens of 4 Dozens" in one.words


def test_a_kit_is_counted_as_odoo_counts_it() -> None:
    parts: dict[str, Any] = {"product": NUT, "in_stock_unit": Decimal(15)}
    kit = line(10, move(1, 15, **parts), move(2, 5, "cancel", product=NUT), move(3, 10, product=Ref(67, "Ring")))
    kit = kit.model_copy(update={"received": Decimal(7)})
    assert kit.kit
    one = standing_of(kit)
    assert (one.net, one.missing, one.uncovered) == (Decimal(7), Decimal(3), Decimal(3))
    still = kit.model_copy(update={"moves": (*kit.moves, move(4, 5, "assigned", product=NUT))})
    assert [each.differs for each in differences([still])] == ["open"]


def test_what_was_booked_on_the_other_line_of_the_product_is_here() -> None:
    assert how(line(10, move(1, 15)), line(10, move(2, 5), move(3, 5, "cancel"), number=2)) == []
    [one] = differences([line(10, move(1, 15)), line(10, move(2, 3), move(3, 7, "cancel"), number=2)])
    assert (one.differs, one.standing.uncovered, one.standing.line.ids) == ("short", Decimal(2), {1, 2})
    # In another unit they are told apart.
    assert len(how(line(10, move(1, 15)), line(1, move(2, 0.5), unit=DOZENS, number=2))) == 2


# The scan


def test_an_order_is_one_finding_with_a_claim_for_each_line_that_differs() -> None:
    other = line(5, move(9, 5), number=3, order=Ref(13, "P00013"))
    wrong = (line(40, move(1, 30), move(2, 10, "cancel")), line(0, move(3, 7), number=2, product=NUT))
    [found] = differing([*wrong, other], NOW, ZONE)
    assert found.about.label == "P00012"
    assert found.owner is not None
    assert found.opens
    short, odd = only(ReceiptClaim, found.claims)
    assert (short.ordered, short.received, short.still_open) == (40, 30, 0)
    assert [ref.model for ref in short.refers_to] == ["purchase.order", "purchase.order.line", "stock.picking"]
    assert odd.label() == "7 Units of [NUT] Nut arrived, which nobody ordered"
    draft = draft_of(found)
    assert draft.kind is Kind.RECEIPT_DISCREPANCY
    assert draft.key == "receipt_discrepancy:purchase.order:12"
    assert draft.title == (
        "P00012 of Nordholz: [BRG] Bearing: 30 Units arrived of 40 Units ordered; no open receipt brings the rest, "
        "and 1 more"
    )


def test_what_is_late_is_a_late_orders_case_and_what_is_old_opens_none() -> None:
    late = line(40, move(1, 30), move(2, 10, "assigned", -2))
    soon = line(40, move(1, 30), move(2, 10, "assigned", 2))
    old = line(40, move(1, 30, days=-OPENS.days - 1), move(2, 10, "cancel"))
    opens = [one.opens for each in (late, soon, old) for one in differing([each], NOW, ZONE)]
    assert opens == [False, True, False]
    # What is late beside what is missing is told with it.
    both = differing([late, line(5, move(3, 4), move(4, 1, "cancel"), number=2, product=NUT)], NOW, ZONE)
    assert [(one.opens, len(one.claims)) for one in both] == [(True, 2)]
    # It went back yesterday, whenever it came.
    returned = line(40, move(1, 40, days=-60), back(2, 4))
    assert [one.opens for one in differing([returned], NOW, ZONE)] == [True]


def test_the_backorders_day_is_told() -> None:
    [found] = differing([line(40, move(1, 30), move(2, 10, "assigned", 2))], NOW, ZONE)
    [claim] = only(ReceiptClaim, found.claims)
    assert claim.comes_on == day(2)
    assert claim.label().endswith("a backorder of 10 Units is open, planned for Wed 25 Nov 2026")


def test_absurd_quantities_stop_no_scan() -> None:
    [found] = differing([line(1e15, move(1, 1e14), move(2, 9e14, "cancel"))], NOW, ZONE)
    assert only(ReceiptClaim, found.claims)[0].ordered is not None
    assert BEARING.name in found.seen
    assert found.opens == (NOW - timedelta(days=1) >= NOW - OPENS)
