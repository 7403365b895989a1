"""One trial: the world is made, the reports come in by their doors, people decide, Odoo is written and looked at.

The road is the worker's own: the intake graph, the case graph, decisions as the inbox takes them, execution, read-back.
"""

from __future__ import annotations

import time as clock
from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta

from agents.world import World, habits_of
from cases.approvals import key_of
from cases.kinds import Origin
from cases.status import ActionStatus, Answer, DecisionType
from cases.store.applying import answers
from cases.store.cases import cases, rounds
from cases.store.cases.timeline import timeline
from cases.store.proposals import decisions
from cases.store.proposals.load import load
from cases.store.proposals.records import ActionRecord, DecisionIn, ProposalRecord
from cases.store.records import CaseFilter, CaseRecord
from cases.store.reports import reports
from cases.store.reports.deliveries import NamedDelivery, keep_named
from evals.harness.arriving import document_of, event_of, mail_of, told_by
from evals.harness.judging import Judged, judge_trial
from evals.harness.looking import breaches, differences, end_rows, never_changed, picture_of, sent_messages
from evals.harness.making import make_given
from evals.harness.moments import moment_of
from evals.harness.names import Names
from evals.harness.observed import Observed, SeenAction, SeenCase, SeenReport
from evals.harness.scenario import Scenario, ScenarioError, WhenDocument, WhenMail, WhenScan, WhenWebhook
from evals.harness.worlds import TrialDesk, TrialWorld
from graphs.intake import intake_graph
from graphs.read_again import read_again
from graphs.rounds import drive
from graphs.scanning import run_scan, scan_of
from tools.odoo.counting import count_calls

_ROUNDS_OF_DECIDING = 4


async def run_trial(scenario: Scenario, world: TrialWorld) -> tuple[Observed, Judged]:
    """A scenario in a clean world, from its first report to what Odoo shows in the end.

    Raises:
        PlainError: the world could not be made, or the scenario cannot be.
    """
    async with world.fresh(scenario.settings, _moment(scenario, world)) as at:
        names, given = await make_given(scenario, at)
        trial = _Trial(scenario, at, names)
        seen = await trial.run(given)
    return seen, judge_trial(scenario.then, seen, names)


def _moment(scenario: Scenario, world: TrialWorld) -> datetime | None:
    if scenario.now is None:
        return None
    real = datetime.now(UTC)
    now = moment_of(scenario.now, real.date(), scenario.settings.get("timezone", world.settings.timezone))
    if now < real - timedelta(days=1):
        raise ScenarioError(f"{scenario.now} is over; a scenario takes place today or later")
    return now


