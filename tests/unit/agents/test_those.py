"""A part that is counted in one statement and only pointed back to in another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from agents.correspondence.dates import reader_for
from agents.correspondence.delays import read_delays
from agents.correspondence.known import KnownLine, KnownOrder
from agents.correspondence.text import Region, language_of, sentences
from cases.claims import RecordRef

CLOTHS = KnownLine(
    id=1, label="[TC-150] Table cloth", codes=("TC-150",), name="Table cloth", planned=date(2026, 12, 4), open=True,
    unit="Units", quantity=Decimal(240),
)  # fmt: skip
ORDER = KnownOrder(
    id=9, name="P00012", references=("P00012",), partner=RecordRef(model="res.partner", id=3, label="Nordholz"),
    lines=(CLOTHS,), named=True,
)  # fmt: skip


def late(text: str) -> list[tuple[Decimal | None, date | None]]:
    region = Region(part="body", start=0, end=len(text), text=text)
    reader = reader_for(text, date(2026, 11, 26), language_of(text))
    claims = read_delays(list(sentences(region)), [ORDER], reader, context=True)
    return [(claim.quantity, claim.new_date) for claim in claims]


@pytest.mark.parametrize(
    "text",
    [
        "P00012: 36 of the table cloths TC-150 have a pulled thread. They are woven anew and arrive on 11 December.",
        "P00012, TC-150: thirty-six pieces have a pulled thread and are scrapped; the replacement for those is late, "
        "on 11 December.",
        "P00012, TC-150: Bei 36 Stück ist ein Faden gezogen. Diese werden neu gewebt und kommen erst am 11. Dezember.",
        "P00012, TC-150 : 36 pièces présentent un fil tiré. Elles sont retissées et n'arriveront que le 11 décembre.",
        "P00012, TC-150: 36 stuks hebben een losse draad. Die worden opnieuw geweven en komen pas op 11 december aan.",
    ],
)
def test_those_are_the_ones_that_were_counted(text: str) -> None:
    assert late(text) == [(Decimal(36), date(2026, 12, 11))]


@pytest.mark.parametrize(
    "text",
    [
        # A machine's name, an oven's, and what is said of the others are no part of it.
        "P00012: the TC-150 hang behind machine 4. They will be late and arrive on 11 December.",
        "P00012: TC-150 is late, as oven 2 broke down. They arrive on 11 December.",
        # Two parts: nobody knows which.
        "P00012: of TC-150, 36 pieces are torn and 20 pieces are dirty. They arrive late, on 11 December.",
        # All that is ordered.
        "P00012: the 240 table cloths TC-150 are late. They arrive on 11 December.",
    ],
)
def test_whatever_else_is_a_number_is_no_part(text: str) -> None:
    found = late(text)
    assert [day for _, day in found] == [date(2026, 12, 11)]
    assert found[0][0] in {None, Decimal(240)}


@pytest.mark.parametrize(
    "free",
    [
        "Last free day 20 December.",
        "Free time until 20 December, demurrage after that.",
        "Freie Standzeit bis 20. Dezember.",
        "Lagergeld ab dem 20. Dezember.",
        "Franchise jusqu'au 20 décembre.",
        "Surestaries à partir du 20 décembre.",
        "Vrije ligtijd tot 20 december.",
        "Liggeld vanaf 20 december.",
    ],
)
def test_a_day_that_costs_is_no_day_of_goods(free: str) -> None:
    [(_, day)] = late(f"P00012: the table cloths TC-150 are delayed and arrive on 11 December. {free}")
    assert day == date(2026, 12, 11)
