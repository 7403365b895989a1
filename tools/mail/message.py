"""A mail as the desk reads it: who, when, the plain text with its passages, what is attached, what kind of mail."""

from __future__ import annotations

from datetime import datetime

from pydantic import ConfigDict

from cases.claims import Frozen
from tools.mail.authentication import Authentication
from tools.mail.threads import Forwarded, Passage

# A mail crosses from the child that reads it as JSON.
AS_JSON = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")


class Attachment(Frozen):
    """One attached file.

    Attributes:
        name: as the sender called it, made unique within the mail.
        media_type: as the sender says, in small letters.
    """

    model_config = AS_JSON

    name: str
    media_type: str
    content: bytes

    @property
    def is_pdf(self) -> bool:
        """By type, name or first bytes: senders often say `octet-stream`."""
        return (
            self.media_type in {"application/pdf", "application/x-pdf"}
            or self.name.lower().endswith(".pdf")
            or self.content[:1024].lstrip().startswith(b"%PDF-")
        )


class Mail(Frozen):
    """One mail.

    Attributes:
        sender_address: in small letters; empty when the mail names none.
        date: when the sender says it was sent; absent when it does not say or says nonsense.
        authentication: what our receiving servers found about the sender; `none` when they vouch for nobody, `unknown`
            when nobody said anything and no server was named whose word would count.
        text: the whole plain text; `passages` and `forwarded` point into it.
        passages: the text from beginning to end, each piece new, forwarded or quoted history.
        is_bulk: a newsletter or list mail by its headers.
        is_auto_reply: an out-of-office or another machine's answer.
        is_bounce: a report that a mail could not be delivered.
        problems: what could not be read as meant, in plain words.
    """

    model_config = AS_JSON

    sender_name: str = ""
    sender_address: str = ""
    to: tuple[str, ...] = ()
    subject: str = ""
    date: datetime | None = None
    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    authentication: Authentication = "unknown"
    text: str = ""
    passages: tuple[Passage, ...] = ()
    forwarded: tuple[Forwarded, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    is_bulk: bool = False
    is_auto_reply: bool = False
    is_bounce: bool = False
    problems: tuple[str, ...] = ()

    @property
    def domain(self) -> str:
        """The sender's mail domain; empty when there is none."""
        return self.sender_address.rpartition("@")[2]
