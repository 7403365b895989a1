"""What a scenario gives, made in Odoo one step after the other; each key then names a record."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import yaml

from cases.guidance import Collection
from cases.store import knowledge
from evals.harness.given import (
    GivenBill,
    GivenContract,
    GivenDemand,
    GivenInvoice,
    GivenPartner,
    GivenProduct,
    GivenPurchase,
    GivenReceipts,
    GivenRule,
    GivenSale,
    GivenShipment,
    GivenStock,
    GivenWork,
    Part,
)
from evals.harness.names import NamedRecord, Names
from evals.harness.scenario import Scenario, ScenarioError
from evals.harness.worlds import TrialDesk
from sandbox import deliveries, story
from sandbox.story import SEED, seed_file

_PURCHASE, _SALE = "purchase.order", "sale.order"
_WAREHOUSES = re.compile(r"\bwarehouses\.(ANT|GDN|OPO)\b")
_SEEDED = re.compile(r"\b(purchases|sales|deliveries)\.([a-z]\w*)")


# The six weeks that are held against the half year before, in days.
_WEEKS, _HALF_YEAR = 42, 42 + 182


def _spread(days: Sequence[int], today: date, since: int, until: int) -> list[tuple[date, int]]:
    """These, each on a day of its own, evenly between so many days ago and so many."""
    step = (since - until) / max(len(days), 1)
    return [(today - timedelta(days=int(since - step * (number + 0.5))), one) for number, one in enumerate(days)]


async def make_given(scenario: Scenario, at: TrialDesk) -> tuple[Names, list[str]]:
    """Everything that a scenario gives, and the records of the seeded company that it speaks of.

    Returns:
        What its words stand for, and one line a step for people.

    Raises:
        ScenarioError: a step names what there is not.
        SandboxError: Odoo's own flow does not let it happen.
        OdooError: Odoo does not answer.
    """
    making = _Making(at)
    await making.seeded(scenario.model_dump_json())
    told = [await making.make(step.what) for step in scenario.given]
    return Names(at.world.today, making.records), told


class _Making:
    def __init__(self, at: TrialDesk) -> None:
        self._at = at
        self._flows = at.flows
        self.records: dict[str, NamedRecord] = {}
        self._products: dict[str, int] = {}
        self._alike: dict[str, list[int]] = {}

    @property
    def _names(self) -> Names:
        return Names(self._at.world.today, self.records)

    def _day(self, text: str) -> date:
        return self._names.day(text)

    async def seeded(self, text: str) -> None:
        """What the text names of the seeded company: `purchases.bearings`, `sales.rail_bearings`, `deliveries.dear`."""
        told, today = story.tell(self._at.world.today), self._at.world.today
        for code in sorted(set(_WAREHOUSES.findall(text))):
            made = await self._warehouse(code)
            label = await self._flows.name_of("stock.warehouse", made)
            self.records[f"warehouses.{code}"] = NamedRecord("stock.warehouse", made, label)
        for kind, key in sorted(set(_SEEDED.findall(text))):
            if kind == "purchases" and key in told.purchases:
                order = told.purchases[key]
                more = {"reference": order.reference or "", "supplier": order.supplier.name}
                await self._known(f"{kind}.{key}", _PURCHASE, order.name, more)
            elif kind == "sales" and key in told.sales:
                sale = told.sales[key]
                more = {"reference": sale.reference or "", "customer": sale.customer.name}
                await self._known(f"{kind}.{key}", _SALE, sale.name, more)
            elif kind == "deliveries" and key in (seeded := deliveries.tell(today)):
                one = seeded[key]
                more = {"tracking": one.tracking or "", "customer": one.customer.name, "order": one.order}
                more |= {f"number{place}": number for place, number in enumerate(one.numbers, 1)}
                await self._known(f"{kind}.{key}", "stock.picking", one.deliveries[0], more)
            else:
                raise ScenarioError(f"the seeded company has no {kind}.{key}")

    async def _known(self, key: str, model: str, label: str, more: Mapping[str, str]) -> None:
        self.records[key] = NamedRecord(model, await self._flows.find(model, name=label), label, more)

    async def make(self, what: Part) -> str:
        """One step; what was made, in one line."""
        makers: Mapping[type[Part], Callable[[Any], Awaitable[str]]] = {
            GivenProduct: self._product,
            GivenStock: self._stock,
            GivenPartner: self._partner,
            GivenPurchase: self._purchase,
            GivenSale: self._sale,
            GivenWork: self._work,
            GivenShipment: self._shipment,
            GivenInvoice: self._invoice,
            GivenBill: self._bill,
            GivenRule: self._rule,
            GivenDemand: self._demand,
            GivenReceipts: self._receipts,
            GivenContract: self._contract,
        }
        return await makers[type(what)](what)

    async def _stock(self, what: GivenStock) -> str:
        warehouse = await self._warehouse(what.warehouse)
        await self._flows.count(await self._goods(what.product), warehouse, what.quantity, what.bin)
        place = f"bin {what.bin} of {what.warehouse}" if what.bin else what.warehouse
        return f"{what.quantity:f} of {what.product} lie in {place}"

    async def _invoice(self, what: GivenInvoice) -> str:
        made = await self._flows.bill_customer(self._names.record(what.sale).id)
        return await self._named(what.key, "account.move", made, "what was delivered is billed")

    async def _rule(self, what: GivenRule) -> str:
        product, warehouse = await self._goods(what.product), await self._warehouse(what.warehouse)
        made = await self._flows.rule(product, warehouse, what.minimum, what.maximum)
        told = f"a rule keeps {what.product} in {what.warehouse} from {what.minimum:f} to {what.maximum:f}"
        return await self._named(what.key, "stock.warehouse.orderpoint", made, told)

    async def _demand(self, what: GivenDemand) -> str:
        product, warehouse = await self._goods(what.product), await self._warehouse(what.warehouse)
        customer = await self._partner_of("customers", what.customer)
        await self._flows.sell_weekly(product, warehouse, customer.id, self._at.world.today, what.weeks)
        weekly = ", ".join(f"{one:f}" for one in what.weeks)
        return f"in {what.warehouse} customers took {weekly} of {what.product}, a week each, the latest first"

    async def _receipts(self, what: GivenReceipts) -> str:
        product, warehouse = await self._goods(what.product), await self._warehouse(what.warehouse)
        supplier = await self._partner_of("suppliers", what.supplier)
        today = self._at.world.today
        took = [*_spread(what.before, today, _HALF_YEAR, _WEEKS), *_spread(what.lately, today, _WEEKS, 0)]
        await self._flows.receive_often(supplier.id, warehouse, product, took, what.quantity)
        told = " days, ".join((", ".join(map(str, what.before)), "lately " + ", ".join(map(str, what.lately))))
        return f"orders of {what.product} at {supplier.label} took {told} days"

    async def _product(self, what: GivenProduct) -> str:
        code = what.code or what.key.upper()
        supplier = await self._partner_of("suppliers", what.supplier)
        values = {
            "name": what.name,
            "default_code": code,
            "standard_price": float(what.cost),
            "list_price": float(what.price),
            "weight": float(what.weight),
            "volume": float(what.volume),
        }
        made = await self._flows.product(values, supplier.id, what.lead)
        self._products[what.key] = made
        self.records[what.key] = NamedRecord("product.product", made, what.name, {"code": code, "name": what.name})
        for warehouse, quantity in what.stock.items():
            await self._flows.count(made, await self._warehouse(warehouse), quantity)
        lying = ", ".join(f"{quantity:f} in {warehouse}" for warehouse, quantity in what.stock.items())
        return f"{what.name} ({code}), {lying or 'none in stock'}"

    async def _partner(self, what: GivenPartner) -> str:
        rank = {"supplier": "supplier_rank", "customer": "customer_rank"}[what.role]
        values = {"name": what.name, "email": what.email, "lang": what.lang, rank: 1}
        made = await self._flows.partner(values, what.country)
        self.records[what.key] = NamedRecord("res.partner", made, what.name, {"email": what.email, "name": what.name})
        return f"{what.name}, a {what.role}"

    async def _purchase(self, what: GivenPurchase) -> str:
        supplier = await self._partner_of("suppliers", what.supplier)
        lines = [
            (await self._goods(code), much, self._day(what.planned_lines.get(code, what.planned)))
            for code, much in what.lines.items()
        ]
        more: dict[str, Any] = {"user_id": await self._flows.user("procurement")}
        more |= {"partner_ref": what.reference} if what.reference else {}
        made = await self._flows.purchase(supplier.id, await self._warehouse(what.warehouse), lines, **more)
        if what.state != "sent":
            await self._flows.confirm_purchase(made)
        if what.received:
            beside = await self._goods_of(what.beside)
            closes = what.rest == "called_off"
            await self._flows.receive(made, await self._goods_of(what.received), beside=beside, closes=closes)
        if what.sent_back:
            await self._flows.send_back(made, await self._goods_of(what.sent_back))
        if what.state == "cancelled":
            await self._flows.cancel(_PURCHASE, made)
        goods = ", ".join(f"{much:f} {code}" for code, much in what.lines.items())
        told = f"{supplier.label} owes {goods}, planned for {self._day(what.planned)}"
        return await self._named(what.key, _PURCHASE, made, told, reference=what.reference, supplier=supplier.label)

    async def _sale(self, what: GivenSale) -> str:
        customer = await self._partner_of("customers", what.customer)
        alike = [await self._sold(what, customer.id) for _ in range(what.times)]
        made, self._alike[what.key] = alike[0], alike
        deliveries_of = await self._flows.rows("stock.picking", [["sale_id", "=", made]], ["name"])
        more = {"reference": what.reference, "customer": customer.label}
        more |= {"delivery": deliveries_of[0]["name"]} if deliveries_of else {}
        goods = ", ".join(f"{much:f} {code}" for code, much in what.lines.items())
        times = f", {what.times} times over" if what.times > 1 else ""
        told = f"{customer.label} is promised {goods} for {self._day(what.promised)}{times}"
        return await self._named(what.key, _SALE, made, told, **more)

    async def _sold(self, what: GivenSale, customer: int) -> int:
        more: dict[str, Any] = {"user_id": await self._flows.user("sales")}
        more |= {"client_order_ref": what.reference} if what.reference else {}
        made = await self._flows.sale(
            customer,
            await self._warehouse(what.warehouse),
            self._day(what.promised),
            await self._goods_of(what.lines),
            complete=what.complete,
            **more,
        )
        if what.state == "sent":
            await self._flows.send_quotation(made)
            return made
        await self._flows.confirm_sale(made)
        if what.carrier is not None:
            await self._flows.goes_with(made, await self._flows.find("delivery.carrier", name=what.carrier))
        if what.state == "cancelled":
            await self._flows.cancel(_SALE, made)
        return made

    async def _work(self, what: GivenWork) -> str:
        if what.sale not in self._alike:
            raise ScenarioError(f"there is no sale {what.sale!r}")
        orders = self._alike[what.sale]
        if what.done in ("running", "planned"):
            await self._flows.batch(orders, start=what.done == "running")
        elif what.done == "let_go":
            await self._flows.let_go(orders)
        else:
            today = f"{self._day('today')} 09:00:00"
            marks: dict[str, dict[str, Any]] = {
                "printed": {"printed": True},
                "starred": {"priority": "1"},
                "today": {"scheduled_date": today},
            }
            await self._flows.mark(orders, marks[what.done])
        return f"the work of {self._names.record(what.sale).label} and those alike is {what.done}"

    async def _shipment(self, what: GivenShipment) -> str:
        carrier = await self._flows.find("delivery.carrier", name=what.carrier)
        parts = await self._goods_of(what.parts) if what.parts else None
        day = self._day(what.shipped)
        made = await self._flows.ship(self._names.record(what.sale).id, carrier, what.tracking, day, parts)
        told = f"it left with {what.carrier} under {what.tracking} on {day}"
        return await self._named(what.key, "stock.picking", made, told, tracking=what.tracking)

    async def _bill(self, what: GivenBill) -> str:
        post = what.state == "posted"
        if what.purchase is not None:
            return await self._bill_of_order(what, self._names.record(what.purchase), post=post)
        named = await self._vendor(what.vendor or "")
        vendor = await self._flows.find("res.partner", name=named, is_company=True)
        made = await self._flows.enter_bill(vendor, what.number, self._day(what.date), what.lines, post=post)
        told = f"{what.vendor}'s bill {what.number} of {sum(what.lines.values(), Decimal(0))} is entered, {what.state}"
        return await self._named(what.key, "account.move", made, told, number=what.number)

    async def _bill_of_order(self, what: GivenBill, order: NamedRecord, *, post: bool) -> str:
        made = await self._flows.bill_order(
            order.id,
            what.number,
            self._day(what.date),
            await self._goods_of(what.billed),
            prices=await self._goods_of(what.prices),
            extra=what.lines,
            post=post,
        )
        goods = ", ".join(f"{much:f} {code}" for code, much in what.billed.items())
        told = f"{goods} of {order.label} are billed as {what.number}, {what.state}"
        return await self._named(what.key, "account.move", made, told, number=what.number)

    async def _vendor(self, vendor: str) -> str:
        if vendor in seed_file("partners")["suppliers"] or vendor in self.records:
            return (await self._partner_of("suppliers", vendor)).label
        return vendor

    async def _contract(self, what: GivenContract) -> str:
        if what.seeded is not None:
            text = (SEED / "contracts" / what.seeded).with_suffix(".md").read_text(encoding="utf-8")
            name = what.seeded
        else:
            terms = self._names.value(what.terms)
            text = f"---\n{yaml.safe_dump(terms, sort_keys=False)}---\n\n# Terms\n"
            name = str(terms.get("carrier", "carrier"))
        async with self._at.desk.database.transaction() as session:
            await knowledge.add(session, Collection.CONTRACTS, name, text)
        return f"the contract of {name} is on file"

    async def _named(self, key: str, model: str, made: int, told: str, **more: str | None) -> str:
        label = await self._flows.name_of(model, made)
        known = {name: value for name, value in more.items() if value is not None}
        self.records[key] = NamedRecord(model, made, label, known)
        return f"{label}: {told}"

    async def _partner_of(self, kind: str, key: str) -> NamedRecord:
        if key in self.records:
            return self.records[key]
        if key not in seed_file("partners")[kind]:
            raise ScenarioError(f"there is no {kind[:-1]} {key!r}")
        found = story.partner_of(kind, key)
        made = await self._flows.find("res.partner", name=found.name, is_company=True)
        self.records[key] = NamedRecord("res.partner", made, found.name, {"email": found.email, "name": found.name})
        return self.records[key]

    async def _goods(self, code: str) -> int:
        if code not in self._products:
            self._products[code] = await self._flows.find("product.product", default_code=code)
        return self._products[code]

    async def _goods_of(self, lines: Mapping[str, Decimal]) -> dict[int, Decimal]:
        return {await self._goods(code): much for code, much in lines.items()}

    async def _warehouse(self, code: str) -> int:
        return await self._flows.find("stock.warehouse", code=code)
