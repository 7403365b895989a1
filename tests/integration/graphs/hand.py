"""What the tests of the desk do with it: keep reports, open cases, decide, look into Odoo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from pydantic import SecretStr
from sqlalchemy import text

from agents.model import Model
from cases.actions import ActionName
from cases.actions.schedule_activity import ScheduleActivity, SeenRecord
from cases.approvals import ApprovedAction, key_of, mint
from cases.claims import MentionClaim
from cases.confidence import Confidence
from cases.kind import Kind
from cases.kinds import Origin
from cases.models import ActionDraft, CaseDraft, Evidence, ProposalDraft
from cases.people import Person
from cases.roles import Role
from cases.status import CaseStatus, DecisionType
from cases.store import audit
from cases.store.applying import receipts
from cases.store.cases import cases, rounds
from cases.store.proposals import decisions, proposals
from cases.store.proposals.records import DecisionIn, ProposalRecord
from cases.store.records import RoundRecord
from cases.store.reports import reports
from cases.store.reports.deliveries import NamedDelivery, keep_named
from evals.scenarios.mails import OURS
from graphs import duties
from graphs.case import CaseGraph
from graphs.desk import Desk
from graphs.intake import intake_graph
from graphs.reading import SharedReader
from graphs.rounds import drive
from graphs.trouble import told_to_the_queue
from graphs.worker import told_dead
from runtime.jobs import DeadLetter
from runtime.settings import Settings, load
from sandbox.world import Sandbox, SandboxWorld
from tools.odoo.accounts import Accounts, store
from tools.odoo.client import OdooSession
from tools.odoo.writes import WRITES, apply, open_writer


@dataclass(frozen=True)
class Company:
    """A running Odoo with the seeded company and our two accounts in it."""

    sandbox: Sandbox
    world: SandboxWorld
    accounts: Accounts

    def settings(self, data_dir: Path, database_url: str) -> Settings:
        """Settings of a desk for this company."""
        made = load().model_copy(
            update={
                "data_dir": data_dir,
                "database_url": database_url,
                "odoo_url": self.world.url,
                "odoo_database": self.world.database,
                "odoo_timeout": 9.0,
                "odoo_limit": 1.0,
                "odoo_settle": 10.0,
                "model": None,
                "scans": "off",
                "own_domains": OURS.rpartition("@")[2],
            }
        )
        store(self.accounts, made)
        return made


def thread(round_id: str) -> Any:
    """How LangGraph names a round's thread."""
    return {"configurable": {"thread_id": round_id}}


