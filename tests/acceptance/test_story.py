"""The demonstration's whole story as anybody runs it: one command, one document, everything verified."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.odoo, pytest.mark.slow, pytest.mark.timeout(600)]

# What nobody reports is found by scans, told under the kind's own name.
FOUND = {"picking_backlog", "replenishment_imbalance"}
ANSWERS = {
    "failed_delivery": {"message_carrier", "request_reattempt", "file_claim"},
    "freight_discrepancy": {"dispute_bill"},
    "inbound_delay": {"reschedule_receipt"},
    "picking_backlog": {"prioritise_pickings"},
    "replenishment_imbalance": {"transfer_stock", "buy_elsewhere", "adjust_reorder_rule", "schedule_activity"},
    "sensitive_change": {"schedule_activity"},
    "unclassified": {"schedule_activity", "open_ticket"},
}


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "cli", *arguments], capture_output=True, text=True, timeout=580, check=False
    )


def test_the_demonstration_brings_one_of_each_kind_to_its_verified_end() -> None:
    done = _run("demo", "--once", "--all", "--json")
    assert done.returncode == 0, done.stderr[-3000:]
    cases = json.loads(done.stdout)["cases"]
    found = [case for case in cases if case["report"] in FOUND]
    assert {case["kind"] for case in found} == FOUND
    reported = [case for case in cases if case not in found]
    assert sorted((case["kind"], case["report"]) for case in reported) == [
        ("failed_delivery", "address"),
        ("failed_delivery", "lost"),
        ("failed_delivery", "nobody-there"),
        ("freight_discrepancy", "carriers-bill"),
        ("inbound_delay", "confirmation-pdf"),
        ("inbound_delay", "forwarded"),
        ("inbound_delay", "german"),
        ("inbound_delay", "two-orders"),
        ("inbound_delay", "two-orders"),
        ("sensitive_change", "hostile"),
        ("unclassified", "misplaced"),
    ]
    for case in cases:
        assert case["status"] == "resolved"
        actions = case["proposal"]["actions"]
        assert ANSWERS[case["kind"]] & {action["name"] for action in actions}
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
