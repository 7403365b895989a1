"""Does the company's business through Odoo's own flows: order, confirm, receive, deliver, each on its day.

Past and present are one queue of happenings in the order of time, so that document numbers rise with their dates. Stock
is not reserved by itself until all that is past is done; then the open orders take theirs in the order they promised.
"""

import random

import deliveries
import history
from masters import register

_NO_WIZARDS = {"skip_backorder": True, "skip_sms": True}
# Hours in UTC. Trucks are unloaded first thing; what leaves is picked through the day, most of it before noon.
_UNLOADED = 5
_PICKED = ([7, 8, 9, 10, 11, 12, 13], [3, 4, 4, 3, 2, 3, 3])


class Business:
    """Everything that happens, and what the open orders became."""

    def __init__(self, env, clock, data, masters):
        self._env = env
        self._clock = clock
        self._data = data
        self._made = masters
        self._draw = random.Random(7)  # noqa: S311
        self._rhythm = random.Random(11)  # noqa: S311
        self._queue = []
        self.purchases = {}
        self.sales = {}
        self.assembly = None

    def run(self):
        """Plan the past, add today's open orders, and do all of it in order."""
        initial, orders, purchases = history.plan(self._data)
        self._env["stock.picking.type"].search([]).reservation_method = "manual"
        self._clock.go(history.FIRST - 1, 6)
        self._count(initial)
        for order in orders:
            self._at(order["ordered"], 12, self._past_sale, order)
        for purchase in purchases:
            self._at(purchase["ordered"], 9, self._past_purchase, purchase)
        story = self._data["story"]
        for key, about in story["purchases"].items():
            self._at(about["ordered"], 8, self._open_purchase, key, about)
        for key, about in story["sales"].items():
            self._at(about["ordered"], 13, self._open_sale, key, about)
        self._at(story["assembly"]["ordered"], 14, self._assemble, story["assembly"])
        self._work_off()
        self._clock.go(-1, 17)
        self._reserve()
        self._reorder_rules(story["reorder"])

    def _at(self, day, hour, happening, *arguments):
        self._queue.append((day, hour, len(self._queue), happening, arguments))
        self._queue.sort(key=lambda entry: entry[:3])

    def _work_off(self):
        done = 0
        while self._queue:
            day, hour, _, happening, arguments = self._queue.pop(0)
            self._clock.go(day, hour)
            happening(*arguments)
            done += 1
            if done % 40 == 0:
                self._clock.commit()

    def _count(self, initial):
        """The first stock, and what lies in quarantine: one count."""
        lines = [
            (self._made.warehouses[warehouse].lot_stock_id, code, quantity)
            for (code, warehouse), quantity in initial.items()
        ]
        # What the past does not trade in has its stock from the beginning.
        lines += [
            (self._made.warehouses[warehouse].lot_stock_id, code, quantity)
            for (code, warehouse), quantity in deliveries.opening(self._data).items()
        ]
        lines += [
            (self._made.quarantine, code, quantity)
            for code, quantity in self._data["company"]["quarantine"]["stock"].items()
        ]
        quants = (
            self._env["stock.quant"]
            .with_context(inventory_mode=True)
            .create(
                [
                    {
                        "location_id": place.id,
                        "product_id": self._made.products[code].id,
                        "inventory_quantity": quantity,
                    }
                    for place, code, quantity in lines
                    if quantity
                ]
            )
        )
        quants.with_context(inventory_name="Opening count").action_apply_inventory()

    # Buying

    def _purchase(self, supplier, warehouse, planned, lines):
        partner = self._made.suppliers[supplier]
        moment = self._clock.at(planned, 10)
        return self._env["purchase.order"].create(
            {
                "partner_id": partner.id,
                "user_id": self._made.users["procurement"].id,
                "picking_type_id": self._made.warehouses[warehouse].in_type_id.id,
                "date_order": self._env.cr.now(),
                "date_planned": moment,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": self._made.products[code].id,
                            "product_qty": quantity,
                            "price_unit": self._price(code, supplier),
                            "date_planned": moment,
                        },
                    )
                    for code, quantity in lines
                ],
            }
        )

    def _price(self, code, supplier):
        about = self._data["products"]["products"][code]
        return next((price for key, price, _ in about["vendors"] if key == supplier), about["cost"])

    def _past_purchase(self, about):
        order = self._purchase(about["supplier"], about["warehouse"], about["planned"], about["lines"].items())
        order.with_context(tracking_disable=True).button_confirm()
        for day, parts in about["receipts"]:
            self._at(day, _UNLOADED, self._receive, order, parts)

    def _receive(self, order, parts):
        picking = order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
        self.validate(picking, parts)

    def _open_purchase(self, key, about):
        order = self._purchase(about["supplier"], about["warehouse"], about["planned"], about["lines"])
        self.purchases[key] = order
        register(self._env, f"purchase_{key}", order)
        order.partner_ref = about.get("reference")
        if about.get("state") == "sent":
            order.state = "sent"
        elif about.get("state") != "draft":
            order.button_confirm()
        if about.get("received"):
            self._at(-1, 10, self._receive, order, about["received"])

    # Selling

    def sale(self, customer, warehouse, promised, lines, complete=False):
        """A customer's order, not confirmed yet."""
        return self._env["sale.order"].create(
            {
                "partner_id": self._made.customers[customer].id,
                "user_id": self._made.users["sales"].id,
                "warehouse_id": self._made.warehouses[warehouse].id,
                "commitment_date": self._clock.at(promised, 13),
                "picking_policy": "one" if complete else "direct",
                "order_line": [
                    (0, 0, {"product_id": self._made.products[code].id, "product_uom_qty": quantity})
                    for code, quantity in lines
                ],
            }
        )

    def _past_sale(self, about):
        order = self.sale(about["customer"], about["warehouse"], about["promised"], about["lines"].items())
        order.with_context(tracking_disable=True).action_confirm()
        [hour] = self._rhythm.choices(*_PICKED)
        self._at(about["shipped"], hour, self._ship, order)

    def _ship(self, order):
        """Pick and ship: the second step appears when the first is done."""
        carrier = self._draw.choice(self._made.carriers_to(order.partner_shipping_id.country_id))
        while picking := order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))[:1]:
            if picking.location_dest_id.usage == "customer":
                picking.carrier_id = carrier
                picking.carrier_tracking_ref = f"{carrier.name[:2].upper()}{self._draw.randrange(10**9, 10**10)}"
            picking.action_assign()
            self.validate(picking)

    def _open_sale(self, key, about):
        order = self.sale(
            about["customer"], about["warehouse"], about["promised"], about["lines"], about.get("complete", False)
        )
        self.sales[key] = order
        register(self._env, f"sale_{key}", order)
        order.client_order_ref = about.get("reference")
        if about.get("state") == "sent":
            order.state = "sent"
        elif about.get("state") != "draft":
            order.action_confirm()
        if "supply_planned" in about:
            self._buy_to_order(key, order, about["supply_planned"])

    def _buy_to_order(self, key, order, planned):
        """Made to order: confirming the sale made a request for quotation; the buyer agreed a date and confirmed it."""
        purchase = order._get_purchase_orders()
        purchase.ensure_one()
        purchase.write({"user_id": self._made.users["procurement"].id, "date_order": self._env.cr.now()})
        purchase.order_line.date_planned = self._clock.at(planned, 10)
        purchase.button_confirm()
        # Odoo has moved the delivery's deadline along with the purchase; the customer was promised what was promised.
        order.picking_ids.move_ids.date_deadline = order.commitment_date
        self.purchases[f"for_{key}"] = purchase
        register(self._env, f"purchase_for_{key}", purchase)

    # Warehouse

    def validate(self, picking, parts=None):
        """Move all of it, or only the parts named; what is left becomes a backorder by itself."""
        picking.ensure_one()
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty if parts is None else parts.get(move.product_id.default_code, 0)
            move.picked = move.quantity > 0
        picking.with_context(**_NO_WIZARDS).button_validate()
        if picking.state != "done":
            raise ValueError(f"{picking.name} of {picking.origin} is {picking.state}, not done")

    def _assemble(self, about):
        order = self._env["mrp.production"].create(
            {
                "product_id": self._made.products[about["product"]].id,
                "product_qty": about["quantity"],
                "picking_type_id": self._made.warehouses[about["warehouse"]].manu_type_id.id,
                "date_start": self._clock.at(about["planned"], 8),
            }
        )
        order.action_confirm()
        self.assembly = order

    def _reserve(self):
        self._env["stock.picking.type"].search([]).reservation_method = "at_confirm"
        waiting = self._env["stock.picking"].search(
            [("state", "in", ("confirmed", "waiting", "assigned")), ("picking_type_code", "!=", "incoming")]
        )
        for picking in waiting.sorted(lambda picking: (picking.date_deadline or picking.scheduled_date, picking.id)):
            picking.action_assign()
        self.assembly.action_assign()
        self._env["stock.quant"]._unlink_zero_quants()

    def _reorder_rules(self, rules):
        for warehouse, products in rules.items():
            for code, (least, most) in products.items():
                self._env["stock.warehouse.orderpoint"].create(
                    {
                        "product_id": self._made.products[code].id,
                        "warehouse_id": self._made.warehouses[warehouse].id,
                        "location_id": self._made.warehouses[warehouse].lot_stock_id.id,
                        "product_min_qty": least,
                        "product_max_qty": most,
                        "trigger": "manual",
                    }
                )
