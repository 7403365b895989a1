"""The page `/insights`: what people made of what was proposed. Server-rendered pictures, the numbers beside each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.identity import Asker
from api.pages.alarm import alarm_now
from api.pages.charts import Columns, Reliability, bar, columns, reliability
from api.pages.notices import REASONS
from api.pages.render import Pages
from cases.confidence import ENOUGH
from cases.overrides import WORDS, Fate, Group, Overrides, overrides
from cases.policy_simulation import MEANS
from cases.store import calibrations
from cases.store.calibrations import Adopted
from cases.store.proposals import overrides as store
from runtime.database import Database

router = APIRouter(include_in_schema=False)

SPANS = {7: "a week", 30: "30 days", 90: "90 days", 365: "a year"}
USUAL = 30
HEADINGS = {
    "kind": "Kind",
    "action": "Action",
    "specialist": "Specialist",
    "reader": "Who read it",
    "opinion": "Second opinion",
    "prompt": "Version of the model’s words",
    "role": "Role that decided",
    "policy": "Version of the policy",
}


@dataclass(frozen=True)
class Insights:
    """What the page shows.

    Attributes:
        days: over how many days.
        adopted: the calibration in use.
    """

    found: Overrides
    days: int
    adopted: Adopted | None = None
    spans = SPANS
    fates = tuple(Fate)
    words = WORDS
    enough = ENOUGH
    means = MEANS

    @property
    def sections(self) -> dict[str, tuple[Group, ...]]:
        """Everything that the actions are told apart by, under its heading."""
        return {heading: self.found.by[name] for name, heading in HEADINGS.items() if self.found.by[name]}

    @property
    def weeks(self) -> Columns:
        """The picture over time."""
        return columns(self.found.weeks)

    @property
    def reliability(self) -> Reliability:
        """The picture of how sure the desk was, and how right."""
        return reliability(self.found.by["confidence"])

    bar = staticmethod(bar)

    @staticmethod
    def reason(code: str) -> str:
        """A reason as the form that asked for it says it."""
        return REASONS.get(code, "No reason was given" if code == "none" else code.replace("_", " "))


@router.get("/insights")
async def insights(request: Request, asker: Asker) -> Response:
    """The figures of the last days; how many is in the address."""
    database: Database = request.app.state.database
    pages: Pages = request.app.state.pages
    asked = request.query_params.get("days", "")
    days = next((one for one in SPANS if str(one) == asked), USUAL)
    now = datetime.now(UTC)
    since = now - timedelta(days=days)
    async with database.transaction() as session:
        alarm = await alarm_now(session, now)
        adopted = await calibrations.current(session)
        # As long a time before it is compared with.
        rows = await store.rows(session, since - timedelta(days=days))
    found = overrides(
        rows.proposed,
        rows.corrected,
        since=since,
        until=now,
        still_open=rows.open,
        followed=rows.followed,
        shadows=rows.shadows,
    )
    return pages.page(
        "insights.html",
        tz=asker.person.tz,
        person=asker.person,
        csrf_token=asker.csrf or "",
        alarm=alarm,
        insights=Insights(found, days, adopted),
    )
