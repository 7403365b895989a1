"""What is known of a shipment in trouble: who waits for it, where it goes, who carries it; as evidence. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Generic, TypeVar

from agents.analysis.drafting import Drafting, record_of
from agents.delivery.snapshot import ShipmentSnapshot
from tools.odoo.models import Partner
from tools.odoo.shipments import Contact, Shipment, ShippedOrder

S = TypeVar("S", bound=ShipmentSnapshot)


class ShipmentFacts(Generic[S]):
    """What is known of one shipment in trouble, noted as evidence when an action rests on it.

    Args:
        drafting: the proposal in the making.
        snapshot: what was read.
        shipment: the shipment.
        facts: evidence of what was said.
        sure: how sure the reading is, from 0 to 1.
    """

    def __init__(self, drafting: Drafting, snapshot: S, shipment: Shipment, facts: Iterable[str], sure: float) -> None:
        self.drafting = drafting
        self.ledger = drafting.ledger
        self.snapshot = snapshot
        self.shipment = shipment
        self.said = list(facts)
        self.sure = sure
        self.ref = shipment.record

    def shipment_fact(self) -> str:
        """What is in it, where it goes, under which number."""
        contents = ", ".join(f"{move.quantity:f} of {move.product.name}" for move in self.shipment.moves)
        where = self.address
        goes = f" to {where.name}" if where else ""
        return self.ledger.odoo(
            self.ref,
            "carrier_tracking_ref",
            f"{self.shipment.name}{goes}: {contents or 'nothing'}; number {self.shipment.tracking or 'none'}",
            self.snapshot.number,
            *(move.product.name for move in self.shipment.moves),
        )

    def carrier_fact(self, carrier: Partner) -> str:
        """Who carries it, and where they can be written to."""
        record = record_of("res.partner", carrier.id, carrier.name)
        on_file = carrier.email or "no mail address on file"
        lang = carrier.lang or "en_US"
        return self.ledger.odoo(
            record, "email", f"{carrier.name} carries it ({on_file})", carrier.name, carrier.id, lang
        )

    def order_fact(self, order: ShippedOrder) -> str:
        """Whose order it is."""
        who = self.reader_of(order)
        tags = f", {', '.join(order.tags)}" if order.tags else ""
        return self.ledger.odoo(
            record_of("sale.order", order.id, order.name),
            "partner_id",
            f"{order.name} is an order of {order.company.name}{tags}, worth {order.untaxed:,.2f} {order.currency}",
            who.name,
            who.id,
            who.lang or "en_US",
        )

    def address_fact(self) -> str | None:
        """The address on file, as it would be quoted to the customer."""
        where = self.address
        if where is None or not self.address_words:
            return None
        record = record_of("res.partner", where.id, where.name)
        return self.ledger.odoo(record, "street", f"On file: {self.address_words}", self.address_words)

    @property
    def address(self) -> Contact | None:
        """Where it goes, as Odoo has it."""
        order = self.shipment.order
        return self.shipment.address or (order.ship_to if order else None)

    @property
    def address_words(self) -> str:
        """That address on one line."""
        one = self.address
        if one is None:
            return ""
        town = " ".join(part for part in (one.zip, one.city) if part)
        return ", ".join(part for part in (one.name, one.street, one.street2, town, one.country) if part)

    def reader_of(self, order: ShippedOrder) -> Contact:
        """Who is written to: where the goods go, if they can be written to there; else whoever ordered."""
        where = order.ship_to
        return where if where is not None and where.email and where.id != order.customer.id else order.customer

    @property
    def reply_by(self) -> date:
        """The day by which an answer helps: two working days on, or before it goes back."""
        soon = self.snapshot.habits.work.company.later(self.snapshot.today, 2)
        back = self.snapshot.goes_back_on
        return min(soon, back) if back and back > self.snapshot.today else soon

    @property
    def products(self) -> tuple[str, ...]:
        """What is in it."""
        return tuple(dict.fromkeys(move.product.name for move in self.shipment.moves))

    @property
    def currency(self) -> str:
        """That the order's amounts are in."""
        order = self.shipment.order
        return (order.currency if order else "") or "EUR"
