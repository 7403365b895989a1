"""A scenario: what there is, what comes in, what must come of it. One YAML file each; `docs/scenarios.md` tells how.

What is expected is written down before anything runs and never read off the product.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, JsonValue, ValidationError, model_validator

from cases.actions.base import ActionName
from cases.carrier_events import Milestone, Trouble
from cases.claims import CLAIMS
from cases.kind import Kind
from cases.status import CaseStatus
from evals.harness.given import Code, DayText, GivenStep, Part, Text
from evals.harness.moments import MomentText
from runtime.errors import PlainError

ANY_OTHER = "anything_else"
Matching = dict[str, JsonValue]
"""A field's name and what it must be: a value, or a matcher such as `{at_least: 3}` (`evals.harness.matching`)."""


class ScenarioError(PlainError):
    """A scenario cannot be used; the message names the file, the field and what is wrong with it."""


class Difficulty(StrEnum):
    """What makes it hard."""

    TYPICAL = "typical"
    PARTIAL = "partial"
    AMBIGUOUS = "ambiguous"
    CONTRADICTORY = "contradictory"
    SEVERAL = "several"
    NOTHING = "nothing"
    HOSTILE = "hostile"


class Attached(Part):
    """A file on a mail: lines of a one-page PDF, or the rows of a table."""

    name: str
    pdf: list[str] | None = None
    csv: list[str] | None = None

    @model_validator(mode="after")
    def _one(self) -> Attached:
        if (self.pdf is None) == (self.csv is None):
            raise ValueError("an attachment has either `pdf` or `csv` lines")
        return self


class WhenMail(Part):
    """A mail. `from` is a partner's key, a carrier's name or an address.

    Attributes:
        sent: what its `Date` says; a little before now, or this morning, when absent.
    """

    sender: str = Field(alias="from")
    subject: str
    body: str
    attachments: list[Attached] = Field(default_factory=list)
    headers: dict[str, str] = Field(default_factory=dict)
    sent: MomentText | None = None


class WhenDocument(Part):
    """A PDF that somebody put in by hand, given as its lines."""

    lines: list[str] = Field(min_length=1)


class WhenWebhook(Part):
    """A carrier's event, as the signed standard webhook brings it.

    Attributes:
        carrier: its name.
        occurred: the day of the event, at `hour` UTC.
        extra: fields that the format does not have, or other values for those that it has.
    """

    carrier: str
    tracking: Text
    status: Milestone
    reason: Trouble | None = None
    detail: str | None = None
    occurred: DayText = "today-1d"
    hour: Annotated[int, Field(ge=0, le=23)] = 17
    expected: DayText | None = None
    attempt: int | None = None
    return_by: DayText | None = None
    signed_by: str | None = None
    extra: dict[str, JsonValue] = Field(default_factory=dict)


class WhenScan(Part):
    """A scan of Odoo for one kind; only the cases about the records that are named are worked and judged.

    Attributes:
        about: keys of records that a case must be about to count; everything that is found, when empty.
        hour: which hour of today it is, UTC; the present one when absent.
    """

    kind: Kind
    about: list[str] = Field(default_factory=list)
    hour: Annotated[int, Field(ge=0, le=23)] | None = None


class WhenStep(Part):
    """One report: exactly one of these."""

    mail: WhenMail | None = None
    document: WhenDocument | None = None
    webhook: WhenWebhook | None = None
    scan: WhenScan | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> WhenStep:
        if len(self.model_fields_set) != 1 or self.what is None:
            raise ValueError("a report is exactly one of mail, document, webhook, scan")
        return self

    @property
    def what(self) -> WhenMail | WhenDocument | WhenWebhook | WhenScan:
        """The report itself."""
        found: WhenMail | WhenDocument | WhenWebhook | WhenScan = getattr(self, next(iter(self.model_fields_set)))
        return found


class CaseWanted(Part):
    """A case that must be there in the end, and no other beside those that are wanted.

    Attributes:
        records: what it must be about, by label; it may be about more.
        status: what it came to.
        stop: whether it is a hard stop.
    """

    kind: Kind
    records: list[str] = Field(default_factory=list)
    status: list[CaseStatus] = Field(default_factory=list)
    stop: bool | None = None


class ClaimWanted(Part):
    """Something that must have been read: its type, and the fields that matter."""

    type: str
    has: Matching = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known(self) -> ClaimWanted:
        if self.type not in CLAIMS:
            raise ValueError(f"{self.type} is no claim; there are {', '.join(sorted(CLAIMS))}")
        return self


class ActionWanted(Part):
    """An action by its name, and what its arguments must be.

    Attributes:
        recommended: whether it must (or must not) be of the recommended way; absent: either.
    """

    action: ActionName
    args: Matching = Field(default_factory=dict)
    recommended: bool | None = None


