"""What is looked for although nobody reports it: each kind with its schedule and how the last look went."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from api.health import parts_of
from api.pages.scans import shown
from cases.kind import Kind
from cases.store.health import Beat
from cases.store.reports.scans import runs_of

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)


def beats(**of_scans: dict[str, Any]) -> list[Beat]:
    schedule = {"picking_backlog": "15 7-14 * * 1-5", "inbound_delay": None}
    return [
        Beat(name="scans", detail={"schedule": schedule}, at=NOW),
        *(Beat(name=f"scan_{kind}", detail=said, at=NOW - timedelta(hours=1)) for kind, said in of_scans.items()),
    ]


def test_each_kind_is_told_with_its_schedule_and_last_run() -> None:
    said = {"ok": True, "detail": "3 found", "found": 3, "opened": 2, "resolved": 1, "calls": 4}
    delay, backlog = runs_of(beats(picking_backlog=said), {"picking_backlog": 5})
    assert (delay.kind, delay.cron, delay.at, delay.open_cases) == (Kind.INBOUND_DELAY, None, None, 0)
    assert (backlog.cron, backlog.at) == ("15 7-14 * * 1-5", NOW - timedelta(hours=1))
    assert (backlog.found, backlog.opened, backlog.resolved, backlog.calls, backlog.open_cases) == (3, 2, 1, 4, 5)
    assert [one.due for one in shown([delay, backlog], NOW)] == [None, NOW + timedelta(minutes=45)]


def test_one_that_failed_has_no_figures_and_says_why() -> None:
    [_, backlog] = runs_of(beats(picking_backlog={"ok": False, "detail": "did not get through (OdooDown)"}), {})
    assert (backlog.ok, backlog.found) == (False, None)
    assert "OdooDown" in backlog.detail


def test_it_is_told_with_the_health_of_the_service() -> None:
    parts = parts_of(beats(picking_backlog={"ok": True, "detail": "3 found"}), NOW)
    assert parts["scan_picking_backlog"].detail == "3 found; by itself at “15 7-14 * * 1-5” UTC"
    assert parts["scan_inbound_delay"].detail == "never ran yet; only when asked"
    assert not parts["scan_picking_backlog"].needed
