"""What vendors offer for a product, and an order drafted at one of them, traced like any other action. Pure.

A vendor's list price counts where it holds today, for the product's own unit, in a currency that Odoo has a rate of.
The days count from when somebody confirms the order, which is the next working day, not from today.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from agents.analysis.drafting import Drafting, record_of
from agents.analysis.habits import Habits
from agents.analysis.todo import Assignee
from cases.actions import BuyElsewhere
from cases.actions.base import amount_words, words_of
from cases.actions.buy_elsewhere import SeenOffer, price_words
from cases.claims import Frozen
from tools.odoo.freight import CurrencyRate, rate_on
from tools.odoo.models import Product, VendorPrice, Warehouse
from tools.odoo.ordered import OnOrder

CENT, RATE = Decimal("0.01"), Decimal("0.000000001")


class Offer(Frozen):
    """What a vendor asks, and from when.

    Attributes:
        listed: the entry of the vendor's price list.
        rate: what one unit of its currency is worth in the company's.
        confirm_by: the day on which the order must be confirmed.
        arrives: the day on which the goods are there then.
    """

    listed: VendorPrice
    rate: Decimal = Decimal(1)
    confirm_by: date
    arrives: date

    @property
    def vendor(self) -> str:
        """Whose it is."""
        return self.listed.vendor.name

    @property
    def least(self) -> int:
        """The smallest order, in whole units."""
        return max(int(self.listed.min_quantity.to_integral_value(ROUND_CEILING)), 1)

    @property
    def each(self) -> Decimal:
        """What one unit costs in company currency."""
        return self.listed.price * self.rate

    def quantity_for(self, missing: int) -> int:
        """What is ordered so that nothing is missing."""
        return max(missing, self.least)

    def cost(self, quantity: int) -> Decimal:
        """What that many cost without tax, in company currency."""
        return (self.each * quantity).quantize(CENT)

    def words(self, quantity: int) -> str:
        """So many from them, as people read it."""
        total = (self.listed.price * quantity).quantize(CENT)
        each = price_words(self.listed.price, self.listed.currency)
        return (
            f"{quantity} from {self.vendor} at {each} each, {total:.2f} {self.listed.currency} without tax, "
            f"by {words_of(self.arrives)}"
        )


def held(product: Product | None, today: date) -> list[VendorPrice]:
    """The vendor prices that hold today, in the order Odoo prefers them."""
    return [
        one
        for one in (product.vendors if product else ())
        if (one.starts is None or one.starts <= today) and (one.ends is None or today <= one.ends)
    ]


def foreign(products: Iterable[Product], company: str) -> list[str]:
    """The currencies whose rates are needed to compare what vendors ask; none: all is in the company's own."""
    found = {one.currency for product in products for one in product.vendors if one.currency} - {company}
    return sorted({*found, company}) if found else []


def offers(
    product: Product | None,
    warehouse: Warehouse,
    *,
    today: date,
    habits: Habits,
    currency: str,
    rates: Sequence[CurrencyRate] = (),
) -> list[Offer]:
    """What can be bought for a warehouse, in the order Odoo prefers the vendors.

    Args:
        product: with its vendors.
        warehouse: where the goods are wanted.
        today: the company's day.
        habits: on which days there is work.
        currency: the company's.
        rates: Odoo's, of the vendors' currencies.
    """
    if product is None or warehouse.receipt_type is None:
        return []
    confirm_by = habits.work.company.next(today)
    found = []
    for one in held(product, today):
        worth = rate_on(list(rates), one.currency or currency, currency, currency, today)
        comparable = one.price > 0 and (one.unit is None or one.unit.id == product.unit.id)
        if comparable and worth:
            arrives = habits.work.at(warehouse.id).on_or_after(confirm_by + timedelta(days=max(one.delay, 0)))
            listed = one if one.currency else one.model_copy(update={"currency": currency})
            found.append(Offer(listed=listed, rate=worth.quantize(RATE), confirm_by=confirm_by, arrives=arrives))
    return found


def unconfirmed(lines: Iterable[OnOrder], product_id: int, warehouse_id: int) -> list[OnOrder]:
    """Drafts of a product for a warehouse, which nobody has confirmed: no supply, and yet not to be bought again."""
    return [one for one in _here(lines, product_id, warehouse_id) if not one.confirmed]


def buy(
    drafting: Drafting,
    offer: Offer,
    quantity: int,
    *,
    product: Product,
    name: str,
    warehouse: Warehouse,
    who: Assignee,
    currency: str,
    zone: str,
    arrival_hour: int,
    on_order: Iterable[OnOrder],
    sure: float,
    rationale: str,
    facts: Sequence[str],
    still_comes: str = "",
    for_orders: Sequence[str] = (),
) -> str:
    """Add the draft order; its id."""
    ledger, listed, unit = drafting.ledger, offer.listed, product.unit
    ordered = list(_here(on_order, product.id, warehouse.id))
    told = ", ".join(
        f"{one.order.name} ({amount_words(one.quantity, unit.name)}{'' if one.confirmed else ', a draft'})"
        for one in ordered
    )
    least = Decimal(offer.least) if listed.min_quantity > 0 else Decimal(0)
    price = ledger.odoo(
        record_of("product.supplierinfo", listed.id, f"Price of {listed.vendor.name} for {name}"),
        "price",
        f"{listed.vendor.name} asks {price_words(listed.price, listed.currency)}, takes orders from "
        f"{amount_words(least, unit.name)} on and needs {listed.delay} days",
        listed.vendor.name,
        listed.vendor.id,
        listed.price,
        listed.currency,
        least,
    )
    evidence = [
        *facts,
        price,
        ledger.odoo(
            record_of("product.product", product.id, name),
            "uom_id",
            f"{name} is counted in {unit.name}; on order for {warehouse.name}: {told or 'nothing'}",
            name,
            product.id,
            unit.name,
            unit.id,
            warehouse.name,
            warehouse.id,
        ),
        ledger.reckoned(
            f"{quantity} {unit.name} cost {offer.cost(quantity):.2f} {currency} without tax", Decimal(quantity)
        ),
        ledger.setting(
            f"{who.name} confirms it for {who.role.words} by {words_of(offer.confirm_by)}; it arrives "
            f"{words_of(offer.arrives)} then",
            who.name,
            who.uid,
            offer.confirm_by,
            offer.arrives,
        ),
    ]
    return drafting.action(
        BuyElsewhere(
            product_id=product.id,
            product=name,
            quantity=Decimal(quantity),
            unit=unit.name,
            unit_id=unit.id,
            vendor_id=listed.vendor.id,
            vendor=listed.vendor.name,
            price=listed.price,
            currency=listed.currency,
            least=least,
            warehouse_id=warehouse.id,
            warehouse=warehouse.name,
            arrives=offer.arrives,
            buyer_id=who.uid,
            buyer=who.name,
            confirm_by=offer.confirm_by,
            for_orders=tuple(for_orders),
        ),
        SeenOffer(
            currency=currency,
            offer_id=listed.id,
            picking_type_id=warehouse.receipt_type.id if warehouse.receipt_type else 0,
            rate=offer.rate,
            on_order=sum((one.quantity for one in ordered), Decimal(0)),
            still_comes=still_comes,
            zone=zone,
            arrival_hour=arrival_hour,
        ),
        sure=sure,
        rationale=rationale,
        evidence=evidence,
    )


def _here(lines: Iterable[OnOrder], product_id: int, warehouse_id: int) -> Iterable[OnOrder]:
    return (one for one in lines if (one.product_id, one.warehouse_id) == (product_id, warehouse_id))
