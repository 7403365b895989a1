"""The form that corrects what was read: of every claim that opens a case of its own, except what is never acted on."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from api.pages.correcting import correct_forms, correction_of
from cases.claims import (
    BacklogClaim,
    BillMismatchClaim,
    Claim,
    CommitmentClaim,
    CountClaim,
    DelayClaim,
    DeliveryClaim,
    FreightBillClaim,
    ImbalanceClaim,
    ShortageClaim,
)
from cases.claims.base import CLAIMS
from cases.freight_bill import FreightBill
from cases.store.records import StoredClaim

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
BILL = FreightBill.model_validate(
    {"number": "1", "carrier": "Fast", "currency": "EUR", "shipments": [{"charges": [{"kind": "base", "amount": "1"}]}]}
)
CORRECTED: list[tuple[Claim, dict[str, str]]] = [
    (DelayClaim(order_text="P00012"), {"order_text": "P00013", "quantity": "4", "new_date": "2026-12-04"}),
    (DeliveryClaim(tracking_text="NP1", status="failed_attempt"), {"tracking_text": "NP2", "return_by": "2026-12-04"}),
    (FreightBillClaim.of(BILL), {"number": "FF-1", "carrier": "Fastfreight"}),
    (BillMismatchClaim(number="NV-1", vendor="Nordvik"), {"number": "NV-2", "vendor": "Kessler"}),
    (BacklogClaim(warehouse="Antwerp", cut_off=NOW, lines=20, capacity=9, late=2), {"capacity": "15"}),
    (ImbalanceClaim(product_text="Bearing", warehouse_text="Antwerp"), {"lead_days": "21"}),
    (CommitmentClaim(order_text="S1", product_text="Nut", promised=NOW.date()), {"possible_on": "2026-12-04"}),
    (ShortageClaim(picking_text="ANT/OUT/31", product_text="Bearing", missing=Decimal(4)), {"missing": "3"}),
    (CountClaim(product_text="BRG", counted=Decimal(4)), {"place_text": "C-11", "counted": "0"}),
]


def stored(claim: Claim) -> StoredClaim:
    return StoredClaim(
        id="c1", report_id=None, claim=claim, corrects=None, corrected_by=None, superseded_at=None, at=NOW
    )


def test_every_claim_that_is_acted_on_has_a_form() -> None:
    can = {name for name, claim in CLAIMS.items() if claim.opens is not None and claim.editable}
    assert {claim.said_type() for claim, _ in CORRECTED} <= can
    # A request to change where money goes is checked by another channel, never put right.
    assert {name for name, claim in CLAIMS.items() if claim.opens is not None} - can == {"sensitive"}


@pytest.mark.parametrize(("claim", "said"), CORRECTED, ids=[claim.said_type() for claim, _ in CORRECTED])
def test_what_is_entered_is_what_stands(claim: Claim, said: dict[str, str]) -> None:
    one = stored(claim)
    [form] = correct_forms([one], {})
    assert {field.name for field in form.fields} == set(type(claim).editable) >= set(said)
    assert all(field.label for field in form.fields)
    sent = {"claim_id": "c1", **{field.name: field.value for field in form.fields}, **said}
    opens = type(claim).opens
    assert opens is not None
    corrected = correction_of(sent, {"c1": one}, opens).claim
    assert corrected is not None
    assert (corrected.read_by, corrected.sure) == ("person", 1.0)
    assert {name: str(getattr(corrected, name)) for name in said} == said


@pytest.mark.parametrize("wrong", ["-1", "some", "1.5", "99999999999"])
@pytest.mark.parametrize("at", [4, 5])
def test_a_figure_that_is_none_is_refused_in_plain_words(at: int, wrong: str) -> None:
    claim, said = CORRECTED[at]
    opens = type(claim).opens
    assert opens is not None
    with pytest.raises(ValueError, match=r": ") as error:
        correction_of({"claim_id": "c1", **dict.fromkeys(said, wrong)}, {"c1": stored(claim)}, opens)
    assert "validation" not in str(error.value)
