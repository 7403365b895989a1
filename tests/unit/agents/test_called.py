"""Goods called otherwise than in Odoo: by the vendor's name on the order, or by another language's word."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from agents.correspondence.known import KnownLine, KnownOrder, item_mentions
from agents.correspondence.playbook import playbook
from agents.correspondence.writer import known_line
from cases.claims import DelayClaim
from tests.unit.agents.letters import NORDHOLZ, opened
from tools.odoo.models import PurchaseLine, Ref

DUE = date(2026, 11, 27)


def _line(number: int, code: str, name: str) -> KnownLine:
    return KnownLine(number, f"[{code}] {name}", (code,), name, DUE, quantity=Decimal(40))


TOWELS = KnownOrder(
    21, "P00021", ("P00021",), NORDHOLZ, (_line(1, "TW-1", "Bath towel white"), _line(2, "RB-1", "Bathrobe waffle"))
)
BELTS = KnownOrder(
    22,
    "P00022",
    ("P00022",),
    NORDHOLZ,
    (_line(3, "BB-62", "Ball bearing 6205"), _line(4, "VB-17", "V-belt 17 mm"), _line(5, "PC-2", "Pipe clamp")),
)


def _delays(body: str, order: KnownOrder) -> list[DelayClaim]:
    found, _ = playbook(opened(body), (order,))
    return found


@pytest.mark.parametrize(
    ("order", "body", "line"),
    [
        (TOWELS, "P00021: de badjassen komen pas op 9 december aan.", 2),
        (BELTS, "P00022: de kogellagers worden pas op 9 december geleverd.", 3),
        (BELTS, "P00022 : les roulements à billes n'arriveront que le 9 décembre.", 3),
        (BELTS, "P00022: Die Rohrschellen treffen leider erst am 9. Dezember ein.", 5),
    ],
)
def test_another_languages_word_names_the_line_and_is_never_firm(order: KnownOrder, body: str, line: int) -> None:
    [claim] = _delays(body, order)
    assert {ref.id for ref in claim.refers_to if ref.model == "purchase.order.line"} == {line}
    assert claim.new_date == date(2026, 12, 9)
    assert claim.sure <= 0.5


def test_what_is_left_when_the_others_are_named_is_the_one_that_is_left() -> None:
    order = KnownOrder(
        23,
        "P00023",
        ("P00023",),
        NORDHOLZ,
        (_line(6, "SAF-H", "Safety helmet, white"), _line(7, "SAF-V", "High-visibility vest, size L")),
    )
    claims = _delays("P00023 : les casques partent comme prévu. Les gilets ne seront livrés que le 16 décembre.", order)
    late = [one for one in claims if one.new_date == date(2026, 12, 16)]
    assert [{ref.id for ref in one.refers_to if ref.model == "purchase.order.line"} for one in late] == [{7}]


def test_goods_that_no_line_is_are_not_those_before() -> None:
    claims = _delays("P00022: de kogellagers komen op tijd. De tuinbanken leveren we pas op 9 december.", BELTS)
    late = [one for one in claims if one.new_date == date(2026, 12, 9)]
    assert all(ref.model != "purchase.order.line" for one in late for ref in one.refers_to)


@pytest.mark.parametrize(
    "body",
    [
        "P00021: Die Lieferung kommt erst am 9. Dezember bei Ihnen an.",
        "P00021 : le camion n'arrivera que le 9 décembre.",
        "P00021: de fabriek levert pas op 9 december.",
        "P00021: die Gartenbänke kommen erst am 9. Dezember.",
    ],
)
def test_what_is_no_goods_or_goods_of_nobody_names_no_line(body: str) -> None:
    named = {ref.id for claim in _delays(body, TOWELS) for ref in claim.refers_to if ref.model == "purchase.order.line"}
    assert not named


def _known(name: str, product: str) -> KnownLine:
    """A line as Odoo has it, by what the order and the product call it."""
    row = PurchaseLine(
        id=31,
        order=Ref(id=21, name="P00021"),
        product=Ref(id=8, name=product),
        product_code="TW-1",
        name=name,
        ordered=Decimal(40),
        received=Decimal(0),
        price_unit=Decimal(3),
        subtotal=Decimal(120),
        planned=datetime(2026, 11, 27, 8, tzinfo=UTC),
    )
    return known_line(row, "Europe/Brussels")


def test_a_line_is_known_by_what_the_order_calls_it_in_the_vendors_language() -> None:
    known = _known("[NH-880] Drap de bain blanc\nLavable à 95 degrés", "[TW-1] Bath towel white")
    assert (known.name, known.also) == ("Bath towel white", "Drap de bain blanc")
    assert set(known.codes) == {"TW-1", "NH-880"}
    order = KnownOrder(21, "P00021", ("P00021",), NORDHOLZ, (known,))
    said = "Les draps de bain partiront plus tard."
    assert [one.line.id for one in item_mentions(said, 0, len(said), [order]) if one.line] == [31]


def test_a_name_that_the_order_only_repeats_is_not_kept_twice() -> None:
    assert _known("[TW-1] Bath Towel", "[TW-1] Bath towel").also == ""
