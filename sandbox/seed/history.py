"""Plans the past four months before any of it is done: who ordered what, what was bought, when it really came.

Pure arithmetic over the YAML data with a fixed random seed. Stock at the beginning is chosen so that nothing ever runs
below zero and every place ends with the stock that `products.yaml` states. Days are working days from the fixed day.
"""

import itertools
import math
import random
from collections import defaultdict

FIRST = -86
RECENT = -30
_SALES_A_DAY = ([1, 2, 3, 4], [2, 4, 4, 2])
_TAG_FACTOR = {"Key account": 2, "Regular": 1, "Occasional": 1}


def plan(data):
    """Answer `(initial, orders, purchases)`.

    initial: {(product, warehouse): quantity at the beginning}
    orders: [{customer, warehouse, ordered, promised, shipped, lines: {product: quantity}}], by day
    purchases: [{supplier, warehouse, ordered, planned, lines: {product: quantity}, receipts}], receipts being
        [(day, {product: quantity})]
    """
    draw = random.Random(19)  # noqa: S311 - the same every time is what is wanted
    places = _places(data)
    orders = _orders(data, places, draw)
    purchases = _Planner(data, places, orders, draw).purchases()
    initial = _balance(places, orders, purchases)
    return initial, orders, purchases


def _places(data):
    """{(product, warehouse): stock at the end} of what the past trades in."""
    return {
        (code, warehouse): quantity
        for code, about in data["products"]["products"].items()
        if about.get("history", True)
        for warehouse, quantity in about["stock"].items()
    }


def _orders(data, places, draw):
    customers = data["partners"]["customers"]
    products = data["products"]["products"]
    names = [name for name, about in customers.items() if about["weight"]]
    weights = [customers[name]["weight"] for name in names]
    orders = []
    for day in range(FIRST, -1):
        buyers = draw.choices(names, weights, k=draw.choices(*_SALES_A_DAY)[0])
        if day == -3:
            buyers += names  # yesterday something left every warehouse
        for name in buyers:
            about = customers[name]
            choice = [code for code, warehouse in places if warehouse == about["warehouse"]]
            popularity = [1 / math.sqrt(products[code]["price"]) for code in choice]
            lines = {}
            for code in draw.choices(choice, popularity, k=draw.choice([1, 1, 2, 2, 3])):
                lines[code] = products[code]["pack"] * draw.choice([1, 1, 2, 2, 3]) * _TAG_FACTOR[about["tag"]]
            promised = day + 2 if day == -3 else day + draw.choice([2, 3, 3, 4, 5])
            late = draw.choice([1, 2, 3]) if draw.random() < 0.07 and day < -9 else 0
            shipped = (
                promised + late if late else max(day + 1, promised - draw.choice([0, 0, 1, 2] if day < -3 else [0]))
            )
            orders.append(
                {
                    "customer": name,
                    "warehouse": about["warehouse"],
                    "ordered": day,
                    "promised": promised,
                    "shipped": min(shipped, -1),
                    "lines": lines,
                }
            )
    return orders


