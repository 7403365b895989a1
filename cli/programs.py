"""The background programs of a data folder: the worker and the inbox. Light, so that any command may ask about them."""

from __future__ import annotations

from runtime.processes import Processes
from runtime.settings import Settings

WORKER, WEB = "worker", "web"


def programs(settings: Settings) -> Processes:
    """The background programs of this data folder."""
    return Processes(settings.data_dir / "run")
