"""What is said of late goods is firm only where the letter leaves nothing over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from agents.correspondence.known import KnownLine, KnownOrder
from agents.correspondence.playbook import played
from tests.unit.agents.letters import NORDHOLZ, opened

FIRM = 0.8
DUE = date(2026, 12, 1)
POTS = KnownOrder(
    51,
    "P00051",
    ("P00051",),
    NORDHOLZ,
    (
        KnownLine(61, "[POT-18] Terracotta pot 18 cm", ("POT-18",), "Terracotta pot 18 cm", DUE, quantity=Decimal(600)),
        KnownLine(62, "[SAU-24] Glazed saucer 24 cm", ("SAU-24",), "Glazed saucer 24 cm", DUE, quantity=Decimal(400)),
    ),
)
BENCH = KnownOrder(
    52,
    "P00052",
    ("P00052",),
    NORDHOLZ,
    (KnownLine(63, "[BEN-1] Teak bench", ("BEN-1",), "Teak bench", DUE, quantity=Decimal(60)),),
)


def sure(words: str, order: KnownOrder) -> list[tuple[str, bool]]:
    """The days claimed, each with whether it is said firmly."""
    return [(str(claim.new_date), claim.sure >= FIRM) for claim in played(opened(words), (order,)).delays]


@pytest.mark.parametrize(
    "words",
    [
        "POT-18 of P00051 is delayed, it arrives on 11 December 2026. The saucers come as planned.",
        "P00051: die POT-18 verspäten sich und kommen am 11. Dezember 2026. Der Rest wie vereinbart.",
        "P00051 : les POT-18 auront du retard et arriveront le 11 décembre 2026. Les autres suivent comme prévu.",
        "P00051: de POT-18 zijn vertraagd en komen op 11 december 2026 aan. De overige zoals afgesproken.",
        "All of P00051 is delayed and will arrive on 11 December 2026.",
        "Die Bestellung P00051 verspätet sich, sie trifft am 11. Dezember 2026 ein.",
    ],
)
def test_a_line_by_its_code_or_all_of_an_order_is_firm(words: str) -> None:
    assert sure(words, POTS) == [("2026-12-11", True)]


@pytest.mark.parametrize(
    "words",
    [
        # A part, by a number or a word of which nobody made a quantity.
        "P00052 is delayed to 11 December 2026; forty can go on the old lorry.",
        "P00052: nur die Hälfte wird rechtzeitig fertig, verspätet am 11. Dezember 2026.",
        "P00052 : retard au 11 décembre 2026 pour une partie.",
        "P00052: vertraging tot 11 december 2026 voor de helft.",
        # Something else of it is as it was.
        "P00052 is delayed to 11 December 2026. What was made in January comes as agreed.",
        # Another day that nothing explains.
        "P00052 is delayed to 11 December 2026. We close the books on 18 December 2026 and come by then.",
    ],
)
def test_what_may_be_a_part_or_another_day_is_not(words: str) -> None:
    assert not any(firm for _, firm in sure(words, BENCH))


@pytest.mark.parametrize(
    "words",
    [
        # A line by a word of its name, beside another line.
        "P00051: the pots are fine. The glaze failed and they come late, on 11 December 2026.",
        "P00051: everything with a glaze will be late, on 11 December 2026; pots are packed.",
    ],
)
def test_a_line_by_a_word_beside_another_is_not(words: str) -> None:
    assert not any(firm for _, firm in sure(words, POTS))


def test_parts_that_add_up_to_what_is_ordered_are_firm() -> None:
    words = "40 of the 60 BEN-1 of P00052 arrive on 1 December 2026 as planned, the remaining 20 on 11 December 2026."
    assert sure(words, BENCH) == [("2026-12-11", True)]
    other = words.replace("60", "75").replace("20 on", "15 on")
    assert not any(firm for _, firm in sure(other, BENCH))


def test_late_without_a_day_is_firm_only_where_the_day_is_said_not_to_be_known() -> None:
    assert sure("P00052 is delayed. We do not know yet when it will arrive.", BENCH) == [("None", True)]
    assert sure("P00052 is delayed.", BENCH) == [("None", False)]
    assert sure("P00052: the price is to be confirmed.", BENCH) in ([], [("None", False)])


def test_numbers_in_a_foot_and_lengths_of_time_count_nothing() -> None:
    words = (
        "P00052 is delayed to 11 December 2026, our kiln stood still for three days.\n\n"
        "Nordholz GmbH · Industrieweg 14 · 48231\nTel +49 2581 5512\nUSt-IdNr. DE148220917"
    )
    assert sure(words, BENCH) == [("2026-12-11", True)]


def test_all_that_is_on_an_order_by_name_is_firm() -> None:
    planned = {"planned": DUE, "quantity": Decimal(50)}
    lines = (
        KnownLine(64, "[HLM-1] Safety helmet", ("HLM-1",), "Safety helmet", **planned),
        KnownLine(65, "[VST-1] High-visibility vest", ("VST-1",), "High-visibility vest", **planned),
    )
    order = KnownOrder(53, "P00053", ("P00053",), NORDHOLZ, lines)
    words = "Two of your orders are affected:\n\n- P00053 (helmets and vests): new arrival 2026-12-11, was 2026-12-01"
    assert sure(words, order) == [("2026-12-11", True), ("2026-12-11", True)]


def test_what_comes_as_planned_takes_nothing_from_a_line_by_its_code() -> None:
    words = (
        "About the POT-18 of P00051: 400 pieces will arrive on 1 December 2026 as\nplanned. The other 200 will only "
        "arrive on 11 December 2026. Saucers are on time."
    )
    assert sure(words, POTS) == [("2026-12-11", True)]


def test_the_others_of_one_line_are_not_asked_of_the_order_once_more() -> None:
    said = (
        "P00051: of the 600 pots, 400 leave together with the saucers and arrive on 1 December as agreed. "
        "The two hundred others will follow on 11 December 2026."
    )
    claims = played(opened(said), (POTS,)).delays
    late = [claim for claim in claims if claim.new_date == date(2026, 12, 11)]
    assert [(claim.refers_to[-1].id, claim.quantity) for claim in late] == [(61, Decimal(200))]
