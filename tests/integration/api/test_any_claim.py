"""A type of claim that the product does not know goes everywhere that claims go, and nothing but its class says how."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import ClassVar, Literal

import pytest
from pydantic import Field

from agents.analysis.drafting import Drafting, note_claims
from agents.lookups import facts_of
from agents.specialist import Snapshot
from cases.claims import CLAIMS, Claim, Ground, RecordRef, Span, Subject
from cases.claims.base import ClaimedDay, ClaimedQuantity, Name
from cases.kind import Kind
from cases.models import CaseDraft, CaseFile
from cases.store.cases import cases
from tests.integration.api import stories
from tests.integration.api.conftest import DeskUnderTest
from tests.integration.api.test_pages import fields, soup

PICKING = RecordRef(model="stock.picking", id=88, label="WH/OUT/00088")


class PalletClaim(Claim):
    """Pallets stand somewhere and are not fetched."""

    opens: ClassVar = Kind.STOCK_DISCREPANCY
    editable: ClassVar = ("dock", "pallets", "since")
    grounds: ClassVar[Mapping[str, Ground]] = {
        "dock": Ground.WORDS,
        "pallets": Ground.AMOUNT,
        "since": Ground.DAY,
    }
    hidden: ClassVar = frozenset({"dock"})

    type: Literal["pallets"] = "pallets"
    dock: Name | None = Field(default=None, title="Dock")
    pallets: ClaimedQuantity | None = Field(default=None, title="How many pallets")
    since: ClaimedDay | None = None

    def subject(self) -> Subject:
        return Subject(records=self.refers_to, words=(self.dock or "",))

    def says(self) -> tuple[object, ...]:
        return ("pallets", self.subject().key, self.pallets, self.since)

    def replaces(self, earlier: Claim) -> bool:
        return isinstance(earlier, PalletClaim) and earlier.subject().key == self.subject().key

    def label(self) -> str:
        return f"{self.pallets:f} pallets stand at {self.dock}"

    def values(self) -> tuple[object, ...]:
        return (self.pallets, self.since)


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CLAIMS, "pallets", PalletClaim)


def pallets(count: int, *, quote: str = "3 pallets at dock B") -> PalletClaim:
    return PalletClaim(
        span=Span(part="body", start=0, end=len(quote), quote=quote),
        dock="dock B",
        pallets=Decimal(count),
        since=date(2026, 11, 20),
        refers_to=(PICKING,),
    )


def draft(claim: PalletClaim) -> CaseDraft:
    return CaseDraft(
        kind=Kind.STOCK_DISCREPANCY,
        key="stock_discrepancy:stock.picking:88",
        title="Pallets at dock B",
        records=(PICKING,),
        claims=(claim,),
    )


async def test_it_joins_is_news_or_a_repetition_and_the_last_word_stands(desk: DeskUnderTest) -> None:
    hows = []
    for number, count in enumerate((3, 3, 5)):
        report_id = await stories.report(desk.database, "dock@ours.example", f"mail {number}", f"text {number}")
        async with desk.database.transaction() as session:
            filed = await cases.open_or_join(session, report_id, draft(pallets(count)), needs_person=True)
        hows.append(filed.how)
    assert hows == ["opened", "nothing_new", "joined"]
    async with desk.database.transaction() as session:
        file = await cases.case_file(session, str(filed.case_id))
    assert [(type(claim), claim.values()[0]) for claim in file.claims] == [(PalletClaim, Decimal(5))]


def test_it_becomes_evidence_and_the_model_sees_it_without_its_words() -> None:
    file = stories_file(pallets(3))
    drafting = Drafting(datetime.now(UTC), {})
    ids = note_claims(drafting.ledger, file)
    [fact] = [fact for fact in drafting.ledger.facts if fact.id == ids[0]]
    assert (fact.label, fact.value) == ("3 pallets stand at dock B", "3 | 2026-11-20")
    snapshot = Snapshot(file=file, read_at=datetime.now(UTC))
    seen = facts_of(snapshot, drafting.proposal(summary="", if_nobody_acts=""))
    assert '"pallets": "3"' in seen
    assert "dock B" not in seen


async def test_a_person_corrects_it_on_the_page_and_by_call(desk: DeskUnderTest) -> None:
    report_id = await stories.report(desk.database, "dock@ours.example", "Pallets", "3 pallets at dock B")
    async with desk.database.transaction() as session:
        filed = await cases.open_or_join(session, report_id, draft(pallets(3)), needs_person=True)
    browser = await desk.browser(stories.STORE)
    page = soup(await browser.get(f"/cases/{filed.case_id}"))
    form = page.select_one("#correct form")
    assert form is not None
    assert [label.get_text() for label in form.select("label")] == ["Dock", "How many pallets", "Since"]
    sent = {**fields(form), "pallets": "4"}
    refused = await browser.post(str(form["action"]), data={**sent, "pallets": "many"})
    assert (refused.status_code, "How many pallets: many is not a number" in refused.text) == (422, True)
    assert (await browser.post(str(form["action"]), data=sent)).status_code == 303
    async with desk.database.transaction() as session:
        file = await cases.case_file(session, str(filed.case_id))
        stored = [one for one in await cases.claims(session, str(filed.case_id)) if one.superseded_at is None]
    assert [(claim.read_by, claim.values()[0]) for claim in file.claims] == [("person", Decimal(4))]

    caller = await desk.speaks_for(stories.STORE)
    [claim] = stored
    body = {"corrections": [{"claim_id": claim.id, "claim": {"type": "pallets", "dock": "dock C", "pallets": "6"}}]}
    answer = await caller.post(f"/cases/{filed.case_id}/claims", json=body)
    assert answer.status_code == 200, answer.text
    shown = (await caller.get(f"/cases/{filed.case_id}")).json()
    assert [one["claim"]["pallets"] for one in shown["claims"] if one["superseded_at"] is None] == ["6"]


def stories_file(claim: Claim) -> CaseFile:
    return CaseFile(case_id="c", kind=Kind.STOCK_DISCREPANCY, title="Pallets", claims=(claim,))
