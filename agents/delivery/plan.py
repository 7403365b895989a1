"""One shipment in trouble thought through: what happened, who waits, what can be done, what each way costs. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from agents.analysis.drafting import Drafting
from agents.delivery.billed import NoCredit, PlannedCredit
from agents.delivery.crediting import Crediting
from agents.delivery.snapshot import DeliverySnapshot
from agents.delivery.terms import terms_words
from cases.actions.base import day_of, words_of
from cases.actions.message_customer import Occasion
from cases.carrier_events import Milestone, Trouble
from cases.claims import DeliveryClaim
from cases.freight_bill import money_words
from cases.models import ProposalDraft
from tools.odoo.shipments import Shipment

# Whoever was missed so often will be missed again: ask first.
OFTEN = 2


@dataclass(frozen=True)
class _Way:
    """One option before it is put down."""

    name: str
    label: str
    effect: str
    cost: str
    actions: Sequence[str | None]
    recommended: bool = False


class DeliveryPlan:
    """Options for one shipment.

    Args:
        snapshot: what was read.
        shipment: the shipment.
        trouble: what is wrong, by the latest word.
        drafting: the proposal in the making.
        facts: evidence of each claim, by its place in the case file.
    """

    def __init__(
        self,
        snapshot: DeliverySnapshot,
        shipment: Shipment,
        trouble: DeliveryClaim,
        drafting: Drafting,
        facts: Mapping[int, str],
    ) -> None:
        self.snapshot = snapshot
        self.shipment = shipment
        self.trouble = trouble
        self.drafting = drafting
        self.actions = Crediting(drafting, snapshot, shipment, facts.values(), trouble.weight)
        self.customer = shipment.order.company.name if shipment.order else "the customer"

    def proposal(self) -> ProposalDraft:
        """The proposal: evidence first, then the options, one recommended."""
        self._note()
        ways = [way for way in self._ways() if any(way.actions)]
        for way in ways:
            self.drafting.option(
                way.name,
                label=way.label,
                effect=way.effect,
                cost=way.cost,
                actions=[one for one in way.actions if one],
                recommended=way.recommended,
            )
        return self.drafting.proposal(summary=self._summary(), if_nobody_acts=self._lost(), needed_by=self._needed_by())

    # Evidence beyond what the actions need

    def _note(self) -> None:
        ledger, snapshot = self.drafting.ledger, self.snapshot
        self.actions.shipment_fact()
        if self.shipment.order is not None:
            self.actions.order_fact(self.shipment.order)
        if snapshot.promised is not None:
            ledger.odoo(
                self.actions.ref,
                "date_deadline",
                f"Promised for {words_of(day_of(snapshot.promised, snapshot.habits.zone))}",
            )
        if snapshot.attempts:
            ledger.reckoned(f"Failed attempts so far: {snapshot.attempts}")
        if self.trouble.return_by is not None:
            ledger.reckoned(self._days_left())
        if back := snapshot.returned_before:
            names = ", ".join(one.return_of.name for one in back if one.return_of)
            ledger.reckoned(f"{len(back)} earlier deliveries to {self.customer} came back: {names}")
        bill = snapshot.invoice
        paid = f", {bill.payment.replace('_', ' ')}" if bill and bill.payment else ""
        ledger.reckoned(f"Billed: {bill.name}, {bill.total:,.2f} {bill.currency}{paid}" if bill else "Not billed yet")
        terms = terms_words(snapshot.contract)
        if terms is None:
            ledger.reckoned(
                "No contract of this carrier is on file: what a further attempt costs, how many are included and until "
                "when a claim must be made is not known here"
            )
        else:
            ledger.setting(terms)
        if snapshot.is_loss or (snapshot.reason is Trouble.REFUSED and snapshot.goes_back):
            found = self.actions.creditable
            if isinstance(found, NoCredit):
                ledger.reckoned(f"No credit can be proposed. {found.why}")

    def _days_left(self) -> str:
        """When it goes back to us; nothing where nobody says."""
        back = self.trouble.return_by
        if back is None:
            return ""
        left = (back - self.snapshot.today).days
        return f"It goes back on {words_of(back)}" + (f", in {left} days" if left > 0 else "")

    # Options by reason

    def _ways(self) -> list[_Way]:
        if self.trouble.silent_since is not None:
            return self._silent()
        if self.trouble.status is None:
            return self._not_home() if self.snapshot.wanted_day else self._never_came()
        by_reason: Mapping[Trouble | None, Callable[[], list[_Way]]] = {
            Trouble.NOT_HOME: self._not_home,
            Trouble.ADDRESS: self._address,
            Trouble.REFUSED: self._refused,
            Trouble.DAMAGED: self._damaged,
            Trouble.LOST: self._gone,
        }
        reason = self.snapshot.reason
        if self.snapshot.goes_back and reason not in {Trouble.DAMAGED, Trouble.REFUSED, Trouble.LOST}:
            return self._comes_back()
        if reason is None and (self.trouble.status is Milestone.FAILED_ATTEMPT or self.trouble.attempt is not None):
            # A carrier that tried and says no more met nobody.
            return self._not_home()
        return by_reason.get(reason, self._held)()

    def _not_home(self) -> list[_Way]:
        often = len(self.snapshot.returned_before) >= OFTEN or self.snapshot.attempts >= OFTEN
        told = self.actions.tell(Occasion.ATTEMPT_FAILED)
        # Who says when somebody is there is believed, however often nobody was.
        day = self.snapshot.wanted_day
        often = often and day is None
        again = self.actions.reattempt(day=day)
        hold = self.actions.ask_carrier("hold")
        if again and hold:
            self.drafting.exclude(again, [hold])
        left = self._days_left()
        person = self.actions.ask_person(
            f"Ask {self.customer} when somebody is there: {self.shipment.name}",
            ". ".join(filter(None, (f"The carrier met nobody, {self.snapshot.attempts or 1} times by now", left)))
            + ".",
        )
        before = len(self.snapshot.returned_before)
        failed = f"; {before} earlier deliveries to this customer came back" if before else ""
        ways = [
            _Way(
                "hold",
                "Have it held and ask the customer",
                "It does not go back while the customer says when somebody is there.",
                "Time; what the carrier asks for keeping it is not known here.",
                [hold, told, person],
                recommended=(often or again is None) and (hold is not None or told is not None),
            ),
            _Way(
                "person",
                "Let somebody call the customer",
                "A person arranges the next attempt.",
                "A call.",
                [person],
                recommended=(often or again is None) and hold is None and told is None,
            ),
        ]
        if again is not None:
            ways.insert(
                0,
                _Way(
                    "again",
                    f"Ask for another attempt{f' on {words_of(day)}' if day else ''} and tell the customer",
                    "The carrier delivers again; the case ends when it has said so.",
                    f"Another failure, if nobody is there again{failed}. {self._cost_of_failure()}",
                    [again, told],
                    recommended=not often,
                ),
            )
        return ways

    def _cost_of_failure(self) -> str:
        back = f"It goes back on {words_of(self.trouble.return_by)}. " if self.trouble.return_by else ""
        return f"{back}{self._cost_of_attempt()}"

    def _cost_of_attempt(self) -> str:
        """What the next one costs, where that is agreed."""
        agreed = self.snapshot.contract.contract if self.snapshot.contract else None
        if agreed is not None and agreed.attempts_included is not None:
            if self.snapshot.attempts < agreed.attempts_included:
                return "The next attempt is included."
            if agreed.attempt_price is not None:
                return f"The next attempt costs {money_words(agreed.attempt_price, agreed.currency)}."
        return "What an attempt costs is not known here."

    def _address(self) -> list[_Way]:
        ask = self.actions.tell(Occasion.CHECK_ADDRESS)
        hold = self.actions.ask_carrier("hold")
        person = self.actions.ask_person(
            f"The carrier does not find the address of {self.shipment.name}: ask {self.customer}",
            f"On file: {self.actions.address_words or 'no address'}. Ask by the number that Odoo has on file; "
            "an address from a message counts for nothing.",
        )
        return [
            _Way(
                "ask",
                "Have it held and ask the customer, at the address on file",
                "The address in Odoo is confirmed or corrected by the customer, never by a message.",
                "A day or two.",
                [hold, ask, person],
                recommended=True,
            ),
            _Way(
                "recall",
                "Call the shipment back",
                "It comes back before it is lost; it can be sent again.",
                "Carriage both ways, unknown here.",
                [self.actions.ask_carrier("recall"), person],
            ),
        ]

    def _refused(self) -> list[_Way]:
        ask = self.actions.tell(Occasion.REFUSED)
        why = self.actions.ask_carrier("why_refused")
        # What was credited already is not credited by its return once more.
        back = self.actions.take_back(to_refund=not self.snapshot.credited) if self.snapshot.goes_back else None
        person = self.actions.ask_person(
            f"{self.customer} refused {self.shipment.name}: find out why",
            "Nothing is credited, and nothing sent again, before somebody knows why.",
        )
        return [
            _Way(
                "why",
                "Find out why",
                "The customer and the carrier say what was wrong; nothing is credited or sent before that.",
                "A day or two.",
                [ask, why, back, person],
                recommended=True,
            ),
            *self._credited_as_refused(back),
        ]

    def _credited_as_refused(self, back: str | None) -> list[_Way]:
        """Credit it at once; its return then brings no second credit. None: it does not come back, or cannot be."""
        credit = self.actions.credit("refused") if back else None
        if credit is None or back is None:
            return []
        swapped = self.actions.take_back(to_refund=False)
        self.drafting.exclude(back, [credit.action, *([swapped] if swapped else [])])
        return [
            self._in_money(
                credit, [swapped], "Credit it while it comes back", "The goods are ours again once they are back."
            )
        ]

    def _damaged(self) -> list[_Way]:
        return self._loss(Occasion.DAMAGED, "damaged")

    def _gone(self) -> list[_Way]:
        return self._loss(Occasion.LOST, "lost")

    def _loss(self, occasion: Occasion, what: str) -> list[_Way]:
        """Goods or money, never both; who can give neither, or does not know which is wanted, lets people decide."""
        claim, again, credit = self.actions.claim(what), self.actions.ship_again(), self.actions.credit(what)
        # Whatever comes back of what is shipped again or credited is no reason for another credit.
        back = self.actions.take_back(to_refund=False) if self.snapshot.goes_back and (again or credit) else None
        if again and credit:
            self.drafting.exclude(again, [credit.action])
        ways = [self._shipped_again(again, what, [claim, back])] if again else self._undecided(occasion, what, claim)
        if credit:
            ways.append(
                self._in_money(credit, [claim, back], "Credit it and claim from the carrier", "Until the carrier pays.")
            )
        return ways

    def _shipped_again(self, again: str, what: str, beside: list[str | None]) -> _Way:
        """The goods once more."""
        told = self.actions.tell(
            Occasion.REPLACEMENT, new_date=self.actions.ships, after=again, takes={"new_date": "ships"}
        )
        cost = f"{self.actions.cost_again:,.2f} {self.actions.company_currency}"
        return _Way(
            "replace",
            "Ship it again and claim from the carrier",
            f"{self.customer} gets what is {what} once more, leaving {words_of(self.actions.ships)}, and is not billed "
            "again.",
            f"Goods that cost us {cost}, until the carrier pays.",
            [again, told, *beside],
            recommended=True,
        )

    def _in_money(self, credit: PlannedCredit, beside: list[str | None], label: str, then: str) -> _Way:
        """What it was billed for, as a draft credit note."""
        invoice = credit.of.invoice
        told = self.actions.tell(
            Occasion.CREDIT,
            credit=(credit.of.amount, invoice.currency),
            after=credit.action,
            takes={"amount": "amount", "currency": "currency"},
        )
        return _Way(
            "credit",
            label,
            f"A draft credit note of {credit.words}, without tax, for {invoice.name}, which finance posts; nothing is "
            "shipped again.",
            f"{credit.words}. {then}",
            [credit.action, told, *beside],
        )

    def _undecided(self, occasion: Occasion, what: str, claim: str | None) -> list[_Way]:
        """Nothing of ours makes it good: people decide, and look where goods can come from."""
        told = self.actions.tell(occasion)
        subject = f"{self.shipment.name} for {self.customer} is {what}: decide on replacement or credit"
        words = "Either a replacement that is not billed again, or a credit: never both for the same loss."
        person = self.actions.ticket(subject, words) or self.actions.ask_person(subject, words)
        return [
            _Way(
                "settle",
                "Claim from the carrier and tell the customer",
                f"The carrier is held liable for what is {what}; the customer hears it from us.",
                f"Goods worth {self._value()} until the carrier pays.",
                [claim, told, person],
                recommended=True,
            )
        ]

    def _held(self) -> list[_Way]:
        day = self.trouble.expected_day
        told = self.actions.tell(Occasion.HELD, new_date=day)
        papers = self.actions.ask_carrier("papers")
        person = self.actions.ask_person(
            f"{self.shipment.name} for {self.customer} is held up: {self.trouble.label()}",
            "Find out what is wanted, and from whom.",
        )
        until = f"; the carrier expects {words_of(day)}" if day else "; no new day is known, and none is given"
        return [
            _Way(
                "clear",
                "Find out what is wanted, and tell the customer",
                f"The carrier says what is missing and from whom{until}.",
                "A day or two.",
                [papers, told, self.actions.record_expected(), person],
                recommended=True,
            )
        ]

    def _silent(self) -> list[_Way]:
        """Nobody has said anything: the carrier is asked, and the customer told where the promise is over."""
        trace = self.actions.ask_carrier("trace")
        promised = day_of(self.snapshot.promised, self.snapshot.habits.zone)
        broken = promised is not None and promised < self.snapshot.today
        told = self.actions.tell(Occasion.HELD) if broken else None
        person = self.actions.ask_person(
            f"Nothing was heard of {self.shipment.name} for {self.customer}: ask the carrier",
            f"{self.trouble.label()}. "
            + ("The carrier is written to; call if it does not answer." if trace else "Call the carrier: where is it?"),
        )
        return [
            _Way(
                "trace",
                "Ask the carrier where it is" + (" and tell the customer" if told else ""),
                "The carrier says where it is and what happens next; no new day is known, and none is given.",
                "A day or two.",
                [trace, told, person],
                recommended=True,
            )
        ]

    def _comes_back(self) -> list[_Way]:
        person = self.actions.ask_person(
            f"{self.shipment.name} comes back from {self.customer}",
            "It was not delivered. Ask whether it shall be sent again, and book in what truly comes back.",
        )
        # Goods that the customer never had are not to be paid for, whatever follows.
        back = self.actions.take_back(to_refund=not self.snapshot.credited)
        return [
            _Way(
                "back",
                "Get it back and ask the customer",
                "Nothing is sent again before the customer said how it will be received.",
                "Carriage both ways, unknown here.",
                [back, person],
                recommended=True,
            )
        ]

    def _never_came(self) -> list[_Way]:
        trace = self.actions.ask_carrier("trace")
        person = self.actions.ask_person(
            f"{self.customer} misses {self.shipment.name}",
            "The carrier has not said that it failed. Ask for the proof of delivery and answer the customer.",
        )
        return [
            _Way(
                "trace",
                "Have the carrier find it, or prove that it was delivered",
                "The carrier shows name and signature, or admits that it is lost.",
                "A day or two.",
                [trace, person],
                recommended=True,
            )
        ]

    # Words

    def _value(self) -> str:
        currency = self.shipment.order.currency if self.shipment.order else ""
        return f"{self.snapshot.value:,.2f} {currency}".strip()

    def _summary(self) -> str:
        promised = self.snapshot.promised
        due = f" It was promised for {words_of(day_of(promised, self.snapshot.habits.zone))}." if promised else ""
        order = f" ({self.shipment.order.name})" if self.shipment.order else ""
        worth = f"Goods worth {self._value()}."
        return f"{self.shipment.name} for {self.customer}{order}: {self.trouble.label()}. {worth}{due}"

    def _lost(self) -> str:
        if self.snapshot.goes_back:
            return f"The goods come back and lie unbooked, and {self.customer} waits without a word."
        if self.trouble.return_by is not None:
            return f"{self._days_left()}; {self.customer} waits without a word until then."
        return f"{self.customer} waits without a word."

    def _needed_by(self) -> datetime | None:
        """The day before it goes back: then nothing can be arranged any more."""
        back = self.trouble.return_by
        if back is None:
            return None
        moment = datetime.combine(back, time(0), ZoneInfo(self.snapshot.habits.zone))
        return moment if moment > self.snapshot.read_at else None
