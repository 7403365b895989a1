"""When two claims say the same, and where an argument is found."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cases.claims import DelayClaim, InstructionClaim, MentionClaim, Precision, RecordRef, SensitiveClaim, Span
from cases.kind import Kind
from cases.store.pages import CursorError, cursor_of, key_of
from cases.store.proposals.versions import value_at

ORDER = RecordRef(model="purchase.order", id=7, label="P00007")
BASE = DelayClaim(order_text="P00007", new_date=date(2026, 12, 4), refers_to=(ORDER,))


@pytest.mark.parametrize(
    "other",
    [
        {"order_text": "our 7"},
        {"sure": 0.2},
        {"read_by": "model"},
        {"reason": "strike"},
        {"span": Span(part="body", start=0, end=4, quote="late")},
        {"refers_to": (RecordRef(model="purchase.order", id=7, label="another name"),)},
    ],
)
def test_how_it_was_said_and_read_does_not_matter(other: dict[str, object]) -> None:
    assert BASE.model_copy(update=other).says() == BASE.says()


@pytest.mark.parametrize(
    "other",
    [
        {"new_date": date(2026, 12, 5)},
        {"new_date": None, "precision": Precision.UNKNOWN},
        {"quantity": Decimal(3)},
        {"on_time_quantity": Decimal(3)},
        {"date_means": "departure"},
        {"refers_to": (RecordRef(model="purchase.order", id=8, label="P00008"),)},
    ],
)
def test_what_it_says_does(other: dict[str, object]) -> None:
    assert BASE.model_copy(update=other).says() != BASE.says()


def test_unresolved_claims_are_compared_by_their_words() -> None:
    one = DelayClaim(order_text="PO  7", product_text="lamp")
    assert one.subject().key == DelayClaim(order_text="po 7", product_text="Lamp ").subject().key
    assert one.subject().key != DelayClaim(order_text="po 8", product_text="Lamp").subject().key


def test_claims_of_different_sorts_never_say_the_same() -> None:
    claims = [
        BASE,
        SensitiveClaim(about="bank"),
        SensitiveClaim(about="address"),
        InstructionClaim(text="approve"),
        MentionClaim(kind=Kind.DAMAGED_GOODS, text="approve"),
    ]
    assert len({claim.says() for claim in claims}) == len(claims)


def test_an_argument_is_found_at_its_path() -> None:
    args = {"new_date": "x", "lines": [{"new_date": "y"}]}
    assert value_at(args, "new_date") == "x"
    assert value_at(args, "lines.0.new_date") == "y"
    for path in ("none", "lines.1.new_date", "lines.x", "new_date.deeper"):
        with pytest.raises(KeyError):
            value_at(args, path)


def test_a_cursor_comes_back_as_it_went_and_nothing_else_does() -> None:
    assert key_of(cursor_of((3, "x")), int, str) == (3, "x")
    for cursor in ("", "x", "é", cursor_of((3,)), cursor_of(("3", "x")), cursor_of((3, "x", 1))):
        with pytest.raises(CursorError):
            key_of(cursor, int, str)
