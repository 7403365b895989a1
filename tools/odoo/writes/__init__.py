"""The one door for writing to Odoo: an approved action in, the change in Odoo out. Called by `graphs.execution` alone.

An action is one file here and one in `cases.actions`. Nothing here reads a clock, asks a model or decides anything.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from cases.actions import ActionName
from cases.approvals import ApprovedAction
from tools.odoo.writes.accept_variance import AcceptVarianceWrite
from tools.odoo.writes.adjust_reorder_rule import AdjustReorderRuleWrite
from tools.odoo.writes.assign_pickings import AssignPickingsWrite
from tools.odoo.writes.attach_evidence import AttachEvidenceWrite
from tools.odoo.writes.base import CannotUndoError, NotDoneError, ReadBack, Step, Write, check_database, run
from tools.odoo.writes.batch_pickings import BatchPickingsWrite
from tools.odoo.writes.buy_elsewhere import BuyElsewhereWrite
from tools.odoo.writes.create_return import CreateReturnWrite
from tools.odoo.writes.dispute_bill import DisputeBillWrite
from tools.odoo.writes.file_claim import FileClaimWrite
from tools.odoo.writes.message_carrier import MessageCarrierWrite
from tools.odoo.writes.message_customer import MessageCustomerWrite
from tools.odoo.writes.message_supplier import MessageSupplierWrite
from tools.odoo.writes.offer_credit import OfferCreditWrite
from tools.odoo.writes.open_ticket import OpenTicketWrite
from tools.odoo.writes.prioritise_pickings import PrioritisePickingsWrite
from tools.odoo.writes.record_landed_cost import RecordLandedCostWrite
from tools.odoo.writes.record_milestone import RecordMilestoneWrite
from tools.odoo.writes.request_credit_note import RequestCreditNoteWrite
from tools.odoo.writes.request_reattempt import RequestReattemptWrite
from tools.odoo.writes.reschedule_delivery import RescheduleDeliveryWrite
from tools.odoo.writes.reschedule_receipt import RescheduleReceiptWrite
from tools.odoo.writes.revise_commitment import ReviseCommitmentWrite
from tools.odoo.writes.schedule_activity import ScheduleActivityWrite
from tools.odoo.writes.session import OdooWriter, PremiseChangedError, open_writer
from tools.odoo.writes.ship_replacement import ShipReplacementWrite
from tools.odoo.writes.transfer_stock import TransferStockWrite
from tools.odoo.writes.twice import found_twice

__all__ = [
    "WRITES",
    "CannotUndoError",
    "NotDoneError",
    "OdooWriter",
    "PremiseChangedError",
    "ReadBack",
    "Step",
    "Write",
    "apply",
    "begun",
    "found",
    "found_twice",
    "open_writer",
    "undo",
    "untouched",
]

WRITES: Mapping[ActionName, Write[Any, Any]] = {
    write.name: write
    for write in (
        RescheduleReceiptWrite(),
        ReviseCommitmentWrite(),
        MessageCustomerWrite(),
        MessageSupplierWrite(),
        TransferStockWrite(),
        ScheduleActivityWrite(),
        MessageCarrierWrite(),
        OpenTicketWrite(),
        CreateReturnWrite(),
        RequestReattemptWrite(),
        FileClaimWrite(),
        RecordMilestoneWrite(),
        AdjustReorderRuleWrite(),
        PrioritisePickingsWrite(),
        AcceptVarianceWrite(),
        DisputeBillWrite(),
        RequestCreditNoteWrite(),
        AttachEvidenceWrite(),
        ShipReplacementWrite(),
        OfferCreditWrite(),
        BatchPickingsWrite(),
        AssignPickingsWrite(),
        RescheduleDeliveryWrite(),
        BuyElsewhereWrite(),
        RecordLandedCostWrite(),
    )
}


async def apply(
    odoo: OdooWriter, approved: ApprovedAction, before_each: Callable[[], Awaitable[None]] | None = None
) -> None:
    """Do what was approved: each step is looked for first, so that doing it again does nothing.

    Args:
        odoo: the writing account's session.
        approved: what people approved.
        before_each: awaited right before every request that may change something; what it raises stops the work there.

    Raises:
        NotDoneError: it could not be done; the message says why.
        PremiseChangedError: what it rests on changed at the moment of writing; that call wrote nothing.
        WrongDatabase: it was approved for another database.
        LostAnswer: it was sent and may have been done: look later.
        OdooError: Odoo refused or cannot be used.
    """
    check_database(odoo, approved)
    with odoo.telling(before_each):
        await run(WRITES[approved.name].steps(odoo, approved))


async def found(odoo: OdooWriter, approved: ApprovedAction) -> bool:
    """Whether Odoo shows every step as done."""
    check_database(odoo, approved)
    try:
        for step in WRITES[approved.name].steps(odoo, approved):
            if not await step.look():
                return False
    except NotDoneError:
        # The record is gone, and what was done to it with it.
        return False
    return True


async def begun(odoo: OdooWriter, approved: ApprovedAction) -> bool:
    """Whether something of it stands in Odoo, be it finished or not."""
    check_database(odoo, approved)
    return await WRITES[approved.name].begun(odoo, approved)


async def untouched(odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
    """Whether it may be sent again under the same key: nothing changed but by an unfinished attempt of ours."""
    check_database(odoo, approved)
    return await WRITES[approved.name].untouched(odoo, approved, before)


async def undo(odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]) -> ReadBack:
    """Take back what was applied.

    Args:
        odoo: the writing account's session.
        approved: the action as it was applied.
        before: the values kept before it was.
        after: the values read back then.

    Raises:
        CannotUndoError: it cannot be taken back, at all or not any more; the message says why.
        WrongDatabase: it was approved for another database.
    """
    check_database(odoo, approved)
    return await WRITES[approved.name].undo(odoo, approved, before, after)
