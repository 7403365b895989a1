"""A list of orders and one sentence about all of them: each is meant, but for those that it excepts."""

from __future__ import annotations

from datetime import date

import pytest

from agents.reading.cases import Found, cases_of
from tests.unit.agents.letters import read

LISTED = "P00012\nP00015\nP99901\n\n"
LIST = "- P00012, 40 desks\n- P00015\n- P99901\n\n"
WHEN = {
    "All of them will arrive on 12 December.": 12,
    "All three will be delayed until 12 December.": 12,
    "These orders will now reach you on 12 December.": 12,
    "The above orders are delayed until 12 December.": 12,
    "Alle drei kommen erst am 12. Dezember.": 12,
    "Diese Bestellungen verspäten sich bis zum 12. Dezember.": 12,
    "Die genannten Aufträge treffen erst am 12.12.2026 ein.": 12,
    "Toutes arriveront seulement le 12 décembre.": 12,
    "Ces commandes seront livrées le 12 décembre.": 12,
    "Ze komen allemaal pas op 12 december aan.": 12,
    "Deze bestellingen worden pas op 12 december geleverd.": 12,
}


def told(body: str) -> dict[str, date | None]:
    claims, _ = read(body)
    return {(claim.order_text or "").upper(): claim.new_date for claim in claims}


@pytest.mark.parametrize("sentence", WHEN)
@pytest.mark.parametrize("listed", [LISTED, LIST, "P00012, P00015, P99901.\n\n"], ids=["lines", "bullets", "commas"])
def test_each_order_of_a_list_above_is_meant(listed: str, sentence: str) -> None:
    assert told(f"Dear all,\n\n{listed}{sentence}\n") == dict.fromkeys(
        ("P00012", "P00015", "P99901"), date(2026, 12, WHEN[sentence])
    )


def test_and_of_one_below() -> None:
    body = "All of these orders will be delayed until 12 December:\n\n" + LISTED
    assert told(body) == dict.fromkeys(("P00012", "P00015", "P99901"), date(2026, 12, 12))


@pytest.mark.parametrize(
    "sentence",
    [
        "All of them except P00015 will be delayed until 12 December.",
        "Alle außer P00015 kommen erst am 12. Dezember.",
        "Toutes sauf P00015 arriveront seulement le 12 décembre.",
        "Ze komen allemaal pas op 12 december aan, behalve P00015.",
    ],
)
def test_what_is_excepted_is_left_out(sentence: str) -> None:
    assert told(f"{LISTED}{sentence}\n") == dict.fromkeys(("P00012", "P99901"), date(2026, 12, 12))


def test_an_order_with_a_day_of_its_own_keeps_it() -> None:
    body = "P00012 will be late until 4 December.\nP00015\nP99901\n\nAll of them will be delayed until 12 December.\n"
    found = told(body)
    assert (found["P00015"], found["P99901"]) == (date(2026, 12, 12), date(2026, 12, 12))
    assert found["P00012"] == date(2026, 12, 4)


def test_each_is_a_case() -> None:
    claims, _ = read(f"{LISTED}All of them will arrive on 12 December.\n")
    assert len(cases_of(Found(claims=tuple(claims), address="x@forwarder.example"))) == 3


def test_one_order_alone_reads_as_before() -> None:
    assert told("P00012: all of them will arrive on 12 December.") == {"P00012": date(2026, 12, 12)}
    assert told("P00012: both desks will be delayed until 12 December.") == {"P00012": date(2026, 12, 12)}
