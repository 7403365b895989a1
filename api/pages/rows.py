"""The list on the left: what a person asked to see in, rows with what matters at a glance out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from api.pages import words
from cases.casework import may_work
from cases.kind import Kind
from cases.people import Person
from cases.roles import Role
from cases.status import CaseStatus, ProposalStatus
from cases.store.cases import cases
from cases.store.proposals import listing
from cases.store.proposals.records import ProposalFilter, ProposalSummary
from cases.store.records import CaseFilter, CaseRecord
from cases.store.reports import unfiled

PAGE = 30
SOON_SECONDS = 3 * 3600
CLOSED = frozenset({CaseStatus.RESOLVED, CaseStatus.REJECTED})

TABS: dict[str, tuple[str, str]] = {
    "me": ("For me", "Proposals that wait for one of your roles"),
    "waiting": ("Waiting", "All proposals that wait for somebody"),
    "mine": ("Mine", "Cases you said you are on"),
    "person": ("Needs a person", "Cases that no proposal can finish"),
    "later": ("Later", "Proposals that were put aside and come back by themselves"),
    "all": ("All", "Every case, newest first"),
}
EMPTY: dict[str, tuple[str, str]] = {
    "me": (
        "Nothing waits for you",
        "New proposals for your roles appear here by themselves. See “Waiting” for what others decide.",
    ),
    "waiting": ("Nothing waits", "Every proposal is decided. New reports are investigated as they come in."),
    "mine": ("You are on nothing", "Press “I am on it” on a case and others see that you have it."),
    "person": ("Nothing needs a person", "What no proposal can finish comes here, and says why."),
    "later": ("Nothing is put aside", "“Put aside” on a case hides it until a moment that you choose."),
    "all": ("No cases yet", "Reports come in by mail; each becomes a case, joins one, or is recorded as nothing new."),
}


class ListQuery(BaseModel):
    """What the list should show; unknown values show the default rather than an error."""

    show: str = "me"
    q: str = Field(default="", max_length=200)
    kind: str = ""
    cursor: str = Field(default="", max_length=500)

    @property
    def tab(self) -> str:
        """The tab that is open."""
        return self.show if self.show in TABS else "me"

    @property
    def chosen_kind(self) -> Kind | None:
        """The kind that is asked for, if it is one."""
        return Kind(self.kind) if self.kind in set(Kind) else None


@dataclass(frozen=True)
class Row:
    """One line of the list; `until` is when it comes back from being put aside."""

    case_id: str
    number: str
    kind: Kind
    title: str
    since: datetime
    status: tuple[str, str] | None
    waits_for: tuple[Role, ...] = ()
    anyone: bool = False
    hurt: str | None = None
    facts: tuple[str, ...] = ()
    due: datetime | None = None
    soon: bool = False
    claimed_by: str | None = None
    until: datetime | None = None
    closed: bool = False

    @property
    def sensitive(self) -> bool:
        """Whether it must never be acted on from the message."""
        return self.kind is Kind.SENSITIVE_CHANGE


@dataclass(frozen=True)
class Tab:
    """One tab; `count` is shown where it says that something waits."""

    name: str
    words: str
    means: str
    count: str


@dataclass(frozen=True)
class Listing:
    """The whole list.

    Attributes:
        dead: how many reports could not be read; absent for whoever may not look at them.
    """

    asked: ListQuery
    rows: tuple[Row, ...]
    tabs: tuple[Tab, ...]
    next_cursor: str | None
    dead: int | None = None

    @property
    def show(self) -> str:
        """The open tab."""
        return self.asked.tab

    @property
    def q(self) -> str:
        """What is searched."""
        return self.asked.q

    @property
    def kind(self) -> Kind | None:
        """Which kind is shown."""
        return self.asked.chosen_kind

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds there are."""
        return tuple(Kind)

    @property
    def empty(self) -> tuple[str, str]:
        """What stands where nothing is."""
        if self.asked.q or self.kind:
            return ("Nothing found", "No case here matches that. Other tabs may have it.")
        return EMPTY[self.show]

    @property
    def suffix(self) -> str:
        """What keeps the list as it is on the next page."""
        return self._query(self._kept)

    @property
    def next(self) -> str | None:
        """Where the list goes on."""
        return "/" + self._query({**self._kept, "cursor": self.next_cursor}) if self.next_cursor else None

    def link(self, *, show: str) -> str:
        """Another tab, with the same search."""
        return "/" + self._query({**self._kept, "show": show})

    def case_link(self, case_id: str, *, option: str) -> str:
        """A case with one option looked at."""
        return f"/cases/{case_id}" + self._query({**self._kept, "option": option})

    @property
    def _kept(self) -> dict[str, str]:
        kept = {"show": "" if self.show == "me" else self.show, "q": self.asked.q}
        return {**kept, "kind": self.kind.value if self.kind else ""}

    @staticmethod
    def _query(values: dict[str, str]) -> str:
        given = {name: value for name, value in values.items() if value and (name, value) != ("show", "me")}
        return f"?{urlencode(given)}" if given else ""


