"""Whether everything about Odoo is as it must be: address, identity, accounts, their rights, the end of their keys."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from runtime.settings import Settings
from tools.odoo.accounts import Account, AccountName, load_account
from tools.odoo.client import OdooSession, server_version
from tools.odoo.connect import Target, check_identity, odoo_target
from tools.odoo.errors import MissingModel, NotProvisioned, OdooError, OlderProvisioning
from tools.odoo.names import GOODWILL_FIELD, MILESTONE_FIELDS
from tools.odoo.provision.rights import FORBIDDEN_TO_READER, FORBIDDEN_TO_WRITER, READ, WRITE
from tools.odoo.reads.people import PeopleReads


class CheckFinding(BaseModel):
    """One thing that was looked at."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: Literal["ok", "warning", "problem"]
    about: str
    text: str


async def check(settings: Settings) -> list[CheckFinding]:
    """Look at the connection and both accounts; never raises for what it finds, it says so."""
    try:
        target = odoo_target(settings)
        version = await server_version(target.url, settings.odoo_timeout)
    except OdooError as error:
        return [CheckFinding(level="problem", about="address", text=error.message)]
    findings = [
        CheckFinding(level="ok", about="address", text=f"Odoo {version} at {target.url}, database {target.database}")
    ]
    findings += await _account(settings, target, "reader")
    findings += await _account(settings, target, "writer")
    return findings


async def _account(settings: Settings, target: Target, which: AccountName) -> list[CheckFinding]:
    try:
        account = load_account(settings, which)
        session = await OdooSession.open(
            target.url,
            target.database,
            account.login,
            account.key.get_secret_value(),
            wire=settings.odoo_wire,
            timeout=settings.odoo_timeout,
        )
    except NotProvisioned as error:
        # The web process has the reader's key alone, so a missing writer is no fault everywhere.
        return [CheckFinding(level="problem" if which == "reader" else "warning", about=which, text=error.message)]
    except OdooError as error:
        return [CheckFinding(level="problem", about=which, text=error.message)]
    async with session:
        try:
            return [
                CheckFinding(level="ok", about=which, text=f"{account.login} signs in over {session.wire}"),
                await _identity(session, target, which),
                _key(account, which),
                *(await _rights(session, which)),
            ]
        except OdooError as error:
            return [CheckFinding(level="problem", about=which, text=error.message)]


async def _identity(session: OdooSession, target: Target, which: AccountName) -> CheckFinding:
    found = await session.database_uuid()
    check_identity(found, target)
    if target.uuid is None:
        return CheckFinding(level="warning", about=which, text="no database is pinned; run `expediter odoo provision`")
    return CheckFinding(level="ok", about=which, text=f"the pinned database {found}")


def _key(account: Account, which: AccountName) -> CheckFinding:
    if account.expires is None:
        return CheckFinding(level="warning", about=which, text="nobody knows when its key ends: it was set by hand")
    days = (account.expires - datetime.now(UTC)).days
    if account.ends_soon(datetime.now(UTC)):
        text = f"its key ends in {days} days; run `expediter odoo provision`"
        return CheckFinding(level="warning", about=which, text=text)
    return CheckFinding(level="ok", about=which, text=f"its key lasts {days} more days")


async def _rights(session: OdooSession, which: AccountName) -> list[CheckFinding]:
    findings: list[CheckFinding] = []
    needed = [(model, "read") for model in READ]
    forbidden = [(model, how) for model in FORBIDDEN_TO_READER for how in ("write", "create", "unlink")]
    if which == "writer":
        needed += [(model, "write") for model, grant in WRITE.items() if grant.write]
        forbidden = [(model, how) for model in FORBIDDEN_TO_WRITER for how in ("write", "create", "unlink")]
    for model, how in needed:
        if await _may(session, model, how) is False:
            findings.append(CheckFinding(level="problem", about=which, text=f"may not {how} {model}"))
    for model, how in forbidden:
        if await _may(session, model, how):
            findings.append(CheckFinding(level="problem", about=which, text=f"may {how} {model}, and must not"))
    if which == "reader":
        findings += [*(await _marked(session)), *(await _milestones(session)), *(await _goodwill(session))]
    [user] = await session.read("res.users", [session.uid], ["share"])
    if which == "reader" and not user["share"]:
        findings.append(CheckFinding(level="problem", about=which, text="is an internal user, and must not be"))
    if any(finding.level == "problem" for finding in findings):
        fix = CheckFinding(level="problem", about=which, text="run `expediter odoo provision` to repair its rights")
        return [*findings, fix]
    return [
        *findings,
        CheckFinding(level="ok", about=which, text="has the rights it needs and none of those it must not have"),
    ]


async def _marked(session: OdooSession) -> list[CheckFinding]:
    try:
        await PeopleReads(session).check_provisioned()
    except OlderProvisioning as error:
        return [CheckFinding(level="problem", about="reader", text=error.message)]
    return []


async def _milestones(session: OdooSession) -> list[CheckFinding]:
    known = await session.ask("stock.picking", "fields_get", allfields=list(MILESTONE_FIELDS), attributes=["type"])
    lacking = [field for field in MILESTONE_FIELDS if field not in known]
    if not lacking:
        return []
    text = f"transfers have no {', '.join(lacking)}: what became of a shipment cannot be recorded on it"
    return [CheckFinding(level="problem", about="reader", text=text)]


async def _goodwill(session: OdooSession) -> list[CheckFinding]:
    """Without it no credit can be proposed, and everything else can."""
    known = await session.ask("res.company", "fields_get", allfields=[GOODWILL_FIELD], attributes=["type"])
    if not known:
        text = "companies name no account for credits to customers; run `expediter odoo provision`"
        return [CheckFinding(level="warning", about="reader", text=text)]
    rows = await session.search_read("res.company", [[GOODWILL_FIELD, "=", False]], ["name"])
    return [
        CheckFinding(
            level="warning",
            about="reader",
            text=f"{row['name']} names no account for credits to customers; run `expediter odoo provision` as somebody "
            "who may make accounts",
        )
        for row in rows
    ]


async def _may(session: OdooSession, model: str, how: str) -> bool | None:
    """Whether the account may; None where the model is not installed."""
    try:
        return bool(await session.ask(model, "has_access", [], operation=how))
    except MissingModel:
        return None
