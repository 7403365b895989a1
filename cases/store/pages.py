"""Pages of long lists: a cursor holds the sort key of the last line shown, so nothing is skipped when lists grow."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from cases.store.records import Page

T = TypeVar("T")


class CursorError(ValueError):
    """The cursor is none of ours; begin at the first page."""


def page_of(rows: Sequence[T], limit: int, key: Callable[[T], tuple[Any, ...]]) -> Page[T]:
    """One page of rows that were asked for with one more than `limit`."""
    shown = tuple(rows[:limit])
    return Page(items=shown, next_cursor=cursor_of(key(shown[-1])) if len(rows) > limit and shown else None)


def cursor_of(key: tuple[Any, ...]) -> str:
    """A cursor after the row with that sort key."""
    plain = [part.isoformat() if isinstance(part, datetime) else part for part in key]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def key_of(cursor: str, *types: type[Any]) -> tuple[Any, ...]:
    """The sort key in a cursor: one value of each type.

    Raises:
        CursorError: it is none of ours.
    """
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(parts, list) or len(parts) != len(types):
            raise CursorError("The cursor is none of ours; begin at the first page.")
        return tuple(_value(part, wanted) for part, wanted in zip(parts, types, strict=True))
    except (ValueError, TypeError) as error:
        raise CursorError("The cursor is none of ours; begin at the first page.") from error


def _value(part: Any, wanted: type[Any]) -> Any:
    try:
        value = datetime.fromisoformat(part) if wanted is datetime else part
    except ValueError as error:
        raise CursorError("The cursor is none of ours; begin at the first page.") from error
    if not isinstance(value, wanted):
        raise CursorError("The cursor is none of ours; begin at the first page.")
    return value
