"""What a report says, as types: one file a type, each listed here once. Nothing is believed before it is resolved.

What no order could hold cannot be said here: a person is told which field, a reader leaves that value out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from cases.claims.backlog import BacklogClaim
from cases.claims.base import (
    CLAIMS,
    MAX_NAME,
    MAX_RECORDS,
    MAX_WORDS,
    Claim,
    FoundValue,
    Frozen,
    Ground,
    RecordRef,
    Span,
    Subject,
    numbered,
    only,
    sensible_day,
    sensible_quantity,
)
from cases.claims.bill_mismatch import BillMismatchClaim
from cases.claims.commitment import CommitmentClaim
from cases.claims.confirmation import ConfirmationClaim
from cases.claims.count import CountClaim
from cases.claims.damage import DamageClaim
from cases.claims.delay import DelayClaim, Precision
from cases.claims.delivery import DeliveryClaim
from cases.claims.freight import FreightBillClaim
from cases.claims.goods import GoodsClaim
from cases.claims.imbalance import ImbalanceClaim
from cases.claims.instruction import InstructionClaim
from cases.claims.lead_time import LeadTimeClaim
from cases.claims.mention import MentionClaim
from cases.claims.note import NoteClaim
from cases.claims.receipt import ReceiptClaim
from cases.claims.returning import ReturnClaim
from cases.claims.sensitive import SensitiveClaim
from cases.claims.shortage import ShortageClaim

__all__ = [
    "CLAIMS",
    "MAX_NAME",
    "MAX_RECORDS",
    "MAX_WORDS",
    "BacklogClaim",
    "BillMismatchClaim",
    "Claim",
    "CommitmentClaim",
    "ConfirmationClaim",
    "CountClaim",
    "DamageClaim",
    "DelayClaim",
    "DeliveryClaim",
    "FoundValue",
    "FreightBillClaim",
    "Frozen",
    "GoodsClaim",
    "Ground",
    "ImbalanceClaim",
    "InstructionClaim",
    "LeadTimeClaim",
    "MentionClaim",
    "NoteClaim",
    "Precision",
    "ReceiptClaim",
    "RecordRef",
    "ReturnClaim",
    "SensitiveClaim",
    "ShortageClaim",
    "Span",
    "Subject",
    "claim_of",
    "numbered",
    "only",
    "sensible_day",
    "sensible_quantity",
]

CLAIMS.update(
    {
        claim.said_type(): claim
        for claim in (
            DelayClaim,
            DeliveryClaim,
            ReturnClaim,
            DamageClaim,
            BacklogClaim,
            ConfirmationClaim,
            FreightBillClaim,
            BillMismatchClaim,
            ImbalanceClaim,
            ReceiptClaim,
            CommitmentClaim,
            LeadTimeClaim,
            ShortageClaim,
            CountClaim,
            SensitiveClaim,
            InstructionClaim,
            MentionClaim,
            NoteClaim,
        )
    }
)
_CLAIM: TypeAdapter[Claim] = TypeAdapter(Claim)


def claim_of(stored: Mapping[str, Any]) -> Claim:
    """A stored claim as its type; also one of an earlier release.

    Raises:
        pydantic.ValidationError: it is no claim.
    """
    return _CLAIM.validate_python(stored)
