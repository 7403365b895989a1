"""One message on an order → the named partner alone, once. Shared by message_customer and message_supplier.

Posted as a note, because a comment is mailed to every follower. Its Message-Id carries the action's key and is looked
for before anything is posted. "Applied" means that Odoo holds it; whether it was delivered is read later.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from dataclasses import dataclass, replace
from html import escape, unescape
from typing import Any

from cases.approvals import ApprovedAction
from cases.letters import PlainLetter
from tools.odoo.values import ref
from tools.odoo.writes.base import A, CannotUndoError, P, ReadBack, Step, Write
from tools.odoo.writes.session import OdooWriter, Row

NOTE = "mail.mt_note"
_PARTNER: dict[str, Any] = {"active": {}, "email": {}, "commercial_partner_id": {}}
_MESSAGE: dict[str, Any] = {
    "model": {},
    "res_id": {},
    "subject": {},
    "body": {},
    "partner_ids": {},
    "subtype_id": {"fields": {"internal": {}}},
    "notification_ids": {
        "fields": {
            "res_partner_id": {"fields": {"display_name": {}}},
            "notification_status": {},
            "notification_type": {},
            "failure_type": {},
        }
    },
}


@dataclass(frozen=True)
class Post:
    """What is posted, where, and to whom.

    Attributes:
        partner_id: none: it is a note that is mailed to nobody.
    """

    model: str
    record_id: int
    record: str
    partner_id: int | None
    partner: str
    letter: PlainLetter

    @property
    def partner_ids(self) -> list[int]:
        """Who gets it."""
        return [] if self.partner_id is None else [self.partner_id]

    def to_nobody(self) -> Post:
        """The same as a note."""
        return replace(self, partner_id=None)


def marker(key: str, database: str) -> str:
    """The message's id in mail terms, by which it is found again."""
    return f"<expediter.{key}@{database}>"


def as_html(text: str) -> str:
    """Plain text as paragraphs; nothing in it is markup."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "".join(f"<p>{escape(paragraph.strip()).replace(chr(10), '<br>')}</p>" for paragraph in paragraphs)


def as_text(html: str) -> str:
    """The words of a stored body, to compare them."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


async def find(odoo: OdooWriter, key: str) -> Row | None:
    """The message of that key; none: it was never posted."""
    rows = await odoo.tree("mail.message", [["message_id", "=", marker(key, odoo.uuid)]], _MESSAGE, order="id")
    return {**rows[0], "copies": len(rows)} if rows else None


async def post(odoo: OdooWriter, message: Post, key: str) -> None:
    """Post it. Neither the partner nor the writing account becomes a follower by it."""
    await odoo.call(
        message.model,
        "message_post",
        [message.record_id],
        context={"mail_post_autofollow": False, "mail_post_autofollow_author_skip": True},
        body=as_html(message.letter.text),
        body_is_html=True,
        subject=message.letter.subject,
        message_type="comment",
        subtype_xmlid=NOTE,
        partner_ids=message.partner_ids,
        message_id=marker(key, odoo.uuid),
    )


async def partner_problems(odoo: OdooWriter, message: Post, email: str | None, order_partner: object) -> list[str]:
    """Whether it still goes to the same partner at the same address, and to nobody else."""
    owner = ref(order_partner)
    wanted = [*message.partner_ids, *([owner.id] if owner else [])]
    rows = await odoo.tree("res.partner", [["id", "in", wanted]], _PARTNER, context={"active_test": False})
    partners = {int(row["id"]): row for row in rows}
    partner = partners.get(message.partner_id or 0)
    if partner is None or not partner["active"]:
        return [f"{message.partner} is no longer an active contact."]
    now = partner["email"] or None
    if now is None:
        return [f"{message.partner} has no mail address in Odoo."]
    problems = []
    if now != email:
        problems.append(f"The mail address of {message.partner} was changed meanwhile, from {email} to {now}.")
    if owner is None or partners[owner.id]["commercial_partner_id"] != partner["commercial_partner_id"]:
        problems.append(f"{message.record} belongs to another partner than {message.partner} now.")
    return problems + await _eavesdroppers(odoo, message)


