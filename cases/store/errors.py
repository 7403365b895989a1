"""Why the record refuses: each a plain sentence, each with the HTTP status it means to a client."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from runtime.errors import PlainError


class RecordError(PlainError):
    """The record refuses; the message says why in plain words.

    Attributes:
        status: the HTTP status it means.
    """

    status: ClassVar[int] = 409


class NotFoundError(RecordError):
    """There is no such row."""

    status = 404

    def __init__(self, what: str, row_id: str) -> None:
        super().__init__(f"There is no {what} {row_id}.")


class DecisionError(RecordError):
    """A decision is refused; nothing of the request was kept.

    Attributes:
        action_id: which action it was about; absent when it was about the whole request.
        message: why, in plain words.
    """

    status = 422

    def __init__(self, message: str, action_id: str | None = None) -> None:
        self.message = message
        self.action_id = action_id
        super().__init__(message)


class NotYourRoleError(DecisionError):
    """This asks for roles that the person does not hold: an action, or the case as a whole."""

    status = 403


class UnknownActionError(DecisionError):
    """The proposal has no such action, or there is no such proposal."""

    status = 404


class AlreadyDecidedError(DecisionError):
    """Somebody was quicker: that action is no longer open."""

    status = 409


class StaleDigestError(DecisionError):
    """The action is not any more what the person was shown."""

    status = 409


class ForgedDigestError(StaleDigestError):
    """The action was never shown under that digest."""


class ExpiredError(DecisionError):
    """The time for deciding is over; nothing was written."""

    status = 409


class BadEditError(DecisionError):
    """The edit cannot be made; `problems` names each field and what is wrong with it."""

    def __init__(self, message: str, action_id: str | None = None, problems: Sequence[tuple[str, str]] = ()) -> None:
        self.problems = list(problems)
        super().__init__(message, action_id)


class BadMomentError(BadEditError):
    """Until then it cannot be put aside."""

    def __init__(self, message: str) -> None:
        super().__init__(message, None, [("until", message)])


class BadDelegateError(BadEditError):
    """The case cannot be handed to that person."""

    def __init__(self, message: str) -> None:
        super().__init__(message, None, [("to", message)])


class BreaksDependencyError(DecisionError):
    """The choice contradicts itself, or what the action depends on, or what it excludes."""
