"""What stands in front of every request: limits, headers, figures. Plain ASGI, so that streams pass untouched."""

from __future__ import annotations

import time
from collections.abc import MutableMapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Problem
from runtime.telemetry import counter, histogram

REQUESTS = counter("http_requests_total", "Requests by address, method and status.", ("route", "method", "status"))
SECONDS = histogram("http_seconds", "Seconds until a request was answered, by address.", ("route",))

SMALL_BODY = 1_000_000
# Its body is read before anybody knows who sent it.
WEBHOOKS = "/intake/webhooks/"
HEADERS = {
    b"content-security-policy": (
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=()",
}


class Guards:
    """Limits the body, adds the security headers, counts.

    Args:
        app: what is guarded.
        report_bytes: the largest report; everything else may be a megabyte.
        secure: people reach us over TLS only.
    """

    def __init__(self, app: ASGIApp, *, report_bytes: int, secure: bool) -> None:
        self._app = app
        self._report_bytes = report_bytes
        self._headers = dict(HEADERS)
        if secure:
            self._headers[b"strict-transport-security"] = b"max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def headed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._add_headers(message)
            await send(message)

        try:
            await self._app(scope, self._limited(scope, receive), headed)
        finally:
            route = _route(scope)
            REQUESTS.labels(route, scope["method"], status).inc()
            if not route.endswith("/stream"):
                SECONDS.labels(route).observe(time.perf_counter() - began)

    def _add_headers(self, message: MutableMapping[str, Any]) -> None:
        present = {name.lower() for name, _ in message["headers"]}
        message["headers"] = [
            *message["headers"],
            *((name, value) for name, value in self._headers.items() if name not in present),
        ]

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        limit = self._report_bytes if scope["path"].startswith("/intake/") else SMALL_BODY
        if scope["path"].startswith(WEBHOOKS):
            limit = min(limit, SMALL_BODY)
        declared = dict(scope["headers"]).get(b"content-length", b"")
        too_large = declared.isdigit() and int(declared) > limit
        taken = 0

        async def limited() -> Message:
            nonlocal taken
            if too_large:
                raise _too_large(limit)
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise _too_large(limit)
            return message

        return limited


def _too_large(limit: int) -> Problem:
    return Problem(413, f"At most {limit:,} bytes are taken here.", headers={"Connection": "close"})


def _route(scope: Scope) -> str:
    # The template of the address, never the address: ids would make a figure of their own each.
    route = scope.get("route")
    return getattr(route, "path", "other") if route is not None else "other"
