"""How the growth of scans is reckoned."""

from __future__ import annotations

from cases.kind import Kind
from evals.bench_scans import ScanFigures, growth


def _figures(kind: Kind, moves: int, seconds: float) -> ScanFigures:
    return ScanFigures(
        kind=kind, moves=moves, transfers=moves // 5, found=1, seconds=seconds, odoo_calls=1, peak_mib=300
    )


def test_four_times_the_company_in_four_times_the_time_is_linear() -> None:
    seen = [_figures(Kind.INBOUND_DELAY, 25_000, 2), _figures(Kind.INBOUND_DELAY, 100_000, 8)]
    assert growth(seen) == {Kind.INBOUND_DELAY: 1}


def test_each_kind_is_held_against_itself_whatever_the_order() -> None:
    seen = [
        _figures(Kind.PICKING_BACKLOG, 100_000, 40),
        _figures(Kind.INBOUND_DELAY, 50_000, 9),
        _figures(Kind.INBOUND_DELAY, 25_000, 2),
        _figures(Kind.PICKING_BACKLOG, 25_000, 5),
        _figures(Kind.INBOUND_DELAY, 100_000, 4),
    ]
    assert growth(seen) == {Kind.PICKING_BACKLOG: 2, Kind.INBOUND_DELAY: 0.5}


def test_what_took_no_time_says_nothing_of_growth() -> None:
    assert growth([_figures(Kind.INBOUND_DELAY, 1000, 0), _figures(Kind.INBOUND_DELAY, 4000, 1)]) == {}
