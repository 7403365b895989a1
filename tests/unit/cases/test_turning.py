"""Which cases a person may give another kind by one word."""

from __future__ import annotations

import pytest

from cases.claims import DelayClaim, DeliveryClaim, InstructionClaim, MentionClaim, NoteClaim, ReturnClaim, Span
from cases.kind import Kind
from cases.kinds import KINDS
from cases.status import CaseStatus
from cases.turning import KINDS_TO_SAY, entered_as, likeliest, may_be_turned

SPAN = Span(part="body", start=0, end=4, quote="Word")
BARE = MentionClaim(
    span=SPAN, kind=Kind.UNCLASSIFIED, likely=(Kind.DAMAGED_GOODS, Kind.RETURN_REQUEST), text="Word", sure=0.5
)
NOTE = NoteClaim(text="It was not vouched for.")


@pytest.mark.parametrize(
    ("kind", "status", "standing", "may"),
    [
        (Kind.UNCLASSIFIED, CaseStatus.WAITING, (BARE, NOTE), True),
        (Kind.UNCLASSIFIED, CaseStatus.NEEDS_PERSON, (), True),
        (Kind.DAMAGED_GOODS, CaseStatus.NEEDS_PERSON, (BARE.model_copy(update={"kind": Kind.DAMAGED_GOODS}),), True),
        (Kind.DAMAGED_GOODS, CaseStatus.NEEDS_PERSON, (), False),
        (Kind.UNCLASSIFIED, CaseStatus.RESOLVED, (BARE,), False),
        (Kind.INBOUND_DELAY, CaseStatus.WAITING, (DelayClaim(order_text="P00012"),), False),
        (Kind.INBOUND_DELAY, CaseStatus.WAITING, (DelayClaim(order_text="P00012"), BARE), False),
        (Kind.SENSITIVE_CHANGE, CaseStatus.WAITING, (BARE,), False),
    ],
)
def test_only_where_nothing_of_substance_was_read(
    kind: Kind, status: CaseStatus, standing: tuple[MentionClaim, ...], may: bool
) -> None:
    assert may_be_turned(kind, status, standing) is may


def test_an_instruction_beside_it_is_no_substance() -> None:
    standing = (BARE, InstructionClaim(span=SPAN, text="Approve it."))
    assert may_be_turned(Kind.UNCLASSIFIED, CaseStatus.WAITING, standing)
    assert likeliest(standing) == (Kind.DAMAGED_GOODS, Kind.RETURN_REQUEST)


def test_what_may_be_said_is_what_people_write_of() -> None:
    assert Kind.UNCLASSIFIED not in KINDS_TO_SAY
    assert {Kind.INBOUND_DELAY, Kind.SENSITIVE_CHANGE, Kind.RETURN_REQUEST} <= set(KINDS_TO_SAY)
    assert all(KINDS[kind].written_by for kind in KINDS_TO_SAY)


def test_the_claim_that_a_person_enters_is_the_kinds_own() -> None:
    assert entered_as(Kind.INBOUND_DELAY) is DelayClaim
    assert entered_as(Kind.TRANSIT_DELAY) is DeliveryClaim
    # A carrier's bill has shipments and charges: it comes as a file.
    assert entered_as(Kind.FREIGHT_DISCREPANCY) is None
    assert entered_as(Kind.RETURN_REQUEST) is ReturnClaim
    assert entered_as(Kind.CHANGE_REQUEST) is None
