"""The freight playbook: a rebuilt bill in, one proposal with options out. Pure, and needs no model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from agents.analysis.drafting import Drafting, note_claims, record_of
from agents.analysis.finding_out import find_out
from agents.analysis.on_bills import OnBillAction, attach_table, bill_fact, on_bill
from agents.analysis.todo import assignee, to_do
from agents.freight.exhibit import charge_table
from agents.freight.landing import landed_costs
from agents.freight.snapshot import FreightSnapshot
from agents.specialist import Counts
from cases.actions import AcceptVariance, DisputeBill, RequestCreditNote
from cases.actions.bill import PAID
from cases.charges import Rated, Reason, largest_first
from cases.claims import FreightBillClaim, RecordRef
from cases.freight_bill import money_words
from cases.models import ProposalDraft
from cases.people import Person
from cases.roles import Role
from tools.odoo.freight import VendorBill

NOTED = 20
MISSING = {
    Reason.NO_CONTRACT: "the contract of the carrier in force on the day of each shipment",
    Reason.NO_WEIGHT: "the weight of each shipment or parcel",
    Reason.NO_PRICE: "what is agreed for it",
    Reason.CURRENCY: "the exchange rate of that day",
}


def think(snapshot: FreightSnapshot, counts: Counts) -> ProposalDraft:
    """What should be done about a carrier's bill."""
    drafting = Drafting(snapshot.read_at, counts)
    facts = note_claims(drafting.ledger, snapshot.file)
    if snapshot.said is None:
        return _unread(snapshot, drafting, list(facts.values()))
    return _Plan(snapshot, snapshot.said, drafting, list(facts.values())).proposal()


def _unread(snapshot: FreightSnapshot, drafting: Drafting, facts: list[str]) -> ProposalDraft:
    """Somebody writes of freight charges, and no bill came with it that could be read."""
    what = f"{snapshot.file.title}. No bill came with it whose charges could be read."
    who = assignee(snapshot.finance, Role.FINANCE) or assignee(snapshot.logistics, Role.LOGISTICS)
    record = next(iter(snapshot.file.records), None) or snapshot.file.partner
    return find_out(
        snapshot,
        drafting,
        who,
        record,
        what=what,
        summary=f"Please look at: {snapshot.file.title}",
        note="Ask the carrier for the bill as UBL or CSV, or check it by hand against the contract.",
        label="Give it to somebody",
        effect="A person looks at it.",
        if_nobody_acts="The message stays unanswered.",
        facts=facts,
        currency=snapshot.currency,
    )


