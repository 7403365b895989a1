"""What stands in Odoo more often than it was approved: found by the keys that our changes leave, in a few calls.

A late duplicate of a change of values is refused by Odoo itself (`write_if`); what makes new records could stand twice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from cases.actions import ActionName
from cases.actions.message import Message
from cases.actions.offer_credit import OfferCredit
from cases.actions.open_ticket import OpenTicket
from cases.actions.record_milestone import RecordMilestone
from cases.actions.reschedule_receipt import RescheduleReceipt
from cases.approvals import ApprovedAction
from tools.odoo.values import odoo_moment
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
    guarded = await odoo.own_guarded("EXP-")
    transfers = await odoo.tree(
        "stock.picking",
        # Made by us: the backorder that a person makes of one carries its key too.
        [["origin", "like", "EXP-"], ["state", "!=", "cancel"], ["create_uid", "=", odoo.uid], *new],
        {"origin": {}, "name": {}},
    )
    tickets = _count(row["description"] for row in await _tickets(odoo, applied, new))
    posted = _count(row["message_id"] for row in messages)
    to_do = _count(row["note"] for row in (*activities, *guarded))
    moved = _count(row["origin"] for row in transfers)
    found: dict[str, str] = {}
    for one in applied:
        label = one.args.target().label
        if isinstance(one.args, RecordMilestone) and posted[one.key] > 1:
            found[one.key] = f"The note on {label} stands {posted[one.key]} times in Odoo. Delete all but one."
        elif isinstance(one.args, OfferCredit) and posted[one.key] > 1:
            found[one.key] = f"{label} is credited {posted[one.key]} times in Odoo. Delete all drafts but one."
        elif isinstance(one.args, Message) and posted[one.key] > 1:
            found[one.key] = f"The message on {label} was posted {posted[one.key]} times. Tell whoever got it."
        elif one.name is ActionName.SCHEDULE_ACTIVITY and to_do[one.key] > 1:
            found[one.key] = f"The to-do on {label} stands {to_do[one.key]} times in Odoo. Mark all but one as done."
        elif one.name is ActionName.OPEN_TICKET and tickets[one.key] > 1:
            found[one.key] = f"The ticket about {label} stands {tickets[one.key]} times in Odoo. Archive all but one."
        elif moved[one.key] > _transfers(one):
            names = ", ".join(row["name"] for row in transfers if one.key in row["origin"])
            found[one.key] = (
                f"The change of {label} made {moved[one.key]} transfers instead of {_transfers(one)}: {names}. "
                "Cancel in Odoo what is too many."
            )
    return found


async def _tickets(odoo: OdooWriter, applied: Sequence[ApprovedAction], new: list[Any]) -> list[Row]:
    """Open tickets of ours; a call for each model that some were opened in."""
    models = sorted({one.args.model for one in applied if isinstance(one.args, OpenTicket)})
    return [
        row
        for model in models
        for row in await odoo.tree(model, [["description", "ilike", "EXP-"], *new], {"description": {}})
    ]


def _transfers(one: ApprovedAction) -> int:
    """How many transfers it makes at most."""
    if one.name in _TRANSFERS:
        return _TRANSFERS[one.name]
    return len(one.args.lines) if isinstance(one.args, RescheduleReceipt) else 0


def _count(texts: Iterable[object]) -> Counter[str]:
    return Counter(key for text in texts for key in set(_KEY.findall(str(text))))
