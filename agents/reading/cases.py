"""Claims in, case drafts out: which exceptions a report speaks of, one case each. Pure; the last step of reading.

Claims about one record of their kind are one case, whoever reports it; what could not be resolved is a case of the
asker and the words. The kind's declaration gives key and heading, the claim itself what it is about.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cases.claims import MAX_WORDS, Claim, MentionClaim, NoteClaim, RecordRef, Span
from cases.kind import Kind
from cases.kinds import KINDS, Told
from cases.models import CaseDraft

MAX_ORPHANS = 20
MAX_CLAIMS = 60
Record = tuple[str, int]
BILLS = frozenset({Kind.FREIGHT_DISCREPANCY, Kind.INVOICE_MISMATCH})


@dataclass(frozen=True)
class Found:
    """What reading a report found.

    Attributes:
        claims: those that are news, resolved.
        repeated: those that say what Odoo already has.
        writer: the company it comes from, where that is one.
        address: the mail address it comes from.
        orders: the orders it names.
        owners: whose each record is.
        message: the mail's own id, for what can be told apart by nothing else.
        doubts: why the writer's word is doubted, by record.
        trusts: how far it goes, by record.
        trust: how far it goes about anything else.
        says: a fingerprint of all that the report says.
        general: why the writer's word is doubted about anything else, and what could not be read.
        problems: what could not be read.
        opening: the first statement, to show of a case of which nothing else is known.
        likely: the kinds that it sounds most like, where nobody can tell which it is.
        bills_stop: why nothing is decided about a bill of it.
    """

    claims: tuple[Claim, ...] = ()
    repeated: tuple[Claim, ...] = ()
    writer: RecordRef | None = None
    address: str = ""
    subject: str = ""
    orders: tuple[RecordRef, ...] = ()
    owners: Mapping[Record, RecordRef] = field(default_factory=dict)
    message: str | None = None
    doubts: Mapping[Record, tuple[str, ...]] = field(default_factory=dict)
    trusts: Mapping[Record, float] = field(default_factory=dict)
    trust: float = 1.0
    says: str = ""
    general: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    opening: Span | None = None
    likely: tuple[Kind, ...] = ()
    bills_stop: str | None = None

    @property
    def who(self) -> str:
        """The asker, for keys: the company, else the address."""
        return f"res.partner:{self.writer.id}" if self.writer else (self.address or "unknown")

    @property
    def name(self) -> str:
        """The asker, for people."""
        return self.writer.label if self.writer else (self.address or "an unknown sender")

    @property
    def thread(self) -> str:
        """What tells apart what nothing in Odoo does: the thread it belongs to, by its subject without `Re:`."""
        bare = re.sub(r"^(?:\s*(?:re|aw|fwd?|wg|tr|antw|rv)\s*:)+", "", self.subject, flags=re.IGNORECASE)
        return hashlib.sha256(
            (bare.strip().casefold() or self.message or "").encode("utf-8", "surrogatepass")
        ).hexdigest()[:16]


@dataclass
class _Group:
    """The claims of one exception."""

    kind: Kind
    key: str
    record: RecordRef | None
    claims: list[Claim] = field(default_factory=list)
    more: int = 0


def cases_of(found: Found) -> tuple[CaseDraft, ...]:
    """The cases of a report; at least one."""
    drafts = [_draft(found, group) for group in _grouped(found)]
    said = [claim for claim in found.claims if claim.is_news]
    # What only repeats opens nothing, but what could not be read beside it must be seen by somebody.
    if not drafts or (found.problems and not said):
        drafts.append(_unclassified(found))
    beside = tuple(claim for claim in found.claims if claim.case_kind is None)
    return tuple(draft.model_copy(update={"claims": (*draft.claims, *beside)}) for draft in drafts)


def _grouped(found: Found) -> list[_Group]:
    groups: dict[str, _Group] = {}
    unknown: dict[Kind, int] = {}
    for claim in (*found.claims, *found.repeated):
        if claim.case_kind is None:
            continue
        placed = claim.placed(found.writer, found.orders)
        kind, about = claim.case_kind, placed.subject()
        spec = KINDS[kind]
        key = spec.key(about, who=found.who, thread=found.thread)
        record = about.of(spec.names)
        if key not in groups and record is None:
            unknown[kind] = unknown.get(kind, 0) + 1
        if key not in groups and record is None and unknown[kind] > MAX_ORPHANS:
            # What a report says of yet more that Odoo does not know is one case, or a mail could make hundreds.
            key = f"{kind.value}:{found.who}:more:{found.thread}"
            groups.setdefault(key, _Group(kind, key, None)).more += 1
        groups.setdefault(key, _Group(kind, key, record)).claims.append(placed)
    return list(groups.values())


def _draft(found: Found, group: _Group) -> CaseDraft:
    spec = KINDS[group.kind]
    refers = list(dict.fromkeys(ref for claim in group.claims for ref in claim.refers_to))
    if group.record is not None:
        records = tuple(dict.fromkeys((group.record, *refers)))
    elif spec.names:
        records = (found.writer,) if found.writer else ()
    else:
        records = tuple(dict.fromkeys((*refers, *found.orders))) or ((found.writer,) if found.writer else ())
    # Who asks for what is never done is called back, whosever order is named beside it.
    asker = found.writer if group.kind is Kind.SENSITIVE_CHANGE else None
    known = group.record or next((ref for ref in records if _of(ref) in found.owners), None)
    partner = asker or (found.owners.get(_of(known)) if known else None) or found.writer
    told = Told(who=found.name, record=group.record, partner=partner, subject=found.subject, more=group.more)
    repeated = tuple(claim for claim in group.claims if claim in found.repeated)
    news = [claim for claim in group.claims if claim not in repeated]
    return CaseDraft(
        kind=group.kind,
        key=group.key,
        title=spec.heading(group.claims, told),
        partner=partner,
        records=records,
        claims=(*news[:MAX_CLAIMS], *_notes(_remarks(found, known, group.claims))),
        repeated=repeated[:MAX_CLAIMS],
        stop=next(
            (claim.stop for claim in group.claims if claim.stop), found.bills_stop if group.kind in BILLS else None
        ),
        trust=found.trusts.get(_of(known), found.trust) if known else found.trust,
        says=found.says,
    )


def _remarks(found: Found, known: RecordRef | None, claims: Sequence[Claim]) -> list[str]:
    """Doubts about the writer, what could not be read, and what the case does not hold of its report."""
    doubts = found.doubts.get(_of(known)) if known else None
    beside = found.general if doubts is None else (*doubts, *found.problems)
    return [*beside, *(caveat for claim in claims for caveat in claim.caveats()), *_left_out(claims)]


def _left_out(claims: Sequence[Claim]) -> list[str]:
    """That a report says more than a case takes in; it is kept as it came."""
    if len(claims) <= MAX_CLAIMS:
        return []
    return [f"The report says {len(claims)} such things; only the first {MAX_CLAIMS} were taken in. Read it whole."]


def _unclassified(found: Found) -> CaseDraft:
    claims: list[Claim] = []
    if (span := found.opening) is not None:
        claims.append(
            MentionClaim(
                span=span,
                kind=Kind.UNCLASSIFIED,
                likely=found.likely,
                text=span.quote,
                sure=0.5,
                refers_to=found.orders,
            )
        )
    spec = KINDS[Kind.UNCLASSIFIED]
    order = found.orders[0] if found.orders else None
    partner = (found.owners.get(_of(order)) if order else None) or found.writer
    return CaseDraft(
        kind=Kind.UNCLASSIFIED,
        key=f"{Kind.UNCLASSIFIED.value}:{found.who}:{found.thread}",
        title=spec.heading(claims, Told(who=found.name, partner=partner, subject=found.subject)),
        partner=partner,
        records=found.orders or ((found.writer,) if found.writer else ()),
        claims=(*claims, *_notes(found.general)),
        trust=found.trusts.get(_of(order), found.trust) if order else found.trust,
        says=found.says,
    )


def _notes(sentences: Sequence[str]) -> tuple[NoteClaim, ...]:
    """Doubts and reading problems beside what was read."""
    return tuple(NoteClaim(text=sentence[:MAX_WORDS]) for sentence in dict.fromkeys(sentences))


def _of(record: RecordRef) -> Record:
    return record.model, record.id
