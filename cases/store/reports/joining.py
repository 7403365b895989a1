"""From an exception found in a report to a case: it opens one, joins the open one about the same, or adds nothing.

A report about a case that was closed opens a new case that names the earlier one: a closed case stays as it was
decided, and the new one is decided on today's facts. Whoever is not believed enough (a stranger, another company, a
sender our mail server does not vouch for) puts away nothing that a believed report or a person said, nor what people
approved: it is kept with the case and shown as speaking against it (decision 0009).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.claims import Claim, RecordRef, claim_of
from cases.kinds import KINDS
from cases.models import CaseDraft
from cases.status import ActionStatus, CaseStatus
from cases.store import audit, transitions
from cases.store.cases import rounds
from cases.store.cases.headings import head
from cases.store.ids import case_number, new_id
from cases.store.locks import hold, locked_case
from cases.store.notify import announce
from cases.store.records import Filed
from cases.store.tables import ActionRow, CaseReportRow, CaseRow, ClaimRow

# A copy of what was just settled is no new exception; after that somebody should look again.
SETTLED = timedelta(days=14)
# A colleague's or supplier's own word, and what either passes on, goes that far; a stranger's does not.
BELIEVED = 0.6


async def open_or_join(
    session: AsyncSession, report_id: str, draft: CaseDraft, *, needs_person: bool, now: datetime | None = None
) -> Filed:
    """File one exception of a report, and enqueue the round that works it.

    Two reports about the same thing at once come one after the other. When a report holds several exceptions, file them
    in the order of their keys, so that two such reports cannot wait for each other.

    Args:
        session: the transaction that also marks the report.
        report_id: the report.
        draft: the exception.
        needs_person: nobody but a person works this kind: no round is started.
        now: this moment.
    """
    moment = now or datetime.now(UTC)
    await hold(session, "case", draft.key)
    known = (
        await session.scalars(
            select(CaseRow)
            .where(CaseRow.key == draft.key)
            .order_by(CaseRow.opened_at.desc())
            .execution_options(populate_existing=True)
        )
    ).all()
    current = next((case for case in known if case.status not in transitions.CLOSED_CASE), None)
    if current is not None:
        return await join(session, current.id, report_id, draft, needs_person=needs_person, now=moment)
    if draft.repeated and not _news(draft.claims):
        # Odoo has it like that, and nobody was told otherwise.
        return Filed(case_id=None, round_id=None, how="nothing_new")
    earlier = known[0] if known else None
    if earlier is not None and await _settled(session, earlier, draft, moment):
        await _link(session, earlier.id, report_id, "nothing_new", draft)
        return Filed(case_id=earlier.id, round_id=None, how="nothing_new")
    return await _open(session, report_id, draft, earlier, needs_person=needs_person, now=moment)


async def _settled(session: AsyncSession, case: CaseRow, draft: CaseDraft, now: datetime) -> bool:
    if draft.stop is not None:
        # What is never done from a message is shown to a person each time it is asked for.
        return False
    recent = case.closed_at is not None and now - case.closed_at < SETTLED
    return case.status is CaseStatus.RESOLVED and recent and not await _adds(session, case.id, draft, draft.claims)


async def _open(
    session: AsyncSession,
    report_id: str,
    draft: CaseDraft,
    earlier: CaseRow | None,
    *,
    needs_person: bool,
    now: datetime,
) -> Filed:
    case = CaseRow(
        id=new_id(),
        kind=draft.kind,
        key=draft.key,
        title=draft.title,
        partner=draft.partner.model_dump(mode="json") if draft.partner else None,
        records=[record.model_dump(mode="json") for record in draft.records],
        stop=draft.stop,
        earlier_case_id=earlier.id if earlier else None,
        opened_at=now,
        updated_at=now,
    )
    session.add(case)
    await session.flush()
    await session.refresh(case)
    await _link(session, case.id, report_id, "opened", draft)
    await _add_claims(session, case.id, report_id, draft.claims, now)
    await audit.append(
        session,
        actor=audit.DESK,
        event="case.opened",
        subject=f"cases:{case.id}",
        case_id=case.id,
        detail={
            "number": case_number(case.number),
            "kind": draft.kind,
            "key": draft.key,
            "report": report_id,
            "earlier": earlier.id if earlier else None,
        },
    )
    await announce(session, "case.opened", case.id)
    round_id = await _work(session, case, draft, "a new case", needs_person=needs_person)
    return Filed(case_id=case.id, round_id=round_id, how="opened")


async def join(
    session: AsyncSession,
    case_id: str,
    report_id: str,
    draft: CaseDraft,
    *,
    needs_person: bool,
    now: datetime | None = None,
) -> Filed:
    """Tell an open case what a report says of it; a round is started where that is news that is believed.

    Args:
        session: a transaction that holds the case's key.
        case_id: the case.
        report_id: the report.
        draft: the exception.
        needs_person: nobody but a person works this kind: no round is started.
        now: this moment.
    """
    now = now or datetime.now(UTC)
    case = await locked_case(session, case_id)
    claims = (*draft.claims, *draft.repeated)
    stopped = case.stop is None and draft.stop is not None
    if not stopped and not await _adds(session, case_id, draft, claims):
        await _link(session, case_id, report_id, "nothing_new", draft)
        return Filed(case_id=case_id, round_id=None, how="nothing_new")
    if not stopped and draft.trust < BELIEVED and await _is_believed_otherwise(session, case_id):
        await _doubt(session, case, report_id, draft, claims, now)
        return Filed(case_id=case_id, round_id=None, how="doubted")
    await _link(session, case_id, report_id, "joined", draft)
    await _add_claims(session, case_id, report_id, claims, now)
    case.records = _union(case.records, draft.records)
    case.stop = case.stop or draft.stop
    case.updated_at = now
    await head(session, case)
    await _note(session, case_id, report_id, "case.joined")
    round_id = await _work(session, case, draft, "a new report", needs_person=needs_person)
    return Filed(case_id=case_id, round_id=round_id, how="joined")


async def _is_believed_otherwise(session: AsyncSession, case_id: str) -> bool:
    """Whether a believed report, a person's correction or an approval stands in the case."""
    reported = await session.scalar(
        select(CaseReportRow.report_id)
        .where(
            CaseReportRow.case_id == case_id,
            CaseReportRow.trust >= BELIEVED,
            CaseReportRow.how.in_(["opened", "joined"]),
        )
        .limit(1)
    )
    corrected = await session.scalar(
        select(ClaimRow.id).where(ClaimRow.case_id == case_id, ClaimRow.corrected_by.is_not(None)).limit(1)
    )
    approved = await session.scalar(
        select(ActionRow.id)
        .where(ActionRow.case_id == case_id, ActionRow.status.in_([ActionStatus.APPROVED, ActionStatus.EXECUTING]))
        .limit(1)
    )
    return any(found is not None for found in (reported, corrected, approved))


