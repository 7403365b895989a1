"""The warehouse playbook: a snapshot in, one proposal with options out. Pure, and needs no model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_UP, Decimal
from zoneinfo import ZoneInfo

from agents.analysis.backlog import Backlog
from agents.analysis.drafting import Drafting, note_claims, record_of
from agents.analysis.throughput import Pace, day_in
from agents.analysis.todo import assignee, to_do
from agents.specialist import Counts, Handover
from agents.warehouse.exhibit import timeline
from agents.warehouse.snapshot import BacklogSnapshot
from cases.actions import PrioritisePickings
from cases.actions.base import words_of
from cases.actions.prioritise_pickings import Loser, SeenPickings, SeenTransfer, Star
from cases.models import ProposalDraft
from cases.people import Person
from cases.roles import Role
from tools.odoo.models import Warehouse
from tools.odoo.work import OpenPicking

WAREHOUSE = "stock.warehouse"
# Up to half as many hands again can be found within an hour or two; for more, somebody has to wait.
HANDS_AT_MOST = Decimal("0.5")
# So many are named in a note; the rest is counted.
NAMED = 12


def think(snapshot: BacklogSnapshot, counts: Counts) -> ProposalDraft | Handover:
    """What should be done before the carrier leaves, as options side by side with effect and cost."""
    drafting = Drafting(snapshot.read_at, counts)
    facts = list(note_claims(drafting.ledger, snapshot.file).values())
    if snapshot.warehouse is None:
        return _nobodys(snapshot, drafting, facts)
    if snapshot.standing.is_over:
        name = snapshot.warehouse.name
        return drafting.proposal(summary=f"{name}: every promise holds as the work is sorted now.", if_nobody_acts="")
    return _Plan(snapshot, snapshot.warehouse, drafting, facts).proposal()


def _nobodys(snapshot: BacklogSnapshot, drafting: Drafting, facts: list[str]) -> ProposalDraft:
    what = "Nobody can tell which warehouse is meant; somebody must look."
    file = snapshot.file
    record = next((one for one in file.records if one.model != WAREHOUSE), None) or file.partner
    who = assignee(snapshot.leads, Role.WAREHOUSE_MANAGER) or assignee(snapshot.leads, Role.WAREHOUSE)
    if record is None or who is None:
        return drafting.proposal(summary=what, if_nobody_acts="The work may not be done before the carrier leaves.")
    action = to_do(
        drafting, who, record, summary=f"Which warehouse is meant? {file.title}", note=what,
        read_at=snapshot.read_at, zone=snapshot.zone, work=snapshot.days, facts=facts, sure=1.0,
    )  # fmt: skip
    drafting.option(
        "ask", label="Ask who leads the warehouse", effect="A person looks.", cost="A few minutes of their time.",
        actions=[action], recommended=True,
    )  # fmt: skip
    return drafting.proposal(summary=what, if_nobody_acts="The work may not be done before the carrier leaves.")


class _Plan:
    """The options for one warehouse."""

    def __init__(
        self, snapshot: BacklogSnapshot, warehouse: Warehouse, drafting: Drafting, facts: Sequence[str]
    ) -> None:
        self.snapshot, self.drafting, self.warehouse = snapshot, drafting, warehouse
        self.standing: Backlog = snapshot.standing
        self.record = record_of(WAREHOUSE, warehouse.id, warehouse.name)
        self.facts = [*facts, *self._reckoning()]
        # Odoo keeps no to-dos on a warehouse: they go on the first transfer that is in trouble.
        first = next(iter((*self.standing.waits, *self.standing.late, *self.standing.due)))
        self.about = record_of("stock.picking", first.id, first.name)

    def proposal(self) -> ProposalDraft:
        """All of it."""
        pace = self.standing.pace
        if pace is None:
            self._ask("history", self._too_little(), "Look at the work by hand", self._open_note())
        else:
            self._options(pace)
        return self.drafting.proposal(
            summary=self._summary(),
            if_nobody_acts=self._lost(),
            needed_by=self.standing.cut_off,
            exhibit=timeline(self.snapshot),
        )

    def _options(self, pace: Pace) -> None:
        first = self._prioritise(pace)
        sorted_anew = [first] if first else []
        waits, missing = self.standing.waits, self.standing.due_lines - int(pace.lines)
        if not waits:
            self.drafting.option(
                "sort",
                label="Work first what was promised",
                effect="Every promise holds once the work is sorted anew.",
                cost="What was promised for later is picked after that.",
                actions=sorted_anew,
                recommended=True,
            )
            return
        hands = self._hands(pace, missing)
        few = Decimal(missing) <= HANDS_AT_MOST * Decimal(str(pace.lines))
        if hands:
            self.drafting.option(
                "hands",
                label="More hands until the carrier leaves",
                effect=f"All {len(self.standing.due)} promises hold if {missing} lines more get done.",
                cost=self._hands_words(pace, missing),
                actions=[*sorted_anew, hands],
                recommended=few,
            )
        tell = self._tell()
        kept = len(self.standing.kept)
        if tell or sorted_anew:
            self.drafting.option(
                "wait",
                label="Let these wait, and tell them",
                effect=f"{kept} promises are kept, as much as can be; {len(waits)} customers hear it before they wait.",
                cost=f"{len(waits)} promises are broken: {_named(waits)}.",
                actions=[*sorted_anew, *([tell] if tell else [])],
                recommended=not (few and hands),
            )

    def _prioritise(self, pace: Pace) -> str | None:
        """Stars for what fits, none for what can wait; None: they stand so already."""
        kept = {one.id for one in self.standing.kept}
        stars = [
            Star(picking_id=one.id, picking=one.name, starred=one.id in kept)
            for one in (
                *self.standing.kept,
                *(one for one in self.standing.order if one.starred and one.id not in kept),
            )
        ]
        by_id = {one.id: one for one in self.standing.order}
        if all(star.starred == by_id[star.picking_id].starred for star in stars):
            return None
        ledger = self.drafting.ledger
        evidence = [
            ledger.odoo(
                record_of("stock.picking", star.picking_id, star.picking),
                "priority",
                self._line(by_id[star.picking_id]),
                star.picking_id,
                star.picking,
                star.starred,
            )
            for star in stars
        ]
        premise = SeenPickings(
            currency=self.warehouse.currency or "EUR",
            pickings=tuple(
                SeenTransfer(
                    picking_id=star.picking_id,
                    starred=by_id[star.picking_id].starred,
                    customer=_customer(by_id[star.picking_id]),
                    promised=self._promised(by_id[star.picking_id]),
                )
                for star in stars
            ),
            losers=tuple(self._losers(pace)),
        )
        place = ledger.odoo(
            self.record, "display_name", f"The work is {self.warehouse.name}'s", self.warehouse.id, self.warehouse.name
        )
        return self.drafting.action(
            PrioritisePickings(warehouse_id=self.warehouse.id, warehouse=self.warehouse.name, pickings=tuple(stars)),
            premise,
            sure=0.9 if pace.by_weekday else 0.75,
            rationale="What was promised comes first: the most important customers, then what earns most.",
            evidence=[*self.facts, place, *evidence],
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
                customer=_customer(one),
                promised=self._promised(one),
                breaks=one.id in due,
            )
            for one in self.standing.order
            if one.id in before and one.id not in after
        ]

    def _hands(self, pace: Pace, missing: int) -> str | None:
        summary = f"{self.warehouse.name}: more hands until {self._leaves()}, for {missing} lines"
        note = f"{self._hands_words(pace, missing)}\n\nNot done in time otherwise:\n{self._lines(self.standing.waits)}"
        return self._to_do(summary, note, Role.WAREHOUSE_MANAGER, Role.WAREHOUSE, self.snapshot.leads)

    def _tell(self) -> str | None:
        waits = self.standing.waits
        summary = f"Tell {len(waits)} customers that their delivery leaves later than {self._leaves()}"
        note = f"No new day is promised here: agree one with each.\n\n{self._lines(waits)}"
        return self._to_do(summary, note, Role.SALES, Role.SALES, self.snapshot.sellers)

    def _ask(self, name: str, what: str, label: str, note: str) -> None:
        summary = f"{self.warehouse.name}: see that what was promised leaves by {self._leaves()}"
        action = self._to_do(summary, f"{what}\n\n{note}", Role.WAREHOUSE_MANAGER, Role.WAREHOUSE, self.snapshot.leads)
        if action is not None:
            self.drafting.option(
                name, label=label, effect="A person who knows the shift decides what comes first.",
                cost="A few minutes of their time.", actions=[action], recommended=True,
            )  # fmt: skip

    def _to_do(self, summary: str, note: str, role: Role, else_role: Role, people: Sequence[Person]) -> str | None:
        who = assignee(people, role) or assignee(people, else_role)
        if who is None:
            return None
        return to_do(
            self.drafting, who, self.about, summary=summary, note=note, read_at=self.snapshot.read_at,
            zone=self.snapshot.zone, work=self.snapshot.days, facts=self.facts, sure=0.9,
        )  # fmt: skip

    # Words

    def _reckoning(self) -> list[str]:
        ledger, standing, pace = self.drafting.ledger, self.standing, self.standing.pace
        found = [
            ledger.setting(f"The carrier leaves {self.warehouse.name} at {self._leaves()}", standing.cut_off),
            ledger.reckoned(
                f"{len(standing.order)} deliveries with {standing.lines} lines are ready and not begun; "
                f"{len(standing.due)} of them, {standing.due_lines} lines, were promised for this carrier",
                standing.lines,
                standing.due_lines,
            ),
        ]
        if pace is not None:
            alike = "of the same weekday and hour" if pace.by_weekday else "of the same hour, partly of other weekdays"
            found.append(
                ledger.reckoned(
                    f"About {pace.lines:.0f} lines get done until then, between {pace.low:.0f} and {pace.high:.0f}: "
                    f"the median of finished hours {alike}, {pace.seen} of the last six weeks",
                    int(pace.lines),
                )
            )
        return found

    def _leaves(self) -> str:
        local = self.standing.cut_off.astimezone(ZoneInfo(self.snapshot.zone))
        return f"{words_of(local.date())}, {local:%H:%M}"

    def _summary(self) -> str:
        standing, pace = self.standing, self.standing.pace
        if pace is None:
            waits = f"{standing.lines} lines wait for the carrier of {self._leaves()}"
            return f"{self.warehouse.name}: {waits}. {self._too_little()}"
        done = (
            f"about {pace.lines:.0f} of {standing.lines} lines get done before the carrier leaves at {self._leaves()}"
        )
        late = f"{len(standing.late)} promises do not hold as the work is sorted now: {_named(standing.late)}."
        return f"{self.warehouse.name}: {done}. {late}"

    def _too_little(self) -> str:
        return "Too little was finished there in the last six weeks to say how much gets done; nothing is foretold."

    def _lost(self) -> str:
        late = self.standing.late
        if self.standing.pace is None:
            return f"{len(self.standing.due)} promises may not hold."
        return f"{len(late)} deliveries miss the carrier, though their customers were promised otherwise."

    def _hands_words(self, pace: Pace, missing: int) -> str:
        if pace.lines < 1:
            return f"{missing} lines; nobody finished work at such hours before, so how many hands is not known."
        share = (Decimal(missing) / Decimal(str(pace.lines)) * 100).quantize(Decimal(1), rounding=ROUND_UP)
        hours = Decimal(missing) / Decimal(str(pace.an_hour))
        return f"{share} % more hands until then, or about {hours:.1f} hours of the whole shift, for {missing} lines."

    def _open_note(self) -> str:
        return f"Promised for this carrier:\n{self._lines(self.standing.due)}"

    def _lines(self, work: Sequence[OpenPicking]) -> str:
        shown = [self._line(one) for one in work[:NAMED]]
        more = [f"and {len(work) - NAMED} more"] if len(work) > NAMED else []
        return "\n".join([*shown, *more])

    def _line(self, one: OpenPicking) -> str:
        promised = self._promised(one)
        of = f" for {_customer(one)}" if one.customer else ""
        return f"{one.name}{of}: {one.lines} lines" + (f", promised for {words_of(promised)}" if promised else "")

    def _promised(self, one: OpenPicking) -> date | None:
        return day_in(one.promise, self.snapshot.zone) if one.promise else None


def _in_time(order: Sequence[OpenPicking], capacity: float) -> set[int]:
    done, found = 0, set()
    for one in order:
        done += one.lines
        if done <= capacity:
            found.add(one.id)
    return found


def _customer(one: OpenPicking) -> str | None:
    return one.customer.name if one.customer else None


def _named(work: Sequence[OpenPicking]) -> str:
    names = [_customer(one) or one.name for one in work]
    shown = ", ".join(dict.fromkeys(names[:4]))
    return shown + (f" and {len(names) - 4} more" if len(names) > 4 else "")
