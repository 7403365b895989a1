"""The replenishment playbook: a snapshot in, one proposal with options out. Pure, and needs no model."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from agents.analysis.drafting import Drafting, note_claims
from agents.analysis.todo import assignee, to_do
from agents.replenishment.actions import ReplenishmentActions
from agents.replenishment.cover import StockStanding, standings
from agents.replenishment.exhibit import cover_bars
from agents.replenishment.remedies import Flaw, Remedy, flaws, remedy, says_its_lead_time
from agents.replenishment.snapshot import ReplenishmentSnapshot
from agents.specialist import Counts
from cases.actions.base import words_of
from cases.models import ProposalDraft
from cases.roles import Role
from tools.odoo.models import Product

NO_ANSWER = "The report stays unanswered."


def think(snapshot: ReplenishmentSnapshot, counts: Counts) -> ProposalDraft:
    """What should be done about a product that runs out somewhere, as options with effect and cost."""
    drafting = Drafting(snapshot.read_at, counts)
    said = list(note_claims(drafting.ledger, snapshot.file).values())
    found = standings(snapshot)
    short = next((one for one in found if one.warehouse.id == snapshot.short_at), None)
    if snapshot.product is None or short is None:
        return _unknown(snapshot, drafting, said)
    return _Plan(snapshot, snapshot.product, drafting, found, short, said).proposal()


class _Plan:
    """One shortage thought through."""

    def __init__(
        self,
        snapshot: ReplenishmentSnapshot,
        product: Product,
        drafting: Drafting,
        found: list[StockStanding],
        short: StockStanding,
        said: list[str],
    ) -> None:
        self.snapshot, self.drafting, self.found, self.short = snapshot, drafting, found, short
        self.product = product
        self.make = ReplenishmentActions(drafting, snapshot, product, short, said)
        self.place, self.name = short.warehouse.name, self.make.name

    def proposal(self) -> ProposalDraft:
        facts = [self._lead_fact()]
        for one in self.found:
            facts += [self.make.stock_fact(one), self.make.demand_fact(one)]
        if not self.short.missing:
            return self.drafting.proposal(
                summary=self._lasts(),
                if_nobody_acts="",
                exhibit=cover_bars(self.snapshot, self.product, self.found, self.short, Remedy(), ()),
            )
        plan, wrong = remedy(self.snapshot, self.found, self.short), flaws(self.found, self.short)
        self._options(plan, wrong, facts)
        return self.drafting.proposal(
            summary=self._summary(wrong),
            if_nobody_acts=f"{self.place} runs out {self._when(self.short.runs_out())}; ordered today, the next goods "
            f"come on {words_of(self.snapshot.today + timedelta(days=self.short.lead_days))}.",
            needed_by=self._needed_by(),
            exhibit=cover_bars(self.snapshot, self.product, self.found, self.short, plan, wrong),
        )

    def _options(self, plan: Remedy, wrong: list[Flaw], facts: list[str]) -> None:
        moves = [self.make.transfer(one) for one in plan.moved]
        mends = [self.make.mend(flaw) for flaw in wrong]
        if moves:
            self.drafting.option(
                "transfer",
                label=f"Move {self.make.words(sum(one.quantity for one in plan.moved))} to {self.place}",
                effect=self._effect(plan),
                cost=self._cost(plan),
                actions=moves,
                recommended=not mends,
            )
        if moves and mends:
            self.drafting.option(
                "transfer_and_mend",
                label="Move them, and set the reorder rule right",
                effect=f"{self._effect(plan)} Odoo orders in time from now on.",
                cost=self._cost(plan),
                actions=[*moves, *mends],
                recommended=True,
            )
        if mends:
            self.drafting.option(
                "mend",
                label="Set the reorder rule right",
                effect="Odoo orders in time from now on; what is missing now comes with the next order.",
                cost=f"{self.place} runs out {self._when(self.short.runs_out())} all the same.",
                actions=mends,
                recommended=not moves and not plan.bought,
            )
        self._buying(plan, facts, moves, recommended=not moves and (bool(plan.bought) or not mends))

    def _buying(self, plan: Remedy, facts: list[str], moves: list[str], *, recommended: bool) -> None:
        """Procurement is asked: nothing is ordered by the desk."""
        offers = [
            f"{one.quantity} from {one.vendor.vendor.name} at {self.make.money(one.vendor.price)} each, "
            f"{self.make.money(one.cost)} in all, by {words_of(one.arrives)}"
            for one in plan.bought
        ]
        left = max(self.short.missing - sum(int(one.quantity) for one in plan.comes), 0)
        if offers:
            what = f"Buy {'; '.join(offers)}."
        else:
            what = f"{self.make.words(left or self.short.missing)} must be bought, faster than usual if anybody can."
        note = f"{self._summary([])}\n\n{what}"
        action = self.make.ask(f"Buy {self.name} for {self.place}", note, facts)
        if action is None:
            return
        if moves and not left and not plan.bought:
            # All that is missing comes from elsewhere, or all of it is bought.
            self.drafting.exclude(action, moves)
        self.drafting.option(
            "buy",
            label="Let procurement buy",
            effect=what,
            cost="The goods are bought although others may lie elsewhere." if plan.moved else "What the goods cost.",
            actions=[action],
            recommended=recommended,
        )

    def _lasts(self) -> str:
        return f"{self.name} lasts at {self.place} until an order comes. Nothing is to be done."

    def _summary(self, wrong: list[Flaw]) -> str:
        missing = self.make.words(self.short.missing)
        why = f" {wrong[0].why}." if wrong else ""
        return (
            f"{self.place} runs out of {self.name} {self._when(self.short.runs_out())}; {missing} are missing until an "
            f"order could come.{why}"
        )

    def _effect(self, plan: Remedy) -> str:
        then = self.short.runs_out(plan.comes)
        stays = "; ".join(
            f"{one.giver.warehouse.name} keeps {self.make.words(one.giver.on_hand - one.quantity)}"
            for one in plan.moved
        )
        lasts = "lasts a quarter" if then is None else f"lasts until {words_of(self._day(then))}"
        first, arrives = self.short.runs_out(), min((one.arrives for one in plan.moved), default=None)
        gap = ""
        if first is not None and arrives is not None and self._day(first) < arrives:
            gap = f" It is without from {words_of(self._day(first))} until they arrive on {words_of(arrives)}."
            lasts = "has some again"
        return f"{self.place} {lasts}.{gap} {stays}."

    def _cost(self, plan: Remedy) -> str:
        known = [one.trip.cost for one in plan.moved if one.trip.cost is not None]
        if len(known) < len(plan.moved):
            return "The work of moving them; what the trip costs nobody said."
        return f"{self.make.money(sum(known, Decimal(0)))} for {len(known)} {'trip' if len(known) == 1 else 'trips'}."

    def _when(self, days: int | None) -> str:
        return "within a quarter" if days is None else "today" if days == 0 else f"on {words_of(self._day(days))}"

    def _day(self, days: int) -> date:
        return self.snapshot.today + timedelta(days=days)

    def _lead_fact(self) -> str:
        return self.drafting.ledger.reckoned(says_its_lead_time(self.snapshot), self.short.lead_days)

    def _needed_by(self) -> datetime | None:
        """The evening before it runs out; None: it has already."""
        out = self.short.runs_out()
        if not out:
            return None
        zone = ZoneInfo(self.snapshot.zone_of(self.short.warehouse.id))
        moment = datetime.combine(self._day(out), time(0), zone)
        return moment if moment > self.snapshot.read_at else None


def _unknown(snapshot: ReplenishmentSnapshot, drafting: Drafting, said: list[str]) -> ProposalDraft:
    """Somebody says that goods lie in the wrong place, and not which or where: a person finds out."""
    what = "Which product runs out at which warehouse is not said; somebody must find out."
    record = snapshot.file.partner or next(iter(snapshot.file.records), None)
    who = assignee(snapshot.people, Role.PROCUREMENT)
    if record is None or who is None:
        return drafting.proposal(summary=what, if_nobody_acts=NO_ANSWER)
    action = to_do(
        drafting,
        who,
        record,
        summary="Which product runs out, and where?",
        note="\n".join([what, *(claim.label() for claim in snapshot.file.claims)]),
        read_at=snapshot.read_at,
        zone=snapshot.habits.zone,
        work=snapshot.habits.work.company,
        facts=said,
        sure=1.0,
    )
    drafting.option(
        "ask",
        label="Let procurement find out",
        effect="Whoever buys asks what is meant.",
        cost="A few minutes of their time.",
        actions=[action],
        recommended=True,
    )
    return drafting.proposal(summary=what, if_nobody_acts=NO_ANSWER)
