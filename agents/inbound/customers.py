"""Actions about a customer's order whose promise breaks: arguments, premise and evidence. Pure; for all of inbound."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from agents.analysis.drafting import Drafting, record_of
from agents.inbound.hurt import Touched
from agents.inbound.snapshot import StockView
from agents.inbound.transfers import PlannedTransfer
from cases.actions import MessageCustomer, ReviseCommitment, TransferStock
from cases.actions.base import amount_words, words_of
from cases.actions.message_customer import SeenCustomer
from cases.actions.revise_commitment import SeenPicking, SeenPromise
from cases.actions.transfer_stock import SeenStock
from cases.models import Taken
from tools.odoo.models import StockMove
from tools.odoo.values import Ref


class CustomerActions:
    """Drafts actions for customers' orders.

    Args:
        drafting: the proposal in the making.
        view: what was read.
        sure: how sure what they stand on is, from 0 to 1.
        days: how sure the days are that it names, from 0 to 1.
    """

    def __init__(self, drafting: Drafting, view: StockView, sure: float, days: float) -> None:
        self.drafting = drafting
        self.ledger = drafting.ledger
        self.view = view
        self.sure = sure
        self.days = days

    # Evidence

    def sale_fact(self, one: Touched) -> str:
        """A customer's order and its promise."""
        customer = one.sale.customer
        record = record_of("sale.order", one.sale.id, one.sale.name)
        tags = f", {', '.join(customer.tags)}" if customer.tags else ""
        return self.ledger.odoo(
            record,
            "commitment_date" if one.promise.commitment else "date_deadline",
            f"{one.sale.name} for {customer.name}{tags} is promised for {words_of(one.promise.day) or 'no day'}",
            customer.name,
            customer.id,
            customer.lang or "en_US",
            one.promise.day,
        )

    def effect_fact(self, one: Touched) -> str:
        """When a customer's order can leave now."""
        can = words_of(one.after) if one.after else "a day nobody knows yet"
        return self.ledger.reckoned(
            f"By priority and date of the goods that are left, {one.sale.name} can leave on {can}",
            one.after,
            *_names(one.products),
        )

    # Actions

    def revise(self, one: Touched, depends_on: Sequence[str], facts: Sequence[str] = ()) -> str:
        """Give a hurt order the day it can really leave."""
        zone = one.promise.zone
        pickings: dict[int, list[StockMove]] = {}
        for move in one.moves:
            if move.picking is not None:
                pickings.setdefault(move.picking.id, []).append(move)
        premise = SeenPromise(
            currency=self.view.currency,
            order=one.sale.name,
            customer=one.sale.customer.name,
            customer_id=one.sale.customer.id,
            commitment=one.promise.commitment,
            promise=one.promise.at,
            pickings=tuple(_seen_picking(moves) for moves in pickings.values()),
            zone=zone,
            dispatch_hour=self.view.habits.dispatch_hour,
            value=one.value,
        )
        days = f"{one.late_days} days after the promise" if one.late_days else "after the promise"
        return self.drafting.action(
            ReviseCommitment(
                order_id=one.sale.id,
                order=one.sale.name,
                customer=one.sale.customer.name,
                new_date=one.after or date.min,
            ),
            premise,
            sure=self.sure * self.days,
            rationale=f"It can leave on {words_of(one.after)}, {days}; the working day after the goods are in. "
            "The promise is for the whole order, and the customer sees it at once.",
            evidence=[self.sale_fact(one), self.effect_fact(one), *facts],
            depends_on=depends_on,
        )

    def tell(self, one: Touched, revise: str | None, facts: Sequence[str] = ()) -> str | None:
        """Write to a customer, of a promise that was revised or that a day will follow; none: no address on file."""
        customer = one.sale.customer
        if not customer.email:
            return None
        takes = {"new_date": Taken(action=revise, field="new_date")} if revise else {}
        return self.drafting.action(
            MessageCustomer(
                order_id=one.sale.id,
                order=one.sale.name,
                partner_id=customer.id,
                partner=customer.name,
                language=customer.lang or "en_US",
                products=_names(one.products),
                old_date=one.promise.day,
                new_date=one.after if revise else None,
            ),
            SeenCustomer(currency=self.view.currency, email=customer.email, order=one.sale.name, zone=one.promise.zone),
            sure=self.sure * self.days,
            rationale="The customer should hear it from us, with the day as it was finally decided."
            if revise
            else "The customer should hear from us that it will be late, even before there is a day.",
            evidence=[self.sale_fact(one), self.effect_fact(one), *facts],
            depends_on=(revise,) if revise else (),
            takes=takes,
        )

    def transfer(self, one: PlannedTransfer, saved: Sequence[Touched]) -> str:
        """Bring goods from a warehouse that can spare them."""
        giver, taker = self.view.warehouse(one.from_warehouse), self.view.warehouse(one.to_warehouse)
        product = record_of("product.product", one.product.id, one.product.name)
        spare = one.spare
        facts = [
            self.ledger.odoo(
                product,
                "free_qty",
                f"{giver.name} has {amount_words(spare.free, one.unit.name)} of {one.product.name} free; "
                f"its own open needs want {spare.own_need:f} and its safety stock is {spare.safety:f}",
                giver.name,
                giver.id,
                one.unit.name,
                one.unit.id,
            ),
            self.ledger.odoo(
                record_of("stock.warehouse", taker.id, taker.name), "name", f"{taker.name} ships the orders", taker.name
            ),
            self.ledger.reckoned(f"{amount_words(one.quantity, one.unit.name)} would be missed in time", one.quantity),
            self.ledger.setting(
                f"A transfer decided today leaves on {words_of(one.leaves)} and arrives on {words_of(one.arrives)}",
                one.leaves,
                one.arrives,
            ),
            *(self.sale_fact(each) for each in saved),
        ]
        return self.drafting.action(
            TransferStock(
                product_id=one.product.id,
                product=one.product.name,
                quantity=one.quantity,
                unit=one.unit.name,
                unit_id=one.unit.id,
                from_warehouse_id=giver.id,
                from_warehouse=giver.name,
                to_warehouse_id=taker.id,
                to_warehouse=taker.name,
                leaves=one.leaves,
                arrives=one.arrives,
                for_orders=tuple(each.sale.name for each in saved),
            ),
            SeenStock(
                currency=self.view.currency,
                free=spare.free,
                own_need=spare.own_need,
                at_receiver=self.view.level(one.product.id, taker.id).free,
                unit_cost=one.unit_cost,
                from_location_id=giver.stock.id,
                to_location_id=taker.stock.id,
                transit_location_id=giver.transit.id if giver.transit else 0,
                from_type_id=giver.internal_type.id if giver.internal_type else 0,
                to_type_id=taker.internal_type.id if taker.internal_type else 0,
                from_zone=self.view.zone_of(giver.id),
                to_zone=self.view.zone_of(taker.id),
                dispatch_hour=self.view.habits.dispatch_hour,
                arrival_hour=self.view.habits.arrival_hour,
            ),
            # That it arrives in one working day is a habit, not a fact.
            sure=self.sure * 0.9,
            rationale=f"{giver.name} can spare it after its own needs, and it arrives in time for "
            f"{', '.join(each.sale.name for each in saved)}.",
            evidence=facts,
        )


def _seen_picking(moves: Sequence[StockMove]) -> SeenPicking:
    picking = moves[0].picking
    return SeenPicking(
        id=picking.id if picking else 0,
        label=picking.name if picking else "",
        scheduled=picking.scheduled if picking else None,
        final=any(move.destination.usage == "customer" for move in moves),
        move_ids=tuple(move.id for move in moves),
    )


def _names(products: Sequence[Ref]) -> tuple[str, ...]:
    return tuple(product.name for product in products)
