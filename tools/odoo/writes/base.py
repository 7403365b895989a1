"""What every write has: guards, before-values, steps that are looked for, a read-back that cannot be fooled, an undo.

One file an action beside this one. `apply` in the package is the only door; `graphs.execution` the only caller.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar, cast

from cases.actions import ActionName, Arguments, Premise
from cases.approvals import ApprovedAction
from tools.odoo.errors import WrongDatabase
from tools.odoo.writes.session import OdooWriter

A = TypeVar("A", bound=Arguments[Any])
P = TypeVar("P", bound=Premise)


class NotDoneError(Exception):
    """It could not be done, and what was begun of it was taken back where that was possible; the message says why."""


class CannotUndoError(Exception):
    """It cannot be taken back, at all or not any more; the message says why in plain words."""


@dataclass(frozen=True)
class Step:
    """One call to Odoo, looked for before it is made.

    Attributes:
        name: what it does, in a few words.
        look: whether Odoo shows that it was done already.
        do: does it.
    """

    name: str
    look: Callable[[], Awaitable[bool]]
    do: Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class ReadBack:
    """What Odoo shows afterwards.

    Attributes:
        ok: it shows exactly what was meant.
        after: the values read, as JSON values.
        note: what a person should know, or what is wrong.
    """

    ok: bool
    after: dict[str, Any] = field(default_factory=dict)
    note: str = ""


class Write(ABC, Generic[A, P]):
    """How one action is done in Odoo. Stateless: everything comes in by argument."""

    name: ClassVar[ActionName]

    @abstractmethod
    async def guards(self, odoo: OdooWriter, args: A, premise: P) -> list[str]:
        """The premises that no longer hold, each as a plain sentence; none: all hold."""

    @abstractmethod
    async def before(self, odoo: OdooWriter, args: A, premise: P) -> dict[str, Any]:
        """The values it will change, and those beside them that it must not, as JSON values."""

    @abstractmethod
    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """The calls to make, in order."""

    async def begun(self, odoo: OdooWriter, approved: ApprovedAction) -> bool:
        """Whether something of it stands in Odoo. What the first step does stands by then, or nothing does."""
        try:
            return await self.steps(odoo, approved)[0].look()
        except NotDoneError:
            return False

    @abstractmethod
    async def verify(self, odoo: OdooWriter, args: A, premise: P, before: dict[str, Any], key: str) -> ReadBack:
        """Whether Odoo now holds what was meant, and nothing else changed."""

    @abstractmethod
    async def untouched(self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
        """Whether it may be sent again under the same key: only an unfinished attempt of ours changed anything."""

    @abstractmethod
    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """Take it back.

        Raises:
            CannotUndoError: it cannot be, at all or not any more.
        """

    def typed(self, approved: ApprovedAction) -> tuple[A, P]:
        """The arguments and premise with their types."""
        return cast(A, approved.args), cast(P, approved.premise)


async def run(steps: list[Step]) -> None:
    """Make each call that Odoo does not show yet."""
    for step in steps:
        if not await step.look():
            await step.do()


def check_database(odoo: OdooWriter, approved: ApprovedAction) -> None:
    """Refuse an action that was approved for another database.

    Raises:
        WrongDatabase: it was.
    """
    if approved.database != odoo.uuid:
        raise WrongDatabase(odoo.uuid, approved.database)
