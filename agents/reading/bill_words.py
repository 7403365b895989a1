"""The words of carriers' bills, whatever form a bill has: titles of columns, kinds of charge, amounts, days. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from cases.freight_bill import Box, ChargeKind
from cases.values import MAX_NAME

# What carriers write for a kind of charge; anything else is an extra of that name.
_FUEL = re.compile(r"\bfuel|diesel|treibstoff|kraftstoff|carburant|gazole|brandstof|bunker", re.IGNORECASE)
_BASE = re.compile(
    r"\b(?:base|basic|freight|carriage|transport|parcel|linehaul|fracht|grundpreis|beförderung|paket|vracht|basis|port|"
    r"livraison|envoi)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"\b(?:tracking|shipment|consignment|parcel|awb|waybill|sendung\w*|envoi|zending\w*)"
    r"(?:[ \t]*(?:no|nr|number|ref|id)\b)?[ \t.:#°]*(?P<number>(?=[\w-]*\d)[A-Z0-9][\w-]{4,39})",
    re.IGNORECASE,
)
WEIGHT = re.compile(r"(?P<kg>\d{1,6}(?:[.,]\d{1,3})?)\s*kg\b", re.IGNORECASE)
ZONE = re.compile(r"\bzone[ :]*(?P<zone>[A-Z0-9]{1,10})\b", re.IGNORECASE)

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("invoice", "invoice_number", "invoice_no", "bill", "bill_number", "rechnung", "rechnungsnummer"),
    "carrier": ("carrier", "supplier", "vendor", "frachtführer"),
    "day": ("invoice_date", "bill_date", "date", "rechnungsdatum"),
    "currency": ("currency", "währung"),
    "reference": (
        "tracking_number",
        "tracking",
        "shipment",
        "shipment_reference",
        "consignment",
        "awb",
        "tracking_no",
        "shipment_no",
        "shipment_number",
        "consignment_no",
        "consignment_number",
        "parcel_number",
        "awb_no",
        "waybill",
        "sendungsnummer",
        "sendungsnr",
        "sendung",
        "zendingnummer",
        "zending",
        "numéro_de_suivi",
        "n_de_suivi",
        "envoi",
    ),
    "service": ("service", "product"),
    "weight_kg": ("weight", "weight_kg", "billed_weight", "billed_weight_kg", "chargeable_weight", "gewicht"),
    "volume_m3": ("volume", "volume_m3"),
    "zone": ("zone",),
    "country": ("country", "destination_country"),
    "shipped": ("ship_date", "shipped_on", "shipped", "pickup_date", "versanddatum"),
    "charge": (
        "charge",
        "charge_type",
        "charge_description",
        "description",
        "beschreibung",
        "bezeichnung",
        "leistung",
        "omschrijving",
        "désignation",
        "libellé",
        "prestation",
    ),
    "amount": ("amount", "net", "net_amount", "betrag", "nettobetrag", "bedrag", "montant", "montant_ht"),
    "base": ("base", "freight", "base_charge", "fracht"),
    "fuel": ("fuel", "fuel_surcharge", "fuel_amount"),
    "tax_percent": ("tax_percent", "vat_percent", "tax_rate", "vat_rate"),
}
IGNORED = frozenset({"total", "gross", "tax", "vat", "tax_amount", "line", "id", "account", "reference"})


def title_of(cell: str) -> str:
    """A column's title as it is compared."""
    return re.sub(r"[\W_]+", "_", cell.strip().casefold()).strip("_")


def about_shipment(cells: Mapping[str, str]) -> dict[str, Any]:
    """What the cells of a row say of its shipment beside charges."""
    country = cells.get("country", "").upper()
    return {
        "service": cells.get("service", "")[:MAX_NAME] or None,
        "weight_kg": amount_of(cells.get("weight_kg", "")),
        "volume_m3": amount_of(cells.get("volume_m3", "")),
        "zone": cells.get("zone", "")[:MAX_NAME] or None,
        "country": country if re.fullmatch(r"[A-Z]{2}", country) else None,
        "day": day_of(cells.get("shipped", "")),
    }


def describe(into: dict[str, Any], said: str) -> None:
    """Weight and zone, where a line's words name them."""
    if (weight := WEIGHT.search(said)) and "weight_kg" not in into:
        into["weight_kg"] = amount_of(weight["kg"])
    if (zone := ZONE.search(said)) and "zone" not in into:
        into["zone"] = zone["zone"]


def charge_of(name: str, amount: Decimal, place: str, box: Box | None = None) -> dict[str, Any]:
    """A charge by what it is called; one without a name is the freight itself."""
    bare = NUMBER.sub("", name).strip(" -–:,;()")
    if _FUEL.search(bare):
        return {"kind": ChargeKind.FUEL, "amount": amount, "place": place, "box": box}
    if not bare or _BASE.search(bare):
        return {"kind": ChargeKind.BASE, "amount": amount, "place": place, "box": box}
    return {"kind": ChargeKind.EXTRA, "name": bare[:MAX_NAME], "amount": amount, "place": place, "box": box}


def day_of(text: str) -> date | None:
    """A day in figures; none: it is none, or one that could be two."""
    iso = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text.strip())
    local = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text.strip())
    parts = iso.groups() if iso else tuple(reversed(local.groups())) if local else None
    try:
        return date(*map(int, parts)) if parts else None
    except ValueError:
        return None


def amount_of(text: str) -> Decimal | None:
    """An amount as people and programs write it: `1234.50`, `1.234,50`, `1,234.50`, `12,5`; none: it is no number."""
    bare = re.sub(r"[\s'’€$£]", "", text)
    if not re.fullmatch(r"-?\d[\d.,]*", bare):
        return None
    if re.fullmatch(r"-?\d{1,3}(?:\.\d{3})*,\d{1,2}|-?\d+,\d{1,4}", bare):
        bare = bare.replace(".", "").replace(",", ".")
    else:
        bare = bare.replace(",", "")
    try:
        return Decimal(bare)
    except InvalidOperation:
        return None
