"""Moves the seeded company from its fixed day to today.

The template is built as of Monday, 1 June 2026, before anybody comes to work. A clone is moved by working days: what
lay three working days ahead of that Monday lies three working days ahead of today, so nothing falls on a weekend, the
order of events is kept, and everything is as late or as early as it was meant to be. On Saturday and Sunday "today" is
the Friday before. Called by `world` for each clone, and by whoever words a report about it.
"""

from __future__ import annotations

from datetime import date, timedelta

from psycopg import Connection, sql

FIXED_DAY = date(2026, 6, 1)
"""The template's today; a Monday."""

_COLUMNS = """
SELECT c.relname, a.attname, t.typname
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
  JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
  JOIN pg_type t ON t.oid = a.atttypid AND t.typname IN ('date', 'timestamp', 'timestamptz')
 WHERE a.attnum > 0 AND NOT a.attisdropped
 ORDER BY 1, 2
"""


def working_today(today: date) -> date:
    """Today, or the Friday before on a weekend."""
    return today - timedelta(days=max(0, today.weekday() - 4))


def workday(today: date, offset: int) -> date:
    """The day so many working days after today (before it when negative)."""
    anchor = working_today(today)
    weeks, day = divmod(anchor.weekday() + offset, 5)
    return anchor - timedelta(days=anchor.weekday()) + timedelta(weeks=weeks, days=day)


def offset_of(day: date, today: date) -> int:
    """How many working days a day lies ahead of today; the reverse of `workday`. Weekends count as their Friday."""

    def index(value: date) -> int:
        monday = value - timedelta(days=value.weekday())
        return (monday - FIXED_DAY).days // 7 * 5 + min(value.weekday(), 4)

    return index(day) - index(working_today(today))


def move_to(connection: Connection, today: date, since: date = FIXED_DAY) -> None:
    """Move every date and timestamp of the database from the day it stands at to `today`, in one transaction."""
    anchor = working_today(today)
    if anchor == working_today(since):
        return
    changes: dict[str, list[sql.Composable]] = {}
    for table, column, kind in connection.execute(_COLUMNS).fetchall():
        changes.setdefault(str(table), []).append(_assignment(str(column), str(kind), anchor, since))
    with connection.transaction():
        for table, assignments in changes.items():
            connection.execute(
                sql.SQL("UPDATE {} SET {}").format(sql.Identifier(table), sql.SQL(", ").join(assignments))
            )


def moved_by(day: date, today: date, since: date = FIXED_DAY) -> int:
    """How many days a day moves when `since`, the template's Monday, becomes `today`. It depends on the weekday alone.

    A Saturday or Sunday stays one where its Friday stays a Friday; elsewhere it falls together with its Friday.
    """
    friday = day - timedelta(days=max(0, day.weekday() - 4))
    moved = workday(today, offset_of(friday, since))
    if moved.weekday() == 4:
        moved += day - friday
    return (moved - day).days


def _assignment(column: str, kind: str, today: date, since: date) -> sql.Composed:
    days = [moved_by(FIXED_DAY + timedelta(days=weekday), today, since) for weekday in range(7)]
    move = sql.SQL("(ARRAY[{days}])[1 + ((({column}::date - {fixed}::date) % 7) + 7) % 7]").format(
        days=sql.SQL(", ").join(sql.Literal(value) for value in days),
        column=sql.Identifier(column),
        fixed=sql.Literal(FIXED_DAY.isoformat()),
    )
    amount = move if kind == "date" else sql.SQL("make_interval(days => {})").format(move)
    return sql.SQL("{column} = {column} + {amount}").format(column=sql.Identifier(column), amount=amount)
