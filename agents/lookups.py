"""What the model with tools may see: typed facts of the case, and look-ups that only read. For `agents.model`.

No text of a message is among them: neither quotes nor subjects, reasons or names of attachments. Who writes to the
company cannot talk to the model that has tools.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agents.specialist import Snapshot
from cases.actions import ScheduleActivity, parse
from cases.actions.base import words_of
from cases.guidance import Guidance, precedents_words
from cases.models import ActionDraft, CaseFile, Evidence, ProposalDraft
from tools.odoo.errors import OdooError
from tools.odoo.models import SaleOrder, StockMove
from tools.odoo.reads import OdooReader
from tools.odoo.shipments import Shipment, Transfer

MAX_FOUND = 6_000
BEFORE = timedelta(days=365)
MOST_BEFORE = 30
NO_DELIVERY = "Odoo has no such delivery to a customer."
OWN_WORDS = frozenset({"wording", "note", "summary"})


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OfProduct(_Arguments):
    """A product, by its id."""

    product_id: int = Field(gt=0)


class OfDelivery(_Arguments):
    """A delivery, by its number in Odoo, such as `WH/OUT/00012`."""

    delivery: str = Field(pattern=r"^[A-Za-z0-9/_-]{1,40}$")


class Nothing(_Arguments):
    """Nothing is asked for: it is about this case."""


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
    _tool("delivery", "A delivery: where it stands, what is in it, its order, bills and returns.", OfDelivery),
    _tool("deliveries_before", "What went to the same customer within a year, or came back.", OfDelivery),
    _tool("attempts", "What carriers said of this case's deliveries, and what they were asked for.", Nothing),
)


async def look_up(name: str, args: Mapping[str, Any], reader: OdooReader, snapshot: Snapshot) -> str:
    """What a look-up finds, as JSON; in plain words why it finds nothing.

    Args:
        name: the look-up's.
        args: as the model gives them.
        reader: Odoo.
        snapshot: that of the case: its moment, and what carriers said.
    """
    try:
        found = await _look_up(name, args, reader, snapshot)
    except ValidationError:
        return "Those arguments do not fit."
    except OdooError as error:
        return f"Odoo could not be read: {error}"
    return json.dumps(found, ensure_ascii=False, default=str)[:MAX_FOUND]


async def _look_up(name: str, args: Mapping[str, Any], reader: OdooReader, snapshot: Snapshot) -> object:
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
    if name == "delivery":
        shipment = await _shipment(args, reader)
        return delivery_facts(shipment) if shipment else NO_DELIVERY
    if name == "deliveries_before":
        shipment = await _shipment(args, reader)
        if shipment is None or shipment.order is None:
            return NO_DELIVERY
        before = await reader.deliveries_of(shipment.order.company.id, snapshot.read_at - BEFORE)
        return [transfer_facts(one) for one in before if one.id != shipment.id][:MOST_BEFORE]
    if name == "attempts":
        Nothing.model_validate(dict(args))
        return attempts_of(snapshot.file)
    return "There is no such look-up."


async def _shipment(args: Mapping[str, Any], reader: OdooReader) -> Shipment | None:
    named = OfDelivery.model_validate(dict(args)).delivery
    found = [one for one in await reader.deliveries_named([named]) if one.name == named]
    return next(iter(await reader.shipments([found[0].id])), None) if found else None


def transfer_facts(one: Transfer) -> dict[str, object]:
    """A transfer in few words: no address, no name of a person."""
    return {
        "delivery": one.name,
        "state": one.state,
        "way": "back from the customer" if one.comes_from_customer else "to the customer",
        "carrier": one.carrier.name if one.carrier else None,
        "parcels": len(one.numbers),
        "scheduled": one.scheduled,
        "promise": one.deadline,
        "done": one.done_at,
        "expected": one.expected,
        "delivered": one.delivered,
        "return_of": one.return_of.name if one.return_of else None,
    }


def delivery_facts(shipment: Shipment) -> dict[str, object]:
    """A delivery with its goods, its order and what was billed; no address, no name of a person."""
    order = shipment.order
    return {
        **transfer_facts(shipment),
        "warehouse": shipment.warehouse.name if shipment.warehouse else None,
        "goods": [
            {
                "product": move.product.name,
                "product_id": move.product.id,
                "moved": move.quantity,
                "left_to_return": move.left_to_return,
                "not_credited": move.not_credited,
            }
            for move in shipment.moves
        ],
        "order": order.name if order else None,
        "tags": order.tags if order else (),
        "promised": order.commitment if order else None,
        "bills": [
            {"kind": bill.kind, "state": bill.state, "payment": bill.payment, "untaxed": bill.untaxed}
            for bill in (order.invoices if order else ())
        ],
        "others_of_the_order": [
            transfer_facts(one) for one in (order.transfers if order else ()) if one.id != shipment.id
        ],
    }


def attempts_of(file: CaseFile) -> dict[str, object]:
    """What carriers said and were asked for, as types: none of their own words, and nobody who signed."""
    return {
        "said": [
            {
                "status": event.status.value,
                "reason": event.reason.value if event.reason else None,
                "at": event.occurred_at,
                "attempt": event.attempt,
                "expected": event.expected_at,
                "goes_back_on": event.return_by,
            }
            for event in file.events
        ],
        "asked": [
            {
                "for": one.name.value,
                "at": one.at,
                "due": one.due_at,
                "status": one.status.value,
                "answer": one.answer.value if one.answer else None,
            }
            for one in file.asked
        ],
    }


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
        **_guidance(snapshot.file.guidance),
    }
    return json.dumps(facts, ensure_ascii=False, default=str, indent=1)


def _guidance(guidance: Guidance) -> dict[str, object]:
    """What is on file and was decided before: passages as data with their source, precedents as told."""
    told: dict[str, object] = {}
    if guidance.passages:
        told["on_file"] = [{"source": one.source, "quote": one.text} for one in guidance.passages]
    if guidance.precedents:
        told["decided_before"] = {
            "in_short": precedents_words(guidance.precedents),
            "cases": [{"case": one.number, "proposed": one.did, "people": one.verdict} for one in guidance.precedents],
        }
    return told


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
