"""Starts the child, feeds it, waits no longer than a wall clock allows, and believes nothing but a clean end."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

CHILD = Path(__file__).with_name("child.py")
WALL_SECONDS = 20.0


class DocumentRefusedError(Exception):
    """The document cannot be read: it is broken, protected, or too much. The message completes 'it was refused: …'."""


class PdfText(BaseModel):
    """The text of a PDF.

    Attributes:
        pages: the text of each page that was read, in order; empty for a page that is only an image.
        total: how many pages the document has.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    pages: tuple[str, ...]
    total: int

    @property
    def has_text(self) -> bool:
        """Whether any page holds text; a scan holds none."""
        return any(page.strip() for page in self.pages)


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    refused: str | None = None
    pages: tuple[str, ...] = ()
    total: int = 0


async def read_pdf(content: bytes, *, wall_seconds: float = WALL_SECONDS) -> PdfText:
    """The text of a PDF, page by page.

    Raises:
        DocumentRefusedError: it is no PDF, broken, protected by a password, a bomb, or takes too long.
    """
    if b"%PDF-" not in content[:1024]:
        raise DocumentRefusedError("it is not a PDF")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-P",
        str(CHILD),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(content), wall_seconds)
    except TimeoutError:
        raise DocumentRefusedError("it takes too long to read") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        # Killed by a limit or crashed: the same answer, whatever the reason.
        raise DocumentRefusedError("it takes more memory or time than a letter should")
    return _believed(output)


def _believed(output: bytes) -> PdfText:
    try:
        answer = _Answer.model_validate_json(output)
    except ValidationError:
        raise DocumentRefusedError("its text could not be taken out") from None
    if answer.refused is not None:
        raise DocumentRefusedError(answer.refused)
    # PostgreSQL and pages take no zero bytes.
    pages = tuple(page.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n") for page in answer.pages)
    return PdfText(pages=pages, total=answer.total)
