"""Templates and what they may call: values in, an HTML answer out. Untrusted text is always escaped.

Moments are shown in the asker's own time zone; the template sees `zone` and `now`, never the clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from api.pages import words
from cases.actions.base import words_of
from cases.kind import Kind
from cases.kinds import KINDS
from cases.roles import Role
from cases.status import CaseStatus, Outcome, ProposalStatus
from cases.store.records import TimelineEntry

HERE = Path(__file__).parent.parent
STATIC = HERE / "static"
SOON = timedelta(hours=3)
SOURCES = {
    "odoo": "Odoo",
    "email": "the message",
    "document": "the document",
    "carrier": "the carrier",
    "person": "a person",
    "reckoning": "reckoned from what was read",
    "setting": "a setting",
    "knowledge": "what is on file",
    "precedent": "cases decided before",
}


class Linkable(Protocol):
    """Whatever names an Odoo record."""

    model: str
    id: int | None


class Pages:
    """The pages' templates.

    Args:
        odoo_url: where people reach Odoo; absent: records are named without a link.
        now: the moment a page is made.
    """

    def __init__(
        self, odoo_url: Callable[[], str | None], *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._odoo_url = odoo_url
        self._now = now
        self._versions = {file.name: _version(file) for file in STATIC.iterdir() if file.is_file()}
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= FILTERS
        self._environment.globals |= {"asset": self.asset, "odoo_link": self.odoo_link}

    def asset(self, name: str) -> str:
        """Address of a static file; it changes when the file does."""
        return f"/static/{name}?v={self._versions[name]}"

    def odoo_link(self, record: Linkable | Mapping[str, Any]) -> str | None:
        """Address of a record in Odoo's own pages."""
        base = self._odoo_url()
        model = record["model"] if isinstance(record, Mapping) else record.model
        record_id = record["id"] if isinstance(record, Mapping) else record.id
        return f"{base}/odoo/{quote(model)}/{record_id}" if base and record_id and "." in model else None

    def page(
        self,
        template: str,
        *,
        status: int = 200,
        tz: str = "UTC",
        headers: Mapping[str, str] | None = None,
        **context: Any,
    ) -> HTMLResponse:
        """One page.

        Args:
            template: its file.
            status: the HTTP status.
            tz: name of the asker's time zone.
            headers: more headers.
            **context: what the template shows.
        """
        html = self._environment.get_template(template).render(zone=words.zone_of(tz), now=self._now(), **context)
        return HTMLResponse(html, status, headers={"Cache-Control": "no-store", **(headers or {})})

    @staticmethod
    def sign_in_address(request: Request, *, changed: bool = False) -> str:
        """Where somebody signs in to come back to what they asked for; `changed` says why they have to."""
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        asked = ({} if wanted == "/" else {"next": wanted}) | ({"why": "changed"} if changed else {})
        return "/sign-in" + (f"?{urlencode(asked, safe='/', quote_via=quote)}" if asked else "")


def _version(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10]


@pass_context
def _ago(context: Context, moment: datetime) -> str:
    return words.ago(moment, context["now"])


@pass_context
def _left(context: Context, moment: datetime) -> str:
    return words.left(moment, context["now"])


@pass_context
def _clock(context: Context, moment: datetime) -> str:
    return words.clock(moment, context["zone"], context["now"])


@pass_context
def _entered(context: Context, moment: datetime) -> str:
    """A moment as a field for day and time holds it, in the person's own time."""
    return f"{moment.astimezone(context['zone']):%Y-%m-%dT%H:%M}"


@pass_context
def _soon(context: Context, moment: datetime) -> bool:
    return bool(moment - context["now"] < SOON)


def _tone(entry: TimelineEntry) -> str:
    if entry.type == "receipt":
        return "good" if entry.data.get("outcome") == Outcome.APPLIED.value else "bad"
    if entry.type == "outcome":
        return {"yes": "good", "no": "bad"}.get(entry.data.get("came_true", ""), "")
    return "person" if entry.type in {"decision", "correction"} else ""


def _role_words(roles: Iterable[Role]) -> str:
    held = frozenset(roles)
    # A manager's role says the managed one too.
    shown = sorted(role.words for role in held if role.manager == role or role.manager not in held)
    return ", ".join(shown) or "no role at this desk"


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _day(value: date | None) -> str | None:
    return words_of(value)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


FILTERS: dict[str, Callable[..., Any]] = {
    "ago": _ago,
    "left": _left,
    "clock": _clock,
    "entered": _entered,
    "soon": _soon,
    "tone": _tone,
    "number": _number,
    "day": _day,
    "capitalize": _capitalised,
    "money": words.money,
    "cents": words.cents,
    "off": words.off,
    "about": words.about,
    "hour": words.hour,
    "day_and_hour": words.day_and_hour,
    "whole": lambda value: f"{value:.0f}",
    "short": lambda text: len(text or "") < 20,
    "sure": words.sure,
    "sure_why": words.sure_why,
    "plural": words.plural,
    "role_words": _role_words,
    "kind_title": lambda kind: KINDS[Kind(kind)].title,
    "case_words": lambda status: words.CASE_WORDS[CaseStatus(status)],
    "proposal_words": lambda status: words.PROPOSAL_WORDS[ProposalStatus(status)],
    "receipt_words": words.receipt_words,
    "source_words": lambda source: SOURCES[source],
}


def way_out(status: int) -> tuple[str, str]:
    """Where a page about a problem leads."""
    return ("/sign-in", "Sign in") if status == 401 else ("/", "Back to the inbox")


def problem_page(
    request: Request, *, status: int, title: str, detail: str, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """A friendly page instead of a problem."""
    pages: Pages = request.app.state.pages
    return pages.page(
        "problem.html", status=status, headers=headers, title=title, detail=detail, way_out=way_out(status)
    )
