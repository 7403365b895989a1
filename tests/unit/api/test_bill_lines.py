"""A vendor's bill on its page: lines of orders, where a carrier's has charges of shipments."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from agents.vendor_bills.telling import table_of
from api.pages.render import Pages
from cases.exhibits import ChargeTable
from tests.unit.agents.billed import bill, line, matched, ordered


@pytest.mark.parametrize(
    ("of", "says", "never"), [("orders", "Line by line", "Shipment"), ("shipments", "Charge by charge", "Order")]
)
def test_the_table_is_headed_by_what_stands_in_it(of: str, says: str, never: str) -> None:
    found = table_of(matched(bill(line(price="4.50"), line(2)), ordered(), ordered(2)))
    assert isinstance(found, ChargeTable)
    exhibit = found.model_copy(update={"of": of})
    pages = Pages(lambda: "http://odoo.example")
    view = SimpleNamespace(papers=SimpleNamespace(charges={}))
    drawn = pages._environment.get_template("parts/charges.html").render(exhibit=exhibit, view=view)
    heads = re.findall(r'role="columnheader"[^>]*>([^<]+)<', drawn)
    assert says in drawn
    assert never not in heads
    assert "[B1] Bearing 1" in drawn
    assert "ordered at 4.00 EUR" in drawn
