"""`expediter model check`: the form an endpoint answers in, and how well it reads letters whose truth is known."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from cli import app
from evals.model_check import LETTERS, ModelCheck, check_model
from tests.scripted_model import ScriptedModel, form_of
from tests.unit.agents.test_model_reads import model_of, said

HELD = json.loads(LETTERS.read_text(encoding="utf-8"))["letters"]
CODES = ("RIM-700", "SPK-14G", "HUB-36")


def perfect(letter: dict[str, Any]) -> dict[str, Any]:
    """What a model that reads well says of a letter: for each day the sentence it stands in."""
    items = [code for code in CODES if code in letter["says"]]
    return said(
        *(
            {"part": "body", "quote": letter["says"], "product_text": item, "new_date": day}
            for item, day in zip(items, letter["days"], strict=False)
        )
    )


async def check(scripted: ScriptedModel, **options: Any) -> ModelCheck:
    return await check_model(model_of(scripted, **options), lambda _: None)


async def test_a_model_that_reads_well_is_good(scripted_model: ScriptedModel) -> None:
    scripted_model.readings = [perfect(letter) for letter in HELD]
    found = await check(scripted_model)
    assert (found.form, found.asked, found.answered) == ("json_schema", len(HELD), len(HELD))
    assert [(one.id, one.days) for one in found.letters] == [(one.id, one.wanted) for one in found.letters]
    assert (found.precision, found.recall, found.dropped, found.good) == (1.0, 1.0, 0, True)


@pytest.mark.parametrize("form", ["tool", "json_object", "words"])
async def test_it_says_which_form_works(scripted_model: ScriptedModel, form: str) -> None:
    scripted_model.knows, scripted_model.reading = {form}, said()
    found = await check(scripted_model)
    assert (found.form, found.answered) == (form, len(HELD))
    assert form_of(scripted_model.requests[-1]) == form


async def test_what_it_makes_up_is_dropped_and_counted(scripted_model: ScriptedModel) -> None:
    scripted_model.reading = said({"part": "body", "quote": "Dear team", "new_date": "2028-01-29"})
    found = await check(scripted_model)
    assert (found.days_said, found.dropped, found.good) == (0, len(HELD), False)


async def test_a_day_with_another_meaning_is_wrong(scripted_model: ScriptedModel) -> None:
    scripted_model.readings = [perfect(letter) for letter in HELD]
    at = next(n for n, letter in enumerate(HELD) if letter["id"] == "as agreed")
    scripted_model.readings[at] = said({"part": "body", "quote": HELD[at]["says"], "new_date": "2026-12-08"})
    found = await check(scripted_model)
    assert (found.days_said - found.days_right, found.recall) == (1, 1.0)


@pytest.mark.parametrize("mode", ["down", "rambling", "broken"])
async def test_who_is_silent_is_not_asked_a_dozen_times(scripted_model: ScriptedModel, mode: str) -> None:
    scripted_model.mode = mode
    found = await check(scripted_model)
    assert (found.asked, found.answered, found.good) == (2, 0, False)
    assert "does not answer" in found.words[0]


def test_the_command_says_it_in_words_and_as_json(
    scripted_model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("EXPEDITER_MODEL", "OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    none = CliRunner().invoke(app, ["model", "check"])
    assert none.exit_code == 1
    assert "No model is configured" in none.output
    monkeypatch.setenv("EXPEDITER_MODEL", "scripted")
    monkeypatch.setenv("OPENAI_BASE_URL", scripted_model.url)
    scripted_model.readings = [perfect(letter) for letter in HELD]
    good = CliRunner().invoke(app, ["model", "check"])
    assert (good.exit_code, "in the form json_schema" in good.output) == (0, True)
    scripted_model.readings, scripted_model.reading = [], said()
    blind = CliRunner().invoke(app, ["model", "check", "--json"])
    document = json.loads(blind.stdout)
    assert (blind.exit_code, document["good"], document["recall"], document["form"]) == (1, False, 0.0, "json_schema")
