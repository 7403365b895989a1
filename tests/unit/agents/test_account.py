"""Nothing is put away while something in it was not looked at, and nothing is certain beside what nobody explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from agents.correspondence.dates import reader_for
from agents.correspondence.known import KnownLine, KnownOrder
from agents.correspondence.late import is_early
from agents.correspondence.playbook import Played, played
from agents.correspondence.text import sentences
from agents.reading.account import UNEXPLAINED
from agents.reading.anchors import anchors_of, is_container, names_a_number, number_of
from tests.unit.agents.letters import NORDHOLZ, ORDERS, opened

HINGES = KnownOrder(
    31,
    "P00031",
    ("P00031",),
    NORDHOLZ,
    (
        KnownLine(
            41, "[HNG-4] Hinge", ("HNG-4",), "Hinge", date(2026, 12, 4), True, "Units", Decimal(250), Decimal("1.40")
        ),
    ),
)


def told(body: str, subject: str = "", orders: Sequence[KnownOrder] = (HINGES,)) -> Played:
    return played(opened(body, subject), orders)


@pytest.mark.parametrize(
    "words",
    [
        "We confirm P00031: 250 pcs HNG-4 arrive on 4 December 2026.",
        "We confirm P00031: 250 pcs HNG-4 at EUR 1.40, 350.00 EUR in all, arrive on 4 December 2026.",
        "We confirm P00031, which we received on 20 November 2026, for 4 December 2026.",
    ],
)
def test_what_odoo_has_already_leaves_nothing_open(words: str) -> None:
    assert told(words).open_items == ()


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("We confirm P00031 for 4 December 2026, 240 pcs HNG-4.", "240 pcs"),
        ("We confirm P00031 for 4 December 2026, the price is 1.55 a piece.", "1.55"),
        ("We confirm P00031 for 4 December 2026. The certificate follows on 11 January 2027.", "11 January 2027"),
        ("P00031 arrives on 4 December 2026 as planned, in TCLU4471202.", "TCLU4471202"),
    ],
)
def test_what_odoo_has_not_keeps_the_account_open_and_is_named(words: str, left: str) -> None:
    open_items = told(words).open_items
    assert any(left in item for item in open_items)


def test_a_day_in_a_claims_passage_that_nothing_explains_lowers_it_and_is_named() -> None:
    alone = told("P00031 is delayed to 11 December 2026.")
    beside = told("P00031 is delayed to 11 December 2026 or 18 December 2026.")
    assert alone.delays[0].sure > UNEXPLAINED
    assert alone.left_over == ()
    assert beside.delays[0].sure <= UNEXPLAINED
    assert any("11 December 2026" in item for item in beside.left_over)


def test_a_day_with_a_role_of_its_own_lowers_nothing() -> None:
    for words in (
        "P00031 arrives on 11 December 2026 instead of 4 December 2026.",
        "P00031 leaves us on 8 December 2026 and arrives on 11 December 2026.",
    ):
        assert told(words).delays[0].sure > UNEXPLAINED


def test_a_language_that_is_not_read_is_said_and_nothing_in_it_is_certain() -> None:
    found = told("La informiamo che le cerniere HNG-4 di P00031 saranno consegnate il 11/12/2026 per un guasto.")
    assert found.unread == "Italian"
    assert all(claim.sure <= UNEXPLAINED for claim in found.delays)


@pytest.mark.parametrize(
    "words",
    [
        "The 40 hinges of P00031 are delayed to 11 December 2026.",
        "Die Lieferung von P00031 verschiebt sich auf den 11.12.2026.",
        "La livraison de P00031 est reportée au 11 décembre 2026.",
        "De levering van P00031 is uitgesteld tot 11 december 2026.",
    ],
)
def test_the_languages_that_are_read_are_not_called_unread(words: str) -> None:
    found = told(words)
    assert found.unread is None
    assert found.delays[0].new_date == date(2026, 12, 11)


def test_earlier_than_planned_is_no_delay() -> None:
    [claim] = told("P00031 arrives on 1 December 2026.").delays
    assert is_early(claim, [HINGES])
    assert not is_early(claim.model_copy(update={"new_date": date(2026, 12, 5)}), [HINGES])
    assert not is_early(claim.model_copy(update={"refers_to": ()}), [HINGES])


def test_as_much_as_is_ordered_is_all_of_it() -> None:
    [claim] = told("250 pcs of HNG-4 on P00031 are delayed to 11 December 2026.").delays
    assert claim.quantity is None
    [part] = told("90 pcs of HNG-4 on P00031 are delayed to 11 December 2026.").delays
    assert part.quantity == 90


def test_more_than_is_ordered_is_believed_less() -> None:
    [claim] = told("900 pcs of HNG-4 on P00031 are delayed to 11 December 2026.").delays
    assert claim.sure < 0.8


@pytest.mark.parametrize(
    ("words", "value"),
    [("1.720,00", "1720"), ("1,720.00", "1720"), ("4 500", "4500"), ("2,15", "2.15"), ("10.000", "10000"), ("7", "7")],
)
def test_numbers_are_read_in_either_way_of_writing(words: str, value: str) -> None:
    assert number_of(words) == Decimal(value)


def test_a_containers_number_is_known_by_its_last_digit() -> None:
    assert is_container("CSQU3054383")
    assert is_container("CSQU 305438-3")
    assert not is_container("CSQU3054384")


def test_nothing_is_open_of_orders_that_are_not_known() -> None:
    found = played(opened("Thank you, well received."), [replace(ORDERS[0], named=False)])
    assert found.thanks
    assert found.open_items == ()


def anchored(text: str) -> list[tuple[str, str]]:
    letter = opened(text)
    statements = [one for region in letter.regions for one in sentences(region)]
    found = anchors_of(statements, (HINGES,), lambda _: reader_for("", letter.sent, "en"))
    return [(one.what, one.words) for one in found]


@pytest.mark.parametrize(
    ("text", "what", "words"),
    [
        ("Pay to BE68 5390 0754 7034 BIC KREDBEBB please.", "account", "BE68 5390 0754 7034"),
        ("IBAN DE89370400440532013000.", "account", "DE89370400440532013000"),
        ("VAT BE 0403.170.701.", "tax", "BE 0403.170.701"),
        ("USt-IdNr. DE136695976.", "tax", "DE136695976"),
        ("Article 4006381333931 is late.", "article", "4006381333931"),
        ("EAN 40063812 is late.", "article", "40063812"),
        ("Order 40063812 is late.", None, ""),
        ("Container CSQU3054383 left.", "container", "CSQU3054383"),
    ],
)
def test_a_number_that_passes_its_own_check_is_that_and_no_quantity(text: str, what: str | None, words: str) -> None:
    checked = [one for one in anchored(text) if one[0] in {"account", "tax", "article", "container"}]
    assert checked == ([(what, words)] if what else [])


@pytest.mark.parametrize(
    "text",
    [
        "Pay to BE68 5390 0754 7035 please.",
        "VAT DE136695977.",
        "Article 4006381333932 is late.",
        "Container CSQU3054384 left.",
    ],
)
def test_one_digit_off_is_no_such_number(text: str) -> None:
    assert not [one for one in anchored(text) if one[0] in {"account", "tax", "article", "container"}]


def test_an_account_keeps_a_letter_open_and_a_tax_number_does_not() -> None:
    known = "We confirm P00031: 250 pcs HNG-4 arrive on 4 December 2026."
    assert told(f"{known} Our VAT number is DE136695976.").open_items == ()
    assert any("BE68" in item for item in told(f"{known} Our account is BE68 5390 0754 7034.").open_items)


BOTH = replace(
    HINGES,
    lines=(
        *HINGES.lines,
        KnownLine(42, "[SCR-5] Screw", ("SCR-5",), "Screw", date(2026, 12, 4), True, "Units", Decimal(80)),
    ),
)


@pytest.mark.parametrize(
    ("words", "firm"),
    [
        ("P00031 is delayed to 11 December 2026.", True),
        # What is counted is one line of two.
        ("P00031: the panels (80 pcs) are delayed to 11 December 2026.", False),
        # A number that is no whole line.
        ("P00031: the 36 are made again, we are late, they come on 11 December 2026.", False),
        ("P00031 is delayed to 11 December 2026. The other things are not affected.", False),
    ],
)
def test_a_claim_of_a_whole_order_is_firm_only_where_it_cannot_be_about_a_part(words: str, firm: bool) -> None:
    claims = told(words, orders=(BOTH,)).delays
    assert claims
    assert all((claim.sure > UNEXPLAINED) == firm for claim in claims)


@pytest.mark.parametrize("code", ["HNG-42X", "hng-40"])
def test_another_item_of_the_family_is_not_what_was_ordered(code: str) -> None:
    family = replace(HINGES, lines=(replace(HINGES.lines[0], label="[HNG-41] Hinge", codes=("HNG-41", "SCH41")),))
    found = told(f"We confirm P00031: 250 pcs {code} arrive on 4 December 2026.", orders=[family])
    assert any(code in one for one in found.open_items)
    assert found.differs


@pytest.mark.parametrize("code", ["HNG-41", "hng-41", "SCH41", "AB-2026-1187"])
def test_what_was_ordered_and_what_is_no_item_of_its_family_leave_nothing_open(code: str) -> None:
    family = replace(HINGES, lines=(replace(HINGES.lines[0], label="[HNG-41] Hinge", codes=("HNG-41", "SCH41")),))
    found = told(f"We confirm P00031, {code}: 250 pcs arrive on 4 December 2026.", orders=[family])
    assert found.open_items == ()


def test_a_day_that_is_said_of_another_item_is_not_firm() -> None:
    family = replace(HINGES, lines=(replace(HINGES.lines[0], label="[HNG-41] Hinge", codes=("HNG-41",)),))
    [claim] = told("P00031: HNG-42 is delayed, it arrives on 14 December 2026.", orders=[family]).delays
    assert claim.sure <= UNEXPLAINED


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Bitte sagt dem Fahrer, er soll NRL-8830455 woanders hinbringen.", True),
        ("Le colis CV449180227FR m'attend au dépôt.", True),
        ("Our VAT number is DE136695976, IBAN DE02120300000000202051.", False),
        ("D-40211 Düsseldorf, ISO-9001, +49 211 8830455, 2026-12-04, P00031", False),
    ],
)
def test_a_parcel_is_named_by_letters_and_digits(text: str, named: bool) -> None:
    assert names_a_number(text, [HINGES]) is named
