"""A ticket for customer service → one task in the project where they are kept, or one ticket of the helpdesk.

Without a project Odoo makes a task a private to-do of whoever makes it. The description is HTML; the key stands in it
as a class name, which people do not see and a search finds. Nothing is tracked at the making (`mail_notrack` is not
enough: tasks take it back): a first stage with a mail template would write to the customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any, ClassVar

from cases.actions import ActionName, OpenTicket
from cases.actions.base import words_of
from cases.actions.open_ticket import SeenPlace
from cases.approvals import ApprovedAction
from tools.odoo.errors import MissingModel
from tools.odoo.values import odoo_moment, ref
from tools.odoo.writes.base import CannotUndoError, NotDoneError, ReadBack, Step, Write
from tools.odoo.writes.messages import as_html, as_text
from tools.odoo.writes.readable import USER, may_read, read_user
from tools.odoo.writes.session import OdooWriter, PremiseChangedError, Row, Seen

_SILENT = {"tracking_disable": True, "mail_create_nosubscribe": True}
# So many other people are asked about before it is said that nobody else can read it.
_ASKED = 5


@dataclass(frozen=True)
class TicketShape:
    """How a ticket is kept in one model.

    Attributes:
        place: the field that says where it is kept.
        people: the field of who carries it on; `many` of them.
        due: the field of its due moment; none: it is said in the description.
    """

    place: str
    people: str
    many: bool
    due: str | None

    def fields(self) -> dict[str, Any]:
        """What is read of it."""
        same = ("name", "active", "description", "partner_id", "stage_id", "write_uid")
        return {field: {} for field in (*same, self.place, self.people, *([self.due] if self.due else ()))}


SHAPES = {
    "project.task": TicketShape("project_id", "user_ids", many=True, due="date_deadline"),
    # Its fields by the documents of Enterprise's and the community's module; neither is installed where this is tested.
    "helpdesk.ticket": TicketShape("team_id", "user_id", many=False, due=None),
}


class OpenTicketWrite(Write[OpenTicket, SeenPlace]):
    """open_ticket in Odoo."""

    name: ClassVar = ActionName.OPEN_TICKET

    async def guards(self, odoo: OdooWriter, args: OpenTicket, premise: SeenPlace) -> list[str]:
        """Place, record, customer and person are there, the person may look, and no outsider would read it."""
        try:
            place_model = await _place_model(odoo, args)
            place = await odoo.one(place_model, args.project_id, {"display_name": {}, "active": {}})
        except MissingModel:
            return [f"Odoo keeps no tickets in {args.project} any more: its application is not installed."]
        if place is None or not place["active"]:
            return [f"{args.project} is no longer open in Odoo, or not for the desk: tickets cannot be kept there."]
        problems = await _gone(odoo, args)
        if args.user_id is not None:
            user = await read_user(odoo, args.user_id)
            if user is None or not user["active"] or user["share"]:
                problems.append(f"{args.user} no longer works in Odoo.")
            elif not await may_read(odoo, user, place_model, args.project_id):
                problems.append(f"{args.user} may not open {args.project} in Odoo.")
        return problems + await _outsiders(odoo, args, place_model)

    async def before(self, odoo: OdooWriter, args: OpenTicket, premise: SeenPlace) -> dict[str, Any]:
        """Nothing that was there before changes."""
        return {}

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """Open it; then its person follows it, which nothing does that is made without tracking."""
        args, premise = self.typed(approved)

        async def look() -> bool:
            return bool(await _find(odoo, args, approved.key))

        async def do() -> None:
            await odoo.create(args.model, [_values(args, premise, approved.key)], context=_SILENT)

        async def followed() -> bool:
            row = await _first(odoo, args, approved.key)
            return await _follows(odoo, args, int(row["id"]))

        async def follow() -> None:
            row = await _first(odoo, args, approved.key)
            user = await read_user(odoo, args.user_id or 0)
            partners = [user["partner_id"]["id"]] if user else []
            await odoo.call(args.model, "message_subscribe", [row["id"]], partner_ids=partners)

        opened = Step("open the ticket", look, do)
        return [opened, Step("its person follows it", followed, follow)] if args.user_id else [opened]

    async def verify(
        self, odoo: OdooWriter, args: OpenTicket, premise: SeenPlace, before: dict[str, Any], key: str
    ) -> ReadBack:
        """It is there once, where tickets are kept, as decided, and other people can read it."""
        found = await _find(odoo, args, key)
        if len(found) != 1:
            return ReadBack(ok=False, note=f"Odoo shows {len(found)} tickets instead of one about {args.about}.")
        [row] = found
        after = {"ticket_id": row["id"], "name": row["name"], "stage_id": row["stage_id"] or None}
        wrong = _differences(args, premise, row, key)
        if not await _others_read(odoo, args, int(row["id"])):
            wrong.append(f"Nobody else can read the ticket about {args.about}.")
        return ReadBack(ok=not wrong, after=after, note=" ".join(wrong))

    async def untouched(self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
        """Whether it was not opened yet."""
        args, _ = self.typed(approved)
        return not await _find(odoo, args, approved.key)

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """The ticket is archived, while it stands as we opened it: nobody changed it or wrote on it."""
        args, _ = self.typed(approved)
        row = await odoo.one(args.model, int(after["ticket_id"]), SHAPES[args.model].fields())
        if row is None or not row["active"]:
            return ReadBack(ok=True, note="" if row else "The ticket was deleted in Odoo.")
        if row["write_uid"] != odoo.uid or (row["stage_id"] or None) != after["stage_id"]:
            raise CannotUndoError(f"Somebody has worked on the ticket “{row['name']}” since; close it in Odoo.")
        if await _spoken_of(odoo, args, int(row["id"])):
            raise CannotUndoError(f"Somebody has written on the ticket “{row['name']}” since; close it in Odoo.")
        seen = {"active": True, "write_uid": odoo.uid, "stage_id": row["stage_id"] or False, "name": row["name"]}
        try:
            await odoo.write_if(
                args.model, row["id"], {"active": False}, [Seen(args.model, row["id"], "The ticket", seen)]
            )
        except PremiseChangedError as error:
            raise CannotUndoError(str(error)) from error
        left = await odoo.one(args.model, row["id"], {"active": {}})
        gone = left is None or not left["active"]
        return ReadBack(ok=gone, note="" if gone else "The ticket is still open.")


def _values(args: OpenTicket, premise: SeenPlace, key: str) -> Row:
    shape = SHAPES[args.model]
    person = [[6, 0, [args.user_id] if args.user_id else []]] if shape.many else args.user_id or False
    values = {
        "name": args.subject,
        shape.place: args.project_id,
        shape.people: person,
        "partner_id": args.partner_id or False,
        "description": _description(args, key),
    }
    deadline = args.deadline(premise)
    return {**values, shape.due: odoo_moment(deadline)} if shape.due and deadline else values


def _description(args: OpenTicket, key: str) -> str:
    link = f"/mail/view?model={args.about_model}&res_id={args.about_id}"
    due = f"<p>Due {words_of(args.due)}</p>" if args.due and SHAPES[args.model].due is None else ""
    return (
        f'<div class="{escape(key)}">{as_html(args.text)}{due}'
        f'<p><a href="{escape(link)}">{escape(args.about)}</a></p></div>'
    )


def _differences(args: OpenTicket, premise: SeenPlace, row: Row, key: str) -> list[str]:
    shape = SHAPES[args.model]
    wrong = []
    if row[shape.place] != args.project_id:
        wrong.append(f"The ticket is not in {args.project}.")
    if not row["active"]:
        wrong.append("The ticket is archived.")
    people = list(row[shape.people]) if shape.many else [row[shape.people]] if row[shape.people] else []
    deadline = args.deadline(premise)
    due = row[shape.due] if shape.due else None
    meant = (args.subject, args.partner_id, [args.user_id] if args.user_id else [])
    if (row["name"], row["partner_id"] or None, people) != meant:
        wrong.append("The ticket is not the decided one.")
    if shape.due and (due or None) != (odoo_moment(deadline) if deadline else None):
        wrong.append("The ticket is due at another time.")
    if as_text(row["description"] or "") != as_text(_description(args, key)):
        wrong.append("Its words are not the decided ones.")
    return wrong


async def _first(odoo: OdooWriter, args: OpenTicket, key: str) -> Row:
    """The first of them.

    Raises:
        NotDoneError: it is gone.
    """
    found = await _find(odoo, args, key)
    if not found:
        raise NotDoneError(f"The ticket about {args.about} was deleted in Odoo.")
    return found[0]


async def _follows(odoo: OdooWriter, args: OpenTicket, ticket_id: int) -> bool:
    domain = [
        ["res_model", "=", args.model],
        ["res_id", "=", ticket_id],
        ["partner_id.user_ids", "in", [args.user_id]],
    ]
    return await odoo.count("mail.followers", domain) > 0


async def _find(odoo: OdooWriter, args: OpenTicket, key: str) -> list[Row]:
    fields = SHAPES[args.model].fields()
    return await odoo.tree(
        args.model, [["description", "ilike", key]], fields, order="id", context={"active_test": False}
    )


async def _place_model(odoo: OdooWriter, args: OpenTicket) -> str:
    """What keeps tickets: projects, or the helpdesk's teams, whose name differs between its makers."""
    place = SHAPES[args.model].place
    known = await odoo.ask(args.model, "fields_get", allfields=[place], attributes=["relation"])
    return str(known[place]["relation"])


