"""The form that corrects what was read: a claim's editable fields in, fields out; the filled form in, a claim out.

Beside a field stands what the message says that it can hold. Of a kind that a person said, whose own claim the message
leaves open, the form is that claim's, as far as it is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from api.pages.forms import FormField, entered, field_of
from cases.claims import Claim, FoundValue, Ground
from cases.claims.base import day_words, distinct
from cases.kind import Kind
from cases.store.records import Correction, StoredClaim
from cases.turning import entered_as

FOUND = ".found"


@dataclass(frozen=True)
class CorrectForm:
    """What a person may put right about one claim.

    Attributes:
        new: nothing was read yet that it corrects: it enters what is missing.
    """

    id: str
    label: str
    quote: str | None
    fields: tuple[FormField, ...]
    new: bool = False


def correct_forms(standing: Sequence[StoredClaim], values: Mapping[str, Sequence[FoundValue]]) -> list[CorrectForm]:
    """The forms of the claims that stand.

    Args:
        standing: those claims.
        values: what was found in each report, by its id.
    """
    return [_form(stored, values.get(stored.report_id or "", ())) for stored in standing if stored.claim.editable]


def missing_form(
    kind: Kind, standing: Sequence[StoredClaim], values: Mapping[str, Sequence[FoundValue]]
) -> CorrectForm | None:
    """The form of the kind's own claim, where only a sentence stands for the message and a person may enter one."""
    read = entered_as(kind)
    stored = next((one for one in standing if one.claim.stands_for_report), None)
    if read is None or stored is None or any(isinstance(one.claim, read) for one in standing):
        return None
    found = values.get(stored.report_id or "", ())
    return CorrectForm(
        id=stored.id,
        label=stored.claim.label(),
        quote=stored.claim.span.quote if stored.claim.span else None,
        fields=tuple(_missing(read, name, found) for name in read.editable),
        new=True,
    )


def correction_of(form: Mapping[str, str], known: Mapping[str, StoredClaim], kind: Kind) -> Correction:
    """The correction that a form says about a claim of a case of that kind.

    Raises:
        ValueError: it names no claim of this case, or a value cannot be read.
    """
    stored = known.get(form.get("claim_id", ""))
    read = entered_as(kind)
    if stored is None or not (stored.claim.editable or (stored.claim.stands_for_report and read)):
        raise ValueError("That is not something that was read in this case.")
    if form.get("not_so", "").strip():
        return Correction(claim_id=stored.id)
    claim = stored.claim
    type_ = type(claim) if claim.editable or read is None else read
    changed = {name: value for name in type_.editable for value in _entered(type_, name, form)}
    try:
        if isinstance(claim, type_):
            return Correction(claim_id=stored.id, claim=claim.with_correction(changed))
        if not any(changed.values()):
            raise ValueError("Enter at least one of the fields.")
        new = type_.model_validate({**changed, "span": claim.span}).with_correction(changed)
        return Correction(claim_id=stored.id, claim=new)
    except ValidationError as error:
        problems = ((_label(type_, item["loc"]), _plain(item)) for item in error.errors())
        raise ValueError("; ".join(f"{field}: {problem}" for field, problem in problems)) from None


def _entered(type_: type[Claim], name: str, form: Mapping[str, str]) -> Iterable[str | None]:
    """What the form says of a field: what was chosen of the message, else what was entered."""
    chosen = form.get(f"{name}{FOUND}", "").strip()
    if chosen or name in form:
        yield entered(chosen or form[name], type_.model_fields[name])


def _form(stored: StoredClaim, found: Sequence[FoundValue]) -> CorrectForm:
    claim = stored.claim
    return CorrectForm(
        id=stored.id,
        label=claim.label(),
        quote=claim.span.quote if claim.span else None,
        fields=tuple(_field(type(claim), name, getattr(claim, name), found) for name in claim.editable),
    )


def _missing(read: type[Claim], name: str, found: Sequence[FoundValue]) -> FormField:
    """A field of a claim that nobody has read yet: filled where the message says one such thing."""
    info = read.model_fields[name]
    free = distinct(found, read.grounds[name]) if name in read.grounds else []
    value = free[0].value if len(free) == 1 else None if info.is_required() else info.default
    field = _field(read, name, value, found)
    return replace(field, missing=not field.value)


def _field(read: type[Claim], name: str, value: object, found: Sequence[FoundValue]) -> FormField:
    field = field_of(name, name, read.model_fields[name], value)
    here = {
        one.value: _words(one) for one in found if one.ground is read.grounds.get(name) and one.value != field.value
    }
    return replace(field, found=tuple(here.items()))


def _words(one: FoundValue) -> str:
    """A value as people choose it: `Fri 4 Dec 2026, from “arrives Friday 4 December”`."""
    value = day_words(date.fromisoformat(one.value)) if one.ground is Ground.DAY else one.value
    quote = " ".join(one.span.quote.split())
    return f"{value}, from “{quote}”" if quote != value else value


def _plain(error: ErrorDetails) -> str:
    sort = "number" if error["type"].startswith("decimal_") else "day" if error["type"].startswith("date_") else None
    return f"{error['input']} is not a {sort}" if sort and error["type"].endswith("parsing") else error["msg"]


def _label(claim: type[Claim], place: tuple[int | str, ...]) -> str:
    name = str(place[0]) if place else ""
    info = claim.model_fields.get(name)
    return (info.title if info else None) or name.replace("_", " ").capitalize()
