"""Carriers' bills attached to a report: which files are such bills, and which of Odoo's bills they are.

A file counts as a carrier's bill where its seller carries goods for us, or one of its shipments is ours. Any other bill
is left to whoever checks orders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from agents.correspondence.letter import Letter
from agents.correspondence.records import Records
from agents.correspondence.writer import Writer, company_of
from agents.reading.bills import ReadBill
from agents.reading.limited import LimitedReading
from cases.carrier_events import number_key
from cases.claims import FreightBillClaim, RecordRef
from cases.freight_bill import FreightBill
from runtime.limited import CutOffError
from tools.mail import Attachment

MAX_FILES = 10
# A colleague or a stranger who sends a carrier's bill is believed that it is one; the charges are checked anyway.
TRUST = {"address": 1.0, "domain": 0.95, "ours": 0.9, "claimed": 0.85, "passed_on": 0.7, "unknown": 0.6}
_TYPES = frozenset({"text/csv", "application/csv", "application/xml", "text/xml", "application/octet-stream"})


@dataclass(frozen=True)
class Bills:
    """The bills of a report.

    Attributes:
        claims: one for each.
        owners: whose each bill in Odoo is.
        carrier: whose they are, where that is one company.
        letter: the report, without the words that these files were not read.
    """

    letter: Letter
    claims: tuple[FreightBillClaim, ...] = ()
    owners: dict[tuple[str, int], RecordRef] = field(default_factory=dict)
    carrier: RecordRef | None = None


async def find_bills(letter: Letter, writer: Writer, reader: Records, limits: LimitedReading) -> Bills:
    """The carriers' bills among a report's files. No call to Odoo where no file may be one, else four at most a bill.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    files = [one for one in letter.mail.attachments if _may_be(one)][:MAX_FILES]
    found = Bills(letter)
    if not files:
        return found
    for file in files:
        try:
            said = await limits.bill(file)
        except CutOffError:
            continue
        if said.problem is not None:
            problem = f"The bill {file.name} was not read: {said.problem}."
            found = replace(found, letter=_told(found.letter, file, problem))
        if said.bill is not None:
            found = await _with(found, file, said, said.bill, writer, reader)
    return found


def _may_be(file: Attachment) -> bool:
    named = file.name.lower().endswith((".xml", ".csv"))
    return file.is_pdf or named or (file.media_type in _TYPES and file.content.lstrip()[:1] == b"<")


async def _with(
    found: Bills, file: Attachment, said: ReadBill, bill: FreightBill, writer: Writer, reader: Records
) -> Bills:
    carriers = {number_key(one.name): one.name for one in await reader.carriers()}
    if not bill.carrier:
        named = _on_top(said.heads, carriers) or (writer.partner.label if writer.partner is not None else "")
        bill = bill.model_copy(update={"carrier": named})
    if number_key(bill.carrier) not in carriers and not await _is_ours(bill, reader):
        return found
    partner = await reader.company_named(bill.carrier) if bill.carrier else None
    company = company_of(partner) if partner else writer.partner
    in_odoo = await reader.vendor_bills([bill.number], company.id if company else None)
    records = tuple(one.record for one in in_odoo) if len(in_odoo) == 1 else ()
    claim = FreightBillClaim.of(
        bill,
        refers_to=records,
        file=file.name,
        trust=TRUST[writer.known_by],
    )
    owners = {(one.model, one.id): company for one in records if company is not None}
    return replace(
        found,
        claims=(*found.claims, claim),
        owners={**found.owners, **owners},
        carrier=found.carrier or company,
        letter=_settled(_without(_told(found.letter, file), file), bill),
    )


def _on_top(heads: Sequence[str], carriers: Mapping[str, str]) -> str:
    """The one of our carriers that a bill names on its first page; empty: none, or several."""
    said = "\n".join(number_key(one) for one in heads)
    found = [name for key, name in carriers.items() if key and key in said]
    return found[0] if len(found) == 1 else ""


async def _is_ours(bill: FreightBill, reader: Records) -> bool:
    """Whether a shipment on it is ours."""
    numbers = [one.reference for one in bill.shipments if one.reference][:100]
    return bool(numbers) and bool(await reader.find_shipments(numbers))


def _without(letter: Letter, file: Attachment) -> Letter:
    """The report without the words of a bill that was read: a fuel surcharge on it is no other price of an order."""
    return replace(letter, regions=tuple(one for one in letter.regions if one.part != file.name))


def _settled(letter: Letter, bill: FreightBill) -> Letter:
    """The report, with what stands on its bill: a letter that repeats the total or the day says nothing further."""
    charges = [charge.amount for one in bill.shipments for charge in one.charges]
    sums = [sum((charge.amount for charge in one.charges), Decimal(0)) for one in bill.shipments]
    said = {*charges, *sums, sum(charges, Decimal(0)), bill.net, bill.tax, bill.total, bill.day} - {None}
    return replace(letter, settled=letter.settled | {one for one in said if one is not None})


def _told(letter: Letter, file: Attachment, *problems: str) -> Letter:
    """The report, where it is no problem any more that a file was not read, and another may be."""
    unread = f"The attachment {file.name} ({file.media_type}) was not read."
    return replace(letter, problems=(*(one for one in letter.problems if one != unread), *problems))
