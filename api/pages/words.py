"""Moments, money and states as people at the desk read them. The templates call these as filters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cases.actions.base import Money
from cases.confidence import ENOUGH, Confidence
from cases.freight_bill import minor_unit
from cases.status import ActionStatus, CaseStatus, Outcome, ProposalStatus
from cases.store.applying.receipts import ANSWERED, TOLD
from cases.store.applying.unknown import PERSON
from cases.store.proposals.records import ReceiptRecord

SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}

ACTION_WORDS: dict[ActionStatus, tuple[str, str]] = {
    ActionStatus.PENDING: ("waits for approval", ""),
    ActionStatus.APPROVED: ("approved", "good"),
    ActionStatus.REJECTED: ("rejected", ""),
    ActionStatus.EXPIRED: ("expired, nothing written", "bad"),
    ActionStatus.SUPERSEDED: ("superseded", ""),
    ActionStatus.EXECUTING: ("being written", "mine"),
    ActionStatus.APPLIED: ("done in Odoo", "good"),
    ActionStatus.PENDING_EXTERNAL: ("waits for the carrier", "mine"),
    ActionStatus.REFUSED: ("not written: no longer true", "warn"),
    ActionStatus.FAILED: ("failed", "bad"),
    ActionStatus.UNKNOWN: ("unknown: look in Odoo", "bad"),
    ActionStatus.UNDONE: ("undone", ""),
}

# Rejected, and nobody turned it down for what it is: something else was done instead.
NOT_NEEDED = ("not needed", "")

CASE_WORDS: dict[CaseStatus, tuple[str, str]] = {
    CaseStatus.OPEN: ("new", ""),
    CaseStatus.INVESTIGATING: ("being investigated", "mine"),
    CaseStatus.WAITING: ("waits for people", "warn"),
    CaseStatus.EXECUTING: ("being carried out", "mine"),
    CaseStatus.RESOLVED: ("resolved", "good"),
    CaseStatus.REJECTED: ("rejected", ""),
    CaseStatus.NEEDS_PERSON: ("needs a person", "bad"),
}

PROPOSAL_WORDS: dict[ProposalStatus, tuple[str, str]] = {
    ProposalStatus.PENDING: ("waits for people", "warn"),
    ProposalStatus.EXECUTING: ("being carried out", "mine"),
    ProposalStatus.EXECUTED: ("done", "good"),
    ProposalStatus.PARTLY_EXECUTED: ("partly done", "warn"),
    ProposalStatus.REJECTED: ("rejected", ""),
    ProposalStatus.EXPIRED: ("expired, nothing written", "bad"),
    ProposalStatus.SUPERSEDED: ("superseded", ""),
    ProposalStatus.NEEDS_PERSON: ("needs a person", "bad"),
}

OUTCOME_WORDS: dict[Outcome, str] = {
    Outcome.APPLIED: "Done in Odoo",
    Outcome.REFUSED: "Not written",
    Outcome.FAILED: "Failed",
    Outcome.UNKNOWN: "Unknown",
    Outcome.PENDING_EXTERNAL: "Asked; waits for the carrier",
}


# A person looked in Odoo and said so; nothing was read back.
SEEN_WORDS: dict[Outcome, str] = {
    Outcome.APPLIED: "Done in Odoo, said by a person",
    Outcome.FAILED: "Not done in Odoo, said by a person",
    Outcome.PENDING_EXTERNAL: "Asked, said by a person; waits for the carrier",
}

# What the company said that was asked.
ANSWER_WORDS: dict[Outcome, str] = {
    Outcome.APPLIED: "Confirmed by the carrier",
    Outcome.FAILED: "Refused by the carrier",
}


def receipt_words(receipt: ReceiptRecord) -> str:
    """What happened, and how it is known."""
    if receipt.how == PERSON:
        return SEEN_WORDS[receipt.outcome]
    if receipt.how in ANSWERED:
        return ANSWER_WORDS[receipt.outcome] + (", said by a person" if receipt.how == TOLD else "")
    return OUTCOME_WORDS[receipt.outcome] + (", read back and verified" if receipt.verified else "")


def zone_of(name: str) -> ZoneInfo:
    """A person's time zone; UTC where Odoo names one that this machine does not know."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def span_words(span: timedelta) -> str:
    """How long: `12 min`, `3 h`, `2 days`."""
    minutes = max(int(abs(span).total_seconds() // 60), 0)
    if minutes < 1:
        return "less than a minute"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest} min" if hours < 6 and rest else f"{hours} h"
    return f"{minutes // (24 * 60)} days"


def ago(moment: datetime, now: datetime) -> str:
    """How long ago."""
    return "just now" if now - moment < timedelta(minutes=1) else f"{span_words(now - moment)} ago"


def left(moment: datetime, now: datetime) -> str:
    """How much time is left."""
    return f"{span_words(moment - now)} left" if moment > now else "time is up"


def clock(moment: datetime, zone: ZoneInfo, now: datetime | None = None) -> str:
    """A moment in a person's own time: `today 16:40`, `Fri 4 Dec 16:40`."""
    local = moment.astimezone(zone)
    days = (local.date() - (now or datetime.now(UTC)).astimezone(zone).date()).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return f"{near.get(days, f'{local:%a} {local.day} {local:%b}')} {local:%H:%M}"


def money(value: Money) -> str:
    """An amount: `€4,120`, with cents only where there are any."""
    amount = f"{value.amount:,.2f}".removesuffix(".00")
    sign = SIGNS.get(value.currency)
    return f"{sign}{amount}" if sign else f"{amount} {value.currency}"


def cents(value: Decimal, currency: str) -> str:
    """An amount with all its cents, without the currency: `1,234.50`."""
    return f"{value.quantize(minor_unit(currency)):,f}"


def off(value: Decimal, currency: str) -> str:
    """A difference with its sign: `+5.20`, `−5.20`."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + cents(abs(value), currency)


def about(value: Decimal) -> str:
    """A quantity as people say it, to one decimal: `24`, `2.5`."""
    return f"{value:,.1f}".removesuffix(".0")


def hour(moment: datetime, zone: ZoneInfo) -> str:
    """A time of day: `15:00`."""
    return f"{moment.astimezone(zone):%H:%M}"


def day_and_hour(moment: datetime, zone: ZoneInfo) -> str:
    """A moment, the day first: `Thu 26 Nov, 15:00`."""
    local = moment.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def sure(value: Confidence) -> str:
    """Words while nothing is measured; a percentage with what stands behind it once there is."""
    if value.basis == "prior":
        return value.words
    return f"{value.value:.0%} sure"


def sure_why(value: Confidence) -> str:
    """What the confidence rests on."""
    if value.basis == "prior":
        if value.n >= ENOUGH:
            return f"an estimate beside {value.n} decisions: no calibration is adopted that measures it"
        return "an estimate: too few decisions yet to measure"
    return f"chance of approval unchanged, from {value.n} decisions"


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: `1 customer`, `3 customers`."""
    return f"{count} {one if count == 1 else many or one + 's'}"
