"""The line on top of a page after something was done: a closed set of words, named in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cases.status import DecisionType


@dataclass(frozen=True)
class Notice:
    """What a page says first."""

    tone: Literal["good", "warn", "bad"]
    lines: tuple[str, ...]


DONE: dict[str, Notice] = {
    DecisionType.APPROVE: Notice(
        "good", ("Your approval is recorded. Odoo is changed as soon as everybody asked has agreed.",)
    ),
    DecisionType.EDIT: Notice("good", ("Your edit and your approval of it are recorded.",)),
    DecisionType.REJECT: Notice("good", ("Your rejection is recorded. Nothing is written for it.",)),
    DecisionType.RESPOND: Notice("good", ("Your words went back. The case is investigated again.",)),
    "corrected": Notice("good", ("Your correction is believed from now on. The case is investigated again.",)),
    "kind": Notice(
        "good", ("What you said holds from now on, and the message is kept as an example. See below how it goes on.",)
    ),
    "no-exception": Notice("good", ("It is put away as no exception, under your name.",)),
    "revoked": Notice("good", ("It is no example any more.",)),
    "closed": Notice("good", ("The case is closed.",)),
    "settled": Notice("good", ("What you found out is recorded under your name.",)),
    "replayed": Notice("good", ("It is read again. What comes of it shows in the inbox, or here.",)),
    "taken": Notice("good", ("It is a case now, for a person to work.",)),
    "claim": Notice("good", ("Others see now that you are on it.",)),
    "delegate": Notice("good", ("Others see now who is on it.",)),
    "snooze": Notice("good", ("It is put aside and comes back by itself, or as soon as there is news.",)),
    "wake": Notice("good", ("It is back where it was.",)),
    "release": Notice("good", ("Others see now that nobody is on it.",)),
}

# Why people reject; counted later, so a closed set.
REASONS: dict[str, str] = {
    "wrong_reading": "The message was read wrongly",
    "wrong_date": "The date is wrong",
    "wrong_record": "It is about another order or record",
    "better_way": "There is a better way",
    "already_done": "It is done already",
    "not_now": "Not now",
    "other": "Another reason",
}


def refusal(lines: tuple[str, ...]) -> Notice:
    """Something was refused, and why."""
    return Notice("bad", lines)
