"""The freight specialist's reads: at most nine calls, two more where goods came in, one for each 300 shipments more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from agents.freight.rating import rate
from agents.freight.snapshot import FreightSnapshot, Landable
from agents.freight.weights import shipped_of
from agents.world import World
from cases.actions.base import day_of
from cases.actions.record_landed_cost import LandedGoods
from cases.carrier_events import number_key
from cases.charges import EarlierLine
from cases.claims import FreightBillClaim, RecordRef, only
from cases.contracts import FiledContract
from cases.freight_bill import FreightBill
from cases.models import CaseFile
from cases.roles import Role
from tools.odoo.freight import Consignment, Content, CurrencyRate, VendorBill, rate_on
from tools.odoo.models import Partner

# How long after a shipment a carrier may bill it once more, and it is still noticed.
LOOK_BACK = timedelta(days=200)
NUMBERS_A_CALL = 300


async def collect(file: CaseFile, world: World) -> FreightSnapshot:
    """Read what the bill of a case is checked against, and rebuild it.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    reader = world.reader
    snapshot = FreightSnapshot(
        file=file,
        read_at=world.now,
        habits=world.habits,
        finance=tuple(await reader.users_with_role(Role.FINANCE)),
        logistics=tuple(await reader.users_with_role(Role.LOGISTICS)),
    )
    said = next(iter(reversed(only(FreightBillClaim, file.claims))), None)
    if said is None:
        return snapshot
    bill = said.bill.model_copy(update={"carrier": said.carrier, "number": said.number})
    carrier = await reader.company_named(bill.carrier)
    contracts = contracts_of(bill.carrier, carrier, world.contracts)
    day = bill.day or day_of(world.now, world.habits.zone) or world.now.date()
    in_odoo = await _in_odoo(said, carrier, world)
    warehouses = await reader.warehouses()
    company = next((one.currency for one in warehouses if one.currency), "EUR")
    rates = await _rates(bill, contracts, company, day, world)
    carried = await _carried(bill, world)
    shipments = [shipped_of(one, world.habits.zone) for one in carried]
    earlier = await _earlier(carrier, bill, in_odoo, day, world)
    landing = await _landing(carried, in_odoo, world)
    return snapshot.model_copy(
        update={
            **landing,
            "carrier": carrier,
            "bill": in_odoo,
            "contracts": contracts,
            "currency": company,
            "worth": rate_on(rates, bill.currency, company, company, day),
            "rated": rate(
                bill,
                shipments,
                [one.contract for one in contracts],
                earlier,
                lambda code: rate_on(rates, code, bill.currency, company, day),
            ),
        }
    )


def contracts_of(named: str, carrier: Partner | None, contracts: Sequence[FiledContract]) -> tuple[FiledContract, ...]:
    """The contracts of a carrier, by its name on the bill or in Odoo."""
    names = {number_key(named), number_key(carrier.name) if carrier else ""} - {""}
    return tuple(one for one in contracts if number_key(one.contract.carrier) in names)


async def _in_odoo(said: FreightBillClaim, carrier: Partner | None, world: World) -> VendorBill | None:
    """The bill in Odoo: the one that it was found as, else the only one of that number."""
    known = next((one.id for one in said.refers_to if one.model == "account.move"), None)
    if known is not None and (bill := await world.reader.vendor_bill(known)) is not None:
        return bill
    found = await world.reader.vendor_bills([said.number], carrier.id if carrier else None)
    return found[0] if len(found) == 1 else None


async def _rates(
    bill: FreightBill, contracts: Sequence[FiledContract], company: str, day: date, world: World
) -> list[CurrencyRate]:
    codes = {bill.currency, company, *(one.contract.currency for one in contracts)}
    return await world.reader.currency_rates(codes, day) if len(codes) > 1 else []


async def _carried(bill: FreightBill, world: World) -> list[Consignment]:
    numbers = [one.reference for one in bill.shipments if one.reference]
    ids: list[int] = []
    for at in range(0, len(numbers), NUMBERS_A_CALL):
        ids += [one.id for one in await world.reader.find_shipments(numbers[at : at + NUMBERS_A_CALL])]
    found = await world.reader.consignments(ids) if ids else []
    # A shipment that was called off was not carried.
    return [one for one in found if one.state != "cancel"]


async def _landing(carried: Sequence[Consignment], in_odoo: VendorBill | None, world: World) -> dict[str, object]:
    """What came in and could have a landed cost. Two calls, none where nothing came in or no bill is entered."""
    came_in = [one for one in carried if one.inbound and one.state == "done"]
    if not came_in or in_odoo is None:
        return {}
    recorded = await world.reader.landed_costs(one.id for one in came_in)
    of_bill = [one for one in recorded or () if one.bill_id in {None, in_odoo.id}]
    return {
        "received": tuple(
            Landable(
                record=one.record,
                goods=tuple(_landed(each) for each in one.contents if each.quantity),
                recorded=tuple(cost.name for cost in of_bill if one.id in cost.picking_ids),
            )
            for one in came_in
        ),
        "landed_known": recorded is not None,
        "landed_service": None
        if recorded is None
        else await world.reader.landed_service(world.habits.landed_cost_product),
    }


def _landed(one: Content) -> LandedGoods:
    return LandedGoods(
        product_id=one.product.id,
        product=one.product.name,
        quantity=one.quantity,
        method=one.method,
        weight=one.weight * one.quantity,
    )


async def _earlier(
    carrier: Partner | None, bill: FreightBill, in_odoo: VendorBill | None, day: date, world: World
) -> list[EarlierLine]:
    """The lines of the carrier's other bills."""
    if carrier is None:
        return []
    lines = await world.reader.billed_lines(carrier.id, day - LOOK_BACK)
    this = in_odoo.id if in_odoo else 0
    return [
        EarlierLine(
            bill=RecordRef(model="account.move", id=line.bill.id, label=line.bill.name or f"bill {line.bill.id}"),
            text=line.text,
            amount=line.untaxed,
        )
        for line in lines
        if line.bill.id != this and number_key(line.reference or "") != number_key(bill.number)
    ]
