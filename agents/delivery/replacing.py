"""Goods shipped again from free stock, beside the order's billing. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from agents.analysis.drafting import record_of
from agents.delivery.carrying import CarrierActions, K
from agents.delivery.snapshot import ShipmentSnapshot
from cases.actions import ShipReplacement
from cases.actions.base import amount_words, words_of
from cases.actions.ship_replacement import ReplacementLine, SeenGoods, SeenLoss
from tools.odoo.shipments import Shipment, ShippedMove

Parts = Sequence[tuple[ShippedMove, Decimal]]


def can_spare(snapshot: ShipmentSnapshot, shipment: Shipment, parts: Parts) -> bool:
    """Whether the warehouse that a shipment left from can spare these goods."""
    wanted: dict[int, Decimal] = {}
    for move, quantity in parts:
        wanted[move.product.id] = wanted.get(move.product.id, Decimal(0)) + quantity
    return bool(wanted and shipment.warehouse and shipment.stock) and all(
        snapshot.free(product) - snapshot.own_need(product) >= quantity for product, quantity in wanted.items()
    )


class Replacing(CarrierActions[K]):
    """Drafts what ships goods again."""

    @property
    def ships(self) -> date:
        """The day on which what is decided now can leave: packed on the next working day."""
        return self.snapshot.work.next(self.snapshot.today)

    @property
    def company_currency(self) -> str:
        """That what goods cost is in."""
        return self.shipment.currency or self.currency

    def cost_of(self, parts: Parts) -> Decimal:
        """What goods cost us, in company currency, to the cent."""
        return sum((much * self._unit_cost(move) for move, much in parts), Decimal(0)).quantize(Decimal("0.01"))

    def plan_replacement(self, parts: Parts, ships: date) -> str | None:
        """Ship goods again; none: no order or warehouse is known.

        Args:
            parts: the moves they left by, and how much of each, in the product's own unit.
            ships: the day they leave.
        """
        shipment, order = self.shipment, self.shipment.order
        warehouse, place = shipment.warehouse, shipment.stock
        if order is None or warehouse is None or place is None:
            return None
        lines = tuple(
            ReplacementLine(
                move_id=move.id,
                product=move.product.name,
                quantity=quantity,
                unit=move.kept_in.name if move.kept_in else "Units",
            )
            for move, quantity in parts
        )
        return self.drafting.action(
            ShipReplacement(
                picking_id=shipment.id,
                picking=shipment.name,
                order_id=order.id,
                order=order.name,
                warehouse_id=warehouse.id,
                warehouse=warehouse.name,
                ships=ships,
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
                    for move, _ in parts
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
                self.leaves_fact(ships),
                *self._free_facts(lines, parts),
            ],
        )

    def leaves_fact(self, ships: date) -> str:
        """When what is decided now leaves."""
        return self.ledger.reckoned(f"What is decided now leaves {words_of(ships)}", ships)

    def _free_facts(self, lines: tuple[ReplacementLine, ...], parts: Parts) -> Iterator[str]:
        warehouse = self.shipment.warehouse
        if warehouse is None:
            return
        record = record_of("stock.warehouse", warehouse.id, warehouse.name)
        for line, (move, _) in zip(lines, parts, strict=True):
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
        return order.price_of(move) if order else Decimal(0)
