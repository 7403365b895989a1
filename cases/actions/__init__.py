"""The actions: a closed set, one file each. Adding one is one file here and one in `tools.odoo.writes`.

Arguments and premise in; sentence, preview and exposure out. Pure: nothing here reads or writes Odoo.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from cases.actions.accept_variance import AcceptVariance
from cases.actions.adjust_reorder_rule import AdjustReorderRule
from cases.actions.assign_pickings import AssignPickings
from cases.actions.attach_evidence import AttachEvidence
from cases.actions.base import ActionName, Arguments, Change, Money, Premise, Reversibility, StepKind
from cases.actions.batch_pickings import BatchPickings
from cases.actions.buy_elsewhere import BuyElsewhere
from cases.actions.create_return import CreateReturn
from cases.actions.dispute_bill import DisputeBill
from cases.actions.file_claim import FileClaim
from cases.actions.message_carrier import MessageCarrier
from cases.actions.message_customer import MessageCustomer
from cases.actions.message_supplier import MessageSupplier
from cases.actions.offer_credit import OfferCredit
from cases.actions.open_ticket import OpenTicket
from cases.actions.prioritise_pickings import PrioritisePickings
from cases.actions.record_landed_cost import RecordLandedCost
from cases.actions.record_milestone import RecordMilestone
from cases.actions.request_credit_note import RequestCreditNote
from cases.actions.request_reattempt import RequestReattempt
from cases.actions.reschedule_delivery import RescheduleDelivery
from cases.actions.reschedule_receipt import RescheduleReceipt
from cases.actions.revise_commitment import ReviseCommitment
from cases.actions.schedule_activity import ScheduleActivity
from cases.actions.ship_replacement import ShipReplacement
from cases.actions.transfer_stock import TransferStock

__all__ = [
    "ACTIONS",
    "AcceptVariance",
    "ActionName",
    "AdjustReorderRule",
    "Arguments",
    "ArgumentsError",
    "AssignPickings",
    "AttachEvidence",
    "BatchPickings",
    "BuyElsewhere",
    "Change",
    "CreateReturn",
    "DisputeBill",
    "FileClaim",
    "MessageCarrier",
    "MessageCustomer",
    "MessageSupplier",
    "Money",
    "OfferCredit",
    "OpenTicket",
    "Premise",
    "PrioritisePickings",
    "RecordLandedCost",
    "RecordMilestone",
    "RequestCreditNote",
    "RequestReattempt",
    "RescheduleDelivery",
    "RescheduleReceipt",
    "Reversibility",
    "ReviseCommitment",
    "ScheduleActivity",
    "ShipReplacement",
    "StepKind",
    "TransferStock",
    "parse",
    "parse_premise",
]

ACTIONS: Mapping[ActionName, type[Arguments[Any]]] = {
    action.name: action
    for action in (
        RescheduleReceipt,
        ReviseCommitment,
        MessageCustomer,
        MessageSupplier,
        TransferStock,
        ScheduleActivity,
        MessageCarrier,
        OpenTicket,
        CreateReturn,
        RequestReattempt,
        FileClaim,
        RecordMilestone,
        AdjustReorderRule,
        PrioritisePickings,
        AcceptVariance,
        DisputeBill,
        RequestCreditNote,
        AttachEvidence,
        ShipReplacement,
        OfferCredit,
        BatchPickings,
        AssignPickings,
        RescheduleDelivery,
        BuyElsewhere,
        RecordLandedCost,
    )
}


M = TypeVar("M", bound=BaseModel)


class ArgumentsError(ValueError):
    """The arguments do not fit the action; `problems` names each field and what is wrong with it."""

    def __init__(self, name: str, problems: list[tuple[str, str]]) -> None:
        self.problems = problems
        super().__init__(f"{name}: " + "; ".join(f"{field or 'arguments'}: {what}" for field, what in problems))


def parse(name: str, args: Mapping[str, Any]) -> Arguments[Any]:
    """The typed arguments of a named action.

    Raises:
        ArgumentsError: no such action, or a field is wrong.
    """
    return _parsed(name, _action(name), args)


def parse_premise(name: str, premise: Mapping[str, Any]) -> Premise:
    """The typed premise of a named action, as stored.

    Raises:
        ArgumentsError: no such action, or a field is wrong.
    """
    return _parsed(name, _action(name).Seen, premise)


def _action(name: str) -> type[Arguments[Any]]:
    if name not in set(ActionName):
        raise ArgumentsError(name, [("name", "is not an action of this desk")])
    return ACTIONS[ActionName(name)]


def _parsed(name: str, model: type[M], data: Mapping[str, Any]) -> M:
    try:
        return model.model_validate(dict(data))
    except ValidationError as error:
        problems = [
            (".".join(map(str, item["loc"])), item["msg"])
            for item in error.errors(include_input=False, include_url=False)
        ]
        raise ArgumentsError(name, problems) from None
