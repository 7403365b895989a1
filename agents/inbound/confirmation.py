"""An order as placed beside what its supplier confirmed of it: what is read of it, and which lines differ."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from agents.inbound.amounts import label_of
from agents.inbound.collect import collect
from agents.inbound.snapshot import InboundSnapshot
from agents.specialist import Snapshot
from agents.world import World
from cases.claims import ConfirmationClaim, Frozen
from cases.models import CaseFile, Concerned
from tools.odoo.models import PurchaseLine, PurchaseOrder


class ConfirmationSnapshot(Snapshot):
    """What was read for a confirmation.

    Attributes:
        read: the order with its goods and whoever waits for them, as for a late one.
    """

    kind: Literal["confirmation_mismatch"] = "confirmation_mismatch"
    read: InboundSnapshot

    @property
    def concerned(self) -> Concerned | None:
        """The order, and whose it is."""
        return self.read.concerned


class LineDifference(Frozen):
    """A line as ordered and as confirmed.

    Attributes:
        claim: the place of what says so in the case file.
        quantity: as confirmed; absent: not said, or as ordered.
        price: of one, as confirmed; absent: not said, or as ordered.
    """

    line: PurchaseLine
    claim: int
    sure: float
    quantity: Decimal | None = None
    price: Decimal | None = None

    @property
    def missing(self) -> Decimal:
        """How much less is confirmed than ordered."""
        return max(self.line.ordered - self.quantity, Decimal(0)) if self.quantity is not None else Decimal(0)

    @property
    def dearer(self) -> Decimal | None:
        """What the other price costs on what will be delivered; absent: it is the same."""
        if self.price is None:
            return None
        much = self.quantity if self.quantity is not None else self.line.ordered
        return (self.price - self.line.price_unit) * much

    def words(self, currency: str) -> str:
        """The line in a letter: `[HUB-40] Flange hub: 40 × 4.00 EUR → 25 × 6.10 EUR`."""
        much = self.quantity if self.quantity is not None else self.line.ordered
        price = self.price if self.price is not None else self.line.price_unit
        unit = f" {self.line.unit.name}" if self.line.unit else ""
        ordered = f"{self.line.ordered.normalize():f}{unit} × {self.line.price_unit:,.2f} {currency}"
        confirmed = f"{much.normalize():f}{unit} × {price:,.2f} {currency}"
        return f"{label_of(self.line)[:80]}: {ordered} → {confirmed}"


async def collect_confirmation(file: CaseFile, world: World) -> ConfirmationSnapshot:
    """Read the order, its goods and whoever waits for them: at most eight calls.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    read = await collect(file, world)
    return ConfirmationSnapshot(file=read.file, read_at=world.now, read=read)


def differences_of(
    order: PurchaseOrder, said: Sequence[tuple[int, ConfirmationClaim]]
) -> tuple[list[LineDifference], list[str]]:
    """Each line that is confirmed otherwise than Odoo has it, by the last word on it; and what fits no line."""
    found: dict[int, LineDifference] = {}
    remarks: list[str] = []
    for index, claim in said:
        if claim.silent_since is not None:
            continue
        line = _line_of(order, claim)
        if line is None:
            what = claim.product_text or "a quantity or price"
            remarks.append(f"The report confirms {what}, which cannot be told on {order.name}.")
            continue
        # What is left after a part has come is often what is confirmed.
        quantity = None if claim.quantity in {line.ordered, line.open} else claim.quantity
        price = None if claim.price == line.price_unit else claim.price
        found.pop(line.id, None)
        if quantity is not None or price is not None:
            one = LineDifference(line=line, claim=index, sure=claim.weight, quantity=quantity, price=price)
            found[line.id] = one
    return list(found.values()), list(dict.fromkeys(remarks))


def _line_of(order: PurchaseOrder, claim: ConfirmationClaim) -> PurchaseLine | None:
    bought = [line for line in order.lines if line.product is not None]
    ids = {ref.id for ref in claim.refers_to if ref.model == "purchase.order.line"}
    found = [line for line in bought if line.id in ids]
    if not found and claim.product_text:
        text = claim.product_text.strip().casefold()
        found = [line for line in bought if text in label_of(line).casefold() or text == (line.product_code or "")]
    elif not found and len(bought) == 1:
        found = bought
    return found[0] if len(found) == 1 else None
