"""What the model with tools may see: typed facts of the case, and look-ups that only read. For `agents.model`.

No text of a message is among them: neither quotes nor subjects, reasons or names of attachments. Who writes to the
company cannot talk to the model that has tools.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agents.specialist import Snapshot
from cases.actions import ScheduleActivity, parse
from cases.actions.base import words_of
from cases.models import ActionDraft, Evidence, ProposalDraft
from tools.odoo.errors import OdooError
from tools.odoo.models import SaleOrder, StockMove
from tools.odoo.reads import OdooReader

MAX_FOUND = 6_000
OWN_WORDS = frozenset({"wording", "note", "summary"})


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OfProduct(_Arguments):
    """A product, by its id."""

    product_id: int = Field(gt=0)


class OfOrder(_Arguments):
    """A customer's order, by its number."""

    order: str = Field(pattern=r"^[A-Za-z0-9/_-]{1,32}$")


def _tool(name: str, description: str, form: type[BaseModel]) -> dict[str, Any]:
    return {
        "type": "function",
        "function": {"name": name, "description": description, "parameters": form.model_json_schema()},
    }


LOOKUPS: Sequence[dict[str, Any]] = (
    _tool("stock", "What can be reserved of a product in each warehouse now.", OfProduct),
    _tool("movements", "Every open movement of a product: receipts, deliveries, transfers.", OfProduct),
    _tool("customer_order", "A customer's order: promise, lines, what is still open.", OfOrder),
)


async def look_up(name: str, args: Mapping[str, Any], reader: OdooReader) -> str:
    """What a look-up finds, as JSON; in plain words why it finds nothing."""
    try:
        found = await _look_up(name, args, reader)
    except ValidationError:
        return "Those arguments do not fit."
    except OdooError as error:
        return f"Odoo could not be read: {error}"
    return json.dumps(found, ensure_ascii=False, default=str)[:MAX_FOUND]


async def _look_up(name: str, args: Mapping[str, Any], reader: OdooReader) -> object:
    if name == "stock":
        product = OfProduct.model_validate(dict(args)).product_id
        warehouses = await reader.warehouses()
        levels = await reader.stock_levels([product], warehouses)
        return [{"warehouse": one.name, "free": levels[product, one.id].free} for one in warehouses]
    if name == "movements":
        product = OfProduct.model_validate(dict(args)).product_id
        return [_movement(move) for move in await reader.open_moves([product])]
    if name == "customer_order":
        order = OfOrder.model_validate(dict(args)).order
        return [_order(sale) for sale in await reader.sale_orders(names=[order])]
    return "There is no such look-up."


def _movement(move: StockMove) -> dict[str, object]:
    return {
        "from": move.source.name,
        "to": (move.final or move.destination).name,
        "quantity": move.demand,
        "reserved": move.reserved,
        "date": move.date,
        "promise": move.deadline,
        "customer_order": move.sale_order.name if move.sale_order else None,
        "purchase_order": move.purchase_order.name if move.purchase_order else None,
        "priority": move.priority,
    }


def _order(sale: SaleOrder) -> dict[str, object]:
    return {
        "order": sale.name,
        "customer": sale.customer.name,
        "tags": sale.customer.tags,
        "promise": sale.commitment,
        "ships": "all together" if sale.ship_policy == "one" else "as available",
        "lines": [
            {"product": line.product.name if line.product else "", "ordered": line.ordered, "open": line.open}
            for line in sale.lines
        ],
    }


def facts_of(snapshot: Snapshot, draft: ProposalDraft) -> str:
    """The typed claims and the facts from Odoo, as JSON."""
    facts = {
        "claims": [found for claim in snapshot.file.claims if (found := claim.for_model()) is not None],
        "facts": [fact.label for fact in draft.evidence if _is_ours(fact)],
    }
    return json.dumps(facts, ensure_ascii=False, default=str, indent=1)


def _is_ours(fact: Evidence) -> bool:
    """From Odoo, a setting, or reckoned from figures; never what a message's words went into."""
    return fact.source in {"odoo", "setting"} or (fact.source == "reckoning" and fact.value is not None)


def proposal_of(draft: ProposalDraft) -> str:
    """The actions and options, without any words that came from a message, as JSON."""
    proposal = {
        "actions": [
            {
                "id": action.id,
                "name": action.name.value,
                "does": _sentence(action),
                "args": {name: value for name, value in action.args.items() if name not in OWN_WORDS},
                "depends_on": action.depends_on,
                "excludes": action.excludes,
            }
            for action in draft.actions
        ],
        "options": [
            {"label": one.label, "effect": one.effect, "cost": one.cost, "actions": one.action_ids}
            for one in draft.options
        ],
    }
    return json.dumps(proposal, ensure_ascii=False, default=str, indent=1)


def _sentence(action: ActionDraft) -> str:
    args = parse(action.name, action.args)
    if isinstance(args, ScheduleActivity):
        return f"Ask {args.user} ({args.role.words}) by {words_of(args.due)}"
    return args.sentence()
