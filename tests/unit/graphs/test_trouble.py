"""What each of Odoo's errors means for the queue: nothing that a person or time can heal is given up."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from graphs.trouble import told_to_the_queue
from runtime.jobs import GiveUp, TryLater
from tools.odoo import errors

LATER = [
    errors.UnknownOdoo(),
    errors.OdooDown("http://odoo", "nothing answers there"),
    errors.TimedOut("stock.move.read", 30),
    errors.RolledBack("stock.move.write"),
    errors.LostAnswer("stock.move.write", "the connection broke"),
    errors.ServerFault("stock.move.write", "KeyError"),
    errors.BadAddress("http://odoo", "it answers 404"),
    errors.WrongPassword("reader"),
    errors.SignInsHeld(),
    errors.KeyExpired("reader", datetime(2026, 1, 1, tzinfo=UTC)),
    errors.NotProvisioned("reader"),
    errors.OlderProvisioning("a changed password would not be noticed"),
    errors.WrongDatabase("a", "b"),
    errors.NoDatabase("main", "http://odoo"),
]
NEVER = [
    errors.MissingModel("stock.move"),
    errors.MissingField("This Odoo lacks it."),
    errors.MissingRecord("It is gone."),
    errors.NoAccess("reader", "res.users", "read", "no"),
    errors.Refused("No."),
]


@pytest.mark.parametrize("error", LATER, ids=lambda error: type(error).__name__)
def test_is_tried_again(error: errors.OdooError) -> None:
    with pytest.raises(TryLater, match=r".") as told, told_to_the_queue():
        raise error
    assert told.value.delay >= 1
    assert str(told.value) == error.message


@pytest.mark.parametrize("error", NEVER, ids=lambda error: type(error).__name__)
def test_is_given_up_with_its_reason(error: errors.OdooError) -> None:
    with pytest.raises(GiveUp) as told, told_to_the_queue():
        raise error
    assert str(told.value) == error.message


def test_every_error_of_odoo_is_judged() -> None:
    known = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.OdooError)}
    assert known - {errors.OdooError} == {type(error) for error in [*LATER, *NEVER]}
