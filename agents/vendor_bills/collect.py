"""The reads of the specialist for vendors' bills: at most ten calls, however many bills and lines there are."""

from __future__ import annotations

from agents.analysis.carriers import carrier_keys
from agents.vendor_bills.looking import matches_of
from agents.vendor_bills.matching import numbers_in
from agents.vendor_bills.snapshot import VendorBillSnapshot
from agents.world import World
from cases.actions.base import day_of
from cases.carrier_events import number_key
from cases.claims import BillMismatchClaim, MentionClaim, RecordRef, only
from cases.models import CaseFile
from cases.roles import Role
from tools.odoo.bills import BillToMatch
from tools.odoo.freight import VendorBill

MOST_NUMBERS = 60
LEAST_OF_ANYBODY = 4


async def collect(file: CaseFile, world: World) -> VendorBillSnapshot:
    """Read the bills of a case, and match them.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    reader = world.reader
    bills = await _bills(file, world)
    carriers = carrier_keys(await reader.carriers(), world.contracts) if bills else frozenset[str]()
    ours = [one for one in bills if number_key(one.vendor.name) not in carriers]
    today = day_of(world.now, world.habits.zone) or world.now.date()
    return VendorBillSnapshot(
        file=file,
        read_at=world.now,
        habits=world.habits,
        matches=tuple(await matches_of(reader, ours, today, world.habits.zone)),
        carried=tuple(one.record for one in bills if one not in ours),
        finance=tuple(await reader.users_with_role(Role.FINANCE)),
        procurement=tuple(await reader.users_with_role(Role.PROCUREMENT)),
    )


async def _bills(file: CaseFile, world: World) -> list[BillToMatch]:
    """Those that the case names; where it names none, those of the orders it names."""
    ids = await _named(file, world)
    if ids:
        return await world.reader.matched_bills(ids=ids)
    orders = {one.id for one in _records(file) if one.model == "purchase.order"}
    return await world.reader.matched_bills(order_ids=orders) if orders else []


def _records(file: CaseFile) -> list[RecordRef]:
    said = [ref for claim in file.claims for ref in claim.refers_to]
    return list(dict.fromkeys((*file.records, *said)))


async def _named(file: CaseFile, world: World) -> list[int]:
    """The bills that are named: by a scan or a person, else by a record of the case, else by a number in a mail."""
    said = next(iter(reversed(only(BillMismatchClaim, file.claims))), None)
    if said is not None:
        known = [one.id for one in said.refers_to if one.model == "account.move"]
        return known[:1] or await _of_number(said, world)
    known = [one.id for one in _records(file) if one.model == "account.move"]
    if known:
        return known
    words = [one.text for one in only(MentionClaim, file.claims) if one.case_kind is file.kind]
    partner = file.partner.id if file.partner is not None else None
    # A short number of nobody in particular may be anything.
    least = LEAST_OF_ANYBODY if partner is None else 1
    numbers = [one for one in numbers_in(file.title, *words) if len(one) >= least][:MOST_NUMBERS]
    return _unmistakable(await world.reader.vendor_bills(numbers, partner))


async def _of_number(said: BillMismatchClaim, world: World) -> list[int]:
    vendor = await world.reader.company_named(said.vendor)
    return _unmistakable(await world.reader.vendor_bills([said.number], vendor.id if vendor else None))


def _unmistakable(found: list[VendorBill]) -> list[int]:
    """Bills of one vendor: a number that several vendors gave names none. Pure."""
    return [one.id for one in found] if len({one.vendor.id for one in found}) == 1 else []