async def list_for(session: AsyncSession, person: Person, asked: ListQuery, *, now: datetime) -> Listing:
    """The list as this person asked for it.

    Raises:
        CursorError: the cursor is not one of ours.
    """
    rows, next_cursor = await _rows(session, person, asked, now)
    needing = await cases.list_cases(session, CaseFilter(status=CaseStatus.NEEDS_PERSON), None, 9)
    counts = {"person": _count(len(needing.items), more=needing.next_cursor is not None)}
    if asked.tab in {"me", "waiting"}:
        counts[asked.tab] = _count(len(rows), more=next_cursor is not None or bool(asked.cursor))
    tabs = tuple(Tab(name, label, means, counts.get(name, "")) for name, (label, means) in TABS.items())
    dead = await unfiled.dead(session) if may_work(person.roles) else None
    return Listing(asked, tuple(rows), tabs, next_cursor, dead)


async def _rows(session: AsyncSession, person: Person, asked: ListQuery, now: datetime) -> tuple[list[Row], str | None]:
    cursor, q, kind = asked.cursor or None, asked.q or None, asked.chosen_kind
    if asked.tab in {"me", "waiting", "later"}:
        roles = person.roles if asked.tab == "me" else None
        aside = asked.tab == "later"
        wanted = ProposalFilter(status=ProposalStatus.PENDING, kind=kind, roles=roles, q=q, snoozed=aside)
        found = await listing.list_proposals(session, wanted, cursor, PAGE, now=now)
        return [_of_proposal(item, now) for item in found.items], found.next_cursor
    chosen = CaseFilter(
        status=CaseStatus.NEEDS_PERSON if asked.tab == "person" else None,
        kind=kind,
        mine=person.uid if asked.tab == "mine" else None,
        q=q,
    )
    page = await cases.list_cases(session, chosen, cursor, PAGE)
    return [_of_case(item) for item in page.items], page.next_cursor


def _of_proposal(item: ProposalSummary, now: datetime) -> Row:
    facts: list[str] = []
    anyone = len(item.waits_for) == len(Role)
    if item.exposure.amount:
        facts.append(f"{words.money(item.exposure)} at stake")
    if item.confidence:
        facts.append(words.sure(item.confidence))
    return Row(
        case_id=item.case_id,
        number=item.case_number,
        kind=item.kind,
        title=item.title,
        since=item.created_at,
        status=None,
        waits_for=() if anyone else item.waits_for,
        anyone=anyone,
        hurt=f"{words.plural(item.hurt, 'customer order')} hurt" if item.hurt else None,
        facts=tuple(facts),
        due=item.expires_at,
        soon=(item.expires_at - now).total_seconds() < SOON_SECONDS,
        claimed_by=item.claimed_by,
        until=item.snoozed_until,
    )


def _of_case(item: CaseRecord) -> Row:
    return Row(
        case_id=item.id,
        number=item.number,
        kind=item.kind,
        title=item.title,
        since=item.opened_at,
        status=words.CASE_WORDS[item.status],
        facts=(item.partner.label,) if item.partner else (),
        claimed_by=item.claimed_by,
        until=item.snoozed_until,
        closed=item.status in CLOSED,
    )


def _count(shown: int, *, more: bool) -> str:
    return "" if not shown else f"{shown}+" if more else str(shown)


def first_case(rows: Sequence[Row]) -> str | None:
    """The case that is open when none was chosen."""
    return rows[0].case_id if rows else None
