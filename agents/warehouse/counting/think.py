"""The playbook for a count: a snapshot in, one proposal out; the book is corrected by people alone. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from agents.analysis import stock
from agents.analysis.drafting import Drafting, note_claims, record_of
from agents.analysis.todo import assignee, to_do
from agents.specialist import Counts
from agents.warehouse.counting.snapshot import CountDifference, CountSnapshot, named
from cases.actions.base import amount_words, words_of
from cases.claims import RecordRef
from cases.models import ProposalDraft
from cases.people import Person
from cases.roles import Role
from tools.odoo.models import Location, Product
from tools.odoo.places import Movement

NO_ANSWER = "The report stays unanswered, and the book goes on as it is."
# So many movements and places are named; the rest is counted.
NAMED = 6


def think_count(snapshot: CountSnapshot, counts: Counts) -> ProposalDraft:
    """What should be done about a count: nothing, a decision of the warehouse, or another count and finance."""
    drafting = Drafting(snapshot.read_at, counts)
    facts = list(note_claims(drafting.ledger, snapshot.file).values())
    difference, product, place = snapshot.difference, snapshot.product, snapshot.place
    if difference is None or product is None or place is None:
        return _Asked(snapshot, drafting, facts).proposal()
    return _Plan(snapshot, drafting, facts, difference, product, place).proposal()


class _Asked:
    """Item, place or count is not told surely: somebody asks."""

    def __init__(self, snapshot: CountSnapshot, drafting: Drafting, facts: Sequence[str]) -> None:
        self.snapshot, self.drafting, self.facts = snapshot, drafting, list(facts)

    def proposal(self) -> ProposalDraft:
        """A to-do for whoever leads the warehouse."""
        file, product = self.snapshot.file, self.snapshot.product
        missing = self._missing()
        what = f"Nobody can tell {missing}; somebody must ask whoever counted."
        record: RecordRef | None = next(iter(file.records), None) or file.partner
        if product is not None:
            record = record_of("product.product", product.id, named(product))
        if record is None:
            return self.drafting.proposal(summary=what, if_nobody_acts=NO_ANSWER)
        said = "\n".join(f"“{claim.span.quote}”" for claim in file.claims if claim.span)
        action = _ask(
            self.snapshot, self.drafting, self.snapshot.staff, (Role.WAREHOUSE_MANAGER, Role.WAREHOUSE), record,
            summary=f"Find out {missing}: {file.title}",
            note=f"{what}{self._places()}\n\n{said}",
            facts=self.facts,
        )  # fmt: skip
        if action is not None:
            self.drafting.option(
                "ask",
                label="Ask whoever counted",
                effect="Book and count can be compared once it is known; the book is not touched.",
                cost="A few minutes of their time.",
                actions=[action],
                recommended=True,
            )
        return self.drafting.proposal(summary=what, if_nobody_acts=NO_ANSWER)

    def _missing(self) -> str:
        claim = self.snapshot.claim
        if self.snapshot.product is None:
            return "which item was counted"
        if claim is None:
            return f"how many of {named(self.snapshot.product)} were counted, where and when"
        return f"in which place {claim.counted:f} of {named(self.snapshot.product)} were counted"

    def _places(self) -> str:
        told = [f"{one.words} ({one.quantity:f})" for one in self.snapshot.places if one.owner is None]
        if self.snapshot.product is None:
            return ""
        return f"\nBy the book it lies in: {'; '.join(told[:NAMED]) or 'no place at all'}."


class _Plan:
    """One count held against the book."""

    def __init__(
        self,
        snapshot: CountSnapshot,
        drafting: Drafting,
        facts: Sequence[str],
        difference: CountDifference,
        product: Product,
        place: Location,
    ) -> None:
        self.snapshot, self.drafting, self.difference, self.place = snapshot, drafting, difference, place
        self.product, self.name = product, named(product)
        self.about = record_of("product.product", product.id, self.name)
        self.facts = [*facts, *self._known()]

    def proposal(self) -> ProposalDraft:
        """Who decides, with the whole reckoning."""
        if not self.difference.quantity:
            return self.drafting.proposal(summary=f"{self._reckoned()} Book and count agree.", if_nobody_acts="")
        corrected = stock.total(one.into(self.place.id) for one in self.snapshot.moved if one.is_count)
        if corrected == self.difference.quantity:
            return self.drafting.proposal(
                summary=f"{self._reckoned()} The book was made to agree since; nothing is left to do.",
                if_nobody_acts="",
            )
        recount = self._recount()
        if self.difference.is_within:
            self._within(recount)
        else:
            self._beyond(recount)
        return self.drafting.proposal(
            summary=f"{self._reckoned()} {self._worth()}",
            if_nobody_acts=f"The book goes on saying {self._much(self.difference.now)} for {self.place.name}, "
            "and transfers are planned with it.",
        )

    def _within(self, recount: str | None) -> None:
        action = self._ask(
            self.snapshot.staff,
            (Role.WAREHOUSE_MANAGER, Role.WAREHOUSE),
            summary=f"Decide about {self._off()} of {self.name} in {self.place.name}, within tolerance",
            note=f"{self._note()}\nIf you take the count: the book then has {self._much(self._then_now())}.",
        )
        if action is not None:
            self._option(
                "settle",
                "Let the warehouse decide",
                "Whoever leads the warehouse corrects the book or not.",
                [action],
                best=True,
            )
        if recount is not None:
            self._option(
                "recount",
                "Count it once more",
                "A second count says whether the first was right.",
                [recount],
                best=action is None,
            )

    def _beyond(self, recount: str | None) -> None:
        finance = self._ask(
            self.snapshot.finance,
            (Role.FINANCE, Role.FINANCE_MANAGER),
            summary=f"{self._off()} of {self.name} in {self.place.name}: beyond what the warehouse settles alone",
            note=f"{self._note()}\nIt is counted once more first; the correction needs warehouse and finance.",
        )
        actions = [one for one in (recount, finance) if one is not None]
        if actions:
            self._option(
                "recount",
                "Count it once more, and let finance know",
                "Nobody corrects the book before a second count; then warehouse and finance decide together.",
                actions,
                best=True,
            )

    def _option(self, name: str, label: str, effect: str, actions: Sequence[str], *, best: bool) -> None:
        self.drafting.option(
            name, label=label, effect=f"{effect} The desk does not touch it.", cost="A few minutes of their time.",
            actions=actions, recommended=best,
        )  # fmt: skip

    def _recount(self) -> str | None:
        return self._ask(
            self.snapshot.staff,
            (Role.WAREHOUSE, Role.WAREHOUSE_MANAGER),
            summary=f"Count {self.name} in {self.place.name} once more",
            note=f"{self._note()}\nWrite down what you find and when; look into the places beside it, too.",
        )

    def _ask(self, people: Sequence[Person], roles: Sequence[Role], *, summary: str, note: str) -> str | None:
        return _ask(
            self.snapshot, self.drafting, people, roles, self.about, summary=summary, note=note, facts=self.facts
        )

    # What is known

    def _known(self) -> list[str]:
        ledger, found = self.drafting.ledger, self.difference
        facts = [
            ledger.odoo(
                record_of("stock.quant", one.id, one.words),
                "quantity",
                f"By the book {one.words} has {self._much(one.quantity)}"
                + (f", {self._much(one.reserved)} of it held for transfers" if one.reserved else ""),
                one.quantity,
            )
            for one in self.snapshot.here
        ]
        facts += [
            ledger.odoo(
                record_of("stock.move.line", one.id, one.reference or self.name),
                "quantity_product_uom",
                self._movement(one),
                one.quantity,
            )
            for one in self.snapshot.moved
        ]
        facts.append(ledger.reckoned(self._reckoned(), found.then, found.counted))
        facts.append(ledger.reckoned(self._worth(), found.value, found.tolerance))
        if self.snapshot.adjusted:
            facts.append(ledger.reckoned(self._again(), len(self.snapshot.adjusted)))
        return facts

    # Words

    def _much(self, quantity: Decimal) -> str:
        whole = quantity.to_integral_value()
        return amount_words(whole if whole == quantity else quantity.normalize(), self.product.unit.name)

    def _off(self) -> str:
        missing = self.difference.quantity < 0
        return f"{self._much(abs(self.difference.quantity))} {'missing' if missing else 'too many'}"

    def _moment(self, at: datetime | None) -> str:
        if at is None:
            return "an unknown moment"
        local = at.astimezone(ZoneInfo(self.snapshot.zone))
        return f"{words_of(local.date())}, {local:%H:%M}"

    def _movement(self, one: Movement) -> str:
        much = one.into(self.place.id)
        how = "a count" if one.is_count else one.reference or "a movement"
        return f"{'+' if much > 0 else '-'}{self._much(abs(much))} on {self._moment(one.at)} by {how}"

    def _reckoned(self) -> str:
        found = self.difference
        since = found.now - found.then
        moved = (
            f" (now {self._much(found.now)}, {self._much(abs(since))} {'came' if since > 0 else 'left'} since)"
            if since
            else ""
        )
        return (
            f"{self.name} in {self.place.name}: at the count, {self._moment(found.at)}, the book had "
            f"{self._much(found.then)}{moved}, and {self._much(found.counted)} were counted."
        )

    def _worth(self) -> str:
        found = self.difference
        if found.value is None or found.tolerance is None:
            return f"{self._off()}; no cost of it is known, so nobody can say whether it is within tolerance."
        money = f"{abs(found.value):.2f} {self.snapshot.currency}"
        within = "within" if found.is_within else "beyond"
        return (
            f"{self._off()}, worth {money}, {within} the tolerance of {found.tolerance:.2f} {self.snapshot.currency} "
            "(the smaller of 2 % of what lay there and 50.00)."
        )

    def _again(self) -> str:
        last = self.snapshot.adjusted[-1]
        times = "once" if len(self.snapshot.adjusted) == 1 else f"{len(self.snapshot.adjusted)} times"
        return (
            f"The place was made to agree with a count {times} within the half year before, "
            f"last by {self._much(last.into(self.place.id))} on {self._moment(last.at)}: look for the cause."
        )

    def _then_now(self) -> Decimal:
        """What the book has if the count is taken: what came and left since stays."""
        return self.difference.now + self.difference.quantity

    def _note(self) -> str:
        claim, found = self.snapshot.claim, self.difference
        told = [self._reckoned(), self._worth()]
        if moved := [self._movement(one) for one in self.snapshot.moved]:
            more = f"; and {len(moved) - NAMED} more" if len(moved) > NAMED else ""
            told.append(f"Booked since the count: {'; '.join(moved[:NAMED])}{more}.")
        if claim is not None and claim.booked is not None and claim.booked != found.then:
            told.append(f"The report says that the book has {claim.booked:f}; Odoo had {found.then:f} then.")
        if claim is not None and claim.counted_at is None:
            told.append("No time is told, so the end of the day of the count is taken, or when it was told.")
        reserved = stock.total(one.reserved for one in self.snapshot.here)
        if reserved > found.counted + found.now - found.then:
            told.append(
                f"{self._much(reserved)} are held for transfers: taken as counted, some of them lose their goods."
            )
        if len(self.snapshot.here) > 1:
            told.append(
                f"There are {len(self.snapshot.here)} lots, packages or the like in it; each is corrected by itself."
            )
        if self.snapshot.adjusted:
            told.append(self._again())
        return "\n".join(told)


def _ask(
    snapshot: CountSnapshot,
    drafting: Drafting,
    people: Sequence[Person],
    roles: Sequence[Role],
    record: RecordRef,
    *,
    summary: str,
    note: str,
    facts: Sequence[str],
) -> str | None:
    """A to-do for the first role that anybody holds; none: nobody does."""
    who = next((one for role in roles if (one := assignee(people, role)) is not None), None)
    if who is None:
        return None
    work = snapshot.habits.work.at(snapshot.place.warehouse_id if snapshot.place else None)
    return to_do(
        drafting, who, record, summary=summary, note=note, read_at=snapshot.read_at, zone=snapshot.zone, work=work,
        facts=facts, sure=0.9, currency=snapshot.currency,
    )  # fmt: skip
