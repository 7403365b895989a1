"""Goods that arrived broken at our dock: the supplier hears of it, and a buyer settles it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from agents.analysis.drafting import Drafting, record_of
from agents.analysis.todo import assignee, to_do
from agents.delivery.damage.snapshot import BROKEN, DamageSnapshot
from cases.actions import MessageSupplier
from cases.actions.base import amount_words
from cases.actions.message_supplier import SeenSupplier
from cases.claims import DamageClaim
from cases.models import ProposalDraft
from cases.roles import Role
from tools.odoo.models import PurchaseLine, PurchaseOrder


class DockPlan:
    """Options for broken goods of one purchase order.

    Args:
        snapshot: what was read.
        order: the order that they came for.
        drafting: the proposal in the making.
        facts: evidence of each claim, by its place in the case file.
    """

    def __init__(
        self, snapshot: DamageSnapshot, order: PurchaseOrder, drafting: Drafting, facts: Mapping[int, str]
    ) -> None:
        self.snapshot = snapshot
        self.order = order
        self.drafting = drafting
        self.ledger = drafting.ledger
        self.said = list(facts.values())
        self.sure = min((one.weight for one in snapshot.hurt), default=0.5)
        self.ref = record_of("purchase.order", order.id, order.name)
        self.vendor = order.vendor.name if order.vendor else order.partner.name

    def proposal(self) -> ProposalDraft:
        """The proposal: the supplier is told where it is surely known what is broken, a person in any case."""
        unclear = self._unclear()
        goods = [] if unclear else [self._goods(one, line) for one, line in self._lines()]
        for one, line in self._lines():
            self.ledger.odoo(
                record_of("purchase.order.line", line.id, f"{self.order.name} · {line.name}"),
                "qty_received",
                f"{amount_words(line.received, line.unit.name if line.unit else 'Units')} of {one.product_text} were "
                f"received of {line.ordered:f} ordered",
            )
        told = self._tell(goods) if goods else None
        person = self._person("; ".join(goods) or "goods", unclear)
        actions = [one for one in (told, person) if one]
        if actions:
            self.drafting.option(
                "supplier" if told else "person",
                label="Tell the supplier, and let a buyer settle it" if told else "Let a buyer look at it",
                effect=f"{self.vendor} is liable for what arrives broken at our dock, and says how it is made good."
                if told
                else f"{' '.join(unclear)} Nobody is written to before that is known.",
                cost="Until it is made good the goods are missing; nothing in Odoo is changed by it.",
                actions=actions,
                recommended=True,
            )
        return self.drafting.proposal(
            summary=f"{'; '.join(goods) or 'Goods'} of {self.order.name} from {self.vendor} {BROKEN} at our dock."
            + "".join(f" {one}" for one in unclear),
            if_nobody_acts=f"{self.vendor} does not hear of it, and broken goods may be sold or paid for.",
        )

    def _lines(self) -> list[tuple[DamageClaim, PurchaseLine]]:
        """What is said, with the line that it is of."""
        lines = {line.id: line for line in self.order.lines}
        named = [
            (one, ref) for one in self.snapshot.hurt for ref in one.refers_to if ref.model == "purchase.order.line"
        ]
        return [(one, lines[ref.id]) for one, ref in named if ref.id in lines]

    def _unclear(self) -> list[str]:
        """Why the supplier is not told yet; nothing: it can be."""
        told = self._lines()
        why = []
        if self.order.state != "purchase":
            why.append(f"{self.order.name} is no confirmed order.")
        if len(told) < len(self.snapshot.hurt) or not told:
            why.append(f"Which goods of {self.order.name} {BROKEN} is not told.")
        for one, line in told:
            if one.quantity is None and one.extent is None:
                why.append(f"How many of {one.product_text} {BROKEN} is not told.")
            elif one.quantity is not None and one.quantity > line.ordered:
                why.append(f"{one.quantity:f} of {one.product_text} {BROKEN}, and {line.ordered:f} were ordered.")
            elif line.received <= Decimal(0):
                why.append(f"Odoo has no receipt of {one.product_text} yet.")
        return why

    def _goods(self, claim: DamageClaim, line: PurchaseLine) -> str:
        much = claim.quantity if claim.quantity is not None else line.received
        return f"{much.normalize():f} × {claim.product_text}"

    def _tell(self, goods: list[str]) -> str | None:
        """Write to the supplier; none: it has no address on file."""
        vendor = self.order.vendor
        if vendor is None or not vendor.email:
            return None
        facts = [
            *self.said,
            self.ledger.odoo(
                record_of("res.partner", vendor.id, vendor.name),
                "email",
                f"{vendor.name} delivers {self.order.name} ({vendor.email})",
                vendor.name,
                vendor.id,
                vendor.lang or "en_US",
            ),
            self.ledger.odoo(self.ref, "name", f"It is about {self.order.name}", self.order.name, self.order.id),
            self.ledger.reckoned(f"Broken are {', '.join(goods)}", *goods),
        ]
        return self.drafting.action(
            MessageSupplier(
                order_id=self.order.id,
                order=self.order.name,
                partner_id=vendor.id,
                partner=vendor.name,
                language=vendor.lang or "en_US",
                ask="damaged",
                products=tuple(goods),
            ),
            SeenSupplier(currency=self.order.currency or "EUR", email=vendor.email, order=self.order.name),
            sure=self.sure,
            rationale="What arrives broken at our dock is the supplier's to make good, as long as it hears of it soon.",
            evidence=facts,
        )

    def _person(self, goods: str, unclear: list[str]) -> str | None:
        who = assignee(self.snapshot.people, Role.PROCUREMENT)
        if who is None:
            return None
        place = self.snapshot.habits.returns_location
        note = [
            *unclear,
            f"Have the broken goods counted and put to {place}, where nothing is sold from; keep photos and packaging.",
            "Neither receipt nor bill is changed by this.",
        ]
        return to_do(
            self.drafting,
            who,
            self.ref,
            summary=f"{goods} of {self.order.name} {BROKEN}",
            note=" ".join(note),
            read_at=self.snapshot.read_at,
            zone=self.snapshot.habits.zone,
            work=self.snapshot.habits.work.company,
            facts=self.said,
            sure=1.0,
            currency=self.order.currency or "EUR",
        )
