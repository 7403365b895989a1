"""Passages in a real Chroma, embedded and as a server: found by likeness, kept to what is on file, told when away."""

from __future__ import annotations

import asyncio
import math
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from cases.guidance import Collection, StoredFile
from cases.kind import Kind
from cases.kinds import KINDS
from runtime.settings import Settings
from sandbox.on_file import shipped_files
from tools.knowledge import KnowledgeAwayError, KnowledgeIndex, ToldCase
from tools.knowledge.chroma import Chroma
from tools.knowledge.embedding import Embedder, Multilingual

DAY = datetime(2026, 11, 1, tzinfo=UTC)
WITHIN = 30.0


class Letters:
    """Words counted into a few places: likeness that can be reckoned, for tests of everything else."""

    like = 0.2

    def __init__(self, name: str = "letters", places: int = 1024) -> None:
        self.name = name
        self.places = places

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> list[float]:
        counted = [0.0001] * self.places
        for word in re.findall(r"\w{4,}", text.lower()):
            counted[zlib.crc32(word.encode()) % self.places] += 1
        length = math.sqrt(sum(one * one for one in counted))
        return [one / length for one in counted]


class Server:
    """A Chroma server as a process of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.url = f"http://127.0.0.1:{port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        chroma = Path(sys.executable).with_name("chroma")
        self.process = subprocess.Popen(
            [chroma, "run", "--path", self.folder, "--host", "127.0.0.1", "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + WITHIN
        while not self._answers():
            assert time.monotonic() < deadline
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/api/v2/heartbeat", timeout=1).is_success
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="chroma-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    made = Server(folder, port)
    made.start()
    yield made
    made.stop()


Opening = Callable[..., KnowledgeIndex]


@pytest.fixture(params=["embedded", "server"])
def opening(request: pytest.FixtureRequest, folder: Path) -> Opening:
    url = request.getfixturevalue("server").url if request.param == "server" else None

    def made(embedder: Embedder | None = None) -> KnowledgeIndex:
        return KnowledgeIndex(lambda: Chroma(folder, url), lambda: embedder or Letters())

    return made


def filed(name: str, content: str, version: int = 1, collection: Collection = Collection.PROCEDURES) -> StoredFile:
    return StoredFile(collection=collection, name=name, version=version, content=content, at=DAY)


CLAIMS = "---\nkinds: [failed_delivery]\n---\n# Claims\n\nDamage is photographed before anything is moved.\n"
PROMISES = "# Promises\n\nCustomers are told before noon when their order comes later.\n"
CONTRACT = (
    "---\ncarrier: Northline Parcel\ncurrency: EUR\nvalid_from: 2025-01-01\n"
    "rates: [{zone: BE, up_to_kg: 5, price: '6.20'}]\n"
    "zones: {BE: [BE]}\n---\n# Northline\n\nDamage must be reported within seven days.\n"
)


async def test_passages_are_found_by_kind_and_carrier_and_follow_what_is_on_file(opening: Opening) -> None:
    index = opening()
    files = [
        filed("claims", CLAIMS),
        filed("promises", PROMISES),
        filed("northline", CONTRACT, collection=Collection.CONTRACTS),
    ]
    assert await index.sync(files) == 3
    question = "Damage is photographed and reported"

    async def found(kind: Kind = Kind.FAILED_DELIVERY, *names: str) -> list[tuple[str, int]]:
        return [(one.name, one.version) for one in await index.passages(question, question, kind, names)]

    assert await found() == [("claims", 1)]
    assert await found(Kind.INBOUND_DELAY) == []
    assert sorted(await found(Kind.FAILED_DELIVERY, "Polbryg", "northline-PARCEL")) == [("claims", 1), ("northline", 1)]
    changed = CLAIMS.replace("before", "twice before")
    assert await index.sync([filed("claims", changed, 2), *files[1:]]) == 3
    [passage] = await index.passages(question, question, Kind.FAILED_DELIVERY, ())
    assert passage.source == "claims, version 2: Claims"
    assert passage.text == "Damage is photographed twice before anything is moved."
    assert await index.sync(files[1:]) == 2
    assert await found() == []
    assert await index.sync(files, anew=True) == 3
    assert await found() == [("claims", 1)]
    await index.close()
    # Vectors of another model are never compared with: all is made anew.
    other = opening(Letters("others", places=512))
    assert await other.sync(files) == 3
    assert [one.name for one in await other.passages(question, "", Kind.FAILED_DELIVERY, ())] == ["claims"]
    await other.close()


async def test_decided_cases_are_found_within_their_kind_and_never_the_case_itself(opening: Opening) -> None:
    index = opening()
    told = [
        ToldCase("c1", Kind.INBOUND_DELAY, "reschedule receipt, message customer. Bosphor"),
        ToldCase("c2", Kind.INBOUND_DELAY, "reschedule receipt, message customer. Bosphor"),
        ToldCase("c3", Kind.INBOUND_DELAY, "transfer stock. Vistula"),
        ToldCase("c4", Kind.FAILED_DELIVERY, "reschedule receipt, message customer. Bosphor"),
    ]
    await index.remember(told)
    await index.remember(told[:1])
    assert await index.remembered() == 4
    assert set(await index.like(told[0])) == {"c2"}
    assert await index.like(ToldCase("c9", Kind.PICKING_BACKLOG, told[0].text)) == ()
    await index.close()


async def test_the_embedded_store_is_one_process_alone(folder: Path) -> None:
    one, other = (KnowledgeIndex(lambda: Chroma(folder, None), Letters) for _ in range(2))
    await one.sync([filed("claims", CLAIMS)])
    with pytest.raises(KnowledgeAwayError, match="more than one worker needs CHROMA_URL"):
        await other.sync([])
    await one.close()
    assert await other.sync([filed("claims", CLAIMS)]) == 1
    await other.close()


async def test_a_server_that_goes_away_is_told_and_found_again(server: Server) -> None:
    index = KnowledgeIndex(lambda: Chroma(server.folder, server.url), Letters)
    files = [filed("claims", CLAIMS)]
    await index.sync(files)
    server.stop()
    with pytest.raises(KnowledgeAwayError, match="does not answer"):
        await index.passages("Damage", "", Kind.FAILED_DELIVERY, ())
    await asyncio.to_thread(server.start)
    assert await index.sync(files) == 1
    [found] = await index.passages("Damage is photographed", "", Kind.FAILED_DELIVERY, ())
    assert found.name == "claims"
    await index.close()


# What somebody says of a kind of exception, and where the answer stands.
QUESTIONS = (
    (Kind.FAILED_DELIVERY, "The address is wrong", "The address was wrong"),
    (Kind.FAILED_DELIVERY, "Der Empfänger hat die Annahme verweigert", "The customer refused the goods"),
    (Kind.INBOUND_DELAY, "24 Linen throws come on 3 December", "Telling customers"),
    (Kind.FREIGHT_DISCREPANCY, "La surtaxe carburant est celle d'un autre mois", "Fuel surcharge"),
    (Kind.RETURN_REQUEST, "Der Kunde möchte zwölf Vasen zurückschicken", "Returns"),
    (Kind.DAMAGED_GOODS, "Un colis est arrivé endommagé", "Damage and loss"),
    (Kind.REPLENISHMENT_IMBALANCE, "Gent komt 24 stuks tekort", "Stock at the wrong warehouse"),
)


async def test_the_shipped_procedures_are_found_in_several_languages_without_network(folder: Path) -> None:
    index = KnowledgeIndex(lambda: Chroma(folder, None), Multilingual)
    await index.sync([filed(one.name, one.text, collection=one.collection) for one in shipped_files()])
    missed = []
    for kind, said, heading in QUESTIONS:
        found = await index.passages(f"{KINDS[kind].title}. {KINDS[kind].means}", said, kind, ())
        if not any(one.heading.endswith(heading) for one in found):
            missed.append((said, [(one.heading, round(one.likeness, 2)) for one in found]))
    await index.close()
    assert missed == []


def test_the_settings_name_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMA_URL", "http://127.0.0.1:8000")
    assert Settings().chroma_url == "http://127.0.0.1:8000"
