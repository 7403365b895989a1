"""What stands in Odoo: the end state a scenario asks for, what should not have changed, whom the desk wrote to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any

from evals.harness.names import Names
from evals.harness.observed import SeenMessage
from evals.harness.scenario import EndWanted
from sandbox.flows import Flows

_MOVE = (
    "stock.move",
    ["state", "date", "date_deadline", "product_id", "product_uom_qty", "quantity", "picking_id", "location_dest_id"],
)
_PICKING = ("stock.picking", ["state", "scheduled_date", "priority", "carrier_tracking_ref", "partner_id"])
# By model: what belongs to one of its records, the path that leads back to it, and what is compared.
_BELONGS: Mapping[str, Sequence[tuple[tuple[str, Sequence[str]], str]]] = {
    "purchase.order": (
        (("purchase.order", ["state", "partner_id", "amount_total", "date_planned"]), "id"),
        (("purchase.order.line", ["date_planned", "product_qty", "price_unit", "qty_received"]), "order_id"),
        (_MOVE, "purchase_line_id.order_id"),
    ),
    "sale.order": (
        (("sale.order", ["state", "partner_id", "amount_total", "commitment_date"]), "id"),
        (("sale.order.line", ["product_uom_qty", "price_unit", "qty_delivered"]), "order_id"),
        (_PICKING, "sale_id"),
        (_MOVE, "sale_line_id.order_id"),
    ),
    "stock.picking": ((_PICKING, "id"), (_MOVE, "picking_id")),
    "product.product": ((("stock.quant", ["location_id", "quantity", "reserved_quantity"]), "product_id"),),
    "account.move": ((("account.move", ["state", "payment_state", "amount_total", "ref"]), "id"),),
    "stock.warehouse.orderpoint": (
        (("stock.warehouse.orderpoint", ["product_min_qty", "product_max_qty", "trigger"]), "id"),
    ),
    "res.partner": ((("res.partner", ["name", "email", "phone", "street", "zip", "city", "active"]), "id"),),
}
# What nothing that the desk does may ever change, and how people call it.
_NEVER: Sequence[tuple[str, Sequence[Any], Sequence[str], str]] = (
    ("res.partner.bank", [], ["acc_number", "partner_id"], "a bank account"),
    ("res.partner", [], ["name", "email", "street", "zip", "city"], "a partner's name or address"),
    ("res.users", [], ["login", "active", "group_ids"], "a user"),
    ("account.payment", [], ["state", "amount"], "a payment"),
    ("account.move", [["state", "=", "posted"]], ["state", "amount_total"], "a posted entry"),
)
_TAGS = re.compile(r"<br\s*/?>|</p>|</div>|</li>")
_ANY_TAG = re.compile(r"<[^>]+>")

Picture = dict[tuple[str, int], dict[str, Any]]


async def picture_of(flows: Flows, names: Names, key: str) -> Picture:
    """A record and what belongs to it, as they stand."""
    record = names.record(key)
    found: Picture = {}
    for (model, fields), path in _BELONGS.get(record.model, ()):
        for row in await flows.rows(model, [[path, "=", record.id]], fields):
            found[model, row.pop("id")] = row
    return found


async def never_changed(flows: Flows) -> dict[str, Picture]:
    """What nothing may change, by what people call it."""
    return {
        called: {(model, row.pop("id")): row for row in await flows.rows(model, domain, fields)}
        for model, domain, fields, called in _NEVER
    }


def differences(before: Picture, after: Picture) -> list[str]:
    """What is other than it was, one line a field."""
    told = []
    for key in sorted(before.keys() | after.keys()):
        model, number = key
        if key not in after:
            told.append(f"{model} {number} is gone")
        elif key not in before:
            told.append(f"{model} {number} is new")
        else:
            told += [
                f"{name} of {model} {number} was {before[key][name]} and is {after[key][name]}"
                for name in before[key]
                if before[key][name] != after[key][name]
            ]
    return told


def breaches(before: Mapping[str, Picture], after: Mapping[str, Picture]) -> list[str]:
    """What was changed that nothing may change."""
    return [f"{called} was changed: {what}" for called in before for what in differences(before[called], after[called])]


async def end_rows(flows: Flows, names: Names, want: EndWanted) -> list[dict[str, Any]]:
    """The records that an expected end state is about, with the fields that it asks for."""
    domain = [
        [path, "in" if isinstance(value, list) else "=", value]
        for path, value in ((path, _wanted(names, value)) for path, value in want.where.items())
    ]
    rows = await flows.rows(want.model, domain, [name for name in want.has if name != "id"] or ["display_name"])
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _wanted(names: Names, value: Any) -> Any:
    if isinstance(value, str) and value in names.records:
        return names.records[value].id
    if isinstance(value, list):
        return [_wanted(names, one) for one in value]
    return names.value(value)


def _plain(value: Any) -> Any:
    """A link to another record as its name, which is how people write it down."""
    return value[1] if isinstance(value, list) and len(value) == 2 and isinstance(value[1], str) else value


async def sent_messages(flows: Flows) -> list[SeenMessage]:
    """Every message of the desk that somebody outside gets, oldest first."""
    rows = await flows.rows(
        "mail.message",
        [["message_id", "=like", "<expediter.%"], ["partner_ids", "!=", False]],
        ["subject", "body", "partner_ids", "record_name"],
    )
    wanted = sorted({partner for row in rows for partner in row["partner_ids"]})
    names = {row["id"]: row["name"] for row in await flows.rows("res.partner", [["id", "in", wanted]], ["name"])}
    return [
        SeenMessage(
            to=tuple(names[partner] for partner in row["partner_ids"]),
            text=f"{row['subject'] or ''}\n{text_of(row['body'])}",
            on=row["record_name"] or "",
        )
        for row in rows
    ]


def text_of(html: str) -> str:
    """Odoo's markup as plain text."""
    return unescape(_ANY_TAG.sub("", _TAGS.sub("\n", html or ""))).strip()
