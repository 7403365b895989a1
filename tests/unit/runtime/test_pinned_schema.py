"""The job queue's schema in the first migration is the one that the installed queue works with."""

from __future__ import annotations

from importlib.resources import files

from cases.store.schema import MIGRATIONS


def test_the_pinned_schema_is_the_installed_one() -> None:
    """After an upgrade of procrastinate: add its upgrade scripts as a revision, then pin the new file here."""
    pinned = sorted(MIGRATIONS.glob("procrastinate-*.sql"))[-1].read_text()
    assert pinned.endswith(files("procrastinate.sql").joinpath("schema.sql").read_text())
