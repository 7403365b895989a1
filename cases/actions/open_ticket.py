"""Open a ticket where customer service keeps them, about an order or a delivery, so that somebody carries it on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from cases.actions.base import (
    ActionName,
    Arguments,
    Change,
    Grant,
    Moment,
    Premise,
    Reversibility,
    ShortText,
    StepKind,
    moment_on,
    words_of,
)
from cases.claims import RecordRef

TicketModel = Literal["project.task", "helpdesk.ticket"]


class SeenPlace(Premise):
    """Where tickets are kept, as read.

    Attributes:
        project: the project, or the team of the helpdesk.
        zone: the zone in which the due day is a day.
        hour: the local hour by which it is due.
    """

    project: str
    zone: str = "UTC"
    hour: int = Field(default=17, ge=0, le=23)


class OpenTicket(Arguments[SeenPlace]):
    """Arguments of open_ticket.

    Attributes:
        model: a task of a project, or a ticket of the helpdesk where that is installed.
        project_id: the project that tickets are kept in, or the helpdesk's team. Without one nobody else would see it.
        partner_id: the customer it is about; they are not written to.
        about_model, about_id, about: the order or transfer it is about, linked from the ticket.
        user_id: who is to carry it on; none: whoever looks after the project.
    """

    name: ClassVar = ActionName.OPEN_TICKET
    title: ClassVar = "Open ticket"
    means: ClassVar = "Opens a ticket for customer service about an order or delivery; the customer is not written to."
    reversibility: ClassVar = Reversibility.REVERSIBLE
    step: ClassVar = StepKind.ADVICE
    under_stop: ClassVar = True
    prior: ClassVar = 0.75
    rights: ClassVar = {
        "project.task": Grant(write=True, create=True),
        "helpdesk.ticket": Grant(write=True, create=True),
    }
    editable: ClassVar = frozenset({"subject", "text", "due"})
    Seen: ClassVar = SeenPlace

    model: TicketModel = "project.task"
    project_id: int
    project: ShortText
    partner_id: int | None = None
    partner: ShortText | None = None
    about_model: ShortText
    about_id: int
    about: ShortText
    subject: ShortText
    text: Annotated[str, Field(min_length=1, max_length=4000)]
    user_id: int | None = None
    user: ShortText | None = None
    due: date | None = None

    @model_validator(mode="after")
    def _names_whom_it_means(self) -> OpenTicket:
        for number, name in ((self.partner_id, self.partner), (self.user_id, self.user)):
            if (number is None) != (name is None):
                raise ValueError("a person or customer needs both a number and a name")
        return self

    def sentence(self) -> str:
        """What will be done."""
        whom = f" for {self.user}" if self.user else ""
        by = f", due {words_of(self.due)}" if self.due else ""
        return f"Open a ticket in {self.project}{whom}{by}: {self.subject}"

    def target(self) -> RecordRef:
        """The record that the ticket is about."""
        return RecordRef(model=self.about_model, id=self.about_id, label=self.about)

    def deadline(self, premise: SeenPlace) -> Moment | None:
        """When it is due, in UTC."""
        return moment_on(self.due, premise.hour, premise.zone) if self.due else None

    def diff(self, premise: SeenPlace) -> tuple[Change, ...]:
        """The ticket."""
        about = " · ".join(part for part in (self.about, self.partner) if part)
        whom = self.user or "whoever looks after it"
        return (
            Change(
                model=self.model,
                id=None,
                label=f"{self.project} · {about}",
                field=f"Ticket for {whom}" + (f", due {words_of(self.due)}" if self.due else ""),
                before=None,
                after=f"{self.subject}\n{self.text}",
            ),
        )
