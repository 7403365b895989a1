"""The key that a case answers to: what its reports are joined by. It follows a correction and a hand-over.

A case that was put right answers to nothing but itself until it is known what it is about. Once that is known it takes
that key; where an open case has it already, the two are brought together there, unless either holds what people have
decided or what is on its way: then a person is pointed to the other one, and nothing is put away.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.claims import Claim, Frozen, RecordRef, Subject, claim_of
from cases.kinds import KINDS, KindSpec
from cases.models import CaseDraft, Concerned
from cases.status import DECIDABLE, ActionStatus, CaseStatus, RoundStatus
from cases.store import audit, transitions
from cases.store.cases import rounds
from cases.store.cases.headings import first_sender, head, standing_claims
from cases.store.ids import case_number
from cases.store.locks import hold, locked_case
from cases.store.reports import joining
from cases.store.tables import ActionRow, CaseReportRow, CaseRow, DecisionRow

# Begun, and nobody knows yet how it ends.
_ON_ITS_WAY = (ActionStatus.EXECUTING, ActionStatus.UNKNOWN, ActionStatus.PENDING_EXTERNAL)


class Answers(Frozen):
    """What became of a case's key.

    Attributes:
        changed: it answers to another key than before.
        ended: it went on in another case, and this round is over.
        to_person: why a person has to bring two cases together, in plain words.
    """

    changed: bool = False
    ended: bool = False
    to_person: str | None = None


def is_of_itself(case: CaseRow) -> bool:
    """Whether it is not known yet what a case is about."""
    return case.key.endswith(f":{case.id}")


async def settle(
    session: AsyncSession, round_id: str, concerned: Concerned | None = None, *, needs_person: bool = False
) -> Answers:
    """Give a case the key of what it is about now; where an open case has it, go on there.

    Args:
        session: a transaction that holds nothing yet.
        round_id: the round in which that is asked.
        concerned: what was found in Odoo that the case is about; without it the claims alone say so.
        needs_person: nobody but a person works the kind.

    Raises:
        RoundEndedError: the round is over.
    """
    this = await rounds.load(session, round_id)
    seen = await session.get_one(CaseRow, this.case_id, populate_existing=True)
    if concerned is None and not is_of_itself(seen):
        return Answers()
    key = await _key(session, seen, concerned)
    if key is None or key == seen.key:
        return Answers()
    await hold(session, "case", key)
    other_id = await session.scalar(
        select(CaseRow.id).where(
            CaseRow.key == key, CaseRow.id != seen.id, CaseRow.status.not_in(transitions.CLOSED_CASE)
        )
    )
    for case_id in sorted(filter(None, (seen.id, other_id))):
        await locked_case(session, case_id)
    case, _ = await rounds.held(session, round_id)
    await _resolve(session, case, concerned)
    other = await session.get_one(CaseRow, other_id) if other_id else None
    if other is None or other.status in transitions.CLOSED_CASE:
        await _take(session, case, key, concerned)
        return Answers(changed=True)
    if await _is_begun(session, case.id) or (
        await _is_begun(session, other.id) or await _is_decided(session, other.id)
    ):
        return Answers(to_person=await _pointed(session, case, other))
    await _go_on_in(session, case, other, key, needs_person=needs_person)
    return Answers(changed=True, ended=True)


async def _key(session: AsyncSession, case: CaseRow, concerned: Concerned | None) -> str | None:
    spec = KINDS[case.kind]
    if concerned is not None and concerned.record.model in spec.names:
        return spec.key(Subject(records=(concerned.record,)), who="", thread="")
    if not is_of_itself(case):
        return None
    about = _subject(spec, [claim_of(row.claim) for row in await standing_claims(session, case.id)])
    if about is None or not (about.of(spec.names) or any(about.words)):
        return None
    return spec.key(about, who=await _who(session, case), thread=case.id)


def _subject(spec: KindSpec, claims: Sequence[Claim]) -> Subject | None:
    """What the claims that open a case of this kind are about; the last word first."""
    own = [one for one in claims if one.case_kind and KINDS[one.case_kind].known_as == spec.known_as]
    said = [one.subject() for one in (*(one for one in own if one.read_by == "person"), *own)]
    return next((one for one in said if one.of(spec.names)), said[0] if said else None)


async def _who(session: AsyncSession, case: CaseRow) -> str:
    """Who asks, as keys of what Odoo does not know have it."""
    if case.partner:
        return f"res.partner:{case.partner['id']}"
    return await first_sender(session, case.id) or "unknown"


async def _resolve(session: AsyncSession, case: CaseRow, concerned: Concerned | None) -> None:
    """What a person said in words is about the record that was found by them; later reports are compared by that."""
    if concerned is None:
        return
    for row in await standing_claims(session, case.id):
        claim = claim_of(row.claim)
        if claim.read_by == "person" and claim.case_kind is not None and not claim.refers_to:
            row.claim = claim.model_copy(update={"refers_to": (concerned.record,)}).model_dump(mode="json")
    await session.flush()


async def _take(session: AsyncSession, case: CaseRow, key: str, concerned: Concerned | None) -> None:
    was, case.key = case.key, key
    spec = KINDS[case.kind]
    if concerned is not None:
        kept = [one for one in case.records if one["model"] not in spec.names]
        case.records = [concerned.record.model_dump(mode="json"), *kept]
        if concerned.partner is not None:
            case.partner = concerned.partner.model_dump(mode="json")
        await head(session, case)
    if case.earlier_case_id is None:
        case.earlier_case_id = await session.scalar(
            select(CaseRow.id)
            .where(CaseRow.key == key, CaseRow.id != case.id)
            .order_by(CaseRow.opened_at.desc())
            .limit(1)
        )
    await session.flush()
    await audit.append(
        session,
        actor=audit.DESK,
        event="case.rekeyed",
        subject=f"cases:{case.id}",
        case_id=case.id,
        detail={"from": was, "to": key, "why": case.title},
    )


async def _is_begun(session: AsyncSession, case_id: str) -> bool:
    """Whether something is being written, or another company was asked and has not answered."""
    found = await session.scalar(
        select(ActionRow.id).where(ActionRow.case_id == case_id, ActionRow.status.in_(_ON_ITS_WAY)).limit(1)
    )
    return found is not None


async def _is_decided(session: AsyncSession, case_id: str) -> bool:
    """Whether people have said something of what a case still proposes, which a new round would put away."""
    found = await session.scalar(
        select(ActionRow.id)
        .join(DecisionRow, DecisionRow.action_id == ActionRow.id)
        .where(ActionRow.case_id == case_id, ActionRow.status.in_(DECIDABLE), DecisionRow.edition == ActionRow.edition)
        .limit(1)
    )
    return found is not None


async def _pointed(session: AsyncSession, case: CaseRow, other: CaseRow) -> str:
    number = case_number(other.number)
    why = (
        f"{number} is about the same and is open. What was decided or is on its way is not put away by itself: "
        f"go on in {number}, and close the one that is not needed."
    )
    await audit.append(
        session,
        actor=audit.DESK,
        event="case.same_as",
        subject=f"cases:{case.id}",
        case_id=case.id,
        detail={"case": other.id, "number": number, "why": why},
    )
    return why


async def _go_on_in(session: AsyncSession, case: CaseRow, other: CaseRow, key: str, *, needs_person: bool) -> None:
    """Tell the other case all that stands here, by the rules of a report that joins it, and end this one."""
    why = f"It is about the same as {case_number(other.number)}, which was open already, and goes on there."
    for report_id, draft in await _as_reports(session, case, other, key):
        await joining.join(session, other.id, report_id, draft, needs_person=needs_person)
    await transitions.end_open_round(session, case, RoundStatus.CLOSED, why)
    case.key, case.note = key, why
    await transitions.move_case(session, case, CaseStatus.RESOLVED, why=why)
    for one, beside, event in ((case, other, "case.went_on_in"), (other, case, "case.took_over")):
        await audit.append(
            session,
            actor=audit.DESK,
            event=event,
            subject=f"cases:{one.id}",
            case_id=one.id,
            detail={"case": beside.id, "number": case_number(beside.number), "why": case_number(beside.number)},
        )


async def _as_reports(session: AsyncSession, case: CaseRow, other: CaseRow, key: str) -> list[tuple[str, CaseDraft]]:
    """What stands in a case, by the report it came from; what a person added goes with the first."""
    rows = await session.scalars(
        select(CaseReportRow)
        .where(CaseReportRow.case_id == case.id)
        .order_by(CaseReportRow.at, CaseReportRow.report_id)
    )
    links = rows.all()
    said: dict[str, list[Claim]] = {}
    for row in await standing_claims(session, case.id):
        said.setdefault(row.report_id or links[0].report_id, []).append(claim_of(row.claim))
    return [
        (
            link.report_id,
            CaseDraft(
                kind=other.kind,
                key=key,
                title=other.title,
                partner=RecordRef.model_validate(other.partner) if other.partner else None,
                records=tuple(RecordRef.model_validate(one) for one in other.records),
                claims=tuple(said[link.report_id]),
                stop=case.stop,
                trust=1.0 if any(one.read_by == "person" for one in said[link.report_id]) else link.trust,
                says=link.says,
            ),
        )
        for link in links
        if link.report_id in said
    ]
