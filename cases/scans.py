"""What a scan of Odoo found, as it is kept: a report of the desk's own, read on the same road as any other. Pure."""

from __future__ import annotations

from cases.actions.base import Moment
from cases.claims import Claim, Frozen, RecordRef
from cases.kind import Kind

MEDIA_TYPE = "application/json"
SOURCE = "scan"
# The part of the report's text that says which moment was believed; only a scan that was told one has it.
AS_OF = "as of"


class ScanRun(Frozen):
    """One kind that is looked for, and how its last scan went.

    Attributes:
        cron: when it runs by itself, in UTC; none: only when somebody asks.
        at: when it last ran; none: never yet. The rest is of that run.
        ok: whether it got through.
        detail: what it came to, in words.
        found: exceptions that it saw; none, with what follows: it did not get through.
        opened: of them, those of which no case was open.
        resolved: cases that it closed because nothing is wrong any more.
        calls: how often it asked Odoo.
        open_cases: how many of the kind are open now, whoever reported them.
    """

    kind: Kind
    cron: str | None = None
    at: Moment | None = None
    ok: bool = True
    detail: str = ""
    found: int | None = None
    opened: int | None = None
    resolved: int | None = None
    calls: int | None = None
    open_cases: int = 0


class Finding(Frozen):
    """One exception that a scan saw.

    Attributes:
        about: the record that it is an exception of: what its case is known by.
        owner: whose that record is, where it is anybody's.
        claims: what is wrong with it.
        seen: one sentence for people.
        opens: it opens a case where there is none; else it only says that one that is open is not over.
        again: it opens one again although people have closed one that said the very same.
    """

    about: RecordRef
    owner: RecordRef | None = None
    claims: tuple[Claim, ...]
    seen: str
    opens: bool = True
    again: bool = True


class ScanReport(Frozen):
    """All that one scan has to say.

    Attributes:
        kind: what was looked for.
        at: this moment, as the scan took it to be.
        told: that moment was given to it, and the cases that it opens take it for now, too.
    """

    kind: Kind
    at: Moment
    told: bool = False
    findings: tuple[Finding, ...]
