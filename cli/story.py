"""The demonstration's story over HTTP: reports sent in, people who sign in and decide, what Odoo then shows.

Used by `demo` alone. Nothing here is privileged: it is a client like any other, with the sandbox's sign-ins.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, NamedTuple, Self

import httpx

from cases.roles import Role, with_implied
from cases.status import CaseStatus, ProposalStatus
from cases.store import people
from cli.following import Became, TooLongError, follow
from evals.scenarios import PreparedEvent, PreparedReport
from runtime.database import Database
from runtime.errors import PlainError
from sandbox.world import RoleLogin, SandboxWorld
from tools.carriers import standard

Progress = Callable[[str], None]
Prepared = PreparedReport | PreparedEvent


class SentReport(NamedTuple):
    """One request to a door of the intake."""

    path: str
    content: bytes
    headers: dict[str, str]


# Where a story has come to its end.
_ENDED = frozenset({CaseStatus.RESOLVED, CaseStatus.REJECTED})
_MOVING = frozenset({ProposalStatus.PENDING, ProposalStatus.EXECUTING})
_PAUSE = 0.3


class RefusedError(PlainError):
    """The inbox refused something that the demonstration needs."""


async def send_in(url: str, database: Database, prepared: Sequence[Prepared], secret: str | None = None) -> list[str]:
    """Send reports in by the intake's doors, mails with a token and carriers' events with their signature; their ids.

    Raises:
        RefusedError: one was refused.
    """
    async with database.transaction() as session:
        token = await people.create_token(session, "intake", days=1)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "message/rfc822"}
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        sent = [_request(one, headers, secret) for one in prepared]
        answers = [await client.post(one.path, content=one.content, headers=one.headers) for one in sent]
    return [str(_good(answer).json()["report_id"]) for answer in answers]


def _request(one: Prepared, headers: dict[str, str], secret: str | None) -> SentReport:
    if isinstance(one, PreparedReport):
        return SentReport("/intake/email", one.raw, headers)
    signed = standard.sign(secret or "", one.delivery_id, datetime.now(UTC), one.body)
    return SentReport(f"/intake/webhooks/{one.source}", one.body, {"Content-Type": "application/json", **signed})


@dataclass
class SignedIn:
    """Somebody signed in to the inbox, as a browser is."""

    login: RoleLogin
    client: httpx.AsyncClient
    csrf: str = ""

    async def __aenter__(self) -> Self:
        await self.client.get("/sign-in")
        form = {
            "login": self.login.login,
            "password": self.login.password,
            "csrf": next((cookie.value or "" for cookie in self.client.cookies.jar if "form" in cookie.name), ""),
        }
        answer = await self.client.post("/sign-in", data=form)
        if not answer.is_redirect:
            raise RefusedError(f"{self.login.login} could not sign in to the inbox ({answer.status_code}).")
        self.csrf = str(_good(await self.client.get("/me")).json()["csrf"])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.client.aclose()

    async def get(self, path: str, **query: str | int) -> Any:
        """One JSON answer."""
        return _good(await self.client.get(path, params=query)).json()

    async def decide(self, proposal_id: str, action: dict[str, Any], kind: str) -> None:
        """Decide about one action as it is shown."""
        said = {"action_id": action["id"], "digest": action["digest"], "type": kind}
        _good(
            await self.client.post(
                f"/inbox/proposals/{proposal_id}/decision",
                json={"decisions": [said]},
                headers={"X-CSRF-Token": self.csrf},
            )
        )


@dataclass
class Team:
    """The demonstration's people; each signs in when first needed."""

    url: str
    world: SandboxWorld
    _in: dict[str, SignedIn] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for approver in self._in.values():
            await approver.client.aclose()

    async def anyone(self) -> SignedIn:
        """Somebody."""
        return await self.holding(list(Role), set())

    async def holding(self, roles: Sequence[str], without: set[str]) -> SignedIn:
        """Somebody who holds one of these roles and is none of `without` (logins).

        Raises:
            RefusedError: there is nobody left.
        """
        wanted = {Role(role) for role in roles}
        for login in self.world.users:
            if login.login not in without and wanted & with_implied(frozenset({login.role})):
                return await self._signed_in(login)
        raise RefusedError(f"The demonstration has nobody who is {' or '.join(roles)}.")

    async def _signed_in(self, login: RoleLogin) -> SignedIn:
        if login.login not in self._in:
            client = httpx.AsyncClient(base_url=self.url, timeout=60)
            self._in[login.login] = await SignedIn(login, client).__aenter__()
        return self._in[login.login]


async def decide_everything(
    team: Team, progress: Progress, carriers: httpx.AsyncClient, *, within: float = 180.0
) -> None:
    """Approve what each proposal recommends, reject the rest, until nothing waits or is being written.

    What carriers are asked for, they confirm.

    Raises:
        RefusedError: a decision was refused.
        TooLongError: it does not come to an end.
    """
    deadline = time.monotonic() + within
    reader = await team.anyone()
    while True:
        listed = (await reader.get("/inbox/proposals", limit=100))["items"]
        moving = [proposal for proposal in listed if proposal["status"] in _MOVING]
        busy = [case for case in (await reader.get("/cases", limit=100))["items"] if case["status"] == "investigating"]
        if not moving and not busy:
            return
        for proposal in moving:
            progress(f"Deciding about {proposal['case_number']}: {proposal['title']}")
            await _decide(team, proposal["id"])
            await _confirm(team, proposal["id"], carriers)
        if time.monotonic() > deadline:
            raise TooLongError(f"After {within:g} seconds {len(moving)} proposals are not carried out.")
        await asyncio.sleep(_PAUSE)


