"""The delivery specialist's actions: arguments, premise and evidence from the snapshot. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from agents.analysis.drafting import Drafting, record_of
from agents.analysis.todo import assignee, to_do
from agents.delivery.snapshot import DeliverySnapshot
from cases.actions import (
    CreateReturn,
    FileClaim,
    MessageCarrier,
    MessageCustomer,
    OpenTicket,
    RecordMilestone,
    RequestReattempt,
)
from cases.actions.base import day_of, words_of
from cases.actions.create_return import ReturnLine, SeenDelivery, SeenMove
from cases.actions.message_customer import Occasion, SeenCustomer
from cases.actions.open_ticket import SeenPlace
from cases.actions.record_milestone import SeenMilestones
from cases.actions.shipment import SeenShipment, Way
from cases.claims import RecordRef
from cases.roles import Role
from cases.workdays import next_working
from tools.odoo.models import Partner
from tools.odoo.shipments import Contact, Shipment, ShippedOrder


class Actions:
    """Drafts actions for one shipment in trouble.

    Args:
        drafting: the proposal in the making.
        snapshot: what was read.
        shipment: the shipment.
        facts: evidence of what was said.
        sure: how sure the reading is, from 0 to 1.
    """

    def __init__(
        self, drafting: Drafting, snapshot: DeliverySnapshot, shipment: Shipment, facts: Iterable[str], sure: float
    ) -> None:
        self.drafting = drafting
        self.ledger = drafting.ledger
        self.snapshot = snapshot
        self.shipment = shipment
        self.said = list(facts)
        self.sure = sure
        self.ref = shipment.record

    # Evidence

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
        soon = next_working(next_working(self.snapshot.today))
        back = self.snapshot.trouble.return_by if self.snapshot.trouble else None
        return min(soon, back) if back and back > self.snapshot.today else soon

    @property
    def products(self) -> tuple[str, ...]:
        """What is in it."""
        return tuple(dict.fromkeys(move.product.name for move in self.shipment.moves))

    # Actions

    def tell(self, occasion: Occasion, *, new_date: date | None = None) -> str | None:
        """Write to the customer; none: there is no order, or no address on file."""
        order = self.shipment.order
        if order is None:
            return None
        who = self.reader_of(order)
        if not who.email:
            return None
        asks = occasion in {Occasion.CHECK_ADDRESS, Occasion.REFUSED}
        facts = [*self.said, self.shipment_fact(), self.order_fact(order)]
        if asks:
            facts.append(self.ledger.reckoned(f"An answer helps until {words_of(self.reply_by)}", self.reply_by))
        address = self.address_fact() if occasion is Occasion.CHECK_ADDRESS else None
        if occasion is Occasion.CHECK_ADDRESS and address is None:
            return None
        carrier = self.shipment.carrier.name if self.shipment.carrier else "The carrier"
        facts.append(self.ledger.odoo(self.ref, "carrier_id", f"Carried by {carrier}", carrier))
        facts.append(self.ledger.reckoned(f"The message is about: {occasion.value.replace('_', ' ')}", occasion.value))
        return self.drafting.action(
            MessageCustomer(
                order_id=order.id,
                order=order.name,
                partner_id=who.id,
                partner=who.name,
                language=who.lang or "en_US",
                products=self.products,
                new_date=new_date,
                occasion=occasion,
                tracking=self.snapshot.number or None,
                carrier=carrier,
                address=self.address_words if address else None,
                reply_by=self.reply_by if asks else None,
            ),
            SeenCustomer(
                currency=order.currency or "EUR",
                email=who.email,
                order=order.name,
                zone=self.snapshot.habits.zone,
                address_id=self.address.id if address and self.address else None,
            ),
            sure=self.sure,
            rationale="The customer should hear it from us, and knows best what helps.",
            evidence=[*facts, *([address] if address else [])],
        )

    def ask_carrier(self, ask: str) -> str | None:
        """Write to the carrier; none: Odoo has no address of it, or the shipment no number."""
        carrier = self.snapshot.carrier
        if carrier is None or not carrier.email or not self.snapshot.number:
            return None
        return self.drafting.action(
            MessageCarrier.model_validate({**self._to_carrier(carrier), "ask": ask}),
            self.seen(carrier),
            sure=self.sure,
            rationale="Only the carrier can say, or stop it.",
            evidence=[*self.said, self.shipment_fact(), self.carrier_fact(carrier)],
        )

    def _to_carrier(self, carrier: Partner) -> dict[str, object]:
        return {
            "picking_id": self.shipment.id,
            "picking": self.shipment.name,
            "tracking": self.snapshot.number,
            "partner_id": carrier.id,
            "partner": carrier.name,
            "language": carrier.lang or "en_US",
            "products": self.products,
        }

    def seen(self, carrier: Partner, way: Way = Way.MESSAGE) -> SeenShipment:
        """The shipment as it was read."""
        return SeenShipment(
            email=carrier.email,
            state=self.shipment.state,
            tracking=self.shipment.tracking,
            carrier_id=self.shipment.carrier.id if self.shipment.carrier else None,
            way=way,
        )

    @property
    def way(self) -> Way | None:
        """How the carrier is asked for something; None: it cannot be."""
        carrier = self.snapshot.carrier
        if carrier is None or not self.snapshot.number:
            return None
        if self.snapshot.habits.asks_by_program:
            return Way.INTEGRATION
        return Way.MESSAGE if carrier.email else None

    def ticket(self, subject: str, text: str) -> str | None:
        """Open a ticket for customer service; none: there is nowhere to keep it."""
        project, order = self.snapshot.tickets, self.shipment.order
        if project is None:
            return None
        about = record_of("sale.order", order.id, order.name) if order else self.ref
        due = next_working(self.snapshot.today)
        company = order.company if order else None
        facts = [
            *self.said,
            self.shipment_fact(),
            self.ledger.odoo(about, "name", f"The ticket is about {about.label}", about.label, about.id, about.model),
            self.ledger.setting(f"Tickets are kept in {project.name}", project.name, project.id, project.model),
            self.ledger.setting(f"Due the next working day, {words_of(due)}", due),
        ]
        if company is not None:
            record = record_of("res.partner", company.id, company.name)
            facts.append(self.ledger.odoo(record, "name", f"For {company.name}", company.name, company.id))
        return self.drafting.action(
            OpenTicket(
                model=project.model,
                project_id=project.id,
                project=project.name,
                partner_id=company.id if company else None,
                partner=company.name if company else None,
                about_model=about.model,
                about_id=about.id,
                about=about.label,
                subject=subject[:200],
                text=text,
                due=due,
            ),
            SeenPlace(
                currency=(order.currency if order else "") or "EUR",
                project=project.name,
                zone=self.snapshot.habits.zone,
                hour=self.snapshot.habits.arrival_hour,
            ),
            sure=self.sure,
            rationale="It takes more than one call, and others have to see where it stands.",
            evidence=facts,
        )

    def record_expected(self) -> str | None:
        """Record when the carrier expects to deliver; none: it does not say, or that is recorded already."""
        shipment = self.shipment
        moment = next((one.expected_at for one in reversed(self.snapshot.events) if one.expected_at), None)
        trouble = self.snapshot.trouble
        if moment is None or trouble is None or shipment.expected == moment:
            return None
        number = self.snapshot.number or None
        said = self.ledger.said(
            "carrier",
            f"The carrier expects to deliver on {words_of(day_of(moment, self.snapshot.habits.zone))}",
            quote=None,
            span=None,
            values=(f"{moment:%Y-%m-%dT%H:%M:%SZ}",),
        )
        return self.drafting.action(
            RecordMilestone(
                picking_id=shipment.id,
                picking=shipment.name,
                tracking=number,
                milestone=trouble.label()[:200],
                expected=moment,
            ),
            SeenMilestones(
                currency=(shipment.order.currency if shipment.order else "") or "EUR",
                tracking=shipment.tracking,
                expected=shipment.expected,
                delivered=shipment.delivered,
                signed_by=shipment.signed_by,
                zone=self.snapshot.habits.zone,
            ),
            sure=self.sure,
            rationale="Whoever looks at the delivery in Odoo should see what the carrier says.",
            evidence=[*self.said, self.shipment_fact(), said],
        )

    def ask_person(self, summary: str, note: str) -> str | None:
        """A to-do for whoever looks after the customer's orders; none: nobody holds that role."""
        order = self.shipment.order
        record: RecordRef = record_of("sale.order", order.id, order.name) if order else self.ref
        for role in (Role.SERVICE, Role.SALES):
            who = assignee(self.snapshot.people, role)
            if who is not None:
                facts: Sequence[str] = [*self.said, self.shipment_fact()]
                return to_do(
                    self.drafting,
                    who,
                    record,
                    summary=summary,
                    note=note,
                    read_at=self.snapshot.read_at,
                    zone=self.snapshot.habits.zone,
                    facts=facts,
                    sure=1.0,
                    currency=(order.currency if order else "") or "EUR",
                )
        return None

    def reattempt(self, *, instructions: str = "") -> str | None:
        """Ask the carrier to try again; none: it cannot be asked."""
        carrier, way = self.snapshot.carrier, self.way
        if carrier is None or way is None:
            return None
        which = self.ledger.reckoned("It would be the next attempt", self.snapshot.attempts + 1)
        return self.drafting.action(
            RequestReattempt.model_validate(
                {**self._to_carrier(carrier), "attempt": self.snapshot.attempts + 1, "instructions": instructions}
            ),
            self.seen(carrier, way),
            sure=self.sure,
            rationale="It has not come to the customer yet, and has not been sent back.",
            evidence=[*self.said, self.shipment_fact(), self.carrier_fact(carrier), which],
        )

    def claim(self, what: str) -> str | None:
        """Hold the carrier liable; none: it cannot be written to."""
        carrier, way = self.snapshot.carrier, self.way
        if carrier is None or way is None:
            return None
        order = self.shipment.order
        worth = self.snapshot.value.quantize(Decimal("0.01"))
        currency = order.currency if order else ""
        amount = {"amount": str(worth), "currency": currency} if worth > 0 and currency else None
        trouble = self.snapshot.trouble
        since = day_of(trouble.occurred_at, self.snapshot.habits.zone) if trouble and trouble.occurred_at else None
        value = self.ledger.reckoned(
            f"The goods in it are worth {worth:,.2f} {currency} to the customer, untaxed", worth, currency, what, since
        )
        return self.drafting.action(
            FileClaim.model_validate(
                {**self._to_carrier(carrier), "what": what, "amount": amount, "happened_on": since}
            ),
            self.seen(carrier, way),
            sure=self.sure,
            rationale="A claim that is not made in time is lost; no contract on file says when that is.",
            evidence=[*self.said, self.shipment_fact(), self.carrier_fact(carrier), value],
        )

    def take_back(self, *, to_refund: bool) -> str | None:
        """Plan the return of what comes back; none: it did not leave, is back already, or there is no place for it."""
        shipment, order, place = self.shipment, self.shipment.order, self.snapshot.checking
        moves = [move for move in shipment.moves if move.left_to_return > 0]
        if order is None or place is None or not moves:
            return None
        trouble, today = self.snapshot.trouble, self.snapshot.today
        told = trouble.return_by if trouble and trouble.return_by and trouble.return_by > today else None
        expected = told or next_working(next_working(next_working(today)))
        said = "as the carrier says" if told else "three working days on, for nobody says when"
        prices = {line.id: line.price_unit for line in order.lines}
        facts = [
            *self.said,
            self.shipment_fact(),
            self.order_fact(order),
            self.ledger.reckoned(f"Expected back {words_of(expected)}, {said}", expected, to_refund),
            self.ledger.setting(f"What comes back is checked at {place.name}", place.name, place.id),
        ]
        for move in moves:
            unit = move.unit.name if move.unit else "Units"
            facts.append(
                self.ledger.odoo(
                    record_of("stock.move", move.id, f"{shipment.name} · {move.product.name}"),
                    "quantity",
                    f"{move.left_to_return:f} {unit} of {move.product.name} left and did not come back",
                    move.left_to_return.normalize() if move.left_to_return % 1 else int(move.left_to_return),
                    unit,
                    move.product.name,
                )
            )
        return self.drafting.action(
            CreateReturn(
                picking_id=shipment.id,
                picking=shipment.name,
                order_id=order.id,
                order=order.name,
                to_location_id=place.id,
                to_location=place.name,
                expected=expected,
                to_refund=to_refund,
                lines=tuple(
                    ReturnLine(
                        move_id=move.id,
                        product=move.product.name,
                        quantity=move.left_to_return,
                        unit=move.unit.name if move.unit else "Units",
                    )
                    for move in moves
                ),
            ),
            SeenDelivery(
                currency=order.currency or "EUR",
                customer_id=order.customer.id,
                customer=order.company.name,
                warehouse=order.warehouse.name if order.warehouse else "",
                moves=tuple(
                    SeenMove(
                        move_id=move.id,
                        product_id=move.product.id,
                        delivered=move.quantity,
                        returned=move.quantity - move.left_to_return,
                        unit_value=prices.get(move.sale_line_id or 0, Decimal(0)),
                    )
                    for move in moves
                ),
                zone=self.snapshot.habits.zone,
                arrival_hour=self.snapshot.habits.arrival_hour,
            ),
            sure=self.sure,
            rationale="What truly comes back is expected, to be checked and never to be sold at once.",
            evidence=facts,
        )
