"""One promise thought through: what is missing, what closes it at what cost, who is told. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from agents.analysis.buying import buy
from agents.analysis.drafting import Drafting, record_of
from agents.analysis.ranking import importance
from agents.analysis.todo import Assignee, assignee, to_do
from agents.inbound.customers import CustomerActions
from agents.inbound.hurt import Touched
from agents.inbound.promises.gaps import PromiseStanding
from agents.inbound.promises.remedies import (
    Closing,
    by_purchase,
    by_transfer,
    drafted,
    on_its_way,
    orders_itself,
    replaceable,
)
from agents.inbound.promises.snapshot import SALE, PromiseSnapshot
from agents.inbound.promises.words import LEADS, GapWords
from agents.inbound.purchases import PlannedPurchase
from cases.actions.base import moment_on, words_of
from cases.claims import RecordRef
from cases.models import ProposalDraft
from cases.roles import Role
from tools.odoo.models import SaleOrder

# That goods come on the day they are planned for is a plan, not a fact; that a vendor keeps its list's days, a hope.
PLANNED, LISTED = 0.9, 0.8


class PromisePlan:
    """Options for one order, or quotation, whose promise cannot be kept.

    Args:
        snapshot: what was read.
        sale: the order.
        standing: how it stands.
        drafting: the proposal in the making.
        said: the facts that the reports gave.
    """

    def __init__(
        self,
        snapshot: PromiseSnapshot,
        sale: SaleOrder,
        standing: PromiseStanding,
        drafting: Drafting,
        said: Sequence[str],
    ) -> None:
        self.snapshot, self.sale, self.standing, self.drafting = snapshot, sale, standing, drafting
        self.words = GapWords(snapshot, standing)
        self.actions = CustomerActions(drafting, snapshot, sure=1.0, days=PLANNED)
        self.one = self._touched(standing)
        self.moved = by_transfer(snapshot, standing)
        self.buyer = assignee(snapshot.people, Role.PROCUREMENT)
        # Nothing is bought that we have, or that nobody would confirm.
        kept = self.moved is not None and self.moved.keeps
        self.bought = None if kept or self.buyer is None else by_purchase(snapshot, standing)
        ledger = drafting.ledger
        self.facts = [*said, self.actions.sale_fact(self.one)]
        self.facts += [ledger.reckoned(self.words.why(gap), gap.short, gap.can_on) for gap in standing.gaps]
        self.leads = list(dict.fromkeys(self.words.leads()))[:LEADS]
        self.facts += [ledger.reckoned(lead) for lead in self.leads]
        if others := self.words.short_too():
            self.facts.append(
                ledger.reckoned(
                    f"The same goods are missing for {others}, each a case of its own; what comes is "
                    "reserved by priority and date"
                )
            )

    def _touched(self, standing: PromiseStanding) -> Touched:
        """The order as the actions about customers take it, when it can leave as this standing says."""
        mine = [move for move in self.snapshot.moves if move.sale_order and move.sale_order.id == self.sale.id]
        return Touched(
            sale=self.sale,
            promise=self.standing.promise,
            before=None,
            after=standing.leaves,
            needs={},
            products=tuple({gap.item.id: gap.item for gap in self.standing.gaps}.values()),
            moves=tuple(move for move in mine if move.ends_at_customer),
            importance=importance(self.sale.customer.tags, self.snapshot.habits.weights),
            value=self.snapshot.value,
        )

    # Whom to ask

    def _seller(self) -> Assignee | None:
        who = self.sale.salesperson
        if who is not None:
            return Assignee(uid=who.id, name=who.name, role=Role.SALES)
        return assignee(self.snapshot.people, Role.SALES)

    def _ask(self, who: Assignee | None, summary: str, why: str, about: RecordRef | None = None) -> str | None:
        """A to-do, on the order where nothing else is named; none: nobody is known who could be asked."""
        if who is None:
            return None
        return to_do(
            self.drafting,
            who,
            about or record_of(SALE, self.sale.id, self.sale.name),
            summary=summary,
            note="\n".join([why, *self.leads]),
            read_at=self.snapshot.read_at,
            zone=self.snapshot.habits.zone,
            work=self.snapshot.habits.work.company,
            facts=self.facts,
            sure=1.0,
            currency=self.snapshot.currency,
        )

    # The proposal

    def proposal(self) -> ProposalDraft:
        """The options side by side, one recommended."""
        if self.snapshot.is_quotation:
            self._offered()
        else:
            self._ordered()
        return self.drafting.proposal(summary=self._summary(), if_nobody_acts=self._lost(), needed_by=self._needed_by())

    def _ordered(self) -> None:
        """An order: keep the promise, or give it another day and say so."""
        revise, tell = self._another_day(self.standing, ())
        accept = [one for one in (revise, tell) if one]
        by_hand = self._by_hand()
        accept += [by_hand] if by_hand else []
        find = None if self.standing.leaves else self._find()
        accept += [find] if find else []
        best = self._best()
        waits = [line.order.name for line in drafted(self.snapshot, self.standing)] if find and best is None else []
        if accept:
            self._accept(accept, recommended=best is None and not waits)
        if find and waits:
            self.drafting.option(
                "confirm",
                label=f"First have {' and '.join(dict.fromkeys(waits))} confirmed",
                effect="Whoever buys confirms it, or says why not; nobody is told that it is late before.",
                cost="The customer hears later, if it does not come in time.",
                actions=[find],
                recommended=True,
            )
        moves = self._transfer(accept, by_hand, recommended=best is not None and best is self.moved)
        drafts = self._buy(accept, tell, moves, recommended=best is not None and best is self.bought)
        for one in (*moves, *drafts):
            # Nobody is asked for a day that an approved remedy gives.
            self.drafting.exclude(one, [find] if find else [])

    def _best(self) -> Closing | None:
        """What is recommended rather than another day: goods that we have, else goods that nobody has ordered yet."""
        if self.moved is not None and self.moved.keeps:
            return self.moved
        if self.bought is not None and self.bought.keeps and self._needed_anyway():
            return self.bought
        return self.moved

    def _needed_anyway(self) -> bool:
        """Whether nothing that was ordered, or will be by itself, brings it: to buy it makes no stock too much."""
        return not any(
            on_its_way(self.snapshot, gap, place) or orders_itself(self.snapshot, gap, place)
            for gap, place in replaceable(self.standing)
        )

    def _another_day(
        self, standing: PromiseStanding, depends_on: Sequence[str], *facts: str
    ) -> tuple[str | None, str | None]:
        """The promise as it can really be kept and the letter that says so; without a known day, a letter alone."""
        one = self._touched(standing)
        revise = None
        if standing.leaves is not None:
            if self.sale.locked:
                return None, None
            revise = self.actions.revise(one, depends_on, [*self.facts, *facts])
        return revise, self.actions.tell(one, revise, [*self.facts, *facts])

    def _by_hand(self) -> str | None:
        """A to-do for sales, where the desk cannot promise or write itself."""
        whys = []
        if self.sale.locked and self.standing.leaves:
            whys.append(
                f"{self.sale.name} is locked: promise it for {words_of(self.standing.leaves)} by hand, and tell "
                f"{self.sale.customer.name}."
            )
        if not self.sale.customer.email:
            whys.append(f"{self.sale.customer.name} has no mail address in Odoo: tell them by telephone.")
        return self._ask(self._seller(), whys[0], "\n".join([*whys, self._summary()])) if whys else None

    def _find(self) -> str | None:
        """A to-do for procurement, where nobody knows when the goods come: on what they may open in Odoo."""
        orders = [line.order for line in drafted(self.snapshot, self.standing)] or list(self.standing.overdue)
        goods = self.standing.gaps[0].product
        model, of = ("purchase.order", orders[0]) if orders else ("product.product", goods)
        about = record_of(model, of.id, of.name)
        return self._ask(self.buyer, f"Get a day for what {self.sale.name} lacks", self._summary(), about)

    def _accept(self, actions: Sequence[str], *, recommended: bool) -> None:
        name, customer, leaves = self.sale.name, self.sale.customer.name, self.standing.leaves
        late = self.one.late_days
        if leaves is not None:
            label = f"Promise it for {words_of(leaves)} and tell the customer"
            effect = f"{name} leaves {late} days later than promised, and {customer} hears it from us."
            cost = "A broken promise."
        else:
            label = "Warn the customer and get a day"
            effect = f"{customer} is told that a day will follow; nothing is promised before there is one."
            cost = "A broken promise, for nobody knows how long."
        self.drafting.option("accept", label=label, effect=effect, cost=cost, actions=actions, recommended=recommended)

    def _transfer(self, accept: Sequence[str], by_hand: str | None, *, recommended: bool) -> list[str]:
        """The option to bring goods from elsewhere; gives back the transfers."""
        found = self.moved
        if found is None:
            return []
        moves = [self.actions.transfer(one, [self.one]) for one in found.transfers]
        actions = list(moves)
        for move in moves:
            # A promise that holds is not revised and nobody is told that it breaks; else they hear another day.
            self.drafting.exclude(move, [one for one in accept if found.keeps or one != by_hand])
        if found.keeps:
            effect = f"{self.sale.name} is kept."
        else:
            mine = [one for one in self._another_day(found.then, moves, self._then_fact(found)) if one]
            for one in mine:
                self.drafting.exclude(one, [each for each in accept if each != by_hand])
            actions += [*mine, *([by_hand] if by_hand else [])]
            effect = f"{self.sale.name} can leave on {words_of(found.then.leaves)}, and is promised for that day."
        givers = dict.fromkeys(self.snapshot.warehouse(one.from_warehouse).name for one in found.transfers)
        self.drafting.option(
            "transfer",
            label=f"Bring goods from {' and '.join(givers)}",
            effect=f"{effect}{self._others()}",
            cost=f"Carriage between warehouses, for goods worth {found.cost:,.2f} {self.snapshot.currency}.",
            actions=actions,
            recommended=recommended,
        )
        return moves

    def _others(self) -> str:
        others = self.words.short_too()
        return f" {others} lack the same, and may be given them first." if others else ""

    def _then_fact(self, found: Closing) -> str:
        given = " and ".join(f"{one.quantity:f} of {one.product.name}" for one in found.transfers)
        then = words_of(found.then.leaves)
        return self.drafting.ledger.reckoned(
            f"With {given} from elsewhere {self.sale.name} can leave on {then}", found.then.leaves
        )

    def _buy(self, accept: Sequence[str], tell: str | None, moves: Sequence[str], *, recommended: bool) -> list[str]:
        """The option to buy from somebody else; gives back the drafts."""
        found = self.bought
        if found is None:
            return []
        drafts = [draft for one in found.purchases if (draft := self._draft(one))]
        if not drafts:
            return []
        for draft in drafts:
            self.drafting.exclude(draft, [*moves, *(accept if found.keeps else ())])
        vendors = " and ".join(dict.fromkeys(one.offer.vendor for one in found.purchases))
        effect = f"{self.sale.name} is kept, once the order is confirmed."
        if not found.keeps:
            effect = (
                f"{self.sale.name} could leave on {words_of(found.then.leaves)}, once the order is confirmed; until "
                "then that day is promised to nobody."
            )
        anyway = "." if self._needed_anyway() else ", and as much stock more than was wanted."
        self.drafting.option(
            "buy",
            label=f"Buy from {vendors}",
            effect=f"{effect}{self._others()}",
            cost=f"{found.cost:,.2f} {self.snapshot.currency} without tax{anyway}",
            actions=[*drafts, *([tell] if tell and not found.keeps else [])],
            recommended=recommended,
        )
        return drafts

    def _draft(self, one: PlannedPurchase) -> str | None:
        who = self.buyer
        if who is None:
            return None
        gap = next(
            gap
            for gap, place in replaceable(self.standing)
            if (gap.product.id, place) == (one.product.id, one.warehouse_id)
        )
        still = "; ".join(
            f"{line.order.name} ({line.quantity.normalize():f})"
            for line in on_its_way(self.snapshot, gap, one.warehouse_id)
        )
        return buy(
            self.drafting,
            one.offer,
            one.quantity,
            product=one.product,
            name=one.name,
            warehouse=self.snapshot.warehouse(one.warehouse_id),
            who=who,
            currency=self.snapshot.currency,
            zone=self.snapshot.zone_of(one.warehouse_id),
            arrival_hour=self.snapshot.habits.arrival_hour,
            on_order=self.snapshot.on_order,
            sure=LISTED,
            rationale=f"{one.offer.vendor} could deliver {self.words.amount(gap)} by {words_of(one.offer.arrives)}.",
            facts=self.facts,
            still_comes=still[:300],
            for_orders=[self.sale.name],
        )

    # A quotation

    def _offered(self) -> None:
        """A quotation: whoever made it sets the day right; nothing is bought or confirmed for it."""
        leaves = self.standing.leaves
        can = f"offer {words_of(leaves)} instead" if leaves else "offer no day before one is known"
        told = [self._summary(), f"Before it is ordered, {can}."]
        if self.moved is not None and self.moved.keeps:
            givers = " and ".join(self.snapshot.warehouse(one.from_warehouse).name for one in self.moved.transfers)
            told.append(f"{givers} could spare what is missing, and send it in time.")
        if self.bought is not None and self.bought.keeps:
            told += [f"To be bought: {one.offer.words(one.quantity)}." for one in self.bought.purchases]
        day = words_of(self.standing.promise.day)
        ask = self._ask(self._seller(), f"{self.sale.name} offers {day}, which cannot be kept", "\n".join(told))
        if ask is not None:
            self.drafting.option(
                "ask",
                label="Have the offer set right",
                effect=f"{self.sale.name} is not ordered for a day that cannot be kept; nothing is confirmed here.",
                cost="A later day may cost the order.",
                actions=[ask],
                recommended=True,
            )
        if self.moved is not None and self.moved.keeps:
            moves = [self.actions.transfer(one, [self.one]) for one in self.moved.transfers]
            self.drafting.option(
                "transfer",
                label="Bring the goods before it is ordered",
                effect=f"{self.sale.name} could be kept, should it be ordered.",
                cost=f"Carriage for goods worth {self.moved.cost:,.2f} {self.snapshot.currency}, not ordered yet.",
                actions=moves,
                recommended=False,
            )

    # Words

    def _summary(self) -> str:
        how = "is offered for" if self.snapshot.is_quotation else "is promised for"
        leaves = self.standing.leaves
        can = f"It can leave on {words_of(leaves)}." if leaves else "Nobody knows when it can leave."
        return (
            f"{self.sale.name} for {self.sale.customer.name} {how} {words_of(self.standing.promise.day)}. "
            f"{self.words.summary}. {can}"
        )

    def _lost(self) -> str:
        day = words_of(self.standing.promise.day)
        if self.snapshot.is_quotation:
            return f"{self.sale.customer.name} may order {self.sale.name} for {day}, and will not have it then."
        worth = f"{self.one.value:,.2f} {self.snapshot.currency}"
        late = f"{self.one.late_days} days late" if self.one.late_days else "for nobody knows how long"
        drafts = ", ".join(dict.fromkeys(line.order.name for line in drafted(self.snapshot, self.standing)))
        more = f" {drafts} waits to be confirmed." if drafts else ""
        return (
            f"Broken without a word: {self.sale.name} for {self.sale.customer.name} on {day} ({worth}, {late}).{more}"
        )

    def _needed_by(self) -> datetime | None:
        """The first moment after which deciding helps less: the promise, or when a transfer must leave."""
        hour = self.snapshot.habits.dispatch_hour
        moments = [self.standing.promise.at] if self.standing.promise.at else []
        if self.moved is not None:
            moments += [
                moment_on(one.leaves, hour, self.snapshot.zone_of(one.from_warehouse)) for one in self.moved.transfers
            ]
        return min((moment for moment in moments if moment > self.snapshot.read_at), default=None)
