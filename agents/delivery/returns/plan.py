"""Goods that a customer wants to send back thought through: whether they may, what is planned, what is asked. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from agents.analysis.drafting import Drafting
from agents.delivery.billed import NoCredit, credit_for
from agents.delivery.returns.snapshot import ReturnSnapshot
from agents.delivery.telling import RecipientActions
from agents.delivery.told import ToldGoods, ToldPart, came_back, told_of
from cases.actions.base import amount_words, words_of
from cases.actions.message_customer import Occasion
from cases.freight_bill import minor_unit, money_words
from cases.models import ProposalDraft
from tools.odoo.shipments import Shipment, ShippedOrder

# So many working days on, where nobody says when goods come back.
BY_THEN = 5
CHECKED = "What a customer sends back is looked at before anybody sells or credits it."


class ReturnPlan:
    """Options for goods of one order.

    Args:
        snapshot: what was read.
        shipment: the delivery that stands for the order.
        order: the order.
        drafting: the proposal in the making.
        facts: evidence of each claim, by its place in the case file.
    """

    def __init__(
        self,
        snapshot: ReturnSnapshot,
        shipment: Shipment,
        order: ShippedOrder,
        drafting: Drafting,
        facts: Mapping[int, str],
    ) -> None:
        self.snapshot = snapshot
        self.shipment = shipment
        self.order = order
        self.drafting = drafting
        self.facts = list(facts.values())
        self.wanted: ToldGoods = told_of(order, snapshot.deliveries, snapshot.asked, "shall go back")
        self.sure = min((one.weight for one in snapshot.asked), default=0.5)
        self.actions = self._of(shipment)
        self.customer = order.company.name
        self.over = [one for one in self.wanted.deliveries if snapshot.is_over(one)]

    def proposal(self) -> ProposalDraft:
        """The proposal: evidence first, then the options, one recommended."""
        self._note()
        if not self.snapshot.believed:
            self._ask("Nobody vouches that this customer wrote it, so nothing is planned from it.")
        elif self.wanted.questions:
            self._ask(" ".join(f"{one.words}." for one in self.wanted.questions))
            self._take_back("part", "Plan the return of what is sure", recommended=False)
        elif not self.wanted.parts:
            if not self._credit_what_is_back():
                self._answer("All of it is back, or expected back, already.")
        elif self.over:
            self._decide()
        elif not self._take_back("return", "Plan the return and tell the customer", recommended=True):
            self._answer(f"There is no place for checking called {self.snapshot.habits.returns_location}.")
        else:
            self._talk()
        return self.drafting.proposal(
            summary=self._summary(),
            if_nobody_acts=f"{self.customer} waits for an answer, or sends goods back that nobody expects.",
        )

    def _of(self, delivery: Shipment) -> RecipientActions[ReturnSnapshot]:
        return RecipientActions(self.drafting, self.snapshot, delivery, self.facts, self.sure)

    # Evidence beyond what the actions need

    def _note(self) -> None:
        ledger, snapshot = self.drafting.ledger, self.snapshot
        self.actions.order_fact(self.order)
        for delivery in self.wanted.deliveries or snapshot.deliveries[:1]:
            self._of(delivery).shipment_fact()
            ledger.reckoned(self._window(delivery))
        self._note_returns()
        ledger.setting(self._terms())
        bills = [one for one in self.order.invoices if one.kind == "out_invoice" and one.state == "posted"]
        for bill in bills:
            paid = f", {bill.payment.replace('_', ' ')}" if bill.payment else ""
            ledger.reckoned(f"Billed: {bill.name}, {bill.total:,.2f} {bill.currency}{paid}")
        if not bills:
            ledger.reckoned("Not billed yet")
        for credit in snapshot.credits:
            about = f" for {credit.reference}" if credit.reference else ""
            ledger.reckoned(f"Credited: {credit.name or 'a draft'}{about}, {credit.total:,.2f} {credit.currency}")
        for question in self.wanted.questions:
            ledger.reckoned(question.words)

    def _note_returns(self) -> None:
        """What came back of the order, or is to."""
        for delivery in self.snapshot.deliveries:
            for move in delivery.moves:
                for part in move.returns:
                    state = "came back" if part.state == "done" else "is expected back already"
                    by = f" ({part.transfer.name})" if part.transfer else ""
                    unit = move.kept_in.name if move.kept_in else "Units"
                    self.drafting.ledger.reckoned(
                        f"{amount_words(part.quantity, unit)} of {move.product.name} of {delivery.name} {state}{by}"
                    )

    def _window(self, delivery: Shipment) -> str:
        """Until when goods of a delivery may come back, and how that is counted."""
        arrived, last = self.snapshot.arrived_on(delivery), self.snapshot.last_day(delivery)
        if arrived is None or last is None:
            return (
                f"{delivery.name} has not left yet"
                if delivery.state != "done"
                else f"No day of {delivery.name} is known"
            )
        counted = "it was delivered" if delivery.delivered else "it left us, for nobody recorded when it arrived"
        return (
            f"Goods of {delivery.name} may be sent back until {words_of(last)}: {self.snapshot.terms.days} days from "
            f"{words_of(arrived)}, when {counted}; asked on {words_of(self.snapshot.asked_on)}"
        )

    def _terms(self) -> str:
        terms = self.snapshot.terms
        days = f"{terms.days} days ({terms.days_by or 'no policy on file says otherwise'})"
        kept = (
            f"{terms.percent.normalize():f} % of what was billed is kept back ({terms.percent_by})"
            if terms.percent_by
            else "no policy on file keeps anything back"
        )
        return f"Goods may be sent back within {days}; {kept}"

    # Options

    def _ask(self, why: str) -> None:
        """Ask the customer, at the address on file, where they can know it; a person sees to it in any case."""
        theirs = not self.snapshot.believed or any(one.of_customer for one in self.wanted.questions)
        told = self.actions.tell(Occasion.WHICH_RETURN, products=self._goods_of_order()) if theirs else None
        person = self.actions.ask_person(f"{self.customer} wants to send back goods of {self.order.name}", why)
        self._option(
            "ask",
            "Ask the customer, at the address on file" if told else "Let somebody look at it",
            f"{why} Nothing is expected back before that is known.",
            "A day or two.",
            [told, person],
            recommended=True,
        )

    def _answer(self, why: str) -> None:
        person = self.actions.ask_person(f"{self.customer} asks about a return of {self.order.name}", why)
        self._option(
            "person",
            "Let somebody answer the customer",
            why,
            "A few minutes of their time.",
            [person],
            recommended=True,
        )

    def _take_back(self, name: str, label: str, *, recommended: bool) -> list[str]:
        """Expect the goods, and tell the customer; nothing, where that cannot be planned for all of them."""
        expected = self.snapshot.work.later(self.snapshot.today, BY_THEN)
        says = f"{BY_THEN} working days on, for nobody says when"
        planned = [
            self._of(delivery).plan_return(
                self.wanted.of(delivery),
                expected=expected,
                says=says,
                to_refund=self._counts_as_returned(delivery),
                rationale=CHECKED,
            )
            for delivery in self.wanted.deliveries
        ]
        if not planned or not all(planned):
            return []
        told = self.actions.tell(
            Occasion.RETURN,
            new_date=expected,
            after=planned[0],
            takes={"new_date": "expected"},
            products=self._goods(),
        )
        actions = [one for one in (*planned, told) if one]
        self._option(
            name,
            label,
            f"{self._goods_words()} are expected by {words_of(expected)} where returns are checked. {self._credit()}",
            f"Goods sold for {self._value()}, untaxed; what the way back costs, and who pays it, is not known here.",
            actions,
            recommended=recommended,
        )
        return actions

    def _decide(self) -> None:
        """The days are over: people decide whether it is taken back all the same."""
        last = max(day for one in self.over if (day := self.snapshot.last_day(one)) is not None)
        told = self.actions.tell(Occasion.RETURN_LATE, old_date=last, products=self._goods())
        subject = f"{self.customer} wants to send back goods of {self.order.name}, after the days for it"
        words = (
            f"{self._goods_words()} could be sent back until {words_of(last)} and it was asked on "
            f"{words_of(self.snapshot.asked_on)}. Decide whether they are taken back all the same, and tell the "
            "customer."
        )
        person = self.actions.ask_person(subject, words)
        self._option(
            "decide",
            "Let people decide, and tell the customer that the days are over",
            f"The last day was {words_of(last)}. Whether goods are taken back all the same is not for the desk to say.",
            "The customer waits for the decision.",
            [told, person],
            recommended=True,
        )
        accepted = self._take_back("accept", "Take it back all the same", recommended=False)
        if told:
            self.drafting.exclude(told, accepted)

    def _credit_what_is_back(self) -> bool:
        """Credit what came back, less what the policy keeps back; the order credits by itself what came for that."""
        percent = self.snapshot.terms.percent
        for delivery in self.snapshot.deliveries if percent else ():
            back = came_back(delivery)
            if not back or self.snapshot.credited_by(delivery) or self.snapshot.sent_again(delivery):
                continue
            found = credit_for(self.order, back, delivery.goodwill, delivery.currency, percent)
            if isinstance(found, NoCredit):
                self.drafting.ledger.reckoned(f"No credit can be proposed for {delivery.name}. {found.why}")
                continue
            goods = tuple(f"{much.normalize():f} × {move.product.name}" for move, much in back)
            credit = self._of(delivery).plan_credit(
                found,
                "returned",
                rationale="The goods are back, and the policy says what is kept back.",
                products=goods,
            )
            told = self.actions.tell(
                Occasion.RETURN_CREDIT,
                credit=(found.amount, found.invoice.currency),
                after=credit.action,
                takes={"amount": "amount", "currency": "currency"},
                products=goods,
            )
            self._option(
                "credit",
                "Credit what came back, and tell the customer",
                f"A draft credit note of {credit.words}, without tax, for {found.invoice.name}, which finance posts.",
                f"{credit.words}. Whether the goods are as they were is for whoever checked them to say.",
                [credit.action, told],
                recommended=True,
            )
            return True
        return False

    def _talk(self) -> None:
        person = self.actions.ask_person(
            f"Talk to {self.customer} before anything of {self.order.name} comes back",
            f"They want to send back {self._goods_words()}. Nothing is planned yet.",
        )
        self._option(
            "talk",
            "Talk to the customer first",
            "A person finds out whether something else helps.",
            "A call; the customer waits for it.",
            [person],
            recommended=False,
        )

    def _option(
        self, name: str, label: str, effect: str, cost: str, actions: Sequence[str | None], *, recommended: bool
    ) -> None:
        there = [one for one in actions if one]
        if there:
            self.drafting.option(name, label=label, effect=effect, cost=cost, actions=there, recommended=recommended)

    # What it comes to

    def _counts_as_returned(self, delivery: Shipment) -> bool:
        """Whether the order shall count the goods as not delivered once they are back, which credits them in full."""
        made_good = self.snapshot.credited_by(delivery) or self.snapshot.sent_again(delivery)
        return not made_good and not self.snapshot.terms.percent

    def _credit(self) -> str:
        """What follows in money once they are back."""
        made = [one for delivery in self.wanted.deliveries for one in self.snapshot.credited_by(delivery)]
        if made:
            return f"They bring no credit: {', '.join(one.name or 'a draft' for one in made)} is for them already."
        again = [one for delivery in self.wanted.deliveries for one in self.snapshot.sent_again(delivery)]
        if again:
            return f"They bring no credit: {', '.join(one.name for one in again)} is sent in their place."
        percent = self.snapshot.terms.percent
        if percent:
            left = (self._worth() * (100 - percent) / 100).quantize(minor_unit(self.order.currency or "EUR"))
            return (
                f"Once they are back, {money_words(left, self.order.currency or 'EUR')} is to be credited, untaxed: "
                f"{percent.normalize():f} % is kept back. The order does not credit them by itself."
            )
        return "Once they are back the order counts them as not delivered, and they are credited or never billed."

    def _worth(self) -> Decimal:
        return sum((part.quantity * self.order.price_of(part.move) for part in self.wanted.parts), Decimal(0))

    def _value(self) -> str:
        return f"{self._worth():,.2f} {self.order.currency}".strip()

    # Words

    def _goods(self) -> tuple[str, ...]:
        """What goes back, in any language: a number and a name."""
        return tuple(f"{quantity.normalize():f} × {name}" for name, quantity in self._counted().items())

    def _goods_words(self) -> str:
        units = {part.move.product.name: _unit(part) for part in self.wanted.parts}
        return ", ".join(f"{amount_words(much, units[name])} of {name}" for name, much in self._counted().items())

    def _counted(self) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for part in self.wanted.parts:
            found[part.move.product.name] = found.get(part.move.product.name, Decimal(0)) + part.quantity
        return found

    def _goods_of_order(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(move.product.name for one in self.snapshot.deliveries for move in one.moves))[:20]

    def _summary(self) -> str:
        what = self._goods_words() or "goods"
        why = next((f" ({one.reason})" for one in self.snapshot.asked if one.reason), "")
        said = f"{self.customer} wants to send back {what} of {self.order.name}{why}."
        if not self.snapshot.believed:
            return f"{said} Nobody vouches that they wrote it: ask them at the address on file."
        if self.wanted.questions:
            return f"{said} {' '.join(f'{one.words}.' for one in self.wanted.questions)}"
        if not self.wanted.parts:
            return f"{said} All of it is back, or expected back, already."
        last = max((day for one in self.wanted.deliveries if (day := self.snapshot.last_day(one))), default=None)
        window = f" The last day for it {'was' if self.over else 'is'} {words_of(last)}." if last else ""
        return f"{said} They were sold for {self._value()}, untaxed.{window}"


def _unit(part: ToldPart) -> str:
    return part.move.kept_in.name if part.move.kept_in else "Units"
