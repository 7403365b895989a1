"""Which shipment a mail's claim is about, and how far its writer's word about it goes. One or two calls to Odoo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from agents.correspondence.records import Records
from agents.correspondence.writer import Writer, company_of
from cases.carrier_events import number_key
from cases.claims import DeliveryClaim, RecordRef
from tools.odoo.shipments import FoundShipment


@dataclass(frozen=True)
class ClaimOfShipment:
    """A claim with the shipment that it is about.

    Attributes:
        owner: whose delivery it is.
        doubts: why the writer's word about it does not go all the way.
    """

    claim: DeliveryClaim
    record: RecordRef
    owner: RecordRef | None
    doubts: tuple[str, ...]


async def resolved(
    claims: Sequence[DeliveryClaim], writer: Writer, reader: Records, received_at: datetime
) -> list[ClaimOfShipment]:
    """The claims whose shipment Odoo knows, one for each shipment and number.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    wanted = list(dict.fromkeys(claim.tracking_text for claim in claims if claim.tracking_text))
    named = list(dict.fromkeys(claim.order_text for claim in claims if claim.order_text))
    found = await reader.find_shipments(wanted) if wanted else []
    found = [one for one in found if one.goes_to_customer]
    ours = [one for one in await reader.deliveries_named(named) if one.goes_to_customer] if named else []
    meant = [(claim, shipment) for claim in claims if (shipment := _meant(claim, found, ours)) is not None]
    partners = sorted({shipment.partner.id for _, shipment in meant if shipment.partner})
    owners = {one.id: company_of(one) for one in await reader.partners(partners)} if partners else {}
    told = [_shipped(claim, shipment, owners, writer, received_at) for claim, shipment in meant]
    # The order in the subject and the number below it are one shipment: what is said twice is one claim, the surest.
    once: dict[tuple[object, ...], ClaimOfShipment] = {}
    for one in told:
        said = one.claim.says()
        if said not in once or one.claim.sure > once[said].claim.sure:
            once[said] = one
    return list(once.values())


def _meant(claim: DeliveryClaim, found: Sequence[FoundShipment], ours: Sequence[FoundShipment]) -> FoundShipment | None:
    if claim.tracking_text:
        key = number_key(claim.tracking_text)
        fitting = [one for one in found if any(number_key(asked) == key for asked in one.asked)]
    else:
        fitting = [one for one in ours if claim.order_text in one.asked]
    # What left is what a customer misses; the latest of it.
    gone = [one for one in fitting if one.state == "done"] or fitting
    partners = {one.partner.id if one.partner else 0 for one in gone}
    return gone[0] if gone and len(partners) == 1 else None


def _shipped(
    claim: DeliveryClaim,
    shipment: FoundShipment,
    owners: Mapping[int, RecordRef],
    writer: Writer,
    received_at: datetime,
) -> ClaimOfShipment:
    owner = owners.get(shipment.partner.id) if shipment.partner else None
    carrier = shipment.carrier
    is_carriers = (
        carrier is not None
        and writer.partner is not None
        and writer.partner.label.casefold() == carrier.name.casefold()
    )
    # A carrier's word about what it carries is its own; anybody else writes of what is the customer's.
    whose = writer.partner if is_carriers else owner
    changed = {
        "refers_to": (shipment.record,),
        "trust": writer.trust(whose.id if whose else None),
        "tracking_text": claim.tracking_text or next(iter(shipment.numbers), None),
        # A carrier's own mail tells of its own moment; what a customer misses has none.
        "occurred_at": received_at if is_carriers else None,
        # When it is wanted is for whoever takes it in to say.
        "wanted_day": None if is_carriers else claim.wanted_day,
        "carrier": carrier.name if carrier is not None and is_carriers else None,
    }
    made = claim.model_copy(update=changed)
    return ClaimOfShipment(made, shipment.record, owner, tuple(writer.doubts(whose)))
