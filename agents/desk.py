"""Nobody's cases: sensitive changes and what fits no kind. A to-do for the right person, never more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from agents.analysis.drafting import Drafting, note_claims
from agents.analysis.todo import assignee, to_do
from agents.correspondence.writer import company_of
from agents.specialist import Counts, Handover, Snapshot
from agents.world import World
from cases.claims import RecordRef, SensitiveClaim, only
from cases.kind import Kind
from cases.kinds import KINDS
from cases.models import CaseFile, ProposalDraft
from cases.people import Person
from cases.roles import Role
from cases.workdays import MONDAY_TO_FRIDAY, WorkCalendar

# Whom to ask: the first role that anybody holds. Never whoever received the message.
ASKED: dict[str, tuple[Role, ...]] = {
    "bank": (Role.FINANCE_MANAGER, Role.FINANCE),
    "identity": (Role.FINANCE_MANAGER, Role.FINANCE),
    "release": (Role.FINANCE_MANAGER, Role.FINANCE),
    "address": (Role.PROCUREMENT_MANAGER, Role.PROCUREMENT),
    "purchase": (Role.PROCUREMENT, Role.PROCUREMENT_MANAGER),
    "sale": (Role.SALES, Role.SALES_MANAGER),
    "other": (Role.LOGISTICS, Role.LOGISTICS_MANAGER),
}


class DeskSnapshot(Snapshot):
    """What the desk knows of a case of its own.

    Attributes:
        role: whom the matter concerns.
        people: those who hold it.
        on_file: phone and mail address that Odoo has of the partner: the channel for the check.
        ours: our own company's card, where the case is about nothing that Odoo knows.
    """

    kind: Literal["sensitive_change", "unclassified"] = "unclassified"
    role: Role
    people: tuple[Person, ...] = ()
    on_file: str | None = None
    ours: RecordRef | None = None
    zone: str
    work: WorkCalendar = MONDAY_TO_FRIDAY


class DeskSpecialist:
    """Lays out what is known and asks the right person. Knows no action but a to-do."""

    works: ClassVar[Mapping[Kind, type[Snapshot]]] = {
        Kind.SENSITIVE_CHANGE: DeskSnapshot,
        Kind.UNCLASSIFIED: DeskSnapshot,
    }

    async def collect(self, file: CaseFile, world: World) -> DeskSnapshot:
        """Who may be asked, and how the partner can be reached by another way than this message. Two to five calls.

        Raises:
            OdooError: Odoo cannot be read now.
        """
        asked = ASKED[_matter(file)]
        role, people = asked[0], list[Person]()
        for role in asked:
            people = await world.reader.users_with_role(role)
            if people:
                break
        on_file = None
        if file.partner is not None:
            partners = await world.reader.partners([file.partner.id])
            on_file = next((", ".join(filter(None, (one.phone, one.email))) or None for one in partners), None)
        ours = None
        if file.kind is Kind.SENSITIVE_CHANGE and file.partner is None and not file.records:
            # A stranger who signs as the director: the to-do must lie somewhere.
            company = await world.reader.own_company()
            ours = company_of(company) if company else None
        return DeskSnapshot(
            kind="sensitive_change" if file.kind is Kind.SENSITIVE_CHANGE else "unclassified",
            file=file,
            read_at=world.now,
            role=role,
            people=tuple(people),
            on_file=on_file,
            ours=ours,
            zone=world.habits.zone,
            work=world.habits.work.company,
        )

    def think(self, snapshot: DeskSnapshot, counts: Counts) -> ProposalDraft | Handover:
        """A to-do for the right person; or the case is a delay after all, as somebody corrected it."""
        file = snapshot.file
        if file.kind is Kind.UNCLASSIFIED and (kind := _kind_said(file)):
            return Handover(to=kind, why=f"Somebody says what it is: {KINDS[kind].means}")
        drafting = Drafting(snapshot.read_at, counts)
        claims = note_claims(drafting.ledger, file)
        sensitive = file.kind is Kind.SENSITIVE_CHANGE
        channel = _channel(file.partner, snapshot.on_file)
        if sensitive:
            drafting.ledger.reckoned(channel)
        action = self._to_do(snapshot, drafting, list(claims.values()), channel)
        if action is not None:
            drafting.option(
                "ask",
                label="Have it checked by another channel" if sensitive else "Give it to somebody",
                effect="Nothing is changed; a person finds out." if sensitive else "A person takes it from here.",
                cost="A few minutes of their time.",
                actions=[action],
                recommended=True,
            )
        lost = (
            "Nothing is changed by itself. If the request is a fraud, it stays unreported; if it is real, it waits."
            if sensitive
            else "The message stays unanswered."
        )
        return drafting.proposal(summary=_summary(file), if_nobody_acts=lost)

    def _to_do(self, snapshot: DeskSnapshot, drafting: Drafting, facts: list[str], channel: str) -> str | None:
        file = snapshot.file
        who = assignee(snapshot.people, snapshot.role)
        record = next(iter(file.records), None) or file.partner
        if file.kind is Kind.SENSITIVE_CHANGE:
            record = file.partner or record or snapshot.ours
        if who is None or record is None:
            return None
        said = "\n".join(f"“{claim.span.quote}”" for claim in file.claims if claim.span)
        stop = f"{file.stop}\n{channel}\n\n" if file.stop else ""
        return to_do(
            drafting,
            who,
            record,
            summary=("Check by another channel: " if file.stop else "Please look at: ") + file.title,
            note=f"{stop}The message says:\n{said}",
            read_at=snapshot.read_at,
            zone=snapshot.zone,
            work=snapshot.work,
            facts=facts,
            sure=1.0,
        )


def _kind_said(file: CaseFile) -> Kind | None:
    """The kind that a claim speaks of, where it is another than nobody's."""
    kinds = (claim.case_kind for claim in file.claims)
    return next((kind for kind in kinds if kind not in {None, Kind.UNCLASSIFIED, Kind.SENSITIVE_CHANGE}), None)


def _matter(file: CaseFile) -> str:
    for claim in only(SensitiveClaim, file.claims):
        return claim.about
    models = {record.model for record in file.records}
    if "purchase.order" in models:
        return "purchase"
    return "sale" if "sale.order" in models else "other"


def _channel(partner: RecordRef | None, on_file: str | None) -> str:
    if partner is None:
        return "The sender is not a partner that Odoo knows; there is nothing on file to call."
    if on_file is None:
        return (
            f"Odoo has neither phone nor mail address of {partner.label}; use one from a contract or an earlier letter."
        )
    return f"On file for {partner.label}: {on_file}."


def _summary(file: CaseFile) -> str:
    stop = f" {file.stop}" if file.stop else ""
    return f"{file.title}.{stop}"
