"""Each letter to a customer as it leaves the house, held to `golden/`, with all that can be said and with the least.

A golden file that is not there is written, and its test fails once, so that somebody looks at it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cases.actions import ArgumentsError, MessageCustomer, parse
from cases.actions.message_customer import Occasion
from cases.letters import NOTHING, occasions

GOLDEN = Path(__file__).parent / "golden"
DAY, REPLY_BY = date(2026, 12, 1), date(2026, 11, 27)
BARE: dict[str, Any] = {"order_id": 9, "order": "S00009", "partner_id": 90, "partner": "Brown & Sons"}
SHIPMENT = {"products": ["Lamp", "Shade {new_date}"], "carrier": "Northline Parcel", "tracking": "NL 4400 01773"}
ADDRESS = {"address": "Brown & Sons\nMill Lane 4\nDublin D02 X285", "reply_by": REPLY_BY}
NEW, OLD = {"new_date": DAY}, {"old_date": date(2026, 11, 24)}

# By the name of its file: what it cannot be without, and what else there may be.
LETTERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "late_new_date": ({**NEW, **OLD}, SHIPMENT),
    "late_new_date_unpromised": (NEW, SHIPMENT),
    "late_no_date": (OLD, SHIPMENT),
    "late_no_date_unpromised": ({}, SHIPMENT),
    "delivery_attempt_failed_new_date": (NEW, SHIPMENT),
    "delivery_attempt_failed_no_date": ({}, SHIPMENT),
    "delivery_check_address": (ADDRESS, SHIPMENT),
    "delivery_refused": ({}, {**SHIPMENT, "reply_by": REPLY_BY}),
    "delivery_replacement": (NEW, SHIPMENT),
    "delivery_lost": ({}, SHIPMENT),
    "delivery_damaged": ({}, SHIPMENT),
    "delivery_held_new_date": (NEW, SHIPMENT),
    "delivery_held_no_date": ({}, SHIPMENT),
    "delivery_waits": ({**NEW, **OLD}, {"products": ["Lamp", "Shade {new_date}"]}),
    "delivery_return": (NEW, {"products": ["4 × Lamp"]}),
    "delivery_return_late": (OLD, {"products": ["4 × Lamp"]}),
    "delivery_return_credit": ({}, {"products": ["4 × Lamp"], "amount": "1250.5", "currency": "EUR"}),
    "delivery_which_damage": ({}, {"products": ["Lamp", "Shade"], "reply_by": REPLY_BY}),
    "delivery_which_return": ({}, {"products": ["Lamp", "Shade"], "reply_by": REPLY_BY}),
    "delivery_credit": ({}, {**SHIPMENT, "amount": "1250.5", "currency": "EUR"}),
}
CUSTOMERS = [(name, language) for name, language in occasions() if name.startswith(("late_", "delivery_"))]


def message(name: str, language: str, given: dict[str, Any]) -> MessageCustomer:
    occasion = "late" if name.startswith("late") else name.removeprefix("delivery_").split("_n")[0]
    built = parse("message_customer", {**BARE, "occasion": occasion, "language": language, **given})
    assert isinstance(built, MessageCustomer)
    return built


def test_every_letter_is_tried_and_every_occasion_has_one() -> None:
    assert {name for name, _ in CUSTOMERS} == set(LETTERS)
    assert {message(name, "en", needs).occasion for name, (needs, _) in LETTERS.items()} == set(Occasion)
    for name in LETTERS:
        assert {("en"), ("de")} <= {language for letter, language in CUSTOMERS if letter == name}


@pytest.mark.parametrize(("name", "language"), CUSTOMERS)
@pytest.mark.parametrize("much", ["all", "least"])
def test_golden(name: str, language: str, much: str) -> None:
    needs, may = LETTERS[name]
    args = message(name, language, {**needs, **(may if much == "all" else {})})
    assert args.occasion_of_letter() == name
    said = args.letter()
    whole = f"{said.subject}\n\n{said.text}\n"
    assert NOTHING not in whole
    assert "{" not in whole.replace("{new_date}", "", 1 if much == "all" else 0)
    assert not args.missing()
    path = GOLDEN / f"{name}.{language}.{much}.txt"
    if not path.is_file():
        path.parent.mkdir(exist_ok=True)
        path.write_text(whole, encoding="utf-8")
        pytest.fail(f"{path.name} was written: look at it.")
    assert whole == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("occasion", "given", "field"),
    [
        ("check_address", {"reply_by": REPLY_BY}, "address"),
        ("check_address", {"address": "Mill Lane 4"}, "reply_by"),
        ("replacement", {}, "new_date"),
        ("waits", NEW, "old_date"),
        ("waits", OLD, "new_date"),
        ("lost", NEW, "new_date"),
        ("credit", ADDRESS, "address"),
        ("credit", {"amount": "5"}, "currency"),
        ("lost", {"amount": "5", "currency": "EUR"}, "amount"),
        ("late", {"reply_by": REPLY_BY}, "reply_by"),
    ],
)
def test_a_message_says_what_it_is_about_and_nothing_else(occasion: str, given: dict[str, Any], field: str) -> None:
    with pytest.raises(ArgumentsError, match=field):
        parse("message_customer", {**BARE, "occasion": occasion, **given})


def test_an_edit_that_would_leave_a_hole_is_refused() -> None:
    seen = message("late_new_date", "en", {**NEW, **OLD})
    assert seen.refuse_edit(seen.model_copy(update={"new_date": None})) is None
    words = seen.model_copy(update={"wording": "Dear {partner}, {order} comes on {new_date}."})
    assert seen.refuse_edit(words) is None
    hole = words.model_copy(update={"new_date": None})
    assert seen.refuse_edit(hole) == "the message names {new_date}, and none is given"
    assert seen.refuse_edit(seen.model_copy(update={"wording": "By {needed_by}."})) is not None
    answered = parse(
        "message_supplier",
        {**BARE, "order": "P00009", "ask": "acknowledge", "new_date": DAY},
    )
    assert "new_date" in (answered.refuse_edit(answered.model_copy(update={"new_date": None})) or "")


def test_a_message_of_an_earlier_release_is_the_same_letter() -> None:
    """Stored before there were occasions: it is read, and reads as it did."""
    stored = {**BARE, "language": "en_US", "products": ["Lamp"], "new_date": "2026-12-01", "old_date": "2026-11-24"}
    args = parse("message_customer", {**stored, "wording": None})
    assert isinstance(args, MessageCustomer)
    assert args.occasion is Occasion.LATE
    assert "We had promised it for 24 November 2026; we now expect to deliver on 1 December 2026." in args.letter().text
