"""A ticket that others can read, once, without a word to the customer; taken back until somebody works on it."""

from __future__ import annotations

from typing import Any

import pytest

from cases.actions import OpenTicket
from cases.actions.base import moment_on
from cases.actions.open_ticket import SeenPlace
from runtime.settings import Wire
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.trading import ZONE, Trading, changes, day, dump
from tools.odoo.client import OdooSession
from tools.odoo.errors import NoAccess, OdooError
from tools.odoo.values import odoo_moment
from tools.odoo.writes import WRITES, CannotUndoError, OdooWriter, apply, found, found_twice, undo, untouched

pytestmark = pytest.mark.odoo
both_wires = pytest.mark.parametrize("wire", [Wire.JSON2, Wire.JSONRPC])
FAR_WEST = "America/Los_Angeles"


async def project(odoo: OdooSession, **values: Any) -> int:
    """A project with a stage that writes to customers, as some companies have it."""
    [model] = await odoo.search_read("ir.model", [["model", "=", "project.task"]], ["id"])
    letter = {
        "name": "We have it",
        "model_id": model["id"],
        "subject": "Received",
        "body_html": "<p>Received</p>",
        "partner_to": "{{ object.partner_id.id }}",
        "use_default_to": False,
    }
    [template] = await odoo.create("mail.template", [letter])
    stages = [
        [0, 0, {"name": name, "sequence": n, "mail_template_id": template}] for n, name in enumerate(("New", "Done"))
    ]
    [made] = await odoo.create("project.project", [{"name": "Customer service", "type_ids": stages, **values}])
    return int(made)


async def ticket(
    odoo: OdooSession, trading: Trading, place: int, *, about: str = "stock.picking", **more: Any
) -> tuple[OpenTicket, SeenPlace]:
    """About the delivery, or the order, of the customer who is hurt."""
    order = trading.orders["hurt"]
    [picking] = await odoo.search_read("stock.picking", [["sale_id", "=", order]], ["id", "name"], limit=1)
    [sale] = await odoo.read("sale.order", [order], ["name"])
    known = {"stock.picking": (picking["id"], picking["name"]), "sale.order": (order, sale["name"])}
    args = OpenTicket(
        project_id=place,
        project="Customer service",
        partner_id=trading.customers["hurt"],
        partner="Customer hurt",
        about_model=about,
        about_id=known[about][0],
        about=known[about][1],
        subject="Lost: <b>40 bolts</b> #urgent @buyer !",
        text="Two lines & <script>:\nthe second\n\nA paragraph",
        **more,
    )
    return args, SeenPlace(project="Customer service", zone=FAR_WEST)


FIELDS = ["name", "description", "project_id", "partner_id", "user_ids", "date_deadline", "stage_id", "active"]


async def tasks(odoo: OdooSession) -> list[dict[str, Any]]:
    """Ours: Odoo itself gives everybody a first to-do."""
    domain = [["description", "like", "EXP-"]]
    return await odoo.search_read("project.task", domain, FIELDS, context={"active_test": False}, order="id")


