"""The warehouse playbook: a snapshot in, one proposal with options out. Pure, and needs no model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from decimal import ROUND_UP, Decimal
from zoneinfo import ZoneInfo

from agents.analysis.backlog import Backlog
from agents.analysis.drafting import Drafting, note_claims, record_of
from agents.analysis.throughput import Pace
from agents.analysis.todo import assignee, to_do
from agents.analysis.walks import shared_out
from agents.specialist import Counts, Handover
from agents.warehouse.actions import WAREHOUSE, WarehouseActions, customer_of
from agents.warehouse.exhibit import timeline
from agents.warehouse.snapshot import BacklogSnapshot
from cases.actions.base import words_of
from cases.models import ProposalDraft
from cases.people import Person
from cases.roles import Role
from tools.odoo.models import Warehouse
from tools.odoo.work import OpenPicking

# Up to half as many hands again can be found within an hour or two; for more, somebody has to wait.
HANDS_AT_MOST = Decimal("0.5")
# More than twice the hands are found by nobody, and no way to offer.
HANDS_SHOWN = Decimal(1)
# So many are planned anew and written to by the desk; whoever waits beyond that, or for more letters, is spoken with.
MOVED_AT_MOST = 12
LETTERS_EACH = 3
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
        self.facts = [*facts, *self._reckoning()]
        self.actions = WarehouseActions(drafting, snapshot, warehouse, self.facts)
        # Odoo keeps no to-dos on a warehouse: they go on the first transfer that is in trouble.
        first = next(iter((*self.standing.waits, *self.standing.late, *self.standing.due)))
        self.about = record_of("stock.picking", first.id, first.name)

    def proposal(self) -> ProposalDraft:
        """All of it."""
        pace = self.standing.pace
        if pace is None:
            self._ask("history", self._too_little(), "Look at the work by hand", self._open_note())
        elif pace.lines < 1:
            nobody = "Nobody finished work at such hours before, so nothing is planned."
            self._ask("nobody", nobody, "Find out whether anybody can", self._open_note())
        else:
            self._options(pace)
        return self.drafting.proposal(
            summary=self._summary(),
            if_nobody_acts=self._lost(),
            needed_by=self.standing.cut_off,
            exhibit=timeline(self.snapshot),
        )

    def _options(self, pace: Pace) -> None:
        waits, missing = self.standing.waits, self.standing.due_lines - int(pace.lines)
        first = self.actions.prioritise(pace)
        sorted_anew = [*([first] if first else []), *self._walked(pace, first)]
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
        lines = Decimal(str(pace.lines))
        hands = self._hands(pace, missing) if Decimal(missing) <= HANDS_SHOWN * lines else None
        few = hands is not None and Decimal(missing) <= HANDS_AT_MOST * lines
        if hands:
            self.drafting.option(
                "hands",
                label="More hands until the carrier leaves",
                effect=f"All {len(self.standing.due)} promises hold if {missing} lines more get done.",
                cost=self._hands_words(pace, missing),
                actions=[*sorted_anew, hands],
                recommended=few,
            )
        later = self._let_wait(pace, first)
        if hands:
            self.drafting.exclude(hands, later)
        kept = len(self.standing.kept)
        if later or sorted_anew:
            self.drafting.option(
                "wait",
                label="Let these wait, and tell them",
                effect=f"{kept} promises are kept, as much as can be; {len(waits)} customers hear it before they wait.",
                cost=f"{len(waits)} promises are broken: {_named(waits)}.",
                actions=[*sorted_anew, *later],
                recommended=not few,
            )

    def _walked(self, pace: Pace, first: str | None) -> list[str]:
        """What is to be done now, in walks, and by whom where Odoo knows who is at work."""
        shared = shared_out(self.standing.kept, self.snapshot.at_work)
        depends_on = [first] if first else []
        return [
            *(self.actions.batch(walk, pace, depends_on) for walk in shared.walks),
            *(self.actions.assign(share, pace, depends_on) for share in shared.shares),
        ]

    def _let_wait(self, pace: Pace, first: str | None) -> list[str]:
        """A new day for what waits and a letter for whoever loses by it; a person speaks with the rest of them."""
        late = {one.id for one in self.standing.late}
        days, by_order = self.snapshot.next_days, dict[int, list[tuple[OpenPicking, str]]]()
        moved, open_ones = list[str](), list[OpenPicking]()
        for one in self.standing.waits:
            day = days.get(one.id) if len(moved) < MOVED_AT_MOST else None
            # What would be in time as the work is sorted now waits only where it is sorted anew.
            depends_on = [first] if first and one.id not in late else []
            action = self.actions.reschedule(one, day, pace, depends_on) if day else None
            if action is None or one.order is None:
                open_ones.append(one)
                continue
            moved.append(action)
            by_order.setdefault(one.order.id, []).append((one, action))
        letters = list[str]()
        written: Counter[int] = Counter(found[0][0].customer.id for found in by_order.values() if found[0][0].customer)
        for found in by_order.values():
            found.sort(key=lambda pair: days[pair[0].id])
            waiting, who = [one for one, _ in found], found[0][0].customer
            letter = None
            if who is not None and written[who.id] <= LETTERS_EACH:
                letter = self.actions.tell(waiting, [action for _, action in found], days[waiting[-1].id])
            if letter:
                letters.append(letter)
            else:
                open_ones += waiting
        tell = self._tell(open_ones, {one.id for found in by_order.values() for one, _ in found})
        return [*moved, *letters, *([tell] if tell else [])]

    def _hands(self, pace: Pace, missing: int) -> str | None:
        summary = f"{self.warehouse.name}: more hands until {self._leaves()}, for {missing} lines"
        note = f"{self._hands_words(pace, missing)}\n\nNot done in time otherwise:\n{self._lines(self.standing.waits)}"
        return self._to_do(summary, note, Role.WAREHOUSE_MANAGER, Role.WAREHOUSE, self.snapshot.leads)

    def _tell(self, open_ones: Sequence[OpenPicking], moved: Collection[int]) -> str | None:
        """To speak with those to whom no letter goes."""
        if not open_ones:
            return None
        days, work = self.snapshot.next_days, sorted(open_ones, key=lambda one: one.id not in moved)
        summary = f"Tell {len(work)} customers that their delivery leaves later than {self._leaves()}"
        shown = [
            self.actions.line(one) + (f", leaves {words_of(days[one.id])}" if one.id in moved else ", no new day yet")
            for one in work[:NAMED]
        ]
        more = [f"and {len(work) - NAMED} more"] if len(work) > NAMED else []
        note = "\n".join(["Where there is no new day, agree one with them.", "", *shown, *more])
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
        if pace is not None and pace.said:
            found.append(
                ledger.reckoned(f"A person says that {pace.lines:.0f} lines get done until then", int(pace.lines))
            )
        elif pace is not None:
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
        share = (Decimal(missing) / Decimal(str(pace.lines)) * 100).quantize(Decimal(1), rounding=ROUND_UP)
        hours = Decimal(missing) / Decimal(str(pace.an_hour))
        return f"{share} % more hands until then, or about {hours:.1f} hours of the whole shift, for {missing} lines."

    def _open_note(self) -> str:
        return f"Promised for this carrier:\n{self._lines(self.standing.due)}"

    def _lines(self, work: Sequence[OpenPicking]) -> str:
        shown = [self.actions.line(one) for one in work[:NAMED]]
        more = [f"and {len(work) - NAMED} more"] if len(work) > NAMED else []
        return "\n".join([*shown, *more])


def _named(work: Sequence[OpenPicking]) -> str:
    names = [customer_of(one) or one.name for one in work]
    shown = ", ".join(dict.fromkeys(names[:4]))
    return shown + (f" and {len(names) - 4} more" if len(names) > 4 else "")
