"""Goods that arrived broken at a customer's thought through: who is liable, how it is made good, once. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from agents.analysis.drafting import Drafting
from agents.delivery.billed import Creditable, NoCredit, PlannedCredit, credit_for
from agents.delivery.damage.snapshot import BROKEN, DamageSnapshot
from agents.delivery.replacing import Replacing, can_spare
from agents.delivery.terms import terms_words
from agents.delivery.told import ToldGoods, told_of
from cases.actions.base import amount_words, words_of
from cases.actions.message_customer import Occasion
from cases.models import ProposalDraft
from tools.odoo.shipments import Shipment, ShippedOrder

# So many working days on, where nobody says when goods come back.
BY_THEN = 5
CHECKED = "What comes back broken is looked at where nothing is sold from."
WAITS = "and whatever it is worth is lost to us once the days to claim it are over."


class DamagePlan:
    """Options for broken goods of one delivery: goods or money, never both.

    Args:
        snapshot: what was read.
        shipment: the delivery that they left by.
        order: the customer's order.
        drafting: the proposal in the making.
        facts: evidence of each claim, by its place in the case file.
    """

    def __init__(
        self,
        snapshot: DamageSnapshot,
        shipment: Shipment,
        order: ShippedOrder,
        drafting: Drafting,
        facts: Mapping[int, str],
    ) -> None:
        self.snapshot = snapshot
        self.shipment = shipment
        self.order = order
        self.drafting = drafting
        self.told: ToldGoods = told_of(order, snapshot.deliveries, snapshot.hurt, BROKEN)
        self.parts = self.told.of(shipment)
        sure = min((one.weight for one in snapshot.hurt), default=0.5)
        self.actions: Replacing[DamageSnapshot] = Replacing(drafting, snapshot, shipment, facts.values(), sure)
        self.customer = order.company.name

    def proposal(self) -> ProposalDraft:
        """The proposal: evidence first, then the options, one recommended."""
        self._note()
        if not self.snapshot.believed:
            self._ask("Nobody vouches that this customer, or one of ours, wrote it, so nothing is planned from it.")
        elif self.told.questions or not self.parts:
            words = [f"{one.words}." for one in self.told.questions]
            self._ask(" ".join(words) or "All of it is back, or expected back, already.")
        elif len(self.told.deliveries) > 1:
            self._ask(f"It left by several deliveries of {self.order.name}: which of them is meant is not told.")
        else:
            self._make_good()
        return self.drafting.proposal(
            summary=self._summary(), if_nobody_acts=f"{self.customer} waits with broken goods, {WAITS}"
        )

    # Evidence beyond what the actions need

    def _note(self) -> None:
        ledger, snapshot = self.drafting.ledger, self.snapshot
        self.actions.shipment_fact()
        self.actions.order_fact(self.order)
        carrier = self.shipment.carrier
        ledger.reckoned(self._liable())
        terms = terms_words(snapshot.contract)
        if terms is not None:
            ledger.setting(terms)
        elif carrier is not None:
            ledger.reckoned(f"No contract of {carrier.name} is on file: until when it can be claimed from is not known")
        bill = snapshot.invoice
        paid = f", {bill.payment.replace('_', ' ')}" if bill and bill.payment else ""
        ledger.reckoned(f"Billed: {bill.name}, {bill.total:,.2f} {bill.currency}{paid}" if bill else "Not billed yet")
        for why in self._made_good():
            ledger.reckoned(why)
        found = self._creditable()
        if self.parts and isinstance(found, NoCredit):
            ledger.reckoned(f"No credit can be proposed. {found.why}")
        for question in self.told.questions:
            ledger.reckoned(question.words)

    def _liable(self) -> str:
        """Who is liable, and until when."""
        carrier, until = self.shipment.carrier, self._until()
        if carrier is None:
            return f"No carrier is on {self.shipment.name}: whoever brought it cannot be told from Odoo"
        if until is None:
            return f"Damage on the way is {carrier.name}'s; the last day to claim it is not known here"
        over = "was" if until < self.snapshot.today else "is"
        return f"Damage on the way is {carrier.name}'s; the last day to claim it {over} {words_of(until)}"

    def _until(self) -> date | None:
        return self.snapshot.claimed_until(self.shipment)

    def _made_good(self) -> list[str]:
        """What made the loss good already, or may have."""
        snapshot, delivery = self.snapshot, self.shipment
        known = [f"{one.name} ships {delivery.name} again already" for one in snapshot.sent_again(delivery)]
        known += [f"{one.name or 'A draft'} credits the order already" for one in snapshot.credits]
        if any(part.to_refund for move in delivery.moves for part in move.returns):
            known.append(f"Goods of {delivery.name} come back, or came back, for a credit")
        return known

    # Options

    def _make_good(self) -> None:
        """Goods, money, or the goods back; who can give none of them lets people decide."""
        claim, again, credit = self._claim(), self._again(), self._credit()
        back = self._back()
        if again is not None:
            self.drafting.exclude(again, [one for one in (credit and credit.action, back) if one])
        if credit is not None and back is not None:
            self.drafting.exclude(credit.action, [back])
        if again is not None:
            told = self.actions.tell(
                Occasion.REPLACEMENT,
                new_date=self.actions.ships,
                after=again,
                takes={"new_date": "ships"},
                products=self._goods(),
            )
            cost = f"{self.actions.cost_of(self.parts):,.2f} {self.actions.company_currency}"
            self._option(
                "replace",
                "Ship it again" + (" and claim from the carrier" if claim else ""),
                f"{self.customer} gets {self._goods_words()} once more, leaving {words_of(self.actions.ships)}, and is "
                "not billed again.",
                f"Goods that cost us {cost}.",
                [again, told, claim],
                recommended=True,
            )
        if credit is not None:
            self._in_money(credit, claim)
        if back is not None:
            told = self.actions.tell(
                Occasion.RETURN,
                new_date=self._expected(),
                after=back,
                takes={"new_date": "expected"},
                products=self._goods(),
            )
            self._option(
                "back",
                "Have it sent back for checking",
                f"{self._goods_words()} are expected by {words_of(self._expected())} where returns are checked; once "
                "they are back the order counts them as not delivered.",
                "The way back, at our cost; what it costs is not known here.",
                [back, told, claim],
            )
        if again is None:
            self._undecided(claim)

    def _in_money(self, credit: PlannedCredit, claim: str | None) -> None:
        invoice = credit.of.invoice
        told = self.actions.tell(
            Occasion.CREDIT,
            credit=(credit.of.amount, invoice.currency),
            after=credit.action,
            takes={"amount": "amount", "currency": "currency"},
            products=self._goods(),
        )
        self._option(
            "credit",
            "Credit it" + (" and claim from the carrier" if claim else ""),
            f"A draft credit note of {credit.words}, without tax, for {invoice.name}, which finance posts; nothing is "
            "shipped again.",
            f"{credit.words}.",
            [credit.action, told, claim],
        )

    def _undecided(self, claim: str | None) -> None:
        """No goods of ours replace it: people decide, and look where goods can come from."""
        subject = f"{self._goods_words()} of {self.order.name} for {self.customer} {BROKEN}: decide how it is made good"
        known = "".join(f" {one}." for one in self._made_good())
        words = f"Either a replacement that is not billed again, or a credit: never both for the same loss.{known}"
        person = self.actions.ask_person(subject, words)
        self._option(
            "settle",
            "Let people decide" + (" and claim from the carrier" if claim else ""),
            "Somebody finds goods elsewhere, or credits it, and tells the customer." + known,
            f"Goods worth {self._worth():,.2f} {self.order.currency}, and the customer waits.",
            [person, claim],
            recommended=True,
        )

    def _ask(self, why: str) -> None:
        theirs = not self.snapshot.believed or any(one.of_customer for one in self.told.questions)
        products = tuple(dict.fromkeys(move.product.name for one in self.snapshot.deliveries for move in one.moves))
        told = self.actions.tell(Occasion.WHICH_DAMAGE, products=products[:20]) if theirs else None
        person = self.actions.ask_person(f"Goods of {self.order.name} for {self.customer} {BROKEN}", why)
        self._option(
            "ask",
            "Ask the customer, at the address on file" if told else "Let somebody look at it",
            f"{why} Nothing is made good before that is known.",
            f"A day or two. {self._liable()}.",
            [told, person],
            recommended=True,
        )

    def _option(
        self, name: str, label: str, effect: str, cost: str, actions: Sequence[str | None], *, recommended: bool = False
    ) -> None:
        there = [one for one in actions if one]
        if there:
            self.drafting.option(name, label=label, effect=effect, cost=cost, actions=there, recommended=recommended)

    # Actions

    def _claim(self) -> str | None:
        """Hold the carrier liable; none: it cannot be asked, or the last day to claim is over."""
        until = self._until()
        if self.shipment.carrier is None or (until is not None and until < self.snapshot.today):
            return None
        return self.actions.hold_liable(
            "damaged", self._worth(), since=self.snapshot.arrived_on(self.shipment), deadline=until
        )

    def _again(self) -> str | None:
        spared = can_spare(self.snapshot, self.shipment, self.parts)
        if self.order.state != "sale" or self._made_good() or not spared:
            return None
        return self.actions.plan_replacement(self.parts, self.actions.ships)

    def _credit(self) -> PlannedCredit | None:
        found = self._creditable()
        if isinstance(found, NoCredit):
            return None
        return self.actions.plan_credit(
            found, "damaged", rationale="The customer was billed for goods that arrived broken.", products=self._goods()
        )

    def _creditable(self) -> Creditable | NoCredit:
        if self.order.state != "sale":
            return NoCredit("No confirmed order is behind it")
        if made := self._made_good():
            return NoCredit("; ".join(made))
        return credit_for(self.order, self.parts, self.shipment.goodwill, self.shipment.currency)

    def _back(self) -> str | None:
        if self._made_good():
            return None
        return self.actions.plan_return(
            self.parts,
            expected=self._expected(),
            says=f"{BY_THEN} working days on, for nobody says when",
            to_refund=True,
            rationale=CHECKED,
        )

    def _expected(self) -> date:
        return self.snapshot.work.later(self.snapshot.today, BY_THEN)

    # Words

    def _worth(self) -> Decimal:
        return sum((much * self.order.price_of(move) for move, much in self.parts), Decimal(0))

    def _goods(self) -> tuple[str, ...]:
        return tuple(f"{much.normalize():f} × {move.product.name}" for move, much in self.parts)

    def _goods_words(self) -> str:
        return ", ".join(
            f"{amount_words(much, move.kept_in.name if move.kept_in else 'Units')} of {move.product.name}"
            for move, much in self.parts
        )

    def _summary(self) -> str:
        goods = self._goods_words() or "Goods"
        said = f"{goods} of {self.order.name} for {self.customer} {BROKEN} ({self.shipment.name})."
        if not self.snapshot.believed:
            return f"{said} Nobody vouches that they wrote it: ask them at the address on file."
        if self.told.questions:
            return f"{said} {' '.join(f'{one.words}.' for one in self.told.questions)}"
        return f"{said} They were sold for {self._worth():,.2f} {self.order.currency}, untaxed. {self._liable()}."
