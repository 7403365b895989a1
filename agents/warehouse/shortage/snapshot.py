"""What was collected about goods that are missing for a transfer, frozen, and what follows from it at once. Pure."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from agents.specialist import Snapshot
from agents.warehouse.shortage.shelves import MissingLine, Shelves
from cases.claims import MentionClaim, RecordRef, ShortageClaim, only
from cases.models import Concerned
from cases.people import Person
from tools.odoo.freight import CurrencyRate
from tools.odoo.models import Product, ReorderRule, StockMove
from tools.odoo.ordered import OnOrder


class ShortageSnapshot(Shelves, Snapshot):
    """All that was read about a shortage.

    Attributes:
        transfers: those that the case names, by id.
        items: the products that it names beside them, by id.
        products: all that is missing or named, with their vendors.
        rules: how low each warehouse lets them run.
        on_order: what orders and drafts of them still bring.
        rates: Odoo's, where a vendor asks another currency than the company's.
        staff: who works in the warehouse, or leads it.
        sellers: who speaks with customers.
        buyers: who may confirm an order.
    """

    kind: Literal["picking_shortage"] = "picking_shortage"
    transfers: tuple[int, ...] = ()
    items: tuple[int, ...] = ()
    products: tuple[Product, ...] = ()
    rules: tuple[ReorderRule, ...] = ()
    on_order: tuple[OnOrder, ...] = ()
    rates: tuple[CurrencyRate, ...] = ()
    staff: tuple[Person, ...] = ()
    sellers: tuple[Person, ...] = ()
    buyers: tuple[Person, ...] = ()

    @property
    def concerned(self) -> Concerned | None:
        """The transfer, and whose it is."""
        move = self.of_case[0] if self.of_case else None
        if move is None or move.picking is None:
            return None
        sale = self.sale_of(move)
        whose = sale.customer.company if sale else move.partner
        return Concerned(
            record=RecordRef(model="stock.picking", id=move.picking.id, label=move.picking.name),
            partner=RecordRef(model="res.partner", id=whose.id, label=whose.name) if whose else None,
        )

    @property
    def reported(self) -> bool:
        """Whether somebody says that goods are not there: bins are looked into, whatever the book says of them."""
        return bool(only(MentionClaim, self.file.claims))

    @cached_property
    def of_case(self) -> tuple[StockMove, ...]:
        """The moves of the one transfer that the case is about: one that it names, else one that lacks the item."""
        # A transfer that somebody names is looked at whenever it is planned; of an item only what is due.
        lacking = [one.move for one in (self.lacking if self.transfers else self.missing)]
        named = [move for move in self.moves if move.picking and move.picking.id in self.transfers]
        orders = {move.sale_order.id for move in named if move.sale_order}
        of_them = [
            move for move in lacking if move in named or (move.sale_order is not None and move.sale_order.id in orders)
        ]
        if not self.transfers:
            of_them = [move for move in lacking if move.product.id in self.items]
        chosen = next(iter(of_them or named), None)
        if chosen is None or chosen.picking is None:
            return ()
        return tuple(move for move in self.moves if move.picking and move.picking.id == chosen.picking.id)

    @cached_property
    def lines(self) -> tuple[MissingLine, ...]:
        """What that transfer lacks and does not get in time."""
        return tuple(one for one in self._of_transfer if not one.in_time)

    @property
    def comes_in_time(self) -> bool:
        """Whether it lacks something, all of which comes in time."""
        return bool(self._of_transfer) and not self.lines

    @cached_property
    def _of_transfer(self) -> tuple[MissingLine, ...]:
        mine = {move.id for move in self.of_case}
        people = [one for one in only(ShortageClaim, self.file.claims) if one.read_by == "person"]
        said = {ref.id: one.missing for one in people for ref in one.refers_to if ref.model == "product.product"}
        return tuple(
            one.model_copy(update={"missing": said.get(one.move.product.id, one.missing)})
            for one in self.lacking
            if one.move.id in mine
        )

    @property
    def currency(self) -> str:
        """The company's currency."""
        return next((one.currency for one in self.warehouses if one.currency), "") or "EUR"

    def product(self, product_id: int) -> Product | None:
        """One product."""
        return next((one for one in self.products if one.id == product_id), None)
