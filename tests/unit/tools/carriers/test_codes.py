"""Carriers' codes: well-known ones in our words, and the tables beside a public mapping where that is at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.carrier_events import Milestone, Trouble
from tools.carriers.codes import TABLES, meaning

PUBLIC = Path("/work/shared/data/karrio/carrier_code_maps.json")

STATUSES = {
    "pending": {Milestone.INFO_RECEIVED},
    "picked_up": {Milestone.IN_TRANSIT},
    "in_transit": {Milestone.IN_TRANSIT},
    "out_for_delivery": {Milestone.OUT_FOR_DELIVERY},
    "ready_for_pickup": {Milestone.AVAILABLE_FOR_PICKUP},
    "delivered": {Milestone.DELIVERED},
    "on_hold": {Milestone.EXCEPTION},
    "delivery_delayed": {Milestone.EXCEPTION},
    "delivery_failed": {Milestone.FAILED_ATTEMPT, Milestone.EXCEPTION, Milestone.RETURNING},
    "return_to_sender": {Milestone.RETURNING, Milestone.RETURNED},
}
REASONS = {
    "carrier_damaged_parcel": Trouble.DAMAGED,
    "carrier_address_not_found": Trouble.ADDRESS,
    "carrier_parcel_lost": Trouble.LOST,
    "carrier_sorting_error": Trouble.OTHER,
    "carrier_not_enough_time": Trouble.OTHER,
    "carrier_vehicle_issue": Trouble.OTHER,
    "consignee_refused": Trouble.REFUSED,
    "consignee_business_closed": Trouble.NOT_HOME,
    "consignee_not_available": Trouble.NOT_HOME,
    "consignee_not_home": Trouble.NOT_HOME,
    "consignee_incorrect_address": Trouble.ADDRESS,
    "consignee_access_restricted": Trouble.OTHER,
    "customs_delay": Trouble.CUSTOMS,
    "customs_documentation": Trouble.CUSTOMS,
    "customs_duties_unpaid": Trouble.CUSTOMS,
    "weather_delay": Trouble.WEATHER,
    "natural_disaster": Trouble.WEATHER,
    "delivery_exception_hold": Trouble.HELD,
    "delivery_exception_undeliverable": Trouble.OTHER,
    "delivery_address_issue": Trouble.ADDRESS,
    "delivery_attempt_failed": Trouble.OTHER,
    "shipment_on_hold": Trouble.HELD,
}
# Where the mapping and the carrier's own list of codes differ, the carrier is right. DHL Express: AD agreed delivery,
# BR broker release, CC awaits collection, CI check-in at a facility, CM moved away, CS closed shipment, CU uplift
# confirmed, DD delivered damaged, DP disputed, HO out of held inventory, IA picture there, IC in clearance, NA not
# arrived, ND not delivered, RR answer of the recipient, SC service changed, TP handed to a third party, UD a delay in
# clearance. FedEx: CA and RD cancelled, CP in clearance, DR vehicle not used. DPD: back from delivery.
OTHERWISE: dict[str, str] = {
    "dhl_express": "AD BR CC CI CM CS CU DD DP HO IA IC NA ND RR SC TP UD",
    "dhl_universal": "unknown",
    "fedex": "CA RD CP DR",
    "dpd": "ReturningFromDelivery",
    "dpd_meta": "",
}


@pytest.mark.parametrize(
    ("carrier", "code", "status", "reason"),
    [
        ("DHLExpress", "OK", Milestone.DELIVERED, None),
        ("DHL Express", "nh", Milestone.FAILED_ATTEMPT, Trouble.NOT_HOME),
        ("mydhl", "OK", None, None),
        ("dhl_parcel_de", "ndelv", Milestone.FAILED_ATTEMPT, Trouble.OTHER),
        ("DHL Paket", "customs_hold", Milestone.EXCEPTION, Trouble.CUSTOMS),
        ("FedEx", "DE", Milestone.FAILED_ATTEMPT, Trouble.OTHER),
        ("FedEx", "Ow", Milestone.IN_TRANSIT, None),
        ("UPS", "X", Milestone.EXCEPTION, Trouble.OTHER),
        ("UPSDAP", "RS", Milestone.RETURNING, None),
        ("USPS", "X", None, None),
        ("DPD UK", "ParcelShop", Milestone.AVAILABLE_FOR_PICKUP, None),
        ("dpd_meta", "on_hold", Milestone.EXCEPTION, Trouble.HELD),
        ("GLS", "NOTDELIVERED", Milestone.FAILED_ATTEMPT, Trouble.OTHER),
        ("GLS", "DELIVEREDPS", Milestone.AVAILABLE_FOR_PICKUP, None),
        ("FedEx", "", None, None),
        ("FedEx", "never heard", None, None),
        ("Northline Parcel", "DE", None, None),
    ],
)
def test_a_code_in_our_words(carrier: str, code: str, status: Milestone | None, reason: Trouble | None) -> None:
    found = meaning(carrier, code)
    assert (found.status, found.reason) == (status, reason) if found else status is None


def test_a_reason_says_why_something_does_not_go_on() -> None:
    troubled = {Milestone.EXCEPTION, Milestone.FAILED_ATTEMPT, Milestone.LOST}
    for table in TABLES.values():
        for code, means in table.items():
            assert code == code.upper()
            assert (means.reason is not None) is (means.status in troubled), code


def _public() -> Iterator[tuple[str, str, set[str], set[str]]]:
    if not PUBLIC.exists():
        return
    maps = json.loads(PUBLIC.read_text())
    for carrier, otherwise in OTHERWISE.items():
        said: dict[str, tuple[set[str], set[str]]] = {}
        for which, name in enumerate(("TrackingStatus", "TrackingIncidentReason")):
            for word, codes in maps[carrier].get(name, {}).items():
                for code in codes:
                    said.setdefault(code, (set(), set()))[which].add(word)
        for code, (statuses, reasons) in said.items():
            if code not in otherwise.split():
                yield carrier, code, statuses, reasons


@pytest.mark.skipif(not PUBLIC.exists(), reason="The public mapping of carriers' codes is not on this machine.")
def test_the_tables_agree_with_a_public_mapping() -> None:
    looked_at = 0
    for carrier, code, statuses, reasons in _public():
        found = meaning(carrier, code)
        assert found is not None, (carrier, code)
        looked_at += 1
        allowed = set().union(*(STATUSES[status] for status in statuses))
        if reasons:
            # What it gives a reason for does not go on, whatever status it gives.
            allowed |= {Milestone.EXCEPTION, Milestone.FAILED_ATTEMPT, Milestone.LOST}
            assert found.reason in {REASONS[reason] for reason in reasons}, (carrier, code)
        assert found.status in allowed, (carrier, code)
    assert looked_at > 100
