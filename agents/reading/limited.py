"""Reading in limits: what a stranger sent is parsed and read in a child that can be ended. Called by reading alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from agents.correspondence.known import KnownOrder
from agents.correspondence.letter import Letter
from agents.correspondence.playbook import Played
from agents.reading.bills import ReadBill
from agents.reading.child import Billing, Opening, Playing, Request
from agents.reading.drawing import Drawing, DrawnPage
from runtime.limited import Limited
from tools.mail import Attachment, Mail

# What anybody writes of a shipment is read in a fraction of a second and of this memory.
CPU_SECONDS = 10
WALL_SECONDS = 60.0
MEMORY = 1024**3
AT_ONCE = 2
# A page is drawn in a tenth of a second.
DRAW_CPU_SECONDS = 5
DRAW_WALL_SECONDS = 15.0
DRAW_MEMORY = 768 * 1024**2


class LimitedReading:
    """The children of one worker.

    Args:
        cache: where they keep what they learn at their start.
    """

    def __init__(self, cache: Path) -> None:
        self._children = Limited(
            "agents.reading.child",
            size=AT_ONCE,
            cpu_seconds=CPU_SECONDS,
            wall_seconds=WALL_SECONDS,
            memory=MEMORY,
            told=(str(cache),),
        )
        self._drawing = Limited(
            "agents.reading.drawing",
            size=1,
            cpu_seconds=DRAW_CPU_SECONDS,
            wall_seconds=DRAW_WALL_SECONDS,
            memory=DRAW_MEMORY,
        )

    async def open(self, content: bytes, servers: Collection[str]) -> Mail:
        """A raw mail, parsed.

        Raises:
            CutOffError: it takes more than a mail should.
        """
        asked = Request(what=Opening(content=content, servers=tuple(servers)))
        return Mail.model_validate_json(await self._children.ask(asked.model_dump_json().encode()))

    async def play(
        self,
        letter: Letter,
        orders: Sequence[KnownOrder],
        taught: tuple[tuple[str, str], ...] = (),
        accounts: frozenset[str] = frozenset(),
        sold: tuple[KnownOrder, ...] = (),
    ) -> Played:
        """What the playbook makes of a letter.

        Args:
            letter: the letter.
            orders: what Odoo has.
            taught: texts of which people said the kind, each after its kind.
            accounts: the numbers on file of whoever writes, and our own.
            sold: the customers' orders that it names, where something of them goes back.

        Raises:
            CutOffError: it takes more than a letter should.
        """
        mail = letter.mail.model_copy(
            update={"attachments": tuple(one.model_copy(update={"content": b""}) for one in letter.mail.attachments)}
        )
        what = Playing(
            letter=replace(letter, mail=mail), orders=tuple(orders), taught=taught, accounts=accounts, sold=sold
        )
        asked = Request(what=what)
        return Played.model_validate_json(await self._children.ask(asked.model_dump_json().encode()))

    async def bill(self, file: Attachment) -> ReadBill:
        """The carrier's bill that a file may be.

        Raises:
            CutOffError: it takes more than a bill should.
        """
        asked = Request(what=Billing(content=file.content, name=file.name, media_type=file.media_type))
        return ReadBill.model_validate_json(await self._children.ask(asked.model_dump_json().encode()))

    async def draw(self, content: bytes, page: int) -> DrawnPage:
        """A page of a PDF, counted from 1, as a picture with its words.

        Raises:
            CutOffError: it takes more than a page should.
        """
        asked = Drawing(content=content, page=page)
        return DrawnPage.model_validate_json(await self._drawing.ask(asked.model_dump_json().encode()))

    async def close(self) -> None:
        """End the children."""
        await self._children.close()
        await self._drawing.close()
