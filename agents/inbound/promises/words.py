"""What is missing for a promise, why, and where else to look, in plain words. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from agents.inbound.promises.gaps import Gap, Piece, PromiseStanding, Reckoning, standings
from agents.inbound.promises.remedies import drafted, orders_itself, replaceable
from agents.inbound.promises.snapshot import PromiseSnapshot
from cases.actions.base import amount_words, day_of, words_of
from tools.odoo.models import StockMove

FEW = 3
# So many further places to look are named; whoever looks into Odoo finds the rest.
LEADS = 12


class GapWords:
    """Tells of the gaps of one order.

    Args:
        snapshot: what was read.
        standing: how the order stands.
    """

    def __init__(self, snapshot: PromiseSnapshot, standing: PromiseStanding) -> None:
        self.snapshot, self.standing = snapshot, standing
        self.reckoning = Reckoning(snapshot)
        self.all = standings(snapshot)

    def amount(self, gap: Gap) -> str:
        """How much of what is short: `20 Units of Flange hub`."""
        product = next((one for one in self.snapshot.products if one.id == gap.product.id), None)
        kit = "" if gap.item.id == gap.product.id else f" for {gap.item.name}"
        much = amount_words(gap.short.normalize(), product.unit.name if product else "").strip()
        return f"{much} of {gap.product.name}{kit}"

    def why(self, gap: Gap) -> str:
        """What is short, and what brings it when."""
        comes = "; ".join(dict.fromkeys(self._brings(piece) for piece in gap.late))
        return f"{self.amount(gap)} will not be there: {comes}"

    @property
    def summary(self) -> str:
        """All that is short, the first few by name."""
        told = "; ".join(self.why(gap) for gap in self.standing.gaps[:FEW])
        more = len(self.standing.gaps) - FEW
        return f"{told}{f'; and {more} items more' if more > 0 else ''}"

    def _brings(self, piece: Piece) -> str:
        move = self.reckoning.brings.get(piece.by)
        if move is None:
            return "nothing on order brings it in a known time"
        name = self._called(move)
        if piece.at is None:
            return f"{name} should have brought it on {self._day(move)}, and nobody has said when it comes"
        return f"{name} brings it on {words_of(day_of(piece.at, self.standing.promise.zone))}"

    def _called(self, move: StockMove) -> str:
        of = move.purchase_order or move.made_by
        return of.name if of else (move.picking.name if move.picking else move.reference or "a transfer")

    def _day(self, move: StockMove) -> str:
        return words_of(day_of(move.date, self.snapshot.habits.zone)) or "no day"

    def leads(self) -> Iterator[str]:
        """Where else to look: what no action of the desk can take, and a person may."""
        for gap, warehouse in replaceable(self.standing):
            yield from self._overdue(gap, warehouse)
            yield from self._held(gap, warehouse)
            if orders_itself(self.snapshot, gap, warehouse):
                yield f"A reorder rule orders {gap.product.name} by itself"
            for lies in self.snapshot.stray:
                if lies.product_id == gap.product.id:
                    yield (
                        f"{lies.quantity:f} of {gap.product.name} lie in {lies.place}, from which nothing is reserved; "
                        "somebody must see whether they can be used"
                    )
        for line in drafted(self.snapshot, self.standing):
            at = f" at {line.vendor.name}" if line.vendor else ""
            yield f"{line.order.name}{at} is a draft over {line.quantity.normalize():f}, which nobody has confirmed"
        brings = self.reckoning.brings
        if any(piece.by in brings and brings[piece.by].made_by for gap in self.standing.gaps for piece in gap.late):
            yield "Some of it is to be manufactured; whether its components come in time was not looked at"

    def _overdue(self, gap: Gap, warehouse: int) -> Iterator[str]:
        """What should have come, and counts for nothing until somebody says when it does."""
        for move in self.snapshot.moves:
            outside = move.source.usage in {"supplier", "production", "transit"}
            here = outside and move.product.id == gap.product.id and move.destination.warehouse_id == warehouse
            if here and self.reckoning.overdue(move):
                yield (
                    f"{self._called(move)} should have brought {move.demand.normalize():f} of {gap.product.name} on "
                    f"{self._day(move)}; nobody has said when it comes"
                )

    def _held(self, gap: Gap, warehouse: int) -> Iterator[str]:
        """What Odoo keeps for orders that are promised later."""
        promised = {number: one.promise.day for number, one in self.all.items()}
        mine = self.standing.promise.day
        for number, demand in self.reckoning.wants.items():
            day = promised.get(demand.order or 0)
            same = (demand.product_id, demand.warehouse_id) == (gap.product.id, warehouse)
            if same and demand.reserved > 0 and demand.order != self.standing.order.id and day and mine and day > mine:
                order = self.reckoning.by_id[number].sale_order
                yield (
                    f"{order.name if order else 'Another order'}, promised for {words_of(day)}, holds "
                    f"{demand.reserved.normalize():f} of {gap.product.name}; to give them to this one is for sales and "
                    "the warehouse to do in Odoo"
                )

    def short_too(self) -> str:
        """Other orders that lack the same goods, each a case of its own, the first few by name; empty: none do."""
        wanted = {(gap.product.id, warehouse) for gap, warehouse in replaceable(self.standing)}
        names = [
            one.order.name
            for one in self.all.values()
            if one.order.id != self.standing.order.id
            and wanted & {(gap.product.id, gap.warehouse_id) for gap in one.gaps}
        ]
        more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
        return f"{', '.join(names[:FEW])}{more}"
