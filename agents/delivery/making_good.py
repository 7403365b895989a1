"""A loss made good: shipped again from free stock. Never twice, and never beside a credit. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from agents.analysis.drafting import record_of
from agents.delivery.actions import DeliveryActions
from agents.delivery.snapshot import DeliverySnapshot
from cases.actions import ShipReplacement
from cases.actions.base import amount_words, words_of
from cases.actions.ship_replacement import ReplacementLine, SeenGoods, SeenLoss
from tools.odoo.shipments import Shipment, ShippedMove


def goods_to_ship_again(snapshot: DeliverySnapshot, shipment: Shipment) -> tuple[ShippedMove, ...]:
    """What of a lost shipment the customer still pays for; none: they do not, or it was made good already."""
    if shipment.order is None or shipment.order.state != "sale" or not snapshot.lost_whole:
        return ()
    if snapshot.credits or snapshot.shipped_again:
        return ()
    return tuple(move for move in shipment.moves if move.not_credited > 0)


def can_ship_again(snapshot: DeliverySnapshot, shipment: Shipment) -> bool:
    """Whether the warehouse that it left from can spare all that was lost."""
    wanted: dict[int, Decimal] = {}
    for move in goods_to_ship_again(snapshot, shipment):
        wanted[move.product.id] = wanted.get(move.product.id, Decimal(0)) + move.not_credited
    return bool(wanted and shipment.warehouse and shipment.stock) and all(
        snapshot.free(product) - snapshot.own_need(product) >= quantity for product, quantity in wanted.items()
    )


class MakingGood(DeliveryActions):
    """Drafts what makes a loss good."""

    @property
    def ships(self) -> date:
        """The day on which what is decided now can leave: packed on the next working day."""
        return self.snapshot.work.next(self.snapshot.today)

    @property
    def cost_again(self) -> Decimal:
        """What goods that are shipped again cost us, in company currency, to the cent."""
        goods = goods_to_ship_again(self.snapshot, self.shipment)
        return sum((move.not_credited * self._unit_cost(move) for move in goods), Decimal(0)).quantize(Decimal("0.01"))

    @property
    def company_currency(self) -> str:
        """That what goods cost is in."""
        return self.shipment.currency or self.currency

    def ship_again(self) -> str | None:
        """Ship what was lost again; none: not all of it is free, or the loss was made good already."""
        shipment, order = self.shipment, self.shipment.order
        warehouse, place = shipment.warehouse, shipment.stock
        if order is None or warehouse is None or place is None or not can_ship_again(self.snapshot, shipment):
            return None
        goods = goods_to_ship_again(self.snapshot, shipment)
        lines = tuple(
            ReplacementLine(
                move_id=move.id,
                product=move.product.name,
                quantity=move.not_credited,
                unit=move.kept_in.name if move.kept_in else "Units",
            )
            for move in goods
        )
        return self.drafting.action(
            ShipReplacement(
                picking_id=shipment.id,
                picking=shipment.name,
                order_id=order.id,
                order=order.name,
                warehouse_id=warehouse.id,
                warehouse=warehouse.name,
                ships=self.ships,
                lines=lines,
            ),
            SeenLoss(
                currency=self.company_currency,
                customer_id=order.customer.id,
                customer=order.company.name,
                stock_id=place.id,
                goods=tuple(
                    SeenGoods(
                        move_id=move.id,
                        product_id=move.product.id,
                        lost=move.not_credited,
                        free=self.snapshot.free(move.product.id),
                        own_need=self.snapshot.own_need(move.product.id),
                        unit_cost=self._unit_cost(move),
                    )
                    for move in goods
                ),
                zone=self.snapshot.habits.zone,
                dispatch_hour=self.snapshot.habits.dispatch_hour,
            ),
            sure=self.sure,
            rationale="The customer ordered the goods, and they are free; nobody pays for them twice.",
            evidence=[
                *self.said,
                self.shipment_fact(),
                self.order_fact(order),
                self.leaves_fact(),
                *self._free_facts(lines, goods),
            ],
        )

    def leaves_fact(self) -> str:
        """When what is decided now leaves."""
        return self.ledger.reckoned(f"What is decided now leaves {words_of(self.ships)}", self.ships)

    def _free_facts(self, lines: tuple[ReplacementLine, ...], goods: tuple[ShippedMove, ...]) -> Iterator[str]:
        warehouse = self.shipment.warehouse
        if warehouse is None:
            return
        record = record_of("stock.warehouse", warehouse.id, warehouse.name)
        for line, move in zip(lines, goods, strict=True):
            free, need = self.snapshot.free(move.product.id), self.snapshot.own_need(move.product.id)
            yield self.ledger.odoo(
                record,
                "quantity",
                f"{warehouse.name} has {amount_words(free, line.unit)} of {line.product} free; "
                f"its open orders want {amount_words(need, line.unit)} of them",
                line.product,
            )
            yield self.ledger.odoo(
                record_of("stock.move", move.id, f"{self.shipment.name} · {line.product}"),
                "quantity",
                f"{amount_words(line.quantity, line.unit)} of {line.product} left and were lost",
                line.quantity,
                line.unit,
                line.product,
            )

    def _unit_cost(self, move: ShippedMove) -> Decimal:
        """Where the cost cannot be read the sales price stands for it: rather too much at stake than too little."""
        if move.unit_cost is not None:
            return move.unit_cost
        order = self.shipment.order
        return next(
            (line.price_unit for line in (order.lines if order else ()) if line.id == move.sale_line_id), Decimal(0)
        )
