"""Grows a sandbox company by plain SQL, where Odoo would take hours, to measure how work grows with a company.

Each new row is a copy of one that Odoo made, so whatever Odoo computes and keeps is there. Called by the bench alone;
what comes of it is good to be read, not to be worked with in Odoo.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from psycopg import Connection, sql

from sandbox.errors import SandboxError

# Lines of each copied transfer, products by lines, and the share of transfers that are still open.
LINES = 5
LINES_A_PRODUCT = 50
DONE_OF_TEN = 8
WEEKS = 12
_DAY = "interval '1 day'"


@dataclass(frozen=True)
class Growth:
    """How much a company was grown by."""

    moves: int = 0
    transfers: int = 0
    products: int = 0
    receipts: int = 0
    bills: int = 0

    def __add__(self, other: Growth) -> Growth:
        """Both together."""
        return Growth(
            self.moves + other.moves,
            self.transfers + other.transfers,
            self.products + other.products,
            self.receipts + other.receipts,
            self.bills + other.bills,
        )


def grow(connection: Connection, moves: int) -> Growth:
    """Add so many lines of deliveries, most of them done within twelve weeks, with products, receipts and bills.

    Args:
        connection: an autocommit connection to the company's database, with no Odoo at work in it.
        moves: lines of deliveries; each transfer has five of them, each product fifty.

    Raises:
        SandboxError: the company has nothing of the sort to copy.
    """
    transfers = max(moves // LINES, 1)
    products = max(moves // LINES_A_PRODUCT, 1)
    receipts = max(transfers // 20, 1)
    bills = max(transfers // 100, 1)
    with connection.transaction():
        delivered = _number(connection, _DELIVERED)
        ready = _number(connection, _READY)
        first = _products(
            connection, _number(connection, "SELECT product_id FROM stock_move WHERE id = %s", delivered), products
        )
        done = transfers * DONE_OF_TEN // 10
        _transfers(connection, delivered, done, first, products, _PAST)
        _transfers(connection, ready, transfers - done, first, products, _TODAY)
        _receipts(connection, receipts, first, products)
        _bills(connection, bills)
    connection.execute("VACUUM (ANALYZE)")
    return Growth(moves=transfers * LINES, transfers=transfers, products=products, receipts=receipts, bills=bills)


_TO_CUSTOMER = """
SELECT m.id FROM stock_move m
JOIN stock_location f ON f.id = m.location_id JOIN stock_location t ON t.id = m.location_dest_id
JOIN stock_picking p ON p.id = m.picking_id
WHERE f.usage = 'internal' AND t.usage = 'customer' AND m.sale_line_id IS NOT NULL AND {}
ORDER BY m.id LIMIT 1
"""
_DELIVERED = _TO_CUSTOMER.format("m.state = 'done'")
_READY = _TO_CUSTOMER.format("m.state = 'assigned' AND p.state = 'assigned' AND p.printed IS NOT TRUE")
_RECEIPT = """
SELECT m.id FROM stock_move m JOIN purchase_order_line l ON l.id = m.purchase_line_id
JOIN purchase_order o ON o.id = l.order_id
WHERE m.state NOT IN ('draft', 'done', 'cancel') AND o.state = 'purchase' ORDER BY m.id LIMIT 1
"""
_BILL = "SELECT id FROM account_move WHERE move_type = 'in_invoice' ORDER BY id LIMIT 1"
# Spread evenly over the past weeks, within working hours.
_PAST = f"(now() AT TIME ZONE 'UTC') - {_DAY} - (n % ({WEEKS} * 7)) * {_DAY}"
_TODAY = "(now() AT TIME ZONE 'UTC') + (n % 240) * interval '1 minute'"


def _products(connection: Connection, pattern: int, count: int) -> int:
    """Copies of a product, each with a stock in every place where it has one; the first one's number."""
    template = _number(connection, "SELECT product_tmpl_id FROM product_product WHERE id = %s", pattern)
    templates = _copies(connection, "product_template", template, count, {})
    first = _copies(
        connection,
        "product_product",
        pattern,
        count,
        {"product_tmpl_id": f"{templates} + n", "default_code": "'GROWN-' || ({first} + n)", "barcode": "NULL"},
    )
    stands = _ids(connection, "SELECT id FROM stock_quant WHERE product_id = %s", pattern)
    rules = _ids(connection, "SELECT id FROM stock_warehouse_orderpoint WHERE product_id = %s", pattern)
    for stand in stands:
        _copies(connection, "stock_quant", stand, count, {"product_id": f"{first} + n"})
    for rule in rules:
        _copies(connection, "stock_warehouse_orderpoint", rule, count, {"product_id": f"{first} + n"})
    return first


