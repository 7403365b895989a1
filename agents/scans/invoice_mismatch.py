"""Vendors' bills that accounts payable entered: each is matched with its order and what came, before it is paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import ClassVar

from agents.analysis.carriers import carrier_keys
from agents.vendor_bills.looking import matches_of
from agents.vendor_bills.matched import BillMatch
from agents.world import World
from cases.actions.base import day_of
from cases.carrier_events import number_key
from cases.charges import ZERO, largest_first
from cases.claims import MAX_NAME, BillMismatchClaim, RecordRef
from cases.claims.bill_mismatch import MAX_REASONS
from cases.kind import Kind
from cases.scans import Finding

# Drafts of any age; a posted bill that nobody paid for longer is no news.
LOOK_BACK = timedelta(days=365)
AT_ONCE = 200
BLOCKED = "blocked"
_PLACES = Decimal("0.000001")


class InvoiceMismatches:
    """Looks at draft and unpaid bills of everybody but carriers, whose bills are checked against contracts."""

    kind: ClassVar = Kind.INVOICE_MISMATCH
    cron: ClassVar = "40 5 * * 1-5"
    retells: ClassVar = True

    async def find(self, world: World) -> Sequence[Finding]:
        """One finding a bill that differs. Two calls and one a page of bills; two or three for each 200 bills."""
        bills = await world.reader.bills_to_match((world.now - LOOK_BACK).date())
        carriers = carrier_keys(await world.reader.carriers(), world.contracts)
        ours = [one for one in bills if number_key(one.vendor.name) not in carriers and one.lines]
        zone = world.habits.zone
        today = day_of(world.now, zone) or world.now.date()
        found: list[Finding] = []
        for some in (ours[first : first + AT_ONCE] for first in range(0, len(ours), AT_ONCE)):
            found += [finding(one) for one in await matches_of(world.reader, some, today, zone) if one.is_exception]
        return found

    def over(self) -> str:
        """It was put right, paid, or is no bill any more."""
        return "Nothing of the bill is left to decide: it agrees with order and receipt now, or was credited or paid."


def finding(match: BillMatch) -> Finding:
    """What a scan says of one bill. Pure.

    A bill that somebody blocked for payment is looked at already: it keeps a case open, and opens none.
    """
    bill = match.bill
    reasons = dict.fromkeys(one.reason.value for one in largest_first(match.rated) if one.reason)
    unordered = sum((max(one.difference, ZERO) for one in match.unordered), ZERO)
    claim = BillMismatchClaim(
        number=(bill.reference or bill.label)[:MAX_NAME],
        vendor=bill.vendor.name[:MAX_NAME],
        currency=bill.currency,
        over=(match.over + unordered).quantize(_PLACES).normalize(),
        under=match.under.quantize(_PLACES).normalize(),
        unknown=len(match.unknown),
        reasons=tuple(reasons)[:MAX_REASONS],
        refers_to=(bill.record, *match.orders),
        read_by="scan",
    )
    owner = RecordRef(model="res.partner", id=bill.vendor.id, label=bill.vendor.name)
    return Finding(
        about=bill.record,
        owner=owner,
        claims=(claim,),
        seen=f"{claim.label()}.",
        opens=bill.payment != BLOCKED,
        again=False,
    )
