"""What of a model's answer is believed."""

from __future__ import annotations

from typing import Any

import pytest

from agents.answers import (
    ActionVerdict,
    DisbelievedError,
    OpinionAnswer,
    Worded,
    WordingAnswer,
    may_be_used,
    opinion_of,
    plain,
    worded,
)
from agents.opinion import merge
from cases.actions import ActionName, parse
from cases.actions.message import Message
from cases.confidence import Confidence
from cases.models import ActionDraft, Opinion, ProposalDraft

ARGS: dict[str, Any] = {
    "order_id": 1,
    "order": "S00001",
    "partner_id": 2,
    "partner": "Meridian",
    "language": "en_US",
    "products": ["Bearing"],
    "old_date": "2026-12-01",
    "new_date": "2026-12-07",
    "wording": None,
}


def said(args: dict[str, Any]) -> Message[Any]:
    message = parse(ActionName.MESSAGE_CUSTOMER, args)
    assert isinstance(message, Message)
    return message


def action(name: str = "a1", confidence: float = 0.8) -> ActionDraft:
    return ActionDraft(
        id=name,
        name=ActionName.MESSAGE_CUSTOMER,
        args=ARGS,
        premise={"order": "S00001", "email": "x@meridian.example"},
        confidence=Confidence(value=confidence),
        rationale="Because.",
        evidence=("e1",),
    )


DRAFT = ProposalDraft(summary="s", if_nobody_acts="n", actions=(action("a1"), action("a2")))


def test_disagreement_lowers_and_agreement_never_raises() -> None:
    against = opinion_of(
        OpinionAnswer(
            verdicts=[
                ActionVerdict(action="a1", would_propose=True),
                ActionVerdict(action="a2", would_propose=False, reason="Too early."),
            ]
        ),
        DRAFT,
        "m",
    )
    assert (against.status, against.disagrees_on) == ("disagrees", {"a2": "Too early."})
    after = merge(DRAFT, against)
    assert [one.confidence.value for one in after.actions] == [0.8, 0.48]
    agrees = Opinion(status="agrees", disagrees_on={})
    assert [one.confidence.value for one in merge(DRAFT, agrees).actions] == [0.8, 0.8]


@pytest.mark.parametrize("status", ["agrees", "unavailable", "refused", "not_asked"])
def test_whatever_is_no_disagreement_changes_nothing(status: Any) -> None:
    opinion = Opinion(status=status, disagrees_on={"a1": "no"})
    assert merge(DRAFT, opinion).actions == DRAFT.actions


def test_verdicts_on_what_was_not_proposed_are_disbelieved() -> None:
    with pytest.raises(DisbelievedError):
        opinion_of(OpinionAnswer(verdicts=[ActionVerdict(action="a9", would_propose=True)]), DRAFT, "m")
    with pytest.raises(DisbelievedError):
        opinion_of(OpinionAnswer(), DRAFT, "m")


def test_an_opinions_words_carry_no_links() -> None:
    assert plain("See https://evil.example/x  and\nboss@evil.example now") == "See … and … now"


@pytest.mark.parametrize(
    ("words", "fine"),
    [
        ("Dear {partner}, your order {order} now comes on {new_date}.", True),
        ("Dear {partner}, your order {order} ({products}) comes on {new_date} instead of {old_date}.", True),
        ("Dear {partner}, your order comes on {new_date}.", False),
        ("Dear {partner}, your order {order} is late.", False),
        ("{order} {new_date} on 4 December", False),
        ("{order} {new_date} see https://x.example", False),
        ("{order} {new_date} write to a@b.example", False),
        ("{order} {new_date} a discount of five %", False),
        ("{order} {new_date} {secret}", False),
        ("{order} {new_date.__class__}", False),
        ("{order} {new_date!r}", False),
        ("{order} {new_date} {", False),
        ("{order} {new_date} ²", False),
        ("{order} {new_date} " + "x" * 2000, False),
    ],
)
def test_words_carry_no_fact_and_leave_room_for_every_fact(words: str, fine: bool) -> None:
    assert may_be_used(words, said(ARGS)) is fine
    answer = WordingAnswer(messages=[Worded(id="a1", words=words)])
    assert (worded(DRAFT, answer).actions[0].args["wording"] == words) is fine


def test_a_placeholder_without_a_value_is_refused() -> None:
    assert not may_be_used("{order} {new_date}", said({**ARGS, "new_date": None}))
    assert may_be_used("Dear {partner}, {order} is late.", said({**ARGS, "new_date": None}))