class _Plan:
    def __init__(self, snapshot: FreightSnapshot, said: FreightBillClaim, drafting: Drafting, facts: list[str]) -> None:
        self.snapshot = snapshot
        self.said = said
        self.bill = said.bill
        self.drafting = drafting
        self.ledger = drafting.ledger
        self.facts = [*facts, *self._known()]
        self.shown = largest_first(snapshot.rated)

    def proposal(self) -> ProposalDraft:
        snapshot = self.snapshot
        ask = self._ask() if snapshot.unknown else None
        if snapshot.differing:
            self._differs(ask)
        elif ask is not None:
            self.drafting.option(
                "ask",
                label="Ask for what is missing",
                effect="The bill is checked once it is known; nothing is accepted or disputed until then.",
                cost="A day or two.",
                actions=[ask],
                recommended=True,
            )
        else:
            self._right()
        lost = self._lost() if self.shown else ""
        return self.drafting.proposal(summary=self._summary(), if_nobody_acts=lost, exhibit=charge_table(self.snapshot))

    # Options

    def _differs(self, ask: str | None) -> None:
        snapshot, odoo = self.snapshot, self.snapshot.bill
        if odoo is None:
            first = self._person(
                snapshot.finance,
                Role.FINANCE,
                f"{self.said.label()}: {self._off()}",
                f"The bill is not in Odoo yet. Enter it, then object to it or accept it.\n\n{self._lines()}",
            )
            self._option("enter", "Have the bill entered and decided on", "", [first, ask], recommended=True)
            return
        if snapshot.worth is None or odoo.currency != self.bill.currency:
            first = self._person(
                snapshot.finance,
                Role.FINANCE,
                f"{odoo.label} and {self.said.number} are in different currencies, or Odoo has no rate of that day",
                self._lines(),
            )
            self._option("enter", "Have it looked at", "", [first, ask], recommended=True)
            return
        evidence = self._attach(odoo)
        accept_first = snapshot.within_tolerance and ask is None
        over = snapshot.over > 0
        against: list[str] = []
        if over:
            dispute = None if odoo.payment in PAID else self._on_bill(DisputeBill, odoo, snapshot.over)
            credit = self._on_bill(RequestCreditNote, odoo, snapshot.over) if odoo.state == "posted" else None
            actions = [dispute, credit, evidence, ask]
            against = [one for one in (dispute, credit) if one is not None]
            if against:
                self._option(
                    "dispute",
                    f"Dispute {self._money(snapshot.over)}",
                    "What is agreed is not in question.",
                    actions,
                    recommended=not accept_first,
                )
        # Nothing is accepted while a part of the bill cannot be told.
        if ask is None:
            net = snapshot.over - snapshot.under
            amount = net if net else snapshot.over
            lands = self._land()
            accept = self._on_bill(
                AcceptVariance, odoo, amount, within_tolerance=snapshot.within_tolerance, note=self._accepted()
            )
            self._option(
                "accept",
                "Accept the bill as it is",
                "Nothing is posted or paid by it; accounts payable sees that it is accepted.",
                [accept, evidence, *lands],
                recommended=accept_first or not against,
            )
            if accept is not None:
                self.drafting.exclude(accept, against)
            for one in lands:
                # What is disputed is no cost yet.
                self.drafting.exclude(one, against)
        elif not over:
            self._option("ask", "Ask for what is missing", "Nothing is accepted until then.", [ask], recommended=True)

    def _right(self) -> None:
        """Every charge is as agreed; what brought goods in is a part of their cost."""
        lands = self._land()
        if lands:
            self.drafting.option(
                "land",
                label="Record the freight in the cost of what came in",
                effect="A draft in Odoo; stock is worth more once finance has validated it.",
                cost="Nothing is posted or paid by it.",
                actions=lands,
                recommended=True,
            )

    def _land(self) -> list[str]:
        odoo = self.snapshot.bill
        if odoo is None or not self.snapshot.received:
            return []
        facts = [*self.facts, bill_fact(self.ledger, odoo)]
        return landed_costs(self.snapshot, self.drafting, odoo, facts, self.said.weight)

    def _option(self, name: str, label: str, effect: str, actions: Sequence[str | None], *, recommended: bool) -> None:
        kept = [one for one in actions if one is not None]
        if kept:
            self.drafting.option(
                name,
                label=label,
                effect=effect or "A person decides with every charge before them.",
                cost=f"{self._off()}.",
                actions=kept,
                recommended=recommended,
            )

    # Actions

    def _on_bill(self, action: OnBillAction, odoo: VendorBill, amount: Decimal, *, note: str = "", **more: bool) -> str:
        """An action on the bill in Odoo."""
        return on_bill(
            self.drafting,
            action,
            odoo,
            amount,
            rate=self.snapshot.worth or Decimal(1),
            company=self.snapshot.currency,
            text=note or self._lines(),
            off=f"{self._off()}, charge by charge",
            rationale=self.shown[0].why if self.shown else "Every charge agrees.",
            facts=self.facts,
            sure=self.said.weight,
            **more,
        )

    def _attach(self, odoo: VendorBill) -> str:
        return attach_table(
            self.drafting,
            odoo,
            what="charges",
            number=self.said.number,
            subject=f"Charges of {self.said.number} against contract and shipments",
            rows=self._table(),
            company=self.snapshot.currency,
            facts=self.facts,
            sure=self.said.weight,
        )

    def _ask(self) -> str | None:
        """Somebody finds out what is missing."""
        missing = list(dict.fromkeys(one.reason for one in self.snapshot.unknown if one.reason))
        what = "; ".join(MISSING.get(one, one.value) for one in missing)
        why = "\n".join(dict.fromkeys(one.why for one in self.snapshot.unknown))
        people, role = (
            (self.snapshot.finance, Role.FINANCE)
            if missing == [Reason.NO_CONTRACT]
            else (self.snapshot.logistics, Role.LOGISTICS)
        )
        return self._person(people, role, f"Find out for {self.said.number} of {self.said.carrier}: {what}", why)

    def _person(self, people: Sequence[Person], role: Role, summary: str, note: str) -> str | None:
        who = assignee(people, role) or assignee(self.snapshot.logistics, Role.LOGISTICS)
        who = who or assignee(self.snapshot.finance, Role.FINANCE)
        record = self._about()
        if who is None or record is None:
            return None
        return to_do(
            self.drafting,
            who,
            record,
            summary=summary,
            note=note,
            read_at=self.snapshot.read_at,
            zone=self.snapshot.habits.zone,
            work=self.snapshot.habits.work.company,
            facts=self.facts,
            sure=1.0,
            currency=self.snapshot.currency,
        )

    def _about(self) -> RecordRef | None:
        """Where a to-do stands: the bill, its carrier, or a shipment on it."""
        if self.snapshot.bill is not None:
            return self.snapshot.bill.record
        if self.snapshot.carrier is not None:
            return record_of("res.partner", self.snapshot.carrier.id, self.snapshot.carrier.name)
        shipment = next((one.record for one in self.snapshot.rated if one.record), None)
        return shipment or self.snapshot.file.partner

    # Facts

    def _known(self) -> list[str]:
        found = [
            self.ledger.setting(
                f"Contract of {one.contract.carrier} on file: {one.words}, from {one.contract.valid_from}"
                + (f" to {one.contract.valid_to}" if one.contract.valid_to else "")
            )
            for one in self.snapshot.contracts
        ]
        return found or [self.ledger.setting(f"No contract of {self.said.carrier} is on file")]

    # Words

    def _money(self, amount: Decimal) -> str:
        return money_words(amount, self.bill.currency)

    def _off(self) -> str:
        over, under = self.snapshot.over, self.snapshot.under
        said = [f"{self._money(over)} too much" if over else "", f"{self._money(under)} too little" if under else ""]
        return " and ".join(one for one in said if one) or "nothing too much"

    def _summary(self) -> str:
        count, whole = len(self.snapshot.rated), self.said.label()
        differing, unknown = len(self.snapshot.differing), len(self.snapshot.unknown)
        if not differing and not unknown:
            return f"{whole}. Each of its {count} charges is as agreed: the bill is right, and nothing is left to do."
        told = [
            f"{_charges(differing)} not as agreed: {self._off()}" if differing else "",
            f"{_charges(unknown)} cannot be checked" if unknown else "",
        ]
        rest = count - differing - unknown
        agreed = f" The other {rest} agree." if rest else ""
        within = " All within tolerance." if differing and self.snapshot.within_tolerance else ""
        return f"{whole}. Of {_charges(count)}, {'; '.join(one for one in told if one)}.{agreed}{within}"

    def _lost(self) -> str:
        if self.snapshot.over:
            return f"{self._money(self.snapshot.over)} that nobody agreed to are paid when the bill is due."
        return (
            "The bill stays unchecked until it is due." if self.snapshot.unknown else "The carrier may bill the rest."
        )

    def _lines(self) -> str:
        """What differs, largest first, a line each."""
        lines = [self._line(one) for one in self.shown if one.known]
        more = f"\nand {len(lines) - NOTED} more" if len(lines) > NOTED else ""
        return ("\n".join(lines[:NOTED]) + more)[:3900] or "Every charge agrees."

    def _accepted(self) -> str:
        return f"The difference is accepted; posting and paying are for accounts payable.\n{self._lines()}"[:4000]

    def _line(self, one: Rated) -> str:
        return f"{one.shipment}, {one.charge}: billed {self._money(one.billed)}. {one.why}"

    def _table(self) -> Iterator[Sequence[str]]:
        """Every charge, what differs first."""
        yield ("shipment", "transfer", "charge", "expected", "billed", "difference", "currency", "reason", "why")
        agreed = [one for one in self.snapshot.rated if one.agrees]
        for one in (*self.shown, *agreed):
            expected = "" if one.expected is None else f"{one.expected:f}"
            label = one.record.label if one.record else ""
            reason = one.reason.value if one.reason else "agreed"
            difference = f"{one.difference:f}" if one.known else ""
            row = [one.shipment, label, one.charge, expected, f"{one.billed:f}", difference, self.bill.currency]
            yield (*row, reason, one.why)


def _charges(count: int) -> str:
    return "one charge" if count == 1 else f"{count} charges"
