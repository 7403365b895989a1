"""What a letter says of goods that shall go back: items and numbers that are told surely, the rest left open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from agents.correspondence.dates import reader_for
from agents.correspondence.known import KnownLine, KnownOrder
from agents.correspondence.text import Region, language_of, sentences
from agents.correspondence.told_goods import damage_claims, return_claims
from cases.claims import RecordRef, ReturnClaim

MERIDIAN = RecordRef(model="res.partner", id=5, label="Meridian")


def line(number: int, code: str, name: str, ordered: int) -> KnownLine:
    return KnownLine(number, f"[{code}] {name}", (code,), name, None, quantity=Decimal(ordered), unit="Units")


def sold(number: int, name: str, *lines: KnownLine, also: tuple[str, ...] = ()) -> KnownOrder:
    return KnownOrder(number, name, (name, *also), MERIDIAN, lines)


TOOLS = sold(
    9, "S00009", line(1, "LGT-WRK40", "Work light 40 W", 10), line(2, "SAF-EAR", "Ear defenders", 20),
    line(3, "TOL-CAL150", "Digital caliper 150 mm", 2),
)  # fmt: skip
EARS = sold(8, "S00008", line(4, "SAF-EAR", "Ear defenders", 20), also=("ANT/OUT/00012",))
BIKES = sold(7, "S00007", line(5, "BK-1", "City bike", 6), line(6, "SD-2", "Saddle", 8))
CHAIRS = sold(6, "S00006", line(7, "RB", "Rollenbaan 3 m", 12), line(8, "ST", "Chaise en acier", 40))


def told(text: str, *orders: KnownOrder, subject: str = "") -> list[ReturnClaim]:
    regions = [Region("subject", subject, 0, len(subject)), Region("body", text, 0, len(text))]
    statements = [one for region in regions for one in sentences(region)]
    dates = reader_for(text, date(2026, 11, 26), language_of(text), "Europe/Brussels")
    return return_claims(statements, orders, lambda one: dates.find(one.text))


@pytest.mark.parametrize(
    ("text", "order", "items"),
    [
        ("We would like to return 4 work lights of S00009 because they do not fit.", TOOLS, {"Work light 40 W": 4}),
        (
            "We want to return 4 work lights and 6 ear defenders of S00009. The calipers are fine.",
            TOOLS,
            {"Work light 40 W": 4, "Ear defenders": 6},
        ),
        ("We have two unsold bikes from S00007 in their boxes and would like to return them.", BIKES, {"City bike": 2}),
        (
            "Wir möchten drei Ear defenders aus S00009 zurückgeben, sie passen unserem Kunden nicht.",
            TOOLS,
            {"Ear defenders": 3},
        ),
        ("Die 4 Work lights aus S00009, die nicht passen, schicken wir zurück.", TOOLS, {"Work light 40 W": 4}),
        (
            "Finalement nous avons vu trop grand avec les chaises en acier de S00006. Serait-il possible de vous en "
            "renvoyer 10, neuves et encore emballées ?",
            CHAIRS,
            {"Chaise en acier": 10},
        ),
        ("We ordered 20 ear defenders on S00008 and want to return 5.", EARS, {"Ear defenders": 5}),
        ("We have one saddle from S00007 to send back.", BIKES, {"Saddle": 1}),
        ("Can we send back 4 x SAF-EAR of S00009 within 14 days? They cost 12 EUR each.", TOOLS, {"Ear defenders": 4}),
        (
            "For S00009 we want to return the following items:\n\nSAF-EAR\t4\nLGT-WRK40\t2\n",
            TOOLS,
            {"Ear defenders": 4, "Work light 40 W": 2},
        ),
        # What stays, and what is wanted beside, does not go back.
        (
            "Wir schicken die 4 Work lights aus S00009 zurück, behalten aber die 20 Ear defenders.",
            TOOLS,
            {"Work light 40 W": 4},
        ),
        (
            "We would like to return 4 work lights of S00009 and need 6 ear defenders more.",
            TOOLS,
            {"Work light 40 W": 4},
        ),
        (
            "Please take back 4 work lights of S00009 and send us 6 ear defenders instead.",
            TOOLS,
            {"Work light 40 W": 4},
        ),
        # Nobody knows how many.
        ("We want to return 2 boxes of ear defenders (S00009).", TOOLS, {"Ear defenders": None}),
        ("Please let us return SAF-EAR (S00009), 4 pairs or maybe 5.", TOOLS, {"Ear defenders": None}),
        (
            "We ordered 20 ear defenders on S00008. Please call 0471 22 33 44. We send some back by 4 December.",
            EARS,
            {"Ear defenders": None},
        ),
    ],
)
def test_items_with_their_numbers(text: str, order: KnownOrder, items: dict[str, int | None]) -> None:
    claims = told(text, order)
    assert {one.product_text: one.quantity for one in claims} == items
    for one in claims:
        assert [ref.model for ref in one.refers_to] == ["sale.order", "sale.order.line"]
        assert one.span is not None
        assert one.span.quote in text


@pytest.mark.parametrize(
    "text",
    [
        "Please send a return label for S00009.",
        "We want to return 3 gloves of S00009.",
        "We keep 2 of the 10 work lights of S00009 and return the rest.",
    ],
)
def test_what_goes_back_is_asked_where_it_is_not_told(text: str) -> None:
    [one] = told(text, TOOLS)
    assert (one.product_text, one.quantity, one.extent) == (None, None, None)
    assert [ref.label for ref in one.refers_to] == ["S00009"]


def test_all_of_an_order_or_of_an_item() -> None:
    [one] = told("We want to return everything from order S00009.", TOOLS)
    assert (one.product_text, one.extent) == (None, "all")
    [one] = told("Please take back all the ear defenders of S00009, we ordered the wrong ones.", TOOLS)
    assert (one.product_text, one.extent) == ("Ear defenders", "all")
    [one] = told("None of the work lights of S00009 work. We return them all.", TOOLS)
    assert (one.product_text, one.extent) == ("Work light 40 W", "all")
    [one] = told("We want to return the whole delivery ANT/OUT/00012.", EARS)
    assert (one.order_text, one.extent) == ("ANT/OUT/00012", "all")


def test_two_orders_are_told_apart() -> None:
    claims = told("We return 2 ear defenders of S00008. From S00009 we return 3 work lights.", EARS, TOOLS)
    assert {(one.order_text, one.product_text, one.quantity) for one in claims} == {
        ("S00008", "Ear defenders", 2), ("S00009", "Work light 40 W", 3),
    }  # fmt: skip


def test_nothing_goes_back() -> None:
    assert told("We do not want to return anything of S00009.", TOOLS) == []
    assert told("We want to return 4 work lights.") == []


@pytest.mark.parametrize(
    ("text", "order", "items"),
    [
        ("Three of the ear defenders of S00009 arrived broken, the rest is fine.", TOOLS, {"Ear defenders": 3}),
        ("2 City bikes aus S00007 sind zerkratzt, die Saddle sind in Ordnung.", BIKES, {"City bike": 2}),
        ("The delivery S00009 arrived today. One SAF-EAR is cracked.", TOOLS, {"Ear defenders": 1}),
        ("Some of the ear defenders of S00008 are crushed.", EARS, {"Ear defenders": None}),
        ("The box of S00009 is dented and something in it is smashed.", TOOLS, {None: None}),
    ],
)
def test_what_arrived_broken(text: str, order: KnownOrder, items: dict[str | None, int | None]) -> None:
    regions = [Region("body", text, 0, len(text))]
    statements = [one for region in regions for one in sentences(region)]
    dates = reader_for(text, date(2026, 11, 26), language_of(text), "Europe/Brussels")
    claims = damage_claims(statements, [order], [], lambda one: dates.find(one.text))
    assert {one.product_text: one.quantity for one in claims} == items
    at_our_dock = damage_claims(statements, [], [order], lambda one: dates.find(one.text))
    assert {ref.model.partition(".")[0] for one in at_our_dock for ref in one.refers_to} == {"purchase"}
    assert damage_claims(statements, [], [], lambda one: dates.find(one.text)) == []
