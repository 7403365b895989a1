"""Numbers that are, or add up to, what is ordered of one line tell which line is meant, whatever it is called."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from agents.correspondence.known import KnownLine, KnownOrder
from agents.correspondence.playbook import played
from tests.unit.agents.letters import NORDHOLZ, opened

DUE = date(2026, 12, 1)


def _line(number: int, code: str, name: str, quantity: int, left: int | None = None) -> KnownLine:
    return KnownLine(
        number,
        f"[{code}] {name}",
        (code,),
        name,
        DUE,
        quantity=Decimal(quantity),
        left=Decimal(quantity if left is None else left),
    )


GLASS = KnownOrder(
    71,
    "P00071",
    ("P00071",),
    NORDHOLZ,
    (_line(81, "GLS-7", "Tumbler 35 cl", 2400), _line(82, "GLS-9", "Water jug", 300)),
)
ALIKE = KnownOrder(
    72, "P00072", ("P00072",), NORDHOLZ, (_line(83, "A-1", "Fork", 1000), _line(84, "B-1", "Knife", 1000))
)
BALANCE = KnownOrder(73, "P00073", ("P00073",), NORDHOLZ, (_line(85, "SEAL-35", "Shaft seal", 200, 80),))


def said(words: str, order: KnownOrder) -> list[tuple[list[int], str | None, str | None]]:
    """Of each claim that is late: its lines, its quantity and its day."""
    return [
        (
            [ref.id for ref in claim.refers_to if ref.model == "purchase.order.line"],
            str(claim.quantity) if claim.quantity is not None else None,
            str(claim.new_date) if claim.new_date else None,
        )
        for claim in played(opened(words), (order,)).delays
        if claim.new_date != DUE
    ]


@pytest.mark.parametrize(
    "words",
    [
        "Of P00071 fifteen hundred come on the 1st as agreed. The other nine hundred follow on 11 December 2026.",
        "P00071: 1.500 Stück kommen wie vereinbart. Die übrigen neunhundert treffen am 11. Dezember 2026 ein.",
        "P00071 : 1 500 partent comme convenu. Les neuf cents autres arriveront le 11 décembre 2026.",
        "P00071: er komen 1500 op tijd. De andere negenhonderd komen op 11 december 2026.",
    ],
)
def test_parts_that_add_up_are_of_that_line(words: str) -> None:
    assert said(words, GLASS) == [([81], "900", "2026-12-11")]


def test_half_of_a_line_is_of_that_line() -> None:
    assert said("Half of the glasses on P00071, 1200, will arrive on 11 December 2026.", GLASS) == [
        ([81], "1200", "2026-12-11")
    ]


def test_a_number_that_is_all_that_is_ordered_names_the_line() -> None:
    assert said("The 300 on P00071 are delayed to 11 December 2026.", GLASS) == [([82], None, "2026-12-11")]


def test_where_two_lines_have_as_many_none_is_meant() -> None:
    assert [lines for lines, _, _ in said("250 of P00072 come now, 750 on 11 December 2026.", ALIKE)] == [[]]


def test_what_is_still_to_come_is_all_of_it_and_firm() -> None:
    [claim] = played(
        opened("The balance of P00073, 80 seals, arrives on 11 December 2026, delayed."), (BALANCE,)
    ).delays
    assert (claim.quantity, claim.sure >= 0.8) == (None, True)


def test_a_size_beside_a_count_is_no_count() -> None:
    oil = KnownOrder(74, "P00074", ("P00074",), NORDHOLZ, (_line(86, "OIL-5", "Oil 5 litres", 150),))
    assert said("The 150 cans of 5 litres on P00074 arrive late, on 11 December 2026.", oil) == [
        ([86], None, "2026-12-11")
    ]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("The jugs of P00071 arrive on 11 December 2026.", 82),
        ("Die 35er von P00071 kommen erst am 11. Dezember 2026.", 81),
    ],
)
def test_goods_are_known_by_other_forms_of_their_names(words: str, line: int) -> None:
    assert [lines for lines, _, _ in said(words, GLASS)] == [[line]]


def test_umlauts_and_compounds_name_what_they_are_of() -> None:
    pots = KnownOrder(
        75, "P00075", ("P00075",), NORDHOLZ, (_line(87, "K-1", "Blumentopf", 40), _line(88, "K-2", "Untersetzer", 50))
    )
    assert [lines for lines, _, _ in said("Die Töpfe zu P00075 kommen erst am 11. Dezember 2026.", pots)] == [[87]]


@pytest.mark.parametrize(("words", "line"), [("Die 0,75er", 91), ("Vom 80er Profil", 92)])
def test_a_size_with_a_comma_or_of_two_sides_names_its_item(words: str, line: int) -> None:
    order = KnownOrder(
        76,
        "P00076",
        ("P00076",),
        NORDHOLZ,
        (
            _line(91, "M-1", "Gear motor 0.75 kW", 40),
            _line(92, "M-2", "Aluminium 80x80", 50),
            _line(93, "M-3", "Aluminium 40x40", 60),
        ),
    )
    assert [lines for lines, _, _ in said(f"{words} zu P00076 kommt erst am 11. Dezember 2026.", order)] == [[line]]


def test_both_of_two_that_share_a_word_are_both() -> None:
    towels = KnownOrder(
        76,
        "P00076",
        ("P00076",),
        NORDHOLZ,
        (_line(89, "T-1", "Bath towel", 40), _line(90, "T-2", "Hand towel", 50), _line(91, "R-1", "Bathrobe", 60)),
    )
    found = said("P00076: both towel qualities will arrive on 11 December 2026.", towels)
    assert sorted(lines[0] for lines, _, _ in found if lines) == [89, 90]


def test_a_part_of_what_is_spoken_of_is_not_all_of_another_line() -> None:
    drives = KnownOrder(
        77, "P00077", ("P00077",), NORDHOLZ, (_line(92, "DRV-1", "Gear motor", 24), _line(93, "CHN-8", "Chain", 10))
    )
    words = "DRV-1 of P00077 is delayed. 10 pcs will arrive on 8 December 2026, the remaining 14 on 15 December 2026."
    assert sorted(said(words, drives)) == [([92], "10", "2026-12-08"), ([92], "14", "2026-12-15")]
