"""A kind and an action are added to a copy of the product by the steps of CONTRIBUTING.md, and nothing else.

The files that are new stand in `added`; the lines that are new are below, one list each. In the copy the road is then
gone from a claim to a person's decision on the page, and what holds documents, lists and imports together is asked.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ADDED = Path(__file__).parent / "added"
ROOMS = ("agents", "api", "cases", "cli", "docs", "evals", "graphs", "prompts", "runtime", "sandbox", "tests", "tools")
FILES = ("CONTRIBUTING.md", "README.md", ".env.example", "pyproject.toml")
MEANS = "Goods got too warm or too cold on their way."
ACTION = "Gives a transfer its star, so that the warehouse looks at it first."
RULE = "  - when: {action: star_transfer}\n    ask: [warehouse]\n    within: 8h\n"

# What is put behind a place in a file that exists: the file, the place, the new text.
KIND = (
    ("cases/kind.py", r"class Kind\(StrEnum\):\n.*\n\n", '    TEMPERATURE_BREACH = "temperature_breach"\n'),
    ("cases/claims/__init__.py", r"import SensitiveClaim\n", "from cases.claims.temperature import TemperatureClaim\n"),
    ("cases/claims/__init__.py", r"__all__ = \[\n", '    "TemperatureClaim",\n'),
    ("cases/claims/__init__.py", r"for claim in \(", "TemperatureClaim, "),
    ("cases/kinds/__init__.py", r"import Kind\n", "from cases.kinds import temperature\n"),
    ("cases/kinds/__init__.py", r"_DECLARED = \(\n", "    temperature.SPEC,\n"),
    ("agents/supervisor.py", r"from typing import Any\n\n", "from agents.cold import Cold\n"),
    ("agents/supervisor.py", r"_BUILT: [^(]*\(", "Cold(), "),
    ("pyproject.toml", r'do not know each other"\ntype = "independence"\nmodules = \[', '"agents.cold", '),
    (
        "docs/catalogue.md",
        r"\| kind \|.*\n.*\n",
        f"| `temperature_breach` | Broken cold chain | {MEANS} | delivery | investigated |\n",
    ),
)
DEED = (
    ("cases/actions/base.py", r"class ActionName\(StrEnum\):\n.*\n\n", '    STAR_TRANSFER = "star_transfer"\n'),
    ("cases/actions/__init__.py", r"import TransferStock\n", "from cases.actions.star_transfer import StarTransfer\n"),
    ("cases/actions/__init__.py", r"__all__ = \[\n", '    "StarTransfer",\n'),
    ("cases/actions/__init__.py", r"for action in \(\n", "        StarTransfer,\n"),
    ("cases/policy.yaml", r"rules:\n", RULE),
    (
        "tools/odoo/writes/__init__.py",
        r"import TransferStockWrite\n",
        "from tools.odoo.writes.star_transfer import StarTransferWrite\n",
    ),
    ("tools/odoo/writes/__init__.py", r"for write in \(\n", "        StarTransferWrite(),\n"),
    (
        "docs/catalogue.md",
        r"\| action \|.*\n.*\n",
        f"| `star_transfer` | Star transfer | {ACTION} | reversible | why |\n",
    ),
    (
        "tests/unit/api/test_forms.py",
        r"\nARGS.*\{\n",
        '    ActionName.STAR_TRANSFER: {"picking_id": 88, "picking": "WH/OUT/00088"},\n',
    ),
    ("docs/catalogue.md", r"reads yours\.\n\n", "- Star transfer: approved by warehouse within 8 hours.\n"),
)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the product with the kind and the action in it."""
    copy = tmp_path_factory.mktemp("grown")
    for room in ROOMS:
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, copy / name)
    for file in ADDED.rglob("*.txt"):
        target = copy / file.relative_to(ADDED).with_suffix("")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
    for path, place, text in (*KIND, *DEED):
        before = (copy / path).read_text(encoding="utf-8")
        [found] = re.finditer(place, before)
        (copy / path).write_text(before[: found.end()] + text + before[found.end() :], encoding="utf-8")
    return copy


def run(folder: Path, *command: str) -> None:
    told = subprocess.run(
        [sys.executable, *command], cwd=folder, capture_output=True, text=True, timeout=300, check=False
    )
    assert told.returncode == 0, told.stdout[-4000:] + told.stderr[-2000:]


def test_the_road_from_a_claim_to_a_decision(grown: Path) -> None:
    run(grown, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/integration/api/test_scratch.py")


def test_what_holds_lists_and_documents_together(grown: Path) -> None:
    held = ("tests/unit/docs", "tests/unit/cases", "tests/unit/api")
    run(grown, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *held)


def test_types_and_imports(grown: Path) -> None:
    run(grown, "-m", "mypy", "agents/cold", "cases", "tools/odoo/writes")
    run(grown, "-c", "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())")
