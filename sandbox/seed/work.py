"""Makes the work of today of `work.yaml` through Odoo's own flows: sold, reserved, some of it in somebody's hands.

It happens after everything else was done: the numbers of the story stay what they are.
"""

from masters import register


class TodaysWork:
    """What lies ready to be picked."""

    def __init__(self, env, clock, data, business):
        self._env = env
        self._clock = clock
        self._data = data["work"]["work"]
        self._business = business

    def run(self):
        """Sell all of it in the order of time, then reserve it."""
        orders = {}
        for key, about in sorted(self._data.items(), key=lambda entry: entry[1]["ordered"]):
            self._clock.go(about["ordered"], 15)
            order = self._business.sale(about["customer"], about["warehouse"], about["promised"], about["lines"])
            order.client_order_ref = about.get("reference")
            order.action_confirm()
            register(self._env, f"work_{key}", order)
            orders[key] = order
        self._clock.go(-1, 17)
        for key, order in orders.items():
            order.picking_ids.action_assign()
            order.picking_ids.printed = self._data[key].get("printed", False)
        self._clock.commit()
