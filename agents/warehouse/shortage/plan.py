"""One shortage thought through: where to look, who could wait, what can be brought, and what each way costs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from agents.analysis import stock
from agents.analysis.drafting import Drafting, record_of
from agents.warehouse.shortage.actions import CENT, ShortageActions, open_value
from agents.warehouse.shortage.notes import count_note, holders_words, is_checking, to_count
from agents.warehouse.shortage.remedies import SentGoods, bought, brought, wanted
from agents.warehouse.shortage.shelves import MissingLine
from agents.warehouse.shortage.snapshot import ShortageSnapshot
from cases.actions.base import moment_on, words_of
from cases.models import ProposalDraft
from cases.roles import Role


class ShortagePlan:
    """The options for one transfer.

    Args:
        snapshot: what was read.
        lines: all that it lacks and does not get in time.
        drafting: the proposal in the making.
        facts: what reports and people say.
    """

    def __init__(
        self, snapshot: ShortageSnapshot, lines: Sequence[MissingLine], drafting: Drafting, facts: Sequence[str]
    ) -> None:
        self.snapshot, self.lines, self.drafting = snapshot, list(lines), drafting
        first = self.lines[0]
        self.warehouse, self.promised = first.warehouse, first.promised
        self.sale = snapshot.sale_of(first.move)
        picking = first.move.picking
        self.about = record_of("stock.picking", picking.id if picking else 0, picking.name if picking else "")
        self.actions = ShortageActions(drafting, snapshot, self.warehouse, facts)
        self.facts = self._known()
        self._promises: list[str] = []

    def proposal(self) -> ProposalDraft:
        """The proposal: evidence first, then the options, one recommended."""
        needs = wanted(self.snapshot, self.lines)
        sent = brought(self.snapshot, needs)
        there = {one.product.id: one.quantity for one in sent}
        complete = bool(needs) and all(there.get(one.product.id, 0) >= one.quantity for one in needs)
        arrives = self.actions.work.next(max(one.arrives for one in sent)) if sent and complete else None
        keeps = arrives is not None and self.promised is not None and arrives <= self.promised
        comes = self._comes()
        looks, asks = self._looks(), self._asks()
        best = next(
            name
            for name, is_it in (
                ("count", looks is not None),
                ("transfer", bool(sent) and keeps),
                ("reallocate", asks is not None),
                ("transfer", bool(sent)),
                ("later", comes is not None),
                ("buy", True),
            )
            if is_it
        )
        if looks is not None:
            self._option_look(looks, recommended=best == "count")
        if asks is not None:
            self._option_ask(asks, recommended=best == "reallocate")
        if sent:
            self._option_transfer(sent, arrives, keeps=keeps, recommended=best == "transfer")
        if comes is not None:
            self._option_later(comes, recommended=best == "later")
        if not complete and comes is None and not any(one.bins for one in self.lines):
            self._option_buy(sent, recommended=best == "buy")
        return self.drafting.proposal(summary=self._summary(), if_nobody_acts=self._lost(), needed_by=self._needed_by())

    # What is known

    def _known(self) -> list[str]:
        make, facts = self.actions, list[str]()
        for one in self.lines:
            facts.append(make.line_fact(one))
            facts += [make.place_fact(place) for place in (*one.shelved, *one.elsewhere)]
            facts += [make.holder_fact(holder, one) for holder in one.holders]
            facts.append(make.come_fact(one))
        if self.sale is not None:
            facts.append(make.sale_fact(self.sale, self.promised))
        return list(dict.fromkeys(facts))

    def _comes(self) -> date | None:
        """The day on which all of it can leave by what is on the way; none: of some of it nobody knows one."""
        days = [one.leaves for one in self.lines]
        known = [day for day in days if day is not None]
        return max(known) if known and len(known) == len(days) else None

    # Somebody looks, somebody decides

    def _looks(self) -> str | None:
        """Bins are counted, and what lies elsewhere in the house is looked at."""
        reported = self.snapshot.reported
        lines = [one for one in self.lines if to_count(one, reported=reported) or one.elsewhere]
        if not lines:
            return None
        bins = [place for one in lines for place in to_count(one, reported=reported)]
        what = ", ".join(dict.fromkeys(one.move.product.name for one in lines))
        verb = f"Count {bins[0].words}" if bins else f"Look in {lines[0].elsewhere[0].words}"
        more = f" and {len(bins) - 1} more" if len(bins) > 1 else ""
        note = count_note(self.actions, self.lines, reported=reported, checking=self.snapshot.habits.returns_location)
        return self.actions.ask(
            self.snapshot.staff,
            (Role.WAREHOUSE, Role.WAREHOUSE_MANAGER),
            self.about,
            summary=f"{verb}{more} for {what}: {self.about.label} lacks it",
            note=note,
            facts=self.facts,
        )

    def _option_look(self, action: str, *, recommended: bool) -> None:
        reported = self.snapshot.reported
        counted = any(to_count(one, reported=reported) for one in self.lines)
        others = [place for one in self.lines for place in one.elsewhere]
        walked = [place for one in self.lines for place in (*to_count(one, reported=reported), *one.elsewhere)]
        many = len({one.location.id for one in walked})
        to_check = [one for one in others if is_checking(one, self.snapshot.habits.returns_location)]
        label = "Count the bins first" if counted else "Look where else in the house it lies"
        if not counted and len(to_check) == len(others):
            label = "Ask whether what waits for its check may be taken"
        self.drafting.option(
            "count",
            label=label,
            effect="Before anybody is promised another day somebody sees whether the goods are there; "
            "the book is not touched.",
            cost=f"A walk to {many} {'place' if many == 1 else 'places'}; {self.about.label} waits for it.",
            actions=[action],
            recommended=recommended,
        )

    def _asks(self) -> str | None:
        """Sales is asked whether somebody who was promised it for later can wait."""
        lines = [one for one in self.lines if one.waiting]
        if not lines:
            return None
        note = "\n".join(
            f"{one.move.product.name}: {self.actions.much(one.missing, one.move.product.id)} are missing for "
            f"{self._whose()}, promised for {words_of(one.promised) or 'no day'}; "
            f"{holders_words(self.actions, one)}."
            for one in lines
        )
        first = lines[0].waiting[0]
        whom = first.customer or first.picking.name
        return self.actions.ask(
            self.snapshot.sellers,
            (Role.SALES, Role.SALES_MANAGER),
            self.about,
            summary=f"Can {whom} wait? {self.about.label} is due and lacks what is held for {first.picking.name}",
            note=f"{note}\nIf they can wait, tell the warehouse to release it there and to reserve it here: nothing is "
            "taken from anybody by the desk.",
            facts=self.facts,
            sure=0.8,
        )

    def _option_ask(self, action: str, *, recommended: bool) -> None:
        waiting = [holder for one in self.lines for holder in one.waiting]
        names = ", ".join(
            dict.fromkeys(
                f"{one.customer or one.picking.name} ({words_of(one.promised) or 'no day'})" for one in waiting
            )
        )
        self.drafting.option(
            "reallocate",
            label="Ask sales whether somebody else can wait",
            effect=f"{self._whose()} may get what is held for a later day.",
            cost=f"Who would have to wait: {names}.",
            actions=[action],
            recommended=recommended,
        )

    # Goods come

    def _option_transfer(
        self, sent: Sequence[SentGoods], arrives: date | None, *, keeps: bool, recommended: bool
    ) -> None:
        moves = [self.actions.transfer(one, self.sale, self.facts) for one in sent]
        letters = [] if keeps or arrives is None else self._later(arrives, "The goods come from elsewhere.", moves)
        words = ", ".join(
            f"{self.actions.much(one.quantity, one.product.id)} from {one.spare.warehouse.name}" for one in sent
        )
        leaves = (
            f"{self.about.label} can leave on {words_of(arrives)}" if arrives else "A part of what is missing comes"
        )
        worth = stock.total(
            one.quantity * (one.product.list_price if one.product.cost is None else one.product.cost) for one in sent
        ).quantize(CENT)
        late = "" if keeps else " The promise is not kept."
        self.drafting.option(
            "transfer",
            label=f"Bring {words}",
            effect=f"{leaves}{', and the promise is kept' if keeps else ''}.",
            cost=f"Goods worth {worth:.2f} {self.snapshot.currency} leave {sent[0].spare.warehouse.name}.{late}",
            actions=[*moves, *letters],
            recommended=recommended,
        )

    def _option_later(self, day: date, *, recommended: bool) -> None:
        actions = self._later(day, "What is on the way lets it leave then.", ())
        if actions:
            self.drafting.option(
                "later",
                label=f"Promise {words_of(day)}",
                effect="The customer hears the day on which it can leave by what is on the way.",
                cost="The promise is broken.",
                actions=actions,
                recommended=recommended,
            )

    def _option_buy(self, sent: Sequence[SentGoods], *, recommended: bool) -> None:
        there = {one.product.id: one.quantity for one in sent}
        needs = [
            one.model_copy(update={"quantity": one.quantity - there.get(one.product.id, 0)})
            for one in wanted(self.snapshot, self.lines)
            if one.quantity > there.get(one.product.id, 0)
        ]
        offered = bought(self.snapshot, needs)
        drafts = [action for one in offered if (action := self.actions.buy(one, self.sale, self.facts))]
        if not drafts:
            return
        cost = sum((one.offer.cost(one.quantity) for one in offered), Decimal(0))
        arrives = max(one.offer.arrives for one in offered)
        self.drafting.option(
            "buy",
            label="Buy what is missing",
            effect=f"It arrives on {words_of(arrives)}, if the order is confirmed in time.",
            cost=f"{cost:.2f} {self.snapshot.currency} without tax; the book has some of it in the house.",
            actions=drafts,
            recommended=recommended,
        )

    def _later(self, day: date, why: str, depends_on: Sequence[str]) -> list[str]:
        """Another promise and a letter about it; nothing where it cannot be given by us or is no later."""
        sale = self.sale
        if sale is None or sale.locked or sale.state != "sale" or self._unread():
            return []
        if self.promised is not None and day <= self.promised:
            return []
        moves = [one for one in self.snapshot.moves if one.sale_order is not None and one.sale_order.id == sale.id]
        revised = self.actions.revise(sale, moves, self.promised, day, why, self.facts, depends_on)
        told = self.actions.tell(sale, self.lines, day, revised)
        # An order has one promise: of several ways to a new one a single one is taken.
        self.drafting.exclude(revised, self._promises)
        self._promises.append(revised)
        return [revised, *([told] if told else [])]

    def _unread(self) -> bool:
        """Whether goods of the order are open of which nothing was read: the day of the whole is not known then."""
        known = {move.id for move in self.snapshot.moves}
        lines = self.sale.lines if self.sale else ()
        return any(line.open > 0 and line.move_ids and not known & set(line.move_ids) for line in lines)

    # Words

    def _whose(self) -> str:
        return f"{self.sale.name} for {self.sale.customer.name}" if self.sale else self.about.label

    def _summary(self) -> str:
        lacks = "; ".join(
            f"{self.actions.much(one.missing, one.move.product.id)} of {one.move.product.name}"
            for one in self.lines[:3]
        )
        more = f" and {len(self.lines) - 3} more" if len(self.lines) > 3 else ""
        return f"{self.about.label} of {self._whose()} lacks {lacks}{more}. {self._why()}"

    def _why(self) -> str:
        first = next((one for one in self.lines if one.is_here), self.lines[0])
        if self.snapshot.reported and first.shelved:
            return f"Somebody says that it is not there; by the book {first.shelved[0].words} is one of its places."
        if first.bins:
            return (
                f"By the book some of it lies free in {first.bins[0].words}: Odoo has not looked since it came there, "
                "or somebody let it go because it is not there."
            )
        if first.elsewhere:
            return f"By the book some of it lies in {first.elsewhere[0].words}, where it cannot be picked from."
        if first.waiting:
            holder = first.waiting[0]
            return f"It is held for {holder.customer or holder.picking.name}, and needed there only later."
        late = f"; {', '.join(first.overdue)} should have brought it" if first.overdue else ""
        return f"The book has none of it in the house that is free{late}."

    def _lost(self) -> str:
        value = f", worth {open_value(self.sale):.2f} {self.sale.currency}" if self.sale else ""
        when = f", promised for {words_of(self.promised)}," if self.promised else ""
        return f"{self._whose()}{value}{when} does not leave complete."

    def _needed_by(self) -> datetime | None:
        if self.promised is None:
            return None
        at = moment_on(self.promised, self.snapshot.habits.dispatch_hour, self.actions.zone)
        return at if at > self.snapshot.read_at else None
