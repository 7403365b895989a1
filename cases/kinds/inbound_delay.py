"""Late inbound: goods on order will arrive later than promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cases.actions.base import ActionName, words_of
from cases.claims import Claim, DelayClaim, Precision, only
from cases.kind import Kind
from cases.kinds.base import Family, KindSpec, Origin, Sender, Told


def heading(claims: Sequence[Claim], told: Told) -> str:
    """The order and until when; of an order that Odoo does not know, who announces it."""
    delays = only(DelayClaim, claims)
    if told.record is not None:
        of = f" of {told.partner.label}" if told.partner else ""
        return f"{told.record.label}{of}: {_until(delays)}"
    if told.more:
        return f"{told.who} announces a delay of {told.more} more orders, which Odoo does not know"
    text = next((claim.order_text for claim in delays if claim.order_text), None)
    what = f"order {text}, which Odoo does not know" if text else "an order that it does not name"
    return f"{told.who} announces a delay of {what}"


def _until(claims: Sequence[DelayClaim]) -> str:
    days = [claim.new_date for claim in claims if claim.new_date and claim.date_means == "arrival"]
    due = [claim.first_date for claim in claims if claim.first_date and claim.read_by == "scan"]
    if due:
        return f"due since {words_of(min(due))}, and nobody has said when it comes"
    if any(claim.precision is Precision.UNKNOWN for claim in claims) or not days:
        left: list[date] = [claim.new_date for claim in claims if claim.new_date]
        return f"leaves there only on {words_of(max(left))}" if left else "delayed, no new day given"
    week = all(claim.precision is Precision.WEEK for claim in claims)
    return f"{'in the week of' if week else 'now'} {words_of(max(days))}"


SPEC = KindSpec(
    kind=Kind.INBOUND_DELAY,
    title="Late inbound",
    means="Goods on order will arrive later than promised.",
    family=Family.INBOUND,
    claims=(DelayClaim,),
    comes_by=frozenset({Origin.MAIL, Origin.DOCUMENT, Origin.PERSON, Origin.SCAN}),
    written_by=frozenset({Sender.VENDOR, Sender.CARRIER, Sender.COLLEAGUE}),
    names=frozenset({"purchase.order"}),
    may_propose=frozenset(
        {
            ActionName.RESCHEDULE_RECEIPT,
            ActionName.REVISE_COMMITMENT,
            ActionName.TRANSFER_STOCK,
            ActionName.BUY_ELSEWHERE,
            ActionName.MESSAGE_CUSTOMER,
            ActionName.MESSAGE_SUPPLIER,
            ActionName.SCHEDULE_ACTIVITY,
        }
    ),
    told=heading,
    one_way=True,
)
