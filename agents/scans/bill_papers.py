"""The charges of an entered bill from the document that is attached to it, where its lines do not carry them.

Accounts payable often types one line, and keeps the carrier's PDF or XML beside it. The document is a stranger's: it is
read in limits, and counts only where it is over what was entered, in the same currency.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from agents.world import World
from cases.freight_bill import FreightBill
from runtime.limited import CutOffError
from tools.mail import Attachment
from tools.odoo.errors import NoAccess
from tools.odoo.freight import BillPaper, EnteredBill

LARGEST = 5_000_000
# Files of one bill that are tried, and files whose content is asked for in one call.
EACH, AT_ONCE = 3, 5
CENT = Decimal("0.01")


async def documented(world: World, bills: Sequence[EnteredBill]) -> dict[int, FreightBill]:
    """The bills of these that an attached document tells of, by the id in Odoo.

    No call without bills or where nothing may be read; else one, and one for each five files.
    """
    if world.papers is None or not bills:
        return {}
    entered = {one.id: one for one in bills}
    try:
        papers = await world.reader.bill_papers(entered, largest=LARGEST)
    except NoAccess:
        # Provisioned before the reading account was shown the papers of bills: their lines alone are read.
        return {}
    wanted = [paper for bill in entered for paper in _first([one for one in papers if one.bill_id == bill])]
    found: dict[int, FreightBill] = {}
    for some in (wanted[first : first + AT_ONCE] for first in range(0, len(wanted), AT_ONCE)):
        contents = await world.reader.paper_contents(one.id for one in some if one.bill_id not in found)
        for paper in some:
            bill = entered[paper.bill_id]
            if bill.id in found or paper.id not in contents:
                continue
            file = Attachment(name=paper.name, media_type=paper.media_type.lower(), content=contents[paper.id])
            try:
                said = (await world.papers.bill(file)).bill
            except CutOffError:
                continue
            if said is not None and is_of(said, bill):
                found[bill.id] = as_entered(said, bill)
    return found


def _first(papers: Sequence[BillPaper]) -> list[BillPaper]:
    """Data before pictures of it: an XML says each charge in a field of its own."""
    return sorted(papers, key=lambda one: (not one.name.lower().endswith((".xml", ".csv")), one.id))[:EACH]


def is_of(said: FreightBill, bill: EnteredBill) -> bool:
    """Whether a document is of that bill: the same currency and, with or without tax, the same sum."""
    sums = {one for one in (said.net, said.total, said.charged) if one is not None}
    return said.currency == bill.currency and any(
        abs(one - whole) < CENT for one in sums for whole in (bill.untaxed, bill.total)
    )


def as_entered(said: FreightBill, bill: EnteredBill) -> FreightBill:
    """The document's charges under the number, vendor and day that accounts payable entered."""
    return said.model_copy(
        update={
            "number": bill.reference or bill.label,
            "carrier": bill.vendor.name,
            "day": bill.day or said.day,
        }
    )
