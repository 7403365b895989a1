"""The reader: one session of the reading account, batched reads, read models out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any

from runtime.settings import Settings
from tools.odoo.accounts import load_account
from tools.odoo.client import OdooSession
from tools.odoo.connect import check_identity, odoo_target
from tools.odoo.errors import OdooError
from tools.odoo.models import (
    Partner,
    Product,
    PurchaseOrder,
    Receipt,
    ReorderRule,
    SaleOrder,
    StockLevel,
    StockMove,
    Warehouse,
)
from tools.odoo.reads import parse, shapes
from tools.odoo.reads.base import OPEN
from tools.odoo.reads.bills import BillReads
from tools.odoo.reads.booked import BookedReads
from tools.odoo.reads.calendars import WorkCalendarReads
from tools.odoo.reads.freight import FreightReads
from tools.odoo.reads.lookups import Lookups
from tools.odoo.reads.on_order import OnOrderReads
from tools.odoo.reads.outflows import Outflows
from tools.odoo.reads.people import PeopleReads
from tools.odoo.reads.places import PlaceReads
from tools.odoo.reads.promises import PromiseReads
from tools.odoo.reads.received import ReceivedReads
from tools.odoo.reads.scans import Scans
from tools.odoo.reads.shipments import Shipments
from tools.odoo.reads.tickets import Tickets
from tools.odoo.values import Ref, number, odoo_moment, ref

# Odoo's own order of reservation.
_RESERVED_FIRST = "priority desc, date, id"


class OdooReader(
    BillReads,
    BookedReads,
    FreightReads,
    Lookups,
    OnOrderReads,
    Outflows,
    PeopleReads,
    PlaceReads,
    PromiseReads,
    ReceivedReads,
    Scans,
    Shipments,
    Tickets,
    WorkCalendarReads,
):
    """What agents and pages may know of Odoo. Every method makes the number of calls it names, whatever the records.

    All raise `OdooError` kinds: OdooDown, TimedOut, NoAccess, MissingModel and the like.
    """

    @property
    def calls(self) -> int:
        """Requests made so far."""
        return self._session.calls

    @property
    def database(self) -> str:
        """Name of the database."""
        return self._session.database

    @property
    def url(self) -> str:
        """Address of the server."""
        return self._session.url

    async def learn(self) -> None:
        """Find out once which optional fields this Odoo has, so that no later read asks for what it lacks."""
        for model, optional in shapes.OPTIONAL.items():
            known = await self._session.ask(model, "fields_get", allfields=sorted(optional), attributes=["type"])
            self._lacking[model] = frozenset(optional - set(known))

    def _shape(self, model: str, shape: shapes.Shape) -> shapes.Shape:
        lacking = self._lacking.get(model, frozenset())
        return {name: self._inner(name, inner) for name, inner in shape.items() if name not in lacking}

    def _nested(self, shape: shapes.Shape) -> shapes.Shape:
        """A shape that brings products, without the fields that this Odoo's products lack."""
        return shapes.without(shape, self._lacking.get("product.product", frozenset()))

    def _inner(self, name: str, inner: shapes.Shape) -> shapes.Shape:
        if name != "picking_id":
            return inner
        return {**inner, "fields": self._shape("stock.picking", inner["fields"])}

    async def purchase_orders(self, *, names: Sequence[str] = (), ids: Sequence[int] = ()) -> list[PurchaseOrder]:
        """Purchase orders with their lines, by name or id. One call."""
        domain = ["|", ["name", "in", list(names)], ["id", "in", list(ids)]]
        rows = await self._session.read_tree("purchase.order", domain, shapes.PURCHASE_ORDER)
        return [parse.purchase_order(row) for row in rows]

    async def open_purchases(
        self, *, partner_id: int | None = None, due_before: datetime | None = None
    ) -> list[PurchaseOrder]:
        """Confirmed purchase orders that are not fully received. One call.

        Args:
            partner_id: of this vendor and its contacts only.
            due_before: with a planned arrival before that moment only.
        """
        domain: list[Any] = [["state", "=", "purchase"], ["receipt_status", "!=", "full"]]
        if partner_id is not None:
            domain.append(["partner_id", "child_of", partner_id])
        if due_before is not None:
            domain.append(["date_planned", "<", odoo_moment(due_before)])
        rows = await self._session.read_tree("purchase.order", domain, shapes.PURCHASE_ORDER, order="date_planned")
        return [parse.purchase_order(row) for row in rows]

    async def orders_to_read(self, partner_id: int | None, names: Sequence[str]) -> list[PurchaseOrder]:
        """The purchase orders of these numbers, and all open ones of a vendor and its contacts. One call.

        Args:
            partner_id: the vendor; absent: only the numbers count.
            names: ours as Odoo writes them, or the vendors' own.
        """
        domain: list[Any] = ["|", ["name", "in", list(names)], ["partner_ref", "in", list(names)]]
        if partner_id is not None:
            still = [["state", "=", "purchase"], ["receipt_status", "!=", "full"]]
            domain = ["|", *domain, "&", "&", *still, ["partner_id", "child_of", partner_id]]
        rows = await self._session.read_tree("purchase.order", domain, shapes.PURCHASE_ORDER, order="date_planned, id")
        return [parse.purchase_order(row) for row in rows]

    async def vendors_awaited(self) -> list[Ref]:
        """The vendors of confirmed orders that are not fully received, each once. One call."""
        domain = [["state", "=", "purchase"], ["receipt_status", "!=", "full"]]
        rows = await self._session.groups("purchase.order", domain, ["partner_id"], ["__count"])
        return [vendor for row in rows if (vendor := ref(row["partner_id"])) is not None]

    async def stocked_orders(
        self, *, names: Sequence[str] = (), ids: Sequence[int] = ()
    ) -> tuple[list[PurchaseOrder], list[Product], list[ReorderRule]]:
        """Purchase orders by name or id, their products, and how low each warehouse lets these run. One call."""
        domain = ["|", ["name", "in", list(names)], ["id", "in", list(ids)]]
        rows = await self._session.read_tree("purchase.order", domain, self._nested(shapes.STOCKED_ORDER))
        found = [line["product_id"] for row in rows for line in row["order_line"] if line["product_id"]]
        products = {product["id"]: product for product in found}
        rules = [rule for product in products.values() for rule in product["orderpoint_ids"]]
        return (
            [parse.purchase_order(row) for row in rows],
            [parse.product(product) for product in products.values()],
            [parse.reorder_rule(rule) for rule in rules],
        )

    async def promised_moves(self, product_ids: Iterable[int]) -> tuple[list[StockMove], list[SaleOrder]]:
        """Every planned movement of the products, as `open_moves`, and the customers' orders behind them. One call.

        Each order says when the first of its open deliveries is due, be it of another product.
        """
        domain = [["product_id", "in", sorted(set(product_ids))], OPEN]
        shape = self._shape("stock.move", shapes.PROMISED_MOVE)
        rows = await self._session.read_tree("stock.move", domain, shape, order=_RESERVED_FIRST)
        moves = [parse.move(row) for row in rows]
        behind = [row["sale_line_id"]["order_id"] for row in rows if row.get("sale_line_id")]
        orders = {order["id"]: order for order in behind if order}
        return moves, [parse.sale_order(order) for order in orders.values()]

    async def open_moves(self, product_ids: Iterable[int]) -> list[StockMove]:
        """Every planned movement of the products: receipts, deliveries, picks, transfers, manufacturing. One call.

        In Odoo's own order of reservation: priority, then date.
        """
        return await self._moves([["product_id", "in", sorted(set(product_ids))], OPEN])

    async def moves(self, ids: Iterable[int]) -> list[StockMove]:
        """Moves by id, in any state. One call."""
        return await self._moves([["id", "in", sorted(set(ids))]])

    async def moves_behind(
        self, *, lines: Iterable[int] = (), orders: Iterable[int] = (), transfers: Iterable[int] = ()
    ) -> list[StockMove]:
        """Moves in any state, by what they belong to. One call, none without anything asked.

        Args:
            lines: purchase order lines.
            orders: customers' orders.
            transfers: pickings.
        """
        asked = (("purchase_line_id", lines), ("sale_line_id.order_id", orders), ("picking_id", transfers))
        leaves = [[field, "in", sorted(set(ids))] for field, ids in asked if set(ids)]
        return await self._moves(["|"] * (len(leaves) - 1) + leaves) if leaves else []

    async def _moves(self, domain: list[Any]) -> list[StockMove]:
        shape = self._shape("stock.move", shapes.MOVE)
        rows = await self._session.read_tree("stock.move", domain, shape, order=_RESERVED_FIRST)
        return [parse.move(row) for row in rows]

    async def stock_levels(
        self, product_ids: Iterable[int], warehouses: Sequence[Warehouse]
    ) -> dict[tuple[int, int], StockLevel]:
        """What can be reserved of each product in each warehouse, by (product, warehouse). One call.

        Only what lies under the warehouse's stock location and belongs to the company: not quarantine, not input, not
        goods on consignment. A pair without stock has zeroes.
        """
        products = sorted(set(product_ids))
        levels = {
            (product, warehouse.id): StockLevel(
                product_id=product, warehouse_id=warehouse.id, quantity=Decimal(0), reserved=Decimal(0)
            )
            for product in products
            for warehouse in warehouses
        }
        places = [warehouse.stock.id for warehouse in warehouses]
        domain = [["product_id", "in", products], ["location_id", "child_of", places], ["owner_id", "=", False]]
        for row in await self._session.read_tree("stock.quant", domain, shapes.QUANT):
            product, place = ref(row["product_id"]), ref((row["location_id"] or {}).get("warehouse_id"))
            if product and place and (product.id, place.id) in levels:
                key = (product.id, place.id)
                levels[key] = levels[key].plus(number(row["quantity"]), number(row["reserved_quantity"]))
        return levels

    async def sale_orders(self, *, ids: Iterable[int] = (), names: Sequence[str] = ()) -> list[SaleOrder]:
        """Customers' orders with their lines and the customer with its tags. One call."""
        domain = ["|", ["name", "in", list(names)], ["id", "in", sorted(set(ids))]]
        rows = await self._session.read_tree("sale.order", domain, shapes.SALE_ORDER)
        return [parse.sale_order(row) for row in rows]

    async def partners(self, ids: Iterable[int]) -> list[Partner]:
        """Partners with tags, language, zone and address, archived ones too. One call."""
        return await self._partners([["id", "in", sorted(set(ids))]])

    async def products(self, ids: Iterable[int]) -> list[Product]:
        """Products with their vendors' prices, archived ones too. One call."""
        return await self._products([["id", "in", sorted(set(ids))]])

    async def _products(self, domain: list[Any]) -> list[Product]:
        shape = self._shape("product.product", shapes.PRODUCT)
        context = {"active_test": False}
        rows = await self._session.read_tree("product.product", domain, shape, context=context)
        return [parse.product(row) for row in rows]

    async def warehouses(self, *, needed: Iterable[int | None] = ()) -> list[Warehouse]:
        """All warehouses. One call, none where it was made within a minute.

        Args:
            needed: warehouses that are known to be there; one that is younger than the answer has it asked anew.
        """
        kept = await self._kept_for_a_minute.get(Warehouse, self._warehouses)
        if set(needed) - {None} - {one.id for one in kept}:
            self._kept_for_a_minute.forget()
            kept = await self._kept_for_a_minute.get(Warehouse, self._warehouses)
        return list(kept)

    async def _warehouses(self) -> tuple[Warehouse, ...]:
        rows = await self._session.read_tree("stock.warehouse", [], shapes.WAREHOUSE, order="sequence, id")
        return tuple(parse.warehouse(row) for row in rows)

    async def reorder_rules(self, product_ids: Iterable[int]) -> list[ReorderRule]:
        """How low each warehouse lets the products run. One call."""
        domain = [["product_id", "in", sorted(set(product_ids))]]
        rows = await self._session.read_tree("stock.warehouse.orderpoint", domain, shapes.REORDER_RULE)
        return [parse.reorder_rule(row) for row in rows]

    async def vendor_history(
        self,
        partner_id: int,
        since: datetime,
        *,
        first_promises: Mapping[int, datetime] | None = None,
        limit: int = 500,
    ) -> list[Receipt]:
        """Finished receipts of a vendor, newest first. One call.

        Odoo forgets the first promise when an order is rescheduled (its own punctuality then reads 100 %). What our own
        record knows is used instead; each receipt says its `basis`, and `lead_days` stays true either way.

        Args:
            partner_id: the vendor; its contacts count too.
            since: only what arrived after that.
            first_promises: first promised moment by purchase line id, from our own record.
            limit: at most so many.
        """
        domain = [
            ["state", "=", "done"],
            ["date", ">=", odoo_moment(since)],
            ["purchase_line_id.partner_id", "child_of", partner_id],
            ["location_id.usage", "=", "supplier"],
        ]
        rows = await self._session.read_tree("stock.move", domain, shapes.RECEIPT, order="date desc", limit=limit)
        return [parse.receipt(row, first_promises or {}) for row in rows]


@asynccontextmanager
async def open_reader(settings: Settings) -> AsyncIterator[OdooReader]:
    """Sign the reading account in, at the provisioned database and no other.

    Raises:
        NotProvisioned: there is no reading account yet.
        KeyExpired: its key has ended.
        WrongDatabase: the database is not the provisioned one.
        OdooError: any other kind, each with its message.
    """
    session = await reader_session(settings)
    try:
        reader = OdooReader(session)
        await reader.learn()
        yield reader
    finally:
        await session.close()


async def reader_session(settings: Settings) -> OdooSession:
    """The reading account's session at the pinned database; see `open_reader`."""
    account, target = load_account(settings, "reader"), odoo_target(settings)
    session = await OdooSession.open(
        target.url,
        target.database,
        account.login,
        account.key.get_secret_value(),
        wire=settings.odoo_wire,
        timeout=settings.odoo_timeout,
    )
    try:
        check_identity(await session.database_uuid(), target)
    except OdooError:
        await session.close()
        raise
    return session
