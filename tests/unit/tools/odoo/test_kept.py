"""What hardly changes is kept for a while and then read anew; a read that fails keeps nothing."""

from __future__ import annotations

import pytest

from tools.odoo.reads.kept import KeptAnswers


class Source:
    def __init__(self) -> None:
        self.reads = 0
        self.down = False

    async def read(self) -> int:
        if self.down:
            raise ConnectionError
        self.reads += 1
        return self.reads


async def test_an_answer_is_kept_until_its_time_is_up() -> None:
    now, source = [0.0], Source()
    kept: KeptAnswers[int] = KeptAnswers(60, lambda: now[0])
    assert [await kept.get("a", source.read), await kept.get("a", source.read)] == [1, 1]
    assert await kept.get("b", source.read) == 2
    now[0] = 60.0
    assert await kept.get("a", source.read) == 3
    kept.forget()
    assert await kept.get("a", source.read) == 4


async def test_a_failure_is_not_kept() -> None:
    source = Source()
    kept: KeptAnswers[int] = KeptAnswers()
    source.down = True
    with pytest.raises(ConnectionError):
        await kept.get("a", source.read)
    source.down = False
    assert await kept.get("a", source.read) == 1
