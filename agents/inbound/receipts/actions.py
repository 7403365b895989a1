"""Actions about what arrived: arguments, premise and evidence from the snapshot. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from agents.analysis.drafting import Drafting, record_of
from agents.analysis.received import GoodsStanding, ReceiptDifference
from agents.analysis.todo import Assignee, assignee, to_do
from agents.inbound.actions import InboundActions
from agents.inbound.hurt import Touched
from agents.inbound.receipts.snapshot import ReceiptSnapshot
from cases.actions import MessageSupplier
from cases.actions.base import amount_words, day_of, words_of
from cases.actions.message_supplier import SeenSupplier
from cases.claims import RecordRef
from cases.roles import Role
from tools.odoo.models import PurchaseOrder
from tools.odoo.received import BilledGoods, GoodsMove

MAX_WORDS = 200
# Who wants to know when the day is only what Odoo plans: the vendor has not said so.
PLANNED = 0.8


class ReceiptActions:
    """Drafts actions for the receipts of one order.

    Args:
        drafting: the proposal in the making.
        snapshot: what was read.
        order: the order.
        claims: evidence of each claim, by its place in the case file.
    """

    def __init__(
        self, drafting: Drafting, snapshot: ReceiptSnapshot, order: PurchaseOrder, claims: Mapping[int, str]
    ) -> None:
        self.drafting = drafting
        self.ledger = drafting.ledger
        self.snapshot = snapshot
        self.order = order
        self.said = list(claims.values())
        # What customers were promised is drafted as for any order that is late.
        self.late = InboundActions(drafting, snapshot, order, claims, sure=PLANNED)

    # Evidence

    def line_facts(self, one: ReceiptDifference) -> list[str]:
        """What was ordered, and every movement of it from the vendor and back."""
        standing, line = one.standing, one.standing.line
        unit = line.unit.name
        record = record_of("purchase.order.line", line.id, f"{self.order.name} · {line.label}")
        counted = (
            f"{amount_words(line.ordered, unit)} of {line.label} are ordered, Odoo counts {line.received:f} received"
        )
        facts = [self.ledger.odoo(record, "qty_received", counted, line.label, unit, line.ordered, line.received)]
        facts += [fact for move in line.moves if (fact := self._move_fact(standing, move)) is not None]
        facts.append(self.ledger.reckoned(one.words, standing.net, standing.missing, standing.excess))
        if standing.returned and standing.net < line.received:
            self.ledger.reckoned(
                f"Odoo still counts {line.received:f} of {line.label} as received: they went back without a credit"
            )
        return facts

    def _move_fact(self, standing: GoodsStanding, move: GoodsMove) -> str | None:
        line = standing.line
        own = line.product is not None and move.product.id == line.product.id
        much = amount_words(move.quantity, line.unit.name) if own else f"{move.quantity:f}"
        day = words_of(day_of(move.date, line.zone or self.snapshot.habits.zone)) or "no day"
        way = "in" if move.incoming else "back to the vendor"
        if move.state == "cancel":
            told = f"{much} of {move.product.name} were called off"
        elif move.done:
            left = f", {move.called_off:f} more were called off" if move.called_off else ""
            told = f"{much} of {move.product.name} were booked {way} on {day}{left}"
        else:
            told = f"{much} of {move.product.name} are planned {way} for {day}"
        if not move.quantity:
            return None
        if move.picking is None:
            return self.ledger.reckoned(told)
        record = record_of("stock.picking", move.picking.id, move.picking.name)
        return self.ledger.odoo(record, "move_ids", f"{move.picking.name}: {told}", move.quantity)

    def bill_facts(self, one: ReceiptDifference) -> list[str]:
        """What was billed of it, and how much of that is not with us or was not ordered."""
        standing, line = one.standing, one.standing.line
        bills = [each for each in self.snapshot.billed if each.line_id in line.ids]
        if not bills and not line.billed:
            return []
        facts = [self._bill_fact(line.label, each) for each in bills]
        beyond = self.billed_wrongly(one)
        if beyond:
            than = "is here" if standing.billed_beyond else "was ordered"
            worth = f"{beyond * line.price_unit:,.2f} {line.currency or self.snapshot.currency}"
            unit = line.unit.name
            facts.append(
                self.ledger.reckoned(
                    f"{amount_words(line.billed, unit)} of {line.label} are billed: "
                    f"{amount_words(beyond, unit)} ({worth}) more than {than}",
                    line.billed,
                    beyond,
                )
            )
        else:
            facts.append(self.ledger.reckoned(f"No more of {line.label} is billed than is here", line.billed))
        return facts

    def _bill_fact(self, label: str, bill: BilledGoods) -> str:
        kind = "credit note" if bill.credit else "bill"
        return self.ledger.odoo(
            bill.record,
            "quantity",
            f"{kind.capitalize()} {bill.number} ({bill.state}): {amount_words(bill.quantity, bill.unit).strip()} of "
            f"{label}, {bill.untaxed:,.2f} {bill.currency}",
            bill.quantity,
        )

    def billed_wrongly(self, one: ReceiptDifference) -> Decimal:
        """How much is billed that is not with us; else how much that was not ordered."""
        standing = one.standing
        return standing.billed_beyond or max(standing.line.billed - standing.ordered, Decimal(0))

    # Actions

    def write(
        self,
        missing: Sequence[ReceiptDifference],
        excess: Sequence[ReceiptDifference],
        facts: Sequence[str],
        needed_by: date | None,
    ) -> str | None:
        """Tell the supplier what is missing and what was too much, and what we want; none: no address on file."""
        vendor = self.order.vendor
        if vendor is None or not vendor.email:
            return None
        lacks = tuple(self.goods(one, never_came(one)) for one in missing)
        extra = tuple(self.goods(one, one.standing.excess) for one in excess)
        ask: Literal["missing", "excess", "missing_and_excess"] = (
            "missing_and_excess" if lacks and extra else "missing" if lacks else "excess"
        )
        evidence = [
            *facts,
            self.late.order_fact(),
            self.ledger.odoo(
                self.late.ref,
                "partner_id.lang",
                f"{vendor.name} writes {vendor.lang or 'en_US'}",
                vendor.lang or "en_US",
            ),
            *(self.ledger.reckoned(f"Never arrived: {words}", words) for words in lacks),
            *(self.ledger.reckoned(f"Arrived and not ordered: {words}", words) for words in extra),
        ]
        if needed_by is not None:
            evidence.append(self.ledger.reckoned(f"It would still help by {words_of(needed_by)}", needed_by))
        return self.drafting.action(
            MessageSupplier(
                order_id=self.order.id,
                order=self.order.name,
                partner_id=vendor.id,
                partner=vendor.name,
                language=vendor.lang or "en_US",
                ask=ask,
                needed_by=needed_by if lacks else None,
                lacking=lacks,
                excess=extra,
            ),
            SeenSupplier(currency=self.snapshot.currency, email=vendor.email, order=self.order.name),
            # What is booked may be counted wrong; beyond that it is as sure as Odoo.
            sure=0.9,
            rationale="The supplier alone knows whether the rest comes, and how what we did not order goes back."
            if lacks and extra
            else "Whether the rest comes, and when, the supplier alone knows; its backorder stays open until it says."
            if lacks
            else "What we did not order stays apart until the supplier says how it goes back.",
            evidence=evidence,
        )

    def goods(self, one: ReceiptDifference, quantity: Decimal) -> str:
        """So much of a line's goods, as a letter tells it."""
        return f"{amount_words(quantity, one.standing.line.unit.name)} {one.standing.line.label}"[:MAX_WORDS]

    def ask(
        self, role: Role, record: RecordRef, summary: str, note: str, facts: Sequence[str], who: Assignee | None = None
    ) -> str | None:
        """A to-do for somebody of a role; none: nobody holds it."""
        found = who or assignee(self.snapshot.people, role)
        if found is None:
            return None
        return to_do(
            self.drafting,
            found,
            record,
            summary=summary,
            note=note,
            read_at=self.snapshot.read_at,
            zone=self.snapshot.habits.zone,
            work=self.snapshot.habits.work.company,
            facts=facts,
            sure=0.9,
            currency=self.snapshot.currency,
        )

    def tell_sales(self, one: Touched) -> str | None:
        """Have whoever sold it tell a customer of whom nobody knows when the goods come."""
        person = one.sale.salesperson
        who = Assignee(uid=person.id, name=person.name, role=Role.SALES) if person else None
        promised = words_of(one.promise.day)
        goods = ", ".join(product.name for product in one.products)
        return self.ask(
            Role.SALES,
            record_of("sale.order", one.sale.id, one.sale.name),
            f"{one.sale.name} for {one.sale.customer.name} cannot leave on {promised}",
            f"{goods} for it did not arrive with {self.order.name}, and no day is known for the rest. "
            "Tell the customer that a day will follow, or find another way.",
            [self.late.sale_fact(one), self.late.effect_fact(one)],
            who,
        )


def never_came(one: ReceiptDifference) -> Decimal:
    """What is missing because it never arrived; what went back is missing because we sent it."""
    return max(one.standing.ordered - one.standing.arrived, Decimal(0))