def _transfers(connection: Connection, pattern: int, count: int, product: int, products: int, when: str) -> None:
    """Copies of the transfer that a line belongs to, each with a customer's order of its own and lines like it."""
    picking = _number(connection, "SELECT picking_id FROM stock_move WHERE id = %s", pattern)
    sold = _number(connection, "SELECT sale_line_id FROM stock_move WHERE id = %s", pattern)
    order = _number(connection, "SELECT order_id FROM sale_order_line WHERE id = %s", sold)
    of_it = f"1 + (n - 1) / {LINES}"
    item = f"{product} + 1 + (n * 7919::bigint % {products})"
    orders = _copies(connection, "sale_order", order, count, {"name": "'GROWN-S' || ({first} + n)"})
    lines = _copies(
        connection,
        "sale_order_line",
        sold,
        count * LINES,
        {"order_id": f"{orders} + {of_it}", "product_id": item},
    )
    first = _copies(
        connection,
        "stock_picking",
        picking,
        count,
        {
            "name": "'GROWN/' || ({first} + n)",
            "carrier_tracking_ref": "'GROWN' || ({first} + n)",
            "sale_id": f"{orders} + n",
            "return_id": "NULL",
            "backorder_id": "NULL",
            **dict.fromkeys(("scheduled_date", "date", "date_deadline"), when),
            "date_done": f"CASE WHEN p.date_done IS NULL THEN NULL ELSE {when} END",
        },
    )
    _copies(
        connection,
        "stock_move",
        pattern,
        count * LINES,
        {
            "picking_id": f"{first} + {of_it}",
            "product_id": item,
            "sale_line_id": f"{lines} + n",
            "date": when.replace("n %", f"({of_it}) %"),
        },
    )


def _receipts(connection: Connection, count: int, product: int, products: int) -> None:
    """Copies of an open receipt with its order, all of them overdue."""
    pattern = _number(connection, _RECEIPT)
    line = _number(connection, "SELECT purchase_line_id FROM stock_move WHERE id = %s", pattern)
    order = _number(connection, "SELECT order_id FROM purchase_order_line WHERE id = %s", line)
    item = f"{product} + 1 + (n % {products})"
    orders = _copies(connection, "purchase_order", order, count, {"name": "'GROWN-P' || ({first} + n)"})
    lines = _copies(connection, "purchase_order_line", line, count, {"order_id": f"{orders} + n", "product_id": item})
    _copies(
        connection,
        "stock_move",
        pattern,
        count,
        {"purchase_line_id": f"{lines} + n", "product_id": item, "date": _PAST, "picking_id": "NULL"},
    )


def _bills(connection: Connection, count: int) -> None:
    """Copies of a vendor's bill with its lines, none of them posted."""
    bill = _number(connection, _BILL)
    first = _copies(
        connection,
        "account_move",
        bill,
        count,
        {"ref": "'GROWN-B' || ({first} + n)", "name": "NULL", "state": "'draft'"},
    )
    for line in _ids(connection, "SELECT id FROM account_move_line WHERE move_id = %s", bill):
        _copies(connection, "account_move_line", line, count, {"move_id": f"{first} + n", "parent_state": "'draft'"})


def _copies(connection: Connection, table: str, pattern: int, count: int, changed: Mapping[str, str]) -> int:
    """So many copies of a row; answers the number before the first.

    Args:
        connection: to the company's database.
        table: whose row it is.
        pattern: its number.
        count: of copies.
        changed: by column, an SQL expression over `n`, which counts from 1; columns that the table lacks are left out.
    """
    known = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'", [table]
    ).fetchall()
    columns = [str(row[0]) for row in known if row[0] != "id"]
    first = _number(connection, f"SELECT max(id) FROM {table}")  # noqa: S608 - names of this file
    values = [
        sql.SQL(changed[column].format(first=first)) if column in changed else sql.Identifier("p", column)
        for column in columns
    ]
    connection.execute(
        sql.SQL(
            "INSERT INTO {table} (id, {columns}) SELECT {first} + n, {values} "
            "FROM {table} p, generate_series(1, {count}) n WHERE p.id = {pattern}"
        ).format(
            table=sql.Identifier(table),
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            values=sql.SQL(", ").join(values),
            first=sql.Literal(first),
            count=sql.Literal(count),
            pattern=sql.Literal(pattern),
        )
    )
    connection.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, first + count])
    return first


def _number(connection: Connection, query: str, *values: int) -> int:
    row = connection.execute(query, values).fetchone()
    if row is None or row[0] is None:
        raise SandboxError(
            f"The company has nothing that it could be grown from: nothing answers `{' '.join(query.split())}`."
        )
    return int(row[0])


def _ids(connection: Connection, query: str, *values: int) -> list[int]:
    return [int(row[0]) for row in connection.execute(query, values).fetchall()]
