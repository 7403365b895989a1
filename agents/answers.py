"""The forms in which the model answers, and what of an answer is believed. Pure; used by `agents.model` alone.

Whatever a model writes is a stranger's text: quotes must stand in the source, ids must exist, words carry no facts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from cases.actions import ArgumentsError, parse
from cases.actions.message import Message
from cases.claims import (
    Precision,
)
from cases.kind import Kind
from cases.models import ActionDraft, Opinion, ProposalDraft

MODEL_SURE = 0.9
MAX_QUOTE = 400
MAX_ENTRIES = 20
MAX_WORDING = 1500
# Facts of a letter that other words may go without.
_MAY_BE_LEFT_OUT = frozenset({"partner", "products", "old_date"})
LINK = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+", re.IGNORECASE)
FORBIDDEN_IN_WORDING = re.compile(
    r"\d|https?:|www\.|@|[<>€$£%]|\[|\]|\.(?:com|net|org|example|de|fr|nl|be)\b", re.IGNORECASE
)


V = TypeVar("V")


def _or_nothing(value: object, read: ValidatorFunctionWrapHandler) -> object:
    try:
        return read(value)
    except ValidationError:
        return None


# One value that cannot be read is left out; the rest of the answer may still be worth something.
Lenient = Annotated[V | None, WrapValidator(_or_nothing)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Quoted(_Form):
    """Where something is said."""

    part: str
    quote: str = Field(min_length=2)


class ReadDelay(Quoted):
    """A delay as the model reads it."""

    order_text: str | None = None
    product_text: str | None = None
    quantity: Lenient[Decimal] = None
    on_time_quantity: Lenient[Decimal] = None
    new_date: Lenient[date] = None
    precision: Precision = Precision.DAY
    date_means: Literal["arrival", "departure"] = "arrival"
    reason: str | None = None


class ReadSensitive(Quoted):
    """A sensitive request."""

    about: Literal["bank", "address", "identity", "release"]


class ReadMention(Quoted):
    """Something of another kind."""

    kind: Kind


class ReportAnswer(_Form):
    """What a message claims."""

    delays: list[ReadDelay] = Field(default_factory=list, max_length=MAX_ENTRIES)
    sensitive: list[ReadSensitive] = Field(default_factory=list, max_length=MAX_ENTRIES)
    instructions: list[Quoted] = Field(default_factory=list, max_length=MAX_ENTRIES)
    mentions: list[ReadMention] = Field(default_factory=list, max_length=MAX_ENTRIES)


class ActionVerdict(_Form):
    """What it would do about one action."""

    action: str
    would_propose: bool
    reason: str = ""


class OpinionAnswer(_Form):
    """A second opinion."""

    summary: str = ""
    verdicts: list[ActionVerdict] = Field(default_factory=list, max_length=60)


class Worded(_Form):
    """One message's words."""

    id: str
    words: str


class WordingAnswer(_Form):
    """Words for messages."""

    messages: list[Worded] = Field(default_factory=list, max_length=60)


class DisbelievedError(Exception):
    """The answer cannot be believed: it is not in the asked form, or speaks of what does not exist."""


def opinion_of(answer: OpinionAnswer, draft: ProposalDraft, model: str) -> Opinion:
    """The opinion that an answer gives.

    Raises:
        DisbelievedError: it speaks of actions that the draft does not have.
    """
    known = {action.id for action in draft.actions}
    strangers = [verdict.action for verdict in answer.verdicts if verdict.action not in known]
    if strangers:
        raise DisbelievedError("It judged actions that were not proposed.")
    if not answer.verdicts and known:
        raise DisbelievedError("It judged none of the actions.")
    against = {
        verdict.action: plain(verdict.reason) or "No reason given."
        for verdict in answer.verdicts
        if not verdict.would_propose
    }
    return Opinion(
        status="disagrees" if against else "agrees",
        summary=plain(answer.summary),
        disagrees_on=against,
        model=model,
    )


def plain(text: str, limit: int = 400) -> str:
    """One short paragraph without links or addresses."""
    return " ".join(LINK.sub("…", text).split())[:limit]


def message_of(action: ActionDraft) -> Message[Any] | None:
    """The action as a message; none: it is none."""
    args = parse(action.name, action.args)
    return args if isinstance(args, Message) else None


def house_words(action: ActionDraft) -> str | None:
    """The house's own words of a message, with placeholders, in its language; none: it is no message."""
    message = message_of(action)
    return message.house().text if message else None


def worded(draft: ProposalDraft, answer: WordingAnswer) -> ProposalDraft:
    """The draft with the words that pass; messages whose words do not keep the house's."""
    words = {one.id: one.words.strip() for one in answer.messages}
    return draft.model_copy(
        update={"actions": tuple(_with_words(action, words.get(action.id)) for action in draft.actions)}
    )


def _with_words(action: ActionDraft, words: str | None) -> ActionDraft:
    message = message_of(action)
    if message is None or not words or not may_be_used(words, message):
        return action
    args = {**action.args, "wording": words}
    try:
        parse(action.name, args)
    except ArgumentsError:
        return action
    return action.model_copy(update={"args": args})


def may_be_used(words: str, message: Message[Any]) -> bool:
    """Whether words carry no fact of their own and leave room for every fact the message needs."""
    try:
        fields = {field for _, field, spec, conversion in Formatter().parse(words) if field is not None}
        odd = any(spec or conversion for _, _, spec, conversion in Formatter().parse(words))
    except ValueError:
        return False
    house = message.house().placeholders
    given = {name for name, value in message.values().items() if value}
    return (
        not odd
        and len(words) <= MAX_WORDING
        and house - _MAY_BE_LEFT_OUT <= fields <= given
        and not FORBIDDEN_IN_WORDING.search(words)
        and not any(letter.isnumeric() for letter in words)
    )


def form_of(kind: type[_Form], data: object) -> _Form:
    """An answer in its form.

    Raises:
        DisbelievedError: it is not in that form.
    """
    if not isinstance(data, Mapping) or not set(data) & set(kind.model_fields):
        # Every field may be left out, so that an object of something else would be read as nothing at all.
        raise DisbelievedError("It did not answer in the form that was asked for.")
    try:
        return kind.model_validate(data)
    except ValidationError:
        raise DisbelievedError("It did not answer in the form that was asked for.") from None
