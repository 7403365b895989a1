"""What is read of shipments in the seeded company, on both wires, and how many calls it costs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from sandbox import deliveries
from sandbox.deliveries import SeededDelivery
from tests.integration.tools.odoo.conftest import Company
from tools.odoo.client import OdooSession
from tools.odoo.names import MILESTONE_DELIVERED, MILESTONE_EXPECTED, MILESTONE_FIELDS, MILESTONE_SIGNED
from tools.odoo.reads import OdooReader, open_reader
from tools.odoo.shipments import Shipment, Transfer

pytestmark = pytest.mark.odoo


@pytest.fixture
def told(company: Company) -> dict[str, SeededDelivery]:
    return deliveries.tell(company.world.today)


async def shipment_of(reader: OdooReader, delivery: SeededDelivery) -> Shipment:
    found = await reader.shipments_by_tracking(delivery.numbers)
    [shipment] = [one for one in found if one.name == delivery.deliveries[0]]
    return shipment


def names(found: Iterable[Transfer]) -> set[str]:
    return {one.name for one in found}


async def test_every_number_names_its_delivery(reader: OdooReader, told: dict[str, SeededDelivery]) -> None:
    before = reader.calls
    found = await reader.find_shipments(number for delivery in told.values() for number in delivery.numbers)
    assert reader.calls == before + 1
    assert names(found) >= {delivery.deliveries[0] for delivery in told.values() if delivery.tracking}
    by_name = {one.name: one for one in found}
    for delivery in told.values():
        if delivery.tracking:
            one = by_name[delivery.deliveries[0]]
            assert (set(one.asked), one.numbers) == (set(delivery.numbers), tuple(delivery.numbers))
            assert one.goes_to_customer
            assert one.over is (delivery.shipped is not None)
            assert one.carrier
            assert one.carrier.name == delivery.carrier.name


async def test_a_number_in_a_joined_field_counts_as_a_whole(
    reader: OdooReader, told: dict[str, SeededDelivery]
) -> None:
    for key in ("two_parcels", "two_parcels_semicolon", "three_parcels_blank"):
        for number in told[key].numbers:
            [one] = await reader.find_shipments([number])
            assert (one.name, one.asked) == (told[key].deliveries[0], (number,))
    parts = ["3SNL44000177", "SNL440001773", "440001773", "40001773,3SNL4400", "VM2055", "BX7719004", "88410"]
    assert await reader.find_shipments(parts) == []


@pytest.mark.parametrize(
    "text", ["3SNL 4400 01774", "3snl-440001774", " 3SNL440001774 ", "3SNL4400.01774", "3SNL–440001774"]
)
async def test_blanks_and_dashes_do_not_matter(reader: OdooReader, told: dict[str, SeededDelivery], text: str) -> None:
    [one] = await reader.find_shipments([text])
    assert (one.name, one.asked) == (told["two_parcels"].deliveries[0], (text,))


async def test_dashes_in_the_field_do_not_matter(reader: OdooReader, told: dict[str, SeededDelivery]) -> None:
    [one] = await reader.find_shipments(["IBL885024"])
    assert one.name == told["no_contract"].deliveries[0]


@pytest.mark.parametrize(
    "text", ["", " ", "-", "%", "%%%%", "____", "123", "3SN", "\\", "%'; --", "3SNL%1774", "3SNL_40001774"]
)
async def test_what_is_no_number_names_nothing(reader: OdooReader, text: str) -> None:
    assert await reader.find_shipments([text]) == []
    assert await reader.shipments_by_tracking([text]) == []


async def test_without_numbers_nothing_is_asked(reader: OdooReader) -> None:
    before = reader.calls
    assert await reader.find_shipments([]) == []
    assert await reader.shipments_by_tracking(["12", " "]) == []
    assert reader.calls == before


async def test_one_number_of_two_carriers_names_both(reader: OdooReader, told: dict[str, SeededDelivery]) -> None:
    twins = told["same_number_northline"], told["same_number_polbryg"]
    found = await reader.shipments_by_tracking([twins[0].tracking or ""])
    assert {(one.name, one.carrier.name if one.carrier else "") for one in found} == {
        (twin.deliveries[0], twin.carrier.name) for twin in twins
    }


async def test_receipts_are_found_too(reader: OdooReader, company: Company) -> None:
    [one] = await reader.shipments_by_tracking(["XHPU 447122-0"])
    assert one.comes_from_vendor
    assert one.purchase
    assert one.purchase.name.split(" ")[0] == company.story.purchases["container"].name
    assert one.order is None


async def test_two_calls_bring_all_that_stands_behind(reader: OdooReader, told: dict[str, SeededDelivery]) -> None:
    wanted = told["two_parcels"]
    before = reader.calls
    shipment = await shipment_of(reader, wanted)
    assert reader.calls == before + 2
    order, address = shipment.order, shipment.address
    assert order
    assert address
    assert wanted.ship_to
    assert (order.name, order.customer_reference, order.customer.name) == (
        wanted.order,
        "HM-20817",
        wanted.customer.name,
    )
    assert order.tags == ("Key account",)
    assert (order.customer.lang, order.customer.email) == ("nl_NL", wanted.customer.email)
    assert order.commitment
    assert order.commitment.date() == wanted.promised
    assert (address.city, address.country, address.email) == ("Roosendaal", "NL", wanted.ship_to.email)
    assert (address.kind, order.ship_to) == ("delivery", address)
    assert order.bill_to
    assert order.bill_to.kind == "invoice"
    assert order.customer.manager
    assert {(move.product_code, move.quantity) for move in shipment.moves} == {
        (line.product, Decimal(line.quantity)) for line in wanted.lines
    }
    assert all(move.state == "done" and move.left_to_return == move.quantity for move in shipment.moves)
    goods = [line for line in order.lines if not line.freight]
    assert [line.freight for line in order.lines].count(True) == 1
    assert {line.policy for line in goods} == {"delivery"}
    assert all(line.to_bill == line.delivered == line.ordered and not line.billed for line in goods)
    assert order.invoices == ()
    assert shipment.weight > 0
    assert order.currency == "EUR"


async def test_what_was_billed_paid_and_credited(reader: OdooReader, told: dict[str, SeededDelivery]) -> None:
    for key, payment in (("billed", "not_paid"), ("dear", "not_paid"), ("paid", "paid")):
        order = (await shipment_of(reader, told[key])).order
        assert order
        [bill] = order.invoices
        assert (bill.name, bill.state, bill.payment, bill.day) == (
            told[key].invoice,
            "posted",
            payment,
            told[key].invoiced,
        )
        assert bill.due == (0 if payment == "paid" else bill.total)
        for line in order.lines:
            assert [(part.invoice.name.split(" ")[0], part.quantity) for part in line.billed] == [
                (bill.name, line.ordered)
            ]
            assert line.to_bill == 0
        assert (sum(part.untaxed for line in order.lines for part in line.billed), bill.currency) == (
            bill.untaxed,
            "EUR",
        )
    order = (await shipment_of(reader, told["credited"])).order
    assert order
    [bill] = [one for one in order.invoices if one.kind == "out_invoice"]
    [note] = bill.credits
    assert note.reverses
    assert (note.reverses.id, note.kind, note.untaxed) == (bill.id, "out_refund", Decimal("25.80"))


async def test_what_comes_back_is_counted(reader: OdooReader, told: dict[str, SeededDelivery]) -> None:
    wanted = told["return_under_way"]
    shipment = await shipment_of(reader, wanted)
    [move] = shipment.moves
    [back] = move.returns
    assert (move.quantity, back.quantity, move.left_to_return) == (10, 4, 6)
    assert (back.state, back.destination.name.split("/")[-1]) == ("assigned", "Quarantine")
    assert back.transfer
    assert [back.transfer.name] == wanted.returns
    assert shipment.order
    [transfer] = [one for one in shipment.order.transfers if one.comes_from_customer]
    assert (transfer.name, transfer.return_of and transfer.return_of.id, transfer.over) == (
        *wanted.returns,
        shipment.id,
        False,
    )
    first = await shipment_of(reader, told["missed_first"])
    assert all(move.left_to_return == 0 for move in first.moves)


async def test_what_a_customer_was_sent_before(reader: OdooReader, told: dict[str, SeededDelivery]) -> None:
    shipment = await shipment_of(reader, told["missed_again"])
    assert shipment.order
    before = reader.calls
    sent = await reader.deliveries_of(shipment.order.company.id, datetime.now(UTC) - timedelta(days=120))
    assert reader.calls == before + 1
    wanted = [told[key] for key in ("missed_first", "missed_second", "missed_again")]
    assert names(sent) == {name for one in wanted for name in (*one.deliveries, *one.returns)}
    back = [one for one in sent if one.comes_from_customer]
    assert len(back) == 2
    assert all(one.return_of and one.state == "done" for one in back)
    again = {one.return_of.id for one in sent if one.goes_to_customer and one.return_of}
    assert again == {one.id for one in back}
    recent = await reader.deliveries_of(shipment.order.company.id, datetime.now(UTC) - timedelta(days=10))
    assert names(recent) == set(told["missed_again"].deliveries)
    assert (
        len(await reader.deliveries_of(shipment.order.company.id, datetime.now(UTC) - timedelta(days=120), limit=2))
        == 2
    )


async def test_deliveries_to_a_place_of_a_customer_are_its_too(
    reader: OdooReader, told: dict[str, SeededDelivery]
) -> None:
    shipment = await shipment_of(reader, told["two_parcels"])
    assert shipment.order
    assert shipment.address
    since = datetime.now(UTC) - timedelta(days=60)
    everywhere = await reader.deliveries_of(shipment.order.company.id, since)
    there = await reader.deliveries_of(shipment.address.id, since)
    assert names(everywhere) == {told[key].deliveries[0] for key in ("two_parcels", "dear", "not_dispatched")}
    assert names(there) == {told[key].deliveries[0] for key in ("two_parcels", "dear", "not_dispatched")}
    office = await reader.deliveries_of(shipment.order.bill_to.id if shipment.order.bill_to else 0, since)
    assert office == []


async def test_carriers_know_where_they_go(reader: OdooReader) -> None:
    before = reader.calls
    found = {carrier.name: carrier for carrier in await reader.carriers()}
    assert reader.calls == before + 1
    for carrier in deliveries.carriers():
        assert set(found[carrier.name].countries) == {code.replace("UK", "GB") for code in carrier.countries}
    assert "<shipmenttrackingnumber>" in (found["Northline Parcel"].tracking_page or "")


async def test_what_was_recorded_is_read(
    reader: OdooReader, untouched: Company, told: dict[str, SeededDelivery], administrator: OdooSession
) -> None:
    shipment = await shipment_of(reader, told["billed"])
    assert (shipment.expected, shipment.delivered, shipment.signed_by) == (None, None, None)
    values = {
        MILESTONE_EXPECTED: "2026-11-20 11:00:00",
        MILESTONE_DELIVERED: "2026-11-21 12:30:00",
        MILESTONE_SIGNED: "J. Moreau",
    }
    await administrator.write("stock.picking", [shipment.id], values)
    shipment = await shipment_of(reader, told["billed"])
    assert shipment.expected == datetime(2026, 11, 20, 11, tzinfo=UTC)
    assert shipment.delivered == datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
    assert shipment.signed_by == "J. Moreau"


async def test_reads_go_on_where_nothing_is_recorded(
    untouched: Company, told: dict[str, SeededDelivery], administrator: OdooSession
) -> None:
    """A database that an earlier version provisioned has no such fields."""
    fields = await administrator.search_read(
        "ir.model.fields", [["model", "=", "stock.picking"], ["name", "in", list(MILESTONE_FIELDS)]], ["id"]
    )
    assert len(fields) == len(MILESTONE_FIELDS)
    await administrator.unlink("ir.model.fields", [row["id"] for row in fields])
    async with open_reader(untouched.settings) as reader:
        shipment = await shipment_of(reader, told["billed"])
        assert shipment.order
        assert (shipment.expected, shipment.delivered, shipment.signed_by) == (None, None, None)
        assert await reader.deliveries_of(shipment.order.company.id, datetime.now(UTC) - timedelta(days=60))