async def _doubt(
    session: AsyncSession, case: CaseRow, report_id: str, draft: CaseDraft, claims: Sequence[Claim], now: datetime
) -> None:
    """Keep what an unbelieved report says with the case; it does not stand, and nothing is put away for it."""
    await _link(session, case.id, report_id, "doubted", draft)
    await _add_claims(session, case.id, report_id, claims, now, standing=False)
    case.updated_at = now
    await _note(session, case.id, report_id, "case.doubted")


async def _note(session: AsyncSession, case_id: str, report_id: str, event: str) -> None:
    await audit.append(
        session,
        actor=audit.DESK,
        event=event,
        subject=f"cases:{case_id}",
        case_id=case_id,
        detail={"report": report_id},
    )
    await announce(session, "case.changed", case_id)


async def _work(session: AsyncSession, case: CaseRow, draft: CaseDraft, why: str, *, needs_person: bool) -> str | None:
    if not needs_person:
        return await rounds.start(session, case.id, why)
    if case.status is CaseStatus.OPEN:
        reason = case.stop or f"Nobody but a person works “{KINDS[draft.kind].title}” yet; what is known is laid out."
        await transitions.move_case(session, case, CaseStatus.NEEDS_PERSON, why=reason)
    return None


async def _link(session: AsyncSession, case_id: str, report_id: str, how: str, draft: CaseDraft) -> None:
    if await session.get(CaseReportRow, (case_id, report_id)) is None:
        session.add(CaseReportRow(case_id=case_id, report_id=report_id, how=how, trust=draft.trust, says=draft.says))
        await session.flush()


