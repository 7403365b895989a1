"""The seeded company is what it says it is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

import sandbox
from cases.roles import Role, with_implied
from runtime.settings import Settings, load
from sandbox import deliveries
from sandbox.world import SandboxWorld
from tools.odoo.client import OdooSession
from tools.odoo.provision import provision
from tools.odoo.sign_in import sign_in

pytestmark = pytest.mark.odoo
CONTRACTS = Path(sandbox.__file__).with_name("seed") / "contracts"


async def _count(session: OdooSession, model: str, *domain: Any) -> int:
    return await session.search_count(model, list(domain))


async def test_places(administrator: OdooSession) -> None:
    warehouses = await administrator.search_read(
        "stock.warehouse", [], ["code", "delivery_steps", "partner_id", "view_location_id"]
    )
    steps = {row["code"]: row["delivery_steps"] for row in warehouses}
    assert steps == {"ANT": "ship_only", "GDN": "pick_ship", "OPO": "ship_only"}
    partners = await administrator.read("res.partner", [row["partner_id"][0] for row in warehouses], ["tz"])
    assert {row["tz"] for row in partners} == {"Europe/Brussels", "Europe/Warsaw", "Europe/Lisbon"}
    assert await _count(administrator, "ir.sequence", ["prefix", "like", "WH/%"]) == 0


async def test_what_lies_in_quarantine_is_nobodys_stock(administrator: OdooSession) -> None:
    [place] = await administrator.search_read(
        "stock.location", [["name", "=", "Quarantine"]], ["usage", "location_id", "warehouse_id"]
    )
    assert place["usage"] == "internal"
    assert not place["location_id"]
    assert not place["warehouse_id"]
    quants = await administrator.search_read(
        "stock.quant", [["location_id", "=", place["id"]]], ["product_id", "quantity"]
    )
    assert {row["product_id"][1].split("]")[0].strip("["): row["quantity"] for row in quants} == {
        "BRG-6205": 12,
        "SAF-GLV-9": 30,
        "HYD-PMP8": 1,
        "TOL-TRQ-200": 2,
    }
    [bearing] = await administrator.search_read(
        "product.product", [["default_code", "=", "BRG-6205"]], ["qty_available"]
    )
    assert bearing["qty_available"] == 20 + 80


async def test_partners_and_products(administrator: OdooSession) -> None:
    assert await _count(administrator, "product.product", ["is_storable", "=", True]) == 52
    assert await _count(administrator, "mrp.bom") == 1
    to_order = await administrator.search_read(
        "product.product", [["route_ids.name", "ilike", "order"]], ["default_code"]
    )
    assert {row["default_code"] for row in to_order} == {"ELE-CTL", "ELE-CBL"}
    tags = await administrator.search_read("res.partner.category", [], ["name", "partner_ids"])
    assert {row["name"]: len(row["partner_ids"]) for row in tags} == {
        "Key account": 7,
        "Regular": 9,
        "Occasional": 6,
    }
    customers = await administrator.search_read(
        "res.partner",
        [["category_id", "!=", False]],
        ["lang", "email", "phone", "street", "zip", "city", "country_id", "user_id"],
    )
    assert {row["lang"] for row in customers} == {"en_US", "de_DE", "fr_FR", "nl_NL"}
    assert all(row["email"].endswith(".example") and row["user_id"] for row in customers)
    suppliers = await administrator.search_read(
        "res.partner", [["supplier_rank", ">", 0]], ["name", "phone", "street", "zip", "city", "country_id", "bank_ids"]
    )
    assert len(suppliers) == 10 + 4 + 1  # with the carriers and a forwarder
    for row in [*customers, *suppliers]:
        assert row["phone"]
        assert all(row[field] for field in ("street", "zip", "city", "country_id"))
    assert sum(bool(row["bank_ids"]) for row in suppliers) == 10
    several = await administrator.groups(
        "product.supplierinfo", [["product_tmpl_id", "!=", False]], ["product_tmpl_id"], ["__count"]
    )
    assert sum(row["__count"] > 1 for row in several) >= 8


async def test_months_of_finished_business(administrator: OdooSession) -> None:
    done = [["state", "=", "done"]]
    receipts = await _count(administrator, "stock.picking", *done, ["picking_type_code", "=", "incoming"])
    deliveries = await _count(administrator, "stock.picking", *done, ["picking_type_code", "=", "outgoing"])
    assert receipts > 100
    assert deliveries > 200
    [oldest] = await administrator.search_read("purchase.order", [], ["date_order"], order="date_order", limit=1)
    assert (datetime.now(UTC).date() - date.fromisoformat(oldest["date_order"][:10])).days > 100
    rates = await administrator.search_read("res.partner", [["supplier_rank", ">", 0]], ["name", "on_time_rate"])
    punctuality = {row["name"].split()[0]: row["on_time_rate"] for row in rates if row["on_time_rate"] >= 0}
    assert len(punctuality) == 10
    assert punctuality["Nordvik"] > 90
    assert punctuality["Officine"] < 50


async def test_nothing_happened_in_the_future_or_on_a_weekend(administrator: OdooSession) -> None:
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    assert await _count(administrator, "stock.picking", ["date_done", ">", now]) == 0
    for model, field in (("purchase.order", "date_order"), ("sale.order", "date_order"), ("stock.move", "create_date")):
        assert await _count(administrator, model, [field, ">", now]) == 0
    moves = await administrator.search_read("stock.move", [], ["date"])
    assert all(date.fromisoformat(row["date"][:10]).weekday() < 5 for row in moves)


async def test_nothing_was_batched_by_itself(administrator: OdooSession) -> None:
    assert await _count(administrator, "stock.picking.batch") == 0


async def test_stock_adds_up(administrator: OdooSession) -> None:
    quants = await administrator.search_read(
        "stock.quant", [["location_id.usage", "=", "internal"]], ["quantity", "reserved_quantity"]
    )
    assert all(0 <= row["reserved_quantity"] <= row["quantity"] for row in quants)


async def test_nothing_can_leave_by_mail(administrator: OdooSession) -> None:
    servers = await administrator.search_read("ir.mail_server", [], ["smtp_host", "smtp_port"])
    assert [(row["smtp_host"], row["smtp_port"]) for row in servers] == [("127.0.0.1", 9)]
    [customer] = await administrator.search_read("res.partner", [["email", "ilike", "meridian-rail"]], ["id"])
    [message] = await administrator.call(
        "res.partner",
        "message_post",
        [customer["id"]],
        body="A word to you",
        message_type="comment",
        subtype_xmlid="mail.mt_note",
        partner_ids=[customer["id"]],
    )
    notices = await administrator.search_read(
        "mail.notification", [["mail_message_id", "=", message]], ["notification_status", "res_partner_id"]
    )
    assert [(row["res_partner_id"][0], row["notification_status"]) for row in notices] == [
        (customer["id"], "exception")
    ]


async def test_each_role_signs_in_as_itself_and_nothing_more(world: SandboxWorld) -> None:
    # People are let in only where a changed password would be noticed.
    await provision(world.url, world.database, world.admin.login, world.admin.password)
    settings: Settings = load(odoo_url=world.url, odoo_database=world.database)
    for role in Role:
        user = world.user(role)
        person = await sign_in(settings, user.login, user.password)
        assert person.name == user.name
        assert person.email == f"{role.value.replace('_', '-')}@halden-supply.example"
        assert person.roles == with_implied(frozenset({role}))


READS = {
    Role.PROCUREMENT: ["purchase.order", "stock.picking", "product.supplierinfo"],
    Role.WAREHOUSE: ["stock.picking", "stock.quant"],
    Role.SALES: ["sale.order", "res.partner"],
    Role.FINANCE: ["account.move", "purchase.order", "sale.order"],
    Role.LOGISTICS: ["stock.picking", "purchase.order", "sale.order", "delivery.carrier"],
    Role.SERVICE: ["sale.order", "stock.picking", "purchase.order"],
}


@pytest.mark.parametrize("role", list(READS))
async def test_each_role_reads_its_records(world: SandboxWorld, role: Role) -> None:
    user = world.user(role)
    async with await OdooSession.open(world.url, world.database, user.login, user.password, timeout=60) as session:
        for model in READS[role]:
            assert await session.search_read(model, [], ["display_name"], limit=1) or model == "account.move"


async def test_each_carrier_has_a_contract_but_one(administrator: OdooSession) -> None:
    carriers = await administrator.search_read(
        "delivery.carrier", [["country_ids", "!=", False]], ["name", "delivery_type", "price_rule_ids", "fixed_price"]
    )
    heads = [yaml.safe_load(path.read_text().split("---")[1]) for path in CONTRACTS.glob("*.md")]
    without = {row["name"] for row in carriers} - {head["carrier"] for head in heads}
    assert without == {carrier.name for carrier in deliveries.carriers() if not carrier.contract}
    assert len(without) == 1
    for row in carriers:
        assert len(row["price_rule_ids"]) == 3 if row["delivery_type"] == "base_on_rule" else row["fixed_price"] > 0
    for head in heads:
        assert head["rates"]
        assert {rate["zone"] for rate in head["rates"]} == set(head["zones"])
        assert head["attempts_included"] > 0
        assert head["held_days"] > 0
        assert float(head["attempt_price"]) == float(head["accessorials"]["redelivery"])
        assert head["claims"]["counted_from"] in {"delivery", "pickup"}


async def test_customers_pay_in_the_companys_currency(administrator: OdooSession) -> None:
    for model in ("sale.order", "purchase.order", "account.move"):
        rows = await administrator.groups(model, [], ["currency_id"], ["__count"])
        assert [row["currency_id"][1] for row in rows] == ["EUR"]


async def test_each_carrier_is_a_partner_too(administrator: OdooSession) -> None:
    for carrier in deliveries.carriers():
        [partner] = await administrator.search_read(
            "res.partner", [["name", "=", carrier.name]], ["email", "phone", "is_company"]
        )
        assert (partner["email"], partner["phone"], partner["is_company"]) == (carrier.email, carrier.phone, True)


async def test_carriers_of_the_past_go_where_they_went(administrator: OdooSession) -> None:
    carriers = await administrator.search_read("delivery.carrier", [], ["country_ids"])
    serves = {row["id"]: set(row["country_ids"]) for row in carriers}
    gone = await administrator.read_tree(
        "stock.picking",
        [["state", "=", "done"], ["carrier_tracking_ref", "!=", False], ["location_dest_id.usage", "=", "customer"]],
        {"carrier_id": {}, "partner_id": {"fields": {"country_id": {}}}},
    )
    assert len(gone) > 200
    assert all(row["partner_id"]["country_id"] in serves[row["carrier_id"]] for row in gone)


async def test_service_keeps_its_tickets_in_a_project(world: SandboxWorld) -> None:
    user = world.user(Role.SERVICE)
    async with await OdooSession.open(world.url, world.database, user.login, user.password, timeout=60) as session:
        [project] = await session.search_read("project.project", [["name", "=", "Customer service"]], ["type_ids"])
        stages = await session.read("project.task.type", project["type_ids"], ["name"])
        assert [row["name"] for row in stages] == ["New", "In progress", "Waiting", "Done"]
        values = {"name": "Parcel lost", "project_id": project["id"]}
        assert await session.create("project.task", [values])
