"""The receipts of one order thought through: what differs, who is hurt, what can be done. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from agents.analysis.drafting import Drafting, record_of
from agents.analysis.received import ReceiptDifference
from agents.inbound.hurt import Touched
from agents.inbound.receipts.actions import ReceiptActions, never_came
from agents.inbound.receipts.harm import harm_of
from agents.inbound.receipts.snapshot import ReceiptSnapshot
from cases.actions.base import amount_words, day_of, words_of
from cases.claims import ReceiptClaim, RecordRef, only
from cases.models import ProposalDraft
from cases.roles import Role
from tools.odoo.models import PurchaseOrder
from tools.odoo.received import BilledGoods

FEW = 3
# So many customers' orders get a to-do of their own; the rest are named on the buyer's.
TOLD = 5


class ReceiptOptions:
    """Options for the receipts of one order that differ."""

    def __init__(
        self,
        snapshot: ReceiptSnapshot,
        order: PurchaseOrder,
        wrong: Sequence[ReceiptDifference],
        drafting: Drafting,
        claims: Mapping[int, str],
    ) -> None:
        self.snapshot = snapshot
        self.order = order
        self.wrong = list(wrong)
        self.drafting = drafting
        self.actions = ReceiptActions(drafting, snapshot, order, claims)
        self.missing = [one for one in wrong if one.standing.missing and never_came(one)]
        self.excess = [one for one in wrong if one.standing.excess]
        self.called_off = [one for one in wrong if one.standing.uncovered]
        self.harm = harm_of(snapshot, order, wrong)
        self.hurt = self.harm.hurt
        self.facts = {one.standing.line.id: self.actions.line_facts(one) for one in self.wrong}
        self.bills = {one.standing.line.id: self.actions.bill_facts(one) for one in self.wrong}
        self.doubts = self._doubts()

    def proposal(self) -> ProposalDraft:
        """The proposal: evidence first, then the options, one recommended."""
        self._note()
        all_facts = [*self.actions.said, *(fact for facts in self.facts.values() for fact in facts)]
        billed = [fact for facts in self.bills.values() for fact in facts]
        letter = None
        if self.missing or self.excess:
            letter = self.actions.write(self.missing, self.excess, [*all_facts, *billed], self._needed())
        apart = self._apart()
        common = [letter, apart, self._buyer(all_facts, written=letter is not None), *self._finance()]
        revised = [self.actions.late.revise(one, []) for one in self.hurt if self._can_be_revised(one)]
        unknown = [one for one in self.hurt if one.after is None][:TOLD]
        common += [self.actions.tell_sales(one) for one in unknown]
        acts = [one for one in common if one]
        if revised:
            days = ", ".join(f"{one.sale.name} {words_of(one.after)}" for one in self.hurt if self._can_be_revised(one))
            self.drafting.option(
                "promise",
                label="Promise anew, and ask the supplier" if letter else "Promise anew",
                effect=f"Promised anew by the days that Odoo plans: {days}.",
                cost=f"{len(revised)} broken promise{'s' if len(revised) != 1 else ''}",
                actions=[*acts, *revised],
                recommended=not self.doubts,
            )
        if acts:
            self._first_ask(acts, letter, recommended=not revised and not self.doubts)
        self._keep([one for one in (letter, apart) if one])
        count = self._count(all_facts)
        if count is not None:
            # First counted means that nothing else is begun.
            self.drafting.exclude(count, [*acts, *revised])
            self.drafting.option(
                "count",
                label="Have it counted again first",
                effect="Nobody outside is written to before it is sure what lies there.",
                cost="Somebody's walk in the warehouse; the supplier hears a day later.",
                actions=[count],
                recommended=bool(self.doubts) or not (revised or acts),
            )
        return self.drafting.proposal(summary=self._summary(), if_nobody_acts=self._lost(), needed_by=self._decide_by())

    def _first_ask(self, acts: Sequence[str], letter: str | None, *, recommended: bool) -> None:
        effects = ["Open backorders stay open until the supplier answers."] if letter and self.missing else []
        effects += ["What was not ordered is kept apart until then."] if self.excess else []
        effects += ["Nothing is booked, and no promise is changed."]
        if letter and self.missing and self.excess:
            label = "Tell the supplier what is missing and what is too much"
        elif letter:
            label = "Ask the supplier for the rest" if self.missing else "Ask the supplier what becomes of the excess"
        else:
            label = "Let the buyer settle it"
        self.drafting.option(
            "supplier",
            label=label,
            effect=" ".join(effects),
            cost="Waiting for the answer." if letter else "A few minutes of the buyer's time.",
            actions=acts,
            recommended=recommended,
        )

    def _keep(self, instead_of: Sequence[str]) -> None:
        """The way to keep what was not ordered: its buyer raises the order by hand, never the desk."""
        if not self.excess:
            return
        goods = ", ".join(self.actions.goods(one, one.standing.excess) for one in self.excess)
        action = self.actions.late.ask_person(
            f"{self.order.name}: keep what was not ordered?",
            f"{goods} beyond what was ordered. If we can use it: agree on the price with the supplier, and raise the "
            "order to what came.",
            [fact for one in self.excess for fact in self.facts[one.standing.line.id]],
        )
        if action is None:
            return
        # Nobody asks to have collected what is kept.
        self.drafting.exclude(action, instead_of)
        # At the order's own price; of what Odoo put on it without a price nobody knows one.
        known = all(one.standing.line.price_unit for one in self.excess)
        worth = sum(one.standing.excess * one.standing.line.price_unit for one in self.excess)
        self.drafting.option(
            "keep",
            label="Keep what is too much",
            effect="The buyer raises the order to what came, if the goods are wanted.",
            cost=f"{worth:,.2f} {self.order.currency or self.snapshot.currency} at the prices of the order."
            if known
            else "Goods for which no price was agreed.",
            actions=[action],
            recommended=False,
        )

    # Evidence beyond what the actions need

    def _note(self) -> None:
        ledger = self.drafting.ledger
        for one in self.hurt:
            self.actions.late.sale_fact(one)
            self.actions.late.effect_fact(one)
        for touched, what in ((self.harm.safe, "and not hurt"), (self.harm.late_anyway, "late whatever comes here")):
            if touched:
                names = ", ".join(f"{one.sale.name} ({one.sale.customer.name})" for one in touched)
                ledger.reckoned(f"Also waiting for these goods, {what}: {names}")
        for production in self.harm.manufacturing:
            ledger.reckoned(f"Manufacturing order {production.name} waits for these goods")
        for claim in only(ReceiptClaim, self.snapshot.file.claims):
            if claim.advised is not None:
                ledger.reckoned(f"Announced were {claim.advised:f} of {claim.product_text or self.order.name}")
        for doubt in self.doubts:
            ledger.reckoned(doubt)

    def _doubts(self) -> list[str]:
        """Where somebody counted otherwise than Odoo has it."""
        found = []
        for claim in only(ReceiptClaim, self.snapshot.file.claims):
            if claim.read_by == "scan" or claim.received is None:
                continue
            meant = [one for one in self.wrong if _is_of(claim, one)]
            if len(meant) == 1 and claim.received != meant[0].standing.net:
                standing = meant[0].standing
                booked = amount_words(standing.net, standing.line.unit.name)
                found.append(
                    f"{claim.received:f} of {standing.line.label} are said to be here; Odoo has {booked} booked"
                )
        return found

    # What the options hold

    def _can_be_revised(self, one: Touched) -> bool:
        return one.after is not None and not one.sale.locked

    def _apart(self) -> str | None:
        """What was not ordered is kept apart, and its way back planned by hand."""
        if not self.excess:
            return None
        goods = _listed(self.excess)
        return self.actions.ask(
            Role.WAREHOUSE,
            self._receipt(self.excess),
            f"Keep apart what was not ordered with {self.order.name}",
            f"{goods}.\nCount it, keep it apart so that nobody sells it, and once the supplier says how it goes back, "
            "plan the return to the vendor in Odoo: the desk cannot.",
            [fact for one in self.excess for fact in self.facts[one.standing.line.id]],
        )

    def _buyer(self, facts: Sequence[str], *, written: bool) -> str | None:
        """A to-do for the buyer where the desk cannot see the end of it."""
        whys: list[str] = []
        for one in self.called_off:
            much = amount_words(one.standing.uncovered, one.standing.line.unit.name)
            whys.append(f"No open receipt brings {much} of {one.standing.line.label}{_what_then(one)}.")
        if (self.missing or self.excess) and not written:
            whys.append("The supplier has no mail address in Odoo: call them.")
        whys += [
            f"{one.sale.name} is locked: its promise must be changed by hand."
            for one in self.hurt
            if one.after is not None and one.sale.locked
        ]
        unknown = [one for one in self.hurt if one.after is None]
        if len(unknown) > TOLD:
            names = ", ".join(one.sale.name for one in unknown[TOLD:])
            whys.append(f"Also without a day, and not given to anybody: {names}.")
        if self.harm.manufacturing:
            whys.append(f"Manufacturing waits for it: {', '.join(one.name for one in self.harm.manufacturing)}.")
        if not whys:
            return None
        return self.actions.late.ask_person(f"{self.order.name}: {whys[0]}", "\n".join(whys), facts)

    def _finance(self) -> list[str | None]:
        """A to-do on each bill that asks for more than arrived, or than was ordered."""
        by_bill: dict[int, tuple[BilledGoods, list[ReceiptDifference]]] = {}
        for one in self.wrong:
            if not self.actions.billed_wrongly(one):
                continue
            mine = [each for each in self.snapshot.billed if each.line_id in one.standing.line.ids and not each.credit]
            if mine:
                last = max(mine, key=lambda each: each.id)
                by_bill.setdefault(last.bill_id, (last, []))[1].append(one)
        found = []
        for bill, lines in by_bill.values():
            told = "; ".join(self._billed_words(one) for one in lines)
            found.append(
                self.actions.ask(
                    Role.FINANCE,
                    bill.record,
                    f"{bill.number} bills more than arrived for {self.order.name}",
                    f"{told}.\nDo not pay the difference before it is settled.",
                    [fact for one in lines for fact in self.bills[one.standing.line.id]],
                )
            )
        return found

    def _billed_words(self, one: ReceiptDifference) -> str:
        standing = one.standing
        unit = standing.line.unit.name
        return (
            f"{amount_words(standing.line.billed, unit)} of {standing.line.label} are billed, "
            f"{amount_words(standing.ordered, unit)} were ordered, {amount_words(standing.net, unit)} are here"
        )

    def _count(self, facts: Sequence[str]) -> str | None:
        doubts = "\n".join(self.doubts)
        return self.actions.ask(
            Role.WAREHOUSE,
            self._receipt(self.wrong),
            f"Count again what arrived for {self.order.name}",
            f"{_listed(self.wrong)}.\n{doubts}\nCount it against the delivery note.".replace("\n\n", "\n"),
            facts,
        )

    def _receipt(self, wrong: Sequence[ReceiptDifference]) -> RecordRef:
        """The receipt that was booked last of these lines, else of the order; else the order."""
        for some in (wrong, self.wrong):
            booked = [move for one in some for move in one.standing.incoming if move.picking and move.date]
            last = max(booked, key=lambda move: (move.date, move.id), default=None)
            if last is not None and last.picking is not None:
                return record_of("stock.picking", last.picking.id, last.picking.name)
        return record_of("purchase.order", self.order.id, self.order.name)

    def _needed(self) -> date | None:
        """The last working day on which the rest could come and still leave as promised."""
        days = [one.promise.day for one in self.hurt if one.promise.day]
        today = day_of(self.snapshot.read_at, self.snapshot.zone_of(self.order.warehouse_id))
        if not days or today is None:
            return None
        latest = self.snapshot.habits.work.at(self.order.warehouse_id).on_or_before(min(days) - timedelta(days=1))
        return latest if latest >= today else None

    # Words

    def _summary(self) -> str:
        supplier = self.order.vendor.name if self.order.vendor else self.order.partner.name
        doubt = f" But: {'; '.join(self.doubts[:FEW])}." if self.doubts else ""
        return f"{self.order.name} of {supplier}: {_listed(self.wrong)}.{doubt} {self._who()}".strip()

    def _who(self) -> str:
        if not self.harm.touched:
            return "No customer's order waits for what is missing." if self.missing or self.called_off else ""
        if not self.hurt:
            return "No promise breaks by what is missing."
        return f"That breaks the promise of {_promises(self.hurt)}."

    def _lost(self) -> str:
        lost = []
        if self.hurt:
            lost.append(f"Broken without a word: {_promises(self.hurt)}.")
        if self.missing or self.called_off:
            lost.append("Nobody asks for what is missing, and Odoo plans on as it stands.")
        if self.excess:
            lost.append("What was not ordered lies in stock and may be sold, billed and paid.")
        return " ".join(lost)

    def _decide_by(self) -> datetime | None:
        moments = [one.promise.at for one in self.hurt if one.promise.at]
        return min((moment for moment in moments if moment > self.snapshot.read_at), default=None)


def _what_then(one: ReceiptDifference) -> str:
    """What the buyer can do about what nobody brings; no order is lowered below what Odoo counts as received."""
    if one.differs != "returned":
        return ": order it again if it is still wanted, or lower the order to what came"
    if one.standing.net < one.standing.line.received:
        return " (it went back without a credit): find out whether a replacement comes, and plan its receipt"
    return " (it went back): order it again if it is still wanted, or lower the order to what stayed"


def _listed(wrong: Sequence[ReceiptDifference]) -> str:
    more = f"; and {len(wrong) - FEW} more lines" if len(wrong) > FEW else ""
    return "; ".join(one.words for one in wrong[:FEW]) + more


def _promises(hurt: Sequence[Touched]) -> str:
    told = [
        f"{one.sale.name} for {one.sale.customer.name} on {words_of(one.promise.day)} ({one.value:,.2f}, "
        f"{f'can leave on {words_of(one.after)}' if one.after else 'no day known'})"
        for one in hurt[:FEW]
    ]
    return "; ".join(told) + (f"; and {len(hurt) - FEW} more" if len(hurt) > FEW else "")


def _is_of(claim: ReceiptClaim, one: ReceiptDifference) -> bool:
    """Whether a claim speaks of a line: by its record, else by its item's name; without either of any."""
    line = one.standing.line
    named = [ref.id for ref in claim.refers_to if ref.model == "purchase.order.line"]
    if named:
        return line.id in named
    text = (claim.product_text or "").strip().casefold()
    return not text or text in line.label.casefold() or text == (line.product_code or "").casefold()
