"""What pages say: words, marks in the source, the throttle, addresses, the shapes' examples."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from api import examples
from api.case_shapes import CaseSummary
from api.health import parts_of
from api.pages import words
from api.pages.marks import MarkedSpan, pieces_of
from api.pages.notices import DONE
from api.pages.render import FILTERS, Pages
from api.pages.sign_in import local
from api.said import CorrectionsIn, DecisionsIn, SettleIn
from api.shapes import ProposalShape, args_schema
from api.stream import event_of
from api.throttle import Throttle
from cases.actions import ACTIONS
from cases.actions.base import ActionName, Money
from cases.claims import Span
from cases.confidence import Confidence
from cases.roles import Role
from cases.status import ActionStatus, CaseStatus, DecisionType, Outcome, ProposalStatus
from cases.store.applying.unknown import PERSON
from cases.store.health import Beat
from cases.store.proposals.records import ReceiptRecord

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(minutes=12), "12 min"),
        (timedelta(hours=3, minutes=5), "3 h 5 min"),
        (timedelta(hours=30), "30 h"),
        (timedelta(days=4), "4 days"),
    ],
)
def test_how_long(span: timedelta, said: str) -> None:
    assert words.span_words(span) == said


def test_moments_are_the_readers_own() -> None:
    brussels = ZoneInfo("Europe/Brussels")
    assert words.clock(NOW, brussels, NOW) == "today 13:00"
    assert words.clock(NOW + timedelta(hours=12), brussels, NOW) == "tomorrow 01:00"
    assert words.clock(NOW + timedelta(days=9), brussels, NOW) == "Wed 2 Dec 13:00"
    assert words.zone_of("Mars/Olympus").key == "UTC"
    assert words.left(NOW - timedelta(hours=1), NOW) == "time is up"


def test_money_and_confidence() -> None:
    assert words.money(Money(amount=Decimal("4120.00"), currency="EUR")) == "€4,120"
    assert words.money(Money(amount=Decimal("1.50"), currency="CHF")) == "1.50 CHF"
    assert words.sure(Confidence(value=0.85)) == "likely right"
    assert words.sure(Confidence(value=0.834, basis="calibrated", n=42)) == "83% sure"
    assert "42 decisions" in words.sure_why(Confidence(value=0.834, basis="calibrated", n=42))
    assert "no calibration is adopted" in words.sure_why(Confidence(value=0.834, n=42))


def test_every_state_has_words() -> None:
    assert set(words.ACTION_WORDS) == set(ActionStatus)
    assert set(words.CASE_WORDS) == set(CaseStatus)
    assert set(words.PROPOSAL_WORDS) == set(ProposalStatus)
    assert set(words.OUTCOME_WORDS) == set(Outcome)
    assert {kind.value for kind in DecisionType} <= set(DONE)


@pytest.mark.parametrize(
    ("outcome", "verified", "how", "said"),
    [
        (Outcome.APPLIED, True, "written", "Done in Odoo, read back and verified"),
        (Outcome.UNKNOWN, False, "looked", "Unknown"),
        (Outcome.APPLIED, False, PERSON, "Done in Odoo, said by a person"),
        (Outcome.FAILED, False, PERSON, "Not done in Odoo, said by a person"),
    ],
)
def test_a_receipt_says_how_it_is_known(outcome: Outcome, verified: bool, how: str, said: str) -> None:
    receipt = ReceiptRecord(
        id="r", action_id="a", key="EXP-a", outcome=outcome, verified=verified, how=how,
        detail="", before={}, after={}, at=NOW,
    )  # fmt: skip
    assert words.receipt_words(receipt) == said


def test_a_managers_role_says_the_managed_one_too() -> None:
    assert FILTERS["role_words"]({Role.SALES, Role.SALES_MANAGER, Role.WAREHOUSE}) == "sales manager, warehouse"
    assert FILTERS["role_words"](frozenset()) == "no role at this desk"


TEXT = "The hinges will be late. Please pay to BE71 instead."


@given(
    st.lists(
        st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)), st.integers(1, 9)).filter(
            lambda t: t[0] < t[1]
        ),
        max_size=6,
    )
)
def test_marks_never_lose_or_double_a_letter(spans: list[tuple[int, int, int]]) -> None:
    places = [
        MarkedSpan(Span(part="body", start=start, end=end, quote=TEXT[start:end]), refs=(number,))
        for start, end, number in spans
    ]
    pieces = list(pieces_of(TEXT, places))
    assert "".join(piece.text for piece in pieces) == TEXT
    shown = {number for piece in pieces if piece.place for number in piece.place.refs}
    assert shown == {number for _, _, number in spans}


def test_the_throttle_waits_and_forgets() -> None:
    seconds = [0.0]
    throttle = Throttle(limit=3, window=60, clock=lambda: seconds[0])
    for _ in range(3):
        assert throttle.wait("petra") == 0
        throttle.failed("petra")
    assert throttle.wait("petra") == 60
    assert throttle.wait("sam") == 0
    seconds[0] = 61
    assert throttle.wait("petra") == 0
    throttle.failed("petra")
    throttle.succeeded("petra")
    assert throttle.wait("petra") == 0


def test_a_try_that_is_taken_back_is_one_try() -> None:
    throttle = Throttle(limit=3, window=60, clock=lambda: 0.0)
    throttle.take_back("office")
    for _ in range(20):
        throttle.failed("office")
        throttle.take_back("office")
    assert throttle.wait("office") == 0
    for _ in range(3):
        throttle.failed("office")
    assert throttle.wait("office") == 60
    throttle.take_back("office")
    throttle.failed("office")
    assert throttle.wait("office") == 60


@given(st.text())
def test_after_sign_in_nobody_leaves_this_site(address: str) -> None:
    found = local(address)
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))


def test_odoo_links_only_where_a_record_is_known() -> None:
    pages = Pages(lambda: "https://odoo.example")
    assert pages.odoo_link({"model": "purchase.order", "id": 12}) == "https://odoo.example/odoo/purchase.order/12"
    assert pages.odoo_link({"model": "purchase.order", "id": None}) is None
    assert Pages(lambda: None).odoo_link({"model": "purchase.order", "id": 12}) is None


def test_the_examples_are_what_they_say() -> None:
    shape = ProposalShape.model_validate(examples.PROPOSAL)
    CaseSummary.model_validate(examples.CASE)
    TypeAdapter(list[DecisionsIn]).validate_python(examples.DECISIONS)
    TypeAdapter(list[CorrectionsIn]).validate_python(examples.CORRECTIONS)
    TypeAdapter(list[SettleIn]).validate_python(examples.SETTLING)
    assert set(examples.PROPOSAL) == set(ProposalShape.model_fields)
    assert set(examples.PROPOSAL["actions"][0]) == set(type(shape.actions[0]).model_fields)


@pytest.mark.parametrize("name", list(ActionName))
def test_the_schema_says_what_may_be_edited(name: ActionName) -> None:
    fixed = {field for field, said in args_schema(name)["properties"].items() if said.get("readOnly")}
    assert fixed == set(ACTIONS[name].model_fields) - ACTIONS[name].editable


def test_an_event_is_one_event() -> None:
    said = event_of('{"type": "case.opened", "case_id": "a\\nevent: forged"}')
    assert (said.event, said.data) == ("case.opened", {"type": "case.opened", "case_id": "a\nevent: forged"})
    with pytest.raises(ValidationError, match="single line"):
        event_of('{"type": "case.opened\\ndata: forged"}')


def test_a_silent_worker_is_not_ready() -> None:
    heard = parts_of([Beat(name="worker", detail={}, at=NOW)], NOW + timedelta(seconds=10))
    assert heard["jobs"].ok
    assert not parts_of([Beat(name="worker", detail={}, at=NOW)], NOW + timedelta(minutes=5))["jobs"].ok
    assert not parts_of([], NOW)["jobs"].ok
    told = parts_of(
        [Beat(name="worker", detail={}, at=NOW), Beat(name="model", detail={"ok": False, "detail": "slow"}, at=NOW)],
        NOW,
    )
    assert (told["model"].ok, told["model"].needed) == (False, False)
