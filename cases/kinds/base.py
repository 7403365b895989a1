"""What a kind declares: everything that tells one sort of exception from another, said once.

The supervisor's maps, the catalogue page, the model's list of kinds and the filters follow from the declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from cases.actions.base import ActionName
from cases.claims import Claim, RecordRef, Subject
from cases.claims.base import folded
from cases.kind import Kind

MAX_TITLE = 200


class Origin(StrEnum):
    """The door by which a report comes in."""

    MAIL = "mail"
    DOCUMENT = "document"
    CARRIER = "carrier"
    ODOO = "odoo"
    SCAN = "scan"
    PERSON = "person"


class Sender(StrEnum):
    """Who writes, by Odoo's own data."""

    VENDOR = "vendor"
    CUSTOMER = "customer"
    CARRIER = "carrier"
    COLLEAGUE = "colleague"
    STRANGER = "stranger"


class Family(StrEnum):
    """Who works a kind. `DESK` is nobody's: a person takes it, with what is known laid out."""

    INBOUND = "inbound"
    DELIVERY = "delivery"
    FREIGHT = "freight"
    WAREHOUSE = "warehouse"
    REPLENISHMENT = "replenishment"
    DESK = "desk"


@dataclass(frozen=True)
class Told:
    """What a heading is made of.

    Attributes:
        who: whoever reported it, as people know them.
        record: what it is about, where that is known.
        partner: whose that is.
        subject: the subject of the mail it came by, where it came by one.
        more: of how many further unknown records it speaks.
    """

    who: str
    record: RecordRef | None = None
    partner: RecordRef | None = None
    subject: str = ""
    more: int = 0


Heading = Callable[[Sequence[Claim], Told], str]


def _plain_heading(title: str, told: Told) -> str:
    if told.record is not None and told.partner is not None and not told.subject:
        return f"{title}: {told.record.label} of {told.partner.label}"
    of = f"{title} from {told.who}"
    return f"{of}: {told.subject}" if told.subject else of


@dataclass(frozen=True)
class KindSpec:
    """One kind of exception.

    Attributes:
        title: what people read in a list.
        means: one sentence that says what it is.
        family: whose trade it is.
        claims: the types of claim that are about it.
        comes_by: the doors by which it is reported.
        written_by: who writes of it: a prior for reading.
        names: the Odoo models that its references resolve to; a case is a case of one such record.
        within: the Odoo models of a further record that tells its cases apart, such as the warehouse of a product.
        may_propose: the actions that may be proposed for it.
        keyed_as: the word by which its cases are known, where one record is one case whichever of several kinds it is.
        one_way: it is either about what comes in or about what goes out, which a reference of either tells.
        upstream: kinds whose open cases own what they are about, and what they tell customers: a scan of this kind
            leaves those orders alone.
        told: how a case of it is headed; without one, its title and who reported it.
    """

    kind: Kind
    title: str
    means: str
    family: Family
    claims: tuple[type[Claim], ...] = ()
    comes_by: frozenset[Origin] = field(default_factory=frozenset)
    written_by: frozenset[Sender] = field(default_factory=frozenset)
    names: frozenset[str] = field(default_factory=frozenset)
    within: frozenset[str] = field(default_factory=frozenset)
    may_propose: frozenset[ActionName] = field(default_factory=frozenset)
    upstream: frozenset[Kind] = field(default_factory=frozenset)
    told: Heading | None = None
    keyed_as: str | None = None
    one_way: bool = False

    @property
    def known_as(self) -> str:
        """The word that its cases' keys of a record begin with."""
        return self.keyed_as or self.kind.value

    def key(self, about: Subject, *, who: str, thread: str) -> str:
        """What makes two reports speak of the same exception.

        A record of its own kind decides, whoever reports it; else the asker and what they name; else their thread. What
        is known by its name alone is the same before and after Odoo has it.
        """
        if about.alone and about.words:
            return f"{self.keyed_as or self.kind.value}:{folded(about.words[0])}"
        record = about.of(self.names)
        if record is not None:
            place = about.of(self.within)
            there = f":{place.model}:{place.id}" if place else ""
            return f"{self.known_as}:{record.model}:{record.id}{there}"
        words = next((folded(word) for word in about.words if word), None)
        other = next((f"{record.model}:{record.id}" for record in about.records if record.model != "res.partner"), None)
        return f"{self.kind.value}:{who}:{words or other or thread}"

    def heading(self, claims: Sequence[Claim], told: Told) -> str:
        """One line that heads a case of it."""
        text = self.told(claims, told) if self.told else _plain_heading(self.title, told)
        return text[:MAX_TITLE]
