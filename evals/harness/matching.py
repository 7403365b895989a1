"""Whether a value is what was expected. Pure.

A plain value must be equal: numbers by value (`30` is `30.0000`), days by day. A list must hold exactly these entries
in any order, an object at least these fields. An object of matchers alone asks for something looser:

`contains`, `lacks`, `matches` (text); `at_least`, `at_most` (numbers and days); `any_of`; `not`; `present` (or absent);
`includes` (a list that may hold more).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}")


def mismatch(wanted: Any, found: Any, at: str = "") -> str | None:
    """What is wrong, in a few words that begin with the field's path; None: nothing."""
    if isinstance(wanted, Mapping):
        if wanted and set(wanted) <= set(_MATCHERS):
            return next((why for name, one in wanted.items() if (why := _MATCHERS[name](one, found, at))), None)
        return _object(wanted, found, at)
    if isinstance(wanted, list):
        return _list(wanted, found, at, exact=True)
    return None if _equal(wanted, found) else _said(at, f"is {_shown(found)}, not {_shown(wanted)}")


def fits(wanted: Any, found: Any) -> bool:
    """Whether nothing is wrong."""
    return mismatch(wanted, found) is None


def pair_up(wanted: Sequence[Any], found: Sequence[Any], fit: Callable[[Any, Any], bool]) -> dict[int, int]:
    """As many pairs of wanted and found as there can be, each found used once: `{place wanted: place found}`."""
    taken: dict[int, int] = {}

    def place(want: int, tried: set[int]) -> bool:
        for at, one in enumerate(found):
            if at in tried or not fit(wanted[want], one):
                continue
            tried.add(at)
            if at not in taken or place(taken[at], tried):
                taken[at] = want
                return True
        return False

    for want in range(len(wanted)):
        place(want, set())
    return {want: at for at, want in taken.items()}


def _object(wanted: Mapping[str, Any], found: Any, at: str) -> str | None:
    if not isinstance(found, Mapping):
        return _said(at, f"is {_shown(found)}, no object")
    found_of = {name: found.get(name) for name in wanted}
    return next(
        (why for name, one in wanted.items() if (why := mismatch(one, found_of[name], f"{at}.{name}".lstrip(".")))),
        None,
    )


def _list(wanted: Sequence[Any], found: Any, at: str, *, exact: bool) -> str | None:
    if not isinstance(found, list | tuple):
        return _said(at, f"is {_shown(found)}, no list")
    if exact and len(found) != len(wanted):
        return _said(at, f"holds {len(found)} entries, not {len(wanted)}: {_shown(list(found))}")
    pairs = pair_up(wanted, found, fits)
    left = [one for place, one in enumerate(wanted) if place not in pairs]
    if not left:
        return None
    if len(wanted) == len(found) == 1:
        return mismatch(wanted[0], found[0], f"{at}[0]")
    return _said(at, f"has no {_shown(left[0])} among {_shown(list(found))}")


def _equal(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, bool) or isinstance(found, bool):
        # Odoo says False where there is no value.
        return wanted is found or (wanted is None and found is False)
    if wanted is None or found is None:
        return wanted is found
    if (one := _number(wanted)) is not None and (other := _number(found)) is not None:
        return one == other
    if isinstance(wanted, str) and _DAY.fullmatch(wanted) and isinstance(found, str):
        moment = _MOMENT.match(found)
        return found == wanted or (moment is not None and moment[1] == wanted)
    return bool(wanted == found)


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _ordered(wanted: Any, found: Any) -> tuple[Any, Any] | None:
    one, other = _number(wanted), _number(found)
    if one is not None and other is not None:
        return one, other
    if isinstance(wanted, str) and isinstance(found, str) and _DAY.match(wanted) and _DAY.match(found):
        return wanted[:10], found[:10]
    return None


def _at_least(wanted: Any, found: Any, at: str) -> str | None:
    pair = _ordered(wanted, found)
    good = pair is not None and pair[1] >= pair[0]
    return None if good else _said(at, f"is {_shown(found)}, not at least {_shown(wanted)}")


def _at_most(wanted: Any, found: Any, at: str) -> str | None:
    pair = _ordered(wanted, found)
    good = pair is not None and pair[1] <= pair[0]
    return None if good else _said(at, f"is {_shown(found)}, not at most {_shown(wanted)}")


def _contains(wanted: Any, found: Any, at: str) -> str | None:
    words = wanted if isinstance(wanted, list) else [wanted]
    text = "" if found is None else str(found)
    missing = next((word for word in words if str(word).casefold() not in text.casefold()), None)
    return None if missing is None else _said(at, f"does not say {_shown(missing)}: {_shown(found)}")


def _lacks(wanted: Any, found: Any, at: str) -> str | None:
    words = wanted if isinstance(wanted, list) else [wanted]
    text = "" if found is None else str(found)
    said = next((word for word in words if str(word).casefold() in text.casefold()), None)
    return None if said is None else _said(at, f"says {_shown(said)}: {_shown(found)}")


def _matches(wanted: Any, found: Any, at: str) -> str | None:
    good = isinstance(found, str) and re.search(str(wanted), found) is not None
    return None if good else _said(at, f"is {_shown(found)}, which does not match {wanted}")


def _any_of(wanted: Any, found: Any, at: str) -> str | None:
    return None if any(fits(one, found) for one in wanted) else _said(at, f"is {_shown(found)}, none of {wanted}")


def _not(wanted: Any, found: Any, at: str) -> str | None:
    return _said(at, f"is {_shown(found)}") if fits(wanted, found) else None


def _present(wanted: Any, found: Any, at: str) -> str | None:
    there = found is not None and found is not False and found not in ("", [], {})
    return None if there is bool(wanted) else _said(at, "is absent" if wanted else f"is {_shown(found)}")


def _includes(wanted: Any, found: Any, at: str) -> str | None:
    return _list(wanted if isinstance(wanted, list) else [wanted], found, at, exact=False)


_MATCHERS: Mapping[str, Callable[[Any, Any, str], str | None]] = {
    "contains": _contains,
    "lacks": _lacks,
    "matches": _matches,
    "at_least": _at_least,
    "at_most": _at_most,
    "any_of": _any_of,
    "not": _not,
    "present": _present,
    "includes": _includes,
}


def _said(at: str, what: str) -> str:
    return f"{at or 'it'} {what}"


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else str(value)
    return f"“{text[:120]}…”" if len(text) > 120 else f"“{text}”" if isinstance(value, str) else text
