"""Approvals: a matching that finds every way, and a mint that nobody can talk round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.actions import ActionName
from cases.approvals import ApprovedAction, NotApprovedError, Vote, canonical, digest_of, fill, key_of, may_fill, mint
from cases.models import Need, Shown
from cases.roles import Role, with_implied

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ACTION = "a" * 32
WAREHOUSE = Need(any_of=(Role.WAREHOUSE,))
LOGISTICS = Need(any_of=(Role.LOGISTICS,))
SHOWN = Shown(
    database="uuid",
    proposal_id="p" * 32,
    action_id=ACTION,
    name=ActionName.REVISE_COMMITMENT,
    args={"order_id": 9, "order": "S00009", "customer": "Brown & Sons", "new_date": "2026-12-07"},
    premise={
        "order": "S00009",
        "customer": "Brown & Sons",
        "commitment": None,
        "promise": None,
        "pickings": [],
        "zone": "UTC",
        "dispatch_hour": 15,
    },
    needs=(WAREHOUSE,),
)
CONTENT = canonical(SHOWN)
DIGEST = digest_of(CONTENT)

roles = st.frozensets(st.sampled_from(Role), max_size=3)
needs = st.lists(st.builds(Need, any_of=st.lists(st.sampled_from(Role), min_size=1, max_size=3).map(tuple)), max_size=4)


def vote(uid: int, *held: Role, digest: str = DIGEST) -> Vote:
    return Vote(decision_id=f"d{uid}", uid=uid, login=f"u{uid}", roles=frozenset(held), digest=digest, at=NOW)


def minted(*votes: Vote, needs: Sequence[Need] = (WAREHOUSE,), **other: Any) -> ApprovedAction:
    content = canonical(SHOWN.model_copy(update={"needs": tuple(needs)}))
    digest = digest_of(content)
    given: dict[str, Any] = {
        "content": content,
        "digest": digest,
        # Those who were shown what is asked for here.
        "votes": [replace(one, digest=digest) if one.digest == DIGEST else one for one in votes],
        "roles_now": {one.uid: one.roles for one in votes},
        "expires_at": LATER,
        "now": NOW,
    }
    return mint(**{**given, **other})


def test_an_approved_action_is_what_was_shown() -> None:
    approved = minted(vote(1, Role.WAREHOUSE))
    assert approved.key == f"EXP-{ACTION}" == key_of(ACTION)
    assert approved.args.sentence() == "Promise Brown & Sons S00009 for Mon 7 Dec 2026"
    assert (approved.database, approved.approved_by, approved.digest) == ("uuid", ("u1",), DIGEST)


def test_only_the_mint_makes_one() -> None:
    made = minted(vote(1, Role.WAREHOUSE))
    with pytest.raises(NotApprovedError, match="never made by hand"):
        ApprovedAction(
            object(),
            action_id=ACTION,
            key="EXP-x",
            name=ActionName.REVISE_COMMITMENT,
            args=made.args,
            premise=made.premise,
            digest=DIGEST,
            database="uuid",
            approved_by=("me",),
            expires_at=LATER,
            as_of=NOW,
        )


@pytest.mark.parametrize(
    ("votes", "other", "words"),
    [
        ([], {}, "Still wants approval by warehouse"),
        ([vote(1, Role.SALES)], {}, "warehouse"),
        ([vote(1, Role.WAREHOUSE, digest="0" * 64)], {}, "warehouse"),
        ([vote(1, Role.WAREHOUSE)], {"content": CONTENT + b" "}, "not what was shown"),
        ([vote(1, Role.WAREHOUSE)], {"digest": "0" * 64}, "not what was shown"),
        ([vote(1, Role.WAREHOUSE)], {"needs": []}, "No rule"),
        ([vote(1, Role.WAREHOUSE)], {"now": LATER}, "expired"),
        ([vote(1, Role.WAREHOUSE)], {"roles_now": {}}, "warehouse"),
        ([vote(1, Role.WAREHOUSE)], {"roles_now": {1: frozenset({Role.SALES})}}, "warehouse"),
        ([vote(1, Role.SALES)], {"roles_now": {1: frozenset({Role.WAREHOUSE})}}, "warehouse"),
        (
            [vote(1, Role.WAREHOUSE, Role.LOGISTICS), vote(1, Role.WAREHOUSE, Role.LOGISTICS)],
            {"needs": [WAREHOUSE, LOGISTICS]},
            "logistics",
        ),
    ],
)
def test_what_the_mint_refuses(votes: list[Vote], other: dict[str, Any], words: str) -> None:
    with pytest.raises(NotApprovedError, match=words):
        minted(*votes, **other)


def test_two_needs_are_two_people_in_whichever_order_they_fit() -> None:
    both = vote(1, Role.WAREHOUSE, Role.LOGISTICS)
    for second in (vote(2, Role.WAREHOUSE), vote(2, Role.LOGISTICS)):
        for votes in permutations([both, second]):
            assert minted(*votes, needs=[WAREHOUSE, LOGISTICS]).approved_by == ("u1", "u2")


def test_a_manager_gives_what_is_managed_and_not_the_reverse() -> None:
    assert may_fill(WAREHOUSE, [Role.WAREHOUSE_MANAGER])
    assert not may_fill(Need(any_of=(Role.WAREHOUSE_MANAGER,)), [Role.WAREHOUSE])


@given(needs, st.lists(roles, max_size=5))
def test_each_need_by_another_person_who_may_and_as_many_as_possible(
    asked: list[Need], held: list[frozenset[Role]]
) -> None:
    votes = [vote(uid, *some) for uid, some in enumerate(held)]
    filled = fill(asked, votes)
    assert len({one.uid for one in filled.values()}) == len(filled)
    assert all(may_fill(asked[index], one.roles) for index, one in filled.items())
    assert len(filled) == _most(asked, votes)


def _most(asked: list[Need], votes: list[Vote]) -> int:
    """The same by trying everything."""
    if not asked:
        return 0
    first, *rest = asked
    without = _most(rest, votes)
    with_one = [
        1 + _most(rest, votes[:index] + votes[index + 1 :])
        for index, one in enumerate(votes)
        if may_fill(first, one.roles)
    ]
    return max([without, *with_one])


@given(st.dictionaries(st.text(min_size=1), st.text() | st.integers(-(2**40), 2**40) | st.booleans()))
def test_a_digest_does_not_depend_on_the_order_of_fields(args: dict[str, Any]) -> None:
    turned = dict(reversed(args.items()))
    one, two = (SHOWN.model_copy(update={"args": some}) for some in (args, turned))
    assert digest_of(canonical(one)) == digest_of(canonical(two))


@pytest.mark.parametrize("field", ["database", "proposal_id", "action_id", "name", "args", "premise", "needs"])
def test_a_digest_covers_everything_that_is_shown(field: str) -> None:
    others: dict[str, Any] = {"args": {}, "premise": {}, "name": ActionName.TRANSFER_STOCK, "needs": (LOGISTICS,)}
    value = others.get(field, "other")
    assert digest_of(canonical(SHOWN.model_copy(update={field: value}))) != DIGEST


@given(roles)
def test_implied_roles_only_ever_add_what_is_managed(held: frozenset[Role]) -> None:
    implied = with_implied(held)
    assert held <= implied
    assert all(role in held or role.manager in held for role in implied)
