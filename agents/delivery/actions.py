"""The delivery specialist's actions: arguments, premise and evidence from the snapshot. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from agents.analysis.drafting import record_of
from agents.analysis.todo import assignee, to_do
from agents.delivery.facts import ShipmentFacts
from agents.delivery.terms import claim_words
from cases.actions import (
    CreateReturn,
    FileClaim,
    MessageCarrier,
    MessageCustomer,
    OpenTicket,
    RecordMilestone,
    RequestReattempt,
)
from cases.actions.base import amount_words, day_of, words_of
from cases.actions.create_return import ReturnLine, SeenDelivery, SeenMove
from cases.actions.message_customer import Occasion, SeenCustomer
from cases.actions.open_ticket import SeenPlace
from cases.actions.record_milestone import SeenMilestones
from cases.actions.shipment import SeenShipment, ToCarrier, Way
from cases.claims import RecordRef
from cases.models import Taken
from cases.roles import Role
from tools.odoo.models import Partner


class DeliveryActions(ShipmentFacts):
    """Drafts actions for one shipment in trouble."""

    def tell(
        self,
        occasion: Occasion,
        *,
        new_date: date | None = None,
        credit: tuple[Decimal, str] | None = None,
        after: str | None = None,
        takes: Mapping[str, str] | None = None,
    ) -> str | None:
        """Write to the customer; none: there is no order, or no address on file.

        Args:
            occasion: what there is to tell.
            new_date: the day that it says.
            credit: what it says is credited, and its currency.
            after: the action that makes it true; without it nothing is told.
            takes: what of the letter follows that action, and by which of its arguments.
        """
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
        # A replacement has no number yet, and nobody knows who will carry it.
        lost = None if occasion is Occasion.REPLACEMENT else self.snapshot.number or None
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
                tracking=lost,
                carrier=None if occasion is Occasion.REPLACEMENT else carrier,
                address=self.address_words if address else None,
                reply_by=self.reply_by if asks else None,
                amount=credit[0] if credit else None,
                currency=credit[1] if credit else None,
            ),
            SeenCustomer(
                currency=self.currency,
                email=who.email,
                order=order.name,
                zone=self.snapshot.habits.zone,
                address_id=self.address.id if address and self.address else None,
            ),
            sure=self.sure,
            rationale="The customer should hear it from us, and knows best what helps.",
            evidence=[*facts, *([address] if address else [])],
            depends_on=(after,) if after else (),
            takes={mine: Taken(action=after, field=its) for mine, its in (takes or {}).items()} if after else {},
        )

    def ask_carrier(self, ask: str) -> str | None:
        """Write to the carrier; none: Odoo has no address of it, or the shipment no number."""
        carrier = self.snapshot.carrier
        if carrier is None or not carrier.email or not self.snapshot.number:
            return None
        return self._to(carrier, MessageCarrier, Way.MESSAGE, {"ask": ask}, why="Only the carrier can say, or stop it.")

    def _to(
        self,
        carrier: Partner,
        action: type[ToCarrier[SeenShipment]],
        way: Way,
        more: Mapping[str, object],
        *,
        why: str,
        facts: Iterable[str] = (),
    ) -> str:
        """An action that turns to the carrier about the parcel in question."""
        about = {
            "picking_id": self.shipment.id,
            "picking": self.shipment.name,
            "tracking": self.snapshot.number,
            "partner_id": carrier.id,
            "partner": carrier.name,
            "language": carrier.lang or "en_US",
            "products": self.products,
        }
        return self.drafting.action(
            action.model_validate({**about, **more}),
            self.seen(carrier, way),
            sure=self.sure,
            rationale=why,
            evidence=[*self.said, self.shipment_fact(), self.carrier_fact(carrier), *facts],
        )

    def seen(self, carrier: Partner, way: Way) -> SeenShipment:
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
        due = self.snapshot.work.next(self.snapshot.today)
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
                currency=self.currency,
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
                currency=self.currency,
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
                    work=self.snapshot.habits.work.company,
                    facts=facts,
                    sure=1.0,
                    currency=self.currency,
                )
        return None

    def reattempt(self, *, day: date | None = None) -> str | None:
        """Ask the carrier to try again, on a day that the customer named; none: it cannot be asked."""
        carrier, way = self.snapshot.carrier, self.way
        if carrier is None or way is None:
            return None
        attempt = self.snapshot.attempts + 1
        facts = [self.ledger.reckoned("It would be the next attempt", attempt)]
        if day is not None:
            facts.append(self.ledger.reckoned(f"On {words_of(day)} somebody takes it in, the customer says", day))
        return self._to(
            carrier,
            RequestReattempt,
            way,
            {"attempt": attempt, "day": day, "instructions": ""},
            why="It has not come to the customer yet, and has not been sent back.",
            facts=facts,
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
        return self._to(
            carrier,
            FileClaim,
            way,
            {"what": what, "amount": amount, "happened_on": since},
            why=f"A claim that is not made in time is lost; {claim_words(self.snapshot.contract, what)}.",
            facts=[value],
        )

    def take_back(self, *, to_refund: bool) -> str | None:
        """Plan the return of what comes back; none: it did not leave, is back already, or there is no place for it."""
        shipment, order, place = self.shipment, self.shipment.order, self.snapshot.checking
        moves = [move for move in shipment.moves if move.left_to_return > 0]
        if order is None or place is None or not moves:
            return None
        trouble, today = self.snapshot.trouble, self.snapshot.today
        told = trouble.return_by if trouble and trouble.return_by and trouble.return_by > today else None
        expected = told or self.snapshot.work.later(today, 3)
        said = "as the carrier says" if told else "three working days on, for nobody says when"
        prices = {line.id: line.price_unit for line in order.lines}
        facts = [
            *self.said,
            self.shipment_fact(),
            self.order_fact(order),
            self.ledger.reckoned(f"Expected back {words_of(expected)}, {said}", expected, to_refund),
            self.ledger.setting(f"What comes back is checked at {place.name}", place.name, place.id),
        ]
        lines = tuple(
            ReturnLine(
                move_id=move.id,
                product=move.product.name,
                quantity=move.left_to_return,
                unit=move.unit.name if move.unit else "Units",
            )
            for move in moves
        )
        facts += [
            self.ledger.odoo(
                record_of("stock.move", line.move_id, f"{shipment.name} · {line.product}"),
                "quantity",
                f"{amount_words(line.quantity, line.unit)} of {line.product} left and did not come back",
                line.quantity,
                line.unit,
                line.product,
            )
            for line in lines
        ]
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
                lines=lines,
            ),
            SeenDelivery(
                currency=self.currency,
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
