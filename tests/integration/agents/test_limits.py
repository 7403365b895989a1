"""Reading what strangers send: the same words come out of the child, and what costs too much is cut off and said."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agents.correspondence.letter import TOO_MUCH, open_letter
from agents.correspondence.playbook import played
from agents.reading.limited import LimitedReading
from runtime.limited import CutOffError, Limited
from runtime.settings import load
from tests.unit.agents.letters import ORDERS, mail, parse_here

CHILD = """
import os, sys, time
from runtime.limited import serve

def answer(request):
    if request == b"loop":
        while True:
            pass
    if request == b"sleep":
        time.sleep(60)
    if request == b"eat":
        return bytes(3 * 1024 ** 3)[:1]
    if request == b"die":
        os._exit(3)
    if request == b"print":
        print("noise")
    if request == b"environment":
        return repr(sorted(os.environ)).encode()
    return request[::-1]

if __name__ == "__main__":
    sys.exit(serve(answer))
"""


@pytest.fixture
async def limits() -> AsyncIterator[LimitedReading]:
    children = LimitedReading(load().cache_dir)
    yield children
    await children.close()


async def test_the_same_comes_out_of_the_child(limits: LimitedReading) -> None:
    raw = mail("P00012: DESK-01 will be delayed until 4 December.", "Delay \u00fc")
    there = await limits.open(raw, ())
    assert there == await parse_here(raw, ())
    letter = await open_letter(
        raw, "message/rfc822", datetime(2026, 11, 23, 9, tzinfo=UTC), "Europe/Brussels", parse_here
    )
    assert await limits.play(letter, ORDERS) == played(letter, ORDERS)


async def test_attachments_come_through_as_they_are(limits: LimitedReading) -> None:
    content = bytes(range(256)) * 40
    raw = (
        b"From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream; name=x.bin\r\n"
        b"Content-Transfer-Encoding: 8bit\r\n\r\n" + content.replace(b"\n", b"").replace(b"\r", b"")
    )
    there = await limits.open(raw, ())
    assert there == await parse_here(raw, ())


async def test_a_mail_that_is_cut_off_is_shown_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    async def cut_off(content: bytes, servers: object) -> None:
        raise CutOffError

    raw = mail("P00012 will be delayed until 4 December.", "Delay of P00012")
    letter = await open_letter(raw, "message/rfc822", datetime.now(UTC), "Europe/Brussels", cut_off)  # type: ignore[arg-type]
    assert letter.problems == (TOO_MUCH,)
    assert letter.mail.subject == "Delay of P00012"
    assert [region.part for region in letter.regions] == ["subject"]


class TestChildren:
    @pytest.fixture
    async def children(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Limited]:
        # The child finds modules as the product's do: in the environment's packages.
        import sysconfig

        place = Path(sysconfig.get_paths()["purelib"]) / f"child_of_test_{os.getpid()}.py"
        place.write_text(CHILD, encoding="utf-8")
        found = Limited(place.stem, size=1, cpu_seconds=1, wall_seconds=4, memory=1024**3)
        yield found
        await found.close()
        place.unlink()

    @pytest.mark.parametrize("request_", [b"loop", b"sleep", b"eat", b"die"])
    async def test_a_limit_ends_it_and_the_next_is_answered(self, children: Limited, request_: bytes) -> None:
        assert await children.ask(b"abc") == b"cba"
        with pytest.raises(CutOffError):
            await children.ask(request_)
        assert await children.ask(b"abc") == b"cba"

    async def test_what_is_printed_is_no_answer_and_nothing_secret_is_inside(
        self, children: Limited, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("EXPEDITER_ODOO_WRITER_KEY", "secret")
        assert await children.ask(b"print") == b"tnirp"
        assert b"EXPEDITER" not in await children.ask(b"environment")
