"""Cases: what a specialist is handed, what a list shows, and what people do to a case by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, String, cast, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from cases.casework import LOOKS_ONLY, may_put_away, may_work, putting_away_is_for
from cases.claims import Claim, RecordRef, claim_of
from cases.kinds import KINDS, Told
from cases.models import CaseFile, NamedDays
from cases.people import Person
from cases.status import DECIDABLE, ActionStatus, CaseStatus, RoundStatus
from cases.store import audit, follow_ups, transitions
from cases.store.applying import asked
from cases.store.cases import rounds
from cases.store.cases.headings import head
from cases.store.cases.past import first_promises
from cases.store.cases.timeline import timeline
from cases.store.errors import NotFoundError, NotYourRoleError, RecordError
from cases.store.ids import case_number, new_id
from cases.store.locks import locked_case
from cases.store.pages import key_of, page_of
from cases.store.proposals.load import ruling_of
from cases.store.records import CaseFilter, CaseRecord, Correction, Page, StoredClaim
from cases.store.reports import shipments
from cases.store.reports.joining import open_or_join
from cases.store.tables import ActionRow, CaseReportRow, CaseRow, ClaimRow, RemarkRow, ReportRow

__all__ = [
    "case_file",
    "claims",
    "close",
    "correct_claims",
    "held_to_put_away",
    "list_cases",
    "named",
    "open_or_join",
    "record",
    "set_status",
    "timeline",
]


async def case_file(session: AsyncSession, case_id: str) -> CaseFile:
    """The case as a specialist gets it: the claims that stand and what people answered, oldest first.

    Raises:
        NotFoundError: there is no such case.
    """
    case = await _row(session, case_id)
    standing = await session.scalars(
        select(ClaimRow.claim)
        .where(ClaimRow.case_id == case_id, ClaimRow.superseded_at.is_(None))
        .order_by(ClaimRow.position)
    )
    remarks = await session.scalars(select(RemarkRow.text).where(RemarkRow.case_id == case_id).order_by(RemarkRow.id))
    received_at = await session.scalar(
        select(func.max(ReportRow.received_at))
        .join(CaseReportRow, CaseReportRow.report_id == ReportRow.id)
        .where(CaseReportRow.case_id == case_id)
    )
    shown = _record(case)
    return CaseFile(
        case_id=case_id,
        kind=shown.kind,
        title=shown.title,
        partner=shown.partner,
        records=shown.records,
        claims=tuple(claim_of(item) for item in standing),
        remarks=tuple(remarks),
        stop=shown.stop,
        received_at=received_at,
        first_promises=await first_promises(session),
        events=await shipments.events_of(session, shown.records),
        asked=tuple(await asked.of_case(session, case_id)),
        named_days=await follow_ups.named_days(session, shown.partner.id) if shown.partner else NamedDays(),
    )


async def record(session: AsyncSession, case_id: str) -> CaseRecord:
    """The case as it stands.

    Raises:
        NotFoundError: there is no such case.
    """
    return _record(await _row(session, case_id))


async def named(session: AsyncSession, name: str) -> str:
    """The id of the case that people call so.

    Args:
        session: an open transaction.
        name: its number (`EX-1001`, or the number alone) or its id.

    Raises:
        NotFoundError: there is no such case.
    """
    number = name.strip().upper().removeprefix("EX-")
    # Longer digits are an id, and no number that the column could hold.
    by_number = CaseRow.number == int(number) if number.isdecimal() and len(number) < 19 else None
    by_id = CaseRow.id == name.strip()
    found = await session.scalar(select(CaseRow.id).where(by_id if by_number is None else or_(by_id, by_number)))
    if found is None:
        raise NotFoundError("case", name)
    return found


async def claims(session: AsyncSession, case_id: str) -> list[StoredClaim]:
    """Every claim of a case, also those that stand no more, oldest first."""
    rows = await session.scalars(
        select(ClaimRow)
        .where(ClaimRow.case_id == case_id)
        .order_by(ClaimRow.position)
        .execution_options(populate_existing=True)
    )
    return [
        StoredClaim(
            id=row.id,
            report_id=row.report_id,
            claim=claim_of(row.claim),
            corrects=row.corrects,
            corrected_by=row.corrected_by,
            superseded_at=row.superseded_at,
            at=row.at,
        )
        for row in rows
    ]


async def set_status(
    session: AsyncSession, case_id: str, status: CaseStatus, *, why: str | None = None, actor: str = audit.DESK
) -> None:
    """Give a case its next status.

    Args:
        session: an open transaction.
        case_id: the case.
        status: the next one.
        why: why it needs a person, and what is being lost; kept while it does.
        actor: login of the person behind it, if one is.

    Raises:
        NotFoundError: there is no such case.
        WrongMoveError: that status may not follow the present one.
    """
    await transitions.move_case(session, await locked_case(session, case_id), status, why=why, actor=actor)


async def correct_claims(session: AsyncSession, case_id: str, person: Person, corrections: Sequence[Correction]) -> str:
    """Put right what was read, and investigate again.

    Each correction names a claim and says what holds instead (nothing: it is not so), or adds a claim of its own.

    Returns:
        The id of the new round.

    Raises:
        NotFoundError: there is no such case, or the case has no such claim.
        NotYourRoleError: they hold no role at the desk, or what it would put away is not theirs to decide.
        RecordError: a correction says nothing, or that claim stands no more.
    """
    case = await held_for_work(session, case_id, person)
    await _refuse_putting_away(session, case, person, "Correcting")
    now = datetime.now(UTC)
    if not corrections:
        raise RecordError("There is nothing to correct.")
    for correction in corrections:
        await _correct(session, case, person, correction, now)
    if case.key != rounds.key_of_itself(case):
        await head(session, case)
    await audit.append(
        session,
        actor=person.login,
        event="claims.corrected",
        subject=f"cases:{case_id}",
        case_id=case_id,
        detail={"corrections": [item.model_dump(mode="json") for item in corrections]},
    )
    return await rounds.start(session, case_id, f"{person.name} put right what was read", actor=person.login)


async def _correct(session: AsyncSession, case: CaseRow, person: Person, correction: Correction, now: datetime) -> None:
    report_id: str | None = None
    if correction.claim_id is not None:
        old = await session.get(ClaimRow, correction.claim_id, populate_existing=True)
        if old is None or old.case_id != case.id:
            raise NotFoundError("claim of this case", correction.claim_id)
        if old.superseded_at is not None:
            raise RecordError("That claim stands no more; look at the case again.")
        old.superseded_at, old.corrected_by, report_id = now, person.login, old.report_id
        _leave_key(case, claim_of(old.claim), correction.claim)
    elif correction.claim is None:
        raise RecordError("A correction names a claim, or says a new one.")
    if correction.claim is not None:
        said = correction.claim.model_copy(update={"read_by": "person", "sure": 1.0})
        session.add(
            ClaimRow(
                id=new_id(),
                case_id=case.id,
                report_id=report_id,
                claim=said.model_dump(mode="json"),
                corrects=correction.claim_id,
                at=now,
            )
        )
    await session.flush()


def _leave_key(case: CaseRow, old: Claim, new: Claim | None) -> None:
    """A case that was about another order is no longer the one that reports about the wrong order join."""
    if new is not None and old.stands_for_report:
        case.title = _heading(case, new)
    if new is None or type(old) is not type(new):
        return
    was, now = old.subject().words, new.subject().words
    names = KINDS[case.kind].names
    if was != now or old.subject().of(names) != new.subject().of(names):
        # Until the round that follows has found what it is about.
        case.key = rounds.key_of_itself(case)
        for before, after in zip(was, now, strict=True):
            if before and after:
                case.title = case.title.replace(before, after)


def _heading(case: CaseRow, said: Claim) -> str:
    """What a case is about of which only a sentence was known; whether Odoo has it is not known here."""
    spec, partner = KINDS[case.kind], RecordRef.model_validate(case.partner) if case.partner else None
    who, record = partner.label if partner else "somebody", said.subject().of(spec.names)
    if record is not None:
        return spec.heading((said,), Told(who=who, record=record, partner=partner))
    words = next((one for one in said.subject().words if one), None)
    return f"{spec.title} from {who}" + (f": {words}" if words else "")


async def close(session: AsyncSession, case_id: str, person: Person, note: str) -> None:
    """The manual path: a person has dealt with it. What was still open is put away; nothing is written.

    Raises:
        NotFoundError: there is no such case.
        NotYourRoleError: what it would put away is not theirs to decide.
        RecordError: it is closed already, the note is empty, a change is being written at this moment, or another
            company was asked for something and has not answered.
    """
    case = await held_for_work(session, case_id, person)
    if case.status in transitions.CLOSED_CASE:
        raise RecordError(f"{case_number(case.number)} is closed already.")
    if not note.strip():
        raise RecordError("A note is wanted: what was done about it?")
    writing = await session.scalar(
        select(ActionRow.id).where(ActionRow.case_id == case_id, ActionRow.status == ActionStatus.EXECUTING).limit(1)
    )
    if writing is not None:
        raise RecordError("A change is being written to Odoo at this moment; try again when it is done.")
    for one in await asked.in_the_open(session, case_id):
        raise RecordError(
            f"{one.of.label} was asked for something and has not answered. Say beside that request whether they "
            "confirmed or refused; then the case can be closed."
        )
    await _refuse_putting_away(session, case, person, "Closing")
    why = f"{person.name} closed the case by hand"
    await transitions.end_open_round(session, case, RoundStatus.CLOSED, why, actor=person.login)
    case.note = note.strip()
    await transitions.move_case(session, case, CaseStatus.RESOLVED, why=case.note, actor=person.login)


async def list_cases(
    session: AsyncSession, wanted: CaseFilter, cursor: str | None = None, limit: int = 50
) -> Page[CaseRecord]:
    """Cases, newest first.

    Raises:
        CursorError: the cursor is none of ours.
    """
    query = select(CaseRow).where(*_conditions(wanted)).order_by(CaseRow.opened_at.desc(), CaseRow.id.desc())
    if cursor is not None:
        query = query.where(tuple_(CaseRow.opened_at, CaseRow.id) < tuple_(*key_of(cursor, datetime, str)))
    rows = await session.scalars(query.limit(limit + 1).execution_options(populate_existing=True))
    return page_of([_record(row) for row in rows], limit, lambda case: (case.opened_at, case.id))


def _conditions(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.status is not None:
        found.append(CaseRow.status == wanted.status)
    if wanted.kind is not None:
        found.append(CaseRow.kind == wanted.kind)
    if wanted.mine is not None:
        found.append(CaseRow.claimed_by_uid == wanted.mine)
    if wanted.q:
        found.append(speaks_of(wanted.q))
    return found


def speaks_of(words: str) -> ColumnElement[bool]:
    """Whether a case speaks of these words: in its title, its partner, its records or its number."""
    return or_(
        CaseRow.title.icontains(words, autoescape=True),
        CaseRow.partner["label"].astext.icontains(words, autoescape=True),
        cast(CaseRow.records, String).icontains(words, autoescape=True),
        func.concat("EX-", CaseRow.number).icontains(words, autoescape=True),
    )


async def _row(session: AsyncSession, case_id: str) -> CaseRow:
    row = await session.get(CaseRow, case_id, populate_existing=True)
    if row is None:
        raise NotFoundError("case", case_id)
    return row


async def held_for_work(session: AsyncSession, case_id: str, person: Person) -> CaseRow:
    """The case, held for somebody who is about to work it.

    Raises:
        NotFoundError: there is no such case.
        NotYourRoleError: they hold no role at the desk.
    """
    case = await locked_case(session, case_id)
    if not may_work(person.roles):
        raise NotYourRoleError(LOOKS_ONLY)
    return case


async def held_to_put_away(session: AsyncSession, case_id: str, person: Person, doing: str) -> CaseRow:
    """The case, held for somebody who may put away what is open of it.

    Raises:
        NotFoundError: there is no such case.
        NotYourRoleError: they hold no role at the desk, or what is open is not theirs to decide.
    """
    case = await held_for_work(session, case_id, person)
    await _refuse_putting_away(session, case, person, doing)
    return case


async def undone_of(session: AsyncSession, case: CaseRow) -> Sequence[ActionRow]:
    """The actions of a case that are undecided or approved, in their order."""
    rows = await session.scalars(
        select(ActionRow)
        .where(ActionRow.case_id == case.id, ActionRow.status.in_(DECIDABLE))
        .order_by(ActionRow.position)
        .execution_options(populate_existing=True)
    )
    return rows.all()


async def _refuse_putting_away(session: AsyncSession, case: CaseRow, person: Person, doing: str) -> None:
    asked = [need for row in await undone_of(session, case) for need in ruling_of(row).needs]
    if not may_put_away(person.roles, asked):
        raise NotYourRoleError(putting_away_is_for(doing, asked))


def _record(row: CaseRow) -> CaseRecord:
    return CaseRecord.model_validate(
        {
            "number": case_number(row.number),
            **{name: getattr(row, name) for name in CaseRecord.model_fields if name != "number"},
        }
    )
