"""When the demonstration looks at a backlog: while there is a morning left, else on the next one."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from cases.kind import Kind
from cli.prepared import LOOKED_FOR, morning, reports
from evals.scenarios import PreparedReport

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.mark.parametrize(
    ("now", "looked_at"),
    [
        ("2026-11-26T06:30", None),
        ("2026-11-26T11:59", None),
        ("2026-11-26T12:00", "2026-11-27T10:00"),
        ("2026-11-27T23:00", "2026-11-30T10:00"),
        ("2026-11-28T09:00", "2026-11-30T10:00"),
    ],
)
def test_a_backlog_is_looked_at_in_the_morning(now: str, looked_at: str | None) -> None:
    found = morning(datetime.fromisoformat(now).replace(tzinfo=BRUSSELS), BRUSSELS)
    assert found == (datetime.fromisoformat(looked_at).replace(tzinfo=BRUSSELS) if looked_at else None)


def test_everything_together_is_one_of_each_kind() -> None:
    told = reports(date(2026, 11, 26), everything=True)
    kinds = {each.kind for one in told if isinstance(one, PreparedReport) for each in one.expect}
    kinds |= {one.kind for one in told if not isinstance(one, PreparedReport) and one.kind}
    assert kinds | set(LOOKED_FOR) >= {
        Kind.INBOUND_DELAY,
        Kind.FAILED_DELIVERY,
        Kind.FREIGHT_DISCREPANCY,
        Kind.PICKING_BACKLOG,
        Kind.REPLENISHMENT_IMBALANCE,
        Kind.SENSITIVE_CHANGE,
        Kind.UNCLASSIFIED,
    }
