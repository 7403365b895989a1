"""The child: a PDF on standard input, JSON on standard output. Run as a file by `tools.documents.reading`.

Limits are set after the imports and before the first byte is read. macOS ignores the limit on memory.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import LimitReachedError, PyPdfError

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 10
MAX_PAGES = 60
MAX_CHARACTERS = 400_000


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
        pages.append(page.extract_text().encode("utf-8", "replace").decode("utf-8"))
        if sum(map(len, pages)) > MAX_CHARACTERS:
            return {"refused": "it holds more text than a letter could"}
    return {"pages": pages, "total": total}


def main() -> int:
    """Read, answer, say with the exit status whether it went well."""
    logging.disable(logging.CRITICAL)
    limit()
    try:
        answer = read(sys.stdin.buffer.read())
    except (MemoryError, LimitReachedError):
        answer = {"refused": "it unpacks to more than a letter could hold"}
    except RecursionError:
        answer = {"refused": "it is nested too deeply"}
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, OSError) as error:
        answer = {"refused": f"it is damaged ({type(error).__name__})"}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