async def _gone(odoo: OdooWriter, args: OpenTicket) -> list[str]:
    """What the ticket speaks of and is no longer there."""
    problems = []
    try:
        about = await odoo.one(args.about_model, args.about_id, {"display_name": {}})
    except MissingModel:
        about = None
    if about is None:
        problems.append(f"{args.about} no longer exists.")
    if args.partner_id is not None:
        partner = await odoo.one("res.partner", args.partner_id, {"active": {}})
        if partner is None or not partner["active"]:
            problems.append(f"{args.partner} is no longer an active contact.")
    return problems


async def _outsiders(odoo: OdooWriter, args: OpenTicket, place_model: str) -> list[str]:
    """Customers and others who follow the place: they are sent every new ticket in it, and may read it."""
    rows = await odoo.tree(
        "mail.followers",
        [
            ["res_model", "=", place_model],
            ["res_id", "=", args.project_id],
            ["partner_id.partner_share", "=", True],
        ],
        {"partner_id": {"fields": {"display_name": {}}}},
    )
    names = [row["partner_id"]["display_name"] for row in rows]
    return [f"{name} follows {args.project} from outside and would read the ticket." for name in names]


async def _others_read(odoo: OdooWriter, args: OpenTicket, ticket_id: int) -> bool:
    """Whether its person, or where it has none somebody beside us, can open it."""
    if args.user_id is not None:
        user = await read_user(odoo, args.user_id)
        return user is not None and await may_read(odoo, user, args.model, ticket_id)
    people = await odoo.tree(
        "res.users", [["share", "=", False], ["id", "!=", odoo.uid]], USER, order="id desc", limit=_ASKED
    )
    for person in people:
        if await may_read(odoo, person, args.model, ticket_id):
            return True
    return False


async def _spoken_of(odoo: OdooWriter, args: OpenTicket, ticket_id: int) -> bool:
    """Whether anybody else wrote on it."""
    bot = await odoo.one("res.users", odoo.uid, {"partner_id": {}})
    author = ref(bot["partner_id"]) if bot else None
    domain = [["model", "=", args.model], ["res_id", "=", ticket_id], ["author_id", "!=", author.id if author else 0]]
    return await odoo.count("mail.message", domain) > 0
