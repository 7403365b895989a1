"""The delivery specialist's actions about carriers: arguments, premise and evidence from the snapshot. Pure."""

from __future__ import annotations

from datetime import date

from agents.delivery.replacing import Replacing
from agents.delivery.snapshot import DeliverySnapshot
from cases.actions import RecordMilestone, RequestReattempt
from cases.actions.base import day_of, words_of
from cases.actions.record_milestone import SeenMilestones


class DeliveryActions(Replacing[DeliverySnapshot]):
    """Drafts actions for one shipment in trouble."""

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
        trouble = self.snapshot.trouble
        since = day_of(trouble.occurred_at, self.snapshot.habits.zone) if trouble and trouble.occurred_at else None
        return self.hold_liable(what, self.snapshot.value, since=since)

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