@dataclass
class Hand:
    """What a test does with the desk.

    Attributes:
        desk: as the worker has it; replace it to move its clock.
        people: somebody of each role, signed in for real.
        admin: an administrator of Odoo, to change the world behind the desk's back and to look at it.
    """

    desk: Desk
    graph: CaseGraph
    saver: AsyncPostgresSaver
    people: Mapping[Role, Person]
    admin: OdooSession
    number: int = 0

    def at(self, later: timedelta) -> Hand:
        """The same desk at a later moment."""
        clock = self.desk.clock
        return replace(self, desk=replace(self.desk, clock=lambda: clock() + later))

    def with_settings(self, **changes: Any) -> Hand:
        """The same desk with other settings."""
        changed = self.desk.settings.model_copy(update=changes)
        return replace(self, desk=replace(self.desk, settings=changed, reader=SharedReader(changed)))

    def beside(self, url: str, *, timeout: float = 1.0) -> Hand:
        """The same with a model beside the playbook, behind this endpoint."""
        settings = self.desk.settings.model_copy(
            update={
                "model": "scripted",
                "openai_base_url": url,
                "openai_api_key": SecretStr("scripted"),
                "model_timeout": timeout,
            }
        )
        return replace(self, desk=replace(self.desk, settings=settings, model=Model.from_settings(settings)))

    async def report(self, content: bytes, sender: str = "ines.vogel@example.com") -> str:
        """Keep a report as the intake does."""
        async with self.desk.database.transaction() as session:
            kept = await reports.keep(
                session,
                source="email",
                sender=sender,
                delivery_id=None,
                content=content,
                media_type="message/rfc822",
                raised_by=None,
            )
        return kept.report_id

    async def webhook(self, body: bytes, delivery_id: str, source: str = "standard") -> str:
        """Keep a carrier's event as the webhook does, once for each id."""
        arrived = NamedDelivery(Origin.CARRIER, source, source, delivery_id, body, "application/json")
        async with self.desk.database.transaction() as session:
            [kept] = await keep_named(session, [arrived])
        return kept.report_id

    async def case(self, kind: Kind = Kind.UNCLASSIFIED) -> tuple[str, str]:
        """Open a case about nothing in particular; its id and its first round's."""
        self.number += 1
        report_id = await self.report(f"Subject: {self.number}\n\nSomething.".encode())
        draft = CaseDraft(
            kind=kind,
            key=f"{kind}:{self.number}",
            title=f"Something {self.number}",
            claims=(MentionClaim(kind=kind, text=f"Something {self.number}"),),
        )
        async with self.desk.database.transaction() as session:
            filed = await cases.open_or_join(session, report_id, draft, needs_person=False)
            await reports.mark_filed(session, report_id, {})
        assert filed.round_id is not None
        return filed.case_id, filed.round_id

    async def proposed(self, round_id: str, draft: ProposalDraft) -> ProposalRecord:
        """Bring a round to the gate with this proposal, as if a specialist had made it."""
        async with self.desk.database.transaction() as session:
            proposal_id = await proposals.propose(
                session,
                round_id,
                draft,
                self.desk.policy,
                database=self.desk.odoo_database,
                now=self.desk.clock(),
            )
            proposal = await proposals.load(session, proposal_id)
        state = {"round_id": round_id, "case_id": proposal.case_id, "proposal_id": proposal_id, "left": True}
        await self.graph.aupdate_state(thread(round_id), state, as_node="propose")
        await drive(self.desk, self.graph, round_id)
        return proposal

    async def said(
        self, proposal: ProposalRecord, person: Person, kind: DecisionType = DecisionType.APPROVE, **more: Any
    ) -> ProposalRecord:
        """One person says the same of every action that is open."""
        now = await self.load(proposal.id)
        said = [
            DecisionIn(action_id=action.id, digest=action.digest, type=kind, **more)
            for action in now.actions
            if action.status == "pending"
        ]
        return await self.decide_as(proposal, person, *said)

    async def decide(self, proposal: ProposalRecord, role: Role, *said: DecisionIn) -> ProposalRecord:
        """Somebody of a role decides."""
        return await self.decide_as(proposal, self.people[role], *said)

    async def decide_as(self, proposal: ProposalRecord, person: Person, *said: DecisionIn) -> ProposalRecord:
        """A person decides, as the inbox lets them."""
        return await decisions.decide_and_audit(
            self.desk.database.transaction,
            person,
            proposal.id,
            said,
            self.desk.policy,
            self.desk.clock(),
            zone=self.desk.settings.timezone,
        )

    async def sweep(self) -> None:
        """What the worker does every few seconds."""
        await duties.sweep(self.desk)

    async def begin(self, action_id: str, *, sent: bool = False) -> None:
        """Write an attempt down as execution does, and no more: as if the worker died then."""
        approved = await self._minted(action_id)
        async with await open_writer(self.desk.settings) as odoo:
            before = await WRITES[approved.name].before(odoo, approved.args, approved.premise)
        async with self.desk.database.transaction() as session:
            await receipts.begin(session, action_id, before, answer_by=self.desk.clock() + timedelta(days=2))
        if sent:
            await self.mark_sent(action_id)

    async def mark_sent(self, action_id: str) -> None:
        """Write down that something is about to be sent."""
        now = self.desk.clock()
        async with self.desk.database.transaction() as session:
            await receipts.mark_sent(session, action_id, approved_at=now)

    async def send_in_vain(self, action_id: str) -> None:
        """Write down that an action was sent three times; nothing of it reached Odoo, and nothing can any more."""
        await self.begin(action_id, sent=True)
        for _ in range(2):
            await self.mark_sent(action_id)
        await self.let_settle()

    async def let_settle(self) -> None:
        """So long after every request that it can no longer be running."""
        async with self.desk.database.transaction() as session:
            await session.execute(
                text(
                    "UPDATE attempts SET sent_at = sent_at - make_interval(secs => :settle) WHERE sent_at IS NOT NULL"
                ),
                {"settle": self.desk.settings.odoo_settle},
            )

    async def write_behind(self, action_id: str) -> None:
        """Apply an action and keep no receipt: as if the worker died right after."""
        approved = await self._minted(action_id)
        async with await open_writer(self.desk.settings) as odoo:
            await apply(odoo, approved)

    async def write_half(self, action_id: str, steps: int = 1) -> None:
        """Begin an action, make only its first calls and keep no receipt: as if the worker died between two calls."""
        await self.begin(action_id, sent=True)
        approved = await self._minted(action_id)
        async with await open_writer(self.desk.settings) as odoo:
            for step in WRITES[approved.name].steps(odoo, approved)[:steps]:
                await step.do()

    async def count(self, query: str, **values: int) -> int:
        """What a query of one number gives on the record."""
        async with self.desk.database.transaction() as session:
            return int(await session.scalar(text(query), values) or 0)

    async def stop(self, case_id: str, why: str) -> None:
        """Put a hard stop on a case, as a report that asks for something sensitive does."""
        async with self.desk.database.transaction() as session:
            await session.execute(text("UPDATE cases SET stop = :why WHERE id = :id"), {"why": why, "id": case_id})

    async def _minted(self, action_id: str) -> ApprovedAction:
        async with self.desk.database.transaction() as session:
            stored = await receipts.approval(session, action_id)
        held = {vote.uid: vote.roles for vote in stored.votes}
        return mint(
            stored.content,
            stored.digest,
            stored.votes,
            held,
            expires_at=stored.expires_at,
            now=self.desk.clock(),
        )

    async def load(self, proposal_id: str) -> ProposalRecord:
        """The proposal as it stands."""
        async with self.desk.database.transaction() as session:
            return await proposals.load(session, proposal_id)

    async def drive(self, round_id: str) -> None:
        """Take a round as far as it goes."""
        await drive(self.desk, self.graph, round_id)

    async def give_up(self, round_id: str) -> None:
        """What the worker does when the job of a round has become a dead letter."""
        await told_dead(self.desk, DeadLetter(1, "carry_on", {"round_id": round_id}, 8, "An unexpected error."))

    async def work(self, round_id: str) -> None:
        """What the jobs do: the same, with errors in the queue's words."""
        with told_to_the_queue():
            await self.drive(round_id)

    async def read(self, report_id: str) -> list[str]:
        """What the job `read_report` does; the cases it came to."""
        await intake_graph().ainvoke({"report_id": report_id}, context=self.desk)
        return await self.cases_of(report_id)

    async def cases_of(self, report_id: str) -> list[str]:
        """The cases that a report came to so far."""
        async with self.desk.database.transaction() as session:
            return list((await reports.load(session, report_id)).case_ids)

    async def round(self, case_id: str) -> RoundRecord | None:
        """The round that a case is in."""
        async with self.desk.database.transaction() as session:
            found = await rounds.open_round(session, case_id)
            return await rounds.load(session, found) if found else None

    async def start_round(self, case_id: str) -> str:
        """Begin a case's next round, as a new report does; its id."""
        async with self.desk.database.transaction() as session:
            return await rounds.start(session, case_id, "once more")

    async def again(self, case_id: str) -> ProposalRecord:
        """Investigate a case once more; its new proposal."""
        await self.drive(await self.start_round(case_id))
        this = await self.round(case_id)
        assert this is not None
        assert this.proposal_id is not None
        return await self.load(this.proposal_id)

    async def status(self, case_id: str) -> CaseStatus:
        """Where a case stands."""
        async with self.desk.database.transaction() as session:
            return (await cases.record(session, case_id)).status

    async def events(self, case_id: str) -> list[str]:
        """What the audit log says happened to a case, newest first."""
        async with self.desk.database.transaction() as session:
            return [entry.event for entry in (await audit.entries(session, case_id=case_id)).items]

    async def activities(self, action_id: str) -> int:
        """How many to-dos Odoo has that carry this action's key."""
        return await self.admin.search_count(
            "mail.activity", [["note", "ilike", key_of(action_id)], ["active", "in", [True, False]]]
        )

    async def doubled_activity(self, action_id: str) -> None:
        """The to-do of an action stands once more, as a request does that was passed on late."""
        fields = ["res_model_id", "res_id", "activity_type_id", "summary", "note", "user_id", "date_deadline"]
        [row] = await self.admin.search_read("mail.activity", [["note", "ilike", key_of(action_id)]], fields)
        values = {name: row[name][0] if isinstance(row[name], list) else row[name] for name in fields}
        await self.admin.create("mail.activity", [values])


