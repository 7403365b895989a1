"""The playbook for a shortage: a snapshot in, one proposal with options out. Pure, and needs no model."""

from __future__ import annotations

from agents.analysis.drafting import Drafting, note_claims, record_of
from agents.specialist import Counts
from agents.warehouse.shortage.actions import ShortageActions, named
from agents.warehouse.shortage.notes import places_words
from agents.warehouse.shortage.plan import ShortagePlan
from agents.warehouse.shortage.shelves import are_cases
from agents.warehouse.shortage.snapshot import ShortageSnapshot
from cases.models import ProposalDraft
from cases.roles import Role

NO_ANSWER = "The report stays unanswered, and whoever picks next finds the same."
STAFF = (Role.WAREHOUSE, Role.WAREHOUSE_MANAGER)


def think_shortage(snapshot: ShortageSnapshot, counts: Counts) -> ProposalDraft:
    """What should be done about goods that are not where the picker was sent."""
    drafting = Drafting(snapshot.read_at, counts)
    facts = list(note_claims(drafting.ledger, snapshot.file).values())
    lines = list(snapshot.lines) if snapshot.reported else are_cases(snapshot.lines)
    if lines:
        return ShortagePlan(snapshot, snapshot.lines, drafting, facts).proposal()
    if snapshot.reported and (snapshot.of_case or snapshot.items):
        return _counted(snapshot, drafting, facts)
    if snapshot.reported or not snapshot.transfers:
        return _nobodys(snapshot, drafting, facts)
    return drafting.proposal(summary=_over(snapshot), if_nobody_acts="")


def _over(snapshot: ShortageSnapshot) -> str:
    if not snapshot.of_case:
        return "The transfer has left or was called off; nothing is left to do."
    name = snapshot.concerned.record.label if snapshot.concerned else "The transfer"
    if snapshot.lines:
        lacks = ", ".join(dict.fromkeys(one.move.product.name for one in snapshot.lines))
        late = sorted({order for one in snapshot.lines for order in one.overdue})
        due = f", and {', '.join(late)} should have brought it" if late else ""
        return f"{name} lacks {lacks}, but the book has none of it in the house{due}: it is to be got, not to be found."
    return f"{name} has all its goods reserved, or what it lacks comes in time."


def _counted(snapshot: ShortageSnapshot, drafting: Drafting, facts: list[str]) -> ProposalDraft:
    """Somebody misses goods, and Odoo lacks none: the bins are counted, and the book stays as it is."""
    ids = snapshot.items or tuple(dict.fromkeys(move.product.id for move in snapshot.of_case))
    goods = [one for one in snapshot.products if one.id in ids]
    places = [one for one in snapshot.places if one.product_id in ids and one.owner is None]
    if snapshot.of_case:
        house = {move.source.warehouse_id for move in snapshot.of_case}
        places = [one for one in places if one.location.warehouse_id in house] or places
    what = ", ".join(named(one) for one in goods) or "The goods"
    move = snapshot.of_case[0] if snapshot.of_case else None
    warehouse = next((one for one in snapshot.warehouses if move and one.id == move.source.warehouse_id), None)
    make = ShortageActions(drafting, snapshot, warehouse, facts)
    known = [make.place_fact(one) for one in places]
    if move is not None and move.picking is not None:
        about = record_of("stock.picking", move.picking.id, move.picking.name)
        has = "gets what it lacks in time" if snapshot.comes_in_time else "has all of it reserved by the book"
        for_whom = f"{move.picking.name} {has}"
    else:
        about = record_of("product.product", goods[0].id, what) if goods else snapshot.file.records[0]
        for_whom = "no transfer that is due lacks it by the book"
    where = places_words(places) or "no place at all, so whatever is found is not in the book"
    action = make.ask(
        snapshot.staff,
        STAFF,
        about,
        summary=f"Count {what}: somebody misses it where the book has it",
        note=f"Somebody says that it is not there; {for_whom}.\nBy the book it lies in: {where}.\n"
        "Count each of these places, write down what you find and when; the book stays as it is until then.",
        facts=known,
    )
    summary = f"Somebody misses {what}; {for_whom}. By the book it lies in {where}."
    if action is not None:
        _one(drafting, action, "count", "Count before anything else is done")
    return drafting.proposal(summary=summary, if_nobody_acts=NO_ANSWER)


def _nobodys(snapshot: ShortageSnapshot, drafting: Drafting, facts: list[str]) -> ProposalDraft:
    """Nothing that Odoo knows is named: somebody finds out which goods are meant."""
    what = "Nobody can tell which transfer or item is meant; somebody must ask."
    file = snapshot.file
    if snapshot.transfers:
        what = "The transfer that is named has left or was called off by Odoo; somebody must ask what is missing."
    record = next(iter(file.records), None) or file.partner
    if record is None:
        return drafting.proposal(summary=what, if_nobody_acts=NO_ANSWER)
    said = "\n".join(f"“{claim.span.quote}”" for claim in file.claims if claim.span)
    action = ShortageActions(drafting, snapshot, None, facts).ask(
        snapshot.staff,
        (Role.WAREHOUSE_MANAGER, Role.WAREHOUSE),
        record,
        summary=f"Which goods are missing? {file.title}",
        note=f"{what}\n\n{said}",
        facts=(),
        sure=1.0,
    )
    if action is not None:
        _one(drafting, action, "ask", "Let somebody find out which goods are meant")
    return drafting.proposal(summary=what, if_nobody_acts=NO_ANSWER)


def _one(drafting: Drafting, action: str, name: str, label: str) -> None:
    drafting.option(
        name, label=label, effect="A person looks; the book is not touched.", cost="A few minutes of their time.",
        actions=[action], recommended=True,
    )  # fmt: skip
