"""Reads a reading set offline, through the product's own reading, on the set's world instead of an Odoo."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import BaseModel

from agents.correspondence.reading import read_report
from agents.reading.limited import LimitedReading
from cases.claims import Claim
from cases.kind import Kind
from cases.models import CaseDraft, Reading
from evals.reading_score import Pair, ReadClaim, ReadMail, Scored, score
from evals.reading_world import ReadingSetError, ReadingWorld, WorldRecords, load_truth, load_world
from runtime.settings import Settings


class ReadSet(BaseModel):
    """A set as it was read. `totals` holds every figure: totals, by kind, by language."""

    totals: Scored
    mails: tuple[ReadMail, ...]


async def read_set(folder: Path, progress: Callable[[str], None]) -> ReadSet:
    """Read every mail of a set and score it.

    Args:
        folder: holds `world.json`, and for each `ID.eml` an `ID.json`.
        progress: told what is being done.

    Raises:
        ReadingSetError: it is no reading set.
    """
    world = load_world(folder)
    mails = _mails(folder)
    truths = [load_truth(path.with_suffix(".json")) for path in mails]
    settings = Settings(timezone=world.zone, own_domains=",".join(world.own_domains))
    records, limits = WorldRecords(world), LimitedReading(settings.cache_dir)
    codes = line_codes(world)
    read: list[ReadMail] = []
    try:
        for number, path in enumerate(mails, start=1):
            if number % 20 == 1:
                progress(f"Reading {len(mails)} mails, from number {number}")
            began = time.perf_counter()
            reading = await read_report(
                path.read_bytes(), "message/rfc822", "", records, None, settings, world.moment, limits
            )
            read.append(as_read(path.stem, reading, codes, (time.perf_counter() - began) * 1000))
    finally:
        await limits.close()
    pairs = [Pair(mail, truth) for mail, truth in zip(read, truths, strict=True)]
    return ReadSet(totals=score(pairs, world), mails=tuple(read))


def _mails(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.eml"))
    if not found:
        raise ReadingSetError(f"There are no mails (.eml) in {folder}.")
    return found


def line_codes(world: ReadingWorld) -> dict[str, str]:
    """The code of each line by the label that Odoo shows."""
    return {f"[{line.code}] {line.name}": line.code for order in world.purchase_orders for line in order.lines}


def as_read(name: str, reading: Reading, codes: dict[str, str], ms: float) -> ReadMail:
    """What a reading came to, as the output has it; only what would open or change a case."""
    opened = [draft for draft in reading.cases if _opens(draft)]
    claims = list(dict.fromkeys(claim for draft in opened for claim in draft.claims if claim.is_news))
    kinds = dict.fromkeys(draft.kind.value for draft in opened)
    return ReadMail(
        id=name,
        kinds=tuple(kinds),
        claims=tuple(_claim(claim, codes) for claim in claims),
        sensitive=Kind.SENSITIVE_CHANGE.value in kinds,
        nothing_new=reading.nothing_new,
        unread=reading.unread,
        ms=round(ms, 1),
    )


def _opens(draft: CaseDraft) -> bool:
    """A draft of nothing but what Odoo has already only withdraws what an open case was told otherwise."""
    return any(claim.is_news for claim in draft.claims) or not draft.repeated


def _claim(claim: Claim, codes: dict[str, str]) -> ReadClaim:
    fields = claim.model_dump()
    line = _label(claim, ("purchase.order.line",))
    written = (fields.get("order_text"), fields.get("tracking_text"))
    order = _label(claim, ("purchase.order", "sale.order", "stock.picking"))
    same = {name: fields.get(name) for name in ("type", "quantity", "new_date", "precision", "date_means")}
    return ReadClaim(
        **same,
        sure=claim.sure,
        read_by=claim.read_by,
        order=order or next((text for text in written if text), None),
        item=codes.get(line, line) if line else fields.get("product_text"),
    )


def _label(claim: Claim, models: Sequence[str]) -> str | None:
    return next((ref.label for ref in claim.refers_to if ref.model in models), None)
