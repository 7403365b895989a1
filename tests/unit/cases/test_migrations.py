"""The record's changes follow each other in one line, so that every database is brought up the same way."""

from __future__ import annotations

from alembic.config import Config
from alembic.script import ScriptDirectory

from cases.store.schema import MIGRATIONS


def test_each_change_follows_the_one_before() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = list(ScriptDirectory.from_config(config).walk_revisions())
    assert [one.revision for one in scripts if not one.nextrev] == [scripts[0].revision]
    numbers = [int(one.revision[:4]) for one in reversed(scripts)]
    assert numbers == list(range(1, len(numbers) + 1))
