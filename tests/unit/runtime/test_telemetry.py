"""Log lines without secrets, figures in one place, no tracing service."""

from __future__ import annotations

import io
import json
import logging
import os
from collections.abc import Iterator

import pytest
import structlog
from pydantic import SecretStr

from runtime.telemetry import HIDDEN, JOBS, configure, exposition, redact, redact_text


@pytest.fixture(autouse=True)
def _logging_as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    before = structlog.get_config()
    for name in ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2"):
        monkeypatch.setenv(name, "true")
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**before)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_lines_are_json_outside_a_terminal_whoever_writes_them() -> None:
    stream = io.StringIO()
    configure("INFO", stream=stream)
    structlog.get_logger("ours").info("case.opened", case="C-1", amount=3)
    logging.getLogger("theirs").warning("hello %s", "there")
    structlog.get_logger("ours").debug("not.shown")
    ours, theirs = lines(stream)
    assert (ours["event"], ours["case"], ours["amount"], ours["level"], ours["logger"]) == (
        "case.opened",
        "C-1",
        3,
        "info",
        "ours",
    )
    assert (theirs["event"], theirs["level"]) == ("hello there", "warning")
    assert str(ours["timestamp"]).endswith("Z")


def test_people_get_readable_lines() -> None:
    stream = io.StringIO()
    configure(stream=stream, as_json=False)
    structlog.get_logger("ours").info("case.opened", case="C-1")
    assert "case.opened" in stream.getvalue()
    assert "case=C-1" in stream.getvalue()


def test_an_exception_is_told_without_its_secret() -> None:
    for as_json in (True, False):
        stream = io.StringIO()
        configure(stream=stream, as_json=as_json)
        try:
            int("postgresql://ann:hush@db/record")
        except ValueError:
            structlog.get_logger("ours").exception("failed")
        assert "hush" not in stream.getvalue()
        assert "ValueError" in stream.getvalue()


@pytest.mark.parametrize(
    "name", ["password", "api_key", "apikey", "writer_key", "Authorization", "set-cookie", "session_token", "SECRET"]
)
def test_what_is_named_like_a_secret_is_hidden(name: str) -> None:
    event = redact(None, "info", {"event": "x", name: "hush", "deep": {name: "hush", "list": [{name: "hush"}]}})
    assert "hush" not in repr(event)
    assert HIDDEN in repr(event)


def test_figures_and_ordinary_words_are_kept() -> None:
    event = {"event": "model.called", "tokens": 512, "queueing_lock": "case:7", "monkey": "see", "empty_token": ""}
    assert redact(None, "info", dict(event)) == event
    assert redact(None, "info", {"event": "x", "key": SecretStr("hush")})["key"] == SecretStr("hush")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("postgresql://ann:hush@db/record?x=1", "postgresql://ann:[hidden]@db/record?x=1"),
        ("Authorization: Bearer hush-hush-hush.more", "Authorization: Bearer [hidden]"),
        ("GET /x?token=hush&a=1", "GET /x?token=[hidden]&a=1"),
        ("the key sk-hushhushhushhush is wrong", "the key [hidden] is wrong"),
        ("a bearer of news", "a bearer of news"),
        ("http://127.0.0.1:8400/cases/7", "http://127.0.0.1:8400/cases/7"),
    ],
)
def test_what_looks_like_a_secret_is_hidden(text: str, kept: str) -> None:
    assert redact_text(text) == kept


def test_no_tracing_service_is_inherited() -> None:
    configure(stream=io.StringIO())
    tracing = {name: value for name, value in os.environ.items() if "TRACING" in name}
    assert set(tracing.values()) == {"false"}
    assert len(tracing) == 4


def test_figures_are_told_in_prometheus_words() -> None:
    JOBS.labels("exposed", "done").inc()
    body, kind = exposition()
    assert b'expediter_jobs_total{outcome="done",task="exposed"} 1.0' in body
    assert kind.startswith("text/plain")
