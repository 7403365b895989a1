"""What the documents and the help say is held to the code."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import cli
from cases.actions import ACTIONS
from cases.kinds import KINDS
from cases.policy import load_policy
from cases.status import ActionStatus, CaseStatus, Outcome, ProposalStatus
from runtime.settings import Settings, variable_name

ROOT = Path(__file__).parents[3]
CATALOGUE = (ROOT / "docs" / "catalogue.md").read_text(encoding="utf-8")
ENV_EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")


def variables() -> list[str]:
    return [variable_name(field) for field in Settings.model_fields]


def test_every_setting_is_in_the_example_with_its_description() -> None:
    for field, info in Settings.model_fields.items():
        assert info.description
        assert f"# {info.description}\n#{variable_name(field)}=" in ENV_EXAMPLE


def test_the_example_names_no_setting_that_does_not_exist() -> None:
    assert re.findall(r"^#([A-Z_]+)=", ENV_EXAMPLE, re.MULTILINE) == variables()


def test_the_help_names_every_setting() -> None:
    assert list(cli.SETTINGS) == variables()


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_of_the_table_is_a_module_with_an_app(name: str) -> None:
    assert import_module(f"cli.{name}").app.info is not None


def test_every_module_is_in_the_table() -> None:
    commands = (
        path for path in (ROOT / "cli").glob("*.py") if "\napp = typer.Typer(" in path.read_text(encoding="utf-8")
    )
    assert {path.stem for path in commands} - {"__init__"} == set(cli.COMMANDS)


def test_help_answers_without_loading_the_product() -> None:
    script = "import sys, cli; print(sorted(set(sys.modules) & {'fastapi', 'langgraph', 'sqlalchemy', 'pydantic'}))"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_in_the_catalogue(kind: str) -> None:
    spec = KINDS[kind]  # type: ignore[index]
    assert f"| `{kind.value}` | {spec.title} | {spec.means} |" in CATALOGUE  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ACTIONS)
def test_every_action_is_in_the_catalogue_and_has_a_rule(name: str) -> None:
    action = ACTIONS[name]  # type: ignore[index]
    assert f"| `{action.name.value}` | {action.title} | {action.means} | {action.reversibility.value} |" in CATALOGUE
    assert any(rule.when.action == name for rule in load_policy().rules)


@pytest.mark.parametrize("status", [*ActionStatus, *ProposalStatus, *CaseStatus, *Outcome])
def test_every_status_is_in_the_catalogue(status: str) -> None:
    assert f"`{status}`" in CATALOGUE


def test_the_policy_in_the_catalogue_is_the_shipped_one() -> None:
    aloud = CATALOGUE[CATALOGUE.index("## Who approves") :].split("\n## ")[0]
    assert re.findall(r"^- (.+)$", aloud, re.MULTILINE) == list(load_policy().sentences)
