"""Signed deliveries as the tests send them, written for them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

SECRET = "whsec_Y2FycmllcnMtc2VjcmV0LWZvci10ZXN0cy1vbmx5"
OTHER = "whsec_YW5vdGhlci1zZWNyZXQtZm9yLXRlc3RzLW9ubHktMDA="
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
SHOP = "a shop's sécret"


def tracking(**data: Any) -> dict[str, Any]:
    """A Standard Webhooks body about a parcel for which nobody was at home."""
    return {
        "type": "tracking.event",
        "version": 1,
        "timestamp": "2026-11-26T08:59:58Z",
        "data": {
            "carrier": "Northline Parcel",
            "tracking_number": "NL0042",
            "status": "failed_attempt",
            "reason": "not_home",
            "detail": "Nobody answered the door.",
            "occurred_at": "2026-11-26T09:40:00+01:00",
            "expected_at": "2026-11-27T12:00:00+01:00",
            "attempt": 1,
            "return_by": "2026-12-03",
            **data,
        },
    }


def step(at: str, status: str, detail: str = "status_update", message: str = "", code: str = "") -> dict[str, Any]:
    """One line of an EasyPost tracker's history."""
    return {
        "object": "TrackingDetail",
        "status": status,
        "status_detail": detail,
        "datetime": at,
        "message": message,
        "carrier_code": code,
        "tracking_location": {"city": "Genk", "country": "BE"},
    }


def easypost(*steps: dict[str, Any], **tracker: Any) -> dict[str, Any]:
    """An EasyPost event about a tracker with this history."""
    last = steps[-1] if steps else {"status": "unknown", "status_detail": "unknown"}
    return {
        "id": "evt_0001",
        "object": "Event",
        "description": "tracker.updated",
        "mode": "production",
        "created_at": "2026-11-26T08:59:58Z",
        "status": "pending",
        "result": {
            "object": "Tracker",
            "tracking_code": "NL0042",
            "carrier": "FedEx",
            "status": last["status"],
            "status_detail": last["status_detail"],
            "updated_at": "2026-11-26T08:59:57Z",
            "est_delivery_date": "2026-11-27T00:00:00Z",
            "signed_by": None,
            "tracking_details": list(steps),
            **tracker,
        },
    }


def raw(body: object) -> bytes:
    """As it is sent."""
    return json.dumps(body).encode()
