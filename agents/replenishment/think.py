"""The replenishment playbook: a snapshot in, one proposal with options out. Pure, and needs no model."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from agents.analysis.drafting import Drafting, note_claims
from agents.analysis.finding_out import find_out
from agents.analysis.todo import assignee
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
        """The best of all, then its parts alone, then that somebody buys in another way."""
        moves = [self.make.transfer(one) for one in plan.moved]
        mends = [self.make.mend(flaw) for flaw in wrong]
        left = self.short.missing - sum(int(one.quantity) for one in plan.comes)
        buys = [one for each in plan.bought if (one := self.make.buy(each, facts))]
        ask = None if buys else self._ask(plan, left, facts)
        if ask is not None and moves and left <= 0:
            # All that is missing comes from elsewhere.
            self.drafting.exclude(ask, moves)
        ordered_by_odoo = bool(mends) and not moves and not plan.drafted
        asked = [ask] if ask is not None and left > 0 and not ordered_by_odoo else []
        parts = {"transfer": moves, "buy": [*buys, *asked], "mend": mends}
        best = [name for name, actions in parts.items() if actions]
        for names in [best, *([name] for name in best if len(best) > 1 and name != "buy")]:
            self._option(names, plan, parts, recommended=names == best)
        if ask is not None and ask not in asked:
            self.drafting.option(
                "buy",
                label="Let procurement buy",
                effect=self._to_buy(plan, left),
                cost="The goods are bought although others may lie elsewhere." if moves else "What the goods cost.",
                actions=[ask],
                recommended=not best,
            )

    def _option(self, names: list[str], plan: Remedy, parts: dict[str, list[str]], *, recommended: bool) -> None:
        """One way to answer, of one or several parts."""
        share = plan.model_copy(
            update={
                "moved": plan.moved if "transfer" in names else (),
                "bought": plan.bought if "buy" in names else (),
            }
        )
        labels = {
            "transfer": f"Move {self.make.words(sum(one.quantity for one in plan.moved))} to {self.place}",
            "buy": self._buy_words(plan),
            "mend": "Set the reorder rule right",
        }
        label = ", ".join(labels[name] if name == names[0] else _lowered(labels[name]) for name in names)
        if names == ["mend"]:
            effect = "Odoo orders in time from now on; what is missing now comes with the next order."
            cost = f"{self.place} runs out {self._when(self.short.runs_out())} all the same."
        else:
            effect, cost = self._effect(share), self._cost(share)
            if "mend" in names:
                effect += " Odoo orders in time from now on."
        self.drafting.option(
            "_and_".join(names),
            label=label,
            effect=effect,
            cost=cost,
            actions=[one for name in names for one in parts[name]],
            recommended=recommended,
        )

    def _buy_words(self, plan: Remedy) -> str:
        if plan.drafted:
            return f"Have {', '.join(one.order.name for one in plan.drafted)} confirmed"
        if not plan.bought:
            return "Let procurement buy"
        vendors = " and ".join(dict.fromkeys(one.offer.vendor for one in plan.bought))
        return f"Draft an order for {self.make.words(sum(one.quantity for one in plan.bought))} at {vendors}"

    def _to_buy(self, plan: Remedy, left: int) -> str:
        """What procurement is asked for, where the desk drafts no order itself."""
        if plan.drafted:
            told = "; ".join(
                f"{one.order.name}{f' at {one.vendor.name}' if one.vendor else ''} over {self.make.words(one.quantity)}"
                for one in plan.drafted
            )
            return f"Nobody has confirmed {told}: confirm it, or cancel it and buy otherwise."
        return (
            f"{self.make.words(max(left, 0) or self.short.missing)} must be bought, faster than usual if anybody can."
        )

    def _ask(self, plan: Remedy, left: int, facts: list[str]) -> str | None:
        note = f"{self._summary([])}\n\n{self._to_buy(plan, left)}"
        return self.make.ask(f"Buy {self.name} for {self.place}", note, facts)

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
        if not plan.comes:
            return self._to_buy(plan, self.short.missing)
        then = self.short.runs_out(plan.comes)
        told = [
            f"{one.giver.warehouse.name} keeps {self.make.words(one.giver.on_hand - one.quantity)}"
            for one in plan.moved
        ]
        told += [f"{one.offer.words(one.quantity)}, once it is confirmed" for one in plan.bought]
        lasts = "lasts a quarter" if then is None else f"lasts until {words_of(self._day(then))}"
        first, arrives = self.short.runs_out(), min(one.day for one in plan.comes)
        gap = ""
        if first is not None and self._day(first) < arrives:
            gap = f" It is without from {words_of(self._day(first))} until they arrive on {words_of(arrives)}."
            lasts = "has some again"
        return f"{self.place} {lasts}.{gap} {'; '.join(told)}."

    def _cost(self, plan: Remedy) -> str:
        said = []
        if plan.moved:
            known = [one.trip.cost for one in plan.moved if one.trip.cost is not None]
            trips = (
                f"{self.make.money(sum(known, Decimal(0)))} for {len(known)} {'trip' if len(known) == 1 else 'trips'}"
            )
            unknown = len(known) < len(plan.moved)
            said.append("The work of moving them; what the trip costs nobody said" if unknown else trips)
        if plan.bought:
            total = sum((one.offer.cost(one.quantity) for one in plan.bought), Decimal(0))
            said.append(f"{self.make.money(total)} without tax for the goods")
        return f"{'; '.join(said)}." if said else "What the goods cost."

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


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]


def _unknown(snapshot: ReplenishmentSnapshot, drafting: Drafting, said: list[str]) -> ProposalDraft:
    """Somebody says that goods lie in the wrong place, and not which or where: a person finds out."""
    what = "Which product runs out at which warehouse is not said; somebody must find out."
    record = snapshot.file.partner or next(iter(snapshot.file.records), None)
    who = assignee(snapshot.people, Role.PROCUREMENT)
    return find_out(
        snapshot,
        drafting,
        who,
        record,
        what=what,
        summary="Which product runs out, and where?",
        note="\n".join([what, *(claim.label() for claim in snapshot.file.claims)]),
        label="Let procurement find out",
        effect="Whoever buys asks what is meant.",
        if_nobody_acts=NO_ANSWER,
        facts=said,
    )
