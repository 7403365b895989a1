"""The record on a real PostgreSQL, for each test an empty one of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from runtime.database import Database


@pytest.fixture
async def database(record_url: str) -> AsyncIterator[Database]:
    async with Database(record_url) as opened:
        yield opened
