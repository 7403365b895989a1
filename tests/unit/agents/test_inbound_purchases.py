"""Another vendor as an option where a late receipt breaks a promise: in time, never beside what covers all."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from agents.inbound.snapshot import InboundSnapshot
from agents.inbound.think import think
from cases.actions import ActionName
from cases.models import ActionDraft, ProposalDraft
from tests.unit.agents.test_hurt import ORDER, delivery, sale, snapshot
from tests.unit.agents.world import NOW, UNITS
from tools.odoo.models import VendorPrice
from tools.odoo.ordered import OnOrder
from tools.odoo.values import Ref


def offer(number: int, delay: int, price: str = "5", **more: Any) -> VendorPrice:
    values = {"currency": "EUR", "unit": UNITS, "min_quantity": Decimal(0), **more}
    vendor = values.pop("vendor", Ref(number, f"Vendor {number}"))
    return VendorPrice(id=number, vendor=vendor, template_id=6, price=Decimal(price), delay=delay, **values)


def late(*vendors: VendorPrice, **more: Any) -> InboundSnapshot:
    """Sixty come eleven days from now and not in four; forty of them are promised in seven."""
    wants = sale(31, 40, 7, "Key account")
    found = snapshot(delivery(2, wants, 6), sales=(wants,), **more)
    [product] = found.products
    return found.model_copy(update={"products": (product.model_copy(update={"vendors": vendors}),)})


def bought(draft: ProposalDraft) -> list[ActionDraft]:
    return [one for one in draft.actions if one.name is ActionName.BUY_ELSEWHERE]


def test_whoever_delivers_in_time_for_least_is_an_option_and_never_the_recommended_one() -> None:
    draft = think(
        late(offer(71, 2, "6"), offer(72, 3, "5"), offer(73, 9, "1"), offer(74, 3, "4", min_quantity=Decimal(80))), {}
    )
    [order] = bought(draft)
    assert (order.args["vendor"], order.args["quantity"], order.args["for_orders"]) == ("Vendor 72", "40", ["S31"])
    assert order.args["buyer"] == "Buyer"
    assert "P00012" in order.premise["still_comes"]
    [option] = [one for one in draft.options if order.id in one.action_ids]
    assert not option.recommended
    assert "S31 kept" in option.effect
    assert "What is late comes all the same" in option.effect
    # A promise that holds is not given up beside it.
    changed = {one.id: one.name for one in draft.actions if one.id in order.excludes}
    assert set(changed.values()) == {ActionName.REVISE_COMMITMENT, ActionName.MESSAGE_CUSTOMER}
    assert {one.name for one in draft.actions if one.id in option.action_ids} >= {ActionName.RESCHEDULE_RECEIPT}


def test_nobody_else_or_nobody_in_time_is_no_option() -> None:
    for vendors in ((), (offer(71, 9),), (offer(72, 2, vendor=Ref(7, "Nordholz")),), (offer(73, 2, currency="XYZ"),)):
        assert bought(think(late(*vendors), {})) == []


def test_nothing_is_bought_where_no_promise_breaks_or_transfers_cover_all() -> None:
    assert bought(think(late(offer(71, 2), stock=40), {})) == []
    assert bought(think(late(offer(71, 2), elsewhere=100), {})) == []


def test_a_draft_that_waits_to_be_confirmed_is_not_drafted_again() -> None:
    line = OnOrder(id=3, product_id=6, warehouse_id=1, quantity=Decimal(40), order=Ref(9, "P00009"), state="draft")
    assert bought(think(late(offer(71, 2)).model_copy(update={"on_order": (line,)}), {})) == []
    sent = line.model_copy(update={"order": ORDER, "state": "purchase"})
    [order] = bought(think(late(offer(71, 2)).model_copy(update={"on_order": (sent,)}), {}))
    assert order.premise["on_order"] == "40"


def test_a_price_that_holds_no_longer_is_none() -> None:
    today = NOW.date()
    assert bought(think(late(offer(71, 2, ends=today - timedelta(days=1))), {})) == []
    assert bought(think(late(offer(71, 2, starts=today, ends=today)), {}))
