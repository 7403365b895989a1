"""The actions of the replenishment specialist, each traced to what was read. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from agents.analysis.buying import buy
from agents.analysis.drafting import Drafting
from agents.analysis.todo import assignee, to_do
from agents.replenishment.cover import StockStanding
from agents.replenishment.goods_actions import SURE, GoodsActions
from agents.replenishment.remedies import Bought, Moved
from agents.replenishment.snapshot import ReplenishmentSnapshot
from cases.actions import TransferStock
from cases.actions.base import words_of
from cases.actions.transfer_stock import SeenStock
from cases.roles import Role
from tools.odoo.models import Product


class ReplenishmentActions(GoodsActions):
    """Makes the actions of one case of a product that runs out, and notes their evidence."""

    def __init__(
        self,
        drafting: Drafting,
        snapshot: ReplenishmentSnapshot,
        product: Product,
        short: StockStanding,
        said: Sequence[str],
    ) -> None:
        super().__init__(drafting, snapshot, product, said)
        self.snapshot, self.short = snapshot, short
        self.sure = SURE[short.rate.method]

    def transfer(self, one: Moved) -> str:
        """Bring goods from a warehouse that can spare them."""
        giver, taker = one.giver.warehouse, self.short.warehouse
        unit = self.product.unit
        cost = "nobody said what it costs" if one.trip.cost is None else f"a trip costs {self.money(one.trip.cost)}"
        kept = one.giver
        facts = [
            *self.said,
            self.stock_fact(kept),
            self.demand_fact(kept),
            self.stock_fact(self.short),
            self.demand_fact(self.short),
            self.ledger.odoo(self.record, "uom_id", f"{self.name} is counted in {unit.name}", unit.name, unit.id),
            self.ledger.reckoned(
                f"{giver.name} keeps {self.words(kept.keeps)}: what it promised, its demand of {kept.lead_days} days "
                f"and the minimum of its rule ({self.words(kept.minimum)}); {self.words(one.quantity)} are moved",
                one.quantity,
            ),
            self.ledger.setting(
                f"{giver.name} to {taker.name}: leaves {words_of(one.leaves)}, arrives {words_of(one.arrives)}; {cost}",
                one.leaves,
                one.arrives,
            ),
        ]
        level = self.snapshot.level(giver.id)
        return self.drafting.action(
            TransferStock(
                product_id=self.product.id,
                product=self.name,
                quantity=Decimal(one.quantity),
                unit=unit.name,
                unit_id=unit.id,
                from_warehouse_id=giver.id,
                from_warehouse=giver.name,
                to_warehouse_id=taker.id,
                to_warehouse=taker.name,
                leaves=one.leaves,
                arrives=one.arrives,
            ),
            SeenStock(
                currency=self.snapshot.currency,
                free=level.free,
                own_need=max(kept.all_promised - level.reserved, Decimal(0)),
                at_receiver=self.snapshot.level(taker.id).free,
                unit_cost=self._unit_cost,
                from_location_id=giver.stock.id,
                to_location_id=taker.stock.id,
                transit_location_id=giver.transit.id if giver.transit else 0,
                from_type_id=giver.internal_type.id if giver.internal_type else 0,
                to_type_id=taker.internal_type.id if taker.internal_type else 0,
                from_zone=self.snapshot.zone_of(giver.id),
                to_zone=self.snapshot.zone_of(taker.id),
                dispatch_hour=self.snapshot.habits.dispatch_hour,
                arrival_hour=self.snapshot.habits.arrival_hour,
            ),
            sure=self.sure,
            rationale=f"{giver.name} can spare it after its own needs; ordered goods would come only in "
            f"{self.short.lead_days} days.",
            evidence=facts,
        )

    def buy(self, one: Bought, facts: Sequence[str]) -> str | None:
        """An order drafted at a vendor; none: nobody in procurement is known who would confirm it."""
        who = assignee(self.snapshot.people, Role.PROCUREMENT)
        if who is None:
            return None
        taker = self.short.warehouse
        faster = one.offer.listed.delay < self.short.lead_days
        why = f"{one.offer.vendor} delivers sooner than usual" if faster else f"{one.offer.vendor} asks least"
        return buy(
            self.drafting,
            one.offer,
            one.quantity,
            product=self.product,
            name=self.name,
            warehouse=taker,
            who=who,
            currency=self.snapshot.currency,
            zone=self.snapshot.zone_of(taker.id),
            arrival_hour=self.snapshot.habits.arrival_hour,
            on_order=self.snapshot.on_order,
            sure=self.sure,
            rationale=f"{why}, and no warehouse can spare so much for less.",
            facts=[*self.said, *facts],
        )

    def ask(self, summary: str, note: str, facts: Sequence[str]) -> str | None:
        """A to-do on the product for procurement; none: nobody there is known."""
        who = assignee(self.snapshot.people, Role.PROCUREMENT)
        if who is None:
            return None
        return to_do(
            self.drafting,
            who,
            self.record,
            summary=summary,
            note=note,
            read_at=self.snapshot.read_at,
            zone=self.snapshot.habits.zone,
            work=self.snapshot.habits.work.company,
            facts=[*self.said, *facts],
            sure=self.sure,
            currency=self.snapshot.currency,
        )
