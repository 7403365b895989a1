"""What is done for a customer whose shipment it is: written, a to-do, a ticket, goods expected back. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from agents.analysis.drafting import record_of
from agents.analysis.todo import assignee, to_do
from agents.delivery.billed import Creditable, PlannedCredit
from agents.delivery.facts import S, ShipmentFacts
from cases.actions import CreateReturn, MessageCustomer, OfferCredit, OpenTicket
from cases.actions.base import amount_words, words_of
from cases.actions.create_return import ReturnLine, SeenDelivery, SeenMove
from cases.actions.message_customer import Occasion, SeenCustomer
from cases.actions.offer_credit import SeenInvoice
from cases.actions.open_ticket import SeenPlace
from cases.claims import RecordRef
from cases.letters import letter
from cases.models import Taken
from cases.roles import Role
from tools.odoo.shipments import ShippedMove

ASKS = frozenset({Occasion.CHECK_ADDRESS, Occasion.REFUSED, Occasion.WHICH_RETURN, Occasion.WHICH_DAMAGE})
# A replacement has no number yet, and nobody knows who will carry it or what comes back.
OF_RETURNS = frozenset({Occasion.RETURN, Occasion.RETURN_LATE, Occasion.RETURN_CREDIT, Occasion.WHICH_RETURN})
NO_PARCEL = OF_RETURNS | {Occasion.REPLACEMENT, Occasion.WHICH_DAMAGE}


class RecipientActions(ShipmentFacts[S]):
    """Drafts what is done for the customer of one shipment."""

    def tell(
        self,
        occasion: Occasion,
        *,
        new_date: date | None = None,
        credit: tuple[Decimal, str] | None = None,
        after: str | None = None,
        takes: Mapping[str, str] | None = None,
        products: tuple[str, ...] = (),
        old_date: date | None = None,
    ) -> str | None:
        """Write to the customer; none: there is no order, or no address on file.

        Args:
            occasion: what there is to tell.
            new_date: the day that it says.
            credit: what it says is credited, and its currency.
            after: the action that makes it true; without it nothing is told.
            takes: what of the letter follows that action, and by which of its arguments.
            products: what it is about, where that is not all of the shipment.
            old_date: the day that is over.
        """
        order = self.shipment.order
        if order is None:
            return None
        who = self.reader_of(order)
        if not who.email:
            return None
        asks = occasion in ASKS
        facts = [*self.said, self.shipment_fact(), self.order_fact(order)]
        if products:
            facts.append(self.ledger.reckoned(f"It is about {', '.join(products)}", *products))
        if old_date is not None:
            facts.append(self.ledger.reckoned(f"The last day for it was {words_of(old_date)}", old_date))
        if asks:
            facts.append(self.ledger.reckoned(f"An answer helps until {words_of(self.reply_by)}", self.reply_by))
        address = self.address_fact() if occasion is Occasion.CHECK_ADDRESS else None
        if occasion is Occasion.CHECK_ADDRESS and address is None:
            return None
        parcel = occasion not in NO_PARCEL
        number = (self.snapshot.number or None) if parcel else None
        carrier = (self.shipment.carrier.name if self.shipment.carrier else "The carrier") if parcel else None
        if carrier is not None:
            facts.append(self.ledger.odoo(self.ref, "carrier_id", f"Carried by {carrier}", carrier))
        facts.append(self.ledger.reckoned(f"The message is about: {occasion.value.replace('_', ' ')}", occasion.value))
        return self.drafting.action(
            MessageCustomer(
                order_id=order.id,
                order=order.name,
                partner_id=who.id,
                partner=who.name,
                language=who.lang or "en_US",
                products=products or self.products,
                old_date=old_date,
                new_date=new_date,
                occasion=occasion,
                tracking=number,
                carrier=carrier,
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

    def plan_return(
        self,
        parts: Sequence[tuple[ShippedMove, Decimal]],
        *,
        expected: date,
        says: str,
        to_refund: bool,
        rationale: str = "What truly comes back is expected, to be checked and never to be sold at once.",
    ) -> str | None:
        """Plan that goods come back; none: nothing does, there is no place for it, or it left in an odd unit.

        Args:
            parts: the moves it left by, and how much of each, in the product's own unit.
            expected: the day it is expected.
            says: who says that day.
            to_refund: the order counts it as not delivered once it is back.
            rationale: why.
        """
        shipment, order, place = self.shipment, self.shipment.order, self.snapshot.checking
        if order is None or place is None or not parts or not all(move.in_own_unit for move, _ in parts):
            return None
        facts = [
            *self.said,
            self.shipment_fact(),
            self.order_fact(order),
            self.ledger.reckoned(f"Expected back {words_of(expected)}, {says}", expected, to_refund),
            self.ledger.setting(f"What comes back is checked at {place.name}", place.name, place.id),
        ]
        lines = tuple(
            ReturnLine(
                move_id=move.id,
                product=move.product.name,
                quantity=quantity,
                unit=move.unit.name if move.unit else "Units",
            )
            for move, quantity in parts
        )
        facts += [
            self.ledger.odoo(
                record_of("stock.move", line.move_id, f"{shipment.name} · {line.product}"),
                "quantity",
                f"{amount_words(move.left_to_return, line.unit)} of {line.product} left and did not come back",
                line.quantity,
                line.unit,
                line.product,
            )
            for line, (move, _) in zip(lines, parts, strict=True)
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
                        unit_value=order.price_of(move),
                    )
                    for move, _ in parts
                ),
                zone=self.snapshot.habits.zone,
                arrival_hour=self.snapshot.habits.arrival_hour,
            ),
            sure=self.sure,
            rationale=rationale,
            evidence=facts,
        )

    def plan_credit(
        self, found: Creditable, why: str, *, rationale: str, products: tuple[str, ...] = ()
    ) -> PlannedCredit:
        """Credit what may be.

        Args:
            found: what may be.
            why: `lost`, `damaged`, `refused` or `returned`: which words the credit's line has.
            rationale: why, for people.
            products: what is credited, where that is not all of the shipment.
        """
        order, invoice = found.order, found.invoice
        who = order.bill_to or order.customer
        goods = products or self.products
        words = {"partner": who.name, "order": order.name, "delivery": self.shipment.name, "products": goods}
        args = OfferCredit(
            picking_id=self.shipment.id,
            picking=self.shipment.name,
            order_id=order.id,
            order=order.name,
            invoice_id=invoice.id,
            invoice=invoice.name,
            account_id=found.account.id,
            account=found.account.name,
            amount=found.amount,
            currency=invoice.currency,
            tax_ids=found.taxes,
            text=letter(f"credit_note_{why}", who.lang or "en_US", words).text[:1000],
        )
        kept = f", less {found.kept_back.normalize():f} % that are kept back" if found.kept_back else ""
        action = self.drafting.action(
            args,
            SeenInvoice(
                currency=self.shipment.currency or self.currency,
                customer_id=order.customer.id,
                customer=order.company.name,
                untaxed=invoice.untaxed,
                worth=found.amount,
                rate=found.rate,
            ),
            sure=self.sure,
            rationale=rationale,
            evidence=[
                *self.said,
                self.shipment_fact(),
                self.order_fact(order),
                self.ledger.odoo(
                    record_of("account.move", invoice.id, invoice.name),
                    "amount_untaxed",
                    f"The goods stand on {invoice.name} for {args.amount_words} without tax{kept}; "
                    "nothing of it is credited",
                    args.amount,
                    invoice.currency,
                    *found.taxes,
                ),
                self.ledger.setting(
                    f"Credits to customers go on {found.account.name}", found.account.name, found.account.id
                ),
            ],
        )
        return PlannedCredit(action, found)
