"""Examples for the OpenAPI document: one believable proposal and what can be said about it. A test holds them valid."""

from __future__ import annotations

from typing import Any

from pydantic import JsonValue

CASE_ID = "5d0c6f0e4a8b4b1f9a7e2c3d4e5f6071"
PROPOSAL_ID = "9a1b2c3d4e5f60718293a4b5c6d7e8f9"
MOVE = "11111111aaaa4bbb8ccc222222222222"
DIGEST = "3f8b1c0d9e7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c"

PROPOSAL: dict[str, Any] = {
    "id": PROPOSAL_ID,
    "case_id": CASE_ID,
    "case_number": "EX-1001",
    "cause_id": None,
    "kind": "inbound_delay",
    "title": "P00012 from Nordstahl arrives 7 days late",
    "status": "pending",
    "case_status": "waiting",
    "policy_version": "2026-11-1",
    "expires_at": "2026-11-24T15:00:00Z",
    "if_nobody_acts": "Hotel Lindenhof is promised goods for 30 November that will not be there.",
    "summary": "Nordstahl will deliver 40 hinges on 4 December instead of 27 November. One customer order is hurt.",
    "confidence": 0.85,
    "confidence_basis": "prior",
    "confidence_n": 3,
    "exposure": {"amount": "1240.00", "currency": "EUR"},
    "options": [
        {
            "id": "o1",
            "label": "Accept the new day",
            "effect": "Hotel Lindenhof gets its goods 5 days later.",
            "cost": "Nothing but the delay.",
            "recommended": True,
            "action_ids": [MOVE],
        }
    ],
    "actions": [
        {
            "id": MOVE,
            "name": "reschedule_receipt",
            "title": "Reschedule receipt",
            "sentence": "Expect on P00012: Hinge 90° to Fri 4 Dec 2026",
            "args": {
                "order_id": 12,
                "order": "P00012",
                "lines": [{"line_id": 31, "product": "Hinge 90°", "unit": "Units", "new_date": "2026-12-04"}],
            },
            "args_schema": {"type": "object", "title": "RescheduleReceipt", "properties": {"lines": {"type": "array"}}},
            "editable": ["lines"],
            "digest": DIGEST,
            "status": "pending",
            "why": None,
            "not_needed": False,
            "edited": False,
            "approvals": [{"role": "procurement", "any_of": ["procurement"], "needed": 1, "given": []}],
            "rule": "Reschedule receipt: approved by procurement within 24 hours.",
            "forbidden": False,
            "confidence": 0.85,
            "confidence_basis": "prior",
            "confidence_n": 3,
            "confidence_words": "likely right",
            "rationale": "The supplier names the order, the item and the day.",
            "reversibility": "reversible",
            "step": "deterministic",
            "exposure": {"amount": "0.00", "currency": "EUR"},
            "expires_at": "2026-11-24T15:00:00Z",
            "depends_on": [],
            "excludes": [],
            "diff": [
                {
                    "model": "purchase.order.line",
                    "id": 31,
                    "label": "P00012 · Hinge 90°",
                    "field": "Expected arrival (40 Units)",
                    "before": "Fri 27 Nov 2026",
                    "after": "Fri 4 Dec 2026",
                    "who": "target",
                }
            ],
            "evidence": ["e1"],
            "decisions": [],
            "receipts": [],
            "asked": None,
        }
    ],
    "evidence": [
        {
            "id": "e1",
            "source": "email",
            "label": "Nordstahl announces 4 December",
            "quote": "will reach you on 4 December instead of 27 November",
            "span": {
                "part": "body",
                "start": 32,
                "end": 83,
                "quote": "will reach you on 4 December instead of 27 November",
            },
        }
    ],
    "opinion": {"status": "not_asked", "summary": "", "disagrees_on": {}, "model": None, "prompt": None},
    "exhibit": None,
    "claimed_by": None,
    "snoozed_until": None,
    "created_at": "2026-11-23T15:00:00Z",
}

DECISIONS: list[JsonValue] = [
    {"decisions": [{"action_id": MOVE, "digest": DIGEST, "type": "approve"}]},
    {
        "decisions": [
            {
                "action_id": MOVE,
                "digest": DIGEST,
                "type": "edit",
                "edited_action": {
                    "name": "reschedule_receipt",
                    "args": {
                        "order_id": 12,
                        "order": "P00012",
                        "lines": [{"line_id": 31, "product": "Hinge 90°", "unit": "Units", "new_date": "2026-12-07"}],
                    },
                },
            }
        ]
    },
    {"decisions": [{"action_id": MOVE, "digest": DIGEST, "type": "reject", "reason_code": "wrong_date"}]},
    {"decisions": [{"action_id": MOVE, "digest": DIGEST, "type": "respond", "message": "Ask for half of it earlier."}]},
]

CORRECTIONS: list[JsonValue] = [
    {
        "corrections": [
            {
                "claim_id": "77777777aaaa4bbb8ccc888888888888",
                "claim": {"type": "delay", "order_text": "P00013", "new_date": "2026-12-04"},
            }
        ]
    }
]

RESULTS: list[JsonValue] = [
    {"outcome": "confirmed", "detail": "Tour 14, tomorrow morning"},
    {"outcome": "refused", "detail": "Third attempt was the last; it is on its way back"},
]

SNOOZES: list[JsonValue] = [{"until": "2026-11-24T08:00:00+01:00"}, {"until": None}]

SETTLING: list[JsonValue] = [
    {"done": True, "note": "P00012 shows 4 December on the hinges."},
    {"done": False, "note": "P00012 still shows 27 November; nobody changed it."},
]

CASE: dict[str, Any] = {
    "id": CASE_ID,
    "number": "EX-1001",
    "cause_id": None,
    "kind": "inbound_delay",
    "title": "P00012 from Nordstahl arrives 7 days late",
    "status": "waiting",
    "partner": {"model": "res.partner", "id": 9, "label": "Nordstahl"},
    "records": [{"model": "purchase.order", "id": 12, "label": "P00012"}],
    "stop": None,
    "why_person": None,
    "note": None,
    "claimed_by": None,
    "snoozed_until": None,
    "earlier_case_id": None,
    "opened_at": "2026-11-23T14:58:00Z",
    "updated_at": "2026-11-23T15:00:00Z",
    "closed_at": None,
}
