"""What is supply, what is demand: each counted once, and nothing that is not really there."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agents.analysis.stock import demands, incoming, on_hand
from tests.unit.agents import world
from tests.unit.agents.world import NOW, WAREHOUSES, move
from tools.odoo.models import Location, StockLevel, StockMove
from tools.odoo.values import Ref

SALE = Ref(23, "S00023")


def wanted(*moves: StockMove) -> dict[int, Decimal]:
    return {one.id: one.quantity for one in demands(moves, WAREHOUSES, NOW)}


def coming(*moves: StockMove) -> dict[str, tuple[int, Decimal, bool]]:
    return {one.id: (one.warehouse_id, one.quantity, one.at is not None) for one in incoming(moves, WAREHOUSES, NOW)}


def test_a_delivery_from_stock_is_demand() -> None:
    assert wanted(move(1, world.ANT_STOCK, world.CUSTOMERS, 5, sale_order=SALE)) == {1: 5}
    assert wanted(move(1, world.ANT_SHELF, world.CUSTOMERS, 5, sale_order=SALE)) == {1: 5}


def test_a_pick_and_the_delivery_behind_it_are_one_demand() -> None:
    pick = move(1, world.GDN_STOCK, world.GDN_OUTPUT, 5, final=world.CUSTOMERS, sale_order=SALE, then=(2,))
    ship = move(2, world.GDN_OUTPUT, world.CUSTOMERS, 5, sale_order=SALE, waits_for=(1,))
    [demand] = demands((pick, ship), WAREHOUSES, NOW)
    assert (demand.id, demand.kind, demand.order) == (1, "customer", 23)


def test_what_is_picked_already_takes_nothing_from_stock() -> None:
    assert wanted(move(2, world.GDN_OUTPUT, world.CUSTOMERS, 5, reserved=Decimal(5), waits_for=(1,))) == {}


def test_manufacturing_and_transfers_take_from_stock_too() -> None:
    component = move(1, world.ANT_STOCK, world.PRODUCTION, 2, feeds=Ref(3, "ANT/MO/00003"))
    leaving = move(2, world.ANT_STOCK, world.TRANSIT, 4)
    assert [(one.id, one.kind) for one in demands((component, leaving), WAREHOUSES, NOW)] == [
        (1, "manufacturing"),
        (2, "transfer"),
    ]


def test_moving_about_inside_the_stock_is_neither() -> None:
    inside = move(1, world.ANT_SHELF, world.ANT_STOCK, 5)
    assert (wanted(inside), coming(inside)) == ({}, {})


def test_a_receipt_is_supply_on_its_day_and_an_overdue_one_is_nobodys() -> None:
    assert coming(move(1, world.VENDORS, world.ANT_STOCK, 30, day=4)) == {"move-1": (1, 30, True)}
    assert coming(move(1, world.VENDORS, world.ANT_STOCK, 30, day=-4)) == {"move-1": (1, 30, False)}


def test_a_receipt_in_several_steps_is_supply_once() -> None:
    first = move(1, world.VENDORS, world.ANT_INPUT, 30, final=world.ANT_STOCK, then=(2,))
    second = move(2, world.ANT_INPUT, world.ANT_STOCK, 30, waits_for=(1,))
    assert coming(first, second) == {"move-1": (1, 30, True)}
    assert coming(second) == {"move-2": (1, 30, True)}


def test_both_legs_of_a_transfer_are_demand_here_and_supply_there() -> None:
    out = move(1, world.ANT_STOCK, world.TRANSIT, 8, final=world.GDN_STOCK, then=(2,))
    into = move(2, world.TRANSIT, world.GDN_STOCK, 8, day=5, waits_for=(1,))
    assert wanted(out, into) == {1: 8}
    assert sum(quantity for _, quantity, _ in coming(out, into).values()) == 8
    assert {warehouse for warehouse, _, _ in coming(out, into).values()} == {2}


@pytest.mark.parametrize("source", [world.CUSTOMERS], ids=["a customer's return"])
def test_what_comes_back_is_no_supply(source: Location) -> None:
    assert coming(move(1, source, world.ANT_STOCK, 5)) == {}
    assert coming(move(1, source, world.ANT_QUARANTINE, 5)) == {}


def test_what_nobody_confirmed_is_nothing() -> None:
    assert coming(move(1, world.VENDORS, world.ANT_STOCK, 30, state="draft")) == {}
    assert wanted(move(2, world.ANT_STOCK, world.CUSTOMERS, 5, state="draft")) == {}


def test_goods_bought_to_order_are_for_that_order() -> None:
    receipt = move(1, world.VENDORS, world.ANT_STOCK, 5, then=(2,))
    delivery = move(2, world.ANT_STOCK, world.CUSTOMERS, 5, waits_for=(1,), made_to_order=True, sale_order=SALE)
    [supply] = incoming((receipt, delivery), WAREHOUSES, NOW)
    assert supply.for_moves == (2,)


def test_only_what_is_free_is_on_hand() -> None:
    level = StockLevel(product_id=6, warehouse_id=1, quantity=Decimal(20), reserved=Decimal(15))
    assert [(one.quantity, one.at) for one in on_hand([level], NOW)] == [(5, NOW)]
