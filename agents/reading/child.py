"""The child in which what strangers sent is read: mails are parsed, letters give claims, files give bills.

Run by `agents.reading.limited` as a process with limits and nothing secret in it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from agents.correspondence.kept import keep_in
from agents.correspondence.known import KnownOrder
from agents.correspondence.languages import unread_language
from agents.correspondence.letter import Letter
from agents.correspondence.likely import shipped
from agents.correspondence.playbook import played
from agents.correspondence.requests import nearest_request
from agents.reading.bills import ReadBill, read_bill
from agents.reading.pdf_bills import read_pdf_bill
from runtime.limited import serve
from tools.documents.pages import UnreadablePdfError, words_of
from tools.mail import parse_mail

PDF = b"%PDF-"


class Opening(BaseModel):
    """Parse a mail."""

    model_config = ConfigDict(val_json_bytes="base64", ser_json_bytes="base64")

    do: Literal["open"] = "open"
    content: bytes
    servers: tuple[str, ...] = ()


class Playing(BaseModel):
    """Read a letter's claims. Its attachments' bytes are not needed and stay outside."""

    do: Literal["play"] = "play"
    letter: Letter
    orders: tuple[KnownOrder, ...] = ()
    taught: tuple[tuple[str, str], ...] = ()
    accounts: frozenset[str] = frozenset()
    sold: tuple[KnownOrder, ...] = ()


class Billing(BaseModel):
    """Read the carrier's bill that a file may be."""

    model_config = ConfigDict(val_json_bytes="base64", ser_json_bytes="base64")

    do: Literal["bill"] = "bill"
    content: bytes
    name: str
    media_type: str


class Request(BaseModel):
    """One of them."""

    model_config = ConfigDict(val_json_bytes="base64", ser_json_bytes="base64")

    what: Opening | Playing | Billing


def answer(request: bytes) -> bytes:
    """The mail, the bill, or the claims, as JSON."""
    asked = Request.model_validate_json(request).what
    if isinstance(asked, Opening):
        return parse_mail(asked.content, asked.servers).model_dump_json().encode()
    if isinstance(asked, Billing):
        return _bill(asked).model_dump_json().encode()
    return played(asked.letter, asked.orders, asked.taught, asked.accounts, asked.sold).model_dump_json().encode()


def _bill(asked: Billing) -> ReadBill:
    if PDF not in asked.content[:1024]:
        return read_bill(asked.content, asked.name, asked.media_type)
    try:
        return read_pdf_bill(words_of(asked.content), asked.name)
    except UnreadablePdfError:
        # Why a PDF cannot be opened is told where its text is read.
        return ReadBill()


def warm() -> None:
    """Make ready what every letter is compared with, before the first one's time counts."""
    shipped().scores("Your order will arrive late.")
    nearest_request("Please use our new account.")
    unread_language("Nous vous prions de nous excuser.")


if __name__ == "__main__":
    keep_in(Path(sys.argv[3]))
    warm()
    sys.exit(serve(answer))
