"""Orders that a supplier confirmed otherwise, or not at all: what to do about it. Pure.

Nothing accepts a price or a quantity: the supplier is asked to confirm as ordered, or a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal

from agents.analysis.drafting import Drafting, note_claims
from agents.analysis.finding_out import find_out
from agents.analysis.todo import assignee
from agents.inbound.actions import InboundActions
from agents.inbound.amounts import label_of
from agents.inbound.confirmation import ConfirmationSnapshot, LineDifference, differences_of
from agents.inbound.hurt import Effect, Touched, effect
from agents.inbound.late_parts import LatePart
from agents.inbound.lateness import lateness
from agents.inbound.purchases import draft_purchase, elsewhere
from agents.inbound.snapshot import InboundSnapshot, is_called, order_of
from agents.specialist import Counts
from cases.actions import MessageSupplier
from cases.actions.base import amount_words, words_of
from cases.actions.message_supplier import SeenSupplier
from cases.claims import ConfirmationClaim, DelayClaim, Precision, RecordRef, numbered
from cases.models import ProposalDraft
from cases.roles import Role
from tools.odoo.models import PurchaseOrder

NO_ANSWER = "The order stands as it was placed, and nobody knows whether the supplier will keep to it."
FEW = 4


def think_confirmation(snapshot: ConfirmationSnapshot, counts: Counts) -> ProposalDraft:
    """What should be done about a confirmation, as options side by side."""
    read = snapshot.read
    drafting = Drafting(snapshot.read_at, counts)
    claims = note_claims(drafting.ledger, snapshot.file)
    order = order_of(read)
    if order is None:
        return _which_order(read, drafting, claims)
    said = numbered(ConfirmationClaim, snapshot.file.claims)
    if order.state != "purchase":
        state = "cancelled" if order.state == "cancel" else "only a request for quotation"
        return _for_a_person(read, drafting, claims, order, f"{order.name} is {state} in Odoo.")
    if said and all(claim.silent_since for _, claim in said):
        return _silent(read, drafting, claims, order)
    differences, remarks = differences_of(order, said)
    for remark in remarks:
        drafting.ledger.reckoned(remark)
    if differences:
        return _Differing(read, drafting, claims, order, differences).proposal()
    if said and not remarks:
        return drafting.proposal(summary=f"{order.name} is confirmed as it was ordered.", if_nobody_acts="")
    what = " ".join(remarks) or f"What is confirmed of {order.name} otherwise could not be read."
    return _for_a_person(read, drafting, claims, order, what)


class _Differing:
    """Options for one order with lines that were confirmed otherwise."""

    def __init__(
        self,
        read: InboundSnapshot,
        drafting: Drafting,
        claims: Mapping[int, str],
        order: PurchaseOrder,
        differences: Sequence[LineDifference],
    ) -> None:
        self.read = read
        self.drafting = drafting
        self.order = order
        self.differences = differences
        self.currency = order.currency or read.currency
        self.actions = InboundActions(drafting, read, order, claims, min(one.sure for one in differences))
        self.facts = [*(claims[one.claim] for one in differences), *(self._fact(one) for one in differences)]
        self.missing = _missing_parts(read, order, differences)
        self.harm = effect(read, self.missing) if self.missing else Effect()

    def proposal(self) -> ProposalDraft:
        """The options: ask to confirm as ordered, let procurement decide, buy what is missing elsewhere."""
        for one in self.harm.hurt:
            self.actions.sale_fact(one)
        ask = self._ask()
        person = self.actions.ask_person(
            f"Decide about the confirmation of {self.order.name}", self._note(), self.facts
        )
        if ask:
            self.drafting.option(
                "hold",
                label="Ask the supplier to confirm as ordered",
                effect="The order stays as it is; nothing else is agreed.",
                cost="Time, if they refuse.",
                actions=[ask],
                recommended=True,
            )
        if person:
            self.drafting.option(
                "decide",
                label="Let procurement decide",
                effect="A person accepts, bargains or buys elsewhere; the desk accepts no other price or quantity.",
                cost=self._cost(),
                actions=[person],
                recommended=ask is None,
            )
        if ask and person:
            # Whoever asks waits for the answer; it comes as the next report.
            self.drafting.exclude(ask, [person])
        self._buy(person)
        return self.drafting.proposal(summary=self._summary(), if_nobody_acts=NO_ANSWER)

    def _fact(self, one: LineDifference) -> str:
        record = RecordRef(
            model="purchase.order.line", id=one.line.id, label=f"{self.order.name} · {label_of(one.line)}"
        )
        unit = one.line.unit.name if one.line.unit else ""
        return self.drafting.ledger.odoo(
            record,
            "product_qty",
            f"{amount_words(one.line.ordered, unit)} of {label_of(one.line)} are ordered "
            f"at {one.line.price_unit:,.2f} {self.currency}",
            one.line.ordered,
            one.line.price_unit,
        )

    def _ask(self) -> str | None:
        vendor = self.order.vendor
        if vendor is None or not vendor.email:
            return None
        lines = tuple(one.words(self.currency) for one in self.differences)
        return message(
            self.actions,
            "as_ordered",
            "Nothing but what was ordered is agreed; silence may be taken for consent.",
            [*self.facts, self.drafting.ledger.reckoned("As ordered and as confirmed: " + "; ".join(lines), *lines)],
            differences=lines,
        )

    def _buy(self, person: str | None) -> None:
        """What is not confirmed, from another vendor, where that saves a promise."""
        plan = elsewhere(self.read, self.order, self.missing, self.harm) if self.harm.hurt else None
        if plan is None:
            return
        drafts = [
            one for each in plan.purchases if (one := draft_purchase(self.actions, each, self.missing, plan.saved))
        ]
        if not drafts:
            return
        vendors = " and ".join(dict.fromkeys(one.offer.vendor for one in plan.purchases))
        self.drafting.option(
            "buy",
            label=f"Buy what is missing from {vendors}",
            effect=f"{_orders(plan.saved)} kept, once that order is confirmed.",
            cost=f"{plan.cost:,.2f} {self.read.currency} without tax; too much, if all is delivered after all.",
            actions=[*([person] if person else []), *drafts],
            recommended=False,
        )

    def _note(self) -> str:
        lines = "\n".join(one.words(self.currency) for one in self.differences)
        hurt = f"\n\nWaiting for what is missing: {self._waiting()}" if self.harm.hurt else ""
        return (
            f"The supplier's confirmation differs from the order (ordered → confirmed):\n{lines}\n{self._cost()}{hurt}"
        )

    def _waiting(self) -> str:
        return "; ".join(
            f"{one.sale.name} for {one.sale.customer.name}, promised for {words_of(one.promise.day) or 'no day'}"
            for one in self.harm.hurt
        )

    def _cost(self) -> str:
        dearer = [one.dearer for one in self.differences if one.dearer is not None]
        if not dearer:
            return "No other price is told."
        total = sum(dearer, Decimal(0))
        return f"{abs(total):,.2f} {self.currency} {'more' if total > 0 else 'less'} than ordered, without tax."

    def _summary(self) -> str:
        supplier = self.order.vendor.name if self.order.vendor else self.order.partner.name
        lines = "; ".join(one.words(self.currency) for one in self.differences[:FEW])
        left = len(self.differences) - FEW
        more = f" and {left} more" if left > 0 else ""
        hurt = f" {_orders(self.harm.hurt)} would not be served by it." if self.harm.hurt else ""
        return f"{supplier} confirms {self.order.name} otherwise than ordered: {lines}{more}.{hurt}"


def _missing_parts(
    read: InboundSnapshot, order: PurchaseOrder, differences: Sequence[LineDifference]
) -> tuple[LatePart, ...]:
    """What is ordered and not confirmed, as goods of which nobody knows when they come."""
    record = RecordRef(model="purchase.order", id=order.id, label=order.name)
    said = tuple(
        DelayClaim(
            order_text=order.name,
            quantity=min(one.missing, one.line.open),
            precision=Precision.UNKNOWN,
            refers_to=(record, RecordRef(model="purchase.order.line", id=one.line.id, label=label_of(one.line))),
        )
        for one in differences
        if min(one.missing, one.line.open) > 0
    )
    if not said:
        return ()
    return lateness(read.model_copy(update={"file": read.file.model_copy(update={"claims": said})})).parts


def _silent(
    read: InboundSnapshot, drafting: Drafting, claims: Mapping[int, str], order: PurchaseOrder
) -> ProposalDraft:
    """An order that nobody confirmed: the supplier is asked; a person may telephone."""
    actions = InboundActions(drafting, read, order, claims, 1.0)
    day = words_of(order.confirmed_at or order.ordered_at) or "an unknown day"
    expected = words_of(order.planned) or "some day"
    what = f"{order.name} was ordered on {day} and is not confirmed. It is expected {expected}."
    facts = list(claims.values())
    vendor = order.vendor
    products = tuple(dict.fromkeys(line.product.name for line in order.lines if line.product and line.open > 0))[:FEW]
    ask = None
    if vendor is not None and vendor.email:
        noted = drafting.ledger.reckoned(f"Still open: {', '.join(products)}", *products)
        why = "Until the supplier confirms, nobody knows whether the order arrived there."
        ask = message(actions, "confirm", why, [*facts, noted], products=products)
        drafting.option(
            "ask",
            label="Ask the supplier to confirm",
            effect="The supplier answers, or it is known that they do not.",
            cost="None.",
            actions=[ask],
            recommended=True,
        )
    person = actions.ask_person(f"Have {order.name} confirmed", what, facts)
    if person:
        drafting.option(
            "call",
            label="Let the buyer telephone",
            effect="A person asks; a confirmation is ticked on the order in Odoo.",
            cost="A few minutes of their time.",
            actions=[person],
            recommended=ask is None,
        )
        if ask:
            drafting.exclude(ask, [person])
    return drafting.proposal(summary=what, if_nobody_acts="It may turn out on the day itself that nobody delivers.")


def message(
    actions: InboundActions,
    ask: Literal["as_ordered", "confirm"],
    why: str,
    facts: Sequence[str],
    *,
    differences: tuple[str, ...] = (),
    products: tuple[str, ...] = (),
) -> str:
    """A letter to the supplier about the confirmation, as an action."""
    order = actions.order
    vendor = order.vendor
    return actions.drafting.action(
        MessageSupplier(
            order_id=order.id,
            order=order.name,
            partner_id=order.partner.id,
            partner=vendor.name if vendor else order.partner.name,
            ask=ask,
            products=products,
            differences=differences,
            language=(vendor.lang if vendor else "") or "en_US",
        ),
        SeenSupplier(currency=actions.snapshot.currency, email=vendor.email if vendor else None, order=order.name),
        sure=actions.sure,
        rationale=why,
        evidence=[*facts, actions.order_fact()],
    )


def _for_a_person(
    read: InboundSnapshot, drafting: Drafting, claims: Mapping[int, str], order: PurchaseOrder, what: str
) -> ProposalDraft:
    """A to-do for the buyer, with what the order says."""
    actions = InboundActions(drafting, read, order, claims, 1.0)
    currency = order.currency or read.currency
    lines = "\n".join(
        f"{label_of(line)[:80]}: {line.ordered.normalize():f} × {line.price_unit:,.2f} {currency}"
        for line in order.lines
        if line.product is not None
    )
    said = "\n".join(f"“{claim.span.quote}”" for claim in read.file.claims if claim.span)
    note = f"{what}\n\nThe order:\n{lines}" + (f"\n\nThe report says:\n{said}" if said else "")
    action = actions.ask_person(f"Compare the confirmation with {order.name}", note, list(claims.values()))
    if action is None:
        return drafting.proposal(summary=f"{what} A person must compare.", if_nobody_acts=NO_ANSWER)
    drafting.option(
        "ask",
        label="Let procurement compare",
        effect="Somebody holds the confirmation against the order, line by line.",
        cost="A few minutes of their time.",
        actions=[action],
        recommended=True,
    )
    return drafting.proposal(summary=what, if_nobody_acts=NO_ANSWER)


def _which_order(read: InboundSnapshot, drafting: Drafting, claims: Mapping[int, str]) -> ProposalDraft:
    """A to-do on the supplier's card: which order is meant."""
    said = numbered(ConfirmationClaim, read.file.claims)
    named = next((claim.order_text for _, claim in said if claim.order_text), None)
    called = [one for one in read.orders if named and is_called(one, named)]
    what = (
        f"{len(called)} orders in Odoo are called {named}; the report does not say which is meant."
        if len(called) > 1
        else f"No order {named} was found in Odoo."
        if named
        else "The report does not say which order it confirms."
    )
    record = read.file.partner or next(iter(read.file.records), None)
    who = assignee(read.people, Role.PROCUREMENT)
    if record is None or who is None:
        what = f"{what} A person must say which is meant."
    return find_out(
        read,
        drafting,
        who,
        record,
        what=what,
        summary=f"Which order does {record.label if record else 'the report'} confirm?",
        note=what,
        label="Let procurement find out which order is meant",
        effect="Somebody who knows the supplier compares.",
        if_nobody_acts=NO_ANSWER,
        facts=list(claims.values()),
    )


def _orders(found: Sequence[Touched]) -> str:
    names = [one.sale.name for one in found]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
