"""What every node needs to do its work, handed to it by LangGraph's runtime context. There are no globals.

The worker builds one desk at start; tests and the demonstration build their own.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from agents.model import Model
from agents.reading.limited import LimitedReading
from agents.specialist import Handover
from cases.models import CaseFile, ProposalDraft
from cases.policy import Policy
from runtime.database import Database
from runtime.settings import Settings
from tools.odoo.reads import OdooReader


class Guide(Protocol):
    """Looks up what is on file and was decided before. It never fails: what is missing is told in the case."""

    async def before(self, file: CaseFile) -> CaseFile:
        """The case with the passages that bear on it."""
        ...

    async def after(self, file: CaseFile, draft: ProposalDraft | Handover) -> CaseFile:
        """The case with the decided cases that are like what is proposed in it."""
        ...

    async def refresh(self, *, anew: bool = False) -> None:
        """Bring what is looked up in to what the record says; `anew`: from nothing."""
        ...


Reading = Callable[[], AbstractAsyncContextManager[OdooReader]]


def now() -> datetime:
    """This moment, with its zone."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Shadow:
    """A second configuration.

    Attributes:
        name: what is different in it, for people.
        model: another model, or the same with other words; absent: only the policy differs.
        policy: another policy; absent: only the model differs.
    """

    name: str
    model: Model | None
    policy: Policy | None


@dataclass(frozen=True)
class Desk:
    """The world of the graphs.

    Attributes:
        settings: as loaded at start.
        database: the record.
        reader: opens the reading account's session with Odoo for one piece of work, with its own counter of calls.
        policy: who approves what.
        model: the language model; absent where none is configured.
        odoo_database: `database.uuid` of the pinned Odoo; every action is bound to it.
        limits: the children in which what strangers sent is read.
        shadow: a second configuration that thinks about every proposed round as well and proposes nothing.
        clock: answers this moment; agents are told it and never ask.
        guide: looks up procedures and precedents; absent where nobody looks.
    """

    settings: Settings
    database: Database
    reader: Reading
    policy: Policy
    model: Model | None
    odoo_database: str
    limits: LimitedReading
    shadow: Shadow | None = None
    clock: Callable[[], datetime] = now
    guide: Guide | None = None
