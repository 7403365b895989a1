"""Odoo's values in Python's: `False` for empty, naive UTC text, floats and `[id, name]` pairs become typed values.

The annotated types are for the read models; the functions for whoever handles raw rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator

MOMENT_FORMAT = "%Y-%m-%d %H:%M:%S"

# Odoo computes quantities in binary floats; beyond six places there is only noise.
PLACES = Decimal("0.000001")


class Ref(NamedTuple):
    """A record that another one points to: its id and the name Odoo shows for it."""

    id: int
    name: str


def empty_is_none(value: object) -> object:
    """`False` (Odoo's empty) to None. Not for booleans."""
    return None if value is False or value == "" else value


def moment(value: object) -> datetime | None:
    """Odoo's naive UTC text to an aware moment.

    Raises:
        ValueError: the value is neither text of that form, nor a moment, nor empty.
    """
    if value is None or value is False or value == "":
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, str):
        try:
            parsed = datetime.fromisoformat(value)
        except ValueError:
            raise ValueError(f"not a moment: {value!r}") from None
        return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    raise ValueError(f"not a moment: {value!r}")


def odoo_moment(value: datetime) -> str:
    """An aware moment as Odoo wants it: naive UTC, without `T` or zone.

    Raises:
        ValueError: the moment has no zone.
    """
    if value.tzinfo is None:
        raise ValueError("a moment for Odoo needs a zone")
    return value.astimezone(UTC).strftime(MOMENT_FORMAT)


def day(value: object) -> date | None:
    """Odoo's date text to a day."""
    if value is None or value is False or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return date.fromisoformat(str(value)[:10])


def ref(value: object) -> Ref | None:
    """A many2one as it comes on either wire and from nested reads: `[id, name]`, `{"id", "display_name"}`, or empty.

    Raises:
        ValueError: the value is none of these.
    """
    if value is None or value is False:
        return None
    if isinstance(value, Mapping):
        return Ref(int(value["id"]), str(value.get("display_name") or ""))
    if isinstance(value, list | tuple) and len(value) == 2:
        return Ref(int(value[0]), str(value[1] or ""))
    if isinstance(value, int):
        return Ref(value, "")
    raise ValueError(f"not a reference: {value!r}")


def ref_id(value: object) -> int | None:
    """The id of a many2one, however it comes; none: it is empty."""
    found = ref(value)
    return found.id if found else None


def number(value: object) -> Decimal:
    """A float as a decimal without binary noise; empty is zero."""
    if value is None or value is False:
        return Decimal(0)
    found = Decimal(str(value))
    if not found.is_finite():
        raise ValueError(f"not a number: {value!r}")
    plain = found.quantize(PLACES).normalize() if found != found.to_integral_value() else found.to_integral_value()
    return plain + 0  # -0 to 0


def less(price: Decimal, percent: Decimal) -> Decimal:
    """A price with a discount taken off, as finely as Odoo's floats are read."""
    return number(price * (1 - percent / 100))


def ids(value: object) -> tuple[int, ...]:
    """An x2many: a list of ids, or of records that carry one."""
    if not value:
        return ()
    items: Iterable[Any] = value if isinstance(value, list | tuple) else ()
    return tuple(int(item["id"]) if isinstance(item, Mapping) else int(item) for item in items)


Text = Annotated[str | None, BeforeValidator(empty_is_none)]
Words = Annotated[str, BeforeValidator(lambda value: value or "")]
MomentValue = Annotated[datetime | None, BeforeValidator(moment)]
DayValue = Annotated[date | None, BeforeValidator(day)]
Pointer = Annotated[Ref | None, BeforeValidator(ref)]
Number = Annotated[Decimal, BeforeValidator(number)]
Ids = Annotated[tuple[int, ...], BeforeValidator(ids)]
