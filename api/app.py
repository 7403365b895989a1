"""The web process: settings, database and policy in, the application with every door out.

It asks Odoo only who people are; it holds no key that could write there and refuses to start with one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

from api import casework, guards, health, inbox, intake, kinds, problems, results, stream, unfiled, webhooks
from api.document import Described
from api.gathering import Gathering, keep_letters
from api.identity import RecentTokens
from api.pages import deeds, insights, routes, scans, sign_in
from api.pages import unfiled as unfiled_pages
from api.pages.render import STATIC, Pages
from api.people import OdooPeople, People
from api.precision import ModelPrecision
from api.throttle import Brake, Throttle
from cases.policy import Policy
from cases.store.reports.deliveries import keep_named
from runtime.database import Database
from runtime.errors import PlainError
from runtime.settings import Settings
from tools.carriers import check_secrets
from tools.odoo.accounts import writer_file_in_reach
from tools.odoo.connect import odoo_target
from tools.odoo.errors import OdooError, WrongPassword

ABOUT = (
    "Agents investigate logistics exceptions on a live Odoo, people approve typed changes, Odoo is changed exactly "
    "once. Whoever uses the inbox sends a bearer token of scope `inbox` or the session cookie of the pages; with the "
    "cookie, whatever changes something also needs the header `X-CSRF-Token` (see `/me`). Errors are RFC 9457 problems."
)
TAGS = [
    {"name": "intake", "description": "Reports come in. Answered 202 once durably kept."},
    {"name": "integrations", "description": "Programs that ask carriers for something report what they answered."},
    {"name": "inbox", "description": "Proposals and what people decide about them."},
    {"name": "cases", "description": "Cases and their story."},
    {"name": "operation", "description": "For whoever runs it."},
]


# Wrong passwords in a minute, of everybody and of one address: enough for a company's Monday morning, too few to guess
# with. No fewer of everybody, for whoever uses them up shuts the door on all who are not signed in yet.
MOST_FAILURES, MOST_FAILURES_EACH = 60, 10


class UnsafeStartError(PlainError):
    """The web process must not start like this; the message says why."""


class Assets(StaticFiles):
    """Static files whose address changes with their content: they may be kept for ever."""

    async def get_response(self, path: str, scope: Scope):  # type: ignore[no-untyped-def]
        """One file."""
        answer = await super().get_response(path, scope)
        if b"v=" in scope["query_string"]:
            answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer


def create_app(settings: Settings, database: Database, policy: Policy, *, people: People | None = None) -> FastAPI:
    """The application.

    Args:
        settings: the settings, without the writing account's key.
        database: the record; whoever opened it closes it.
        policy: who approves what.
        people: who signs in and which roles they hold; absent: from Odoo.

    Raises:
        UnsafeStartError: the writing account's key is set, or its file could be read.
        SecretError: a secret of webhooks belongs to no source, or cannot be one.
    """
    _refuse_the_writing_key(settings)
    check_secrets(settings.secrets_of_webhooks)
    app = Described(
        title="Expediter",
        version="0.1.0",
        description=ABOUT,
        openapi_tags=TAGS,
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    app.state.settings = settings
    app.state.database = database
    app.state.policy = policy
    app.state.people = people or OdooPeople(settings)
    app.state.pages = Pages(lambda: _odoo_url(settings))
    app.state.gathering = Gathering(database, keep_letters)
    app.state.deliveries = Gathering(database, keep_named)
    app.state.webhook_secrets = settings.secrets_of_webhooks
    app.state.precision = ModelPrecision()
    app.state.recent_tokens = RecentTokens()
    app.state.broadcast = stream.Broadcast()
    app.state.secure = (settings.public_url or "").startswith("https://")
    app.state.throttle_login = Throttle(limit=5, window=300)
    app.state.brake = Brake(limit=MOST_FAILURES, each=MOST_FAILURES_EACH, window=60, failure=WrongPassword)
    app.state.case_page = routes.case_page
    app.add_middleware(guards.Guards, report_bytes=settings.max_report_bytes, secure=app.state.secure)
    problems.install(app)
    for router in (
        intake,
        webhooks,
        results,
        inbox,
        casework,
        kinds,
        unfiled,
        stream,
        health,
        routes,
        insights,
        scans,
        unfiled_pages,
        deeds,
        sign_in,
    ):
        app.include_router(router.router)
    app.mount("/static", Assets(directory=STATIC), name="static")
    return app


def _refuse_the_writing_key(settings: Settings) -> None:
    if settings.odoo_writer_key is not None:
        raise UnsafeStartError(
            "EXPEDITER_ODOO_WRITER_KEY is set. The web process must not know the key that can write to Odoo; "
            "give it to the worker alone."
        )
    in_reach = None if settings.one_system_user else writer_file_in_reach(settings)
    if in_reach is not None:
        raise UnsafeStartError(
            f"The web process could read the key that can write to Odoo, in {in_reach}. Run it as another system user "
            "than the worker, or give it a data folder of its own (EXPEDITER_DATA_DIR) with odoo/reader.json alone, "
            "and the worker's DATABASE_URL. If both are to be one system user, knowingly, set "
            "EXPEDITER_ONE_SYSTEM_USER=true; docs/running.md says what that gives up."
        )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    state = app.state
    running = (state.broadcast.run(state.database), state.gathering.run(), state.deliveries.run())
    tasks = [asyncio.create_task(one) for one in running]
    try:
        yield
    finally:
        state.broadcast.close()
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        await app.state.people.close()


def _odoo_url(settings: Settings) -> str | None:
    try:
        return odoo_target(settings).url
    except OdooError:
        return None
