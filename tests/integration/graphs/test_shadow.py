"""A second configuration thinks about live rounds on a real Odoo: recorded apart, proposed to nobody, once."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from cases.policy import PolicyError
from cases.store import shadows
from graphs.shadow import SHADOW, ShadowError, shadow_of, shadow_round
from prompts.loader import HERE
from runtime.settings import Settings
from tests.integration.graphs.changes import proposed
from tests.integration.graphs.hand import Company, Hand
from tests.scripted_model import ScriptedModel

pytestmark = pytest.mark.odoo

STRICT = """version: "strict"
approval_lasts: 24h
rules:
  - {when: {action: reschedule_receipt}, ask: [procurement, finance], within: 24h}
  - forbid: everything else
"""


async def test_it_judges_the_same_snapshot_and_changes_nothing(
    hand: Hand, fresh_company: Company, tmp_path: Path
) -> None:
    (tmp_path / "strict.yaml").write_text(STRICT)
    with ScriptedModel("disagrees") as scripted:
        settings = hand.desk.settings.model_copy(
            update={
                "shadow_model": "scripted-b",
                "openai_api_key": SecretStr("the-first-ones-key"),
                "shadow_base_url": scripted.url,
                "shadow_policy_file": tmp_path / "strict.yaml",
            }
        )
        shadow = shadow_of(settings)
        assert shadow is not None
        assert shadow.name == "model scripted-b, policy strict"
        tried = replace(hand, desk=replace(hand.desk, shadow=shadow))
        before = await proposed(tried, fresh_company, "confirmation-pdf")
        async with hand.desk.database.transaction() as session:
            jobs = await session.execute(
                text("SELECT priority, args->>'round_id' FROM procrastinate_jobs WHERE task_name = :task"),
                {"task": SHADOW},
            )
            assert list(jobs) == [(-10, before.round_id)]
        await shadow_round(tried.desk, before.round_id)
        asked = len(scripted.requests)
        assert asked > 0
        await shadow_round(tried.desk, before.round_id)
        assert len(scripted.requests) == asked
        # The key of the endpoint in use was not sent to the other one.
        assert all("the-first-ones-key" not in str(one) for one in scripted.headers)
    assert await hand.load(before.id) == before
    async with hand.desk.database.transaction() as session:
        [run] = await shadows.since(session, before.created_at)
    assert (run.configuration, run.opinion, run.case_id) == (shadow.name, "disagrees", before.case_id)
    assert run.tokens > 0
    doubted = [one for one in run.actions if one.doubted]
    assert doubted
    assert all(one.why for one in doubted)
    assert {one.change for one in run.actions if one.action.value == "reschedule_receipt"} == {"other_people"}
    assert {one.change for one in run.actions if one.action.value != "reschedule_receipt"} <= {"now_forbidden", None}
    await shadow_round(hand.desk, before.round_id)  # switched off since


def test_what_cannot_be_tried_is_told_at_start(settings: Settings, tmp_path: Path) -> None:
    assert shadow_of(settings) is None
    with pytest.raises(ShadowError, match="no prompts"):
        shadow_of(settings.model_copy(update={"shadow_prompts": tmp_path, "shadow_model": "b"}))
    words = (HERE / "second_opinion.md").read_text()
    for name, changed in (
        ("short", words.replace("{{calls}}", "three")),
        ("good", re.sub(r"(?m)^version: .*$", "version: new", words)),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "second_opinion.md").write_text(changed)
    with pytest.raises(ShadowError, match="must have places for"):
        shadow_of(settings.model_copy(update={"shadow_prompts": tmp_path / "short", "shadow_model": "b"}))
    with pytest.raises(ShadowError, match="needs EXPEDITER_SHADOW_MODEL"):
        shadow_of(settings.model_copy(update={"shadow_prompts": tmp_path / "good"}))
    found = shadow_of(settings.model_copy(update={"shadow_prompts": tmp_path / "good", "shadow_model": "b"}))
    assert found is not None
    assert found.name == "model b, words new"
    with pytest.raises(PolicyError):
        shadow_of(settings.model_copy(update={"shadow_policy_file": tmp_path / "absent.yaml"}))
