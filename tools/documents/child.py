"""The child: a PDF on standard input, JSON on standard output. Run as a file by `tools.documents.reading`.

Limits are set after the imports and before the first byte is read. macOS ignores the limit on memory.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
from io import BytesIO

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 10
MAX_PAGES = 60
MAX_CHARACTERS = 400_000
MAX_REMARKS = 500
MAX_REMARK = 2_000
# Remarks people put on a page; links and drawn lines say nothing.
REMARKS = frozenset({"/Text", "/FreeText", "/Stamp", "/Highlight", "/StrikeOut"})


def limit() -> None:
    """No more memory, time, files or cores than a letter needs."""
    for what, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 16),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (ceiling, ceiling))


def read(content: bytes) -> dict[str, object]:
    """The text of each page, or why it is refused."""
    reader = PdfReader(BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        return {"refused": "it is protected by a password"}
    pages: list[str] = []
    total = len(reader.pages)
    for page in reader.pages[:MAX_PAGES]:
        # Taking the text out forgives what unpacking refuses: unpack first, so that a bomb is called one.
        if (contents := page.get_contents()) is not None:
            contents.get_data()
        # Half characters, which JSON cannot carry, become question marks.
        text = "\n".join([_by_place(page), *_filled_in(page)])
        pages.append(text.encode("utf-8", "replace").decode("utf-8"))
        if sum(map(len, pages)) > MAX_CHARACTERS:
            return {"refused": "it holds more text than a letter could"}
    return {"pages": pages, "total": total}


def _by_place(page: PageObject) -> str:
    """A page's text line by line as it lies there: programs draw tables by columns, or from below.

    Where text is turned or lies on itself, so that placing it loses letters, it comes in the order it was drawn.
    """
    drawn = page.extract_text()
    try:
        placed = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, ArithmeticError, AssertionError):
        return drawn
    lines = [line.rstrip() for line in placed.split("\n")]
    indent = min((len(line) - len(line.lstrip()) for line in lines if line), default=0)
    placed = "\n".join(line[indent:] for line in lines)
    return placed if len("".join(placed.split())) >= len("".join(drawn.split())) else drawn


def _filled_in(page: PageObject) -> list[str]:
    """What was filled into fields of a page, and the remarks put on it: no part of its drawn text."""
    found: list[str] = []
    for one in (page.annotations or [])[:MAX_REMARKS]:
        note = one.get_object()
        parent = note.get("/Parent")
        field = parent.get_object() if parent is not None else {}
        if note.get("/Subtype") == "/Widget":
            name, value = note.get("/T", field.get("/T", "")), note.get("/V", field.get("/V"))
            found += [f"{name}: {value}"[:MAX_REMARK]] if isinstance(value, str) and value.strip("/ ") else []
        elif note.get("/Subtype") in REMARKS and str(note.get("/Contents", "")).strip():
            found.append(str(note["/Contents"])[:MAX_REMARK])
    return found


def main() -> int:
    """Read, answer, say with the exit status whether it went well."""
    logging.disable(logging.CRITICAL)
    limit()
    try:
        answer = read(sys.stdin.buffer.read())
    except (MemoryError, LimitReachedError):
        answer = {"refused": "it unpacks to more than a letter could hold"}
    except DependencyError:
        answer = {"refused": "it is encrypted in a way that is not read here"}
    except RecursionError:
        answer = {"refused": "it is nested too deeply"}
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, OSError) as error:
        answer = {"refused": f"it is damaged ({type(error).__name__})"}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
