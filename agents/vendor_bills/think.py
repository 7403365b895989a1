"""The playbook for vendors' bills: matched bills in, one proposal with options out. Pure, and needs no model."""

from __future__ import annotations

from agents.analysis.drafting import Drafting, note_claims
from agents.analysis.finding_out import find_out
from agents.analysis.todo import assignee
from agents.specialist import Counts, Handover
from agents.vendor_bills.plan import BillsPlan
from agents.vendor_bills.snapshot import VendorBillSnapshot
from agents.vendor_bills.telling import table_of
from cases.claims import RecordRef
from cases.kind import Kind
from cases.models import ProposalDraft
from cases.roles import Role

UNANSWERED = "Whoever says that a bill is wrong gets no answer."


def think(snapshot: VendorBillSnapshot, counts: Counts) -> ProposalDraft | Handover:
    """What should be done about the bills of a case."""
    if snapshot.carried and not snapshot.matches:
        named = ", ".join(one.label for one in snapshot.carried)
        return Handover(
            to=Kind.FREIGHT_DISCREPANCY, why=f"{named} is a carrier's bill: it is checked against shipments."
        )
    drafting = Drafting(snapshot.read_at, counts)
    facts = list(note_claims(drafting.ledger, snapshot.file).values())
    if snapshot.differing:
        return BillsPlan(snapshot, drafting, facts).proposal()
    return _nothing_wrong(snapshot, drafting, facts)


def _nothing_wrong(snapshot: VendorBillSnapshot, drafting: Drafting, facts: list[str]) -> ProposalDraft:
    """Odoo shows no difference: after a scan it is over; what somebody says is passed on with what Odoo shows."""
    what, record = _found(snapshot)
    exhibit = table_of(snapshot.matches[0]) if len(snapshot.matches) == 1 else None
    if snapshot.only_scanned and snapshot.matches:
        return drafting.proposal(summary=f"{what} Nothing is left to do.", if_nobody_acts="", exhibit=exhibit)
    buyers = record is not None and record.model == "purchase.order"
    who = assignee(snapshot.procurement, Role.PROCUREMENT) if buyers else assignee(snapshot.finance, Role.FINANCE)
    said = "\n".join(claim.label() for claim in snapshot.file.claims)
    return find_out(
        snapshot,
        drafting,
        who,
        record,
        what=what,
        summary=f"Please look at: {snapshot.file.title}",
        note=f"{what}\n\n{said}",
        label="Give it to somebody",
        effect="A person finds out what is meant; no bill is changed.",
        if_nobody_acts=UNANSWERED,
        facts=facts,
        currency=snapshot.currency,
        exhibit=exhibit,
    )


def _found(snapshot: VendorBillSnapshot) -> tuple[str, RecordRef | None]:
    """What Odoo shows, and the record that a to-do goes on."""
    file = snapshot.file
    orders = [one for one in file.records if one.model == "purchase.order"]
    if not snapshot.matches:
        named = ", ".join(one.label for one in orders)
        what = (
            f"Odoo has no bill of {named}." if named else "Odoo has no bill that this names; somebody must say which."
        )
        return what, next(iter(orders), None) or file.partner or next(iter(file.records), None)
    bills = [one.bill for one in snapshot.matches]
    labels = ", ".join(one.label for one in bills)
    settled = [one for one in snapshot.matches if one.settled]
    if settled:
        credited = ", ".join(one.bill.label for one in settled)
        return f"What is too much on {credited} is credited already, by a credit note that is tied to it.", bills[
            0
        ].record
    if not any(one.lines for one in snapshot.matches):
        return f"{labels} bills no order that Odoo knows; there is nothing to match it with.", bills[0].record
    return f"By Odoo each line of {labels} is as it was ordered and received.", bills[0].record
