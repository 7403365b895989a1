"""What Odoo says when it fails, on either wire, to one of our errors. Tracebacks stay behind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

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

_ROLLED_BACK = {"SerializationFailure", "DeadlockDetected", "LockNotAvailable", "TransactionRollbackError"}
_DATABASE_AWAY = {"OperationalError", "InterfaceError", "AdminShutdown", "PoolError"}
_REFUSED = {"UserError", "ValidationError", "RedirectWarning", "LockError", "except_orm", "Warning"}
_NO_MODEL = re.compile(r"Object (\S+) doesn't exist|the model '([^']+)' does not exist")
# Odoo's own brake, by address: its web sign-in has one, neither of its RPC wires has.
_HELD = "Too many login failures"
_LACKS_ACCESS = re.compile(r"'(\w+)' access to:\s*- ([^\n]+)")
_LACKS = ("AttributeError", "NotFound", "UnprocessableEntity", "KeyError")
_LONGEST = 600


def fault(data: Mapping[str, Any], *, login: str, model: str, method: str, writes: bool) -> OdooError:
    """The error that Odoo's `{name, message, …}` means.

    Args:
        data: what Odoo answered; its `debug` is never looked at.
        login: whose session it was.
        model: the model called.
        method: the method called.
        writes: whether it may have changed something.
    """
    name = str(data.get("name") or "unknown").rsplit(".", 1)[-1]
    text = plain(str(data.get("message") or ""))
    missing = _NO_MODEL.search(text)
    if missing:
        return MissingModel(missing.group(1) or missing.group(2))
    if name in _ROLLED_BACK or "could not serialize access" in text:
        return RolledBack(f"{model}.{method}")
    if name in _DATABASE_AWAY:
        # It may have broken while committing.
        why = "Odoo lost its database meanwhile"
        return LostAnswer(f"{model}.{method}", why) if writes else OdooDown("its address", why)
    return _named(name, text, login, model, method)


def _named(name: str, text: str, login: str, model: str, method: str) -> OdooError:
    if name in {"AccessDenied", "Unauthorized"}:
        return SignInsHeld() if _HELD in text else WrongPassword(login)
    if name == "AccessError":
        return NoAccess(login, model, method, _access(text))
    if name == "MissingError":
        return MissingRecord(text)
    if name in _REFUSED:
        return Refused(text)
    if name in _LACKS or (name in {"ValueError", "TypeError"} and ("nvalid field" in text or "argument" in text)):
        return MissingField(f"This Odoo does not know what {model}.{method} asks for: {text}")
    if name == "ValueError":
        return Refused(text)
    return ServerFault(f"{model}.{method}", name)


def _access(text: str) -> str:
    """The one thing worth knowing of Odoo's longer text."""
    lacks = _LACKS_ACCESS.search(text)
    return f"it lacks '{lacks.group(1)}' on {lacks.group(2)}" if lacks else text.splitlines()[0]


def plain(text: str) -> str:
    """Odoo's message for people: no traceback, no endless text."""
    before_traceback = text.split("Traceback (most recent call last)")[0]
    return before_traceback.strip()[:_LONGEST] or "it did not say why"
