"""What an error means for the work: tried again, and when, or given up."""

from __future__ import annotations

import asyncio
import time

import psycopg
import pytest
import sqlalchemy.exc
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.retry import RetryDecision

from runtime.jobs import UNEXPECTED_TRIES, GiveUp, Retry, TryLater, database_is_away, next_try


def wrapped(error: psycopg.Error) -> sqlalchemy.exc.DBAPIError:
    return sqlalchemy.exc.OperationalError("SELECT 1", {}, error)


@given(st.integers(0, 10_000))
def test_giving_up_is_final(tries: int) -> None:
    assert next_try(GiveUp("no such case"), tries) is None


@given(st.integers(0, 10_000), st.floats(0, 3600))
def test_later_without_a_limit_is_always_tried_again(tries: int, delay: float) -> None:
    assert next_try(TryLater("busy", delay=delay), tries) == delay


@given(st.integers(1, 100), st.integers(0, 200))
def test_later_with_a_limit_is_tried_that_often(limit: int, tries: int) -> None:
    expected = 1.0 if tries + 1 < limit else None
    assert next_try(TryLater("busy", attempts=limit), tries) == expected


def test_the_unforeseen_is_tried_for_two_minutes() -> None:
    delays = [next_try(ValueError("x"), tries) for tries in range(UNEXPECTED_TRIES)]
    assert delays[-1] is None
    finite = [delay for delay in delays if delay is not None]
    assert finite == sorted(finite)
    assert 100 < sum(finite) < 180


@given(st.integers(0, 10_000))
def test_a_stopping_worker_and_an_absent_database_cost_no_try(tries: int) -> None:
    assert next_try(asyncio.CancelledError(), tries) == 0
    assert next_try(psycopg.OperationalError("connection refused"), tries) == 2
    assert next_try(wrapped(psycopg.errors.AdminShutdown("restart")), tries) == 2


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (psycopg.OperationalError("connection refused"), True),
        (psycopg.errors.AdminShutdown("restart"), True),
        (psycopg.errors.CannotConnectNow("starting up"), True),
        (sqlalchemy.exc.TimeoutError("pool"), True),
        (wrapped(psycopg.errors.ConnectionFailure("gone")), True),
        (wrapped(psycopg.errors.DeadlockDetected("twice")), False),
        (wrapped(psycopg.errors.UniqueViolation("twice")), False),
        (psycopg.errors.DiskFull("full"), False),
        (ConnectorException("without a cause"), False),
        (ValueError("x"), False),
    ],
)
def test_only_a_lost_database_is_away(error: Exception, away: bool) -> None:
    assert database_is_away(error) is away


def test_the_queue_is_told_in_its_own_words() -> None:
    job = Job(queue="default", lock=None, queueing_lock=None, task_name="t", attempts=0)
    decision = Retry().get_retry_decision(exception=TryLater("busy", delay=5), job=job)
    assert isinstance(decision, RetryDecision)
    assert decision.retry_at is not None
    assert 4 < decision.retry_at.timestamp() - time.time() <= 5
    assert Retry().get_retry_decision(exception=GiveUp("no"), job=job) is None