class _Planner:
    """Buys as a planner would: each supplier on its own weekday, when cover runs short, for some weeks."""

    def __init__(self, data, places, orders, draw):
        self._data = data
        self._products = data["products"]["products"]
        self._places = places
        self._shipped = defaultdict(lambda: defaultdict(int))
        for order in orders:
            for code, quantity in order["lines"].items():
                self._shipped[code, order["warehouse"]][order["shipped"]] += quantity
        self._rate = {place: sum(self._shipped[place].values()) / -FIRST for place in places}
        self._level = {place: 15 * rate for place, rate in self._rate.items()}
        self._arriving = defaultdict(lambda: defaultdict(int))
        suppliers = data["partners"]["suppliers"]
        self._lateness = {key: _Lateness(about, draw) for key, about in suppliers.items()}
        self._lead = {key: round(about["delay"] * 5 / 7) for key, about in suppliers.items()}

    def purchases(self):
        """All purchases, by day."""
        made = []
        for day in range(FIRST, 0):
            for place in self._places:
                self._level[place] += self._arriving[place].pop(day, 0) - self._shipped[place].get(day, 0)
            for number, key in enumerate(self._lead):
                if day % 5 == number % 5:
                    made += self._order(key, day)
        return made

    def _order(self, key, day):
        """What one supplier is asked for on its day: at most one order for each warehouse."""
        made = []
        for warehouse in self._data["company"]["warehouses"]:
            lines = self._short(key, warehouse)
            purchase = (
                _purchase(key, warehouse, day, day + self._lead[key], lines, self._lateness[key]) if lines else None
            )
            if purchase:
                made.append(purchase)
                for arrival, parts in purchase["receipts"]:
                    for code, quantity in parts.items():
                        self._arriving[code, warehouse][arrival] += quantity
        return made

    def _short(self, key, warehouse):
        """{product: quantity to buy} of this supplier's products whose cover runs short."""
        lines = {}
        for code, about in self._products.items():
            place = (code, warehouse)
            if place not in self._places or about["vendors"][0][0] != key or not self._rate[place]:
                continue
            position = self._level[place] + sum(self._arriving[place].values())
            if position < self._rate[place] * (self._lead[key] + 8):
                pack = max(about["pack"], about["vendors"][0][2] // 2)
                lines[code] = max(1, math.ceil(self._rate[place] * 30 / pack)) * pack
        return lines


class _Lateness:
    """How late a supplier's receipts come: its list in a random order, again and again, so that its habits show."""

    def __init__(self, about, draw):
        self._draw = draw
        usual = draw.sample(about["late"], len(about["late"]))
        self._usual = itertools.cycle(usual)
        self._recent = itertools.cycle(about.get("late_recently", usual))

    def of(self, planned):
        """Working days late."""
        return next(self._recent if planned > RECENT else self._usual)

    def in_parts(self):
        """Days until the rest comes, when a receipt comes in two parts; otherwise nothing."""
        return self._draw.choice([2, 3, 4]) if self._draw.random() < 0.08 else 0


def _purchase(key, warehouse, day, planned, lines, lateness):
    arrival = planned + lateness.of(planned)
    code = max(lines, key=lines.get)
    wait = lateness.in_parts() if lines[code] > 3 else 0
    if arrival + wait > -2:
        return None  # it would still be open; what is open is the story's
    receipts = [(arrival, dict(lines))]
    if wait:
        first = lines[code] * 2 // 3
        receipts = [(arrival, lines | {code: first}), (arrival + wait, {code: lines[code] - first})]
    return {
        "supplier": key,
        "warehouse": warehouse,
        "ordered": day,
        "planned": planned,
        "lines": lines,
        "receipts": receipts,
    }


def _balance(places, orders, purchases):
    """Answer the stock to begin with; buy less, then deliver more on the last day, where too much would be left."""
    last = defaultdict(list)
    for order in orders:
        if order["shipped"] == -1:
            last[order["warehouse"]].append(order)
    initial = {}
    for place, wanted in places.items():
        changes = _changes(place, orders, purchases)
        start = max(-min(_levels(0, changes).values(), default=0), wanted - sum(changes.values()), 0)
        left_over = start + sum(changes.values()) - wanted
        for purchase in reversed(purchases):
            left_over -= _buy_less(purchase, place, start, left_over, orders, purchases)
        initial[place] = start
        if left_over:
            code, warehouse = place
            takers = [order for order in last[warehouse] if code not in order["lines"]] or last[warehouse]
            taker = min(takers, key=lambda order: len(order["lines"]))
            taker["lines"][code] = taker["lines"].get(code, 0) + left_over
    purchases[:] = [purchase for purchase in purchases if purchase["lines"]]
    return initial


def _buy_less(purchase, place, start, left_over, orders, purchases):
    """Take from one purchase what would be left over and was never needed; answer how much."""
    code, warehouse = place
    if purchase["warehouse"] != warehouse or code not in purchase["lines"] or len(purchase["receipts"]) > 1:
        return 0
    day, parts = purchase["receipts"][0]
    levels = _levels(start, _changes(place, orders, purchases))
    less = min(left_over, parts[code], *(level for when, level in levels.items() if when >= day))
    if less < parts[code]:
        less -= less % 5 if less > 5 else 0
    purchase["lines"][code] -= less
    parts[code] -= less
    if not parts[code]:
        del purchase["lines"][code], parts[code]
    return less


def _changes(place, orders, purchases):
    """{day: what comes less what goes} at one place."""
    code, warehouse = place
    changes = defaultdict(int)
    for purchase in purchases:
        if purchase["warehouse"] == warehouse:
            for day, parts in purchase["receipts"]:
                changes[day] += parts.get(code, 0)
    for order in orders:
        if order["warehouse"] == warehouse:
            changes[order["shipped"]] -= order["lines"].get(code, 0)
    return changes


def _levels(start, changes):
    """{day: stock at its end}."""
    levels = {}
    for day in sorted(changes):
        start += changes[day]
        levels[day] = start
    return levels
