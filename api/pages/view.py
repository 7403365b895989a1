"""A case as one person sees it: records in, what the page shows out. Pure; the templates only lay it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from api.pages.correcting import CorrectForm, correct_forms, missing_form
from api.pages.exhibits import DrawnExhibit, drawn
from api.pages.forms import EditForm, edit_form
from api.pages.journey import Journey, journeys
from api.pages.marks import MarkedReport, source_of
from api.pages.naming import Naming, naming
from api.pages.paper import Papers, papers_of
from api.pages.picture import Picture, picture
from api.pages.said_there import notes_of, spans_of
from api.pages.words import ACTION_WORDS, NOT_NEEDED
from cases.actions import ACTIONS, Change, parse, parse_premise
from cases.actions.base import Money, Reversibility
from cases.approvals import may_fill, may_give
from cases.carrier_events import CarrierEvent
from cases.casework import asked_words, may_be_given, may_put_away, may_work, putting_away_is_for
from cases.claims import InstructionClaim, RecordRef, only
from cases.models import Evidence
from cases.people import Person
from cases.status import DECIDABLE, ActionStatus, CaseStatus
from cases.store.proposals.records import ActionRecord, OptionRecord, ProposalRecord
from cases.store.records import CaseRecord, KindExample, StoredClaim, StoredPage, StoredReport, TimelineEntry

CLOSED = frozenset({CaseStatus.RESOLVED, CaseStatus.REJECTED})
AGREED = frozenset(
    {
        ActionStatus.APPROVED,
        ActionStatus.EXECUTING,
        ActionStatus.APPLIED,
        ActionStatus.PENDING_EXTERNAL,
        ActionStatus.UNKNOWN,
        ActionStatus.FAILED,
    }
)
STEPS_BACK = {
    Reversibility.REVERSIBLE: "can be undone",
    Reversibility.COMPENSABLE: "can be made good, not undone",
    Reversibility.IRREVERSIBLE: "cannot be taken back",
}


@dataclass(frozen=True)
class NewText:
    """New text that is written to a record: what it is, the record's name, the words.

    Attributes:
        file: its name, where the text is a file's: that is folded.
    """

    what: str
    to: str
    text: str
    file: str | None = None


@dataclass(frozen=True)
class ActionView:
    """One action as this person sees it.

    Attributes:
        needed: it was not passed over for something else.
        changes: fields before and after; a message is a letter instead.
        letter: new text, shown as such: what it is, and what it says.
        may_approve: their approval would fill one that is missing.
        may_decide: they hold a role that this action asks.
        voted: they have approved it.
        refs: numbers of the evidence.
        doubt: what the model says against it.
        waits_on, shuts_out: id and name of the actions it depends on or excludes.
        may_settle: they may say what became of it, where it is unknown or another company was asked.
        settled_by: who may, in words.
    """

    record: ActionRecord
    needed: bool
    title: str
    means: str
    sentence: str
    target: RecordRef
    back: str
    changes: tuple[Change, ...]
    letter: NewText | None
    may_approve: bool
    may_decide: bool
    voted: bool
    refs: tuple[int, ...]
    doubt: str | None
    waits_on: tuple[tuple[str, str], ...]
    shuts_out: tuple[tuple[str, str], ...]
    edit: EditForm | None
    may_settle: bool
    settled_by: str

    @property
    def pending(self) -> bool:
        """Whether it still waits for people."""
        return self.record.status is ActionStatus.PENDING

    @property
    def state(self) -> tuple[str, str]:
        """Where it stands, in words, with their tone."""
        return ACTION_WORDS[self.record.status] if self.needed else NOT_NEEDED

    @property
    def unknown(self) -> bool:
        """Whether nobody knows if it stands in Odoo."""
        return self.record.status is ActionStatus.UNKNOWN and self.record.receipt is not None

    @property
    def awaited(self) -> bool:
        """Whether another company was asked and has not answered."""
        return self.record.status is ActionStatus.PENDING_EXTERNAL and self.record.receipt is not None


@dataclass(frozen=True)
class OptionView:
    """One way to answer, with the actions that this person could approve in it."""

    option: OptionRecord
    actions: tuple[ActionView, ...]
    chosen: bool

    @property
    def approvable(self) -> tuple[ActionView, ...]:
        """What this person may approve of it now."""
        return tuple(action for action in self.actions if action.may_approve)

    @property
    def done(self) -> bool:
        """Whether all of it stands in Odoo."""
        return bool(self.actions) and all(action.record.status is ActionStatus.APPLIED for action in self.actions)

    @property
    def passed_over(self) -> bool:
        """Whether it is not needed any more: part of it was passed over, and nothing of it still waits."""
        return any(not action.needed for action in self.actions) and not any(action.pending for action in self.actions)

    @property
    def others(self) -> tuple[ActionView, ...]:
        """What still waits for somebody else."""
        return tuple(action for action in self.actions if action.pending and not action.may_approve)


@dataclass(frozen=True)
class ProposalView:
    """The proposal as this person sees it.

    Attributes:
        shown: the actions of the chosen option, in order.
        rest: actions of the other options.
    """

    record: ProposalRecord
    options: tuple[OptionView, ...]
    shown: tuple[ActionView, ...]
    rest: tuple[ActionView, ...]
    picture: Picture
    exhibit: DrawnExhibit | None
    evidence: tuple[tuple[int, Evidence], ...]

    @property
    def chosen(self) -> OptionView | None:
        """The option that is looked at."""
        return next((option for option in self.options if option.chosen), None)

    @property
    def approvable(self) -> tuple[ActionView, ...]:
        """What this person may approve of what is shown."""
        return tuple(action for action in self.shown if action.may_approve)

    @property
    def waiting(self) -> tuple[ActionView, ...]:
        """What is shown and waits for somebody else."""
        return tuple(action for action in self.shown if action.pending and not action.may_approve)

    @property
    def settled(self) -> bool:
        """Whether everything that is shown is decided, while the proposal still waits for something else."""
        return bool(self.shown) and not any(action.pending for action in self.shown)

    @property
    def undecided(self) -> tuple[ActionView, ...]:
        """What still waits although it is not shown: actions of other options."""
        return tuple(action for action in self.rest if action.pending)

    @property
    def asked(self) -> tuple[str, ...]:
        """Whose approval is missing for what is shown, in words."""
        missing = [
            approval.need.words
            for action in self.shown
            if action.pending
            for approval in action.record.approvals
            if approval.given_by is None
        ]
        return tuple(dict.fromkeys(missing))

    @property
    def exposure(self) -> Money:
        """What is at stake."""
        return self.record.exposure


MOST_DOUBTED = 3


@dataclass(frozen=True)
class CaseView:
    """The whole page.

    Attributes:
        journeys: the way of each parcel, where carriers told of one.
        missing: the form of what the message leaves open of its kind.
        naming: what they may say that the message is.
        doubted: reports that speak against the case and were not believed, since a person last put something right.
        may_work: they may say that they are on it.
        may_put_away: they may close it by hand and correct what was read.
        putting_away_is_for: who may, in words.
        may_get_it: people that it may be handed to.
        papers: pages of documents, with what was read on them.
        notes: what the desk says of each report beside what was read in it, by the report's id.
        decide_by: the moment before which it must come back when it is put aside; absent where nothing is undecided.
    """

    case: CaseRecord
    proposal: ProposalView | None
    sources: tuple[MarkedReport, ...]
    corrections: tuple[CorrectForm, ...]
    instructions: tuple[InstructionClaim, ...]
    doubted: tuple[TimelineEntry, ...]
    history: tuple[TimelineEntry, ...]
    may_work: bool
    may_put_away: bool
    putting_away_is_for: str
    journeys: tuple[Journey, ...] = ()
    missing: CorrectForm | None = None
    naming: Naming | None = None
    decide_by: datetime | None = None
    may_get_it: tuple[Person, ...] = ()
    papers: Papers = field(default_factory=Papers)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    open: bool = field(default=True)


def case_view(
    case: CaseRecord,
    proposal: ProposalRecord | None,
    reports: Sequence[StoredReport],
    claims: Sequence[StoredClaim],
    history: Sequence[TimelineEntry],
    person: Person,
    option_id: str | None,
    events: Sequence[CarrierEvent] = (),
    examples: Sequence[KindExample] = (),
    pages: Sequence[StoredPage] = (),
    people: Sequence[Person] = (),
) -> CaseView:
    """What the page of a case shows this person; `option_id` is the option they look at, if they chose one."""
    standing = [claim for claim in claims if claim.superseded_at is None]
    shown = proposal_view(proposal, person, option_id) if proposal else None
    places = spans_of(shown.evidence if shown else (), standing)
    put_away = [action for action in proposal.actions if action.status in DECIDABLE] if proposal else []
    asked = [need for action in put_away for need in action.ruling.needs]
    values = {report.id: report.values for report in reports}
    return CaseView(
        case=case,
        proposal=shown,
        sources=tuple(source_of(report, places) for report in reports),
        corrections=tuple(correct_forms(standing, values)),
        instructions=tuple(only(InstructionClaim, [stored.claim for stored in standing])),
        doubted=_doubted(history),
        history=tuple(reversed(history)),
        may_work=may_work(person.roles),
        may_put_away=may_put_away(person.roles, asked),
        putting_away_is_for=putting_away_is_for("Closing or correcting", asked),
        journeys=journeys(events),
        missing=missing_form(case.kind, standing, values) if case.status not in CLOSED else None,
        naming=naming(case, [stored.claim for stored in standing], examples),
        may_get_it=tuple(one for one in people if one.login != case.claimed_by and may_be_given(one.roles, asked)),
        papers=papers_of(pages, reports, places, [stored.claim for stored in standing]),
        notes=notes_of(reports, standing),
        decide_by=min((action.expires_at for action in put_away), default=None),
        open=case.status not in CLOSED,
    )


def _doubted(history: Sequence[TimelineEntry]) -> tuple[TimelineEntry, ...]:
    corrected = max((entry.at for entry in history if entry.type == "correction"), default=None)
    told = [
        entry
        for entry in sorted(history, key=lambda entry: entry.at)
        if entry.type == "report" and entry.data.get("how") == "doubted" and (corrected is None or entry.at > corrected)
    ]
    # The last word of each sender, and of a few: the history has them all.
    return tuple({entry.data["sender"]: entry for entry in told}.values())[-MOST_DOUBTED:]


def proposal_view(proposal: ProposalRecord, person: Person, option_id: str | None) -> ProposalView:
    """The proposal as this person sees it."""
    numbers = {evidence.id: number for number, evidence in enumerate(proposal.evidence, start=1)}
    views = {action.id: _action_view(action, proposal, person, numbers) for action in proposal.actions}
    chosen = _chosen(proposal, option_id)
    options = tuple(
        OptionView(option, tuple(views[id] for id in option.action_ids if id in views), option is chosen)
        for option in proposal.options
    )
    ids = set(chosen.action_ids) if chosen else set(views)
    return ProposalView(
        record=proposal,
        options=options,
        shown=tuple(view for id, view in views.items() if id in ids),
        rest=tuple(view for id, view in views.items() if id not in ids),
        picture=picture(proposal.actions, ids),
        exhibit=drawn(proposal.exhibit),
        evidence=tuple(enumerate(proposal.evidence, start=1)),
    )


def _chosen(proposal: ProposalRecord, option_id: str | None) -> OptionRecord | None:
    status = {action.id: action.status for action in proposal.actions}

    def weight(option: OptionRecord) -> tuple[bool, int, bool]:
        # What people already agreed to comes before what was recommended.
        return (
            option.id == option_id,
            sum(status.get(action_id) in AGREED for action_id in option.action_ids),
            option.recommended,
        )

    return max(proposal.options, key=weight, default=None)


def _action_view(
    record: ActionRecord, proposal: ProposalRecord, person: Person, numbers: Mapping[str, int]
) -> ActionView:
    action = ACTIONS[record.name]
    args = parse(record.name, record.args)
    premise = parse_premise(record.name, record.premise)
    changes = args.diff(premise)
    letter = _letter(changes)
    pending = record.status is ActionStatus.PENDING and not record.ruling.forbidden
    voted = any(approval.given_by is not None and approval.given_by.uid == person.uid for approval in record.approvals)
    missing = [approval.need for approval in record.approvals if approval.given_by is None]
    is_asked = any(may_fill(need, person.roles) for need in record.ruling.needs)
    may_decide = pending and is_asked
    form = edit_form(record.name, record.args, record.takes)
    return ActionView(
        record=record,
        needed=record.id not in proposal.not_needed,
        title=action.title,
        means=action.means,
        sentence=args.sentence(),
        target=args.target(),
        back=STEPS_BACK[action.reversibility],
        changes=() if letter else changes,
        letter=letter,
        may_approve=pending and not voted and any(may_give(need, person) for need in missing),
        may_decide=may_decide,
        voted=voted,
        refs=tuple(numbers[evidence] for evidence in record.evidence if evidence in numbers),
        doubt=proposal.opinion.disagrees_on.get(record.local_id),
        waits_on=_named(proposal, record.depends_on),
        shuts_out=_named(proposal, record.excludes),
        edit=form if may_decide and (form.fields or form.entries) else None,
        may_settle=is_asked,
        settled_by=asked_words(record.ruling.needs),
    )


def _letter(changes: Sequence[Change]) -> NewText | None:
    """The change as new text, where that is all it is: a message, a to-do."""
    if len(changes) != 1 or changes[0].before is not None or not changes[0].after:
        return None
    [change] = changes
    if change.field == "File":
        name, _, text = (change.after or "").partition("\n")
        return NewText("File, on", change.label, text, name)
    what = "Message to" if change.field == "Message" else f"{change.field}, on"
    return NewText(what, change.label, change.after or "")


def _named(proposal: ProposalRecord, ids: Sequence[str]) -> tuple[tuple[str, str], ...]:
    known = {action.id: action for action in proposal.actions}
    return tuple((id, _name(known[id])) for id in ids if id in known)


def _name(action: ActionRecord) -> str:
    args = parse(action.name, action.args)
    return f"“{args.title}” ({args.target().label})"
