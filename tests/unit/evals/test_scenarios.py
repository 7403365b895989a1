"""The format of scenarios: what is none is refused in plain words, days and names mean what they say."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from cases.kind import Kind
from evals.harness.arriving import event_of, mail_of
from evals.harness.names import NamedRecord, Names
from evals.harness.scenario import (
    Difficulty,
    Scenario,
    ScenarioError,
    WhenMail,
    WhenWebhook,
    load_scenario,
    load_scenarios,
    schema,
)
from sandbox.story import seed_file

WEEKDAYS = ("today", "monday", "tuesday", "wednesday", "thursday", "friday")
ROOT = Path(__file__).parents[3]
SCENARIOS = ROOT / "evals" / "scenarios"
THURSDAY = date(2026, 11, 26)
NAMES = Names(THURSDAY, {"po": NamedRecord("purchase.order", 7, "P00031", {"reference": "AB-1"})})
GOOD = {
    "id": "one",
    "title": "One",
    "kind": "inbound_delay",
    "difficulty": "typical",
    "source": "mail",
    "when": [{"mail": {"from": "nordvik", "subject": "s", "body": "b"}}],
    "then": {"cases": [{"kind": "inbound_delay"}], "must": [{"action": "reschedule_receipt"}]},
}


def written(folder: Path, content: object, name: str = "one") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(content))
    return path


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"then": {"cases": [{"kind": "inbound_delay"}]}}, "nothing says what is right"),
        ({"then": {"must": []}}, "then.cases: Field required"),
        ({"when": []}, "when"),
        (
            {"when": [{"mail": {"from": "a", "subject": "s", "body": "b"}, "scan": {"kind": "inbound_delay"}}]},
            "exactly",
        ),
        ({"given": [{"purchse": {}}]}, "given.0.purchse"),
        ({"given": [{}]}, "a step is exactly one of"),
        ({"given": [{"purchase": {"key": "p", "supplier": "n", "planned": "soon", "lines": {"a": 1}}}]}, "planned"),
        ({"given": [{"partner": {"key": "p", "name": "n", "email": "e", "role": "supplier"}}] * 2}, "given twice"),
        ({"then": {"cases": [], "must": [{"action": "pay_bill"}]}}, "then.must.0.action"),
        ({"then": {"cases": [], "claims": [{"type": "wish"}]}}, "wish is no claim"),
        ({"id": "other"}, "called like its file"),
    ],
)
def test_what_is_no_scenario_is_refused(tmp_path: Path, changed: dict[str, object], says: str) -> None:
    with pytest.raises(ScenarioError, match=says):
        load_scenario(written(tmp_path, GOOD | changed))


def test_no_yaml_no_scenario_and_doubled_ids_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="there is no scenario"):
        load_scenarios(tmp_path)
    (tmp_path / "bad.yaml").write_text("a: [")
    with pytest.raises(ScenarioError, match="no YAML"):
        load_scenarios(tmp_path)
    (tmp_path / "bad.yaml").unlink()
    written(tmp_path, GOOD)
    (tmp_path / "more").mkdir()
    written(tmp_path / "more", GOOD)
    with pytest.raises(ScenarioError, match="two scenarios one"):
        load_scenarios(tmp_path)


def test_one_kind_alone_can_be_chosen(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    assert [one.id for one in load_scenarios(tmp_path, [Kind.INBOUND_DELAY])] == ["one"]
    with pytest.raises(ScenarioError, match="of that kind"):
        load_scenarios(tmp_path, [Kind.FAILED_DELIVERY])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", THURSDAY),
        ("today+1wd", date(2026, 11, 27)),
        ("today+2wd", date(2026, 11, 30)),
        ("today-4wd", date(2026, 11, 20)),
        ("today+3d", date(2026, 11, 29)),
        ("today-1w", date(2026, 11, 19)),
        ("monday", date(2026, 11, 23)),
        ("friday+2w", date(2026, 12, 11)),
    ],
)
def test_days_are_relative_to_today(text: str, day: date) -> None:
    assert NAMES.day(text) == day
    assert NAMES.value({"at": [text]}) == {"at": [day.isoformat()]}


def test_on_a_weekend_today_is_the_friday_before() -> None:
    saturday = Names(date(2026, 11, 28), {})
    assert saturday.day("today") == date(2026, 11, 27)
    assert saturday.day("today+1wd") == date(2026, 11, 30)


def test_holes_are_filled_or_said_to_be_wrong() -> None:
    told = "{po} is {po.reference} on {today+2wd}, {today+2wd:%d.%m.}, {today+2wd:de}, week {today+2wd:week}"
    assert NAMES.text(told) == "P00031 is AB-1 on 2026-11-30, 30.11., 30. November 2026, week 49"
    with pytest.raises(ScenarioError, match="nothing here is called 'so'"):
        NAMES.text("{so}")
    with pytest.raises(ScenarioError, match="po has no 'colour'"):
        NAMES.text("{po.colour}")


def test_reports_are_made_as_doors_get_them() -> None:
    sender, known, raw = mail_of(WhenMail(sender="nordvik", subject="{po}", body="Until {today+2wd}."), NAMES)
    assert sender == "orders@nordvik-components.example"
    assert known.encode() in raw
    assert b"P00031" in raw
    assert b"2026-11-30" in raw
    event = WhenWebhook.model_validate(
        {"carrier": "Northline Parcel", "tracking": 123, "status": "failed_attempt", "return_by": "today+2wd"}
    )
    delivery_id, body = event_of(event, NAMES)
    assert delivery_id == event_of(event, NAMES)[0]
    assert b'"tracking_number": "123"' in body
    assert b'"return_by": "2026-11-30"' in body
    assert b'"reason"' not in body


def test_the_published_schema_is_that_of_the_code() -> None:
    published = SCENARIOS.parent / "scenarios.schema.json"
    assert published.read_text(encoding="utf-8") == schema(), "write it anew: expediter evals schema"


@pytest.mark.parametrize("half", ["develop", "guard"])
def test_the_shipped_scenarios_can_be_loaded(half: str) -> None:
    found = load_scenarios(SCENARIOS / half)
    assert {one.kind for one in found} >= {Kind.INBOUND_DELAY, Kind.FAILED_DELIVERY}
    assert all(isinstance(one, Scenario) and one.title for one in found)


def test_no_scenario_is_in_both_halves() -> None:
    ids = [one.id for one in load_scenarios(SCENARIOS)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", sorted(SCENARIOS.rglob("*.yaml")), ids=lambda path: path.stem)
def test_a_shipped_scenario_names_only_what_it_gives_or_the_company_has(path: Path) -> None:
    made = load_scenario(path)
    keys = {step.key for step in made.given if step.key}
    text = path.read_text(encoding="utf-8")
    holes = {hole.split(".")[0] for hole in re.findall(r"\{([a-z]\w*(?:\.\w+)?)\}", text)}
    seeded = {"purchases", "sales", "deliveries", "warehouses", *WEEKDAYS}
    assert holes <= keys | seeded, "a hole names nothing"
    about = [key for step in made.when if step.scan for key in step.scan.about]
    assert {key.split(".")[0] for key in (*made.then.unchanged, *about)} <= keys | seeded
    partners = seed_file("partners")
    for step in made.given:
        for role, known in (("supplier", "suppliers"), ("customer", "customers")):
            named = getattr(step.what, role, None)
            assert named is None or named in keys or named in partners[known], named


def test_the_suite_is_large_enough_and_half_of_it_is_kept_apart() -> None:
    halves = {half: load_scenarios(SCENARIOS / half) for half in ("develop", "guard")}
    assert sum(map(len, halves.values())) >= 150
    assert all(len(half) >= 60 for half in halves.values())
    for half in halves.values():
        assert {one.difficulty for one in half} == set(Difficulty)
        assert {one.language for one in half} >= {"en", "de", "fr", "nl"}
        assert any(one.now and "change" in one.now for one in half)
