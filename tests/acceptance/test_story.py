"""The demonstration's whole story as anybody runs it: one command, one document, everything verified."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.odoo, pytest.mark.slow, pytest.mark.timeout(600)]


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "cli", *arguments], capture_output=True, text=True, timeout=580, check=False
    )


def test_the_demonstration_tells_its_story_once() -> None:
    done = _run("demo", "--once", "--json")
    assert done.returncode == 0, done.stderr[-3000:]
    cases = json.loads(done.stdout)["cases"]
    assert sorted((case["kind"], case["report"]) for case in cases) == [
        ("failed_delivery", "address"),
        ("failed_delivery", "lost"),
        ("failed_delivery", "nobody-there"),
        ("inbound_delay", "confirmation-pdf"),
        ("inbound_delay", "forwarded"),
        ("inbound_delay", "german"),
        ("inbound_delay", "two-orders"),
        ("inbound_delay", "two-orders"),
    ]
    for case in cases:
        assert case["status"] == "resolved"
        actions = case["proposal"]["actions"]
        carrier = {"message_carrier", "request_reattempt", "file_claim"}
        answers = carrier if case["kind"] == "failed_delivery" else {"reschedule_receipt"}
        assert answers & {action["name"] for action in actions}
        assert all(0 <= action["confidence"] <= 1 and action["args"] for action in actions)
        assert case["decision"]
        assert case["receipts"]
        assert all(receipt["verified"] for receipt in case["receipts"])
        # What a carrier was asked for waits for its answer first.
        assert {receipt["action"]: receipt["outcome"] for receipt in case["receipts"]}.items() <= {
            (action["name"], "applied") for action in actions
        }
        waited = [one["action"] for one in case["receipts"] if one["outcome"] == "pending_external"]
        assert set(waited) <= {"request_reattempt", "file_claim"}


def test_the_demonstration_refuses_an_odoo_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPEDITER_ODOO_URL", "http://127.0.0.1:9")
    done = _run("demo")
    assert done.returncode == 1
    assert "sandbox" in done.stderr
    assert "Traceback" not in done.stderr
