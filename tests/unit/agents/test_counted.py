"""What somebody counted is claimed as far as the letter surely tells it."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from agents.correspondence.counted import counted_claims
from agents.correspondence.dates import reader_for
from agents.correspondence.text import language_of, sentences
from cases.claims import CountClaim, claim_of
from tests.unit.agents.letters import opened


def counts(body: str, subject: str = "") -> list[CountClaim]:
    letter = opened(body, subject)
    statements = [one for region in letter.regions for one in sentences(region)]
    reader = reader_for(letter.news, letter.sent, language_of(letter.news))
    return list(counted_claims(statements, lambda one: reader.find(one.text), letter.sent))


def told(body: str, subject: str = "") -> list[tuple[str, str, Decimal, Decimal | None]]:
    return [(one.product_text, one.place_text, one.counted, one.booked) for one in counts(body, subject)]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("BRG-6205 in bin C-11: book 240, counted 219.", ("BRG-6205", "C-11", 219, 240)),
        ("BRG-6205, Fach C-11: Buchbestand 240, gezählt 219.", ("BRG-6205", "C-11", 219, 240)),
        ("Emplacement C-11, BRG-6205 : le système dit 40, compté 37.", ("BRG-6205", "C-11", 37, 40)),
        ("BRG-6205 vak C-11: boek 1.340, geteld 1.180", ("BRG-6205", "C-11", 1180, 1340)),
        ("The system says 40, I counted 37 of BRG-6205.", ("BRG-6205", "", 37, 40)),
        ("BRG-6205: the system says 40, there are only 31 in bin C-11.", ("BRG-6205", "C-11", 31, 40)),
        ("BRG-6205 counted 0, the book says 12.", ("BRG-6205", "", 0, 12)),
        ("BRG-6205: 31 counted twice.", ("BRG-6205", "", 31, None)),
        ("BRG-6205 counted 12,5 against 14 in the book.", ("BRG-6205", "", Decimal("12.5"), 14)),
    ],
)
def test_item_place_count_and_book(body: str, wanted: tuple[str, str, object, object]) -> None:
    assert told(body) == [wanted]


def test_the_item_of_the_subject_is_the_one_that_was_counted() -> None:
    [one] = counts("The system says 40, I counted 37 in bin C-11.", "BRG-6205")
    assert (one.product_text, one.place_text, one.counted) == ("BRG-6205", "C-11", 37)
    assert one.sure < counts("BRG-6205 counted 37.")[0].sure


def test_one_claim_for_each_item_and_none_where_count_and_book_agree() -> None:
    body = "Aisle C, counted yesterday:\n\nCAP-40 - book 1340 - counted 1180\nSCP-RUB - book 62 - counted 62\n"
    body += "BKT-PE - book 410 - counted 437\n"
    assert told(body) == [("CAP-40", "", 1180, 1340), ("BKT-PE", "", 437, 410)]
    assert {one.counted_on for one in counts(body)} == {date(2026, 11, 22)}


@pytest.mark.parametrize(
    "body",
    [
        "The stock is nonsense.",
        "We counted bin C-11 again: the system says 40, there are only 31.",
        "BRG-6205 and BRG-6206: counted 37.",
        "BRG-6205 counted 37 here and counted 12 there.",
        "BRG-6205 counted 37.\n\nBRG-6205 counted 35.",
        "BRG-6205 is off, see the list.",
        "Order P00012 of 40 BRG-6205 is late.",
        "",
    ],
)
def test_what_is_not_sure_is_not_claimed(body: str) -> None:
    assert told(body) == []


@pytest.mark.parametrize(
    ("body", "day", "at"),
    [
        ("BRG-6205 counted 37 yesterday at 14:30.", date(2026, 11, 22), time(14, 30)),
        ("BRG-6205 am 20.11.2026 gezählt: 37.", date(2026, 11, 20), None),
        ("BRG-6205 counted 37 today.", date(2026, 11, 23), None),
        ("BRG-6205 counted 37.", None, None),
        ("BRG-6205 counted 37 on 19 November, entered on 20 November.", None, None),
    ],
)
def test_when_it_was_counted(body: str, day: date | None, at: time | None) -> None:
    [one] = counts(body)
    assert (one.counted_on, one.counted_at) == (day, at)
    assert claim_of(one.model_dump(mode="json")) == one


def test_the_last_count_of_a_place_stands() -> None:
    [first] = counts("BRG-6205 bin C-11 counted 37.")
    [second] = counts("brg-6205 bin C-11 counted 36.")
    assert second.replaces(first)
    assert not second.replaces(first.model_copy(update={"place_text": "C-12"}))
    assert second.says() != first.says()
