"""A person says what a message of an unknown kind is, or that it is no exception.

What was found in the message and leaves no choice becomes the kind's own claim, and the case is investigated again.
Where it leaves one, the case waits for a person, who enters it with the kind's form. The message is kept as an example.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.claims import Claim, FoundValue, MentionClaim, RecordRef, claim_of, only
from cases.kind import Kind
from cases.kinds import KINDS, Origin, Told
from cases.models import CaseDraft
from cases.people import Person
from cases.status import CaseStatus, RoundStatus
from cases.store import audit, transitions
from cases.store.cases import cases, rounds
from cases.store.errors import RecordError
from cases.store.ids import case_number, new_id
from cases.store.locks import hold
from cases.store.reports import examples
from cases.store.reports.joining import open_or_join
from cases.store.tables import CaseReportRow, CaseRow, ClaimRow, ReportRow
from cases.turning import entered_as, may_be_turned

NO_EXCEPTION = "This is no exception."
_SENSITIVE = (
    "Never act on this message. Ask the partner by a channel Odoo has had on file, not one from this message, "
    "and let finance decide."
)


async def turn(session: AsyncSession, case_id: str, person: Person, kind: Kind) -> str:
    """Say of what kind a case is; the id of the case that goes on, which is another where one is open about the same.

    Raises:
        NotFoundError: there is no such case.
        NotYourRoleError: they hold no role at the desk, or what it would put away is not theirs to decide.
        RecordError: something was read in it that has a kind, it is closed, or nobody writes of that kind.
    """
    case = await cases.held_to_put_away(session, case_id, person, "Saying what it is")
    standing = await _standing(session, case)
    said = [claim_of(row.claim) for row in standing]
    if not may_be_turned(case.kind, case.status, said):
        raise RecordError(
            f"What {case_number(case.number)} is about was read; correct that instead."
            if case.status not in transitions.CLOSED_CASE
            else f"{case_number(case.number)} is closed."
        )
    if kind is case.kind or not KINDS[kind].written_by:
        raise RecordError(f"A message cannot be made {KINDS[kind].title.lower()!r}; choose another kind.")
    report = await _report(session, case_id)
    mention = next(iter(only(MentionClaim, said)), None)
    was, claim = case.kind, _claim(kind, mention, report)
    await audit.append(
        session,
        actor=person.login,
        event="case.kind_said",
        subject=f"cases:{case_id}",
        case_id=case_id,
        detail={
            "why": f"{KINDS[was].title} → {KINDS[kind].title}",
            "from": was,
            "to": kind,
            "likely": list(mention.likely) if mention else [],
            "claim": claim.model_dump(mode="json"),
        },
    )
    await examples.keep(session, case_id, report.id if report else None, kind, _texts(mention, report), person)
    await _replace(session, case, standing, claim, person)
    draft = _draft(case, kind, claim, report)
    case.kind, case.title, case.records = kind, draft.title, [one.model_dump(mode="json") for one in draft.records]
    case.stop = case.stop or draft.stop
    if report is not None and (other := await _open_about(session, case, draft.key)) is not None:
        return await _joined(session, case, other, report, draft, person)
    case.key = draft.key
    await _go_on(session, case, claim, person)
    return case_id


async def no_exception(session: AsyncSession, case_id: str, person: Person) -> None:
    """Put away a message of an unknown kind: a person says that there is nothing to do about it.

    Raises:
        NotFoundError: there is no such case.
        NotYourRoleError: what it would put away is not theirs to decide.
        RecordError: something was read in it that has a kind, or it is closed.
    """
    case = await cases.held_to_put_away(session, case_id, person, "Putting it away")
    said = [claim_of(row.claim) for row in await _standing(session, case)]
    if not may_be_turned(case.kind, case.status, said):
        raise RecordError("What this is about was read: close it with a note about what was done instead.")
    await audit.append(
        session, actor=person.login, event="case.no_exception", subject=f"cases:{case_id}", case_id=case_id
    )
    await cases.close(session, case_id, person, NO_EXCEPTION)


async def _standing(session: AsyncSession, case: CaseRow) -> Sequence[ClaimRow]:
    rows = await session.scalars(
        select(ClaimRow)
        .where(ClaimRow.case_id == case.id, ClaimRow.superseded_at.is_(None))
        .order_by(ClaimRow.position)
        .execution_options(populate_existing=True)
    )
    return rows.all()


async def _report(session: AsyncSession, case_id: str) -> ReportRow | None:
    """The message that opened the case."""
    return await session.scalar(
        select(ReportRow)
        .join(CaseReportRow, CaseReportRow.report_id == ReportRow.id)
        .where(
            CaseReportRow.case_id == case_id,
            CaseReportRow.how.in_(["opened", "joined"]),
            ReportRow.origin.in_([Origin.MAIL, Origin.DOCUMENT, Origin.PERSON]),
        )
        .order_by(CaseReportRow.at)
        .limit(1)
    )


def _claim(kind: Kind, mention: MentionClaim | None, report: ReportRow | None) -> Claim:
    """The kind's own claim, as sure as a guess; where the message leaves a choice, that it is about the kind."""
    found = [FoundValue.model_validate(one) for one in report.found] if report else []
    read = entered_as(kind)
    claim = read.among(kind, found) if read else None
    if claim is not None:
        # Who says that it is so knows the message; what stands where in it, the desk has found by itself.
        trust = mention.trust if mention else 0.5
        return claim.model_copy(update={"sure": 0.5, "trust": trust})
    if mention is None:
        return MentionClaim(kind=kind, text=KINDS[kind].means, read_by="person", sure=1.0)
    return MentionClaim(
        span=mention.span,
        kind=kind,
        text=mention.text,
        read_by="person",
        sure=1.0,
        trust=mention.trust,
        refers_to=mention.refers_to,
    )


