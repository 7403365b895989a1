"""What the delivery specialist collected of one shipment, frozen, and what follows from it at once. Pure."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Literal

from agents.analysis.habits import Habits
from agents.analysis.stock import own_need
from agents.specialist import Snapshot
from cases.actions.base import day_of
from cases.carrier_events import CarrierEvent, Milestone, Trouble, number_key
from cases.claims import DeliveryClaim, RecordRef, only
from cases.contracts import FiledContract
from cases.models import Concerned
from cases.people import Person
from cases.workdays import WorkCalendar
from tools.odoo.models import Location, Partner, StockLevel, StockMove
from tools.odoo.reads.tickets import TicketPlace
from tools.odoo.shipments import Invoice, Shipment, Transfer

LOSSES = frozenset({Trouble.DAMAGED, Trouble.LOST})
# From then on the carrier brings it back; nothing is delivered again without somebody's doing.
GOING_BACK = frozenset({Milestone.RETURNING, Milestone.RETURNED})
# Of whoever names a day to take it in: the customer's own address, or a colleague who passes it on.
BELIEVED = 0.7


class ShipmentSnapshot(Snapshot):
    """What was read about one shipment, whatever the matter is.

    Attributes:
        shipment: the transfer, with contents, order, invoices and addresses; None: Odoo knows none.
        before: what went to the same customer within the last year, newest first.
        levels: what can be reserved of the goods where they left from; read only where they are lost or damaged.
        moves: every open move of the goods that are there; read with `levels`.
        tickets: where customer service keeps tickets; read only where it takes more than a to-do.
        checking: the place where what comes back is checked; read only where something does.
        people: who may be asked.
    """

    habits: Habits
    shipment: Shipment | None = None
    before: tuple[Transfer, ...] = ()
    levels: tuple[StockLevel, ...] = ()
    moves: tuple[StockMove, ...] = ()
    tickets: TicketPlace | None = None
    checking: Location | None = None
    people: tuple[Person, ...] = ()

    @property
    def number(self) -> str:
        """The tracking number in question."""
        return self.shipment.numbers[0] if self.shipment and self.shipment.numbers else ""

    @property
    def goes_back_on(self) -> date | None:
        """The day on which the carrier takes it back; None: nobody says, or it does not go back."""
        return None

    @property
    def concerned(self) -> Concerned | None:
        """The transfer, and whose it is."""
        if self.shipment is None:
            return None
        owner = self.shipment.order.company if self.shipment.order else None
        return Concerned(
            record=RecordRef(model="stock.picking", id=self.shipment.id, label=self.shipment.name),
            partner=RecordRef(model="res.partner", id=owner.id, label=owner.name) if owner else None,
        )

    @property
    def today(self) -> date:
        """The day on which it was read, where the company is."""
        return day_of(self.read_at, self.habits.zone) or self.read_at.date()

    @property
    def work(self) -> WorkCalendar:
        """The working days of the warehouse that it left from, or comes back to."""
        place = self.shipment.warehouse if self.shipment else None
        return self.habits.work.at(place.id if place else None)

    @property
    def invoice(self) -> Invoice | None:
        """The posted invoice of the order that is not credited in full, the latest."""
        order = self.shipment.order if self.shipment else None
        posted = [
            one for one in (order.invoices if order else ()) if one.kind == "out_invoice" and one.state == "posted"
        ]
        return max(posted, key=lambda one: one.id, default=None)

    @property
    def value(self) -> Decimal:
        """What the goods in it are worth to the customer, untaxed."""
        order = self.shipment.order if self.shipment else None
        if order is None or self.shipment is None:
            return Decimal(0)
        prices = {line.id: line.price_unit for line in order.lines}
        return sum(
            (move.quantity * prices.get(move.sale_line_id or 0, Decimal(0)) for move in self.shipment.moves), Decimal(0)
        )

    @property
    def promised(self) -> datetime | None:
        """What the customer was promised."""
        order = self.shipment.order if self.shipment else None
        return (order.commitment if order else None) or (self.shipment.deadline if self.shipment else None)

    @property
    def shipped_again(self) -> tuple[Transfer, ...]:
        """What was sent, or is to be, in place of this shipment and beside any order."""
        this = self.shipment.name if self.shipment else ""
        return tuple(
            one
            for one in self.before
            if one.goes_to_customer and one.state != "cancel" and one.sale_order is None and one.names(this)
        )

    @property
    def credits(self) -> tuple[Invoice, ...]:
        """Credit notes of the order, drafts too."""
        order = self.shipment.order if self.shipment else None
        known = [*(order.invoices if order else ())]
        known += [credit for one in known for credit in one.credits]
        found = {one.id: one for one in known if one.kind == "out_refund" and one.state != "cancel"}
        return tuple(found.values())

    @property
    def credited(self) -> bool:
        """Whether a credit note names this shipment, as ours do."""
        return self.shipment is not None and any(one.reference == self.shipment.name for one in self.credits)

    def free(self, product_id: int) -> Decimal:
        """What can be reserved of a product where the goods left from, and is not reserved."""
        return next((level.free for level in self.levels if level.product_id == product_id), Decimal(0))

    def own_need(self, product_id: int) -> Decimal:
        """What other orders still want from that."""
        place = self.shipment.stock if self.shipment else None
        return own_need(self.moves, product_id, place) if place else Decimal(0)


class CarriedSnapshot(ShipmentSnapshot):
    """What was read about one shipment and whoever carries it.

    Attributes:
        carrier: the carrier as a partner: where it can be written to.
        contract: what is agreed with that carrier and in force today; None: nothing is on file.
    """

    carrier: Partner | None = None
    contract: FiledContract | None = None


class DeliverySnapshot(CarriedSnapshot):
    """All that was read about one shipment in trouble on its way."""

    kind: Literal["failed_delivery", "transit_delay"] = "failed_delivery"

    @cached_property
    def standing(self) -> tuple[DeliveryClaim, ...]:
        """What stands of each parcel, the latest last; what a customer says without a time comes before."""
        claims = only(DeliveryClaim, self.file.claims)
        return tuple(sorted(claims, key=lambda one: (one.occurred_at is not None, one.occurred_at or self.read_at)))

    @cached_property
    def trouble(self) -> DeliveryClaim | None:
        """What is wrong, by the latest word; None: nothing is, or everything arrived."""
        return next((claim for claim in reversed(self.standing) if not claim.is_over), None)

    @cached_property
    def arrived(self) -> DeliveryClaim | None:
        """The latest word that it arrived."""
        return next((claim for claim in reversed(self.standing) if claim.is_over), None)

    @property
    def reason(self) -> Trouble | None:
        """Why it did not arrive, where anybody said so: now, or before it was sent back."""
        if self.trouble is not None and self.trouble.reason is not None:
            return self.trouble.reason
        if self.trouble is not None and self.trouble.status is Milestone.LOST:
            return Trouble.LOST
        said = [event.reason for event in self.events if event.reason is not None]
        return said[-1] if said else None

    @property
    def wanted_day(self) -> date | None:
        """The day on which the customer says that somebody takes it in: the latest word, if it is still to come."""
        said = [one.wanted_day for one in only(DeliveryClaim, self.file.claims) if one.trust >= BELIEVED]
        last = next((day for day in reversed(said) if day is not None), None)
        return last if last is not None and last > self.today else None

    @property
    def goes_back(self) -> bool:
        """Whether the carrier brings it back, or would have by today."""
        one = self.trouble
        return one is not None and (
            one.status in GOING_BACK or (one.return_by is not None and one.return_by < self.today)
        )

    @property
    def is_loss(self) -> bool:
        """Whether goods are lost or damaged."""
        return self.reason in LOSSES

    @property
    def lost_whole(self) -> bool:
        """Whether all of the shipment is lost or damaged: of several parcels nobody knows what is in which."""
        return self.is_loss and self._every_parcel(LOSSES)

    @property
    def refused_whole(self) -> bool:
        """Whether all of the shipment was refused and comes back."""
        return self.reason is Trouble.REFUSED and self.goes_back and self._every_parcel(frozenset({Trouble.REFUSED}))

    def _every_parcel(self, reasons: frozenset[Trouble]) -> bool:
        """Whether every parcel of it is in trouble for one of these reasons; of a single one somebody said so."""
        if self.trouble is None:
            return False
        hit = {
            one.parcel
            for one in self.standing
            if one.reason in reasons or (one.status is Milestone.LOST and Trouble.LOST in reasons)
        }
        parcels = {number_key(number) for number in self.shipment.numbers} if self.shipment else set()
        return len(parcels) <= 1 or parcels <= hit

    @property
    def events(self) -> tuple[CarrierEvent, ...]:
        """What was said of the parcel that is in trouble, oldest first."""
        parcel = self.trouble.parcel if self.trouble else ""
        return tuple(one for one in self.file.events if not parcel or number_key(one.tracking_number) == parcel)

    @property
    def attempts(self) -> int:
        """How often the carrier tried and failed: as it counts, or as it told."""
        counted = [one.attempt for one in self.events if one.attempt and one.status is Milestone.FAILED_ATTEMPT]
        told = len({one.occurred_at for one in self.events if one.status is Milestone.FAILED_ATTEMPT})
        now = self.trouble.attempt if self.trouble and self.trouble.attempt else 0
        return max([told, now, *counted])

    @property
    def number(self) -> str:
        """The tracking number in question."""
        if self.trouble is not None and self.trouble.tracking_text:
            return self.trouble.tracking_text
        return super().number

    @property
    def goes_back_on(self) -> date | None:
        """The day on which the carrier takes it back, as it says."""
        return self.trouble.return_by if self.trouble else None

    @property
    def returned_before(self) -> tuple[Transfer, ...]:
        """Earlier deliveries to this customer that came back as a whole or in part, newest first."""
        this = self.shipment.id if self.shipment else 0
        return tuple(
            one for one in self.before if one.comes_from_customer and one.return_of and one.return_of.id != this
        )
