"""The customers' orders that a letter fears for, by the numbers that it names. At most two calls to Odoo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.correspondence.deliveries import ours
from agents.correspondence.letter import Letter
from agents.correspondence.records import Records
from agents.correspondence.writer import Writer, company_of
from cases.claims import MAX_RECORDS, Claim, RecordRef
from cases.kind import Kind


@dataclass(frozen=True)
class FearedFor:
    """A customer's order that a letter names, and whose it is."""

    order: RecordRef
    owner: RecordRef | None

    def trust(self, writer: Writer) -> float:
        """How far somebody's word about it goes, from 0 to 1."""
        return writer.trust(self.owner.id if self.owner else None)


async def feared_for(claims: Sequence[Claim], letter: Letter, reader: Records) -> list[FearedFor]:
    """The orders of a letter about a promise, by their own numbers or those of deliveries, as they are named.

    Of a quotation, which plans no delivery yet, nothing is found.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    if not any(_fears(claim) for claim in claims):
        return []
    named = ours(f"{letter.mail.subject or ''}\n{letter.news}")
    found = await reader.deliveries_named(named) if named else []
    orders = {one.sale_order: one.partner for one in reversed(found) if one.sale_order is not None}
    partners = sorted({partner.id for partner in orders.values() if partner is not None})
    owners = {one.id: company_of(one) for one in await reader.partners(partners)} if partners else {}
    told = [
        FearedFor(
            RecordRef(model="sale.order", id=order.id, label=order.name), owners.get(partner.id) if partner else None
        )
        for order, partner in orders.items()
    ]
    return sorted(told, key=lambda one: named.index(one.order.label) if one.order.label in named else len(named))


def about_them(claims: Sequence[Claim], orders: Sequence[FearedFor], writer: Writer) -> list[Claim]:
    """The claims, those about a promise with the orders that they are about."""
    if not orders:
        return list(claims)
    refers = tuple(one.order for one in orders)[:MAX_RECORDS]
    changed = {"refers_to": refers, "trust": orders[0].trust(writer)}
    return [claim.model_copy(update=changed) if _fears(claim) else claim for claim in claims]


def _fears(claim: Claim) -> bool:
    return claim.stands_for_report and claim.case_kind is Kind.COMMITMENT_RISK
