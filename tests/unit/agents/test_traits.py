"""Goods by colour or size, days by the next weekday, orders by the end of their number: as people point at things."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from agents.correspondence.dates import reader_for
from agents.correspondence.delays import _strong
from agents.correspondence.known import ItemMention, KnownLine, KnownOrder
from agents.correspondence.playbook import played
from agents.correspondence.references import order_mentions
from agents.correspondence.text import Region, Sentence, language_of, sentences
from agents.correspondence.traits import named_by_traits
from agents.correspondence.writer import _named_vendor
from tests.unit.agents.letters import NORDHOLZ, ORDERS, opened, read
from tools.odoo.values import Ref

DAY = date(2026, 12, 4)


def order(*names: str, references: Sequence[str] = ("P00012", "NH-20417")) -> KnownOrder:
    lines = tuple(
        KnownLine(number, f"[C-{number}] {name}", (f"C-{number}",), name, DAY, True, "Units", Decimal(40))
        for number, name in enumerate(names, 1)
    )
    return KnownOrder(12, "P00012", tuple(references), NORDHOLZ, lines)


COATS = order("Hundemantel 40 cm rot", "Hundemantel 50 cm rot", "Hundemantel 50 cm oliv")
BOXES = order("Transportbox S", "Transportbox M", "Transportbox L")
GIRTHS = order("Sattelgurt 125 cm schwarz", "Sattelgurt 135 cm schwarz", "Schabracke weiß")
LEADS = order("Hundeleine rot", "Hundeleine schwarz", "Halsband rot", "Halsband schwarz")


def statement(text: str) -> Sentence:
    [one] = sentences(Region("body", text, 0, len(text)))
    return one


def meant(text: str, of: KnownOrder, before: Sequence[ItemMention] = ()) -> set[int | None]:
    return {item.line.id if item.line else None for item in named_by_traits(statement(text), [of], before)}


@pytest.mark.parametrize(
    ("text", "of", "lines"),
    [
        ("The olive ones have to wait until Friday.", COATS, {3}),
        ("De jasjes in olijf gaan het niet halen.", COATS, {3}),
        ("Les rouges partent demain.", COATS, {1, 2}),
        ("The red 40 cm are late.", COATS, {1}),
        ("Die größten leider nicht.", BOXES, {3}),
        ("The mediums follow on Friday.", BOXES, {2}),
        ("De kleinste komen later.", BOXES, {1}),
        ("Boxen S und M kommen pünktlich.", BOXES, {1, 2}),
        ("Pour les courtes par contre j'attends les boucles.", GIRTHS, {1}),
        ("Die langen kommen später.", GIRTHS, {2}),
        ("All the red is late.", LEADS, {1, 3}),
        ("Das Werkzeug für den 50er ist gerissen.", COATS, {2, 3}),
        ("Die 10er sind fertig.", order("Kanne 5 L", "Kanne 10 L blau", "Kanne 10 L grün"), {2, 3}),
    ],
)
def test_a_colour_or_a_size_names_the_lines_that_have_it(text: str, of: KnownOrder, lines: set[int]) -> None:
    assert meant(text, of) == lines


@pytest.mark.parametrize(
    "text",
    [
        "There will be a short delay.",
        "The big kiln gave up on Sunday.",
        "Kurz zum Stand der Dinge.",
        "Long time no see.",
        "Une grande partie du personnel est malade.",
        "M. Dupont vous rappelle.",
    ],
)
def test_what_is_said_of_something_else_names_no_goods(text: str) -> None:
    assert meant(text, BOXES) == set()
    assert meant(text, GIRTHS) == set()


def test_a_word_beside_it_tells_which_of_several_sorts() -> None:
    assert meant("Die roten Leinen kommen später.", LEADS) == {1}
    assert meant("The red collars are late.", LEADS) == {3}


def test_what_was_spoken_of_last_tells_which_sort_is_meant() -> None:
    lead = LEADS.lines[0]
    before = [ItemMention(0, 4, "lead", lead, LEADS)]
    assert meant("The black ones follow.", LEADS, before) == {2}


def test_a_trait_of_every_line_tells_none() -> None:
    assert meant("Die schwarzen kommen später.", order("Gurt 1 schwarz", "Gurt 2 schwarz")) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Late claims are not accepted.",
        "Verspätete Reklamationen können wir nicht anerkennen.",
        "Höhere Gewalt und Verzögerungen bei der Anerkennung vorbehalten.",
        "Les retards de paiement portent intérêt.",
        "Te late betalingen worden beboet.",
    ],
)
def test_what_stands_below_every_confirmation_announces_no_delay(text: str) -> None:
    assert not _strong(text)


def test_another_order_that_nothing_changes_for_is_not_spoken_of_next() -> None:
    body = "P00012: the oak writing table is late. For P00015 nothing changes. We do not know when it comes."
    delays, _ = read(body)
    assert {claim.refers_to[0].label for claim in delays} == {"P00012"}


def test_a_week_beside_the_day_it_replaces_is_a_week() -> None:
    text = "Ils comptent sur la semaine 14 au lieu du 24 mars."
    found = reader_for(text, date(2027, 2, 24), "fr").find(text)
    assert found[0].day == date(2027, 4, 9)


@pytest.mark.parametrize(
    ("body", "more"),
    [
        ("P00012 comes on 27 November as planned; 200 are packed, the other 280 nobody knows.", True),
        ("P00012 comes on 27 November as planned, with 280 to follow.", True),
        ("P00012 comes on 27 November as planned, 2 pallets, 410 kg, between 8 and 12.", False),
    ],
)
def test_what_is_counted_beside_a_day_that_stands_is_no_repetition(body: str, more: bool) -> None:
    assert played(opened(body, "P00012"), ORDERS).counts_more is more


SENT = date(2027, 10, 12)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("You would have them Thursday fortnight.", date(2027, 10, 28)),
        ("They come Friday week.", date(2027, 10, 22)),
        ("They come a week on Friday.", date(2027, 10, 22)),
        ("Sie kommen Freitag in einer Woche.", date(2027, 10, 22)),
        ("Ils arrivent vendredi en huit.", date(2027, 10, 22)),
        ("Ils arrivent jeudi en quinze.", date(2027, 10, 28)),
        ("Ze komen vrijdag over een week.", date(2027, 10, 22)),
        ("Sie kommen übernächste Woche.", date(2027, 10, 29)),
    ],
)
def test_a_day_is_told_from_the_next_such_weekday(text: str, day: date) -> None:
    [first, *_] = reader_for(text, SENT, language_of(text)).find(text)
    assert first.day == day


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("De matten op uw 20417 komen later.", True),
        ("Votre 20417 est décalée.", True),
        ("the 20417 pieces are late", False),
        ("In the 20418 nothing changes.", False),
        ("20417 is late.", False),
    ],
)
def test_an_order_is_named_by_the_end_of_its_number(text: str, named: bool) -> None:
    found = order_mentions(text, 0, len(text), [COATS])
    assert any(one.order is COATS for one in found) is named


def test_a_vendor_is_known_by_the_word_that_people_call_it_by() -> None:
    vendors = [
        Ref(7, "Hobbelmans Diervoeders B.V."),
        Ref(8, "Transport Quenehen SAS"),
        Ref(9, "Northfell Pet Textiles"),
    ]
    assert _named_vendor("Hobbelmans just called, no truck on Monday.", vendors) == 7
    assert _named_vendor("QUENEHEN wrote that the tunnel is closed.", vendors) == 8
    assert _named_vendor("The transport is late.", vendors) is None
    assert _named_vendor("Hobbelmans and Northfell both wrote.", vendors) is None