@dataclass(frozen=True)
class Errand:
    """What a to-do is about: an order, and somebody who may open it."""

    order_id: int
    order: str
    person: Person

    def draft(self, *summaries: str, chained: bool = False) -> ProposalDraft:
        """A proposal of one to-do for each summary; chained, each depends on the one before."""
        return ProposalDraft(
            summary="Something is to be done.",
            if_nobody_acts="It is not done.",
            evidence=(Evidence(id="e1", source="reckoning", label="Somebody said so."),),
            actions=tuple(
                ActionDraft(
                    id=f"a{number}",
                    name=ActionName.SCHEDULE_ACTIVITY,
                    args=ScheduleActivity(
                        model="purchase.order",
                        record_id=self.order_id,
                        record=self.order,
                        user_id=self.person.uid,
                        user=self.person.name,
                        role=Role.PROCUREMENT,
                        summary=summary,
                        due=date(2027, 1, 15),
                    ).model_dump(mode="json"),
                    premise=SeenRecord(record=self.order).model_dump(mode="json"),
                    confidence=Confidence(value=0.8),
                    rationale="It should not be forgotten.",
                    evidence=("e1",),
                    depends_on=(f"a{number - 1}",) if chained and number > 1 else (),
                )
                for number, summary in enumerate(summaries, 1)
            ),
        )
