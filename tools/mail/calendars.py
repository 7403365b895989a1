"""A calendar entry's text in, plain lines out: what it is about, when it begins and ends, what it says. Pure.

Only what tells of an appointment is taken (RFC 5545): a delivery slot, a meeting. Times stay in the zone they are given
in, which is named where it is UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

MAX_EVENTS = 20
MAX_VALUE = 2_000
PROPERTY = re.compile(
    r"(?P<name>[A-Z-]{2,40})(?:;[^:\"]{0,400}(?:\"[^\"]{0,400}\"[^:\"]{0,400}){0,8})?:(?P<value>.*)", re.DOTALL
)
MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{0,2}(Z?))?")
ESCAPED = re.compile(r"\\([nN,;\\])")
WORDS = {
    "SUMMARY": "",
    "DTSTART": "Begins: ",
    "DTEND": "Ends: ",
    "LOCATION": "Place: ",
    "STATUS": "Status: ",
    "DESCRIPTION": "",
}


# The day of what is called off is the one that does not hold any more.
CANCELLED = "This appointment is cancelled."
OF_CANCELLED = {**WORDS, "DTSTART": "It was planned for "}


def calendar_text(source: str) -> str:
    """What an entry says, one thing a line; empty where it holds no event that says what and when.

    Args:
        source: the entry as it came, lines folded or not.
    """
    events: list[dict[str, str]] = []
    here: dict[str, str] | None = None
    cancelled = False
    for name, value in _properties(source):
        if name == "BEGIN":
            # An alarm inside an event has a description of its own.
            here = {} if value.upper() == "VEVENT" else here if value.upper() == "VCALENDAR" else None
            if here is not None and value.upper() == "VEVENT" and len(events) < MAX_EVENTS:
                events.append(here)
        elif name == "METHOD":
            cancelled = value.upper() == "CANCEL"
        elif here is not None and name in WORDS:
            here.setdefault(name, value)
    told = [event for event in events if "SUMMARY" in event and "DTSTART" in event]
    return "\n\n".join(
        f"{CANCELLED}\n{_told({**event, 'DTEND': ''}, OF_CANCELLED)}"
        if cancelled or event.get("STATUS", "").upper() == "CANCELLED"
        else _told(event, WORDS)
        for event in told
    )


def _properties(source: str) -> Iterator[tuple[str, str]]:
    for line in re.sub(r"\r?\n[ \t]", "", source).splitlines():
        found = PROPERTY.match(line[: MAX_VALUE + 500])
        if found:
            yield found["name"], found["value"].strip()[:MAX_VALUE]


def _told(event: Mapping[str, str], words: Mapping[str, str]) -> str:
    return "\n".join(f"{said}{_value(event[name])}" for name, said in words.items() if event.get(name))


def _value(value: str) -> str:
    moment = MOMENT.fullmatch(value)
    if moment is None:
        return ESCAPED.sub(lambda one: "\n" if one[1] in "nN" else one[1], value)
    year, month, day, hour, minute, utc = moment.groups()
    clock = f" {hour}:{minute}" if hour else ""
    return f"{year}-{month}-{day}{clock}{' UTC' if utc else ''}"