def _texts(mention: MentionClaim | None, report: ReportRow | None) -> list[str]:
    """The passage that was read, and how the message begins."""
    parts: dict[str, str] = report.text if report else {}
    whole = parts.get("body") or next((text for name, text in parts.items() if name != "subject"), "")
    passage = mention.span.quote if mention and mention.span else parts.get("subject", "")
    return [passage, whole]


async def _replace(
    session: AsyncSession, case: CaseRow, standing: Iterable[ClaimRow], claim: Claim, person: Person
) -> None:
    """The claim in place of the sentences that stood for the message."""
    now, replaced = datetime.now(UTC), list[ClaimRow]()
    for row in standing:
        if claim_of(row.claim).stands_for_report:
            row.superseded_at, row.corrected_by = now, person.login
            replaced.append(row)
    session.add(
        ClaimRow(
            id=new_id(),
            case_id=case.id,
            report_id=replaced[0].report_id if replaced else None,
            claim=claim.model_dump(mode="json"),
            corrects=replaced[0].id if replaced else None,
            at=now,
        )
    )
    await session.flush()


def _draft(case: CaseRow, kind: Kind, claim: Claim, report: ReportRow | None) -> CaseDraft:
    """The case as a report of that kind would have opened it."""
    spec, about = KINDS[kind], claim.subject()
    partner = RecordRef.model_validate(case.partner) if case.partner else None
    who = f"{partner.model}:{partner.id}" if partner else (report.sender if report else "unknown")
    record = about.of(spec.names)
    subject: str = (report.text if report else {}).get("subject", "")
    told = Told(
        who=partner.label if partner else (report.sender if report else "somebody"),
        record=record,
        partner=partner,
        subject=subject,
    )
    before = tuple(RecordRef.model_validate(one) for one in case.records)
    return CaseDraft(
        kind=kind,
        key=spec.key(about, who=who, thread=f"said:{case.id}"),
        title=spec.heading((claim,), told),
        partner=partner,
        records=tuple(dict.fromkeys((*([record] if record else []), *claim.refers_to, *before))),
        claims=(claim,),
        stop=claim.stop or (_SENSITIVE if kind is Kind.SENSITIVE_CHANGE else None),
        trust=1.0,
    )


async def _open_about(session: AsyncSession, case: CaseRow, key: str) -> CaseRow | None:
    await hold(session, "case", key)
    return await session.scalar(
        select(CaseRow).where(CaseRow.key == key, CaseRow.id != case.id, CaseRow.status.not_in(transitions.CLOSED_CASE))
    )


async def _joined(
    session: AsyncSession, case: CaseRow, other: CaseRow, report: ReportRow, draft: CaseDraft, person: Person
) -> str:
    """The open case about the same goes on with what this one says, and this one ends."""
    number = case_number(other.number)
    why = f"It is about the same as {number}, says {person.name}."
    await transitions.end_open_round(session, case, RoundStatus.CLOSED, why, actor=person.login)
    case.note = why
    await transitions.move_case(session, case, CaseStatus.RESOLVED, why=why, actor=person.login)
    await open_or_join(session, report.id, draft, needs_person=False)
    return other.id


async def _go_on(session: AsyncSession, case: CaseRow, claim: Claim, person: Person) -> None:
    why = f"{person.name} said that it is: {KINDS[case.kind].title}"
    read = entered_as(case.kind)
    if read is None or isinstance(claim, read):
        await rounds.start(session, case.id, why, actor=person.login)
        return
    wanted = ", ".join(_labels(read))
    await transitions.end_open_round(session, case, RoundStatus.SUPERSEDED, why, actor=person.login)
    missing = f"{why}. The message leaves open what exactly; enter what you know of: {wanted}."
    await transitions.move_case(session, case, CaseStatus.NEEDS_PERSON, why=missing, actor=person.login)


def _labels(read: type[Claim]) -> list[str]:
    fields: dict[str, Any] = read.model_fields
    return [fields[name].title or name.replace("_", " ") for name in read.editable]
