"""Shipments that left and of which nothing has been heard for too long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from agents.world import World
from cases.actions.base import day_of
from cases.carrier_events import CarrierEvent, Milestone, number_key
from cases.claims import MAX_NAME, DeliveryClaim, RecordRef
from cases.contracts import FiledContract
from cases.kind import Kind
from cases.scans import Finding
from tools.odoo.shipments import Transfer

# What left longer ago is looked for by whoever misses it.
LOOK_BACK = timedelta(days=21)
SILENT, SILENT_AT_SEA = timedelta(hours=48), timedelta(hours=72)
SEA = frozenset({"sea", "ocean"})
AT_ONCE = 500


class SilentShipments:
    """Looks at what left for customers within three weeks under a carrier's number and is not known to be there."""

    kind: ClassVar = Kind.TRANSIT_DELAY
    cron: ClassVar = "40 5 * * 1-6"
    retells: ClassVar = False

    async def find(self, world: World) -> Sequence[Finding]:
        """One finding a shipment, the longest silent first. One call a page of five hundred shipments."""
        sent = await world.reader.on_the_road(world.now - LOOK_BACK)
        heard: dict[int, Sequence[CarrierEvent]] = {}
        for some in (sent[first : first + AT_ONCE] for first in range(0, len(sent), AT_ONCE)):
            heard.update(await world.heard([one.id for one in some]))
        tells = tells_since(sent, heard)
        found: list[tuple[datetime, Finding]] = []
        for one in sent:
            since = world.now - LOOK_BACK if world.habits.mute_carriers else tells.get(_carrier(one))
            if silent := silence(one, heard.get(one.id, ()), since, world.now, world.contracts, world.habits.zone):
                found.append((min(claim.silent_since or world.now for claim in silent), finding(one, silent)))
        return [one for _, one in sorted(found, key=lambda each: (each[0], each[1].about.id))]

    def over(self) -> str:
        """Somebody said something, or it is long ago."""
        return "The carrier said something of it, or it arrived, or it left more than three weeks ago."


def tells_since(sent: Iterable[Transfer], heard: Mapping[int, Sequence[CarrierEvent]]) -> dict[str, datetime]:
    """Since when each carrier tells us of shipments, as far back as they are looked at, by its name as compared. Pure.

    One that never tells says nothing by its silence: every shipment of it would count once its promise is over.
    """
    found: dict[str, datetime] = {}
    for one in sent:
        for event in heard.get(one.id, ()):
            carrier = _carrier(one)
            found[carrier] = min(found.get(carrier, event.occurred_at), event.occurred_at)
    return found


def silence(
    sent: Transfer,
    heard: Sequence[CarrierEvent],
    tells: datetime | None,
    now: datetime,
    contracts: Iterable[FiledContract],
    zone: str,
) -> list[DeliveryClaim]:
    """What is silent of a shipment, one claim a parcel; none: nothing is. Pure.

    A shipment of which nobody ever said anything counts only where its promise is over, and where it left once its
    carrier had begun to tell.

    Args:
        sent: the transfer.
        heard: the last that was said of each parcel.
        tells: since when its carrier tells us of shipments; None: it never did.
        now: this moment.
        contracts: what is agreed with carriers, which says by what they carry.
        zone: in which the promised day is over.
    """
    left = sent.done_at
    if left is None or (not heard and (tells is None or left < tells or not _is_over(sent.deadline, now, zone))):
        return []
    last = {number_key(event.tracking_number): event for event in heard}
    patience = _patience(sent, contracts, now)
    record = sent.record
    found = []
    for number in sent.numbers:
        event = last.get(number_key(number))
        if event is not None and not _is_on_its_way(event):
            continue
        since = max(left, event.occurred_at) if event is not None else left
        if now - since >= patience:
            found.append(
                DeliveryClaim(
                    tracking_text=number[:MAX_NAME],
                    status=event.status if event is not None else Milestone.IN_TRANSIT,
                    carrier=sent.carrier.name[:MAX_NAME] if sent.carrier else None,
                    occurred_at=since,
                    silent_since=since,
                    refers_to=(record,),
                    read_by="scan",
                )
            )
    return found


def finding(sent: Transfer, silent: Sequence[DeliveryClaim]) -> Finding:
    """What a scan says of one shipment. Pure."""
    partner = sent.partner
    return Finding(
        about=sent.record,
        owner=RecordRef(model="res.partner", id=partner.id, label=partner.name) if partner else None,
        claims=tuple(silent),
        seen=f"{sent.name}: {'; '.join(claim.label() for claim in silent)}.",
    )


def _carrier(sent: Transfer) -> str:
    return number_key(sent.carrier.name) if sent.carrier else ""


def _is_over(deadline: datetime | None, now: datetime, zone: str) -> bool:
    """Whether the promised day has gone by."""
    promised, today = day_of(deadline, zone), day_of(now, zone)
    return promised is not None and today is not None and promised < today


def _is_on_its_way(event: CarrierEvent) -> bool:
    """Whether the next word is the carrier's: not where it arrived, waits for the customer, or failed."""
    said = DeliveryClaim.of(event)
    waits = event.status is Milestone.AVAILABLE_FOR_PICKUP
    return said.case_kind is Kind.TRANSIT_DELAY and not waits


def _patience(sent: Transfer, contracts: Iterable[FiledContract], now: datetime) -> timedelta:
    """How long nothing need be said: longer by sea, and where nobody says by what it is carried."""
    carrier = _carrier(sent)
    modes = {
        (one.contract.mode or "").casefold()
        for one in contracts
        if carrier and number_key(one.contract.carrier) == carrier and one.contract.holds_on(now.date())
    } - {""}
    return SILENT if modes and not modes & SEA else SILENT_AT_SEA