class _Trial:
    def __init__(self, scenario: Scenario, at: TrialDesk, names: Names) -> None:
        self._scenario = scenario
        self._at = at
        self._desk = at.desk
        self._names = names
        self._reports: list[tuple[str, str]] = []
        self._told: list[str] = []
        self._about: set[tuple[str, int]] = set()

    async def run(self, given: list[str]) -> Observed:
        flows, names, then = self._at.flows, self._names, self._scenario.then
        before = {key: await picture_of(flows, names, key) for key in then.unchanged}
        never = await never_changed(flows)
        async with self._desk.reader() as reader:
            # Signing in happens once in a worker's life; a case is counted without it, and with nothing kept.
            reader.forget()
        began = clock.monotonic()
        with count_calls() as counter:
            for step in self._scenario.when:
                await self._comes_in(step.what)
            found = await self._cases()
            for case in found:
                await self._work(case.id)
        calls = counter.calls
        if self._scenario.approve != "nothing":
            for case in await self._cases():
                await self._decide(case)
        took = clock.monotonic() - began
        return Observed(
            given=tuple(given),
            reports=tuple([await self._report(*one) for one in self._reports]),
            cases=tuple([await self._seen(case) for case in await self._cases()]),
            messages=tuple(await sent_messages(flows)),
            ends=tuple([tuple(await end_rows(flows, names, want)) for want in then.end]),
            changed={
                key: tuple(differences(stood, await picture_of(flows, names, key))) for key, stood in before.items()
            },
            breaches=tuple(breaches(never, await never_changed(flows))),
            told="\n".join(self._told),
            odoo_calls=calls,
            seconds=round(took, 3),
            model_calls=self._desk.model.spent.calls if self._desk.model else 0,
            tokens=self._desk.model.spent.tokens if self._desk.model else 0,
        )

    # Reports

    async def _comes_in(self, what: WhenMail | WhenDocument | WhenWebhook | WhenScan) -> None:
        if isinstance(what, WhenScan):
            await self._scan(what)
            return
        if isinstance(what, WhenMail):
            moment = self._desk.clock() if self._scenario.now else None
            sender, known, content = mail_of(what, self._names, moment)
            told = told_by(what, self._names)
            heading = f"a mail from {sender}: “{self._names.text(what.subject)}”"
            report_id = await self._keep(content, sender, "email", "message/rfc822", Origin.MAIL, known)
        elif isinstance(what, WhenDocument):
            told, heading = "\n".join(what.lines), "a PDF that was put in by hand"
            content = document_of(what, self._names)
            report_id = await self._keep(content, "somebody", "document", "application/pdf", Origin.DOCUMENT)
        else:
            delivery_id, content = event_of(what, self._names)
            told = content.decode()
            heading = f"an event of {what.carrier} about {self._names.text(what.tracking)}: {what.status}"
            arrived = NamedDelivery(Origin.CARRIER, "standard", "standard", delivery_id, content, "application/json")
            async with self._desk.database.transaction() as session:
                [kept] = await keep_named(session, [arrived], now=self._desk.clock())
            report_id = kept.report_id
        await self._read(report_id, heading, told, typed=isinstance(what, WhenWebhook))

    async def _keep(
        self, content: bytes, sender: str, source: str, media_type: str, origin: Origin, known: str | None = None
    ) -> str:
        async with self._desk.database.transaction() as session:
            kept = await reports.keep(
                session,
                source=source,
                sender=sender,
                delivery_id=known,
                content=content,
                media_type=media_type,
                origin=origin,
                now=self._desk.clock(),
            )
        return kept.report_id

    async def _read(self, report_id: str, heading: str, told: str, *, typed: bool = False) -> None:
        await intake_graph().ainvoke({"report_id": report_id}, context=self._desk)
        if self._desk.model is not None and not typed:
            await read_again(self._desk, report_id)
        self._reports.append((report_id, heading))
        self._told.append(told)

    async def _scan(self, what: WhenScan) -> None:
        self._about |= {(one.model, one.id) for one in map(self._names.record, what.about)}
        now = self._desk.clock()
        if what.hour is not None:
            now = datetime.combine(self._names.day("today"), time(what.hour), UTC)
        async with self._desk.reader() as reader:
            looked_at = World(reader, habits_of(self._desk.settings), now, papers=self._desk.limits)
            done = await run_scan(scan_of(what.kind.value), self._desk.database, looked_at, told=what.hour is not None)
        for report_id in done.report_ids:
            heading = f"a scan for {what.kind} that found {done.found}"
            await self._read(report_id, heading, f"scan {what.kind}", typed=True)

    # Cases

    async def _cases(self) -> list[CaseRecord]:
        """Those that count, in the order in which they were opened."""
        async with self._desk.database.transaction() as session:
            found = (await cases.list_cases(session, CaseFilter(), limit=200)).items
        about = self._about
        wanted = [one for one in found if not about or about & {(record.model, record.id) for record in one.records}]
        return sorted(wanted, key=lambda one: one.opened_at)

    async def _work(self, case_id: str) -> None:
        async with self._desk.database.transaction() as session:
            round_id = await rounds.open_round(session, case_id)
        if round_id is not None:
            await drive(self._desk, self._at.graph, round_id)

    async def _proposal(self, case_id: str) -> ProposalRecord | None:
        async with self._desk.database.transaction() as session:
            made = [entry.id for entry in await timeline(session, case_id) if entry.type == "proposal"]
            return await load(session, made[-1]) if made else None

    # People

    async def _decide(self, case: CaseRecord) -> None:
        """Whoever is asked says yes to the chosen way, until nothing of it is left to decide or to answer."""
        for _ in range(_ROUNDS_OF_DECIDING):
            proposal = await self._proposal(case.id)
            if proposal is None:
                return
            chosen = _chosen(proposal, self._scenario.approve)
            if not await self._approve(proposal, chosen) and not await self._answer(proposal, chosen):
                return
            await drive(self._desk, self._at.graph, proposal.round_id)

    async def _approve(self, proposal: ProposalRecord, chosen: Collection[str]) -> bool:
        said = False
        for action in proposal.actions:
            if action.id not in chosen or action.status is not ActionStatus.PENDING:
                continue
            for approval in action.approvals:
                if approval.given_by is None:
                    person = self._at.people[approval.need.any_of[0]]
                    now = await self._proposal(proposal.case_id)
                    digest = now.action(action.id).digest if now else action.digest
                    await decisions.decide_and_audit(
                        self._desk.database.transaction,
                        person,
                        proposal.id,
                        [DecisionIn(action_id=action.id, digest=digest, type=DecisionType.APPROVE)],
                        self._desk.policy,
                        self._desk.clock(),
                        zone=self._desk.settings.timezone,
                    )
                    said = True
        return said

    async def _answer(self, proposal: ProposalRecord, chosen: Collection[str]) -> bool:
        asked = [one for one in proposal.actions if one.id in chosen and one.status is ActionStatus.PENDING_EXTERNAL]
        for action in asked:
            await answers.report(
                self._desk.database.transaction, "evaluation", key_of(action.id), Answer.CONFIRMED, "Taken up."
            )
        return bool(asked)

    # What was seen

    async def _report(self, report_id: str, heading: str) -> SeenReport:
        async with self._desk.database.transaction() as session:
            report = await reports.load(session, report_id)
        return SeenReport(heading=heading, status=report.status.value, why=report.why)

    async def _seen(self, case: CaseRecord) -> SeenCase:
        async with self._desk.database.transaction() as session:
            standing = [stored.claim for stored in await cases.claims(session, case.id) if stored.superseded_at is None]
        proposal = await self._proposal(case.id)
        chosen = _chosen(proposal, "recommended") if proposal else ()
        return SeenCase(
            number=case.number,
            kind=case.kind,
            title=case.title,
            status=case.status,
            stop=case.stop is not None,
            why_person=case.why_person,
            records=case.records,
            claims=tuple(claim.model_dump(mode="json") for claim in standing),
            summary=proposal.summary if proposal else None,
            actions=tuple(_action(one, chosen) for one in (proposal.actions if proposal else ())),
        )


def _chosen(proposal: ProposalRecord, way: str) -> frozenset[str]:
    """The actions of a way; without options, all of them."""
    if not proposal.options:
        return frozenset(action.id for action in proposal.actions)
    wanted = [
        option for option in proposal.options if option.id == way or (way == "recommended" and option.recommended)
    ]
    return frozenset(one for option in wanted for one in option.action_ids)


def _action(action: ActionRecord, chosen: Collection[str]) -> SeenAction:
    given = bool(action.approvals) and all(approval.given_by for approval in action.approvals)
    return SeenAction(
        name=action.name,
        args=action.args,
        sure=action.confidence.value,
        recommended=action.id in chosen,
        approved=given,
        asked=tuple(sorted({str(role) for approval in action.approvals for role in approval.need.any_of})),
        status=action.status,
        verified=action.receipt.verified if action.receipt else None,
        why=action.why or (action.receipt.detail if action.receipt and not action.receipt.verified else None),
    )