@both_wires
@pytest.mark.parametrize("about", ["stock.picking", "sale.order"])
@pytest.mark.parametrize("privacy", ["portal", "employees"])
async def test_once_readable_and_taken_back(
    admin: OdooSession, writer: OdooWriter, trading: Trading, about: str, privacy: str
) -> None:
    place = await project(admin, privacy_visibility=privacy)
    buyer = trading.users["buyer"]
    args, premise = await ticket(admin, trading, place, about=about, user_id=buyer, user="Buyer", due=day(2))
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    start, mails = await dump(admin), await admin.search_count("mail.mail", [])
    assert await write.guards(writer, args, premise) == []
    before = await write.before(writer, args, premise)
    assert await untouched(writer, approved, before)
    assert not await found(writer, approved)
    await apply(writer, approved)
    await apply(writer, approved)
    assert await found(writer, approved)
    assert not await untouched(writer, approved, before)
    read_back = await write.verify(writer, args, premise, before, approved.key)
    assert read_back.ok, read_back.note

    [row] = await tasks(admin)
    assert (row["name"], row["project_id"][0], row["user_ids"]) == (args.subject, place, [buyer])
    assert row["partner_id"][0] == trading.customers["hurt"]
    # A bare day would be the day before over there.
    assert row["date_deadline"] == odoo_moment(moment_on(day(2), 17, FAR_WEST))
    assert "Two lines &amp; &lt;script&gt;:<br>the second" in row["description"]
    assert f"/mail/view?model={about}&amp;res_id={args.about_id}" in row["description"]
    assert approved.key in row["description"]
    # Its person is told by Odoo; the customer neither follows it nor is written to.
    told = await admin.search_read("mail.message", [["model", "=", "project.task"]], ["notified_partner_ids"])
    [person] = await admin.read("res.users", [buyer], ["partner_id"])
    assert {partner for one in told for partner in one["notified_partner_ids"]} <= {person["partner_id"][0]}
    follows = await admin.search_read(
        "mail.followers", [["res_model", "=", "project.task"], ["res_id", "=", row["id"]]], ["partner_id"]
    )
    [bot] = await admin.read("res.users", [writer.uid], ["partner_id"])
    assert {one["partner_id"][0] for one in follows} == {person["partner_id"][0], bot["partner_id"][0]}
    sent = await admin.search_read("mail.mail", [], ["recipient_ids", "email_to"], order="id desc", limit=5)
    assert not any(trading.customers["hurt"] in mail["recipient_ids"] or mail["email_to"] for mail in sent)
    assert await admin.search_count("mail.mail", []) - mails <= 1
    assert changes(start, await dump(admin)) == {}

    restored = await undo(writer, approved, before, read_back.after)
    assert restored.ok, restored.note
    assert [row["active"] for row in await tasks(admin)] == [False]
    assert (await undo(writer, approved, before, read_back.after)).ok


