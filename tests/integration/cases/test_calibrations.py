"""Adopting what decisions gave, and going back, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import json
import random
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from typer.testing import CliRunner

from cases.actions import ActionName
from cases.actions.base import Money
from cases.calibration import Calibration, OfAction, Steps
from cases.confidence import Confidence
from cases.kind import Kind
from cases.models import Need
from cases.overrides import DecidedAction, Proposed
from cases.roles import Role
from cases.status import ActionStatus, DecisionType
from cases.store import audit, calibrations
from cases.store.errors import RecordError
from cases.store.proposals import overrides as store
from cases.store.proposals import proposals
from cli import app
from cli import calibrate as command
from graphs.desk import Desk
from graphs.propose import keep
from runtime.database import Database
from tests.integration.cases.desk import NOW, ODOO, PAULA, POLICY, a_round, draft, message, reschedule

STEPS = Steps(starts=(0.0, 0.7), shares=(0.3, 0.55))


def of_receipts(n: int) -> Calibration:
    return Calibration(pooled=STEPS, own={ActionName.RESCHEDULE_RECEIPT.value: OfAction(steps=STEPS, n=n)})


async def test_what_is_adopted_is_used_until_somebody_goes_back(database: Database) -> None:
    desk = cast(
        Desk, SimpleNamespace(database=database, policy=POLICY, odoo_database=ODOO, shadow=None, clock=lambda: NOW)
    )

    async def told(order: int) -> list[tuple[float, str, int]]:
        async with database.transaction() as session:
            _, round_id = await a_round(session, order)
        made = await keep(desk, round_id, draft(reschedule(), message()))
        async with database.transaction() as session:
            actions = (await proposals.load(session, made)).actions
        return [(one.confidence.value, one.confidence.basis, one.confidence.n) for one in actions]

    assert await told(1) == [(0.8, "prior", 0)] * 2
    async with database.transaction() as session:
        assert await calibrations.current(session) is None
        await calibrations.adopt(session, of_receipts(230), {"adopt": True}, by="marge", decided=230)
        second = await calibrations.adopt(session, of_receipts(400), {"adopt": True}, by="paula", decided=400)
        assert await calibrations.current(session) == second
    assert await told(2) == [(0.55, "calibrated", 400), (0.8, "prior", 0)]
    async with database.transaction() as session:
        before = await calibrations.go_back(session, by="marge")
        assert before is not None
        assert (before.by, before.decided) == ("marge", 230)
    assert (await told(3))[0] == (0.55, "calibrated", 230)
    async with database.transaction() as session:
        assert await calibrations.go_back(session, by="marge") is None
        with pytest.raises(RecordError, match="No calibration is in use"):
            await calibrations.go_back(session, by="marge")
        lines = (await audit.entries(session)).items
        done = [(line.event, line.actor) for line in reversed(lines) if line.event.startswith("calibration.")]
        assert done == [
            ("calibration.adopted", "marge"),
            ("calibration.adopted", "paula"),
            ("calibration.ended", "marge"),
            ("calibration.ended", "marge"),
        ]
    with pytest.raises(IntegrityError, match="stays as it was adopted"):
        async with database.transaction() as session:
            await session.execute(text("UPDATE calibrations SET ended_at = NULL, ended_by = NULL"))
    with pytest.raises(IntegrityError):
        async with database.transaction() as session:
            await session.execute(text("DELETE FROM calibrations"))


def decided(n: int, *, said: float, right: float) -> tuple[Proposed, ...]:
    """That many actions, each of a case of its own, that the desk was so sure of and people approved so often."""
    chance, at = random.Random(4), datetime.now(UTC) - timedelta(days=2)  # noqa: S311 – the same every time
    words = {True: DecisionType.APPROVE, False: DecisionType.REJECT}
    return tuple(
        Proposed(
            id=f"a{number}",
            case_id=f"c{number}",
            case_number=f"EX-{number}",
            title="late",
            kind=Kind.INBOUND_DELAY,
            action=ActionName.RESCHEDULE_RECEIPT,
            confidence=Confidence(value=said),
            exposure=Money(amount=0, currency="EUR"),
            policy_version="p1",
            at=at,
            status=ActionStatus.APPLIED,
            needs=(Need(any_of=(Role.PROCUREMENT,)),),
            expires_at=at + timedelta(days=1),
            said=(
                DecidedAction(type=words[chance.random() < right], at=at, uid=11, roles=frozenset({Role.PROCUREMENT})),
            ),
        )
        for number in range(n)
    )


def test_the_command_adopts_what_is_surely_better_and_nothing_else(
    record_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", record_url)
    rows: tuple[Proposed, ...] = ()

    async def recorded(*_: Any) -> store.Rows:
        return store.Rows(proposed=rows, corrected=(), open=0)

    async def known(_: Any, login: str) -> Any:
        return PAULA if login == PAULA.login else None

    monkeypatch.setattr(store, "rows", recorded)
    monkeypatch.setattr(command, "_person", known)

    def run(*more: str) -> Any:
        return CliRunner().invoke(app, ["evals", "calibrate", *more])

    assert run("--adopt").exit_code == 2
    assert "no active user eve" in run("--adopt", "--by", "eve").output
    rows = decided(60, said=0.9, right=0.5)
    few = run("--adopt", "--by", "paula", "--json")
    assert (few.exit_code, json.loads(few.stdout)["in_use"]) == (1, None)
    rows = decided(300, said=0.9, right=0.5)
    judged = json.loads(run("--json").stdout)
    assert (judged["adopt"], judged["adopted"], judged["in_use"]) == (True, False, None)
    adopted = run("--adopt", "--by", "paula", "--json")
    assert adopted.exit_code == 0, adopted.output
    in_use = json.loads(adopted.stdout)["in_use"]
    assert (in_use["by"], in_use["decided"]) == ("paula", 300)
    # What it was fitted on says nothing of it any more.
    again = json.loads(run("--json").stdout)
    assert (again["adopt"], again["scored"]) == (False, 0)
    assert "In use: number 1, fitted on 300 decisions, adopted by paula" in run().stdout
    back = run("--back", "--by", "paula")
    assert "people are told words" in back.stdout

    async def current() -> object:
        async with Database(record_url) as database, database.transaction() as session:
            return await calibrations.current(session)

    assert asyncio.run(current()) is None
