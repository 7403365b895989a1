"""The delivery specialist's actions about carriers: arguments, premise and evidence from the snapshot. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from agents.delivery.snapshot import DeliverySnapshot
from agents.delivery.telling import CustomerActions
from agents.delivery.terms import claim_words
from cases.actions import (
    FileClaim,
    MessageCarrier,
    RecordMilestone,
    RequestReattempt,
)
from cases.actions.base import day_of, words_of
from cases.actions.record_milestone import SeenMilestones
from cases.actions.shipment import SeenShipment, ToCarrier, Way
from tools.odoo.models import Partner


class DeliveryActions(CustomerActions[DeliverySnapshot]):
    """Drafts actions for one shipment in trouble."""

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
        moves = [move for move in self.shipment.moves if move.left_to_return > 0]
        told, today = self.snapshot.goes_back_on, self.snapshot.today
        told = told if told and told > today else None
        return self.plan_return(
            [(move, move.left_to_return) for move in moves],
            expected=told or self.snapshot.work.later(today, 3),
            says="as the carrier says" if told else "three working days on, for nobody says when",
            to_refund=to_refund,
        )
