"""Claims in, cases out: which exceptions a report speaks of, one case each. Pure; called by correspondence.

A delay is a case of its order; a sensitive request is a case of its matter and asker; anything else a case of its kind.
The key says when a later report speaks of the same exception.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from agents.correspondence.text import Sentence
from cases.actions.base import words_of
from cases.claims import (
    MAX_WORDS,
    Claim,
    DelayClaim,
    InstructionClaim,
    MentionClaim,
    Precision,
    RecordRef,
    SensitiveClaim,
)
from cases.kinds import KINDS, Kind
from cases.models import CaseDraft

STOPS = {
    "bank": (
        "Never change bank details from a message. Call the partner on the number Odoo has had on file, not one from "
        "this message, and let finance decide."
    ),
    "address": (
        "Never change an address on file from a message. Ask the partner by a channel Odoo has had on file, "
        "and let the record's owner decide."
    ),
    "identity": (
        "Never change a partner's name, tax number or access from a message. Check with the partner by a channel "
        "Odoo has had on file, and let finance decide."
    ),
    "release": (
        "Never release held goods or a credit hold because of a message. Ask whoever set the hold, "
        "and let finance decide."
    ),
}
MAX_ORPHANS = 20
MAX_CLAIMS = 60
ASKS = {
    "bank": "change bank details",
    "address": "change an address",
    "identity": "change an identity",
    "release": "release what is held",
}


@dataclass(frozen=True)
class Found:
    """What reading a report found.

    Attributes:
        delays: resolved delay claims that are news.
        repeated: those that say what Odoo already has.
        others: sensitive, instruction and mention claims.
        writer: the company it comes from, where that is one.
        address: the mail address it comes from.
        orders: the orders it names.
        owners: whose each order is.
        message: the mail's own id, for what can be told apart by nothing else.
        doubts: why the writer's word is doubted, by order.
        trusts: how far it goes, by order.
        trust: how far it goes about no order.
        says: a fingerprint of all that the report says.
        general: the same, about no order.
        problems: what could not be read.
        opening: the first statement, to show of a case of which nothing else is known.
    """

    delays: tuple[DelayClaim, ...] = ()
    repeated: tuple[DelayClaim, ...] = ()
    others: tuple[Claim, ...] = ()
    writer: RecordRef | None = None
    address: str = ""
    subject: str = ""
    orders: tuple[RecordRef, ...] = ()
    owners: Mapping[int, RecordRef] = field(default_factory=dict)
    message: str | None = None
    doubts: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    trusts: Mapping[int, float] = field(default_factory=dict)
    trust: float = 1.0
    says: str = ""
    general: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    opening: Sentence | None = None

    @property
    def who(self) -> str:
        """The asker, for keys: the company, else the address."""
        return f"res.partner:{self.writer.id}" if self.writer else (self.address or "unknown")

    @property
    def name(self) -> str:
        """The asker, for people."""
        return self.writer.label if self.writer else (self.address or "an unknown sender")


def cases_of(found: Found) -> tuple[CaseDraft, ...]:
    """The cases of a report; at least one."""
    drafts = [*_delays(found), *_sensitive(found), *_mentions(found)]
    # What only repeats opens nothing, but what could not be read beside it must be seen by somebody.
    if not drafts or (found.problems and not found.delays and not found.others):
        drafts.append(_unclassified(found))
    instructions = tuple(claim for claim in found.others if isinstance(claim, InstructionClaim))
    return tuple(
        draft.model_copy(
            update={
                "claims": (*draft.claims, *instructions),
                "trust": found.trusts.get(_order_id(draft), found.trust),
                "says": found.says,
            }
        )
        for draft in drafts
    )


def _order_id(draft: CaseDraft) -> int:
    return next((record.id for record in draft.records if record.model == "purchase.order"), 0)


def _delays(found: Found) -> Iterator[CaseDraft]:
    groups: dict[object, list[DelayClaim]] = {}
    for claim in (*found.delays, *found.repeated):
        order = _order_of(claim)
        groups.setdefault(order.id if order else (claim.order_text or "").casefold(), []).append(claim)
    orphans = 0
    more: list[DelayClaim] = []
    for claims in groups.values():
        order = _order_of(claims[0])
        orphans += order is None
        if order is not None:
            yield _known_delay(found, order, claims)
        elif orphans <= MAX_ORPHANS:
            yield _orphan_delay(found, claims)
        else:
            more += claims
    if more:
        yield _many_orphans(found, more, orphans - MAX_ORPHANS)


def _known_delay(found: Found, order: RecordRef, claims: Sequence[DelayClaim]) -> CaseDraft:
    partner = found.owners.get(order.id)
    lines = dict.fromkeys(ref for claim in claims for ref in claim.refers_to if ref.model == "purchase.order.line")
    doubts = [*found.doubts.get(order.id, ()), *found.problems]
    notes = _notes(Kind.INBOUND_DELAY, [*doubts, *_limits(claims)])
    return CaseDraft(
        kind=Kind.INBOUND_DELAY,
        key=f"inbound_delay:purchase.order:{order.id}",
        title=f"{order.label}{f' of {partner.label}' if partner else ''}: {_until(claims)}",
        partner=partner,
        records=(order, *lines),
        claims=(*[claim for claim in claims if claim not in found.repeated][:MAX_CLAIMS], *notes),
        repeated=tuple(claim for claim in claims if claim in found.repeated)[:MAX_CLAIMS],
    )


def _orphan_delay(found: Found, claims: Sequence[DelayClaim]) -> CaseDraft:
    """A delay of an order that Odoo does not know: a person says which one, and it is investigated then."""
    text = next((claim.order_text for claim in claims if claim.order_text), None)
    what = f"order {text}, which Odoo does not know" if text else "an order that it does not name"
    return CaseDraft(
        kind=Kind.INBOUND_DELAY,
        key=f"inbound_delay:{found.who}:{text.casefold() if text else _own_key(found)}",
        title=f"{found.name} announces a delay of {what}"[:200],
        partner=found.writer,
        records=(found.writer,) if found.writer else (),
        claims=(*claims[:MAX_CLAIMS], *_notes(Kind.INBOUND_DELAY, [*found.general, *_limits(claims)])),
    )


def _many_orphans(found: Found, claims: Sequence[DelayClaim], orders: int) -> CaseDraft:
    """What a report says of yet more orders that Odoo does not know: one case, or a mail could make hundreds."""
    return CaseDraft(
        kind=Kind.INBOUND_DELAY,
        key=f"inbound_delay:{found.who}:more:{_own_key(found)}",
        title=f"{found.name} announces a delay of {orders} more orders, which Odoo does not know"[:200],
        partner=found.writer,
        records=(found.writer,) if found.writer else (),
        claims=(*claims[:MAX_CLAIMS], *_notes(Kind.INBOUND_DELAY, [*found.general, *_limits(claims)])),
    )


def _left_out(claims: Sequence[DelayClaim]) -> list[str]:
    """That a report says more than a case takes in; it is kept as it came."""
    if len(claims) <= MAX_CLAIMS:
        return []
    return [f"The report says {len(claims)} such things; only the first {MAX_CLAIMS} were taken in. Read it whole."]


def _limits(claims: Sequence[DelayClaim]) -> list[str]:
    """What a case does not hold of what its report says, in plain words."""
    return [*_uncounted(claims), *_left_out(claims)]


def _uncounted(claims: Sequence[DelayClaim]) -> list[str]:
    """Counts that tell no quantity, such as pallets: all that is open is taken to be late."""
    return [
        f"The report counts “{claim.unit_text}” and does not say how many pieces that is. Ask, or correct the quantity."
        for claim in claims
        if claim.unit_text and claim.quantity is None and claim.read_by != "person"
    ]


def _sensitive(found: Found) -> Iterator[CaseDraft]:
    for claim in found.others:
        if isinstance(claim, SensitiveClaim):
            records = (*((found.writer,) if found.writer else ()), *found.orders)
            refers = (found.writer,) if found.writer else ()
            yield CaseDraft(
                kind=Kind.SENSITIVE_CHANGE,
                key=f"sensitive_change:{claim.about}:{found.who}",
                title=f"{found.name} asks to {ASKS[claim.about]}"[:200],
                partner=found.writer,
                records=records,
                claims=(claim.model_copy(update={"refers_to": refers}), *_notes(Kind.SENSITIVE_CHANGE, found.general)),
                stop=STOPS[claim.about],
            )


def _mentions(found: Found) -> Iterator[CaseDraft]:
    for claim in found.others:
        if isinstance(claim, MentionClaim):
            order = found.orders[0] if found.orders else None
            partner = (found.owners.get(order.id) if order else None) or found.writer
            about = f"{order.model}:{order.id}" if order else _own_key(found)
            yield CaseDraft(
                kind=claim.kind,
                key=f"{claim.kind.value}:{found.who}:{about}",
                title=_title(KINDS[claim.kind].title, found),
                partner=partner,
                records=found.orders or ((found.writer,) if found.writer else ()),
                claims=(claim.model_copy(update={"refers_to": found.orders}), *_notes(claim.kind, found.general)),
            )


def _unclassified(found: Found) -> CaseDraft:
    claims: list[Claim] = []
    if found.opening is not None:
        span = found.opening.span()
        claims.append(
            MentionClaim(span=span, kind=Kind.UNCLASSIFIED, text=span.quote, sure=0.5, refers_to=found.orders)
        )
    order = found.orders[0] if found.orders else None
    partner = (found.owners.get(order.id) if order else None) or found.writer
    return CaseDraft(
        kind=Kind.UNCLASSIFIED,
        key=f"unclassified:{found.who}:{_own_key(found)}",
        title=_title("Message", found),
        partner=partner,
        records=found.orders or ((found.writer,) if found.writer else ()),
        claims=(*claims, *_notes(Kind.UNCLASSIFIED, found.general)),
    )


def _notes(kind: Kind, sentences: Sequence[str]) -> tuple[MentionClaim, ...]:
    """Doubts and reading problems as claims without a place: people see them beside what was read."""
    return tuple(MentionClaim(kind=kind, text=sentence[:MAX_WORDS]) for sentence in dict.fromkeys(sentences))


def _title(what: str, found: Found) -> str:
    of = f"{what} from {found.name}"
    return (f"{of}: {found.subject}" if found.subject else of)[:200]


def _until(claims: Sequence[DelayClaim]) -> str:
    days = [claim.new_date for claim in claims if claim.new_date and claim.date_means == "arrival"]
    if any(claim.precision is Precision.UNKNOWN for claim in claims) or not days:
        left = [claim.new_date for claim in claims if claim.new_date]
        return f"leaves there only on {words_of(max(left))}" if left else "delayed, no new day given"
    week = all(claim.precision is Precision.WEEK for claim in claims)
    return f"{'in the week of' if week else 'now'} {words_of(max(days))}"


def _order_of(claim: DelayClaim) -> RecordRef | None:
    return next((ref for ref in claim.refers_to if ref.model == "purchase.order"), None)


def _own_key(found: Found) -> str:
    """What tells apart what nothing in Odoo does: the thread it belongs to, by its subject without `Re:`."""
    bare = (
        re.sub(r"^(?:\s*(?:re|aw|fwd?|wg|tr|antw|rv)\s*:)+", "", found.subject, flags=re.IGNORECASE).strip().casefold()
    )
    return hashlib.sha256((bare or found.message or "").encode()).hexdigest()[:16]