async def _adds(session: AsyncSession, case_id: str, draft: CaseDraft, claims: Sequence[Claim]) -> bool:
    """Whether these say anything that the case does not know from somebody who is believed as much."""
    said = _news(claims)
    if draft.says and all(claim.stands_for_report for claim in said):
        # One sentence stands for a whole letter: what else it says may be new.
        heard = await session.scalars(select(CaseReportRow.says).where(CaseReportRow.case_id == case_id))
        return draft.says not in set(heard)
    rows = await session.execute(
        select(ClaimRow.claim, ClaimRow.corrected_by, CaseReportRow.trust)
        .outerjoin(
            CaseReportRow,
            (CaseReportRow.case_id == ClaimRow.case_id) & (CaseReportRow.report_id == ClaimRow.report_id),
        )
        .where(
            ClaimRow.case_id == case_id,
            ClaimRow.superseded_at.is_(None) | ClaimRow.corrected_by.is_not(None) | (CaseReportRow.how == "doubted"),
        )
    )
    known, put_right = set(), set()
    for content, corrected_by, trust in rows:
        claim = claim_of(content)
        if corrected_by is not None:
            # The same words again are a copy of what a person has put right; other words are news.
            put_right.add((claim.says(), _quote(claim)))
        elif claim.read_by == "person" or (1.0 if trust is None else trust) >= min(draft.trust, BELIEVED):
            known.add(claim.says())
    # Without a claim there is nothing to compare: a person should see it.
    return not claims or any(
        claim.says() not in known and (claim.says(), _quote(claim)) not in put_right for claim in said
    )


def _news(claims: Iterable[Claim]) -> list[Claim]:
    """What was said; what a message tells its reader to do, and doubts about it, are no news by themselves."""
    return [claim for claim in claims if claim.is_news]


def _quote(claim: Claim) -> str:
    return _words(claim.span.quote if claim.span else None)


async def _add_claims(
    session: AsyncSession,
    case_id: str,
    report_id: str,
    claims: Iterable[Claim],
    now: datetime,
    *,
    standing: bool = True,
) -> None:
    """Add claims; what was said before about the same subject stands no more, unless these do not stand either."""
    new = list(claims)
    if standing:
        for row in await _standing(session, case_id, report_id):
            earlier = claim_of(row.claim)
            if any(claim.replaces(earlier) for claim in new):
                row.superseded_at = now
    for claim in new:
        # One by one, so that their order is the order they were read in.
        session.add(
            ClaimRow(
                id=new_id(),
                case_id=case_id,
                report_id=report_id,
                claim=claim.model_dump(mode="json"),
                superseded_at=None if standing else now,
                at=now,
            )
        )
        await session.flush()


async def _standing(session: AsyncSession, case_id: str, report_id: str) -> Sequence[ClaimRow]:
    found = await session.scalars(
        select(ClaimRow).where(
            ClaimRow.case_id == case_id,
            ClaimRow.superseded_at.is_(None),
            ClaimRow.report_id.is_distinct_from(report_id),
        )
    )
    return found.all()


def _words(text: str | None) -> str:
    return " ".join((text or "").split()).casefold()


def _union(stored: Sequence[object], new: Iterable[RecordRef]) -> list[object]:
    known = [RecordRef.model_validate(record) for record in stored]
    seen = {(record.model, record.id) for record in known}
    added = [record for record in new if (record.model, record.id) not in seen]
    return [record.model_dump(mode="json") for record in (*known, *added)]
