"""Puts a proposal together: evidence, actions traced to it, options. Pure; for all specialists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from agents.analysis.evidence import Ledger, Source, traced
from cases.actions.base import ActionName, Arguments, Premise
from cases.claims import Claim, RecordRef
from cases.confidence import confidence
from cases.exhibits import Exhibit
from cases.guidance import Guidance, precedents_words
from cases.models import ActionDraft, CaseFile, Option, ProposalDraft, Taken


class Drafting:
    """One proposal in the making.

    Attributes:
        ledger: the evidence so far.
    """

    def __init__(self, read_at: datetime, counts: Mapping[ActionName, tuple[int, int]]) -> None:
        self.ledger = Ledger(read_at)
        self._counts = counts
        self._actions: dict[str, ActionDraft] = {}
        self._options: list[Option] = []

    def action(
        self,
        args: Arguments[Any],
        premise: Premise,
        *,
        sure: float,
        rationale: str,
        evidence: Iterable[str],
        depends_on: Sequence[str] = (),
        takes: Mapping[str, Taken] | None = None,
    ) -> str:
        """Add an action; its id.

        Raises:
            UntracedError: one of its arguments stands in none of the evidence it names.
        """
        unchanged, decided = self._counts.get(args.name, (0, 0))
        draft = ActionDraft(
            id=f"a{len(self._actions) + 1}",
            name=args.name,
            args=args.model_dump(mode="json"),
            premise=premise.model_dump(mode="json"),
            confidence=confidence(args.name, sure=max(0.0, min(1.0, sure)), unchanged=unchanged, decided=decided),
            rationale=rationale,
            evidence=tuple(dict.fromkeys(evidence)),
            depends_on=tuple(depends_on),
            takes=dict(takes or {}),
        )
        self._actions[draft.id] = traced(draft, self.ledger.facts)
        return draft.id

    def exclude(self, one: str, others: Iterable[str]) -> None:
        """These do not go together with that one."""
        for other in others:
            for this, that in ((one, other), (other, one)):
                action = self._actions[this]
                if that not in action.excludes:
                    self._actions[this] = action.model_copy(update={"excludes": (*action.excludes, that)})

    def option(
        self, name: str, *, label: str, effect: str, cost: str, actions: Sequence[str], recommended: bool
    ) -> None:
        """Add one way to answer, beside the others."""
        self._options.append(
            Option(
                id=name,
                label=label,
                effect=effect,
                cost=cost,
                recommended=recommended,
                action_ids=tuple(dict.fromkeys(actions)),
            )
        )

    def proposal(
        self, *, summary: str, if_nobody_acts: str, needed_by: datetime | None = None, exhibit: Exhibit | None = None
    ) -> ProposalDraft:
        """The proposal as it stands."""
        return ProposalDraft(
            summary=summary,
            if_nobody_acts=if_nobody_acts,
            needed_by=needed_by,
            options=tuple(self._options),
            actions=tuple(self._actions.values()),
            evidence=self.ledger.facts,
            exhibit=exhibit,
        )


def note_claims(ledger: Ledger, file: CaseFile) -> dict[int, str]:
    """What reports and people say, as evidence: the id of each claim's fact, by its place in the file.

    What is on file and was decided before is noted beside it. No action rests on that, and no confidence.
    """
    noted = {index: _note(ledger, claim) for index, claim in enumerate(file.claims)}
    _note_guidance(ledger, file.guidance)
    return noted


def _note_guidance(ledger: Ledger, guidance: Guidance) -> None:
    for one in guidance.passages:
        ledger.said("knowledge", one.source, quote=one.text, span=None, values=())
    if guidance.missing:
        ledger.said(
            "knowledge", f"Procedures could not be looked up: {guidance.missing}", quote=None, span=None, values=()
        )
    if guidance.precedents:
        numbers = ", ".join(one.number for one in guidance.precedents)
        label = f"{precedents_words(guidance.precedents)} ({numbers})"
        ledger.said("precedent", label, quote=None, span=None, values=())


def _note(ledger: Ledger, claim: Claim) -> str:
    label, values = claim.label(), claim.values()
    if claim.read_by == "person":
        return ledger.said("person", label, quote=None, span=claim.span, values=values)
    if claim.read_by == "carrier":
        return ledger.said("carrier", label, quote=None, span=None, values=values)
    if claim.read_by == "scan":
        return ledger.said("odoo", label, quote=None, span=None, values=values)
    if claim.span is None:
        # What is said about the message itself may carry its sender's words.
        return ledger.said("email", label, quote=None, span=None, values=values)
    in_mail = claim.span.part in {"subject", "body"}
    source: Source = "email" if in_mail else "document"
    return ledger.said(source, label, quote=claim.span.quote, span=claim.span, values=values)


def record_of(model: str, record_id: int, label: str) -> RecordRef:
    """A record by its three parts."""
    return RecordRef(model=model, id=record_id, label=label or f"{model} {record_id}")
