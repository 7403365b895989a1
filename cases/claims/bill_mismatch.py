"""A vendor's bill is another than its order and what came of it, as a scan of Odoo finds it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field

from cases.claims.base import Claim, Ground, Name, Subject
from cases.freight_bill import money_words
from cases.kind import Kind

MismatchAmount = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=6)]
MAX_REASONS = 12


class BillMismatchClaim(Claim):
    """A vendor's bill that differs; the bill comes first in `refers_to`, then its orders.

    Attributes:
        number: the vendor's own number of it, else Odoo's.
        vendor: whose it is.
        over: billed too much, without tax unless it is the tax that differs.
        under: billed too little.
        unknown: of how many lines nobody can tell what is right.
        reasons: why, in the words of `cases.charges`.
    """

    opens: ClassVar = Kind.INVOICE_MISMATCH
    editable: ClassVar = ("number", "vendor")
    grounds: ClassVar[Mapping[str, Ground]] = {"number": Ground.REFERENCE, "vendor": Ground.WORDS}
    hidden: ClassVar = frozenset({"number", "vendor"})

    type: Literal["bill_mismatch"] = "bill_mismatch"
    number: Name = Field(title="Bill number")
    vendor: Name = Field(title="Vendor")
    currency: Annotated[str, Field(max_length=3)] = ""
    over: MismatchAmount = Decimal(0)
    under: MismatchAmount = Decimal(0)
    unknown: Annotated[int, Field(ge=0, lt=100_000)] = 0
    reasons: Annotated[tuple[Name, ...], Field(max_length=MAX_REASONS)] = ()

    def subject(self) -> Subject:
        """The bill; where Odoo has none, whose it is and its number."""
        return Subject(records=self.refers_to, words=(f"{self.vendor} {self.number}",))

    def says(self) -> tuple[object, ...]:
        """By how much it differs, and why."""
        amounts = (self.currency, self.over.normalize(), self.under.normalize(), self.unknown)
        return ("bill_mismatch", self.subject().key, *amounts, frozenset(self.reasons))

    def replaces(self, earlier: Claim) -> bool:
        """The latest figures stand."""
        return isinstance(earlier, BillMismatchClaim) and earlier.subject().key == self.subject().key

    def label(self) -> str:
        """Whose bill, by how much it differs, and why."""
        said = [
            f"{money_words(self.over, self.currency)} too much" if self.over else "",
            f"{money_words(self.under, self.currency)} too little" if self.under else "",
            f"{'one line' if self.unknown == 1 else f'{self.unknown} lines'} cannot be matched" if self.unknown else "",
        ]
        told = ", ".join(one for one in said if one)
        why = f" ({', '.join(self.reasons)})" if self.reasons else ""
        return f"Bill {self.number} of {self.vendor}" + (f": {told}{why}" if told else "")

    def values(self) -> tuple[object, ...]:
        """Number and amounts."""
        return (self.number, self.vendor, self.currency, self.over, self.under)

    def with_correction(self, changed: Mapping[str, Any]) -> Self:
        """Another number or vendor is resolved anew."""
        named = any(name in changed and changed[name] != getattr(self, name) for name in ("number", "vendor"))
        return super().with_correction({**changed, **({"refers_to": ()} if named else {})})
