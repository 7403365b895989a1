"""Enters the carriers' bills of `bills.yaml` as accounts payable does: a line a parcel, posted, some of them paid."""

from masters import register


class CarrierBills:
    """What carriers have billed."""

    def __init__(self, env, clock, data, deliveries):
        self._env = env
        self._clock = clock
        self._data = data["bills"]["bills"]
        self._parcels = data["deliveries"]["deliveries"]
        self._deliveries = deliveries

    def run(self):
        """Enter all of them, in the order of time."""
        for number, (key, about) in enumerate(sorted(self._data.items(), key=lambda entry: entry[1]["day"]), start=1):
            self._clock.go(about["day"], 16)
            bill = self._env["account.move"].create(
                {
                    "move_type": "in_invoice",
                    "partner_id": self._env["res.partner"].search([("name", "=", about["carrier"])], limit=1).id,
                    "ref": about["number"],
                    "invoice_date": self._env.cr.now().date(),
                    "invoice_line_ids": [(0, 0, self._line(parcel)) for parcel in about["parcels"]],
                }
            )
            # A number without a month: the company is moved through time, and Odoo refuses what its number belies.
            bill.name = f"BILL/{number:05d}"
            bill.action_post()
            register(self._env, f"bill_{key}", bill)
            if about.get("paid"):
                self._deliveries.pay(bill)
        self._clock.commit()

    def _line(self, parcel):
        number = self._parcels[parcel["delivery"]]["tracking"]
        return {
            "name": f"Parcel {number}",
            "quantity": 1,
            "price_unit": round(sum(parcel["charges"].values()), 2),
            "tax_ids": [(6, 0, [])],
        }
