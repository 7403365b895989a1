"""The inbound specialist's actions: arguments, premise and evidence from the snapshot. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from agents.analysis.drafting import Drafting, record_of
from agents.analysis.todo import Assignee, assignee, to_do
from agents.inbound.customers import CustomerActions
from agents.inbound.late_parts import LatePart
from agents.inbound.snapshot import InboundSnapshot
from cases.actions import MessageSupplier, RescheduleReceipt
from cases.actions.base import amount_words, words_of
from cases.actions.message_supplier import SeenSupplier
from cases.actions.reschedule_receipt import LateLine, OpenMove, SeenLine, SeenReceipt
from cases.claims import Precision
from cases.models import Taken
from cases.roles import Role
from tools.odoo.models import PurchaseOrder, StockMove

Ask = Literal["acknowledge", "give_date", "earlier"]


class InboundActions(CustomerActions):
    """Drafts actions for one late order.

    Args:
        drafting: the proposal in the making.
        snapshot: what was read.
        order: the late order.
        claims: evidence of each claim, by its place in the case file.
        sure: how sure the reading is, from 0 to 1.
    """

    def __init__(
        self,
        drafting: Drafting,
        snapshot: InboundSnapshot,
        order: PurchaseOrder,
        claims: Mapping[int, str],
        sure: float,
    ) -> None:
        super().__init__(drafting, snapshot, sure, snapshot.file.named_days.worth)
        self.snapshot = snapshot
        self.order = order
        self.claims = claims
        self.ref = record_of("purchase.order", order.id, order.name)

    # Evidence

    def order_fact(self) -> str:
        """Whose order it is."""
        partner = self.order.vendor
        name = partner.name if partner else self.order.partner.name
        return self.ledger.odoo(
            self.ref,
            "partner_id",
            f"{self.order.name} is an order to {name}",
            name,
            self.order.partner.id,
            partner and partner.lang,
        )

    def part_fact(self, part: LatePart) -> str:
        """A late line as it stands in Odoo."""
        record = record_of("purchase.order.line", part.line.id, f"{self.order.name} · {part.product.name}")
        return self.ledger.odoo(
            record,
            "date_planned",
            f"{amount_words(part.open, part.unit.name)} of {part.product.name} are open, "
            f"expected {words_of(part.line_day)}",
            part.product.name,
            part.unit.name,
            part.open,
            part.line_day,
        )

    def late_fact(self, part: LatePart) -> str:
        """How much of it is late, and until when."""
        until = f"until {words_of(part.new_day)}" if part.new_day else "until nobody knows when"
        return self.ledger.reckoned(
            f"{amount_words(part.late, part.unit.name)} of {part.product.name} are late {until}",
            part.late,
            part.new_day,
        )

    def buyer(self) -> Assignee | None:
        """Whose order it is, else whoever may be asked in procurement."""
        buyer = self.order.buyer
        if buyer is not None:
            return Assignee(uid=buyer.id, name=buyer.name, role=Role.PROCUREMENT)
        return assignee(self.snapshot.people, Role.PROCUREMENT)

    # Actions

    def reschedule(self, parts: Sequence[LatePart]) -> str:
        """Move the late lines to the days they will arrive."""
        zone = self.snapshot.zone_of(self.order.warehouse_id)
        lines = tuple(
            LateLine(
                line_id=part.line.id,
                product=part.product.name,
                late_quantity=None if part.whole else part.late,
                unit=part.unit.name,
                new_date=part.new_day or date.min,
            )
            for part in parts
        )
        first_of_each = {part.line.id: part for part in parts}.values()
        premise = SeenReceipt(
            currency=self.snapshot.currency,
            order=self.order.name,
            vendor_id=self.order.partner.id,
            lines=tuple(
                SeenLine(
                    line_id=part.line.id,
                    planned=part.line.planned or self.snapshot.read_at,
                    first_promise=part.line.planned,
                    product_id=part.product.id,
                    ordered=part.line.ordered,
                    kits=part.open if part.product.id not in part.product_ids else None,
                )
                for part in first_of_each
            ),
            moves=tuple(_open_move(part, move, self.snapshot) for part in first_of_each for move in part.moves),
            zone=zone,
            arrival_hour=self.snapshot.habits.arrival_hour,
        )
        week = any(part.precision is Precision.WEEK for part in parts)
        rationale = "The supplier says so; Odoo still expects the old day, and everything that plans with it is wrong."
        if week:
            rationale += " Only a week was named: its Friday is the day on which all of it should be here."
        if any(not part.whole for part in parts):
            rationale += " The part that comes on time stays as it is."
        return self.drafting.action(
            RescheduleReceipt(order_id=self.order.id, order=self.order.name, lines=lines),
            premise,
            sure=self.sure * self.days,
            rationale=rationale,
            evidence=self._parts_evidence(parts),
        )

    def _parts_evidence(self, parts: Sequence[LatePart]) -> list[str]:
        facts = [self.claims[part.claim] for part in parts]
        facts += [self.part_fact(part) for part in parts] + [self.late_fact(part) for part in parts]
        return [*facts, self.order_fact()]

    def ask_supplier(
        self, ask: Ask, parts: Sequence[LatePart], *, depends_on: str | None = None, needed_by: date | None = None
    ) -> str | None:
        """Write to the supplier; none: no address on file."""
        vendor = self.order.vendor
        if vendor is None or not vendor.email:
            return None
        days = [part.new_day for part in parts if part.new_day is not None]
        facts = self._parts_evidence(parts)
        facts.append(
            self.ledger.odoo(
                self.ref, "partner_id.lang", f"{vendor.name} writes {vendor.lang or 'en_US'}", vendor.lang or "en_US"
            )
        )
        if needed_by is not None:
            facts.append(self.ledger.reckoned(f"It would still help by {words_of(needed_by)}", needed_by))
        takes: dict[str, Taken] = {}
        latest = max(days, default=None)
        if depends_on is not None and latest is not None:
            at = next(index for index, part in enumerate(parts) if part.new_day == latest)
            takes["new_date"] = Taken(action=depends_on, field=f"lines.{at}.new_date")
        why = {
            "acknowledge": "The supplier should know which day we now count on.",
            "give_date": "Nothing can be promised to anybody before there is a firm day.",
            "earlier": "An earlier or part delivery would keep promises that break otherwise.",
        }
        return self.drafting.action(
            MessageSupplier(
                order_id=self.order.id,
                order=self.order.name,
                partner_id=vendor.id,
                partner=vendor.name,
                language=vendor.lang or "en_US",
                ask=ask,
                products=tuple(dict.fromkeys(part.product.name for part in parts)),
                new_date=latest if ask != "give_date" else None,
                needed_by=needed_by,
            ),
            SeenSupplier(currency=self.snapshot.currency, email=vendor.email, order=self.order.name),
            sure=self.sure,
            rationale=why[ask],
            evidence=facts,
            depends_on=(depends_on,) if depends_on else (),
            takes=takes,
        )

    def ask_person(self, summary: str, note: str, facts: Sequence[str]) -> str | None:
        """A to-do on the order for its buyer; none: nobody in procurement is known."""
        buyer = self.buyer()
        if buyer is None:
            return None
        # Nothing is put on an order that was called off: its supplier is who must be asked.
        of = self.order.partner
        about = record_of("res.partner", of.id, of.name) if self.order.state == "cancel" else self.ref
        return to_do(
            self.drafting,
            buyer,
            about,
            summary=summary,
            note=note,
            read_at=self.snapshot.read_at,
            zone=self.snapshot.habits.zone,
            work=self.snapshot.habits.work.company,
            facts=[*facts, self.order_fact()],
            sure=max(self.sure, 0.8),
            currency=self.snapshot.currency,
        )


def _open_move(part: LatePart, move: StockMove, snapshot: InboundSnapshot) -> OpenMove:
    return OpenMove(
        id=move.id,
        line_id=part.line.id,
        quantity=move.demand,
        date=move.date or snapshot.read_at,
        deadline=move.deadline,
    )
