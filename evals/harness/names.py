"""What a scenario's words stand for: days relative to today, and records by their keys. Pure.

`today+5wd` alone is that day. Within text `{bolts}` is the number or name of a record, `{bolts.code}` a field of it,
`{today+5wd}` a day as `2026-12-04`, `{today+5wd:de}` in a language's long form, `{today+5wd:%d.%m.}` as one likes,
`{today+5wd:week}` the number of its week.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.utils import parseaddr
from typing import Any, NamedTuple

from cases.letters import day_in
from evals.harness.given import DAY_PATTERN
from evals.harness.scenario import ScenarioError
from sandbox.calendar import workday, working_today
from sandbox.deliveries import carriers
from sandbox.story import partner_of, seed_file

_DAY = re.compile(DAY_PATTERN)
_PARTS = re.compile(r"(today|[a-z]+day)(?:([+-])(\d+)(wd|d|w))?")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_HOLE = re.compile(r"\{([a-z][\w+.-]*)(?::([^{}]+))?\}")
_LANGUAGE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True)
class NamedRecord:
    """A record of Odoo under its key.

    Attributes:
        label: its number or name.
        more: further fields by name.
    """

    model: str
    id: int
    label: str
    more: Mapping[str, str] = field(default_factory=dict)


class Correspondent(NamedTuple):
    """Somebody outside; the address is empty where nobody knows one."""

    name: str
    email: str


@dataclass(frozen=True)
class Names:
    """Everything that the words of one trial may stand for."""

    today: date
    records: Mapping[str, NamedRecord]

    def day(self, text: str) -> date:
        """A day relative to today; working days leave weekends out, a weekday is one of that many weeks from now.

        Raises:
            ScenarioError: it says no day.
        """
        parts = _PARTS.fullmatch(text) if _DAY.fullmatch(text) else None
        if parts is None:
            raise ScenarioError(f"{text!r} is no day; write today, today+5wd, today-2d or friday+1w")
        name, sign, number, unit = parts.groups()
        count = int(number or 0) * (-1 if sign == "-" else 1)
        now = working_today(self.today)
        if name != "today":
            return now + timedelta(days=_WEEKDAYS.index(name) - now.weekday() + 7 * count)
        if unit in {"d", "w"}:
            return now + timedelta(days=count * (7 if unit == "w" else 1))
        return workday(self.today, count)

    def text(self, text: str) -> str:
        """The text with every hole filled.

        Raises:
            ScenarioError: a hole names nothing that there is.
        """
        return _HOLE.sub(lambda found: self._hole(found[1], found[2]), text)

    def record(self, key: str) -> NamedRecord:
        """The record of a key.

        Raises:
            ScenarioError: there is none.
        """
        if key not in self.records:
            raise ScenarioError(f"nothing here is called {key!r}")
        return self.records[key]

    def who(self, text: str) -> Correspondent:
        """Who writes or is written to: a partner's key, a carrier's name, a full name or an address."""
        known = self.records.get(text)
        if known is not None and known.model == "res.partner":
            return Correspondent(known.label, known.more.get("email", ""))
        for kind in ("suppliers", "customers"):
            if text in seed_file("partners")[kind]:
                found = partner_of(kind, text)
                return Correspondent(found.name, found.email)
        carrier = next((one for one in carriers() if one.name == text), None)
        if carrier is not None:
            return Correspondent(carrier.name, carrier.email)
        name, address = parseaddr(text)
        return Correspondent(name or text, address if "@" in address else "")

    def value(self, value: Any) -> Any:
        """The value as it must be: days as ISO dates, holes filled, all the way down."""
        if isinstance(value, str):
            return self.day(value).isoformat() if _DAY.fullmatch(value) else self.text(value)
        if isinstance(value, list):
            return [self.value(one) for one in value]
        if isinstance(value, Mapping):
            return {name: self.value(one) for name, one in value.items()}
        return value

    def _hole(self, name: str, how: str | None) -> str:
        if _DAY.fullmatch(name):
            return _worded(self.day(name), how)
        key, _, attribute = name.rpartition(".") if name not in self.records else (name, "", "")
        if key == "":
            key, attribute = attribute, ""
        found = self.record(key)
        if not attribute:
            return found.label
        if attribute not in found.more:
            known = ", ".join(sorted(found.more)) or "no fields"
            raise ScenarioError(f"{key} has no {attribute!r}; it has {known}")
        return found.more[attribute]


def _worded(day: date, how: str | None) -> str:
    if how is None:
        return day.isoformat()
    if how == "week":
        return str(day.isocalendar().week)
    return day_in(how, day) if _LANGUAGE.fullmatch(how) else day.strftime(how)
