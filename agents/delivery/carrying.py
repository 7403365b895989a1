"""What a carrier is asked for, and what it is held liable for. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from agents.delivery.snapshot import CarriedSnapshot
from agents.delivery.telling import RecipientActions
from agents.delivery.terms import claim_words
from cases.actions import FileClaim, MessageCarrier
from cases.actions.base import words_of
from cases.actions.shipment import SeenShipment, ToCarrier, Way
from tools.odoo.models import Partner

K = TypeVar("K", bound=CarriedSnapshot)


class CarrierActions(RecipientActions[K]):
    """Drafts what turns to the carrier of one shipment."""

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

    def hold_liable(self, what: str, worth: Decimal, *, since: date | None, deadline: date | None = None) -> str | None:
        """Hold the carrier liable; none: it cannot be written to.

        Args:
            what: `damaged` or `lost`.
            worth: what the goods are worth to the customer, untaxed, in the order's currency.
            since: the day of the delivery, or since when it is lost.
            deadline: the last day to claim, where it is known.
        """
        carrier, way = self.snapshot.carrier, self.way
        if carrier is None or way is None:
            return None
        order = self.shipment.order
        worth = worth.quantize(Decimal("0.01"))
        currency = order.currency if order else ""
        amount = {"amount": str(worth), "currency": currency} if worth > 0 and currency else None
        facts = [
            self.ledger.reckoned(
                f"The goods in it are worth {worth:,.2f} {currency} to the customer, untaxed",
                worth,
                currency,
                what,
                since,
            )
        ]
        if deadline is not None:
            facts.append(self.ledger.setting(f"The last day to claim is {words_of(deadline)}", deadline))
        return self._to(
            carrier,
            FileClaim,
            way,
            {"what": what, "amount": amount, "happened_on": since, "deadline": deadline},
            why=f"A claim that is not made in time is lost; {claim_words(self.snapshot.contract, what)}.",
            facts=facts,
        )
