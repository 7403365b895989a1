"""The actions for a shortage, each traced to what was read. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from agents.analysis import stock
from agents.analysis.buying import buy
from agents.analysis.drafting import Drafting, record_of
from agents.analysis.todo import assignee, to_do
from agents.warehouse.shortage.remedies import OrderedGoods, SentGoods, free_at
from agents.warehouse.shortage.shelves import Holder, MissingLine
from agents.warehouse.shortage.snapshot import ShortageSnapshot
from cases.actions import MessageCustomer, ReviseCommitment, TransferStock
from cases.actions.base import amount_words, words_of
from cases.actions.message_customer import SeenCustomer
from cases.actions.revise_commitment import SeenPicking, SeenPromise
from cases.actions.transfer_stock import SeenStock
from cases.claims import RecordRef
from cases.models import Taken
from cases.people import Person
from cases.roles import Role
from tools.odoo.models import Product, SaleOrder, StockMove, Warehouse
from tools.odoo.places import StockPlace

CENT = Decimal("0.01")


class ShortageActions:
    """Drafts actions for one transfer, and notes what they rest on.

    Args:
        drafting: the proposal in the making.
        snapshot: what was read.
        warehouse: where the goods are missing.
        facts: what every one of them rests on.
    """

    def __init__(
        self, drafting: Drafting, snapshot: ShortageSnapshot, warehouse: Warehouse | None, facts: Sequence[str]
    ) -> None:
        self.drafting, self.ledger = drafting, drafting.ledger
        self.snapshot, self.warehouse, self.facts = snapshot, warehouse, list(facts)
        self.zone = snapshot.zone_of(warehouse) if warehouse else snapshot.habits.zone
        self.work = snapshot.work_at(warehouse) if warehouse else snapshot.habits.work.company

    # Words

    def much(self, quantity: Decimal | int, product_id: int) -> str:
        """A quantity in the product's unit, as people read it."""
        product = self.snapshot.product(product_id)
        value = Decimal(quantity)
        whole = value.to_integral_value()
        return amount_words(whole if whole == value else value.normalize(), product.unit.name if product else "")

    def holder(self, one: Holder, product_id: int) -> str:
        """For whom goods are held."""
        of = one.order.name if one.order else one.picking.name
        whose = f" for {one.customer}" if one.customer else ""
        promised = f", promised for {words_of(one.promised)}" if one.promised else ""
        return f"{self.much(one.quantity, product_id)} are held for {of}{whose}{promised}"

    # Evidence

    def line_fact(self, one: MissingLine) -> str:
        """What the transfer wants, has and lacks."""
        move = one.move
        promised = f"; promised for {words_of(one.promised)}" if one.promised else ""
        return self.ledger.odoo(
            _picking(move),
            "move_ids",
            f"{_picking(move).label} wants {self.much(move.demand, move.product.id)} of {move.product.name}, "
            f"{self.much(move.reserved, move.product.id)} are reserved and "
            f"{self.much(one.missing, move.product.id)} are missing{promised}",
            move.product.name,
            move.product.id,
            one.missing,
            one.promised,
        )

    def place_fact(self, one: StockPlace) -> str:
        """What the book has in one place."""
        held = f", {self.much(one.reserved, one.product_id)} of it held" if one.reserved else ""
        counted = "" if one.counted is None else f"; counted and not booked: {self.much(one.counted, one.product_id)}"
        return self.ledger.odoo(
            record_of("stock.quant", one.id, one.words),
            "quantity",
            f"By the book {one.words} has {self.much(one.quantity, one.product_id)}{held}{counted}",
            one.location.name,
            one.quantity,
        )

    def holder_fact(self, one: Holder, line: MissingLine) -> str:
        """For whom the goods are held instead."""
        return self.ledger.odoo(
            record_of("stock.picking", one.picking.id, one.picking.name),
            "move_ids",
            f"{self.holder(one, line.move.product.id)} ({one.picking.name})",
            one.picking.name,
            one.promised,
        )

    def come_fact(self, one: MissingLine) -> str:
        """What is to come of it."""
        late = f"; {', '.join(one.overdue)} should have brought it already" if one.overdue else ""
        when = f"it can leave on {words_of(one.leaves)}" if one.leaves else "nobody knows a day on which it comes"
        return self.ledger.reckoned(
            f"By what is on the way of {one.move.product.name}, {when}{late}", one.leaves, one.move.product.name
        )

    def sale_fact(self, sale: SaleOrder, promised: date | None) -> str:
        """Whose order it is, and its promise."""
        customer = sale.customer
        tags = f", {', '.join(customer.tags)}" if customer.tags else ""
        return self.ledger.odoo(
            record_of("sale.order", sale.id, sale.name),
            "commitment_date" if sale.commitment else "date_deadline",
            f"{sale.name} for {customer.name}{tags} is promised for {words_of(promised) or 'no day'}",
            customer.name,
            customer.id,
            customer.lang or "en_US",
            promised,
            sale.name,
        )

    # Actions

    def ask(
        self,
        people: Iterable[Person],
        roles: Sequence[Role],
        record: RecordRef,
        *,
        summary: str,
        note: str,
        facts: Sequence[str],
        sure: float = 0.9,
    ) -> str | None:
        """A to-do for the first role that anybody holds; none: nobody does."""
        held = list(people)
        who = next((one for role in roles if (one := assignee(held, role)) is not None), None)
        if who is None:
            return None
        return to_do(
            self.drafting, who, record, summary=summary, note=note, read_at=self.snapshot.read_at, zone=self.zone,
            work=self.work, facts=[*self.facts, *facts], sure=sure, currency=self.snapshot.currency,
        )  # fmt: skip

    def transfer(self, one: SentGoods, sale: SaleOrder | None, facts: Sequence[str]) -> str:
        """Bring goods from a warehouse that can spare them."""
        giver, taker, product = one.spare.warehouse, one.to, one.product
        name = named(product)
        unit = product.unit
        record = record_of("product.product", product.id, name)
        known = [
            self.ledger.odoo(
                record,
                "free_qty",
                f"{giver.name} has {self.much(one.spare.free, product.id)} of {name} free; its own open needs want "
                f"{one.spare.own_need:f} and its rule keeps {one.spare.keeps:f}",
                giver.name,
                giver.id,
                unit.name,
                unit.id,
                name,
            ),
            self.ledger.odoo(
                record_of("stock.warehouse", taker.id, taker.name), "name", f"{taker.name} ships it", taker.name
            ),
            self.ledger.reckoned(f"{self.much(one.quantity, product.id)} of {name} are brought", Decimal(one.quantity)),
            self.ledger.setting(
                f"A transfer decided today leaves on {words_of(one.leaves)} and arrives on {words_of(one.arrives)}",
                one.leaves,
                one.arrives,
            ),
        ]
        return self.drafting.action(
            TransferStock(
                product_id=product.id,
                product=name,
                quantity=Decimal(one.quantity),
                unit=unit.name,
                unit_id=unit.id,
                from_warehouse_id=giver.id,
                from_warehouse=giver.name,
                to_warehouse_id=taker.id,
                to_warehouse=taker.name,
                leaves=one.leaves,
                arrives=one.arrives,
                for_orders=(sale.name,) if sale else (),
            ),
            SeenStock(
                currency=self.snapshot.currency,
                free=one.spare.free,
                own_need=one.spare.own_need,
                at_receiver=free_at(self.snapshot, product.id, taker),
                # Where the cost cannot be read the sales price stands for it: rather too much at stake than too little.
                unit_cost=product.list_price if product.cost is None else product.cost,
                from_location_id=giver.stock.id,
                to_location_id=taker.stock.id,
                transit_location_id=giver.transit.id if giver.transit else 0,
                from_type_id=giver.internal_type.id if giver.internal_type else 0,
                to_type_id=taker.internal_type.id if taker.internal_type else 0,
                from_zone=self.snapshot.zone_of(giver),
                to_zone=self.snapshot.zone_of(taker),
                dispatch_hour=self.snapshot.habits.dispatch_hour,
                arrival_hour=self.snapshot.habits.arrival_hour,
            ),
            # That it arrives in one working day is a habit, not a fact.
            sure=0.8,
            rationale=f"{giver.name} can spare it after its own needs, and it takes from no customer.",
            evidence=[*self.facts, *facts, *known],
        )

    def buy(self, one: OrderedGoods, sale: SaleOrder | None, facts: Sequence[str]) -> str | None:
        """An order drafted at a vendor; none: nobody in procurement is known who would confirm it."""
        who = assignee(self.snapshot.buyers, Role.PROCUREMENT)
        if who is None:
            return None
        return buy(
            self.drafting,
            one.offer,
            one.quantity,
            product=one.product,
            name=named(one.product),
            warehouse=one.to,
            who=who,
            currency=self.snapshot.currency,
            zone=self.zone,
            arrival_hour=self.snapshot.habits.arrival_hour,
            on_order=self.snapshot.on_order,
            sure=0.6,
            rationale="No other warehouse can spare it, and nothing that is on the way is free.",
            facts=[*self.facts, *facts],
            for_orders=(sale.name,) if sale else (),
        )

    def revise(
        self,
        sale: SaleOrder,
        moves: Sequence[StockMove],
        promised: date | None,
        day: date,
        why: str,
        facts: Sequence[str],
        depends_on: Sequence[str] = (),
    ) -> str:
        """Give the order the day on which all that was read of it can leave."""
        pickings: dict[int, list[StockMove]] = {}
        for move in moves:
            if move.picking is not None:
                pickings.setdefault(move.picking.id, []).append(move)
        # What the customer counts on, to the moment; the day alone would be midnight.
        deadlines = [move.deadline for move in moves if move.deadline is not None]
        promise: datetime | None = sale.commitment or sale.due or min(deadlines, default=None)
        return self.drafting.action(
            ReviseCommitment(order_id=sale.id, order=sale.name, customer=sale.customer.name, new_date=day),
            SeenPromise(
                currency=self.snapshot.currency,
                order=sale.name,
                customer=sale.customer.name,
                customer_id=sale.customer.id,
                commitment=sale.commitment,
                promise=promise,
                pickings=tuple(_seen(some) for some in pickings.values()),
                zone=self.zone,
                dispatch_hour=self.snapshot.habits.dispatch_hour,
                value=open_value(sale),
            ),
            sure=0.8,
            rationale=f"{why} The promise is for the whole order, and the customer sees it at once.",
            evidence=[*self.facts, *facts, self.sale_fact(sale, promised), self._can_leave(sale, day)],
            depends_on=depends_on,
        )

    def tell(self, sale: SaleOrder, lines: Sequence[MissingLine], day: date, revise: str) -> str | None:
        """Write to the customer of a promise that was revised; none: no address on file."""
        customer = sale.customer
        if not customer.email:
            return None
        promised = lines[0].promised
        sold = {line.id: line.product for line in sale.lines}
        # Of a kit the customer ordered the kit, not its parts.
        products = dict.fromkeys((sold.get(one.move.sale_line_id or 0) or one.move.product).name for one in lines)
        known = self.ledger.odoo(
            record_of("sale.order", sale.id, sale.name),
            "order_line",
            f"{sale.name} wants {', '.join(products)}",
            *products,
        )
        return self.drafting.action(
            MessageCustomer(
                order_id=sale.id,
                order=sale.name,
                partner_id=customer.id,
                partner=customer.name,
                language=customer.lang or "en_US",
                products=tuple(products),
                old_date=promised,
                new_date=day,
            ),
            SeenCustomer(currency=self.snapshot.currency, email=customer.email, order=sale.name, zone=self.zone),
            sure=0.8,
            rationale="The customer should hear it from us, with the day as it was finally decided.",
            evidence=[*self.facts, self.sale_fact(sale, promised), known, self._can_leave(sale, day)],
            depends_on=(revise,),
            takes={"new_date": Taken(action=revise, field="new_date")},
        )

    def _can_leave(self, sale: SaleOrder, day: date) -> str:
        return self.ledger.reckoned(
            f"{sale.name} can leave on {words_of(day)}, the working day after the goods are in", day
        )


def named(product: Product) -> str:
    """A product as Odoo shows it."""
    return f"[{product.code}] {product.name}" if product.code else product.name


def open_value(sale: SaleOrder) -> Decimal:
    """Untaxed value of what the customer still waits for."""
    return stock.total(line.subtotal * line.open / line.ordered for line in sale.lines if line.ordered).quantize(CENT)


def _picking(move: StockMove) -> RecordRef:
    picking = move.picking
    return record_of("stock.picking", picking.id if picking else 0, picking.name if picking else "")


def _seen(moves: Sequence[StockMove]) -> SeenPicking:
    picking = moves[0].picking
    return SeenPicking(
        id=picking.id if picking else 0,
        label=picking.name if picking else "",
        scheduled=picking.scheduled if picking else None,
        final=any(move.destination.usage == "customer" for move in moves),
        move_ids=tuple(move.id for move in moves),
    )