@both_wires
async def test_nobody_in_particular(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    """Without a person and a day it belongs to nobody, not to the account; somebody else can read it all the same."""
    args, premise = await ticket(admin, trading, await project(admin))
    args = args.model_copy(update={"partner_id": None, "partner": None})
    approved = approve(args, premise, writer.uuid)
    await apply(writer, approved)
    read_back = await WRITES[args.name].verify(writer, args, premise, {}, approved.key)
    assert read_back.ok, read_back.note
    [row] = await tasks(admin)
    assert (row["user_ids"], row["partner_id"], row["date_deadline"]) == ([], False, False)


async def test_a_private_to_do_is_no_ticket(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    """Odoo would take it without a project, and nobody else would see it: the account may not even make one."""
    args, premise = await ticket(admin, trading, await project(admin))
    approved = approve(args, premise, writer.uuid)
    with pytest.raises(OdooError, match="may only open tickets in a project"):
        await writer.create("project.task", [{"name": args.subject}])
    assert await tasks(admin) == []
    await apply(writer, approved)
    [row] = await tasks(admin)
    with pytest.raises(OdooError, match="may not rewrite a ticket"):
        await writer.write("project.task", row["id"], {"name": "Something else"})
    with pytest.raises(NoAccess):
        await writer.unlink("project.task", [row["id"]])
    await admin.write("project.task", [row["id"]], {"user_ids": [[6, 0, [admin.uid]]]})
    await admin.write("project.task", [row["id"]], {"project_id": False})
    read_back = await WRITES[args.name].verify(writer, args, premise, {}, approved.key)
    assert not read_back.ok


async def test_verify_is_not_fooled(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    place = await project(admin)
    args, premise = await ticket(admin, trading, place, user_id=trading.users["buyer"], user="Buyer", due=day(2))
    approved = approve(args, premise, writer.uuid)
    verify = WRITES[args.name].verify
    note = f'<p class="{approved.key}">else</p>'
    [made] = await admin.create("project.task", [{"name": "Something else", "project_id": place, "description": note}])
    read_back = await verify(writer, args, premise, {}, approved.key)
    assert not read_back.ok
    assert "The ticket is not the decided one." in read_back.note
    assert "The ticket is due at another time." in read_back.note
    assert "Its words are not the decided ones." in read_back.note
    await admin.create("project.task", [{"name": "Twice", "project_id": place, "description": note}])
    assert "2 tickets instead of one" in (await verify(writer, args, premise, {}, approved.key)).note
    await admin.unlink("project.task", [made])
    elsewhere = await project(admin, name="Elsewhere", privacy_visibility="followers")
    [row] = await tasks(admin)
    await admin.write("project.task", [row["id"]], {"project_id": elsewhere, "active": False})
    assert not (await verify(writer, args, premise, {}, approved.key)).ok


@both_wires
async def test_not_where_others_cannot_read_or_outsiders_can(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    place = await project(admin)
    args, premise = await ticket(admin, trading, place, user_id=trading.users["buyer"], user="Buyer")
    guards = WRITES[args.name].guards
    assert await guards(writer, args, premise) == []

    await admin.call("project.project", "message_subscribe", [place], partner_ids=[trading.customers["unhurt"]])
    assert await guards(writer, args, premise) == [
        "Customer unhurt follows Customer service from outside and would read the ticket."
    ]
    await admin.call("project.project", "message_unsubscribe", [place], partner_ids=[trading.customers["unhurt"]])

    closed = ["Customer service is no longer open in Odoo, or not for the desk: tickets cannot be kept there."]
    await admin.write("project.project", [place], {"privacy_visibility": "followers"})
    assert await guards(writer, args, premise) == closed
    [bot] = await admin.read("res.users", [writer.uid], ["partner_id"])
    await admin.call("project.project", "message_subscribe", [place], partner_ids=[bot["partner_id"][0]])
    assert await guards(writer, args, premise) == ["Buyer may not open Customer service in Odoo."]
    await admin.write("project.project", [place], {"privacy_visibility": "employees"})
    assert await guards(writer, args, premise) == []
    await admin.write("project.project", [place], {"active": False})
    assert await guards(writer, args, premise) == closed
    assert await guards(writer, args.model_copy(update={"project_id": 10**6}), premise) == closed


async def test_what_it_speaks_of_is_there(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    args, premise = await ticket(admin, trading, await project(admin), user_id=trading.users["buyer"], user="Buyer")
    guards = WRITES[args.name].guards
    for gone in ({"about_id": 10**6}, {"about_model": "no.such.model"}):
        assert await guards(writer, args.model_copy(update=gone), premise) == [f"{args.about} no longer exists."]
    await admin.write("res.users", [trading.users["buyer"]], {"active": False})
    assert await guards(writer, args, premise) == ["Buyer no longer works in Odoo."]
    stranger = args.model_copy(update={"partner_id": 10**6, "user_id": None, "user": None})
    assert await guards(writer, stranger, premise) == ["Customer hurt is no longer an active contact."]
    helpdesk = args.model_copy(update={"model": "helpdesk.ticket"})
    assert await guards(writer, helpdesk, premise) == [
        "Odoo keeps no tickets in Customer service any more: its application is not installed."
    ]


@pytest.mark.parametrize("touch", ["stage", "title", "comment", "archived"])
async def test_it_is_not_taken_back_once_somebody_works_on_it(
    admin: OdooSession, writer: OdooWriter, trading: Trading, touch: str
) -> None:
    place = await project(admin)
    args, premise = await ticket(admin, trading, place)
    approved = approve(args, premise, writer.uuid)
    await apply(writer, approved)
    after = (await WRITES[args.name].verify(writer, args, premise, {}, approved.key)).after
    [row] = await tasks(admin)
    stages = await admin.search_read("project.task.type", [["project_ids", "in", [place]]], ["id"], order="sequence")
    if touch == "stage":
        await admin.write("project.task", [row["id"]], {"stage_id": stages[-1]["id"]})
    elif touch == "title":
        await admin.write("project.task", [row["id"]], {"name": "Mine"})
    elif touch == "comment":
        await admin.call("project.task", "message_post", [row["id"]], body="I have called them.")
    else:
        await admin.write("project.task", [row["id"]], {"active": False})
        assert (await undo(writer, approved, {}, after)).ok
        return
    with pytest.raises(CannotUndoError, match="Somebody has"):
        await undo(writer, approved, {}, after)
    assert [row["active"] for row in await tasks(admin)] == [True]


async def test_what_stands_twice_is_told(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    """A request that came again after we looked: nothing in Odoo refuses a second task."""
    args, premise = await ticket(admin, trading, await project(admin))
    approved = approve(args, premise, writer.uuid)
    [step] = WRITES[args.name].steps(writer, approved)
    await step.do()
    assert await found_twice(writer, [approved], moment_on(day(-1), 0, ZONE)) == {}
    await step.do()
    [told] = (await found_twice(writer, [approved], moment_on(day(-1), 0, ZONE))).values()
    assert told == f"The ticket about {args.about} stands 2 times in Odoo. Archive all but one."
