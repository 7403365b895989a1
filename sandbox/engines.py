"""Chooses the engine: Debian's package where apt can provide it, containers where Docker answers, else a sentence."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from runtime.postgres import Cluster
from sandbox import install
from sandbox.compose import ComposeEngine, engine_answers
from sandbox.engine import DebianEngine, Engine
from sandbox.errors import PackageUnavailableError, SandboxError
from sandbox.steps import Progress


def find(cache: Path, progress: Progress) -> Engine:
    """The engine for this machine, installed.

    Raises:
        SandboxError: neither way works here; says how to use an Odoo of one's own instead.
    """
    try:
        installation = install.ensure(cache, progress)
    except PackageUnavailableError as reason:
        if engine_answers():
            return ComposeEngine()
        raise SandboxError(
            f"A local Odoo cannot be made here. {reason} Docker does not answer either. Start Docker, or point "
            "EXPEDITER_ODOO_URL to an Odoo 19 of your own."
        ) from None
    return DebianEngine(installation, cluster(cache))


@lru_cache(maxsize=8)
def cluster(cache: Path) -> Cluster:
    """The sandbox's own PostgreSQL. Its content can be made again at any time, so it forgoes safety for speed."""
    return Cluster(cache / "postgres", name="sandbox", fsync=False, cache=cache)
