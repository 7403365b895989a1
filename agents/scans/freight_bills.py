"""Carriers' bills that accounts payable entered: each is checked before it is posted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from agents.analysis.carriers import carrier_keys
from agents.reading.bill_words import NUMBER, charge_of, describe
from agents.scans.bill_papers import documented
from agents.world import World
from cases.carrier_events import number_key
from cases.claims import FreightBillClaim, RecordRef
from cases.freight_bill import MAX_CHARGES, MAX_SHIPMENTS, ChargeKind, FreightBill
from cases.kind import Kind
from cases.scans import Finding
from cases.values import MAX_NAME
from tools.odoo.freight import BillLine, EnteredBill

# A posted bill that nobody paid keeps its case open for so long.
LOOK_BACK = timedelta(days=60)
AT_ONCE = 300
DRAFT = "draft"
# What may be a carrier's number in a line's words: letters and digits in one piece, with digits in it.
_PIECE = re.compile(r"(?<![\w-])(?=[\w-]*\d)[A-Za-z0-9][\w-]{5,39}(?![\w-])")


class FreightBills:
    """Looks for draft bills of vendors that carry goods for us: by name those of the delivery methods and contracts."""

    kind: ClassVar = Kind.FREIGHT_DISCREPANCY
    cron: ClassVar = "20 5 * * 1-5"
    retells: ClassVar = False

    async def find(self, world: World) -> Sequence[Finding]:
        """One finding a bill.

        Two calls and one a page of bills, one more for each three hundred numbers on them; see `documented`.
        """
        carriers = carrier_keys(await world.reader.carriers(), world.contracts)
        if not carriers:
            return []
        entered = await world.reader.bills_to_check((world.now - LOOK_BACK).date())
        bills = [one for one in entered if number_key(one.vendor.name) in carriers and one.lines]
        pieces = sorted({piece for bill in bills for line in bill.lines for piece in _PIECE.findall(line.text)})
        ours: set[str] = set()
        for first in range(0, len(pieces), AT_ONCE):
            found = await world.reader.find_shipments(pieces[first : first + AT_ONCE])
            ours |= {number_key(number) for one in found for number in one.numbers}
        bare = [one for one in bills if one.state == DRAFT and not names_one(one, ours)]
        papers = await documented(world, bare)
        return [finding(bill, ours, papers.get(bill.id)) for bill in bills]

    def over(self) -> str:
        """It was paid, or is no bill any more."""
        return "The bill was paid, cancelled or taken out of Odoo."


def names_one(bill: EnteredBill, ours: Collection[str]) -> bool:
    """Whether a line of a bill names a shipment of ours: then its lines carry the charges. Pure."""
    return any(number_key(piece) in ours for line in bill.lines for piece in _PIECE.findall(line.text))


def finding(bill: EnteredBill, ours: Collection[str], document: FreightBill | None = None) -> Finding:
    """What a scan says of one bill. Pure.

    Args:
        bill: as it was entered.
        ours: numbers of our shipments, as they are compared.
        document: what an attached document says of it, where its lines name no shipment of ours.
    """
    owner = RecordRef(model="res.partner", id=bill.vendor.id, label=bill.vendor.name)
    claim = FreightBillClaim.of(document or said_by(bill, ours), refers_to=(bill.record,), read_by="scan")
    return Finding(about=bill.record, owner=owner, claims=(claim,), seen=f"{claim.label()}.", opens=bill.state == DRAFT)


def said_by(bill: EnteredBill, ours: Collection[str]) -> FreightBill:
    """The bill that the lines of an entered one are: each line a charge, by the shipment that its words name. Pure."""
    shipments: dict[str, dict[str, Any]] = {}
    last = ""
    for number, line in enumerate(bill.lines, start=1):
        # A line that names none goes on with the shipment of the one above it, as bills are typed in.
        last = _number(line.text, ours) or last
        into = shipments.setdefault(last, {"reference": last, "charges": []})
        describe(into, line.text)
        into["charges"].append(_charge(line, last, f"line {number}"))
    return FreightBill.model_validate(
        {
            "number": (bill.reference or bill.label)[:MAX_NAME],
            "carrier": bill.vendor.name[:MAX_NAME],
            "day": bill.day,
            "currency": bill.currency,
            "shipments": tuple(_bounded(shipments.values())),
            "net": bill.untaxed,
            "tax": bill.tax,
            "total": bill.total,
        }
    )


def _charge(line: BillLine, number: str, place: str) -> dict[str, Any]:
    """A line by its words without the number: `Parcel 4711` is freight, `Shipment no. 4711 lift` is a lift."""
    said = charge_of(" ".join(line.text.replace(number or " ", " ").split()), line.untaxed, place)
    return said if said["kind"] is not ChargeKind.EXTRA else charge_of(NUMBER.sub(" ", line.text), line.untaxed, place)


def _number(text: str, ours: Collection[str]) -> str:
    """The shipment that a line names: one of ours, else what its words call one."""
    known = next((piece for piece in _PIECE.findall(text) if number_key(piece) in ours), None)
    if known is not None:
        return str(known)[:MAX_NAME]
    named = NUMBER.search(text)
    return named["number"][:MAX_NAME] if named else ""


def _bounded(shipments: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """No more than a bill holds; a shipment of very many lines is several of the same number."""
    cut = [
        {**one, "charges": one["charges"][first : first + MAX_CHARGES]}
        for one in shipments
        for first in range(0, len(one["charges"]), MAX_CHARGES)
    ]
    return cut[:MAX_SHIPMENTS]
