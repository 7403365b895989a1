"""Everything that is known of a customer's order whose promise is in doubt: frozen, storable, replayable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from agents.analysis.allocation import Supply
from agents.inbound.hurt import open_value
from agents.inbound.promises.gaps import PromiseStanding, offered, standings
from agents.inbound.snapshot import StockView
from agents.specialist import Snapshot
from cases.actions.base import day_of
from cases.claims import CommitmentClaim, MentionClaim, RecordRef, only
from cases.models import CaseFile, Concerned
from cases.people import Person
from tools.odoo.freight import rate_on
from tools.odoo.models import SaleOrder
from tools.odoo.promised import OfferedLine, StrayGoods

SALE = "sale.order"


class PromiseSnapshot(StockView, Snapshot):
    """What was read for a customer's order.

    Attributes:
        order: the order, or quotation, that the case is about; absent: none is named that Odoo knows.
        offered: the lines of a quotation that could be held against stock.
        stray: the goods that lie where nothing is reserved from.
        people: who may be asked in sales and procurement.
    """

    kind: Literal["commitment_risk"] = "commitment_risk"
    order: SaleOrder | None = None
    offered: tuple[OfferedLine, ...] = ()
    stray: tuple[StrayGoods, ...] = ()
    people: tuple[Person, ...] = ()

    @property
    def concerned(self) -> Concerned | None:
        """The order, and whose it is."""
        if self.order is None:
            return None
        owner = self.order.customer.company
        return Concerned(
            record=RecordRef(model=SALE, id=self.order.id, label=self.order.name),
            partner=RecordRef(
                model="res.partner",
                id=owner.id if owner else self.order.customer.id,
                label=owner.name if owner else self.order.customer.name,
            ),
        )

    @property
    def sale(self) -> SaleOrder | None:
        """The order with the first deadline of its deliveries, where it has any."""
        if self.order is None:
            return None
        return next((one for one in self.sales if one.id == self.order.id), self.order)

    @property
    def is_quotation(self) -> bool:
        """Whether it is offered and not ordered."""
        return self.order is not None and self.order.state in {"draft", "sent"}

    @property
    def said_days(self) -> Mapping[int, date]:
        """On which day late goods can leave, by product, where a person corrected what a scan says."""
        return {
            ref.id: claim.possible_on
            for claim in only(CommitmentClaim, self.file.claims)
            for ref in claim.refers_to
            if claim.read_by == "person" and claim.possible_on is not None and ref.model == "product.product"
        }

    @property
    def feared(self) -> bool:
        """Whether somebody wrote that they fear for it, beside what Odoo shows."""
        return bool(only(MentionClaim, self.file.claims))

    @property
    def value(self) -> Decimal:
        """What is still to be delivered of it is worth in company currency; zero where no rate is known."""
        sale = self.sale
        if sale is None:
            return Decimal(0)
        day = day_of(self.read_at, self.habits.zone) or self.read_at.date()
        code = sale.currency or self.currency
        rate = rate_on(list(self.rates), code, self.currency, self.currency, day)
        return (open_value(sale) * (rate or 0)).quantize(Decimal("0.01"))

    def standing(self, extra: Sequence[Supply] = ()) -> PromiseStanding | None:
        """How the order stands, when `extra` goods come beside; none: nothing of it is held against stock."""
        if self.order is None:
            return None
        found = offered(self, self.offered, extra) if self.is_quotation else standings(self, extra)
        return found.get(self.order.id)


def named_orders(file: CaseFile) -> list[RecordRef]:
    """The customers' orders that a case names, the first first."""
    said = [ref for claim in file.claims for ref in claim.refers_to]
    return list(dict.fromkeys(ref for ref in (*said, *file.records) if ref.model == SALE))
