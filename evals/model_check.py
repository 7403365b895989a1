"""A dozen letters whose truth is known, read by the configured model alone: does it answer, in which form, how well?

No Odoo, no database. What it says is grounded as in operation: what does not stand in a letter is not counted as said.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from datetime import date
from email.message import EmailMessage
from pathlib import Path

from pydantic import BaseModel

from agents.answers import ReportAnswer
from agents.correspondence.grounding import grounded
from agents.correspondence.known import KnownOrder
from agents.correspondence.letter import Letter, open_letter
from agents.correspondence.writer import find_orders, find_writer
from agents.model import Model
from agents.reading.limited import LimitedReading
from cases.claims import Claim, DelayClaim, NoteClaim, only
from evals.reading_world import ReadingWorld, WorldRecords
from runtime.settings import Settings

LETTERS = Path(__file__).with_name("model_letters.json")
GOOD = 0.9
# Whoever is silent to that many letters in a row is asked no more.
ENOUGH_SILENCE = 2


class CheckLetter(BaseModel):
    """A letter, and the days on which it says that goods come late."""

    id: str
    says: str
    days: tuple[date, ...]


class _Letters(BaseModel):
    world: ReadingWorld
    letters: tuple[CheckLetter, ...]


class LetterRead(BaseModel):
    """What the model made of one letter.

    Attributes:
        answered: it said something that could be read, nothing at all included.
        days: what it said that stands there.
        dropped: what it said that does not, in words.
    """

    id: str
    wanted: tuple[date, ...]
    answered: bool
    days: tuple[date, ...] = ()
    dropped: tuple[str, ...] = ()
    seconds: float

    @property
    def right(self) -> int:
        """How many of its days are right."""
        return len(set(self.days) & set(self.wanted))


class ModelCheck(BaseModel):
    """What came of all letters that it was asked about."""

    model: str
    form: str | None
    asked: int
    answered: int
    seconds: float | None
    days_said: int
    days_right: int
    days_wanted: int
    dropped: int
    letters: tuple[LetterRead, ...]

    @property
    def precision(self) -> float | None:
        """How many of the days that it says are right; none: it says none."""
        return self.days_right / self.days_said if self.days_said else None

    @property
    def recall(self) -> float:
        """How many of the days that it should say it says."""
        return self.days_right / self.days_wanted if self.days_wanted else 0.0

    @property
    def good(self) -> bool:
        """Whether it answers each letter and is right in nine of ten days, both ways."""
        return self.answered == self.asked and min(self.precision or 0.0, self.recall) >= GOOD

    @property
    def words(self) -> tuple[str, ...]:
        """As people read it."""
        if self.form is None or not self.answered:
            return (f"{self.model} does not answer in any form that is known here; everything works without it.",)
        some = "" if self.seconds is None else f", in {self.seconds:.1f} seconds each (median)"
        said = (
            f"{self.model} answers in the form {self.form}: {self.answered} of {self.asked} letters{some}.",
            f"Of {self.days_wanted} new days it named {self.days_right}, and {self.days_said - self.days_right} wrong "
            f"ones. {self.dropped} values that it made up were dropped.",
        )
        lead = (
            "That is good enough to lead where the rules understand nothing of a message."
            if self.good
            else "That is below nine in ten. It is believed less the more people put right; try another one."
        )
        return (*said, lead)


async def check_model(model: Model, progress: Callable[[str], None]) -> ModelCheck:
    """Have the model read every letter; ends early where it answers none."""
    held = _Letters.model_validate(json.loads(LETTERS.read_text(encoding="utf-8")))
    settings = Settings(timezone=held.world.zone, own_domains=",".join(held.world.own_domains))
    records, limits = WorldRecords(held.world), LimitedReading(settings.cache_dir)
    read: list[LetterRead] = []
    try:
        for one in held.letters:
            progress(f"Letter {len(read) + 1} of {len(held.letters)}")
            raw = _mail(one)
            letter = await open_letter(raw, "message/rfc822", held.world.moment, held.world.zone, limits.open)
            writer = await find_writer(letter, "", records, settings)
            orders = await find_orders(letter, writer, records, settings)
            read.append(await _read(model, one, letter, orders))
            if len(read) >= ENOUGH_SILENCE and not any(found.answered for found in read):
                break
    finally:
        await limits.close()
    times = [found.seconds for found in read if found.answered]
    return ModelCheck(
        model=model.name,
        form=model.request_form,
        asked=len(read),
        answered=len(times),
        seconds=statistics.median(times) if times else None,
        days_said=sum(len(found.days) for found in read),
        days_right=sum(found.right for found in read),
        days_wanted=sum(len(found.wanted) for found in read),
        dropped=sum(len(found.dropped) for found in read),
        letters=tuple(read),
    )


async def _read(model: Model, one: CheckLetter, letter: Letter, orders: list[KnownOrder]) -> LetterRead:
    said: list[ReportAnswer] = []

    def ground(answer: ReportAnswer) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
        said.append(answer)
        found = grounded(answer, letter, orders, ())
        return found.claims, found.failures

    began = time.perf_counter()
    claims = await model.extract(letter.parts, letter.sent, ground)
    return LetterRead(
        id=one.id,
        wanted=one.days,
        answered=bool(said),
        days=tuple(dict.fromkeys(day for day in map(_late, only(DelayClaim, claims or ())) if day is not None)),
        dropped=tuple(note.text for note in only(NoteClaim, claims or ())),
        seconds=round(time.perf_counter() - began, 2),
    )


def _late(claim: DelayClaim) -> date | None:
    return claim.new_date


def _mail(one: CheckLetter) -> bytes:
    message = EmailMessage()
    message["From"] = "Anna Berg <sales@nordholz.example>"
    message["To"] = "purchasing@our.example"
    message["Subject"] = "Your order"
    message["Date"] = "Mon, 23 Nov 2026 09:00:00 +0100"
    message.set_content(f"Dear team,\n\n{one.says}\n\nKind regards\nAnna Berg\n")
    return message.as_bytes()
