"""The work that waits in a warehouse, as a type."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from tools.odoo.models import Read
from tools.odoo.values import MomentValue, Number, Pointer, Ref, Text, Words


class OpenPicking(Read):
    """A transfer of goods to a customer whose first step is ready and not begun.

    Attributes:
        type: the operation type; transfers of several are never in one batch.
        scheduled: when it is planned; Odoo's own order of work is priority, then this.
        starred: whether somebody set its priority.
        promise: what the customer was promised.
        lines: how many lines there are to pick.
        units: how many pieces, in the products' units.
        margin: price less cost of what is in it, untaxed, in company currency; None: a cost is not known.
        value: its price, untaxed, in company currency.
        tags: of the customer; importance is read from them.
        planned_batch: a batch that nobody has begun: planned, or started by Odoo itself for nobody.
        can_be_batched: this Odoo has batches.
        most_transfers, most_lines: what a batch of its type may hold; 0: nothing is said.
        carrier: who takes it.
        places: where it is picked, down to the first place below the type's own.
        products: what is in it, by name.
        email, lang: of the customer.
        locked: its order is locked.
        shared: it holds goods of several orders.
    """

    name: Words
    type: Ref
    scheduled: datetime
    starred: bool = False
    promise: MomentValue = None
    lines: int
    units: Number
    value: Number = Decimal(0)
    margin: Decimal | None = None
    tags: tuple[str, ...] = ()
    customer: Pointer = None
    order: Pointer = None
    user: Pointer = None
    planned_batch: Pointer = None
    can_be_batched: bool = False
    most_transfers: int = 0
    most_lines: int = 0
    carrier: Pointer = None
    places: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    email: Text = None
    lang: Words = ""
    locked: bool = False
    shared: bool = False
