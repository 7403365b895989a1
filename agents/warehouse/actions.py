"""The warehouse specialist's actions: arguments, premise and evidence from the snapshot. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from agents.analysis.drafting import Drafting, record_of
from agents.analysis.throughput import Pace, day_in
from agents.analysis.walks import PersonShare, Walk
from agents.warehouse.snapshot import BacklogSnapshot
from cases.actions import AssignPickings, BatchPickings, MessageCustomer, PrioritisePickings, RescheduleDelivery
from cases.actions.assign_pickings import MOST_ASSIGNED, SeenResponsible, SeenUnassigned
from cases.actions.base import words_of
from cases.actions.batch_pickings import SeenUnbatched, SeenWalk
from cases.actions.message_customer import Occasion, SeenCustomer
from cases.actions.pickings import NamedPicking
from cases.actions.prioritise_pickings import MOST_STARS, Loser, SeenPickings, SeenTransfer, Star
from cases.actions.reschedule_delivery import SeenDeparture
from cases.claims import RecordRef
from cases.models import Taken
from tools.odoo.models import Warehouse
from tools.odoo.work import OpenPicking

WAREHOUSE = "stock.warehouse"
_CENT = Decimal("0.01")


class WarehouseActions:
    """Drafts actions for one warehouse.

    Args:
        drafting: the proposal in the making.
        snapshot: what was read.
        warehouse: of which.
        facts: what every one of them rests on.
    """

    def __init__(
        self, drafting: Drafting, snapshot: BacklogSnapshot, warehouse: Warehouse, facts: Sequence[str]
    ) -> None:
        self.drafting, self.snapshot, self.warehouse, self.facts = drafting, snapshot, warehouse, facts
        self.ledger = drafting.ledger
        self.standing = snapshot.standing
        self.currency = warehouse.currency or "EUR"
        self.record = record_of(WAREHOUSE, warehouse.id, warehouse.name)

    # Words

    def line(self, one: OpenPicking) -> str:
        """A transfer as people read it."""
        promised = self.promised(one)
        of = f" for {customer_of(one)}" if one.customer else ""
        return f"{one.name}{of}: {one.lines} lines" + (f", promised for {words_of(promised)}" if promised else "")

    def promised(self, one: OpenPicking) -> date | None:
        """The local day of its promise."""
        return day_in(one.promise, self.snapshot.zone) if one.promise else None

    # Evidence

    def _place(self) -> str:
        name = self.warehouse.name
        return self.ledger.odoo(self.record, "display_name", f"The work is {name}'s", self.warehouse.id, name)

    def _transfer(self, one: OpenPicking, field: str, *values: object) -> str:
        return self.ledger.odoo(_record(one), field, self.line(one), one.id, one.name, *values)

    # Actions

    def prioritise(self, pace: Pace) -> str | None:
        """Stars for what fits, none for what can wait; None: they stand so already."""
        kept = {one.id for one in self.standing.kept}
        # What may lose its star pushes out what must leave; of that, what comes first by rank.
        starred = [one for one in self.standing.order if one.starred and one.id not in kept]
        named = [*starred, *self.standing.kept][:MOST_STARS]
        stars = [Star(picking_id=one.id, picking=one.name, starred=one.id in kept) for one in named]
        if all(star.starred == one.starred for star, one in zip(stars, named, strict=True)):
            return None
        premise = SeenPickings(
            currency=self.currency,
            pickings=tuple(
                SeenTransfer(
                    picking_id=one.id, starred=one.starred, customer=customer_of(one), promised=self.promised(one)
                )
                for one in named
            ),
            losers=tuple(self._losers(pace)),
        )
        evidence = [self._transfer(one, "priority", star.starred) for star, one in zip(stars, named, strict=True)]
        return self.drafting.action(
            PrioritisePickings(warehouse_id=self.warehouse.id, warehouse=self.warehouse.name, pickings=tuple(stars)),
            premise,
            sure=_sure(pace),
            rationale="What was promised comes first: the most important customers, then what earns most.",
            evidence=[*self.facts, self._place(), *evidence],
        )

    def _losers(self, pace: Pace) -> list[Loser]:
        """Whoever would have been in time as the work is sorted now, and is not once it is sorted anew."""
        kept = [one.id for one in self.standing.kept]
        rest = [one for one in self.standing.order if one.id not in kept]
        before = _in_time(self.standing.order, pace.lines)
        after = _in_time([*self.standing.kept, *rest], pace.lines)
        due = {one.id for one in self.standing.due}
        return [
            Loser(
                picking_id=one.id,
                picking=one.name,
                customer=customer_of(one),
                promised=self.promised(one),
                breaks=one.id in due,
            )
            for one in self.standing.order
            if one.id in before and one.id not in after
        ]

    def batch(self, walk: Walk, pace: Pace, depends_on: Sequence[str]) -> str:
        """One walk as a batch."""
        first = walk.pickings[0]
        kind = self.ledger.odoo(
            _record(first), "picking_type_id", f"They are {first.type.name}", first.type.id, first.type.name
        )
        who = [self._at_work(walk.who.id, walk.who.name)] if walk.who else []
        return self.drafting.action(
            BatchPickings(
                warehouse_id=self.warehouse.id,
                warehouse=self.warehouse.name,
                type_id=first.type.id,
                type=first.type.name,
                user_id=walk.who.id if walk.who else None,
                user=walk.who.name if walk.who else None,
                summary=walk.words[:120],
                pickings=tuple(NamedPicking(picking_id=one.id, picking=one.name) for one in walk.pickings),
            ),
            SeenWalk(
                currency=self.currency,
                pickings=tuple(
                    SeenUnbatched(
                        picking_id=one.id, lines=one.lines, customer=customer_of(one), promised=self.promised(one)
                    )
                    for one in walk.pickings
                ),
            ),
            sure=_sure(pace),
            rationale="They go with the same carrier and lie in the same places: one walk instead of several. "
            "All of them are in time by the plan.",
            evidence=[*self.facts, self._place(), kind, *who, *self._transfers(walk.pickings, "batch_id")],
            depends_on=depends_on,
        )

    def assign(self, share: PersonShare, pace: Pace, depends_on: Sequence[str]) -> str:
        """What one person picks beside the walks; of very many the first."""
        mine = share.pickings[:MOST_ASSIGNED]
        return self.drafting.action(
            AssignPickings(
                warehouse_id=self.warehouse.id,
                warehouse=self.warehouse.name,
                user_id=share.who.id,
                user=share.who.name,
                pickings=tuple(NamedPicking(picking_id=one.id, picking=one.name) for one in mine),
            ),
            SeenUnassigned(
                currency=self.currency,
                pickings=tuple(
                    SeenResponsible(
                        picking_id=one.id,
                        user_id=one.user.id if one.user else None,
                        user=one.user.name if one.user else None,
                        customer=customer_of(one),
                    )
                    for one in mine
                ),
            ),
            sure=_sure(pace) * 0.9,
            rationale="Nobody has them, and they are at work there. Odoo tells them nothing; their list shows it.",
            evidence=[
                *self.facts,
                self._place(),
                self._at_work(share.who.id, share.who.name),
                *self._transfers(mine, "user_id"),
            ],
            depends_on=depends_on,
        )

    def _transfers(self, work: Iterable[OpenPicking], field: str) -> list[str]:
        return [self._transfer(one, field) for one in work]

    def _at_work(self, uid: int, name: str) -> str:
        return self.ledger.odoo(
            record_of("res.users", uid, name), "name", f"{name} is named on work of today there", uid, name
        )

    def reschedule(self, one: OpenPicking, leaves: date, pace: Pace, depends_on: Sequence[str]) -> str | None:
        """Let it leave on that day; none: it is not that simple, and a person must look."""
        if one.order is None or one.customer is None or one.locked or one.shared or one.planned_batch is not None:
            return None
        return self.drafting.action(
            RescheduleDelivery(
                picking_id=one.id,
                picking=one.name,
                order_id=one.order.id,
                order=one.order.name,
                customer=one.customer.name,
                new_date=leaves,
            ),
            SeenDeparture(
                currency=self.currency,
                warehouse=self.warehouse.name,
                scheduled=one.scheduled,
                promise=one.promise,
                zone=self.snapshot.zone,
                dispatch_hour=self.snapshot.habits.dispatch_hour,
                value=one.value.quantize(_CENT),
            ),
            sure=_sure(pace) * 0.9,
            rationale="It is not done before the carrier leaves; planned for a day on which it can be, it is no longer "
            "in the way. The order's promise stays what it was, so that it is still seen to be late.",
            evidence=[*self.facts, self._transfer(one, "scheduled_date"), *self._of_order(one), self._leaves(leaves)],
            depends_on=depends_on,
        )

    def tell(self, waiting: Sequence[OpenPicking], moved: Sequence[str], leaves: date) -> str | None:
        """Write to a customer of an order whose deliveries wait; none: no address on file.

        Args:
            waiting: the deliveries of one order that wait.
            moved: the actions that plan them anew, the last one for `leaves`.
            leaves: the last of their days.
        """
        one = waiting[0]
        if one.order is None or one.customer is None or not one.email or (old := self.promised(one)) is None:
            return None
        products = tuple(dict.fromkeys(name for each in waiting for name in each.products))[:12]
        language = one.lang or "en_US"
        known = self.ledger.odoo(
            record_of("sale.order", one.order.id, one.order.name),
            "partner_id",
            f"{one.order.name} is {one.customer.name}'s and promised for {words_of(old)}",
            one.customer.id,
            one.customer.name,
            language,
            old,
            *products,
        )
        return self.drafting.action(
            MessageCustomer(
                occasion=Occasion.WAITS,
                order_id=one.order.id,
                order=one.order.name,
                partner_id=one.customer.id,
                partner=one.customer.name,
                language=language,
                products=products,
                old_date=old,
                new_date=leaves,
            ),
            SeenCustomer(currency=self.currency, email=one.email, order=one.order.name, zone=self.snapshot.zone),
            sure=0.8,
            rationale="The customer should hear it from us, with the day as it was finally decided.",
            evidence=[*self.facts, *self._of_order(one), known],
            depends_on=moved,
            takes={"new_date": Taken(action=moved[-1], field="new_date")},
        )

    def _of_order(self, one: OpenPicking) -> list[str]:
        if one.order is None or one.customer is None:
            return []
        order = record_of("sale.order", one.order.id, one.order.name)
        label = f"{one.name} belongs to {one.order.name} for {one.customer.name}"
        return [self.ledger.odoo(order, "name", label, one.order.id, one.order.name, one.customer.name)]

    def _leaves(self, day: date) -> str:
        return self.ledger.reckoned(
            f"What waits can leave on {words_of(day)}, one after the other by what gets done until the departures "
            "that follow",
            day,
        )


def customer_of(one: OpenPicking) -> str | None:
    """Whose it is."""
    return one.customer.name if one.customer else None


def _record(one: OpenPicking) -> RecordRef:
    return record_of("stock.picking", one.id, one.name)


def _sure(pace: Pace) -> float:
    return 0.9 if pace.by_weekday else 0.75


def _in_time(order: Sequence[OpenPicking], capacity: float) -> set[int]:
    done, found = 0, set()
    for one in order:
        done += one.lines
        if done <= capacity:
            found.add(one.id)
    return found
