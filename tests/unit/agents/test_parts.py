"""One claim for each quantity and day; packages are no pieces; both in several languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from agents.correspondence.playbook import playbook
from agents.correspondence.second import compared
from agents.correspondence.together import together
from agents.reading.cases import Found, cases_of
from cases.claims import DelayClaim, NoteClaim, only
from tests.unit.agents.letters import DESKS, NORDHOLZ, ORDERS, opened, read

DESK = "P00012, DESK-01: "
Told = tuple[int | None, int | None, date | None]


def day(number: int, month: int = 12) -> date:
    return date(2026, month, number)


def told(claims: list[DelayClaim]) -> list[Told]:
    """Quantity, what the others take, day."""
    return [
        (
            None if claim.quantity is None else int(claim.quantity),
            None if claim.on_time_quantity is None else int(claim.on_time_quantity),
            claim.new_date,
        )
        for claim in claims
    ]


TWO = [(40, None, day(4)), (60, None, day(11))]


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        (f"{DESK}40 pcs will arrive on 4 December and the remaining 60 pcs on 11 December.", TWO),
        (f"{DESK}on 4 December 40 pcs, on 11 December 60 pcs", TWO),
        (f"{DESK}40 pcs on 4 December 60 pcs on 11 December.", TWO),
        (f"{DESK}40 Stück kommen am 4. Dezember, die restlichen 60 Stück am 11. Dezember.", TWO),
        (f"{DESK}40 pièces arriveront le 4 décembre et les 60 pièces restantes le 11 décembre.", TWO),
        (f"{DESK}40 stuks komen op 4 december, de overige 60 stuks op 11 december.", TWO),
        (f"{DESK}40 pcs two weeks late, 60 pcs four weeks late.", [(40, None, day(11)), (60, None, day(25))]),
        (
            f"{DESK}40 pcs leave on 2 December and arrive on 7 December, 60 pcs arrive on 14 December.",
            [(40, None, day(7)), (60, None, day(14))],
        ),
        (
            f"{DESK}10 on 4 December, 20 on 11 December and 70 on 18 December.",
            [(10, None, day(4)), (20, None, day(11)), (70, None, day(18))],
        ),
        (
            "P00012: 20 Oak writing tables on 30 November, rest on 7 December.",
            [(20, None, day(30, 11)), (None, 20, day(7))],
        ),
        (f"{DESK}20 Stück am 30. November, der Rest am 7. Dezember.", [(20, None, day(30, 11)), (None, 20, day(7))]),
        (
            f"{DESK}10 pcs as planned, 20 pcs on 4 December, the rest on 11 December.",
            [(20, None, day(4)), (None, 30, day(11))],
        ),
        (
            f"{DESK}40 pcs arrive on 4 December. For the remaining 60 pcs we do not have a date yet.",
            [(40, None, day(4)), (60, None, None)],
        ),
        (
            f"{DESK}40 Stück kommen am 4. Dezember, für den Rest gibt es noch keinen Termin.",
            [(40, None, day(4)), (None, 40, None)],
        ),
        (
            "Delay of P00012\n\nPos  Item  Qty  Delivery date\n1  [DESK-01] Oak writing table  40 pcs  04.12.2026\n"
            "1  [DESK-01] Oak writing table  60 pcs  11.12.2026\n",
            TWO,
        ),
    ],
)
def test_each_quantity_with_its_day_is_a_claim(body: str, parts: list[Told]) -> None:
    claims = read(body)[0]
    assert told(claims) == parts
    assert {ref.id for claim in claims for ref in claim.refers_to if ref.model == "purchase.order.line"} == {1}
    # They do not contradict each other.
    assert min(claim.sure for claim in claims) >= 0.9


@pytest.mark.parametrize(
    "body",
    [
        f"{DESK}20 pcs on 27 November as planned, 30 pcs on 4 December.",
        f"{DESK}20 Stück wie vereinbart, 30 Stück erst am 4. Dezember.",
        f"{DESK}20 on time, the other 30 will be here on 4 December.",
    ],
)
def test_a_part_on_the_planned_day_is_on_time_and_no_claim_of_its_own(body: str) -> None:
    assert told(read(body)[0]) == [(30, 20, day(4))]


def test_a_range_of_days_is_no_quantity() -> None:
    assert told(read(f"{DESK}60 pcs arrive on 4 or 5 December.")[0]) == [(60, None, day(5))]
    assert told(read("DESK-01 of P00012 is delayed, between 4 and 8 December.")[0]) == [(None, None, day(8))]


def test_days_that_no_quantity_tells_apart_are_doubtful() -> None:
    [claim] = read(f"{DESK}40 pcs arrive on 4 December. All will be delivered by 11 December.")[0][1:]
    assert (told([claim]), claim.sure <= 0.5) == ([(None, 40, day(11))], True)
    [claim] = read("DESK-01 of P00012 will arrive on 4 December. It will be delivered by 11 December.")[0]
    assert (told([claim]), claim.sure) == ([(None, None, day(11))], 0.7)


def test_a_passage_that_tells_the_parts_is_kept_whole() -> None:
    body = read(f"{DESK}40 pcs on 4 December, 60 pcs on 11 December.")[0]
    [whole] = read("DESK-01 of P00012 is delayed until 11 December.", "")[0]
    assert whole.span is not None
    subject = whole.model_copy(update={"span": whole.span.model_copy(update={"part": "subject"})})
    assert together([subject, *body]) == body
    other = subject.model_copy(update={"new_date": day(18)})
    assert [(claim.new_date, claim.sure) for claim in together([other, *body])] == [
        (day(18), 0.6),
        (day(4), 0.6),
        (day(11), 0.6),
    ]


def test_a_model_that_names_one_part_does_not_speak_against_the_other() -> None:
    letter = opened(f"{DESK}40 pcs on 4 December, 60 pcs on 11 December.")
    own, rest = playbook(letter, ORDERS)
    theirs = [claim.model_copy(update={"read_by": "model", "product_text": "DESK-01"}) for claim in own]
    both, _ = compared(own, rest, theirs, letter, leads=False)
    assert [claim.sure for claim in both] == [1.0, 1.0]
    one, _ = compared(own, rest, theirs[1:], letter, leads=False)
    assert [claim.sure for claim in one] == [0.8, 1.0]
    against = [theirs[0].model_copy(update={"new_date": day(20)})]
    less, _ = compared(own, rest, against, letter, leads=False)
    assert [claim.sure for claim in less] == [0.6, 0.6]


@pytest.mark.parametrize(
    ("goods", "pieces", "unit"),
    [
        ("80 pcs (2 pallets) of DESK-01", 80, "pcs"),
        ("2 pallets (80 pcs) of DESK-01", 80, "pcs"),
        ("2 pallets of DESK-01 (80 pcs)", 80, "pcs"),
        ("4 boxes of 20 pieces of DESK-01", 80, "pieces"),
        ("4 boxes of DESK-01 (20 pcs each)", 80, "pcs"),
        ("80 Stück (2 Paletten) DESK-01", 80, "Stück"),
        ("2 Paletten (80 Stück) DESK-01", 80, "Stück"),
        ("4 Kartons zu je 20 Stück DESK-01", 80, "Stück"),
        ("4 cartons de 20 pièces de DESK-01", 80, "pièces"),
        ("80 kg of DESK-01", 80, "kg"),
    ],
)
def test_pieces_count_and_packages_only_with_what_they_hold(goods: str, pieces: int, unit: str) -> None:
    [claim] = read(f"P00012: {goods} will be delayed until 4 December.")[0]
    assert (claim.quantity, claim.unit_text, claim.new_date, claim.sure) == (Decimal(pieces), unit, day(4), 1.0)


@pytest.mark.parametrize(
    ("goods", "words"),
    [
        ("2 pallets of DESK-01", "2 pallets"),
        ("zwei Paletten DESK-01", "zwei Paletten"),
        ("3 Kartons mit 60 Stück DESK-01", "3 Kartons mit 60 Stück"),
        ("4 boxes with 20 pieces of DESK-01", "4 boxes with 20 pieces"),
        ("5 dozen DESK-01", "5 dozen"),
    ],
)
def test_packages_alone_are_no_quantity_and_people_are_told(goods: str, words: str) -> None:
    claims, _ = read(f"P00012: {goods} will be delayed until 4 December.")
    [claim] = claims
    assert (claim.quantity, claim.unit_text, claim.new_date, claim.sure) == (None, words, day(4), 0.6)
    [case] = cases_of(Found(claims=tuple(claims), writer=NORDHOLZ, owners={("purchase.order", 12): NORDHOLZ}))
    assert any(words in note.text for note in only(NoteClaim, case.claims))


def test_packages_beside_a_part_in_pieces_are_its_rest() -> None:
    claims = read(f"{DESK}40 pcs on 4 December, 2 pallets on 11 December.")[0]
    assert told(claims) == [(40, None, day(4)), (None, 40, day(11))]
    assert [claim.sure for claim in claims] == [1.0, 0.6]


def test_boxes_of_what_is_ordered_in_boxes_are_its_own_unit() -> None:
    boxed = replace(DESKS, lines=tuple(replace(line, unit="Box") for line in DESKS.lines))
    [claim] = playbook(opened("P00012: 4 boxes of DESK-01 will be delayed until 4 December."), (boxed,))[0]
    assert (claim.quantity, claim.unit_text, claim.sure) == (Decimal(4), "boxes", 1.0)
    pieces = replace(DESKS, lines=tuple(replace(line, unit="Units") for line in DESKS.lines))
    [claim] = playbook(opened("P00012: 4 boxes of DESK-01 will be delayed until 4 December."), (pieces,))[0]
    assert (claim.quantity, claim.unit_text) == (None, "4 boxes")
