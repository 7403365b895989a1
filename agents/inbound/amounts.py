"""How much of a line claims say is late, in the product's own unit, with what does not add up in plain words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cases.claims import DelayClaim
from tools.odoo.models import PurchaseLine
from tools.odoo.values import Ref

# How mails count goods one by one, whatever Odoo calls the unit.
# fmt: off
PIECES = frozenset(
    {
        "pc", "pcs", "pce", "piece", "pieces", "unit", "units", "ea", "each", "item", "items", "set", "sets", "roll",
        "rolls", "st", "stk", "stks", "stück", "stücke", "stücken", "stueck", "stuecke", "stuecken", "einheit",
        "einheiten", "rolle", "rollen", "pièce", "pièces", "unité", "unités", "rouleau", "rouleaux", "stuk", "stuks",
        "eenheid", "eenheden",
    }
)
# fmt: on
# A quantity whose unit cannot be told.
UNTOLD = 0.7


class Notes:
    """What does not add up, in plain words, and whether only a person can sort it out."""

    def __init__(self) -> None:
        self.remarks: list[str] = []
        self.puzzled = False

    def puzzle(self, remark: str) -> None:
        """Something for a person."""
        self.puzzled = True
        self.remarks.append(remark)


class Amounts:
    """Reads the quantities of claims about one line.

    Args:
        line: the line, in the unit it is ordered in.
        unit: the product's own unit.
        total: what is open of the line, in the product's own unit.
        notes: where to say what does not add up.
    """

    def __init__(self, line: PurchaseLine, unit: Ref, total: Decimal, notes: Notes) -> None:
        self.line = line
        self.unit = unit
        self.total = total
        self.notes = notes
        self.label = label_of(line)
        self.factor = total / line.open

    def late(self, claims: Sequence[DelayClaim]) -> list[tuple[Decimal, float]]:
        """How much each of these claims says is late, and how far that can be believed."""
        counted = next((claim.unit_text for claim in claims if claim.quantity is not None), None)
        found = [self._late(claim, counted) for claim in claims]
        told = sum((quantity for quantity, _ in found), Decimal(0))
        if len(claims) > 1 and told > self.total:
            self._too_much(told)
        return found

    def _late(self, claim: DelayClaim, counted: str | None) -> tuple[Decimal, float]:
        if claim.quantity is None and claim.unit_text:
            self.notes.puzzle(
                f"The report says “{claim.unit_text}” of {self.label}; Odoo does not say how many that is: "
                "check how much is late."
            )
        if claim.quantity is None and claim.on_time_quantity is None:
            return self.total, 1.0
        if claim.quantity is None:
            rest, trust = self._own(claim.on_time_quantity or Decimal(0), counted)
            return self._sensible(self.total - rest), trust
        late, trust = self._own(claim.quantity, claim.unit_text)
        if claim.on_time_quantity is not None:
            on_time, _ = self._own(claim.on_time_quantity, claim.unit_text)
            if late + on_time != self.total:
                self.notes.remarks.append(
                    f"{on_time:f} on time and {late:f} late do not make the {self.total:f} that are open of "
                    f"{self.label}."
                )
        return self._sensible(late), trust

    def _sensible(self, late: Decimal) -> Decimal:
        if late > self.total:
            self._too_much(late)
        return late if 0 < late <= self.total else self.total

    def _too_much(self, told: Decimal) -> None:
        self.notes.remarks.append(f"The report speaks of {told:f} of {self.label}; only {self.total:f} are open.")

    def _own(self, value: Decimal, unit: str | None) -> tuple[Decimal, float]:
        """A quantity in the product's own unit; where its unit cannot be told rather too much of it is late."""
        said = (unit or "").strip().casefold().rstrip(".")
        if said and self.line.unit is not None and _same(said, self.line.unit.name):
            return value * self.factor, 1.0
        if said in PIECES or (said and _same(said, self.unit.name)):
            return value, 1.0
        if not said and (self.factor == 1 or value > self.line.open):
            return value, 1.0
        self.notes.puzzle(
            f"The report says {value:f}{f' {unit}' if unit else ''} of {self.label}, "
            f"which is ordered in {self.line.unit.name if self.line.unit else 'another unit'}: check what is meant."
        )
        return (self.total if said else value * self.factor), UNTOLD


def label_of(line: PurchaseLine) -> str:
    """A line as people know it."""
    return line.product.name if line.product else line.name.split("\n")[0]


def _same(said: str, unit: str) -> bool:
    name = unit.casefold()
    return name.startswith(said) or said.startswith(name)
