"""The edit form of an action: its typed arguments in, fields out; the filled form in, arguments out.

Only what the action calls editable gets a field. Days and numbers of a list's entries get one each; names and ids
inside an entry stay as they are, and an entry may be left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cases.actions import ACTIONS, Arguments, parse
from cases.actions.base import ActionName

Input = Literal["date", "number", "text", "area", "choice"]
LONG = frozenset({"wording", "note", "instructions", "text"})
PREFIX = "edit."
KEEP = "keep"


@dataclass(frozen=True)
class FormField:
    """One field of the form; `name` is the form's name for it.

    Attributes:
        hint: what it means where it is left empty.
        choices: what may be chosen, each with its words.
        found: what stands in the message and may be taken instead, each with its words.
        missing: it was not found in the message, or not as one.
    """

    name: str
    label: str
    input: Input
    value: str
    needed: bool
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    found: tuple[tuple[str, str], ...] = ()
    missing: bool = False


@dataclass(frozen=True)
class Entry:
    """One entry of a list: what it is about, and its fields. `keep` names the box that keeps it in."""

    label: str
    keep: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True)
class EditForm:
    """What a person may change about an action."""

    fields: tuple[FormField, ...]
    entries: tuple[Entry, ...]


def edit_form(name: ActionName, args: Mapping[str, Any], follows: Iterable[str] = ()) -> EditForm:
    """The form for an action as it stands.

    Args:
        name: which action.
        args: its arguments.
        follows: arguments that are another action's; they are changed there.
    """
    action = ACTIONS[name]
    now = parse(name, args)
    fields: list[FormField] = []
    entries: list[Entry] = []
    for field_name in (field for field in _editable(action) if field not in set(follows)):
        info = action.model_fields[field_name]
        value = getattr(now, field_name)
        if isinstance(value, tuple) and all(isinstance(item, BaseModel) for item in value):
            entries += [_entry(f"{PREFIX}{field_name}.{index}", item) for index, item in enumerate(value)]
        else:
            fields.append(field_of(f"{PREFIX}{field_name}", field_name, info, value))
    return EditForm(tuple(fields), tuple(entries))


def edited_args(
    name: ActionName, args: Mapping[str, Any], form: Mapping[str, str], follows: Iterable[str] = ()
) -> dict[str, Any]:
    """The arguments with what the form says; what it does not name stays. Not validated here: `parse` does that."""
    action = ACTIONS[name]
    now = parse(name, args)
    result: dict[str, Any] = now.model_dump(mode="json")
    for field_name in (field for field in _editable(action) if field not in set(follows)):
        value = getattr(now, field_name)
        if isinstance(value, tuple) and all(isinstance(item, BaseModel) for item in value):
            result[field_name] = _edited_entries(f"{PREFIX}{field_name}", value, form)
        elif f"{PREFIX}{field_name}" in form:
            result[field_name] = entered(form[f"{PREFIX}{field_name}"], action.model_fields[field_name])
    return result


def _editable(action: type[Arguments[Any]]) -> list[str]:
    return [name for name in action.model_fields if name in action.editable]


def _edited_entries(name: str, items: Sequence[BaseModel], form: Mapping[str, str]) -> list[dict[str, Any]]:
    kept = []
    for index, item in enumerate(items):
        if f"{name}.{index}.{KEEP}" not in form:
            continue
        values = item.model_dump(mode="json")
        for field in _entry(f"{name}.{index}", item).fields:
            if field.name in form:
                name_in_entry = field.name.rpartition(".")[2]
                values[name_in_entry] = entered(form[field.name], type(item).model_fields[name_in_entry])
        kept.append(values)
    return kept


def entered(text: str, info: FieldInfo) -> str | None:
    """What was entered in a field; an empty one that may be absent is absent."""
    # Browsers send line ends as CRLF; the same words must have the same digest.
    given = text.replace("\r\n", "\n").strip()
    return None if not given and NoneType in get_args(info.annotation) else given


def _entry(name: str, item: BaseModel) -> Entry:
    fields = tuple(
        field_of(f"{name}.{field}", field, info, getattr(item, field))
        for field, info in type(item).model_fields.items()
        if _input(field, info) in {"date", "number"}
    )
    label = next((value for value in item.model_dump().values() if isinstance(value, str)), name)
    return Entry(label, f"{name}.{KEEP}", fields)


def field_of(name: str, field: str, info: FieldInfo, value: object) -> FormField:
    """The field of a form for one field of a model, as it stands."""
    shown = "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
    return FormField(
        name,
        info.title or field.replace("_", " ").capitalize(),
        _input(field, info),
        shown,
        needed=info.is_required(),
        hint=info.description or "",
        choices=tuple((choice, choice.replace("_", " ").capitalize()) for choice in _choices(info.annotation)),
    )


def _choices(annotation: Any) -> tuple[str, ...]:
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return tuple(one.value for one in annotation)
    if get_origin(annotation) is Literal:
        return tuple(str(one) for one in get_args(annotation))
    return tuple(choice for part in get_args(annotation) for choice in _choices(part))


def _input(field: str, info: FieldInfo) -> Input:
    if _choices(info.annotation):
        return "choice"
    kinds = _types(info.annotation)
    if date in kinds:
        return "date"
    if Decimal in kinds:
        return "number"
    return "area" if field in LONG else "text"


def _types(annotation: Any) -> set[Any]:
    found: set[Any] = set()
    for part in get_args(annotation) or (annotation,):
        if part is not NoneType:
            found |= _types(part) if get_args(part) else {part}
    return found
