"""What is picked in one walk, and by whom of those who are at work. Pure.

One walk: one operation type, one carrier, the same places, nobody's or one person's. Nothing is in two walks, nothing
that is planned in a batch is in one, and no walk is longer than the operation type or the house lets it be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cases.claims import Frozen
from tools.odoo.values import Ref
from tools.odoo.work import OpenPicking

# What one person takes on a cart, where the operation type says nothing.
MOST_TRANSFERS = 12
MOST_LINES = 40
# A walk of one is none.
FEWEST = 2


class Walk(Frozen):
    """Transfers that are picked together.

    Attributes:
        pickings: in rank order.
        who: who walks it; none: whoever takes it.
    """

    pickings: tuple[OpenPicking, ...]
    who: Ref | None = None

    @property
    def lines(self) -> int:
        """What it takes."""
        return sum(one.lines for one in self.pickings)

    @property
    def words(self) -> str:
        """What its transfers have in common: carrier and places."""
        first = self.pickings[0]
        parts = [first.carrier.name] if first.carrier else []
        parts += [place.rpartition("/")[2] for place in first.places[:2]]
        return ", ".join(parts) or first.type.name


class PersonShare(Frozen):
    """Single transfers of one person."""

    who: Ref
    pickings: tuple[OpenPicking, ...]


class SharedWork(Frozen):
    """The work shared out.

    Attributes:
        walks: each with who walks it, where somebody is known to be at work.
        shares: what is in no walk, by person; nothing where nobody is.
    """

    walks: tuple[Walk, ...] = ()
    shares: tuple[PersonShare, ...] = ()


def walks(work: Iterable[OpenPicking]) -> tuple[Walk, ...]:
    """Walks of work that is to be done now, each in the rank of its first transfer."""
    alike: dict[tuple[object, ...], list[OpenPicking]] = {}
    for one in work:
        if one.can_be_batched and one.planned_batch is None:
            key = (
                one.type.id,
                one.carrier.id if one.carrier else None,
                one.user.id if one.user else None,
                one.places,
            )
            alike.setdefault(key, []).append(one)
    found = [walk for group in alike.values() for walk in _cut(group) if len(walk.pickings) >= FEWEST]
    return tuple(found)


def shared_out(work: Sequence[OpenPicking], at_work: Sequence[Ref]) -> SharedWork:
    """Walks and single transfers shared out evenly, by lines, among those who are at work; the longest first.

    What is somebody's already stays theirs and counts as theirs.
    """
    found = walks(work)
    in_walks = {one.id for walk in found for one in walk.pickings}
    if not at_work:
        return SharedWork(walks=tuple(walk.model_copy(update={"who": walk.pickings[0].user}) for walk in found))
    load = {person.id: 0 for person in at_work}
    for one in work:
        if one.user is not None and one.user.id in load:
            load[one.user.id] += one.lines
    by_id = {person.id: person for person in at_work}

    def least() -> Ref:
        return by_id[min(load, key=lambda person: (load[person], list(load).index(person)))]

    given: dict[int, Ref] = {}
    for place, walk in sorted(enumerate(found), key=lambda pair: (-pair[1].lines, pair[0])):
        given[place] = walk.pickings[0].user or least()
        if walk.pickings[0].user is None:
            load[given[place].id] += walk.lines
    shares: dict[int, list[OpenPicking]] = {}
    for one in work:
        if one.id in in_walks or one.user is not None or one.planned_batch is not None:
            continue
        who = least()
        load[who.id] += one.lines
        shares.setdefault(who.id, []).append(one)
    return SharedWork(
        walks=tuple(walk.model_copy(update={"who": given[place]}) for place, walk in enumerate(found)),
        shares=tuple(PersonShare(who=by_id[person], pickings=tuple(mine)) for person, mine in shares.items()),
    )


def _cut(group: Sequence[OpenPicking]) -> list[Walk]:
    """One group in walks that are short enough, in rank order."""
    most = min(group[0].most_transfers or MOST_TRANSFERS, MOST_TRANSFERS)
    lines = min(group[0].most_lines or MOST_LINES, MOST_LINES)
    found: list[list[OpenPicking]] = [[]]
    for one in group:
        last = found[-1]
        if last and (len(last) >= most or sum(each.lines for each in last) + one.lines > lines):
            found.append([])
        found[-1].append(one)
    return [Walk(pickings=tuple(one)) for one in found]
