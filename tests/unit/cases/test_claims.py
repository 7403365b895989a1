"""What a claim can hold: nothing that no order could."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from cases.actions.base import Quantity
from cases.claims import (
    MAX_NAME,
    MAX_RECORDS,
    MAX_WORDS,
    Claim,
    DelayClaim,
    MentionClaim,
    RecordRef,
    Span,
    sensible_day,
    sensible_quantity,
)
from cases.kind import Kind

CLAIM: TypeAdapter[Claim] = TypeAdapter(Claim)
ACTION_QUANTITY: TypeAdapter[Decimal] = TypeAdapter(Quantity)
ABSURD_QUANTITIES = ["0", "-1", "1e12", "1e400", "1e999999999", "1.23456", "NaN", "Infinity", "-Infinity", "many"]


@pytest.mark.parametrize("value", ABSURD_QUANTITIES)
@pytest.mark.parametrize("field", ["quantity", "on_time_quantity"])
def test_absurd_quantities_are_refused_by_name(field: str, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        CLAIM.validate_python({"type": "delay", field: value})
    assert [error["loc"][-1] for error in refused.value.errors()] == [field]


@pytest.mark.parametrize("value", ["0.0001", "1", "12.5", "999999999999.9999", "100.0000", "1e5"])
def test_what_odoo_can_hold_is_taken(value: str) -> None:
    claim = CLAIM.validate_python({"type": "delay", "quantity": value})
    assert isinstance(claim, DelayClaim)
    assert claim.quantity == Decimal(value)
    assert CLAIM.validate_json(CLAIM.dump_json(claim)) == claim
    assert ACTION_QUANTITY.validate_python(claim.quantity) == claim.quantity


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_what_is_sensible_is_taken_and_the_rest_left_out(value: Decimal) -> None:
    kept = sensible_quantity(value)
    if kept is None:
        with pytest.raises(ValidationError):
            DelayClaim(quantity=value)
    else:
        assert DelayClaim(quantity=kept).quantity == value
        assert 0 < kept < 10**12


@given(st.dates())
def test_days_of_this_century(day: date) -> None:
    assert (sensible_day(day) == day) is (2000 <= day.year <= 2100)
    if sensible_day(day) is None:
        with pytest.raises(ValidationError):
            DelayClaim(new_date=day)


def test_no_value_is_sensible_too() -> None:
    assert sensible_quantity(None) is None
    assert sensible_day(None) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("order_text", "P" * (MAX_NAME + 1)),
        ("product_text", "x" * (MAX_NAME + 1)),
        ("reason", "x" * (MAX_WORDS + 1)),
        ("new_date", "1999-12-31"),
        ("new_date", "2101-01-01"),
        ("first_date", "9999-12-31"),
        ("new_date", "99999-01-01"),
        ("sure", 1.5),
        ("refers_to", [{"model": "purchase.order", "id": 1, "label": "P1"}] * (MAX_RECORDS + 1)),
        ("refers_to", [{"model": "purchase.order", "id": 2**31, "label": "P1"}]),
        ("refers_to", [{"model": "purchase.order", "id": 0, "label": "P1"}]),
        ("refers_to", [{"model": "purchase.order", "id": 1, "label": "x" * (MAX_WORDS + 1)}]),
        ("refers_to", [{"model": "x" * (MAX_NAME + 1), "id": 1, "label": "P1"}]),
        ("span", {"part": "body", "start": 0, "end": 10**30, "quote": "x"}),
        ("span", {"part": "x" * 1_000, "start": 0, "end": 1, "quote": "x"}),
        ("span", {"part": "body", "start": 0, "end": 1, "quote": "x" * (MAX_WORDS + 1)}),
        ("span", {"part": "body", "start": 0, "end": 1, "quote": "x", "page": 0}),
    ],
)
def test_texts_lists_and_days_have_their_bounds(field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        CLAIM.validate_python({"type": "delay", field: value})
    assert field in refused.value.errors()[0]["loc"]


def test_words_of_other_claims_have_theirs() -> None:
    with pytest.raises(ValidationError):
        MentionClaim(kind=Kind.UNCLASSIFIED, text="x" * (MAX_WORDS + 1))
    assert MentionClaim(
        kind=Kind.UNCLASSIFIED,
        text="x" * MAX_WORDS,
        span=Span(part="body", start=0, end=MAX_WORDS, quote="x" * MAX_WORDS),
        refers_to=(RecordRef(model="purchase.order", id=1, label="P1"),) * MAX_RECORDS,
    )
