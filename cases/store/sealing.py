"""The audit log's chain: lines in, each sealed onto the one before; and the check that finds what was changed.

One task seals. A line is sealed once every transaction that is as old as its own has ended, in the order of the lines'
numbers among those: a line that is committed late is sealed late, and none is skipped. So the chain's order (`seq`) is
the order of sealing; the lines' numbers are in each hash. The head of the chain is also written to a file outside the
database, so that cutting off its end is found.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import rfc8785
from sqlalchemy import Row, bindparam, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.claims import Frozen
from cases.store.audit import ERASED, content_hash, row_hash
from cases.store.service_tables import AuditContentRow, AuditRow

Transactions = Callable[[], AbstractAsyncContextManager[AsyncSession]]
HEAD_FILE = "audit-head.jsonl"
BATCH = 1000
GENESIS = "0" * 64


class Verdict(Frozen):
    """What checking the audit log found. `problem` is a plain sentence; absent: all is well.

    Attributes:
        rows: lines looked at.
        sealed: how many of them are in the chain.
        erased: lines whose content was erased as recorded.
    """

    ok: bool
    rows: int
    sealed: int
    erased: int = 0
    problem: str | None = None


# Whatever is visible and older than every running transaction will never get an older neighbour. A number beyond the
# snapshot's end is from another cluster's life: the record was restored there from a backup.
_SETTLED = text(
    """
    SELECT id, row_hash FROM audit
    WHERE seq IS NULL AND (xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
                           OR xid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
    ORDER BY id LIMIT :batch
    """
)
_PROVEN = (
    ("decisions", "decision.%"),
    ("receipts", "receipt.%"),
)


def link(previous: str, seq: int, audit_id: int, row: str) -> str:
    """The hash of one line in the chain. It covers hashes and numbers, never content."""
    return hashlib.sha256(rfc8785.dumps([previous, seq, audit_id, row])).hexdigest()


async def seal(transactions: Transactions, head_file: Path) -> int:
    """Seal what can be sealed, then write the head to its file. Only one process does it at a time.

    Args:
        transactions: opens one transaction.
        head_file: outside the database, best on another machine's disk; it is appended to.

    Returns:
        How many lines were sealed.
    """
    total = 0
    while True:
        async with transactions() as session:
            mine = await session.scalar(select(func.pg_try_advisory_xact_lock(func.hashtextextended("audit:seal", 0))))
            if not mine:
                return total
            count = await _seal_batch(session)
        total += count
        if count < BATCH:
            break
    async with transactions() as session:
        head = await _head(session)
    if head is not None:
        # After the commit: a head that was never committed would look like a cut tail.
        await asyncio.to_thread(_write_head, head_file, *head)
    return total


async def _seal_batch(session: AsyncSession) -> int:
    rows = (await session.execute(_SETTLED, {"batch": BATCH})).all()
    if not rows:
        return 0
    head = await _head(session)
    seq, previous = head or (0, GENESIS)
    now = datetime.now(UTC)
    sealed = []
    for audit_id, row in rows:
        seq += 1
        made = link(previous, seq, audit_id, row)
        sealed.append({"line": audit_id, "place": seq, "before": previous, "made": made})
        previous = made
    await (await session.connection()).execute(
        update(AuditRow.__table__)  # type: ignore[arg-type]
        .where(AuditRow.__table__.c.id == bindparam("line"))
        .values(seq=bindparam("place"), previous_hash=bindparam("before"), hash=bindparam("made"), sealed_at=now),
        sealed,
    )
    return len(sealed)


async def _head(session: AsyncSession) -> tuple[int, str] | None:
    found = (
        await session.execute(
            select(AuditRow.seq, AuditRow.hash).where(AuditRow.seq.is_not(None)).order_by(AuditRow.seq.desc()).limit(1)
        )
    ).first()
    return (found.seq, found.hash) if found else None


def _write_head(head_file: Path, seq: int, made: str) -> None:
    head_file.parent.mkdir(parents=True, exist_ok=True)
    known = _read_heads(head_file)
    if known and known[-1] == (seq, made):
        return
    line = json.dumps({"seq": seq, "hash": made, "at": datetime.now(UTC).isoformat(timespec="seconds")})
    with head_file.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
        file.flush()
        os.fsync(file.fileno())


def _read_heads(head_file: Path) -> list[tuple[int, str]]:
    """The heads in the file, oldest first. A last line that was cut off by a crash is left out."""
    if not head_file.exists():
        return []
    heads: list[tuple[int, str]] = []
    lines = head_file.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        try:
            head = json.loads(line)
            heads.append((int(head["seq"]), str(head["hash"])))
        except (ValueError, KeyError, TypeError):
            if number < len(lines):
                heads.append((-number, ""))  # spoilt: no row can match it
    return heads


def start_over(head_file: Path) -> None:
    """Put the head file aside, because the record it belongs to was dropped on purpose."""
    if head_file.exists():
        head_file.rename(head_file.with_name(f"{head_file.name}.{datetime.now(UTC):%Y%m%dT%H%M%S%f}"))


async def verify(session: AsyncSession, head_file: Path | None) -> Verdict:
    """Check every line: its content, its own hash, its place in the chain, and the chain's heads.

    Checked too: that everything people decided, and everything that was done, has its line.

    Args:
        session: an open transaction.
        head_file: where the heads were written; absent: a cut tail is not looked for.

    Returns:
        The verdict; of several problems the first.
    """
    # The heads before the lines, the erasures after them: whoever seals or erases meanwhile is no problem.
    heads = await asyncio.to_thread(_read_heads, head_file) if head_file is not None else []
    walk = _Walk(wanted=frozenset(seq for seq, _ in heads))
    query = (
        select(AuditRow.__table__, AuditContentRow.salt, AuditContentRow.content)
        .outerjoin(AuditContentRow, AuditContentRow.audit_id == AuditRow.id)
        .order_by(AuditRow.seq.nulls_last(), AuditRow.id)
        .execution_options(yield_per=BATCH)
    )
    async for row in await session.stream(query):
        walk.line(row)
    if walk.empty:
        walk.erasures_told(set(await session.scalars(select(AuditRow.subject).where(AuditRow.event == ERASED))))
    if head_file is not None:
        walk.heads_match(head_file, heads)
    for table, event in _PROVEN:
        await _unproven(session, walk, table, event)
    return Verdict(
        ok=not walk.problems,
        rows=walk.rows,
        sealed=walk.last,
        erased=len(walk.empty),
        problem=walk.problems[0] if walk.problems else None,
    )


async def _unproven(session: AsyncSession, walk: _Walk, table: str, event: str) -> None:
    # The table's name is one of ours, never a caller's.
    query = text(
        f"SELECT id FROM {table} AS told WHERE NOT EXISTS "  # noqa: S608
        f"(SELECT FROM audit WHERE subject = '{table}:' || told.id AND event LIKE :event) LIMIT 1"
    )
    missing = await session.scalar(query, {"event": event})
    if missing is not None:
        walk.problems.append(f"A line was removed: nothing in the log tells of {table.removesuffix('s')} {missing}.")


@dataclass
class _Walk:
    """Walks the log in the chain's order and remembers what is wrong.

    Attributes:
        wanted: places of the chain whose hashes are kept, because a head names them.
        last: the last place reached.
        empty: lines without content, by number, as they are named.
    """

    wanted: frozenset[int]
    rows: int = 0
    last: int = 0
    previous: str = GENESIS
    kept: dict[int, str] = field(default_factory=dict)
    empty: dict[int, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def line(self, row: Row[Any]) -> None:
        """Check one line."""
        self.rows += 1
        name = f"Line {row.id} ({row.event} of {row.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC)"
        if row.content is None:
            self.empty[row.id] = name
        elif content_hash(row.salt, row.content) != row.content_hash:
            self.problems.append(f"{name} was altered: its content is not what was written.")
        if row_hash(row.at, row.actor, row.event, row.subject, row.case_id, row.content_hash) != row.row_hash:
            self.problems.append(f"{name} was altered: its own hash does not fit.")
        if row.seq is not None:
            self._sealed(row, name)

    def _sealed(self, row: Row[Any], name: str) -> None:
        missing = row.seq - self.last - 1
        if missing > 0:
            were = "1 line was" if missing == 1 else f"{missing} lines were"
            self.problems.append(f"{were} removed before line {row.id}.")
        elif missing < 0 or row.previous_hash != self.previous:
            self.problems.append(f"{name} was altered or put in: it does not follow the line before it.")
        elif link(row.previous_hash, row.seq, row.id, row.row_hash) != row.hash:
            self.problems.append(f"{name} was altered: its seal is broken.")
        if row.seq in self.wanted:
            self.kept[row.seq] = row.hash
        self.last, self.previous = row.seq, row.hash

    def erasures_told(self, told: set[str]) -> None:
        """Check that whatever was erased was erased with a line that says so."""
        self.problems += [
            f"{name} lost its content, and no line says that it was erased."
            for number, name in self.empty.items()
            if f"audit:{number}" not in told
        ]

    def heads_match(self, head_file: Path, heads: Sequence[tuple[int, str]]) -> None:
        """Check the chain against the heads that were written outside the database."""
        if self.last and not heads:
            self.problems.append(f"The head file {head_file} is missing or empty; a cut tail could not be found.")
        for seq, made in heads:
            if seq < 1:
                self.problems.append(f"Line {-seq} of the head file {head_file} was altered.")
            elif seq > self.last:
                self.problems.append(f"The end of the log was cut off: {seq} lines were sealed, {self.last} are left.")
            elif self.kept.get(seq) != made:
                self.problems.append(f"The log was rewritten: line {seq} of the chain is not the one that was sealed.")
            else:
                continue
            return


__all__ = ["HEAD_FILE", "link", "seal", "start_over", "verify"]
