"""The things a carrier can be asked for, one type each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from cases.carrier_events import Moment, Short
from cases.values import FIRST_DAY, LAST_DAY, MAX_WORDS, Frozen

Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]


class Reattempt(Frozen):
    """Try to deliver again."""

    what: Literal["reattempt"] = "reattempt"
    on: Day | None = None
    note: Annotated[str, Field(max_length=MAX_WORDS)] = ""


class Hold(Frozen):
    """Keep it where it is."""

    what: Literal["hold"] = "hold"
    until: Day | None = None


class Recall(Frozen):
    """Bring it back."""

    what: Literal["recall"] = "recall"


class Redirect(Frozen):
    """Take it to one of the carrier's own pick-up points. There is no way to name an address of anybody else's."""

    what: Literal["redirect"] = "redirect"
    pickup_point: Annotated[str, Field(min_length=1, max_length=200)]


class LossClaim(Frozen):
    """Pay for what was lost or damaged; without an amount its value follows."""

    what: Literal["claim"] = "claim"
    because: Literal["damaged", "lost", "late"]
    amount: Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=2)] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    note: Annotated[str, Field(max_length=MAX_WORDS)] = ""


Wanted = Annotated[Reattempt | Hold | Recall | Redirect | LossClaim, Field(discriminator="what")]


class CarrierRequest(Frozen):
    """One request about one shipment.

    Attributes:
        key: the approved action's own; the same key is the same request, however often it is sent.
        carrier: as the delivery names it.
        answer_by: when a person is told that no answer came.
    """

    key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,200}$")]
    carrier: Short
    tracking_number: Annotated[str, Field(min_length=1, max_length=200)]
    wanted: Wanted
    answer_by: Moment
