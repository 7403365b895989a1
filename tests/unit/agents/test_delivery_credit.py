"""A loss made good in money: what may be credited, to the cent, and never beside goods."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from agents.delivery import DeliverySnapshot
from cases.actions import ActionName, parse, parse_premise
from cases.carrier_events import CarrierEvent, Milestone, Trouble
from cases.claims import Claim
from cases.models import ActionDraft, ProposalDraft
from tests.unit.agents.shipped import (
    ANTWERP,
    CUSTOMER,
    LAMPS,
    STOCK,
    event,
    order,
    recommended,
    shipment,
    stocked,
    thought,
)
from tools.odoo.models import Location
from tools.odoo.shipments import (
    BilledPart,
    Invoice,
    OrderedLine,
    ReturnedPart,
    ShippedOrder,
    Transfer,
)
from tools.odoo.values import Ref

UNITS, GOODWILL = Ref(1, "Units"), Ref(41, "600012 Goodwill to customers")


def billed(*parts: tuple[int, str, str], state: str = "posted", **more: Any) -> ShippedOrder:
    """The order of four lamps: by invoice, how many stand there for how much."""
    line = OrderedLine(
        id=20, order=Ref(9, "S00009"), product=Ref(7, "Lamp"), name="Lamp", ordered=Decimal(4), delivered=Decimal(4),
        invoiced=Decimal(4), unit=UNITS, price_unit=Decimal(20), subtotal=Decimal(80),
        billed=tuple(
            BilledPart(
                invoice=Ref(number, f"INV/{number}"), quantity=Decimal(quantity), untaxed=Decimal(amount),
                total=Decimal(amount), taxes=(2,),
            )
            for number, quantity, amount in parts
        ),
    )  # fmt: skip
    invoices = tuple(
        Invoice(
            id=number, name=f"INV/{number}", kind="out_invoice", state=state, total=Decimal(121), untaxed=Decimal(100),
            due=Decimal(0), currency="EUR",
        )
        for number, _, _ in parts
    )  # fmt: skip
    return order(lines=(line,), **{"invoices": invoices, **more})


def invoiced(
    *said: CarrierEvent | Claim, lamps: int = 0, on: ShippedOrder | None = None, **more: Any
) -> DeliverySnapshot:
    """A shipment whose goods stand on a posted invoice of 100 for 80, with so many lamps free."""
    known = {name: more.pop(name) for name in ("before", "checking", "levels") if name in more}
    values = {**ANTWERP, "goodwill": GOODWILL, "order": on or billed((30, "4", "80")), "moves": (SOLD,), **more}
    return stocked(*said, lamps=lamps, shipment=shipment(**values), **known)


SOLD = LAMPS.model_copy(update={"sale_line_id": 20})


def ways(draft: ProposalDraft) -> dict[str, list[ActionName]]:
    names = {action.id: action.name for action in draft.actions}
    return {option.id: [names[one] for one in option.action_ids] for option in draft.options}


def credit_of(draft: ProposalDraft) -> ActionDraft:
    [found] = [action for action in draft.actions if action.name is ActionName.OFFER_CREDIT]
    return found


@pytest.mark.parametrize("status", [Milestone.LOST, Milestone.EXCEPTION])
def test_a_loss_that_was_billed_is_shipped_again_or_credited_and_never_both(status: Milestone) -> None:
    draft = thought(invoiced(event(status, Trouble.DAMAGED if status is Milestone.EXCEPTION else None), lamps=4))
    assert {name: actions[:2] for name, actions in ways(draft).items()} == {
        "replace": [ActionName.SHIP_REPLACEMENT, ActionName.MESSAGE_CUSTOMER],
        "credit": [ActionName.OFFER_CREDIT, ActionName.MESSAGE_CUSTOMER],
    }
    assert ActionName.SHIP_REPLACEMENT in recommended(draft)
    credit = credit_of(draft)
    [again] = [action for action in draft.actions if action.name is ActionName.SHIP_REPLACEMENT]
    assert (credit.excludes, again.excludes) == ((again.id,), (credit.id,))
    assert {name: credit.args[name] for name in ("invoice", "amount", "currency", "account_id", "tax_ids")} == {
        "invoice": "INV/30", "amount": "80", "currency": "EUR", "account_id": 41, "tax_ids": [2],
    }  # fmt: skip
    assert credit.args["text"].startswith("Gutschrift an Meridian für Ware der Bestellung S00009")
    letters = [action for action in draft.actions if action.name is ActionName.MESSAGE_CUSTOMER]
    [told] = [letter for letter in letters if letter.args["occasion"] == "credit"]
    assert (told.depends_on, told.args["amount"], told.takes["amount"].field) == ((credit.id,), "80", "amount")
    [option] = [one for one in draft.options if one.id == "credit"]
    assert "80.00 EUR" in option.effect
    assert "80.00 EUR" in option.cost


def test_where_nothing_is_free_people_decide_and_may_credit() -> None:
    draft = thought(invoiced())
    assert list(ways(draft)) == ["settle", "credit"]
    assert ActionName.OFFER_CREDIT not in recommended(draft)
    assert not credit_of(draft).excludes


def test_what_is_credited_and_comes_back_is_not_credited_by_its_return() -> None:
    checked = Location(id=9, name="Quarantine", usage="internal")
    damaged = thought(invoiced(event(Milestone.RETURNING, Trouble.DAMAGED), checking=checked))
    [back] = [action for action in damaged.actions if action.name is ActionName.CREATE_RETURN]
    assert back.args["to_refund"] is False
    assert back.name in ways(damaged)["credit"]

    refused = (event(Milestone.FAILED_ATTEMPT, Trouble.REFUSED), event(Milestone.RETURNING, hours=2))
    draft = thought(invoiced(*refused, checking=checked))
    assert list(ways(draft)) == ["why", "credit"]
    assert ActionName.SHIP_REPLACEMENT not in {action.name for action in draft.actions}
    returns = {action.args["to_refund"]: action for action in draft.actions if action.name is ActionName.CREATE_RETURN}
    credit = credit_of(draft)
    assert set(returns[True].excludes) == {credit.id, returns[False].id}
    assert returns[True].id not in next(one for one in draft.options if one.id == "credit").action_ids
    assert credit.args["text"].endswith("die nicht angenommen wurden: Lamp")

    # What was credited once is not credited again by what is planned afterwards.
    ours = Invoice(
        id=31, name="RINV/1", kind="out_refund", state="draft", total=Decimal(97), untaxed=Decimal(80), due=Decimal(0),
        reference="ANT/OUT/00012",
    )  # fmt: skip
    known = billed((30, "4", "80"))
    [bill] = known.invoices
    later = known.model_copy(update={"invoices": (bill.model_copy(update={"credits": (ours,)}),)})
    after = thought(invoiced(*refused, checking=checked, on=later))
    assert [action.args["to_refund"] for action in after.actions if action.name is ActionName.CREATE_RETURN] == [False]
    assert ActionName.OFFER_CREDIT not in {action.name for action in after.actions}


def test_refused_and_still_with_the_carrier_is_not_credited() -> None:
    draft = thought(invoiced(event(Milestone.FAILED_ATTEMPT, Trouble.REFUSED)))
    assert list(ways(draft)) == ["why"]


def test_nothing_is_credited_that_cannot_be_reckoned_to_the_cent() -> None:
    credited = Invoice(
        id=5, name="RINV/1", kind="out_refund", state="draft", total=Decimal(9), untaxed=Decimal(9), due=Decimal(9)
    )
    again = Transfer(
        id=13, name="ANT/OUT/00013", state="assigned", source=STOCK, destination=CUSTOMER,
        origin="S00009, replaces ANT/OUT/00012 EXP-1",
    )  # fmt: skip
    back = ReturnedPart(id=8, state="assigned", quantity=Decimal(1), destination=STOCK, to_refund=True)
    known = billed((30, "4", "80"))
    [line], [bill] = known.lines, known.invoices
    other_tax = line.billed[0].model_copy(update={"taxes": (3,)})
    for given, why in (
        (invoiced(on=billed()), "on no posted invoice"),
        (invoiced(on=billed((30, "4", "80"), state="draft")), "on no posted invoice"),
        (invoiced(on=billed((30, "2", "40"), (31, "2", "40"))), "several invoices"),
        (invoiced(goodwill=None), "names no account"),
        (invoiced(on=known.model_copy(update={"invoices": (bill, credited)})), "RINV/1 credits the order"),
        (invoiced(before=(again,)), "ANT/OUT/00013 ships it again"),
        (invoiced(moves=(SOLD.model_copy(update={"returns": (back,)}),)), "credited by its return"),
        (invoiced(moves=(SOLD.model_copy(update={"kept_in": Ref(2, "Dozens")}),)), "another unit"),
        (invoiced(moves=(SOLD.model_copy(update={"product": Ref(8, "Shade")}),)), "part of a kit"),
        (invoiced(tracking="3SNL440001773, 3SNL440001774"), "which parcel"),
        (
            invoiced(
                on=known.model_copy(update={"lines": (line.model_copy(update={"billed": (*line.billed, other_tax)}),)})
            ),
            "different taxes",
        ),
        (
            invoiced(on=known.model_copy(update={"invoices": (bill.model_copy(update={"currency": "USD"}),)})),
            "worth is not known",
        ),
    ):
        draft = thought(given)
        assert ActionName.OFFER_CREDIT not in {action.name for action in draft.actions}, why
        assert any("No credit can be proposed" in fact.label and why in fact.label for fact in draft.evidence), why


def test_a_credit_is_over_what_was_sent_of_what_was_billed() -> None:
    """Ten lamps on the invoice, four of them lost: four tenths; and in company currency for the policy."""
    usual = billed((30, "10", "199.99"))
    [bill] = usual.invoices
    dollars = bill.model_copy(
        update={"currency": "USD", "untaxed": Decimal("199.99"), "untaxed_here": Decimal("99.995")}
    )
    credit = credit_of(thought(invoiced(on=usual.model_copy(update={"invoices": (dollars,)}))))
    assert (credit.args["amount"], credit.args["currency"]) == ("80", "USD")
    action, premise = parse(credit.name, credit.args), parse_premise(credit.name, credit.premise)
    assert (action.facts(premise).exposure.amount, action.facts(premise).exposure.currency) == (Decimal("40.00"), "EUR")
    # Fewer billed than sent: no more than stands there.
    assert credit_of(thought(invoiced(on=billed((30, "3", "60"))))).args["amount"] == "60"
