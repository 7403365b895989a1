"""What a carrier bills for shipments: one bill is one claim, its charges are looked at one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from pydantic import Field

from cases.claims.base import Claim, Ground, Name, Subject
from cases.freight_bill import FreightBill, money_words
from cases.kind import Kind
from cases.places import Box
from cases.values import MAX_PART


class FreightBillClaim(Claim):
    """A carrier's bill.

    Attributes:
        number: the carrier's own number of it.
        carrier: as the bill names it.
        bill: all that it says.
        file: the name of the document that it was read from, as spans have it.
    """

    opens: ClassVar = Kind.FREIGHT_DISCREPANCY
    editable: ClassVar = ("number", "carrier")
    grounds: ClassVar[Mapping[str, Ground]] = {"number": Ground.REFERENCE, "carrier": Ground.WORDS}
    hidden: ClassVar = frozenset({"number", "carrier"})

    type: Literal["freight_bill"] = "freight_bill"
    number: Name = Field(title="Bill number")
    carrier: Name = Field(title="Carrier")
    bill: FreightBill
    file: str = Field(default="", max_length=MAX_PART)

    @classmethod
    def of(cls, bill: FreightBill, **more: Any) -> Self:
        """What a bill says."""
        return cls(number=bill.number, carrier=bill.carrier, bill=bill, **more)

    def subject(self) -> Subject:
        """Whose bill it is and its number: it is the same one before and after it was entered in Odoo."""
        return Subject(records=self.refers_to, words=(f"{self.carrier} {self.number}",), alone=True)

    def says(self) -> tuple[object, ...]:
        """The whole bill."""
        return ("freight_bill", self.subject().key, self.number, self.carrier, self.bill.model_dump_json())

    def replaces(self, earlier: Claim) -> bool:
        """The same bill sent once more stands in place of the first."""
        return isinstance(earlier, FreightBillClaim) and earlier.subject().words == self.subject().words

    def label(self) -> str:
        """Whose bill, of how much, for how many shipments."""
        bill = self.bill
        count = len(bill.shipments)
        shipments = "one shipment" if count == 1 else f"{count} shipments"
        return f"{self.carrier} bills {money_words(bill.charged, bill.currency)} for {shipments} ({self.number})"

    def boxes(self) -> tuple[tuple[str, Box], ...]:
        """Of its charges."""
        return tuple((self.file, charge.box) for _, charge in self.bill.charges if charge.box is not None)

    def values(self) -> tuple[object, ...]:
        """Number and amounts."""
        bill = self.bill
        return (self.number, self.carrier, bill.currency, bill.charged, bill.net, bill.total)

    def with_correction(self, changed: Mapping[str, Any]) -> Self:
        """Another number or carrier is resolved anew."""
        named = any(name in changed and changed[name] != getattr(self, name) for name in ("number", "carrier"))
        return super().with_correction({**changed, **({"refers_to": ()} if named else {})})
