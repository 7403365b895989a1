"""A text that is made to be slow takes time in proportion to its length, and none of the event loop's."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from agents.correspondence.letter import MAX_DOCUMENT_TEXT, Letter
from agents.correspondence.likely import shipped
from agents.correspondence.playbook import playbook
from agents.correspondence.requests import requests
from agents.correspondence.text import Region
from agents.reading.child import warm
from tests.unit.agents.letters import ORDERS, opened

# Reading once takes about a third of a second on a slow machine; reading it as often as it is long takes minutes.
SECONDS = 6.0
MAIL = 19_500


def filled(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


def letter(text: str, part: str) -> Letter:
    return Letter(
        mail=opened("x").mail,
        parts={part: text},
        regions=(Region(part, text, 0, len(text)),),
        sent=opened("x").sent,
    )


def seconds_of(text: str, part: str = "body") -> float:
    begun = time.process_time()
    playbook(letter(text, part), ORDERS)
    return time.process_time() - begun


def many_orders(length: int) -> str:
    named = ", ".join(f"P{number}" for number in range(10_000, 10_000 + length // 14))
    return f"{named} are late. " + filled("Late until 4 December. ", length // 2)


MADE: dict[str, Callable[[int], str]] = {
    "an item and a day, again and again": lambda n: "P00012 " + filled("DESK-01 4 December and ", n),
    "quantities and days": lambda n: "P00012 late " + filled("5 pcs on 4 December, rest on 11 December, ", n),
    "days": lambda n: "P00012 late " + filled("4 December, ", n),
    "orders": lambda n: "late until 4 December: " + filled("P12345, ", n),
    "orders and remarks": many_orders,
    "numbers": lambda n: "P00012 late until 4 December " + filled("12 pcs ", n),
    "packages": lambda n: "P00012 late until 4 December " + filled("4 pallets of ", n),
    "digits": lambda n: "P00012 late " + "1" * n,
    "codes": lambda n: "P00012 late " + filled("[A1] ", n),
    "blanks after a word for a week": lambda n: "P00012 late week" + " " * n + "x",
    "blanks after a word for an order": lambda n: "P00012 late order" + " " * n + "x",
    "blanks after a word for a line": lambda n: "P00012 late line" + " " * n + "x",
    "dots": lambda n: "P00012 late 4 December" + "." * n,
    "dots and blanks": lambda n: "P00012 late 4 December" + "." * (n // 2) + " " * (n // 2) + "x",
    "paragraphs": lambda n: "P00012 late\n" + filled("xx\n\n", n),
    "rows": lambda n: "P00012 late\n" + filled("1  [DESK-01] Oak writing table  40 pcs  04.12.2026\n", n),
    "short words of orders": lambda n: "P00012 " + filled("po/", n),
    "something like an address": lambda n: "P00012 late " + filled("send-to-", n),
    "promises": lambda n: "P00012 late " + filled("will confirm by 4 December ", n),
    "denials": lambda n: "P00012 " + filled("not be ", n),
    "releases": lambda n: "P00012 " + filled("we release the shipment ", n),
}


@pytest.mark.parametrize("made", MADE.values(), ids=MADE.keys())
@pytest.mark.timeout(60)
def test_a_mail_is_read_in_good_time(made: Callable[[int], str]) -> None:
    assert seconds_of(made(MAIL)) < SECONDS


@pytest.mark.parametrize("made", MADE.values(), ids=MADE.keys())
@pytest.mark.timeout(60)
def test_the_text_of_a_document_is_read_in_good_time(made: Callable[[int], str]) -> None:
    assert seconds_of(made(MAX_DOCUMENT_TEXT), "order.pdf") < 2 * SECONDS


def test_examples_are_ready_before_the_first_letter_s_time_counts() -> None:
    shipped.cache_clear()
    requests.cache_clear()
    warm()
    assert shipped.cache_info().currsize == 1
    assert {"_model"} <= set(vars(shipped()))
    assert {"_model"} <= set(vars(requests()))
