"""The door for signed webhooks: verified over the exact body, kept durably with the job that reads it, 202 out.

Which report a delivery is, its id says alone: sent again it is the same report, whatever changed around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request

from api.gathering import Gathering
from api.intake import REPORTS, IntakeAnswer, Room
from api.problems import Fault, Problem
from api.responses import problems
from cases.kinds import Origin
from cases.store.reports.deliveries import NamedDelivery
from runtime.telemetry import counter
from tools.carriers import SOURCES, CarrierSource, NotVerifiedError, WebhookError

REFUSED = counter("webhooks_refused_total", "Webhooks that were refused, by source and status.", ("source", "status"))
MEDIA_TYPE = "application/json"

EXAMPLE: dict[str, Any] = {
    "type": "tracking.event",
    "version": 1,
    "timestamp": "2026-11-26T08:59:58Z",
    "data": {
        "carrier": "Northline Parcel",
        "tracking_number": "NL0042",
        "status": "failed_attempt",
        "reason": "not_home",
        "detail": "Nobody answered the door.",
        "occurred_at": "2026-11-26T08:40:00Z",
        "expected_at": "2026-11-27T11:00:00Z",
        "attempt": 1,
        "return_by": "2026-12-03",
    },
}

HEADERS = {
    "webhook-id": "`standard`: the delivery's id, the same for every try.",
    "webhook-timestamp": "`standard`: when it was signed, in seconds since 1970.",
    "webhook-signature": "`standard`: one or several `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`.",
    "X-Hmac-Signature": "`easypost`: `hmac-sha256-hex=` and HMAC-SHA256 over the body.",
}


def _header(name: str, what: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "description": what, "schema": {"type": "string"}}


router = APIRouter(prefix="/intake/webhooks", tags=["intake"])


@router.post(
    "/{source}",
    status_code=202,
    summary="Take in one signed webhook of a carrier",
    responses=problems(400, 401, 413, 415, 422, 429, 503),
    dependencies=[Depends(Room())],
    openapi_extra={
        "parameters": [_header(name, what) for name, what in HEADERS.items()],
        "requestBody": {"required": True, "content": {MEDIA_TYPE: {"schema": {"type": "object"}, "example": EXAMPLE}}},
    },
)
async def webhook(
    request: Request, source: Annotated[str, Path(description="`standard` or `easypost`.", examples=["standard"])]
) -> IntakeAnswer:
    """Keep one carrier event as a report.

    `standard` is Standard Webhooks: the headers `webhook-id`, `webhook-timestamp` (five minutes either way) and
    `webhook-signature`. `easypost` is EasyPost's own event with `X-Hmac-Signature`. A source without a secret in
    `EXPEDITER_WEBHOOK_SECRETS` answers 401 to everything. The same delivery id is one report for ever.
    """
    try:
        return await _take(request, source)
    except WebhookError as error:
        faults = [Fault(field=field, problem=what) for field, what in error.problems]
        REFUSED.labels(source if source in SOURCES else "unknown", error.status).inc()
        raise Problem(error.status, str(error), errors=faults) from None


async def _take(request: Request, name: str) -> IntakeAnswer:
    source, secrets = _known(request.app.state.webhook_secrets, name)
    body = await request.body()
    delivery_id = source.verify(request.headers, body, secrets, datetime.now(UTC))
    _check_media_type(request)
    # The worker reads it again; here only so that its sender hears at once of what nobody could read.
    source.events(body)
    deliveries: Gathering[NamedDelivery] = request.app.state.deliveries
    kept = await deliveries.keep(
        NamedDelivery(Origin.CARRIER, source.name, source.label, delivery_id, body, MEDIA_TYPE)
    )
    REPORTS.labels(source.name, str(kept.duplicate).lower()).inc()
    return IntakeAnswer(report_id=kept.report_id, duplicate=kept.duplicate)


def _known(secrets: Mapping[str, tuple[str, ...]], name: str) -> tuple[CarrierSource, tuple[str, ...]]:
    """The source and its secrets. One that nobody knows and one without a secret are told the same."""
    source = SOURCES.get(name)
    if source is None or not secrets.get(name):
        raise NotVerifiedError("No secret is set for webhooks of this source, so nothing of it can be believed.")
    return source, secrets[name]


def _check_media_type(request: Request) -> None:
    media_type = request.headers.get("content-type", MEDIA_TYPE).partition(";")[0].strip().lower()
    if media_type != MEDIA_TYPE and not media_type.endswith("+json"):
        raise Problem(415, f"Send the event as {MEDIA_TYPE}.")
