"""The background programs of a data folder: the worker and the inbox. Light, so that any command may ask about them."""

from __future__ import annotations

from runtime.processes import Processes
from runtime.settings import Settings

WORKER, WEB = "worker", "web"


def programs(settings: Settings) -> Processes:
    """The background programs of this data folder."""
    return Processes(settings.data_dir / "run")


def inbox_address(settings: Settings) -> str:
    """Where people find the inbox."""
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 - compared, not bound
    return f"http://{host}:{settings.port}"
