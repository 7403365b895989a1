"""Makes the deliveries of `deliveries.yaml` through Odoo's own flows: sold with freight, shipped, billed, brought back.

They happen on their days, but after everything else was done: the numbers of the story stay what they are.
"""

from masters import register


def opening(data):
    """{(product, warehouse): how many must lie there in the beginning, so that what is stated is left at the end}."""
    goods = {code: about for code, about in data["products"]["products"].items() if not about.get("history", True)}
    stock = {(code, warehouse): most for code, about in goods.items() for warehouse, most in about["stock"].items()}
    for about in data["deliveries"]["deliveries"].values():
        if "shipped" in about:
            for code, quantity in about.get("parts", dict(about["lines"])).items():
                place = code, about["warehouse"]
                stock[place] = stock.get(place, 0) + quantity
    return stock


class Deliveries:
    """What was sent to customers, and what became of it."""

    def __init__(self, env, clock, data, masters, business):
        self._env = env
        self._clock = clock
        self._data = data["deliveries"]
        self._made = masters
        self._business = business
        self._queue = []
        self.orders = {}
        self.invoices = {}
        self.returns = {}

    def run(self):
        """Do all of it, in the order of time."""
        self._belgian_tax()
        for key, about in self._data["deliveries"].items():
            self._at(about["ordered"], 11, self._sell, key, about)
            if "shipped" in about:
                self._at(about["shipped"], 14, self._ship, key, about)
            for what in about.get("then", ()):
                self._at(what["day"], 16, self._then, key, what)
        for day, hour, _, happening, arguments in sorted(self._queue, key=lambda entry: entry[:3]):
            self._clock.go(day, hour)
            happening(*arguments)
        self._clock.go(-1, 17)
        for key, about in self._data["deliveries"].items():
            if "shipped" not in about:
                self._label(self.orders[key].picking_ids, about)
        for key, about in self._data["receipts"].items():
            self._label(self._business.purchases[key].picking_ids, about)
        self._env["stock.quant"]._unlink_zero_quants()
        self._clock.commit()

    def names(self):
        """The numbers Odoo gave, by key; `deliveries.json` is a copy of this."""
        return {
            key: {
                "order": order.name,
                "deliveries": order.picking_ids.filtered(self._to_customer).sorted("id").mapped("name"),
                "returns": self.returns.get(key, self._env["stock.picking"]).sorted("id").mapped("name"),
                "invoice": self.invoices[key].name if key in self.invoices else None,
            }
            for key, order in self.orders.items()
        }

    def _at(self, day, hour, happening, *arguments):
        self._queue.append((day, hour, len(self._queue), happening, arguments))

    def _to_customer(self, picking):
        return picking.location_dest_id.usage == "customer"

    def _belgian_tax(self):
        """Customers at home pay it from now on; Odoo's generic chart knows exports alone."""
        company = self._env.company
        home = self._env["account.fiscal.position"].create(
            {"name": "Belgium", "auto_apply": True, "country_id": company.country_id.id, "sequence": 1}
        )
        self._env["account.tax"].create(
            {
                "name": "21%",
                "amount": 21,
                "type_tax_use": "sale",
                "fiscal_position_ids": [(4, home.id)],
                "original_tax_ids": [(4, company.account_sale_tax_id.id)],
            }
        )

    # Selling and shipping

    def _sell(self, key, about):
        order = self._business.sale(about["customer"], about["warehouse"], about["promised"], about["lines"])
        contacts = self._made.contacts.get(about["customer"], {})
        order.client_order_ref = about.get("reference")
        # Odoo would take the customer's first contact of that kind by itself.
        order.partner_shipping_id = contacts[about["ship_to"]] if "ship_to" in about else order.partner_id
        order.partner_invoice_id = contacts[about["invoice_to"]] if "invoice_to" in about else order.partner_id
        order.user_id = order.partner_id.user_id
        carrier = self._made.carrier(about["carrier"])
        rate = carrier.rate_shipment(order)
        if not rate["success"]:
            raise ValueError(f"{carrier.name} does not carry {key}: {rate['error_message']}")
        order.set_delivery_line(carrier, rate["price"])
        order.action_confirm()
        self.orders[key] = order
        register(self._env, f"delivery_{key}", order)

    def _label(self, pickings, about):
        """Put carrier and number on what has not gone yet."""
        for picking in pickings.filtered(lambda picking: picking.state not in ("done", "cancel")):
            picking.carrier_id = self._made.carrier(about["carrier"])
            picking.carrier_tracking_ref = about.get("tracking")

    def _ship(self, key, about):
        """Every step of it, the last one with the carrier's label."""
        order, shipped = self.orders[key], self._env["stock.picking"]
        while not shipped.filtered(self._to_customer):
            [picking] = order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
            picking.action_assign()
            if self._to_customer(picking):
                self._label(picking, about)
            self._business.validate(picking, about.get("parts"))
            shipped |= picking

    def _last(self, key):
        """The delivery that left last."""
        gone = self.orders[key].picking_ids.filtered(
            lambda picking: picking.state == "done" and self._to_customer(picking)
        )
        return gone.sorted("date_done")[-1]

    # What came after

    def _then(self, key, what):
        if "note" in what:
            self._note(self._last(key), what["note"])
        elif "back" in what:
            self._back(key, what)
        elif "again" in what:
            self._again(key, what["again"])
        elif "invoice" in what:
            self._invoice(key, what.get("with"))
        elif "paid" in what:
            self.pay(self.invoices[key])
        else:
            self._credit(key, what["credit"])

    def _note(self, record, text):
        author = self._made.users["service"].partner_id
        record.message_post(body=text, message_type="comment", subtype_xmlid="mail.mt_note", author_id=author.id)

    def _return(self, picking, parts):
        """The transfer back of these quantities."""
        wizard = self._env["stock.return.picking"].create({"picking_id": picking.id})
        for line in wizard.product_return_moves:
            line.quantity = parts.get(line.product_id.default_code, 0)
        return self._env["stock.picking"].browse(wizard.action_create_returns()["res_id"])

    def _back(self, key, what):
        """Booked in it lies in stock again; under way it is expected where goods are looked at first."""
        back = self._return(self._last(key), what["back"])
        self.returns[key] = self.returns.get(key, self._env["stock.picking"]) | back
        if what.get("done"):
            back.action_assign()
            self._business.validate(back, what["back"])
            return
        back.location_dest_id = self._made.quarantine
        back.scheduled_date = self._clock.at(2, 10)
        self._note(back, what["reason"])

    def _again(self, key, tracking):
        """What came back goes out once more, on the same order."""
        back = self.returns[key].sorted("id")[-1]
        parts = {move.product_id.default_code: move.quantity for move in back.move_ids}
        again = self._return(back, parts)
        again.action_assign()
        self._label(again, {"carrier": self._last(key).carrier_id.name, "tracking": tracking})
        self._business.validate(again, parts)

    def _invoice(self, key, together):
        orders = self.orders[key] | (self.orders[together] if together else self._env["sale.order"])
        invoice = orders._create_invoices()
        invoice.ensure_one()
        invoice.invoice_date = self._env.cr.now().date()
        invoice.action_post()
        self.invoices[key] = invoice
        if together:
            self.invoices[together] = invoice

    def pay(self, invoice):
        """Pay it in full."""
        register_payment = self._env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        register_payment.create({"payment_date": self._env.cr.now().date()}).action_create_payments()

    def _credit(self, key, parts):
        """A credit note for part of the goods, as finance writes one: reversed, then cut down to what it is for."""
        wizard = (
            self._env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=self.invoices[key].ids)
            .create({"reason": "Damaged on arrival", "journal_id": self.invoices[key].journal_id.id})
        )
        note = self._env["account.move"].browse(wizard.refund_moves()["res_id"])
        for line in note.invoice_line_ids:
            code = line.product_id.default_code
            if code in parts:
                line.quantity = parts[code]
            else:
                line.unlink()
        note.action_post()