@asynccontextmanager
async def carriers_of(url: str, database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """The carriers' side: a program that answers what they are asked for."""
    async with database.transaction() as session:
        token = await people.create_token(session, "integration", days=1)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=30) as client:
        yield client


async def _confirm(team: Team, proposal_id: str, carriers: httpx.AsyncClient) -> None:
    reader = await team.anyone()
    for action in (await reader.get(f"/inbox/proposals/{proposal_id}"))["actions"]:
        asked = action["asked"]
        if action["status"] == "pending_external" and asked and asked["answer"] is None:
            said = {"outcome": "confirmed", "detail": f"{asked['asked_of']['label']} will do it."}
            _good(await carriers.post(f"/receipts/{asked['key']}/result", json=said))


async def _decide(team: Team, proposal_id: str) -> None:
    reader = await team.anyone()
    wanted = chosen(await reader.get(f"/inbox/proposals/{proposal_id}"))
    for kind, choose in (("reject", False), ("approve", True)):
        for action in (await reader.get(f"/inbox/proposals/{proposal_id}"))["actions"]:
            if (action["id"] in wanted) is choose:
                await _say(team, proposal_id, action["id"], kind)


async def _say(team: Team, proposal_id: str, action_id: str, kind: str) -> None:
    """Have everybody who is asked say the same; one is enough to reject."""
    reader = await team.anyone()
    while True:
        proposal = await reader.get(f"/inbox/proposals/{proposal_id}")
        action = next(action for action in proposal["actions"] if action["id"] == action_id)
        missing = [approval for approval in action["approvals"] if not approval["given"]]
        if action["status"] != "pending" or not missing:
            return
        given = {one["login"] for approval in action["approvals"] for one in approval["given"]}
        person = await team.holding(missing[0]["any_of"], given)
        await person.decide(proposal_id, action, kind)


def chosen(proposal: dict[str, Any]) -> set[str]:
    """The actions of the recommended option; all, where there are no options."""
    options = proposal["options"]
    recommended = next((option for option in options if option["recommended"]), None)
    return set(recommended["action_ids"]) if recommended else {action["id"] for action in proposal["actions"]}


async def told(team: Team, found: Sequence[tuple[str, Became]]) -> dict[str, Any]:
    """The document of `demo --once --json`: what became of each report, by the name it is known by."""
    reader = await team.anyone()
    document: list[dict[str, Any]] = []
    for name, what in found:
        for case in what.cases:
            shown = await reader.get(f"/cases/{case.id}")
            proposal = await reader.get(f"/inbox/proposals/{shown['proposal_id']}") if shown["proposal_id"] else None
            document.append(_case(name, shown, proposal))
    return {"cases": document}


def fell_short(document: dict[str, Any]) -> list[str]:
    """What did not end as it should, a line each; none: every story came to an end and every change is verified.

    Args:
        document: as `told` makes it.
    """
    cases = document["cases"]
    lines = [] if cases else ["No case came of what was sent in."]
    for case in cases:
        of = f"{case['number']} ({case['report']})"
        if case["status"] not in _ENDED:
            lines.append(
                f"{of} did not come to an end: {case['status'].replace('_', ' ')}. {case['why'] or ''}".rstrip()
            )
        if not case["receipts"]:
            lines.append(f"{of}: nothing was done about it.")
        lines += [
            f"{of}: {receipt['action']} is {receipt['outcome']} and not verified. {receipt['detail']}".rstrip()
            for receipt in case["receipts"]
            if not receipt["verified"]
        ]
    return lines


def _case(report: str, case: dict[str, Any], proposal: dict[str, Any] | None) -> dict[str, Any]:
    actions = proposal["actions"] if proposal else []
    return {
        "kind": case["kind"],
        "number": case["number"],
        "status": case["status"],
        "why": case["why_person"],
        "report": report,
        "proposal": {
            "summary": proposal["summary"] if proposal else None,
            "actions": [
                {"name": one["name"], "args": one["args"], "confidence": one["confidence"], "status": one["status"]}
                for one in actions
            ],
        },
        "decision": [
            {"action": one["name"], "type": said["type"], "by": said["login"]}
            for one in actions
            for said in one["decisions"]
        ],
        "receipts": [
            {
                "action": one["name"],
                "outcome": receipt["outcome"],
                "verified": receipt["verified"],
                "detail": receipt["detail"],
            }
            for one in actions
            for receipt in one["receipts"]
        ],
    }


async def investigated(
    url: str, database: Database, prepared: Sequence[Prepared], progress: Progress, secret: str | None = None
) -> list[Became]:
    """Send reports in and wait until each has become something."""
    progress(f"Sending {len(prepared)} reports in")
    return await follow(database, await send_in(url, database, prepared, secret), progress)


def _good(answer: httpx.Response) -> httpx.Response:
    if answer.is_success:
        return answer
    words = answer.json().get("detail", "") if "json" in answer.headers.get("content-type", "") else ""
    raise RefusedError(f"{answer.request.method} {answer.request.url.path} was answered {answer.status_code}. {words}")
