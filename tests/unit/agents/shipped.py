"""A shipment in trouble, made by hand, as the delivery specialist would have read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from agents.analysis.habits import Habits
from agents.delivery import Delivery, DeliverySnapshot
from cases.actions import ActionName
from cases.carrier_events import CarrierEvent, Milestone, Trouble
from cases.claims import Claim, DeliveryClaim, RecordRef
from cases.kind import Kind
from cases.kinds import KINDS
from cases.models import CaseFile, ProposalDraft
from cases.people import Person
from cases.roles import Role
from tools.odoo.models import Location, Partner, StockLevel
from tools.odoo.shipments import (
    Contact,
    Shipment,
    ShippedMove,
    ShippedOrder,
)
from tools.odoo.values import Ref

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
PICKING = RecordRef(model="stock.picking", id=12, label="ANT/OUT/00012")
STOCK, CUSTOMER = Location(id=1, name="ANT/Stock", usage="internal"), Location(id=2, name="Customers", usage="customer")
MERIDIAN = Contact(
    id=5, name="Meridian", email="in@meridian.example", lang="de_DE", street="Kaai 1", zip="2000", city="Antwerp",
    country="BE", company=Ref(5, "Meridian"),
)  # fmt: skip
NORTHLINE = Partner(id=8, name="Northline Parcel", email="claims@northline.example", lang="en_US")
SERVICE = Person(uid=3, login="ines", name="Ines Duarte", roles=frozenset({Role.SERVICE}), tz="UTC")


def event(status: Milestone, reason: Trouble | None = None, *, hours: float = 0, **more: Any) -> CarrierEvent:
    values = {"carrier": "Northline Parcel", "tracking_number": "3SNL440001773", "status": status, "reason": reason}
    return CarrierEvent.model_validate({**values, "occurred_at": NOW + timedelta(hours=hours - 12), **more})


def order(**more: Any) -> ShippedOrder:
    return ShippedOrder(
        id=9, name="S00009", state="sale", customer=MERIDIAN, company=MERIDIAN, ship_to=MERIDIAN, total=Decimal(97),
        untaxed=Decimal(80), currency="EUR", **more,
    )  # fmt: skip


def shipment(**more: Any) -> Shipment:
    values: dict[str, Any] = {
        "id": 12, "name": "ANT/OUT/00012", "state": "done", "source": STOCK, "destination": CUSTOMER,
        "partner": Ref(5, "Meridian"), "carrier": Ref(1, "Northline Parcel"), "tracking": "3SNL440001773",
        "company": Ref(1, "Halden"), "address": MERIDIAN, "order": order(),
        "moves": (ShippedMove(id=1, product=Ref(7, "Lamp"), state="done", demand=Decimal(4), quantity=Decimal(4)),),
    }  # fmt: skip
    return Shipment.model_validate({**values, **more})


def snapshot(*said: CarrierEvent | Claim, kind: Kind = Kind.FAILED_DELIVERY, **more: Any) -> DeliverySnapshot:
    claims = tuple(one if isinstance(one, Claim) else DeliveryClaim.of(one, refers_to=(PICKING,)) for one in said)
    events = tuple(one for one in said if isinstance(one, CarrierEvent))
    file = CaseFile(case_id="c1", kind=kind, title="t", records=(PICKING,), claims=claims, events=events)
    values: dict[str, Any] = {
        "kind": kind.value, "file": file, "read_at": NOW, "shipment": shipment(), "carrier": NORTHLINE,
        "people": (SERVICE,),
        "habits": Habits(zone="Europe/Brussels", arrival_hour=17, dispatch_hour=12, importance_tags=""),
    }  # fmt: skip
    return DeliverySnapshot.model_validate({**values, **more})


def thought(given: DeliverySnapshot) -> ProposalDraft:
    found = Delivery().think(given, {})
    assert isinstance(found, ProposalDraft)
    allowed = KINDS[given.file.kind].may_propose
    assert {action.name for action in found.actions} <= allowed
    return found


def recommended(draft: ProposalDraft) -> dict[ActionName, dict[str, Any]]:
    [option] = [one for one in draft.options if one.recommended]
    return {action.name: action.args for action in draft.actions if action.id in option.action_ids}


ANTWERP = {"currency": "EUR", "warehouse": Ref(1, "Antwerp"), "stock": Ref(1, "ANT/Stock")}
LAMPS = ShippedMove(
    id=1, product=Ref(7, "Lamp"), state="done", demand=Decimal(4), quantity=Decimal(4), kept_in=Ref(1, "Units"),
    unit_cost=Decimal("12.5"),
)  # fmt: skip


def stocked(*said: CarrierEvent | Claim, lamps: int = 4, **more: Any) -> DeliverySnapshot:
    level = StockLevel(product_id=7, warehouse_id=1, quantity=Decimal(lamps), reserved=Decimal(0))
    values = {"shipment": shipment(**ANTWERP, moves=(LAMPS,)), "levels": (level,), **more}
    return snapshot(*(said or (event(Milestone.LOST),)), **values)
