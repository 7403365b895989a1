"""An approved action as the request that a program takes. Pure."""

from __future__ import annotations

from datetime import datetime

from cases.actions.shipment import AsksCarrier
from tools.carriers.requests.wanted import CarrierRequest


def request_of(key: str, args: AsksCarrier, answer_by: datetime) -> CarrierRequest:
    """The request.

    Args:
        key: of the approved action.
        args: its arguments.
        answer_by: by when an answer is wanted.
    """
    return CarrierRequest.model_validate(
        {
            "key": key,
            "carrier": args.carrier or args.partner,
            "tracking_number": args.tracking,
            "wanted": args.wants(),
            "answer_by": answer_by,
        }
    )
