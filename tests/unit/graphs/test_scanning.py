"""Which kinds are scanned, and when they are by themselves."""

from __future__ import annotations

import pytest

from agents.scans import SCANS
from cases.kind import Kind
from cases.kinds import KINDS, Origin
from graphs.scanning import NotScannedError, scan_of, schedule_of
from runtime.settings import Settings, SettingsError

ODOO = "https://odoo.example.com"


@pytest.mark.parametrize("kind", SCANS)
def test_every_scanned_kind_says_that_it_is(kind: Kind) -> None:
    assert scan_of(kind.value).kind is kind
    assert Origin.SCAN in KINDS[kind].comes_by


def test_a_kind_that_is_only_reported_is_refused_in_a_sentence() -> None:
    with pytest.raises(NotScannedError, match="change_request is not looked for in Odoo, it is reported"):
        scan_of("change_request")
    with pytest.raises(NotScannedError, match="lateness is no kind of exception"):
        scan_of("lateness")


def test_scans_run_by_themselves_at_a_companys_own_odoo_and_never_in_the_sandbox() -> None:
    assert schedule_of(Settings(odoo_url=ODOO)) == {kind.value: scan.cron for kind, scan in SCANS.items()}
    assert schedule_of(Settings(odoo_url=None)) == {}
    assert schedule_of(Settings(odoo_url=ODOO, scans=" OFF ")) == {}


def test_times_that_are_set_take_the_place_of_the_shipped_ones() -> None:
    assert schedule_of(Settings(scans="inbound_delay = 30 4 * * 1-5;")) == {"inbound_delay": "30 4 * * 1-5"}
    with pytest.raises(SettingsError, match="says no time"):
        schedule_of(Settings(scans="inbound_delay=at dawn"))
    with pytest.raises(NotScannedError):
        schedule_of(Settings(scans="unclassified=0 5 * * *"))
