"""What a service says about itself: log lines and figures. Configured once by the command that starts it.

Log lines are JSON in a pipe and readable on a terminal; nothing that looks like a secret leaves through them.
Figures live in one registry; a folder that has figures of its own declares them with `counter` and `histogram`.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, TextIO

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)

HIDDEN = "[hidden]"
_PREFIX = "expediter"
_SECRET_NAME = re.compile(
    r"password|passwd|secret|token|authorization|cookie|credential|api_?key|(reader|writer)_key", re.IGNORECASE
)
_SECRET_TEXT = (
    (re.compile(r"(\w+://[^\s:/@]+):[^\s/@]+@"), rf"\1:{HIDDEN}@"),
    (re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{8,}", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (re.compile(r"(?i)\b(password|api_?key|secret|token)=[^\s&]+"), rf"\1={HIDDEN}"),
    (re.compile(r"\bsk-[\w-]{12,}"), HIDDEN),
)
# Tracing services of the libraries we stand on would receive mails and orders; an inherited variable is not consent.
_NO_TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")


def configure(level: str = "INFO", *, stream: TextIO | None = None, as_json: bool | None = None) -> None:
    """Set up logging for this process and switch off every tracing service.

    Args:
        level: DEBUG, INFO, WARNING or ERROR.
        stream: where lines go; standard error when absent.
        as_json: JSON lines or readable ones; when absent, JSON unless the stream is a terminal.
    """
    silence_tracing()
    out = stream or sys.stderr
    json_lines = (not out.isatty()) if as_json is None else as_json
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        redact,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json_lines
        else structlog.dev.ConsoleRenderer(colors=out.isatty(), exception_formatter=structlog.dev.plain_traceback)
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # Each job's start and end is ours to say; these say it again with every argument.
    for chatty in ("procrastinate", "httpx", "httpcore", "alembic", "asyncio", "psycopg.pool"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))


def silence_tracing() -> None:
    """Switch off the tracing that LangChain and LangGraph would inherit from the environment."""
    for name in _NO_TRACING:
        os.environ[name] = "false"


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Hide what is named like a secret and what looks like one, however deep (a structlog processor)."""
    return {key: _hidden(key, value) for key, value in event.items()}


def _hidden(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return HIDDEN if value and _SECRET_NAME.search(name) else redact_text(value)
    if isinstance(value, Mapping):
        return {key: _hidden(str(key), item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_hidden(name, item) for item in value]
    return value


def redact_text(text: str) -> str:
    """A text without passwords in addresses, bearer tokens and keys."""
    for pattern, replacement in _SECRET_TEXT:
        text = pattern.sub(replacement, text)
    return text


def counter(name: str, meaning: str, labels: Sequence[str] = ()) -> Counter:
    """Declare something that is counted; call it once, at the top of the module that counts."""
    return Counter(f"{_PREFIX}_{name}", meaning, labels, registry=REGISTRY)


def gauge(name: str, meaning: str, labels: Sequence[str] = ()) -> Gauge:
    """Declare something that goes up and down."""
    return Gauge(f"{_PREFIX}_{name}", meaning, labels, registry=REGISTRY)


def histogram(
    name: str,
    meaning: str,
    labels: Sequence[str] = (),
    buckets: Sequence[float] = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0),
) -> Histogram:
    """Declare something that is measured; in seconds unless its name says otherwise."""
    return Histogram(f"{_PREFIX}_{name}", meaning, labels, registry=REGISTRY, buckets=buckets)


def exposition() -> tuple[bytes, str]:
    """All figures in Prometheus' text form, and its content type."""
    return generate_latest(REGISTRY), CONTENT_TYPE_LATEST


JOBS = counter("jobs_total", "Jobs by task and how they ended: done, later, dead, superseded.", ("task", "outcome"))
JOB_SECONDS = histogram("job_seconds", "Seconds one job took.", ("task",))
JOBS_RECOVERED = counter("jobs_recovered_total", "Jobs put back after the worker that had them died.", ("task",))
WORKER_RESTARTS = counter("worker_interruptions_total", "Times the worker lost the database and began again.")
DUTY_FAILURES = counter("duty_failures_total", "Periodic duties that ended with an error.", ("duty",))
