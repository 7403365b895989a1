"""`expediter evals calibrate`: what is a confidence worth, should that be used, and since when is it?"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from cases.confidence import ENOUGH
from cases.overrides import Fate, Proposed, fate
from cases.people import Person
from cases.store import calibrations
from cases.store.calibrations import Adopted
from cases.store.proposals import overrides as store
from cases.values import Frozen
from cli.durations import duration
from cli.record import open_record
from evals.calibration import CalibrationVerdict, Example, Scores, fit, judge
from runtime.errors import PlainError
from runtime.settings import Settings, load
from tools.odoo.reads import open_reader


class NotAdoptedError(PlainError):
    """It is not worth adopting, or nobody says who adopts it."""


class InUse(Frozen):
    """The calibration in use, without its numbers."""

    number: int
    by: str
    at: datetime
    decided: int


class Calibrated(CalibrationVerdict):
    """The verdict, whether it was adopted just now, and what is in use after that."""

    adopted: bool = False
    in_use: InUse | None = None


def calibrate(
    since: Annotated[str, typer.Option(help="How far back: a number with h, d or w, such as 30d.")] = "52w",
    adopt: Annotated[bool, typer.Option("--adopt", help="Use it from now on, where it is worth adopting.")] = False,
    back: Annotated[bool, typer.Option("--back", help="Use again what was used before.")] = False,
    by: Annotated[str | None, typer.Option("--by", metavar="LOGIN", help="The Odoo user who says so.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Refit how sure the desk is from what people decided, and say whether to adopt that; adopt it, or go back."""
    if (adopt or back) != (by is not None) or (adopt and back):
        typer.echo("--adopt or --back, each with --by LOGIN; neither of them only says what it is worth.", err=True)
        raise typer.Exit(2)
    settings = load()
    if by is not None and asyncio.run(_person(settings, by)) is None:
        raise NotAdoptedError(f"Odoo has no active user {by}.")
    found = asyncio.run(_calibration(settings, duration(since), by if adopt else None, by if back else None))
    if as_json:
        typer.echo(found.model_dump_json())
    else:
        _show(found)
    if adopt and not found.adopted:
        raise typer.Exit(1)


async def _person(settings: Settings, login: str) -> Person | None:
    async with open_reader(settings) as reader:
        return await reader.person(login)


async def _calibration(settings: Settings, since: timedelta, adopter: str | None, returner: str | None) -> Calibrated:
    async with open_record(settings) as database, database.transaction() as session:
        if returner is not None:
            await calibrations.go_back(session, by=returner)
        rows = await store.rows(session, datetime.now(UTC) - since)
        present = await calibrations.current(session)
        examples = examples_of(rows.proposed, present)
        verdict = judge(examples, present.calibration if present else None)
        adopted = verdict.adopt and adopter is not None
        if adopted and adopter is not None:
            judged = verdict.model_dump(mode="json")
            present = await calibrations.adopt(session, fit(examples), judged, by=adopter, decided=verdict.decided)
    return Calibrated(**dict(verdict), adopted=adopted, in_use=_in_use(present))


def _in_use(one: Adopted | None) -> InUse | None:
    return InUse(number=one.number, by=one.by, at=one.at, decided=one.decided) if one else None


def examples_of(rows: Sequence[Proposed], present: Adopted | None) -> list[Example]:
    """What people decided; what lapsed or is open teaches nothing about the action."""
    found = []
    for row in rows:
        what = fate(row)
        if what is not None and what is not Fate.EXPIRED:
            fresh = present is None or row.at > present.at
            found.append(
                Example(row.case_id, row.action.value, row.confidence.score, what is Fate.UNCHANGED, fresh=fresh)
            )
    return found


def _show(found: Calibrated) -> None:
    typer.echo(f"{found.decided} decisions. {_word(found)}: {found.why}")
    figures: tuple[tuple[str, Any], ...] = (
        ("as it is", found.present),
        ("calibrated, on decisions not seen", found.calibrated),
    )
    for name, scores in figures if found.scored >= ENOUGH else ():
        typer.echo(_scores(name, scores))
    if found.in_use is None:
        typer.echo("No calibration is in use: people are told words.")
    else:
        one = found.in_use
        typer.echo(
            f"In use: number {one.number}, fitted on {one.decided} decisions, adopted by {one.by} {one.at:%d %b %Y}."
        )


def _word(found: Calibrated) -> str:
    return "Adopted" if found.adopted else "Worth adopting" if found.adopt else "Not worth adopting"


def _scores(name: str, scores: Scores) -> str:
    return (
        f"{name}: ECE {scores.ece:.3f}; Brier {scores.brier:.3f} (reliability {scores.reliability:.3f}, resolution "
        f"{scores.resolution:.3f}, uncertainty {scores.uncertainty:.3f}); AURC {scores.aurc:.3f}"
    )
