"""What the policy asks of an action beside its worth: answered by it or the record, refused where nobody can."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cases.actions import ACTIONS
from cases.actions.base import ActionName, Facts, Involved, Money, Spent, Trait
from cases.approvals import NotApprovedError, Vote, canonical, digest_of, fill, may_give, mint
from cases.claims import RecordRef
from cases.models import Need, Shown
from cases.policy import Policy, PolicyError, load_policy
from cases.roles import Role

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NORDVIK = RecordRef(model="res.partner", id=70, label="Nordvik Components AS")
RETURN = ActionName.CREATE_RETURN
Load = Callable[..., Policy]


@pytest.fixture
def written(tmp_path: Path) -> Load:
    def load(*rules: Mapping[str, Any]) -> Policy:
        path = tmp_path / "policy.yaml"
        data = {"version": "1", "approval_lasts": "24h", "rules": [*rules, {"forbid": "everything else"}]}
        path.write_text(yaml.safe_dump(data), encoding="utf-8")
        return load_policy(path)

    return load


def rule(action: ActionName, *ask: Any, not_by: tuple[str, ...] = (), **when: Any) -> dict[str, Any]:
    found = {"when": {"action": action.value, **when}, "ask": list(ask), "within": "24h"}
    return {**found, "not_by": list(not_by)} if not_by else found


def facts(amount: Decimal | int = 0, **more: Any) -> Facts:
    return Facts(exposure=Money(amount=Decimal(amount), currency="EUR"), **more)


def asked(policy: Policy, action: ActionName, known: Facts) -> list[str] | None:
    """The roles that are asked; none: forbidden."""
    ruling = policy.ruling(action, known, now=NOW, needed_by=None)
    return None if ruling.forbidden else [need.words for need in ruling.needs]


@pytest.fixture
def knowing(monkeypatch: pytest.MonkeyPatch) -> ActionName:
    """An action that knows everything the policy can ask."""
    monkeypatch.setattr(ACTIONS[RETURN], "supplies", frozenset(Trait))
    return RETURN


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (rule(ActionName.TRANSFER_STOCK, "sales", within_promise=True), "whether it keeps what was promised"),
        (rule(ActionName.TRANSFER_STOCK, "sales", within_tolerance=False), "whether it is within tolerance"),
        (rule(ActionName.TRANSFER_STOCK, "sales", partner="Nordvik Components AS"), "which partner it is for"),
        (
            rule(ActionName.TRANSFER_STOCK, "sales", exposure_up_to="5", counted_over="30d"),
            "which partner it is for",
        ),
        (rule(ActionName.TRANSFER_STOCK, "sales", not_by=("booked",)), "who booked what it is about"),
    ],
)
def test_what_an_action_does_not_know_is_not_asked_of_it(written: Load, made: Mapping[str, Any], words: str) -> None:
    with pytest.raises(PolicyError, match=f"rule 2: transfer_stock does not say {words}"):
        written(rule(RETURN, "sales"), made)


def test_a_limit_that_counts_over_a_time_is_a_limit(written: Load) -> None:
    with pytest.raises(PolicyError, match=r"rule 1, when: .*counted_over wants exposure_up_to"):
        written(rule(RETURN, "sales", counted_over="30d"))
    with pytest.raises(PolicyError, match="rule 1, not_by"):
        written(rule(RETURN, "sales", not_by=("looked",)))


def test_an_action_that_says_it_knows_a_trait_says_it() -> None:
    assert {name for name, action in ACTIONS.items() if Trait.PARTNER in action.supplies} >= {RETURN}


def test_within_and_past_the_promise_are_two_rules(written: Load, knowing: ActionName) -> None:
    policy = written(
        rule(knowing, "warehouse", within_promise=True), rule(knowing, "sales", "warehouse", within_promise=False)
    )
    assert asked(policy, knowing, facts(within_promise=True)) == ["warehouse"]
    assert asked(policy, knowing, facts(within_promise=False)) == ["sales", "warehouse"]
    # What nobody knows fits neither.
    assert asked(policy, knowing, facts()) is None


def test_within_tolerance_and_not_the_one_who_booked(written: Load, knowing: ActionName) -> None:
    policy = written(
        rule(knowing, "logistics", within_tolerance=True),
        rule(knowing, "logistics", "finance", not_by=("booked", "raised")),
    )
    assert asked(policy, knowing, facts(within_tolerance=True)) == ["logistics"]
    booked = Involved(did="booked", uid=5)
    beyond = facts(within_tolerance=False, involved=(booked, Involved(did="raised", login="Ann")))
    ruling = policy.ruling(knowing, beyond, now=NOW, needed_by=None)
    assert [need.words for need in ruling.needs] == ["logistics", "finance"]
    assert all(need.bars(5, "lou") == booked for need in ruling.needs)
    assert all(need.bars(6, "ann") for need in ruling.needs)
    assert not any(need.bars(7, "fay") for need in ruling.needs)
    # Somebody else than an unknown person cannot be found: no rule, no approval.
    assert asked(policy, knowing, facts(within_tolerance=False)) is None
    assert policy.sentences[1] == (
        "Create return: approved by logistics and by finance (two different people), not by whoever raised or booked "
        "it within 24 hours."
    )


def test_one_partner_may_have_a_rule_of_its_own(written: Load, knowing: ActionName) -> None:
    policy = written(rule(knowing, "sales_manager", partner=NORDVIK.label), rule(knowing, "sales"))
    other = NORDVIK.model_copy(update={"id": 71, "label": "Lumen NV"})
    assert asked(policy, knowing, facts(partner=NORDVIK)) == ["sales manager"]
    assert asked(policy, knowing, facts(partner=other)) == ["sales"]
    assert policy.sentences[0].startswith("Create return for Nordvik Components AS: approved by sales manager")


spendings = st.lists(
    st.builds(
        Spent,
        amount=st.decimals(min_value=0, max_value=400, places=2),
        age=st.integers(min_value=0, max_value=60).map(lambda days: timedelta(days=days)),
    ),
    max_size=6,
)


@given(st.decimals(min_value=0, max_value=600, places=2), spendings)
def test_a_limit_counts_what_the_partner_had_within_the_time(amount: Decimal, before: list[Spent]) -> None:
    recent = sum((one.amount for one in before if one.age <= timedelta(days=30)), Decimal(0))
    found = asked(load_policy(), RETURN, facts(amount, partner=NORDVIK, spent=tuple(before)))
    assert (found == ["service or sales"]) is (amount + recent <= 500)
    assert found in (["service or sales"], ["service", "sales"])


def test_a_limit_by_partner_is_not_applied_to_nobody() -> None:
    assert asked(load_policy(), RETURN, facts(1)) == ["service", "sales"]


def vote(uid: int, role: Role, digest: str = "") -> Vote:
    return Vote(decision_id=f"d{uid}", uid=uid, login=f"u{uid}", roles=frozenset({role}), digest=digest, at=NOW)


def test_who_raised_it_fills_no_need_and_mints_nothing() -> None:
    barred = (Involved(did="raised", login="U1"),)
    needs = (Need(any_of=(Role.SERVICE,), not_by=barred), Need(any_of=(Role.SALES,), not_by=barred))
    ann, sam, pat = vote(1, Role.SERVICE), vote(2, Role.SALES), vote(3, Role.SERVICE)
    assert not may_give(needs[0], ann)
    assert fill(needs, [ann, sam]) == {1: sam}
    assert fill(needs, [ann, sam, pat]) == {0: pat, 1: sam}
    shown = Shown(
        database="uuid",
        proposal_id="p" * 32,
        action_id="a" * 32,
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
        needs=needs[:1],
    )
    content = canonical(shown)
    digest = digest_of(content)

    def minted(one: Vote) -> tuple[str, ...]:
        votes = [vote(one.uid, Role.SERVICE, digest)]
        held = {one.uid: frozenset({Role.SERVICE})}
        return mint(content, digest, votes, held, expires_at=NOW + timedelta(hours=1), now=NOW).approved_by

    assert minted(pat) == ("u3",)
    with pytest.raises(NotApprovedError, match="Still wants approval by service"):
        minted(ann)
