"""What the errors of Odoo and of the record mean for the queue: try again later, or never as it is. Used by jobs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from agents.analysis.evidence import UntracedError
from cases.store.errors import RecordError
from runtime.jobs import GiveUp, TryLater
from tools.odoo.errors import (
    BadAddress,
    KeyExpired,
    LostAnswer,
    NoDatabase,
    NotProvisioned,
    OdooError,
    OlderProvisioning,
    ServerFault,
    WrongDatabase,
    WrongPassword,
)

# What a person has to put right; the work waits for that and is not lost.
SETTING_UP = (
    BadAddress,
    KeyExpired,
    NoDatabase,
    NotProvisioned,
    OlderProvisioning,
    WrongDatabase,
    WrongPassword,
)
_AWAY_SECONDS = 5.0
_SETTING_UP_SECONDS = 30.0
_FAULT_TRIES = 6


@contextmanager
def told_to_the_queue() -> Iterator[None]:
    """Turn an error of Odoo, or a refusal of the record or of a specialist, into the queue's words.

    Raises:
        TryLater: Odoo is away, or an account or address has to be put right first.
        GiveUp: it will not be done, however often it is asked for.
    """
    try:
        yield
    except OdooError as error:
        if error.again or isinstance(error, LostAnswer):
            raise TryLater(error.message, delay=_AWAY_SECONDS) from error
        if isinstance(error, SETTING_UP):
            raise TryLater(error.message, delay=_SETTING_UP_SECONDS) from error
        if isinstance(error, ServerFault):
            raise TryLater(error.message, delay=_AWAY_SECONDS, attempts=_FAULT_TRIES) from error
        raise GiveUp(error.message) from error
    except UntracedError as error:
        raise GiveUp(f"What was to be proposed cannot be traced to its evidence: {error}") from error
    except RecordError as error:
        raise GiveUp(str(error)) from error
