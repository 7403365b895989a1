"""The inbound specialist's actions: arguments, premise and evidence from the snapshot. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from agents.analysis.drafting import Drafting, record_of
from agents.analysis.todo import Assignee, assignee, to_do
from agents.inbound.hurt import Touched
from agents.inbound.late_parts import LatePart
from agents.inbound.snapshot import InboundSnapshot
from agents.inbound.transfers import PlannedTransfer
from cases.actions import (
    MessageCustomer,
    MessageSupplier,
    RescheduleReceipt,
    ReviseCommitment,
    TransferStock,
)
from cases.actions.base import amount_words, words_of
from cases.actions.message_customer import SeenCustomer
from cases.actions.message_supplier import SeenSupplier
from cases.actions.reschedule_receipt import LateLine, OpenMove, SeenLine, SeenReceipt
from cases.actions.revise_commitment import SeenPicking, SeenPromise
from cases.actions.transfer_stock import SeenStock
from cases.claims import Precision
from cases.models import Taken
from cases.roles import Role
from tools.odoo.models import PurchaseOrder, StockMove
from tools.odoo.values import Ref

Ask = Literal["acknowledge", "give_date", "earlier"]


class InboundActions:
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
        self.drafting = drafting
        self.ledger = drafting.ledger
        self.snapshot = snapshot
        self.order = order
        self.claims = claims
        self.sure = sure
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

    def sale_fact(self, one: Touched) -> str:
        """A customer's order and its promise."""
        customer = one.sale.customer
        record = record_of("sale.order", one.sale.id, one.sale.name)
        tags = f", {', '.join(customer.tags)}" if customer.tags else ""
        return self.ledger.odoo(
            record,
            "commitment_date" if one.promise.commitment else "date_deadline",
            f"{one.sale.name} for {customer.name}{tags} is promised for {words_of(one.promise.day) or 'no day'}",
            customer.name,
            customer.id,
            customer.lang or "en_US",
            one.promise.day,
        )

    def effect_fact(self, one: Touched) -> str:
        """When a customer's order can leave now."""
        can = words_of(one.after) if one.after else "a day nobody knows yet"
        return self.ledger.reckoned(
            f"By priority and date of the goods that are left, {one.sale.name} can leave on {can}",
            one.after,
            *_names(one.products),
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
            sure=self.sure * self.snapshot.file.named_days.worth,
            rationale=rationale,
            evidence=self._parts_evidence(parts),
        )

    def _parts_evidence(self, parts: Sequence[LatePart]) -> list[str]:
        facts = [self.claims[part.claim] for part in parts]
        facts += [self.part_fact(part) for part in parts] + [self.late_fact(part) for part in parts]
        return [*facts, self.order_fact()]

    def revise(self, one: Touched, depends_on: Sequence[str]) -> str:
        """Give a hurt order the day it can really leave."""
        zone = one.promise.zone
        pickings: dict[int, list[StockMove]] = {}
        for move in one.moves:
            if move.picking is not None:
                pickings.setdefault(move.picking.id, []).append(move)
        premise = SeenPromise(
            currency=self.snapshot.currency,
            order=one.sale.name,
            customer=one.sale.customer.name,
            customer_id=one.sale.customer.id,
            commitment=one.promise.commitment,
            promise=one.promise.at,
            pickings=tuple(_seen_picking(moves) for moves in pickings.values()),
            zone=zone,
            dispatch_hour=self.snapshot.habits.dispatch_hour,
            value=one.value,
        )
        days = f"{one.late_days} days after the promise" if one.late_days else "after the promise"
        return self.drafting.action(
            ReviseCommitment(
                order_id=one.sale.id,
                order=one.sale.name,
                customer=one.sale.customer.name,
                new_date=one.after or date.min,
            ),
            premise,
            sure=self.sure * self.snapshot.file.named_days.worth,
            rationale=f"It can leave on {words_of(one.after)}, {days}; the working day after the goods are in. "
            "The promise is for the whole order, and the customer sees it at once.",
            evidence=[self.sale_fact(one), self.effect_fact(one)],
            depends_on=depends_on,
        )

    def tell(self, one: Touched, revise: str | None) -> str | None:
        """Write to a customer, of a promise that was revised or that a day will follow; none: no address on file."""
        customer = one.sale.customer
        if not customer.email:
            return None
        takes = {"new_date": Taken(action=revise, field="new_date")} if revise else {}
        return self.drafting.action(
            MessageCustomer(
                order_id=one.sale.id,
                order=one.sale.name,
                partner_id=customer.id,
                partner=customer.name,
                language=customer.lang or "en_US",
                products=_names(one.products),
                old_date=one.promise.day,
                new_date=one.after if revise else None,
            ),
            SeenCustomer(
                currency=self.snapshot.currency, email=customer.email, order=one.sale.name, zone=one.promise.zone
            ),
            sure=self.sure * self.snapshot.file.named_days.worth,
            rationale="The customer should hear it from us, with the day as it was finally decided."
            if revise
            else "The customer should hear from us that it will be late, even before there is a day.",
            evidence=[self.sale_fact(one), self.effect_fact(one)],
            depends_on=(revise,) if revise else (),
            takes=takes,
        )

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

    def transfer(self, one: PlannedTransfer, saved: Sequence[Touched]) -> str:
        """Bring goods from a warehouse that can spare them."""
        giver, taker = self.snapshot.warehouse(one.from_warehouse), self.snapshot.warehouse(one.to_warehouse)
        product = record_of("product.product", one.product.id, one.product.name)
        spare = one.spare
        facts = [
            self.ledger.odoo(
                product,
                "free_qty",
                f"{giver.name} has {amount_words(spare.free, one.unit.name)} of {one.product.name} free; "
                f"its own open needs want {spare.own_need:f} and its safety stock is {spare.safety:f}",
                giver.name,
                giver.id,
                one.unit.name,
                one.unit.id,
            ),
            self.ledger.odoo(
                record_of("stock.warehouse", taker.id, taker.name), "name", f"{taker.name} ships the orders", taker.name
            ),
            self.ledger.reckoned(f"{amount_words(one.quantity, one.unit.name)} would be missed in time", one.quantity),
            self.ledger.setting(
                f"A transfer decided today leaves on {words_of(one.leaves)} and arrives on {words_of(one.arrives)}",
                one.leaves,
                one.arrives,
            ),
            *(self.sale_fact(each) for each in saved),
        ]
        return self.drafting.action(
            TransferStock(
                product_id=one.product.id,
                product=one.product.name,
                quantity=one.quantity,
                unit=one.unit.name,
                unit_id=one.unit.id,
                from_warehouse_id=giver.id,
                from_warehouse=giver.name,
                to_warehouse_id=taker.id,
                to_warehouse=taker.name,
                leaves=one.leaves,
                arrives=one.arrives,
                for_orders=tuple(each.sale.name for each in saved),
            ),
            SeenStock(
                currency=self.snapshot.currency,
                free=spare.free,
                own_need=spare.own_need,
                at_receiver=self.snapshot.level(one.product.id, taker.id).free,
                unit_cost=one.unit_cost,
                from_location_id=giver.stock.id,
                to_location_id=taker.stock.id,
                transit_location_id=giver.transit.id if giver.transit else 0,
                from_type_id=giver.internal_type.id if giver.internal_type else 0,
                to_type_id=taker.internal_type.id if taker.internal_type else 0,
                from_zone=self.snapshot.zone_of(giver.id),
                to_zone=self.snapshot.zone_of(taker.id),
                dispatch_hour=self.snapshot.habits.dispatch_hour,
                arrival_hour=self.snapshot.habits.arrival_hour,
            ),
            # That it arrives in one working day is a habit, not a fact.
            sure=self.sure * 0.9,
            rationale=f"{giver.name} can spare it after its own needs, and it arrives in time for "
            f"{', '.join(each.sale.name for each in saved)}.",
            evidence=facts,
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


def _seen_picking(moves: Sequence[StockMove]) -> SeenPicking:
    picking = moves[0].picking
    return SeenPicking(
        id=picking.id if picking else 0,
        label=picking.name if picking else "",
        scheduled=picking.scheduled if picking else None,
        final=any(move.destination.usage == "customer" for move in moves),
        move_ids=tuple(move.id for move in moves),
    )


def _names(products: Sequence[Ref]) -> tuple[str, ...]:
    return tuple(product.name for product in products)
