"""The playbook of a lead time that moved: a snapshot in, one proposal with options out. Pure, and needs no model."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from agents.analysis.drafting import Drafting, note_claims, record_of
from agents.analysis.lead_times import LEAST_BEFORE, LEAST_NOW
from agents.replenishment.drift.actions import DriftActions, MovedProduct
from agents.replenishment.drift.exhibit import lead_time_dots
from agents.replenishment.drift.snapshot import DriftSnapshot
from agents.specialist import Counts
from cases.claims import MentionClaim, RecordRef, only
from cases.models import ProposalDraft
from tools.odoo.models import Partner

NO_ANSWER = "The report stays unanswered."
# Where fewer of the orders of now took longer than those before, it may be chance, and nothing is bought for that.
FIRM = 0.75
# So much of what somebody wrote stands in a to-do, and so many products.
QUOTED, LISTED = 300, 8


def think(snapshot: DriftSnapshot, counts: Counts) -> ProposalDraft:
    """What should be done about lead times that moved, or are said to, as options with effect and cost."""
    drafting = Drafting(snapshot.read_at, counts)
    said = list(note_claims(drafting.ledger, snapshot.file).values())
    if snapshot.vendor is None or (snapshot.is_told and not snapshot.receipts):
        return _unknown(snapshot, drafting, said)
    moved = [MovedProduct(snapshot, one, drafting, said) for one in snapshot.drifted]
    if not moved:
        return _as_it_was(snapshot, snapshot.vendor, drafting, said)
    return _Plan(snapshot, snapshot.vendor, drafting, moved, said).proposal()


class _Plan:
    """Lead times that moved, thought through: one product of a scan, or several of a vendor that wrote."""

    def __init__(
        self,
        snapshot: DriftSnapshot,
        vendor: Partner,
        drafting: Drafting,
        moved: list[MovedProduct],
        said: list[str],
    ) -> None:
        self.snapshot, self.vendor, self.drafting, self.moved = snapshot, vendor, drafting, moved
        self.make = DriftActions(snapshot, drafting, moved, said)
        self.longer = self.make.longer

    def proposal(self) -> ProposalDraft:
        facts = [fact for one in self.moved for fact in one.facts()]
        if self._is_open:
            self._options(facts)
        return self.drafting.proposal(
            summary=self._summary(),
            if_nobody_acts=self._lost() if self._is_open else "",
            exhibit=lead_time_dots(self.vendor, self.snapshot.today, self.moved),
        )

    @property
    def _is_open(self) -> bool:
        """Whether Odoo plans otherwise than it comes: a lead time, a rule, or an order that is counted on."""
        return self.snapshot.is_told or any(one.to_enter() or one.flaws or one.exposed for one in self.moved)

    def _options(self, facts: list[str]) -> None:
        """Plan with it and ask; only ask; keep more where it may be chance; keep less, which is never recommended."""
        longer = [one for one in self.moved if one.shift.longer]
        firm = [one for one in longer if one.shift.sure >= FIRM]
        chance = [one for one in longer if one.shift.sure < FIRM]
        shorter = [one for one in self.moved if not one.shift.longer]
        raised, perhaps, lowered = (self._mends(those, facts) for those in (firm, chance, shorter))
        letter = self.make.write(facts)
        entered = self.make.ask(self._record, self._to_do_summary(), self._to_do_note(), facts, sure=self.make.sure)
        asked, told = [letter] if letter else [], [entered] if entered else []
        if letter is not None:
            # Either it is asked first whether it stays so, or it is taken for granted.
            self.drafting.exclude(letter, [*perhaps, *lowered])
        if best := [*raised, *told, *asked]:
            self.drafting.option(
                "plan" if raised else "ask",
                label=self._label(raised, told, asked),
                effect=self._effect(raised, asked),
                cost=self._cost(firm),
                actions=best,
                recommended=True,
            )
        if asked and (raised or told):
            self.drafting.option(
                "only_ask",
                label=f"Only ask {self.vendor.name}",
                effect="Nothing is changed before it has answered.",
                cost=self._lost(),
                actions=asked,
                recommended=False,
            )
        if perhaps:
            self.drafting.option(
                "raise",
                label=self._label(perhaps, told, []),
                effect="Odoo orders early enough, should it stay so: before, too, orders took long now and then.",
                cost=self._cost(chance),
                actions=[*perhaps, *told],
                recommended=not best,
            )
        if lowered:
            self.drafting.option(
                "less",
                label=self._label(lowered, told, []),
                effect="Odoo orders later and keeps less; what is there already stays.",
                cost=self._cost(shorter),
                actions=[*lowered, *told],
                recommended=not best and not perhaps,
            )

    def _mends(self, those: Sequence[MovedProduct], facts: list[str]) -> list[str]:
        return [one.make.mend(flaw, sure=one.shift.sure, facts=facts) for one in those for flaw in one.flaws]

    def _label(self, mends: list[str], told: list[str], asked: list[str]) -> str:
        words = [
            ("Set the reorder rule" if len(mends) == 1 else f"Set {len(mends)} reorder rules") if mends else "",
            "have the lead time in Odoo put right" if told else "",
            f"ask {self.vendor.name}" if asked else "",
        ]
        label = ", ".join(one for one in words if one)
        return label[:1].upper() + label[1:]

    def _effect(self, raised: list[str], asked: list[str]) -> str:
        said = ["Odoo orders early enough for what the goods take now." if raised else ""]
        said += [f"{self.vendor.name} says why, and what to plan with." if asked else ""]
        said += [f"{words}." for one in self.moved for words in one.cover_words()]
        return " ".join(one for one in said if one) or "Odoo plans with what the goods take now."

    def _cost(self, those: Sequence[MovedProduct]) -> str:
        bound = sum((one.bound for one in those), Decimal(0))
        if not any(one.flaws for one in those):
            return "A few minutes of procurement's time."
        money = f"{abs(bound):.2f} {self.make.currency}"
        if bound >= 0:
            return f"About {money} more are bound in stock, at cost."
        risk = "If the lead time goes back to what it was, goods may be missing."
        return f"About {money} less are bound in stock, at cost. {risk}"

    # Words

    @property
    def _record(self) -> RecordRef:
        if len(self.moved) == 1:
            return self.moved[0].make.record
        return record_of("res.partner", self.vendor.id, self.vendor.name)

    def _summary(self) -> str:
        if len(self.moved) == 1:
            one = self.moved[0]
            odoo = "Odoo has no lead time for it" if one.listed is None else f"Odoo plans with {one.listed} days"
            exposed = len(one.exposed)
            counted = "early" if self.longer else "late"
            orders = "1 open order is" if exposed == 1 else f"{exposed} open orders are"
            told = f" {orders} counted on too {counted}." if exposed else ""
            now, before = one.shift.now.median, one.shift.before.median
            took = f"Orders of {one.name} at {self.vendor.name} take {now:f} days, {before:f} before"
            return f"{took}. {odoo}.{told} {one.rules_words()}."
        names = "; ".join(one.took_words() for one in self.moved[:LISTED])
        left = len(self.moved) - LISTED
        return f"What orders at {self.vendor.name} take has moved: {names}{f'; and {left} more' if left > 0 else ''}."

    def _lost(self) -> str:
        one = self.moved[0]
        plans = "no lead time" if one.listed is None else f"{one.listed} days"
        first = next((f" {each.exposed[0].words}." for each in self.moved if each.exposed), "")
        if self.longer:
            return f"Odoo goes on planning with {plans}, and orders take {one.days}.{first}"
        return f"Odoo goes on ordering for {plans} although orders take {one.days}: goods lie longer than they must."

    def _to_do_summary(self) -> str:
        if len(self.moved) == 1:
            return f"Plan with {self.moved[0].days} days for {self.moved[0].name} from {self.vendor.name}"
        return f"Plan with other lead times for {len(self.moved)} products of {self.vendor.name}"

    def _to_do_note(self) -> str:
        entered = [words for one in self.moved if (words := one.to_enter())]
        exposed = [each.words for one in self.moved for each in one.exposed]
        covered = [f"{one.name}: {words}" for one in self.moved for words in one.cover_words()]
        when = "" if self.longer else ", once the supplier has confirmed it"
        lines = [self._summary(), *_quotes(self.snapshot)]
        lines += [f"Enter the lead time at the product's vendor{when}:", *entered[:LISTED]] if entered else []
        lines += ["Open orders that were planned otherwise:", *exposed[:LISTED]] if exposed else []
        lines += covered[:LISTED]
        return "\n".join(lines)


def _quotes(snapshot: DriftSnapshot) -> list[str]:
    """What was written of it, in its own words and marked as such."""
    return [f"The report says: “{claim.text[:QUOTED]}”" for claim in only(MentionClaim, snapshot.file.claims)]


def _as_it_was(snapshot: DriftSnapshot, vendor: Partner, drafting: Drafting, said: list[str]) -> ProposalDraft:
    """Nothing has moved: what a scan found is over; what somebody announces is told beside what Odoo shows."""
    shown = []
    facts = []
    for product, one in sorted(snapshot.shifts.items(), key=lambda each: (-each[1].now.count, each[0])):
        name = snapshot.ordered[product].name
        few = "" if one.known else f" (fewer than {LEAST_NOW} and {LEAST_BEFORE} orders: too few to compare)"
        shown.append(f"{name}: now {one.now.words}; before {one.before.words}{few}")
        facts.append(drafting.ledger.reckoned(shown[-1], one.now.median, one.before.median))
    what = f"Odoo shows no lead time of {vendor.name} that has moved."
    make = DriftActions(snapshot, drafting, (), said)
    if not snapshot.is_told:
        return drafting.proposal(summary=f"{what} Nothing is to be done.", if_nobody_acts="")
    note = "\n".join([*_quotes(snapshot), what, *shown[:LISTED], "Ask what they mean, and from when."])
    record = record_of("res.partner", vendor.id, vendor.name)
    action = make.ask(record, f"{vendor.name} announces other lead times", note, facts, sure=1.0)
    if action is not None:
        drafting.option(
            "ask",
            label="Let procurement ask what is announced",
            effect="Whoever buys there asks for which goods, and from when; what Odoo shows stands beside it.",
            cost="A few minutes of their time.",
            actions=[action],
            recommended=True,
        )
    return drafting.proposal(
        summary=f"{what} What is announced is still to come, or of other goods.", if_nobody_acts=NO_ANSWER
    )


def _unknown(snapshot: DriftSnapshot, drafting: Drafting, said: list[str]) -> ProposalDraft:
    """Somebody speaks of lead times, and Odoo has nothing of whoever is meant: a person finds out."""
    what = (
        "Whose lead times are meant is not known: Odoo has booked in no order of theirs within the last eight months."
    )
    record = snapshot.file.partner or next(iter(snapshot.file.records), None)
    make = DriftActions(snapshot, drafting, (), said)
    note = "\n".join([what, *_quotes(snapshot)])
    action = make.ask(record, "Whose lead times are meant?", note, [], sure=1.0) if record is not None else None
    if action is not None:
        drafting.option(
            "ask",
            label="Let procurement find out",
            effect="Whoever buys asks who is meant.",
            cost="A few minutes of their time.",
            actions=[action],
            recommended=True,
        )
    return drafting.proposal(summary=what, if_nobody_acts=NO_ANSWER)
