"""How often the model was right is counted over the record at most once a minute for each kind."""

from __future__ import annotations

from typing import Any, cast

import pytest

from api.precision import ModelPrecision
from cases.kind import Kind
from cases.reader_precision import ReaderPrecision
from cases.store.reports import readers


async def test_it_is_counted_once_a_minute_for_each_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Kind] = []

    async def counted(_session: Any, _reader: str, kind: Kind) -> ReaderPrecision:
        asked.append(kind)
        return ReaderPrecision(right=len(asked), judged=10)

    monkeypatch.setattr(readers, "precision", counted)
    clock = [0.0]
    precision = ModelPrecision(lambda: clock[0])
    session = cast("Any", None)
    for now, kind, right in (
        (0.0, Kind.INBOUND_DELAY, 1),
        (59.0, Kind.INBOUND_DELAY, 1),
        (59.0, Kind.RETURN_REQUEST, 2),
        (60.0, Kind.INBOUND_DELAY, 3),
    ):
        clock[0] = now
        assert (await precision.of(session, kind)).right == right
    assert asked == [Kind.INBOUND_DELAY, Kind.RETURN_REQUEST, Kind.INBOUND_DELAY]
