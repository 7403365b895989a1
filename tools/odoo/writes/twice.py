"""What stands in Odoo more often than it was approved: found by the keys that our changes leave, in a few calls.

A late duplicate of a change of values is refused by Odoo itself (`write_if`); what makes new records could stand twice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from cases.actions import ActionName
from cases.actions.buy_elsewhere import BuyElsewhere
from cases.actions.message import Message
from cases.actions.offer_credit import OfferCredit
from cases.actions.open_ticket import OpenTicket
from cases.actions.record_landed_cost import RecordLandedCost
from cases.actions.request_credit_note import RequestCreditNote
from cases.actions.reschedule_receipt import RescheduleReceipt
from cases.approvals import ApprovedAction
from tools.odoo.values import odoo_moment
from tools.odoo.writes import provisioned
from tools.odoo.writes.session import OdooWriter, Row

_KEY = re.compile(r"EXP-[0-9a-f]{32}")
_TRANSFERS = {ActionName.TRANSFER_STOCK: 2, ActionName.CREATE_RETURN: 1, ActionName.SHIP_REPLACEMENT: 1}


async def found_twice(odoo: OdooWriter, applied: Sequence[ApprovedAction], since: datetime) -> dict[str, str]:
    """For each key that Odoo holds too often: what to do about it, in plain words.

    Args:
        odoo: the writing account's session.
        applied: the changes that are looked for.
        since: none of them is older.
    """
    if not applied:
        return {}
    new = [["create_date", ">=", odoo_moment(since)]]
    messages = await odoo.tree("mail.message", [["message_id", "like", "expediter.EXP-"], *new], {"message_id": {}})
    activities = await odoo.tree(
        "mail.activity", [["note", "ilike", "EXP-"], *new], {"note": {}}, context={"active_test": False}
    )
    guarded = await provisioned.own_guarded(odoo, "EXP-")
    transfers = await odoo.tree(
        "stock.picking",
        # Made by us: the backorder that a person makes of one carries its key too.
        [["origin", "like", "EXP-"], ["state", "!=", "cancel"], ["create_uid", "=", odoo.uid], *new],
        {"origin": {}, "name": {}},
    )
    tickets = _count(row["description"] for row in await _tickets(odoo, applied, new))
    notes = _count(row["ref"] for row in await _made(odoo, applied, RequestCreditNote, "account.move", "ref", new))
    bought = _count(row["origin"] for row in await _made(odoo, applied, BuyElsewhere, "purchase.order", "origin", new))
    landed = _count(
        row["description"]
        for row in await _made(odoo, applied, RecordLandedCost, "stock.landed.cost", "description", new)
    )
    posted = _count(row["message_id"] for row in messages)
    to_do = _count(row["note"] for row in (*activities, *guarded))
    moved = _count(row["origin"] for row in transfers)
    found: dict[str, str] = {}
    for one in applied:
        said = _records_too_many(
            one, {"notes": notes, "bought": bought, "tickets": tickets, "landed": landed}
        ) or _words_too_many(one, posted, to_do)
        if said:
            found[one.key] = said
        elif moved[one.key] > _transfers(one):
            names = ", ".join(row["name"] for row in transfers if one.key in row["origin"])
            found[one.key] = (
                f"The change of {one.args.target().label} made {moved[one.key]} transfers instead of "
                f"{_transfers(one)}: {names}. Cancel in Odoo what is too many."
            )
    return found


def _records_too_many(one: ApprovedAction, made: Mapping[str, Counter[str]]) -> str | None:
    """That a record of its own was made more than once; none: it was not."""
    label, key = one.args.target().label, one.key
    if isinstance(one.args, RequestCreditNote) and made["notes"][key] > 1:
        return f"{label} is credited {made['notes'][key]} times in Odoo. Delete all drafts but one."
    if isinstance(one.args, BuyElsewhere) and made["bought"][key] > 1:
        return f"{label} is ordered {made['bought'][key]} times in Odoo. Cancel all drafts but one."
    if isinstance(one.args, RecordLandedCost) and made["landed"][key] > 1:
        return f"{label} stands {made['landed'][key]} times in landed costs. Cancel all drafts but one."
    if one.name is ActionName.OPEN_TICKET and made["tickets"][key] > 1:
        return f"The ticket about {label} stands {made['tickets'][key]} times in Odoo. Archive all but one."
    return None


def _words_too_many(one: ApprovedAction, posted: Counter[str], to_do: Counter[str]) -> str | None:
    """That it was said more than once; none: it was not. A customer's credit is made together with its note."""
    label, key = one.args.target().label, one.key
    if one.name is ActionName.SCHEDULE_ACTIVITY and to_do[key] > 1:
        return f"The to-do on {label} stands {to_do[key]} times in Odoo. Mark all but one as done."
    if posted[key] <= 1:
        return None
    if isinstance(one.args, OfferCredit):
        return f"{label} is credited {posted[key]} times in Odoo. Delete all drafts but one."
    if isinstance(one.args, Message):
        return f"The message on {label} was posted {posted[key]} times. Tell whoever got it."
    return f"The note on {label} stands {posted[key]} times in Odoo. Delete all but one."


async def _tickets(odoo: OdooWriter, applied: Sequence[ApprovedAction], new: list[Any]) -> list[Row]:
    """Open tickets of ours; a call for each model that some were opened in."""
    models = sorted({one.args.model for one in applied if isinstance(one.args, OpenTicket)})
    return [
        row
        for model in models
        for row in await odoo.tree(model, [["description", "ilike", "EXP-"], *new], {"description": {}})
    ]


async def _made(
    odoo: OdooWriter, applied: Sequence[ApprovedAction], action: type[object], model: str, field: str, new: list[Any]
) -> list[Row]:
    """Records of ours that bear their key in a field and stand, read only where some were made.

    What a person copied of one was made by that person.
    """
    if not any(isinstance(one.args, action) for one in applied):
        return []
    ours = [[field, "like", "EXP-"], ["state", "!=", "cancel"], ["create_uid", "=", odoo.uid]]
    return await odoo.tree(model, [*ours, *new], {field: {}})


def _transfers(one: ApprovedAction) -> int:
    """How many transfers it makes at most."""
    if one.name in _TRANSFERS:
        return _TRANSFERS[one.name]
    return len(one.args.lines) if isinstance(one.args, RescheduleReceipt) else 0


def _count(texts: Iterable[object]) -> Counter[str]:
    return Counter(key for text in texts for key in set(_KEY.findall(str(text))))
