"""Who can sign in to the seeded company: read from the seeder's own data, so that the two cannot differ."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

ADMIN = {"login": "admin", "password": "admin"}
_FILE = Path(__file__).with_name("seed") / "people.yaml"
_COMPANY = Path(__file__).with_name("seed") / "company.yaml"


@cache
def users() -> list[dict[str, Any]]:
    """One user for each role: `{role, login, password, name}`."""
    people = yaml.safe_load(_FILE.read_text())["users"]
    return [{key: person[key] for key in ("role", "login", "password", "name")} for person in people]


@cache
def mail_domain() -> str:
    """The domain that the company's people write from."""
    return str(yaml.safe_load(_COMPANY.read_text())["company"]["mail_domain"])