async def _eavesdroppers(odoo: OdooWriter, message: Post) -> list[str]:
    """Colleagues who asked to be sent every note on the record would get a copy."""
    _, note = await odoo.ask("ir.model.data", "check_object_reference", module="mail", xml_id="mt_note")
    rows = await odoo.tree(
        "mail.followers",
        [
            ["res_model", "=", message.model],
            ["res_id", "=", message.record_id],
            ["subtype_ids", "in", [note]],
            ["partner_id", "!=", message.partner_id],
        ],
        {"partner_id": {"fields": {"display_name": {}}}},
    )
    names = [row["partner_id"]["display_name"] for row in rows]
    return [f"{name} follows the notes on {message.record} and would be sent a copy." for name in names]


async def read_back(odoo: OdooWriter, message: Post, key: str) -> ReadBack:
    """Odoo holds it, once, on the right record, with the decided words, for that partner alone."""
    row = await find(odoo, key)
    if row is None:
        return ReadBack(ok=False, note=f"Odoo has no message for {message.partner} on {message.record}.")
    sent = row["notification_ids"]
    others = [note["res_partner_id"] for note in sent if (ref(note["res_partner_id"]) or (0,))[0] != message.partner_id]
    wrong = []
    if row["copies"] != 1:
        wrong.append("It was posted more than once.")
    if (row["model"], row["res_id"]) != (message.model, message.record_id):
        wrong.append("It is on another record.")
    if list(row["partner_ids"]) != message.partner_ids or others:
        wrong.append(f"It is not for {message.partner} alone." if message.partner_ids else "It was sent to somebody.")
    if as_text(row["body"]) != as_text(as_html(message.letter.text)):
        wrong.append("Its words are not the decided ones.")
    status = sent[0]["notification_status"] if sent else None
    after = {"message_id": row["id"], "subject": row["subject"], "status": status}
    said = _delivery(status, message.partner) if message.partner_ids else "Noted in Odoo."
    return ReadBack(ok=not wrong, after=after, note=" ".join(wrong) or said)


def _delivery(status: str | None, partner: str) -> str:
    if status == "sent":
        return f"Handed to the mail server for {partner}."
    if status in {"exception", "bounce", "canceled"}:
        return f"Odoo holds the message, but could not mail it to {partner}: look at the order in Odoo."
    return f"Odoo holds the message; it is waiting to be mailed to {partner}."


def never_undone(partner: str) -> CannotUndoError:
    """What is said when somebody wants it back."""
    return CannotUndoError(f"A message to {partner} cannot be taken back; write another one.")


def step(odoo: OdooWriter, message: Post, key: str) -> Step:
    """The one call: post it, unless it is there."""

    async def look() -> bool:
        return await find(odoo, key) is not None

    async def do() -> None:
        await post(odoo, message, key)

    return Step("post the message", look, do)


class MessageWrite(Write[A, P]):
    """What every message does alike; each says what is posted and when it may not be."""

    @abstractmethod
    def post(self, args: A) -> Post:
        """What is posted, where, and to whom."""

    def addressed(self, args: A, premise: P) -> Post:
        """The same, where the premise says whom it goes to."""
        return self.post(args)

    async def before(self, odoo: OdooWriter, args: A, premise: P) -> dict[str, Any]:
        """Nothing that was there before changes."""
        return {}

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """One post."""
        args, premise = self.typed(approved)
        return [step(odoo, self.addressed(args, premise), approved.key)]

    async def verify(self, odoo: OdooWriter, args: A, premise: P, before: dict[str, Any], key: str) -> ReadBack:
        """Odoo holds it once, for the named partner alone."""
        return await read_back(odoo, self.addressed(args, premise), key)

    async def untouched(self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
        """Whether it was not posted yet."""
        return await find(odoo, approved.key) is None

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """Never possible."""
        args, _ = self.typed(approved)
        raise never_undone(self.post(args).partner)
