"""The form that corrects what was read: a claim's editable fields in, fields out; the filled form in, a claim out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from api.pages.forms import FormField, entered, field_of
from cases.claims import Claim
from cases.store.records import Correction, StoredClaim


@dataclass(frozen=True)
class CorrectForm:
    """What a person may put right about one claim."""

    id: str
    label: str
    quote: str | None
    fields: tuple[FormField, ...]


def correct_form(stored: StoredClaim) -> CorrectForm:
    """The form for a claim as it stands."""
    claim = stored.claim
    return CorrectForm(
        id=stored.id,
        label=claim.label(),
        quote=claim.span.quote if claim.span else None,
        fields=tuple(_field(claim, name) for name in claim.editable),
    )


def correction_of(form: Mapping[str, str], known: Mapping[str, StoredClaim]) -> Correction:
    """The correction that a form says.

    Raises:
        ValueError: it names no claim of this case, or a value cannot be read.
    """
    stored = known.get(form.get("claim_id", ""))
    if stored is None or not stored.claim.editable:
        raise ValueError("That is not something that was read in this case.")
    if form.get("not_so", "").strip():
        return Correction(claim_id=stored.id)
    claim = stored.claim
    fields = {name: type(claim).model_fields[name] for name in claim.editable if name in form}
    changed = {name: entered(form[name], info) for name, info in fields.items()}
    try:
        return Correction(claim_id=stored.id, claim=claim.with_correction(changed))
    except ValidationError as error:
        problems = ((_label(claim, item["loc"]), _plain(item)) for item in error.errors())
        raise ValueError("; ".join(f"{field}: {problem}" for field, problem in problems)) from None


def _field(claim: Claim, name: str) -> FormField:
    return field_of(name, name, type(claim).model_fields[name], getattr(claim, name))


def _plain(error: ErrorDetails) -> str:
    sort = "number" if error["type"].startswith("decimal_") else "day" if error["type"].startswith("date_") else None
    return f"{error['input']} is not a {sort}" if sort and error["type"].endswith("parsing") else error["msg"]


def _label(claim: Claim, place: tuple[int | str, ...]) -> str:
    name = str(place[0]) if place else ""
    info = type(claim).model_fields.get(name)
    return (info.title if info else None) or name.replace("_", " ").capitalize()