class EndWanted(Part):
    """How records of Odoo stand after everything that was approved was carried out.

    Attributes:
        where: which records: a field's path and its value; a key stands for the record's id.
        has: what every one of them must hold; a day stands for a moment of that day.
        count: how many there must be; at least one when absent.
    """

    model: str
    where: Matching = Field(min_length=1)
    has: Matching = Field(default_factory=dict)
    count: Annotated[int, Field(ge=0)] | None = None


class MessageWanted(Part):
    """A message that somebody outside must get.

    Attributes:
        to: a partner's key, a carrier's name, or a partner's full name.
        says: words that it must hold.
        never: words that it must not hold.
    """

    to: str
    says: list[str] = Field(default_factory=list)
    never: list[str] = Field(default_factory=list)


class Then(Part):
    """What must come of it.

    Attributes:
        cases: all cases; empty: none may be opened.
        claims: what must have been read; absent: not judged.
        must: actions that must be proposed.
        may: actions that are fine beside them.
        must_not: actions that nobody may propose; one is enough to fail a release. `anything_else` stands for
            whatever is neither wanted nor fine.
        messages: who outside is written to, and nobody else; absent: not judged.
        unchanged: keys of records that must stand as they stood, with their lines, transfers and moves.
    """

    cases: list[CaseWanted]
    claims: list[ClaimWanted] | None = None
    must: list[ActionWanted] = Field(default_factory=list)
    may: list[ActionWanted | ActionName] = Field(default_factory=list)
    must_not: list[ActionWanted | ActionName | Literal["anything_else"]] = Field(default_factory=list)
    end: list[EndWanted] = Field(default_factory=list)
    messages: list[MessageWanted] | None = None
    unchanged: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _says_something(self) -> Then:
        judged = self.claims or self.must or self.must_not or self.end or self.unchanged or self.messages is not None
        if self.cases and not judged:
            raise ValueError("nothing says what is right; a case alone is no criterion")
        return self


class Scenario(Part):
    """One scenario.

    Attributes:
        id: also the name of its file.
        title: one line for people.
        kind: the kind that it is counted under.
        approve: what the company's people do with what is proposed: take the recommended way, none, or another by its
            id. Whoever is asked says yes, and what other companies are asked for they confirm.
        settings: of the desk, where other than usual.
        now: when it takes place: the company is moved to that day, and the desk believes the moment from reading to
            read-back; the real moment of a real day when absent.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{2,79}$")]
    title: str
    kind: Kind
    difficulty: Difficulty
    language: Literal["en", "de", "fr", "nl", "none"] = "none"
    source: Literal["mail", "pdf", "webhook", "scan"]
    given: list[GivenStep] = Field(default_factory=list)
    when: list[WhenStep] = Field(min_length=1)
    then: Then
    approve: Literal["recommended", "nothing"] | Code = "recommended"
    settings: dict[Literal["cut_off", "transit", "importance_tags", "timezone"], str] = Field(default_factory=dict)
    now: MomentText | None = None

    @model_validator(mode="after")
    def _keys_are_known(self) -> Scenario:
        keys = [step.key for step in self.given if step.key]
        if len(keys) != len(set(keys)):
            raise ValueError("a key is given twice")
        return self


def load_scenario(path: Path) -> Scenario:
    """One file.

    Raises:
        ScenarioError: it is no scenario, or its id is not its name.
    """
    try:
        found = Scenario.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        raise ScenarioError(f"{path}: this is no YAML: {' '.join(str(error).split())}") from None
    except ValidationError as error:
        problems = (
            f"{'.'.join(map(str, one['loc'])) or 'scenario'}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors(include_url=False)[:5]
        )
        raise ScenarioError(f"{path}: {'; '.join(problems)}") from None
    if found.id != path.stem:
        raise ScenarioError(f"{path}: its id is {found.id}; a scenario is called like its file")
    return found


def load_scenarios(folder: Path, kinds: Iterable[Kind] = ()) -> list[Scenario]:
    """All of a folder and the folders in it, by id.

    Raises:
        ScenarioError: one cannot be used, two share an id, or there is none.
    """
    wanted = frozenset(kinds)
    found = [load_scenario(path) for path in sorted(folder.rglob("*.yaml"))]
    ids = [one.id for one in found]
    if doubled := sorted({one for one in ids if ids.count(one) > 1}):
        raise ScenarioError(f"{folder}: there are two scenarios {', '.join(doubled)}")
    chosen = [one for one in found if not wanted or one.kind in wanted]
    if not chosen:
        raise ScenarioError(f"{folder}: there is no scenario{' of that kind' if found else ''}")
    return sorted(chosen, key=lambda one: one.id)


def schema() -> str:
    """The JSON Schema of a scenario, as it is published."""
    published: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps(published | Scenario.model_json_schema(by_alias=True), indent=2, ensure_ascii=False) + "\n"
