"""The model beside the playbook: whatever it does, it only ever makes us less sure."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest

from agents.model import Model
from agents.opinion import merge
from agents.reading.account import UNEXPLAINED
from agents.specialist import Snapshot
from cases.actions import parse
from cases.actions.message_customer import MessageCustomer
from cases.claims import DelayClaim, only
from cases.models import ProposalDraft
from evals.scenarios import hostile
from runtime.settings import load
from tests.integration.agents.conftest import Office
from tests.integration.agents.mails import late, mail
from tests.scripted_model import INJECTION, ScriptedModel


@dataclass(frozen=True)
class Thought:
    """A case thought through."""

    snapshot: Snapshot
    draft: ProposalDraft


@pytest.fixture(scope="session")
async def thought(office: Office) -> Thought:
    reading = await office.read(late(office.story.purchases["gearmotors"]))
    snapshot = await office.collect(reading.cases[0])
    draft = office.think(snapshot)
    assert isinstance(draft, ProposalDraft)
    return Thought(snapshot, draft)


def model_of(scripted: ScriptedModel, **settings: object) -> Model:
    options: dict[str, object] = {"model_timeout": 5.0, **settings}
    model = Model.from_settings(
        load(model="scripted", openai_base_url=scripted.url, openai_api_key="not-a-real-key", **options)
    )
    assert model is not None
    return model


def values(draft: ProposalDraft) -> list[float]:
    return [action.confidence.value for action in draft.actions]


def test_no_model_is_configured_unless_it_is_named() -> None:
    assert Model.from_settings(load(model=None)) is None


async def test_agreement_raises_nothing(office: Office, thought: Thought, scripted_model: ScriptedModel) -> None:
    opinion = await model_of(scripted_model).second_opinion(thought.snapshot, thought.draft, office.reader)
    assert opinion.status == "agrees"
    assert values(merge(thought.draft, opinion)) == values(thought.draft)


async def test_disagreement_lowers_what_it_names(
    office: Office, thought: Thought, scripted_model: ScriptedModel
) -> None:
    scripted_model.mode = "disagrees"
    scripted_model.against = {"transfer_stock"}
    opinion = await model_of(scripted_model).second_opinion(thought.snapshot, thought.draft, office.reader)
    merged = merge(thought.draft, opinion)
    changed = {
        action.name.value
        for action, was in zip(merged.actions, thought.draft.actions, strict=True)
        if action.confidence.value < was.confidence.value
    }
    assert changed == {"transfer_stock"}
    assert merged.opinion == opinion


async def test_it_may_look_things_up_and_only_read(
    office: Office, thought: Thought, scripted_model: ScriptedModel
) -> None:
    scripted_model.mode = "looks_up"
    opinion = await model_of(scripted_model).second_opinion(thought.snapshot, thought.draft, office.reader)
    assert opinion.status == "agrees"
    assert len(scripted_model.requests) == 2
    answer = scripted_model.requests[1]["messages"][-1]
    assert answer["role"] == "tool"
    assert "Antwerp" in answer["content"]
    offered = {tool["function"]["name"] for tool in scripted_model.requests[0]["tools"]}
    deliveries = {"delivery", "deliveries_before", "attempts"}
    assert offered == {"stock", "movements", "customer_order", *deliveries, "answer"}


@pytest.mark.parametrize(("mode", "status"), [("down", "unavailable"), ("rambling", "refused"), ("hostile", "refused")])
async def test_a_bad_model_changes_nothing_else(
    office: Office, thought: Thought, scripted_model: ScriptedModel, mode: str, status: str
) -> None:
    scripted_model.mode = mode
    model = model_of(scripted_model)
    opinion = await model.second_opinion(thought.snapshot, thought.draft, office.reader)
    assert opinion.status == status
    assert merge(thought.draft, opinion).actions == thought.draft.actions
    assert await model.word(thought.draft) == thought.draft
    assert INJECTION not in opinion.summary
    assert "evil" not in opinion.summary


async def test_a_slow_model_is_not_waited_for(office: Office, thought: Thought, scripted_model: ScriptedModel) -> None:
    scripted_model.mode = "slow"
    scripted_model.delay = 30
    begun = time.monotonic()
    opinion = await model_of(scripted_model, model_timeout=0.5).second_opinion(
        thought.snapshot, thought.draft, office.reader
    )
    assert opinion.status == "unavailable"
    assert time.monotonic() - begun < 5


async def test_the_budget_ends_the_conversation(
    office: Office, thought: Thought, scripted_model: ScriptedModel
) -> None:
    model = model_of(scripted_model, model_calls=1)
    budget = model.budget()
    assert (await model.second_opinion(thought.snapshot, thought.draft, office.reader, budget)).status == "agrees"
    assert (await model.second_opinion(thought.snapshot, thought.draft, office.reader, budget)).status == "unavailable"
    assert len(scripted_model.requests) == 1


async def test_the_model_with_tools_sees_no_word_of_the_message(
    office: Office, thought: Thought, scripted_model: ScriptedModel
) -> None:
    model = model_of(scripted_model)
    await model.second_opinion(thought.snapshot, thought.draft, office.reader)
    reading = await office.read(hostile(office.story).raw)
    snapshot = await office.collect(reading.cases[0])
    draft = office.think(snapshot)
    assert isinstance(draft, ProposalDraft)
    await model.second_opinion(snapshot, draft, office.reader)
    asked = "\n".join(scripted_model.questions())
    for words in ("Dear team", "payment details", "collector", "ignore", "IBAN", "URGENT"):
        assert words not in asked


async def test_it_words_messages_and_the_facts_come_from_the_arguments(
    office: Office, thought: Thought, scripted_model: ScriptedModel
) -> None:
    draft = await model_of(scripted_model).word(thought.draft)
    [message] = [action for action in draft.actions if action.name.value == "message_customer"]
    args = parse(message.name, message.args)
    assert isinstance(args, MessageCustomer)
    assert args.wording is not None
    text = args.letter().text
    assert args.order in text
    assert f"{args.new_date:%B %Y}" in text
    assert "{" not in text


async def test_a_day_that_the_second_reader_makes_up_changes_nothing(
    office: Office, scripted_model: ScriptedModel
) -> None:
    order = office.story.purchases["bearings"]
    raw = late(order)
    alone = await office.read(raw)
    quote = f"[{order.lines[0].product}]: will arrive on"
    scripted_model.reading = {
        "delays": [
            {"part": "body", "quote": quote, "order_text": order.name, "new_date": f"{order.planned.year + 1}-03-01"}
        ]
    }
    both = await office.read(raw, model_of(scripted_model))

    def claim(reading_cases: object) -> DelayClaim:
        [case] = reading_cases  # type: ignore[misc]
        [found] = [one for one in case.claims if isinstance(one, DelayClaim)]
        return found

    assert claim(both.cases).new_date == claim(alone.cases).new_date
    assert claim(both.cases).sure == claim(alone.cases).sure
    # Made up, it was asked about once more, without any tool.
    assert len(scripted_model.requests) == 2
    assert not any("tools" in request for request in scripted_model.requests)


async def test_an_invented_quote_is_no_claim(office: Office, scripted_model: ScriptedModel) -> None:
    raw = late(office.story.purchases["bearings"])
    scripted_model.mode = "hostile"
    assert (await office.read(raw, model_of(scripted_model))).cases == (await office.read(raw)).cases


async def test_no_tracing_service_hears_anything(
    office: Office, thought: Thought, scripted_model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedModel("down") as tracer:
        monkeypatch.setenv("LANGSMITH_TRACING", "true")
        monkeypatch.setenv("LANGSMITH_API_KEY", "not-a-real-key")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", tracer.url)
        await model_of(scripted_model).second_opinion(thought.snapshot, thought.draft, office.reader)
        assert tracer.requests == []


async def test_where_the_playbook_is_silent_a_model_that_is_right_leads_to_the_proposal_of_a_good_mail(
    office: Office, thought: Thought, scripted_model: ScriptedModel
) -> None:
    order = office.story.purchases["gearmotors"]
    arrival = order.late[-1]
    day, sender = f"{arrival.day:%d %B %Y}", order.supplier.email
    good = mail(sender, "News", f"Dear team,\n\n[{arrival.product}] is late and will arrive on {day}.\n\nRegards")
    idiom = mail(sender, "News", f"Dear team,\n\nour kiln broke. Think {day} for [{arrival.product}].\n\nRegards")
    entry = {"part": "body", "quote": f"Think {day} for [{arrival.product}]", "product_text": arrival.product}
    scripted_model.reading = {
        "delays": [{**entry, "new_date": arrival.day.isoformat()}],
        "sensitive": [],
        "instructions": [],
        "mentions": [],
    }
    # It merely sounds like late goods: nothing is said firmly.
    alone = [one for draft in (await office.read(idiom)).cases for one in only(DelayClaim, draft.claims)]
    assert all(one.sure <= UNEXPLAINED for one in alone)
    drafts = []
    for reading in (await office.read(good), await office.read(idiom, model_of(scripted_model))):
        [case] = reading.cases
        found = office.think(await office.collect(case))
        assert isinstance(found, ProposalDraft)
        drafts.append([(action.name, action.args) for action in found.actions])
    assert drafts[0]
    assert drafts[0] == drafts[1]
