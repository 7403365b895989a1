"""The form in which an endpoint answers: found out once, kept, and looked for again from the top after an hour. Pure.

Endpoints that call themselves compatible differ in this: one refuses a schema, another ignores a tool that was named.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

AGAIN = 3600.0
# What says that the question's form is not known; anything else says that nobody answers now, or to us.
_NOT_THE_FORM = frozenset({401, 403, 408, 409, 429})
_DROPPED = frozenset(
    {
        "default",
        "title",
        "description",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "format",
        "pattern",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
    }
)


class RequestForm(StrEnum):
    """How an answer is asked for, the surest first."""

    SCHEMA = "json_schema"
    TOOL = "tool"
    OBJECT = "json_object"
    WORDS = "words"


LADDER = tuple(RequestForm)


@dataclass
class FormLadder:
    """What is known of one endpoint.

    Attributes:
        clock: seconds that only grow.
        found: the form that it answered in; none: not found out yet.
    """

    clock: Callable[[], float]
    found: RequestForm | None = None
    _at: int = 0
    _since: float = field(default=0.0)

    def now(self) -> RequestForm:
        """The form to ask in."""
        if self._at and self.clock() - self._since >= AGAIN:
            self._at, self.found = 0, None
        return LADDER[self._at]

    def answered(self) -> None:
        """It answered in the form that was asked in last."""
        if self.found is None:
            self.found, self._since = LADDER[self._at], self.clock()

    def not_in(self, form: RequestForm) -> bool:
        """It does not answer in that form; whether there is another to try.

        One that was answered in before is not given up for one bad answer: `refused` does that.
        """
        return self.found is None and self.refused(form)

    def refused(self, form: RequestForm) -> bool:
        """The endpoint refuses that form; whether there is another to try."""
        self.found = None
        if LADDER[self._at] is form and self._at + 1 < len(LADDER):
            self._at, self._since = self._at + 1, self.clock()
            return True
        return LADDER[self._at] is not form


def refuses_form(status: int) -> bool:
    """Whether an HTTP status says that the form of a question is not known."""
    return status == 500 or (400 <= status < 500 and status not in _NOT_THE_FORM)


def strict(schema: Any) -> Any:
    """A JSON schema in the dialect that schema-bound endpoints take: all fields required, none other, no bounds."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {
        name: {key: strict(one) for key, one in value.items()} if name in {"properties", "$defs"} else strict(value)
        for name, value in schema.items()
        if name not in _DROPPED
    }
    if "properties" in made:
        made |= {"required": list(made["properties"]), "additionalProperties": False}
    return made


def unwrapped(said: Any) -> Any:
    """An answer without the call that some models write around it: `{"name": "answer", "arguments": {…}}`."""
    if isinstance(said, dict) and "arguments" in said and set(said) <= {"name", "arguments", "type", "id"}:
        return said["arguments"]
    return said
