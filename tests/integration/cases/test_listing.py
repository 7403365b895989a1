"""The inbox list and the sign-ins on a real PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
import time_machine
from sqlalchemy import Text, cast, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from cases.kind import Kind
from cases.roles import Role
from cases.status import ActionStatus, DecisionType, ProposalStatus, proposal_status
from cases.store import people
from cases.store.errors import NotFoundError, RecordError
from cases.store.pages import CursorError
from cases.store.proposals import decisions, proposals
from cases.store.proposals.listing import derived_status, list_proposals
from cases.store.proposals.records import ProposalFilter
from runtime.database import Database
from tests.integration.cases.desk import (
    NOW,
    PAULA,
    POLICY,
    SAM,
    WANDA,
    draft,
    later,
    message,
    promise,
    proposed,
    reschedule,
    says,
    transfer,
    whole_draft,
)

P = ProposalStatus


async def test_the_list_and_the_rules_derive_the_same_status(database: Database) -> None:
    every = list(ActionStatus)
    chosen = [list(some) for size in (0, 1, 2, 3) for some in combinations(every, size)]
    async with database.transaction() as session:
        for start in range(0, len(chosen), 100):
            batch = chosen[start : start + 100]
            columns = [derived_status(cast(literal([str(s) for s in some]), ARRAY(Text))) for some in batch]
            row = (await session.execute(select(*(c.label(f"c{n}") for n, c in enumerate(columns))))).one()
            assert list(row) == [proposal_status(some).value for some in batch]


async def test_pending_ones_come_most_urgent_first_and_others_newest_first(database: Database) -> None:
    async with database.transaction() as session:
        slow = await proposed(session, draft(reschedule()), order=1, now=later(minutes=1))
        fast = await proposed(session, draft(transfer(quantity="10")), order=2, now=later(minutes=2))
        gone = await proposed(session, draft(reschedule()), order=3, now=later(minutes=3))
        await decisions.decide(session, PAULA, gone.id, [says(gone, "a1", DecisionType.REJECT)], POLICY, NOW)
        urgent = await list_proposals(session, ProposalFilter(status=P.PENDING), now=NOW)
        everything = await list_proposals(session, ProposalFilter(), now=NOW)
        rejected = await list_proposals(session, ProposalFilter(status=P.REJECTED), now=NOW)
    assert [line.id for line in urgent.items] == [fast.id, slow.id]
    assert [line.id for line in everything.items] == [gone.id, fast.id, slow.id]
    assert [line.id for line in rejected.items] == [gone.id]
    assert rejected.items[0].status is P.REJECTED


async def test_a_page_at_a_time_without_gaps_or_doubles(database: Database) -> None:
    async with database.transaction() as session:
        for order in range(7):
            await proposed(session, draft(reschedule()), order=order + 1, now=NOW)
        for wanted in (ProposalFilter(), ProposalFilter(status=P.PENDING)):
            whole = [line.id for line in (await list_proposals(session, wanted, limit=100, now=NOW)).items]
            seen: list[str] = []
            cursor = None
            while True:
                page = await list_proposals(session, wanted, cursor, 3, now=NOW)
                seen += [line.id for line in page.items]
                cursor = page.next_cursor
                if cursor is None:
                    break
            assert seen == whole
            assert len(set(seen)) == 7
        other = (await list_proposals(session, ProposalFilter(), None, 3, now=NOW)).next_cursor
        with pytest.raises(CursorError, match="another list"):
            await list_proposals(session, ProposalFilter(status=P.PENDING), other, 3, now=NOW)
        with pytest.raises(CursorError):
            await list_proposals(session, ProposalFilter(), "bm9uc2Vuc2U", 3, now=NOW)


async def test_what_can_be_asked_for(database: Database) -> None:
    async with database.transaction() as session:
        mine = await proposed(session, whole_draft(), order=1)
        theirs = await proposed(session, draft(transfer()), order=2, now=later(minutes=1))
        await proposals.claim(session, mine.id, SAM)
        await proposals.snooze(session, mine.id, SAM, later(hours=1))

        async def ask(**what: object) -> list[str]:
            wanted = ProposalFilter.model_validate(what)
            return [line.id for line in (await list_proposals(session, wanted, now=NOW)).items]

        assert await ask(roles=frozenset({Role.PROCUREMENT})) == [mine.id]
        assert await ask(roles=frozenset({Role.SALES_MANAGER})) == [mine.id]
        assert await ask(roles=frozenset({Role.LOGISTICS})) == [theirs.id]
        assert await ask(roles=frozenset({Role.FINANCE})) == []
        assert await ask(mine=SAM.uid) == [mine.id]
        assert await ask(snoozed=True) == [mine.id]
        assert await ask(snoozed=False) == [theirs.id]
        assert await ask(kind=Kind.INBOUND_DELAY) == [theirs.id, mine.id]
        assert await ask(kind=Kind.FAILED_DELIVERY) == []
        assert await ask(q="p00002") == [theirs.id]
        assert await ask(q="brown & sons") == [theirs.id, mine.id]
        assert await ask(q="100%") == []


async def test_a_line_says_what_it_waits_for(database: Database) -> None:
    async with database.transaction() as session:
        shown = await proposed(session, draft(transfer(), promise(), message(depends_on=("a2",))))
        await decisions.decide(session, WANDA, shown.id, [says(shown, "a4")], POLICY, NOW)
        [line] = (await list_proposals(session, ProposalFilter(), now=NOW)).items
    assert line.waits_for == (Role.LOGISTICS, Role.SALES, Role.SERVICE)
    assert line.undecided == 3
    assert line.confidence is not None
    assert line.confidence.value == 0.7
    assert str(line.exposure.amount) == "5250.00"
    assert line.partner is not None
    assert line.partner.label == "Lumen NV"
    assert line.expires_at == later(hours=8)


async def test_only_hashes_of_secrets_are_kept(database: Database) -> None:
    async with database.transaction() as session:
        secret, form = await people.start_session(session, PAULA, 12)
        intake = await people.create_token(session, "intake", days=30)
        inbox = await people.create_token(session, "inbox", person=SAM, days=30)
        assert await people.person_of_session(session, secret) == (PAULA, form)
        assert await people.person_of_session(session, f"{secret}x") is None
        found = await people.token(session, inbox)
        other = await people.token(session, intake)
        kept = (
            await session.execute(
                text(
                    "SELECT (SELECT jsonb_agg(s) FROM sessions s)::text || (SELECT jsonb_agg(t) FROM tokens t)::text"
                    " || (SELECT jsonb_agg(c) FROM audit_contents c)::text"
                )
            )
        ).scalar_one()
    assert not any(one in kept for one in (secret, form, intake, inbox))
    assert found is not None
    assert other is not None
    assert (found.scope, found.person) == ("inbox", SAM)
    assert (other.scope, other.person) == ("intake", None)


async def test_sign_ins_and_tokens_end(database: Database) -> None:
    async with database.transaction() as session:
        secret, _ = await people.start_session(session, PAULA, 12)
        short, _ = await people.start_session(session, PAULA, 1)
        token = await people.create_token(session, "intake", days=1)
        revoked = await people.create_token(session, "intake", days=30)
        found = await people.token(session, revoked)
        assert found is not None
        await people.revoke_token(session, found.id, actor="paula")
        assert await people.token(session, revoked) is None
        with pytest.raises(NotFoundError):
            await people.revoke_token(session, "0" * 32, actor="paula")
        await people.end_session(session, secret)
        await people.end_session(session, secret)
        assert await people.person_of_session(session, secret) is None
        with time_machine.travel(datetime.now(UTC) + timedelta(days=2), tick=False):
            assert await people.person_of_session(session, short) is None
            assert await people.token(session, token) is None


async def test_a_token_is_for_somebody_or_for_nobody(database: Database) -> None:
    async with database.transaction() as session:
        with pytest.raises(RecordError, match="acts for a person"):
            await people.create_token(session, "inbox", days=30)
        with pytest.raises(RecordError, match="for nobody"):
            await people.create_token(session, "intake", person=SAM, days=30)
        with pytest.raises(RecordError, match="1 to 366 days"):
            await people.create_token(session, "intake", days=400)
