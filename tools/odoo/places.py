"""What the book says lies where: each place, lot and package for itself."""

from __future__ import annotations

from decimal import Decimal

from tools.odoo.models import Location, Read
from tools.odoo.values import MomentValue, Number, Pointer, Ref, Text


class StockPlace(Read):
    """What the book has of a product in one place: in Odoo a quant. Quantities are in the product's unit.

    Attributes:
        reserved: of the quantity, held for transfers.
        lot, package: the goods that these hold; absent: loose, or no lots are kept.
        owner: whose they are, where they are not the company's.
        counted: what somebody counted and nobody has booked; absent: nothing of that kind.
    """

    product_id: int
    location: Location
    quantity: Number
    reserved: Number = Decimal(0)
    lot: Pointer = None
    package: Pointer = None
    owner: Pointer = None
    counted: Number | None = None

    @property
    def free(self) -> Decimal:
        """On hand and held for nobody; never below zero."""
        return max(self.quantity - self.reserved, Decimal(0))

    @property
    def contradicts(self) -> bool:
        """Whether the book cannot be right: less than nothing, more held than there is, another count."""
        counted = self.counted is not None and self.counted != self.quantity
        return self.quantity < 0 or self.reserved > max(self.quantity, Decimal(0)) or counted

    @property
    def words(self) -> str:
        """The place as people find it, with lot and package."""
        of = [f"lot {self.lot.name}" if self.lot else "", f"package {self.package.name}" if self.package else ""]
        told = ", ".join(one for one in of if one)
        return f"{self.location.name} ({told})" if told else self.location.name

    @property
    def ref(self) -> Ref:
        """The location."""
        return Ref(self.location.id, self.location.name)


class Movement(Read):
    """Goods that were booked from one place to another; the quantity is in the product's unit.

    Attributes:
        reference: the transfer, or what the count was called.
        is_count: it made the book agree with a count; nothing was carried.
    """

    product_id: int
    source: Location
    destination: Location
    quantity: Number
    at: MomentValue
    reference: Text = None
    is_count: bool = False

    def into(self, location_id: int) -> Decimal:
        """What it brought to a place, below zero what it took from there."""
        brought = self.quantity if self.destination.id == location_id else Decimal(0)
        return brought - (self.quantity if self.source.id == location_id else Decimal(0))
