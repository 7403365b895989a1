"""No text from outside is refused by the database, and what it can hold stays as it is."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from runtime.database import Database
from runtime.storable import UNREADABLE, json_text, storable

ANY_TEXT = st.text(st.characters(exclude_categories=()))
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**31), 2**31) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(ANY_TEXT)
def test_what_can_be_stored_stays_and_the_length_too(words: str) -> None:
    stored = storable(words)
    assert len(stored) == len(words)
    assert all(now in {before, UNREADABLE} for before, now in zip(words, stored, strict=True))
    assert stored.encode("utf-8").decode("utf-8") == stored
    assert "\x00" not in stored


async def test_texts_and_json_that_postgresql_refuses_are_kept(record_url: str) -> None:
    async with Database(record_url) as database:
        nasty = "before\x00after \ud83d half \udfff \\u0000 stays"
        async with database.transaction() as session:
            await session.execute(text("CREATE TEMP TABLE kept (words text, value jsonb)"))
            await session.execute(
                text("INSERT INTO kept VALUES (:words, CAST(:value AS jsonb))"),
                {"words": nasty, "value": json_text({nasty: [nasty, 1, None]})},
            )
            row = (await session.execute(text("SELECT words, value FROM kept"))).one()
        clean = f"before{UNREADABLE}after {UNREADABLE} half {UNREADABLE} \\u0000 stays"
        assert (row.words, row.value) == (clean, {clean: [clean, 1, None]})


async def test_whatever_text_there_is(record_url: str) -> None:
    async with Database(record_url) as database, database.transaction() as session:
        await session.execute(text("CREATE TEMP TABLE kept (words text, value jsonb)"))

        async def keep(words: str, value: Any) -> None:
            await session.execute(
                text("INSERT INTO kept VALUES (:words, CAST(:value AS jsonb))"),
                {"words": words, "value": json_text(value)},
            )

        examples: list[tuple[str, Any]] = []

        @settings(max_examples=150, suppress_health_check=list(HealthCheck), database=None)
        @given(ANY_TEXT, ANY_JSON)
        def collect(words: str, value: Any) -> None:
            examples.append((words, value))

        collect()
        for words, value in examples:
            await keep(words, value)
        assert len(examples) >= 100
