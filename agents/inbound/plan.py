"""One late order thought through: who is hurt, what can be done, what each way costs. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from agents.analysis.drafting import Drafting
from agents.analysis.punctuality import punctuality
from agents.inbound.actions import InboundActions
from agents.inbound.hurt import Touched, effect
from agents.inbound.late_parts import LatePart
from agents.inbound.lateness import Lateness
from agents.inbound.purchases import draft_purchase, elsewhere
from agents.inbound.snapshot import InboundSnapshot
from agents.inbound.transfers import Rescue, rescue
from cases.actions.base import moment_on, words_of
from cases.claims import Precision
from cases.models import ProposalDraft
from tools.odoo.models import PurchaseOrder

FEW = 3
# Below this a stranger wrote, or somebody whose order it is not.
DOUBTFUL = 0.55


class InboundPlan:
    """Options for one late order."""

    def __init__(
        self,
        snapshot: InboundSnapshot,
        found: Lateness,
        order: PurchaseOrder,
        drafting: Drafting,
        claims: Mapping[int, str],
    ) -> None:
        self.snapshot = snapshot
        self.found = found
        self.order = order
        self.drafting = drafting
        self.harm = effect(snapshot, found.parts)
        self.hurt = self.harm.hurt
        self.parts = list(found.parts)
        self.dated = [part for part in self.parts if part.new_day is not None]
        self.undated = [part for part in self.parts if part.new_day is None]
        self.actions = InboundActions(drafting, snapshot, order, claims, min(part.sure for part in self.parts))
        self.facts = [*claims.values(), *(self.actions.part_fact(part) for part in self.parts)]

    def proposal(self) -> ProposalDraft:
        """The proposal: evidence first, then the options, one recommended."""
        self._note()
        written = [part for part in self.dated if not part.by_hand]
        reschedule = self.actions.reschedule(written) if written and not self.order.locked else None
        person = self._person()
        common = [one for one in (reschedule, self._firm_day(), person) if one]
        help_ = rescue(self.snapshot, self.parts, self.harm) if self.hurt else None
        revised, told = self._customers(reschedule)
        noted = self._accept(reschedule, common, revised, told, recommended=help_ is None and not self.doubtful)
        settles = [noted] if noted else []
        moves: list[str] = []
        if help_ is not None:
            moves = self._transfer(help_, [*common, *settles], revised, told)
        if self.hurt and (help_ is None or help_.left):
            self._buy([*common, *settles], revised, told, moves)
        settles += moves
        if self.hurt and self.dated:
            self._push(reschedule, common, settles)
        if self.doubtful and person:
            self.drafting.option(
                "check",
                label="First find out whether it is true",
                effect="Nothing is moved and nobody is told until somebody has asked the supplier.",
                cost="A day, perhaps.",
                actions=[person],
                recommended=True,
            )
        return self.drafting.proposal(
            summary=self._summary(), if_nobody_acts=self._lost(help_), needed_by=self._needed_by(help_)
        )

    @property
    def doubtful(self) -> bool:
        """Whether the report is believed so little that somebody should ask first."""
        return self.actions.sure < DOUBTFUL

    # Evidence beyond what the actions need

    def _note(self) -> None:
        ledger = self.drafting.ledger
        for one in self.hurt:
            self.actions.sale_fact(one)
            self.actions.effect_fact(one)
        for touched, what in ((self.harm.safe, "and not hurt"), (self.harm.late_anyway, "late whatever happens here")):
            if touched:
                names = ", ".join(f"{one.sale.name} ({one.sale.customer.name})" for one in touched)
                ledger.reckoned(f"Also waiting for these goods, {what}: {names}")
        if self.harm.made_to_order:
            ledger.reckoned(
                "Some of these goods are ordered for one customer alone; nothing from stock can replace them"
            )
        for production in self.harm.manufacturing:
            ledger.reckoned(
                f"Manufacturing order {production.name} gets its components late; "
                "Odoo's forecast of what it makes does not show it"
            )
        self._suppliers_record()
        for part in self.parts:
            if part.straight:
                ledger.reckoned(
                    f"{part.words} go straight from the supplier to the customer; no stock of ours has them"
                )
            if part.leaves is not None:
                ledger.reckoned(
                    f"{part.words} leave there on {words_of(part.leaves)}; "
                    "when they arrive here is not said, and is not guessed"
                )
        if self.order.locked:
            ledger.odoo(self.actions.ref, "locked", f"{self.order.name} is locked; its buyer must change it", "locked")

    def _suppliers_record(self) -> None:
        """How punctual it was, and what the new days were worth that it named before."""
        for words in (punctuality(self.snapshot.history).words, self.snapshot.file.named_days.words):
            if words:
                self.drafting.ledger.reckoned(words)

    # What every option holds

    def _firm_day(self) -> str | None:
        """Ask for a firm day where none, or only a week, was given."""
        vague = [part for part in self.parts if part.new_day is None or part.precision is Precision.WEEK]
        return self.actions.ask_supplier("give_date", vague) if vague else None

    def _person(self) -> str | None:
        """A to-do for the buyer, where the desk cannot see the end of it."""
        whys: list[str] = []
        if self.doubtful:
            whys.append("it is not sure that the supplier said so. Ask them by a channel that Odoo has on file.")
        if self.undated:
            whys.append(f"No arrival day is known for {', '.join(part.words for part in self.undated)}: get one.")
        whys += [part.by_hand for part in self.parts if part.by_hand]
        if self.harm.manufacturing:
            names = ", ".join(one.name for one in self.harm.manufacturing)
            whys.append(f"Manufacturing ({names}) waits for these goods: check what it makes, and for whom.")
        if self.harm.made_to_order:
            whys.append("Some of these goods are made or bought to order for one customer.")
        if self.order.locked:
            whys.append(f"{self.order.name} is locked: unlock it, or set the new day by hand.")
        whys += [
            f"{one.sale.name} is locked: its promise must be changed by hand." for one in self.hurt if one.sale.locked
        ]
        whys += [
            f"{one.sale.customer.name} has no mail address in Odoo: tell them about {one.sale.name} by telephone."
            for one in self.hurt
            if not one.sale.customer.email
        ]
        if self.found.puzzled:
            whys += self.found.remarks
        if not whys:
            return None
        return self.actions.ask_person(f"{self.order.name} is late: {whys[0]}", "\n".join(whys), self.facts)

    # Options

    def _customers(self, reschedule: str | None) -> tuple[dict[int, str], dict[int, str]]:
        """The revised promise and the message for each hurt order, by order."""
        revised: dict[int, str] = {}
        told: dict[int, str] = {}
        for one in self.hurt:
            if one.after is not None and not one.sale.locked:
                revised[one.sale.id] = self.actions.revise(one, [reschedule] if reschedule else [])
            if one.after is None or one.sale.id in revised:
                message = self.actions.tell(one, revised.get(one.sale.id))
                if message:
                    told[one.sale.id] = message
        return revised, told

    def _accept(
        self,
        reschedule: str | None,
        common: Sequence[str],
        revised: Mapping[int, str],
        told: Mapping[int, str],
        *,
        recommended: bool,
    ) -> str | None:
        """The option to live with it; gives back the note to the supplier that belongs to it, if any."""
        note = None
        actions = [*common, *revised.values(), *told.values()]
        if reschedule and self.hurt and not self._vague():
            # Others' promises rest on this day now: the supplier should know that we count on it.
            note = self.actions.ask_supplier("acknowledge", self.dated, depends_on=reschedule)
            actions += [note] if note else []
        if not actions:
            return None
        if self.hurt and self.dated:
            label, effect_ = (
                "Take the new day and tell the customers",
                f"Promised anew: {self._days(self.hurt)}.",
            )
        elif self.hurt:
            label, effect_ = (
                "Get a firm day and warn the customers",
                f"{_orders(self.hurt)} told that a day will follow.",
            )
        elif self.dated:
            label, effect_ = "Take the new day", "Odoo expects the goods when they come; no promise breaks."
        else:
            label, effect_ = "Get a firm day", "Nothing is promised or moved before there is one."
        cost = f"{len(self.hurt)} broken promise{'s' if len(self.hurt) != 1 else ''}" if self.hurt else "None."
        self.drafting.option("accept", label=label, effect=effect_, cost=cost, actions=actions, recommended=recommended)
        return note

    def _vague(self) -> bool:
        return any(part.new_day is None or part.precision is Precision.WEEK for part in self.parts)

    def _transfer(
        self, help_: Rescue, common: Sequence[str], revised: Mapping[int, str], told: Mapping[int, str]
    ) -> list[str]:
        """The option to bring goods from elsewhere; gives back the transfers."""
        moves = [self.actions.transfer(one, help_.saved) for one in help_.transfers]
        saved = [one.sale.id for one in help_.saved]
        for move in moves:
            # A promise that holds is not revised, and nobody is told that it breaks.
            self.drafting.exclude(move, [revised[one] for one in saved if one in revised])
            self.drafting.exclude(move, [told[one] for one in saved if one in told])
        rest = [one.sale.id for one in help_.left]
        actions = [*common, *moves]
        actions += [revised[one] for one in rest if one in revised] + [told[one] for one in rest if one in told]
        givers = dict.fromkeys(self.snapshot.warehouse(one.from_warehouse).name for one in help_.transfers)
        kept = f"{_orders(help_.saved)} kept"
        still = f"; {_orders(help_.left)} still late" if help_.left else ""
        self.drafting.option(
            "transfer",
            label=f"Bring goods from {' and '.join(givers)}",
            effect=f"{kept}{still}.",
            cost=f"Carriage between warehouses, for goods worth {help_.cost:,.2f} {self.snapshot.currency}.",
            actions=actions,
            recommended=not self.doubtful,
        )
        return moves

    def _buy(
        self, common: Sequence[str], revised: Mapping[int, str], told: Mapping[int, str], moves: Sequence[str]
    ) -> None:
        """The option to buy from somebody else, never recommended: what is late comes all the same."""
        plan = elsewhere(self.snapshot, self.order, self.parts, self.harm)
        if plan is None:
            return
        drafts = [one for each in plan.purchases if (one := draft_purchase(self.actions, each, self.parts, plan.saved))]
        if not drafts:
            return
        saved, rest = ([one.sale.id for one in found] for found in (plan.saved, plan.left))
        for draft in drafts:
            self.drafting.exclude(draft, moves)
            self.drafting.exclude(draft, [of[one] for of in (revised, told) for one in saved if one in of])
        vendors = " and ".join(dict.fromkeys(one.offer.vendor for one in plan.purchases))
        still = f"; {_orders(plan.left)} still late" if plan.left else ""
        self.drafting.option(
            "buy",
            label=f"Buy from {vendors} instead",
            effect=f"{_orders(plan.saved)} kept, once the order is confirmed{still}. What is late comes all the same.",
            cost=f"{plan.cost:,.2f} {self.snapshot.currency} without tax, and as much stock more than was wanted.",
            actions=[*common, *drafts, *(of[one] for of in (revised, told) for one in rest if one in of)],
            recommended=False,
        )

    def _push(self, reschedule: str | None, common: Sequence[str], settles: Sequence[str]) -> None:
        """The option to press the supplier; `settles` are the actions after which there is nothing left to ask."""
        needed = min((one.promise.day for one in self.hurt if one.promise.day), default=None)
        if needed is None:
            return
        ask = self.actions.ask_supplier(
            "earlier", self.dated, depends_on=reschedule, needed_by=self._latest_help(needed)
        )
        if ask is None:
            return
        # Nobody notes a day, or brings the goods from elsewhere, and asks for another day in one breath.
        self.drafting.exclude(ask, settles)
        self.drafting.option(
            "push",
            label="Ask the supplier for an earlier or part delivery",
            effect="Nothing is certain until the supplier answers; promises stay as they are meanwhile.",
            cost="Time: customers hear later, if it fails.",
            actions=[*(one for one in common if one), ask],
            recommended=False,
        )

    def _latest_help(self, needed: date) -> date:
        """The last working day on which goods could come and still leave on the promised day."""
        return self.snapshot.habits.work.at(self.order.warehouse_id).on_or_before(needed - timedelta(days=1))

    # Words

    def _summary(self) -> str:
        supplier = self.order.vendor.name if self.order.vendor else self.order.partner.name
        late = "; ".join(_late_words(part) for part in self.parts[:FEW])
        left = len(self.parts) - FEW
        more = f" and {left} more" if left > 0 else ""
        said = "A report that somebody should check first says that " if self.doubtful else ""
        return f"{said}{supplier} delivers {self.order.name} late: {late}{more}. {self._who()}"

    def _who(self) -> str:
        if not self.hurt:
            waiting = len(self.harm.safe)
            return (
                f"No promise breaks; {waiting} customer order{'s' if waiting != 1 else ''} waiting for these goods "
                f"can still leave as promised."
                if waiting
                else "No customer's order waits for these goods."
            )
        first = self.hurt[0]
        also = f", and {len(self.hurt) - 1} more" if len(self.hurt) > 1 else ""
        return f"That breaks the promise of {_promise_words(first)}{also}."

    def _days(self, hurt: Sequence[Touched]) -> str:
        named = [f"{one.sale.name} {words_of(one.after)}" for one in hurt if one.after]
        return ", ".join(named) or "without a day"

    def _lost(self, help_: Rescue | None) -> str:
        if not self.hurt:
            return f"Odoo goes on expecting {self.order.name} too early, and plans with goods that are not there."
        lost = "; ".join(_promise_words(one) for one in self.hurt[:FEW])
        late = (
            f" The transfer no longer helps after {words_of(min(one.leaves for one in help_.transfers))}."
            if help_
            else ""
        )
        return f"Broken without a word: {lost}.{late}"

    def _needed_by(self, help_: Rescue | None) -> datetime | None:
        """The first moment after which deciding helps less: a transfer's departure, the first promise."""
        hour = self.snapshot.habits.dispatch_hour
        moments = [one.promise.at for one in self.hurt if one.promise.at]
        if help_ is not None:
            moments += [
                moment_on(one.leaves, hour, self.snapshot.zone_of(one.from_warehouse)) for one in help_.transfers
            ]
        return min((moment for moment in moments if moment > self.snapshot.read_at), default=None)


def _orders(touched: Sequence[Touched]) -> str:
    names = [one.sale.name for one in touched]
    return ", ".join(names[:FEW]) + (f" and {len(names) - FEW} more" if len(names) > FEW else "")


def _promise_words(one: Touched) -> str:
    days = f", {one.late_days} days late" if one.late_days else ", for nobody knows how long"
    return f"{one.sale.name} for {one.sale.customer.name} on {words_of(one.promise.day)} ({one.value:,.2f}{days})"


def _late_words(part: LatePart) -> str:
    if part.new_day is not None and part.new_day == part.planned:
        return f"{part.words} on {words_of(part.new_day)} as it stands"
    if part.new_day is not None:
        week = "the week of " if part.precision is Precision.WEEK else ""
        return f"{part.words} on {week}{words_of(part.new_day)} instead of {words_of(part.planned)}"
    if part.leaves is not None:
        return f"{part.words} leave there only on {words_of(part.leaves)}"
    return f"{part.words}, without a new day"
