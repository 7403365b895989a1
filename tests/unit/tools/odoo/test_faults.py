"""Odoo's failures to ours, in plain words, and which calls may be made again."""

from __future__ import annotations

from typing import Any

import pytest

from runtime.settings import Wire
from tools.odoo.client import OdooSession
from tools.odoo.client.faults import fault
from tools.odoo.errors import (
    LostAnswer,
    MissingField,
    MissingModel,
    MissingRecord,
    NoAccess,
    OdooDown,
    OdooError,
    Refused,
    RolledBack,
    ServerFault,
    SignInsHeld,
    WrongPassword,
)


@pytest.mark.parametrize(
    ("name", "message", "kind"),
    [
        ("odoo.exceptions.AccessDenied", "Access Denied", WrongPassword),
        ("odoo.exceptions.AccessDenied", "Too many login failures, please wait a bit.", SignInsHeld),
        ("werkzeug.exceptions.Unauthorized", "Invalid apikey", WrongPassword),
        ("odoo.exceptions.AccessError", "You are not allowed to modify 'X' (x) records.\n\nmore", NoAccess),
        ("odoo.exceptions.MissingError", "Record does not exist or has been deleted.", MissingRecord),
        ("odoo.exceptions.UserError", "You cannot do that.", Refused),
        ("odoo.exceptions.ValidationError", "The operation cannot be completed", Refused),
        ("odoo.exceptions.LockError", "locked", Refused),
        ("odoo.exceptions.UserError", "Object helpdesk.ticket doesn't exist", MissingModel),
        ("werkzeug.exceptions.NotFound", "the model 'helpdesk.ticket' does not exist", MissingModel),
        ("werkzeug.exceptions.NotFound", "The method 'x.y' does not exist", MissingField),
        ("builtins.AttributeError", "The method 'x.y' does not exist", MissingField),
        ("builtins.ValueError", "Invalid field 'z' on 'x'", MissingField),
        ("builtins.ValueError", "Wrong value for stock.picking.priority: '9'", Refused),
        ("werkzeug.exceptions.UnprocessableEntity", "missing a required argument: 'vals'", MissingField),
        ("psycopg2.errors.SerializationFailure", "could not serialize access", RolledBack),
        ("psycopg2.errors.DeadlockDetected", "deadlock detected", RolledBack),
        ("builtins.KeyError", "'x'", MissingField),
        ("builtins.ZeroDivisionError", "division by zero", ServerFault),
    ],
)
def test_each_failure_has_its_kind(name: str, message: str, kind: type[OdooError]) -> None:
    found = fault(
        {"name": name, "message": message, "debug": "Traceback (most recent call last): secret"},
        login="me",
        model="x",
        method="y",
        writes=True,
    )
    assert type(found) is kind
    assert "Traceback" not in found.message
    assert "secret" not in found.message
    assert "more" not in found.message


def test_a_database_that_broke_may_have_committed() -> None:
    data = {"name": "psycopg2.OperationalError", "message": "server closed the connection unexpectedly"}
    assert isinstance(fault(data, login="me", model="x", method="write", writes=True), LostAnswer)
    assert isinstance(fault(data, login="me", model="x", method="read", writes=False), OdooDown)


def test_odoos_jokes_are_left_out() -> None:
    text = (
        "Uh-oh! Top-secret records.\n\nSorry, Me (id=20) doesn't have 'write' access to:\n- Stock Move (stock.move)\n"
    )
    found = fault({"name": "AccessError", "message": text}, login="me", model="x", method="y", writes=True)
    assert found.message == "me has no access to x (y): it lacks 'write' on Stock Move (stock.move)"


def test_a_traceback_inside_the_message_is_cut() -> None:
    text = "It failed.\nTraceback (most recent call last)\n  File secret"
    found = fault({"name": "UserError", "message": text}, login="me", model="x", method="y", writes=True)
    assert found.message == "It failed."


class Scripted:
    """A wire whose calls fail as told, then succeed."""

    def __init__(self, *failures: OdooError) -> None:
        self.uid = 7
        self.context: dict[str, Any] = {"lang": "de_DE"}
        self.failures = list(failures)
        self.seen: list[tuple[str, dict[str, Any], bool]] = []

    async def call(self, model: str, method: str, ids: Any, kwargs: Any, *, writes: bool) -> Any:
        self.seen.append((method, kwargs, writes))
        if self.failures:
            raise self.failures.pop(0)
        return [1]

    async def close(self) -> None:
        """Nothing to let go."""


def session(wire: Scripted) -> OdooSession:
    return OdooSession(wire, url="http://127.0.0.1", database="d", login="me", version="19.0", wire=Wire.JSON2)


async def test_a_write_that_odoo_rolled_back_is_sent_again() -> None:
    wire = Scripted(RolledBack("x.create"), OdooDown("http://127.0.0.1", "nothing answers there"))
    assert await session(wire).create("x", [{"a": 1}]) == [1]
    assert [writes for _, _, writes in wire.seen] == [True, True, True]


@pytest.mark.parametrize("error", [LostAnswer("x", "why"), ServerFault("x", "KeyError"), Refused("no")], ids=repr)
async def test_no_other_write_is_sent_again(error: OdooError) -> None:
    wire = Scripted(error)
    with pytest.raises(type(error)):
        await session(wire).write("x", [1], {"a": 1})
    assert len(wire.seen) == 1


async def test_a_write_gives_up_after_three() -> None:
    wire = Scripted(*[RolledBack("x.write")] * 4)
    with pytest.raises(RolledBack):
        await session(wire).write("x", [1], {"a": 1})
    assert len(wire.seen) == 3


async def test_both_wires_get_the_same_context() -> None:
    wire = Scripted()
    await session(wire).call("x", "go", [1], context={"inventory_mode": True}, vals={})
    assert wire.seen[0][1] == {"vals": {}, "context": {"lang": "de_DE", "tz": "UTC", "inventory_mode": True}}
