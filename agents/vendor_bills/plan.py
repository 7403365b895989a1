"""What is proposed for bills that differ: dispute, accept or ask, for each of them, side by side. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from agents.analysis.drafting import Drafting
from agents.analysis.on_bills import OnBillAction, attach_table, bill_fact, on_bill
from agents.analysis.todo import assignee, to_do
from agents.vendor_bills.matched import BillMatch, LineMatch
from agents.vendor_bills.snapshot import VendorBillSnapshot
from agents.vendor_bills.telling import (
    NOTED,
    disputed,
    noted_lines,
    number_of,
    off_words,
    rows_of,
    shown,
    table_of,
    title_of,
)
from agents.vendor_bills.wording import plain, price_words, quantity_words
from cases.actions import AcceptVariance, DisputeBill, MessageSupplier, RequestCreditNote
from cases.actions.bill import PAID
from cases.actions.message_supplier import SeenSupplier
from cases.charges import ZERO
from cases.freight_bill import money_words
from cases.models import ProposalDraft
from cases.roles import Role
from tools.odoo.bills import BoughtLine
from tools.odoo.models import Partner

GUESSED = 0.85


class BillsPlan:
    """The proposal for the bills of a case of which something is left to decide.

    Args:
        snapshot: what was read.
        drafting: the proposal in the making.
        facts: what was said, as evidence.
    """

    def __init__(self, snapshot: VendorBillSnapshot, drafting: Drafting, facts: list[str]) -> None:
        self.snapshot = snapshot
        self.drafting = drafting
        self.ledger = drafting.ledger
        self.facts = facts
        self.against: list[str] = []
        self.accepting: list[str] = []
        self.asking: list[str] = []
        self.papers: list[str] = []

    def proposal(self) -> ProposalDraft:
        """All of it."""
        bills = self.snapshot.differing
        for one in bills:
            self._bill(one)
        lenient = bool(self.accepting) and not self.asking and all(map(self._is_tolerated, bills))
        waits = all(one.awaited and one.awaited == one.over for one in bills)
        sure = bool(self.against) and any(one.over for one in bills)
        if self.against:
            label = "Hold it back until the rest is here" if waits else f"Dispute {self._sums()}"
            effect = (
                "Nothing is paid for what has not come; once it is here, the bill is right."
                if waits
                else "What was ordered and has come is not in question."
            )
            actions = [*self.against, *self.papers, *self.asking]
            self._option("dispute", label, effect, actions, recommended=(sure or not self.asking) and not lenient)
        if self.asking and not sure:
            effect = "Nothing is accepted or disputed until somebody knows."
            self._option("ask", "Find out first", effect, [*self.asking, *self.papers], recommended=True)
        if self.accepting:
            effect = "Nothing is posted or paid by it; accounts payable sees that it is accepted."
            chosen = lenient or not (self.against or self.asking)
            self._option("accept", "Take it as it is", effect, [*self.accepting, *self.papers], recommended=chosen)
        if not (self.against or self.asking or self.accepting):
            self._option("file", "Keep what was found", "It lies beside the bill.", self.papers, recommended=True)
        for accepted in self.accepting:
            self.drafting.exclude(accepted, self.against)
        return self.drafting.proposal(
            summary=self._summary(), if_nobody_acts=self._lost(), exhibit=table_of(self.snapshot.differing[0])
        )

    def _option(self, name: str, label: str, effect: str, actions: Sequence[str], *, recommended: bool) -> None:
        off = "; ".join(off_words(one) for one in self.snapshot.differing)
        self.drafting.option(name, label=label, effect=effect, cost=f"{off}.", actions=actions, recommended=recommended)

    # One bill

    def _bill(self, match: BillMatch) -> None:
        bill, facts = match.bill, [*self.facts, *self._line_facts(match)]
        self.papers.append(self._attach(match, facts))
        if ask := self._ask(match, facts):
            self.asking.append(ask)
        if match.worth is None or not bill.company_currency:
            return
        objected = disputed(match)
        if objected > 0 and bill.payment not in PAID:
            self.against.append(self._on_bill(DisputeBill, match, objected, facts))
        if match.owed > 0 and bill.state == "posted":
            self.against.append(self._on_bill(RequestCreditNote, match, match.owed, facts))
        if match.owed > 0 and (message := self._message(match, facts)):
            self.against.append(message)
        if not match.unknown and match.twin is None:
            # What is credited already is not accepted once more.
            net = sum((one.difference for one in match.differing), ZERO)
            net = (max(net - bill.credited, ZERO) if net > 0 else net) or objected
            within = self._is_tolerated(match)
            note = f"The difference is accepted; posting and paying are for accounts payable.\n{noted_lines(match)}"
            self.accepting.append(
                self._on_bill(AcceptVariance, match, net, facts, note=note[:4000], within_tolerance=within)
            )

    def _is_tolerated(self, match: BillMatch) -> bool:
        return not match.unknown and all(self.snapshot.tolerance.holds(one) for one in match.differing)

    def _on_bill(
        self, action: OnBillAction, match: BillMatch, amount: Decimal, facts: list[str], *, note: str = "", **more: bool
    ) -> str:
        return on_bill(
            self.drafting,
            action,
            match.bill,
            amount,
            rate=match.worth or Decimal(1),
            company=match.bill.company_currency,
            text=note or noted_lines(match),
            off=f"{off_words(match)}, line by line",
            rationale=shown(match)[0].why,
            facts=facts,
            sure=_sure(match),
            **more,
        )

    def _attach(self, match: BillMatch, facts: list[str]) -> str:
        return attach_table(
            self.drafting,
            match.bill,
            what="lines",
            number=number_of(match),
            subject=f"Lines of {number_of(match)} against order and receipt",
            rows=rows_of(match),
            company=self.snapshot.currency,
            facts=facts,
            sure=_sure(match),
        )

    def _message(self, match: BillMatch, facts: list[str]) -> str | None:
        """Ask the vendor to check the bill, on the order whose lines differ most; none: it has no address on file."""
        found = [one for one in match.lines if one.ordered and one.rated.difference > one.awaited]
        found = [one for one in found if one.ordered and one.ordered.state == "purchase" and one.ordered.vendor.email]
        if not found:
            return None
        order = max(found, key=lambda one: one.rated.difference).ordered
        if order is None:
            return None
        return self._letter(match, order, order.vendor, [one for one in found if one.ordered], facts)

    def _letter(
        self, match: BillMatch, order: BoughtLine, vendor: Partner, lines: Sequence[LineMatch], facts: list[str]
    ) -> str:
        of_order = [one for one in lines if one.ordered and one.ordered.order == order.order]
        products = tuple(dict.fromkeys(one.rated.charge for one in of_order))
        args = MessageSupplier(
            order_id=order.order.id,
            order=order.order.name,
            partner_id=vendor.id,
            partner=vendor.name,
            language=vendor.lang or "en_US",
            ask="check_bill",
            products=products,
            bill=number_of(match),
            amount=match.owed,
            currency=match.bill.currency,
        )
        dumped = args.model_dump(mode="json")
        words = f"{money_words(match.owed, match.bill.currency)} too much by order and receipt"
        evidence = [
            *facts,
            bill_fact(self.ledger, match.bill),
            self.ledger.odoo(order.order_record, "partner_id", f"{vendor.name} sells {order.order.name}", vendor.name),
            self.ledger.odoo(order.order_record, "partner_id.id", f"It is written to {vendor.email}", vendor.id),
            self.ledger.odoo(
                order.order_record, "partner_id.lang", f"{vendor.name} writes {args.language}", args.language
            ),
            self.ledger.odoo(match.bill.record, "ref", f"The vendor's number is {number_of(match)}", number_of(match)),
            self.ledger.reckoned(words, dumped["amount"], match.bill.currency, *products),
        ]
        return self.drafting.action(
            args,
            SeenSupplier(currency=self.snapshot.currency, email=vendor.email, order=order.order.name),
            sure=_sure(match),
            rationale="Whoever wrote the bill can say how it comes about, and put it right.",
            evidence=evidence,
        )

    def _ask(self, match: BillMatch, facts: list[str]) -> str | None:
        """Somebody finds out what Odoo does not say; none: everything is said.

        Buyers are asked on the order: not everybody who buys may open bills.
        """
        role, what = _asked(match)
        order = next(iter(match.orders), None)
        buyer = assignee(self.snapshot.procurement, role) if order and role is Role.PROCUREMENT else None
        who = buyer or assignee(self.snapshot.finance, Role.FINANCE)
        if not what or who is None:
            return None
        return to_do(
            self.drafting,
            who,
            order if order and buyer else match.bill.record,
            summary=f"{match.bill.label} of {match.bill.vendor.name}: {what}",
            note=noted_lines(match),
            read_at=self.snapshot.read_at,
            zone=self.snapshot.habits.zone,
            work=self.snapshot.habits.work.company,
            facts=facts,
            sure=1.0,
            currency=self.snapshot.currency,
        )

    def _line_facts(self, match: BillMatch) -> list[str]:
        """What the lines that differ most rest on: the order's line as it was read."""
        found = []
        differing = [one for one in match.lines if not one.rated.agrees or one.tax is not None]
        for one in sorted(differing, key=lambda line: -abs(line.rated.difference))[:NOTED]:
            known = one.ordered
            if known is None:
                continue
            unit = known.unit.name if known.unit else ""
            label = (
                f"{known.order.name}, {one.rated.charge}: {quantity_words(known.ordered, unit)} ordered at "
                f"{price_words(known.price)} {known.currency}, {plain(known.received)} received, {plain(one.before)} "
                "billed before"
            )
            found.append(self.ledger.odoo(known.order_record, "order_line", label))
        return found

    # Words

    def _sums(self) -> str:
        bills = [one for one in self.snapshot.differing if disputed(one) > 0]
        return " and ".join(money_words(disputed(one), one.bill.currency) for one in bills[:3])

    def _summary(self) -> str:
        told = [f"{title_of(one)}: {off_words(one)}. {shown(one)[0].why}" for one in self.snapshot.differing[:3]]
        more = len(self.snapshot.differing) - len(told)
        rest = f" And {more} more bills differ." if more else ""
        within = " All within tolerance." if all(map(self._is_tolerated, self.snapshot.differing)) else ""
        carried = ", ".join(one.label for one in self.snapshot.carried)
        freight = f" {carried} is a carrier's and checked as freight." if carried else ""
        return f"{' '.join(told)}{rest}{within}{freight}"

    def _lost(self) -> str:
        over = self._sums()
        if over:
            return f"{over} beyond what was ordered and has come are paid when the bill is due."
        if any(one.unknown for one in self.snapshot.differing):
            return "The bill stays unchecked until it is due."
        return "The vendor may bill the rest."


def _asked(match: BillMatch) -> tuple[Role, str]:
    """Whose matter it is and what is to be found out; no words: nothing."""
    if match.twin is not None:
        return Role.FINANCE, f"entered already as {match.twin.label}; cancel one of the two"
    if match.worth is None:
        return Role.FINANCE, f"Odoo has no rate of {match.bill.currency} for its day"
    if match.unknown:
        return Role.PROCUREMENT, "find out what was agreed for what cannot be matched"
    if match.unordered:
        return Role.PROCUREMENT, "find out whether what is on no order was agreed"
    return Role.PROCUREMENT, "find out whether what is billed has come" if match.awaited else ""


def _sure(match: BillMatch) -> float:
    """Less sure where a line was tied to its order by its product alone."""
    return GUESSED if any(one.guessed for one in match.lines) else 1.0
