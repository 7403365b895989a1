"""What a letter says in detail, in place of the one sentence that merely says of which kind it is. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agents.correspondence.known import KnownOrder
from agents.correspondence.late import LATE, is_early, is_news
from agents.correspondence.playbook import Played
from agents.correspondence.sold import believed
from agents.correspondence.writer import Writer, only_open_order
from cases.claims import Claim, ConfirmationClaim, DelayClaim, GoodsClaim, only
from cases.kind import Kind


def as_confirmed(rest: list[Claim], told: Played, writer: Writer, orders: Sequence[KnownOrder]) -> list[Claim]:
    """Of a confirmation, what it says of each line in place of one sentence of it."""
    if not told.confirmed or not any(claim.case_kind is Kind.CONFIRMATION_MISMATCH for claim in rest):
        return rest
    owners = {order.id: order.partner.id for order in orders}
    said = [claim.model_copy(update={"trust": writer.trust(owners[claim.refers_to[0].id])}) for claim in told.confirmed]
    return [*(claim for claim in rest if claim.case_kind is not Kind.CONFIRMATION_MISMATCH), *said]


def as_supposed(rest: list[Claim], told: Played, writer: Writer, orders: Sequence[KnownOrder]) -> list[Claim]:
    """Of a letter that merely sounds like late goods, what it would say of them in place of one sentence of it."""
    if not any(claim.stands_for_report and claim.case_kind in LATE for claim in rest):
        return rest
    late = _supposed_news(told, writer, orders)
    return [*(claim for claim in rest if claim.case_kind not in LATE), *late] if late else rest


def _supposed_news(told: Played, writer: Writer, orders: Sequence[KnownOrder]) -> list[DelayClaim]:
    resolved = [of_its_order(claim, writer, orders) for claim in told.supposed]
    # That all of an order is late until nobody knows when is more than a letter says that merely sounds like it.
    exact = [one for one in resolved if one.refers_to and (one.new_date is not None or len(one.refers_to) > 1)]
    return [one for one in exact if is_news(one, orders) and not is_early(one, orders)]


def as_counted(rest: list[Claim], told: Played) -> list[Claim]:
    """Of a letter about a count, what it says of each item in place of one sentence of it."""
    if not told.counted or not any(claim.case_kind is Kind.STOCK_DISCREPANCY for claim in rest):
        return rest
    return [*(claim for claim in rest if claim.case_kind is not Kind.STOCK_DISCREPANCY), *told.counted]


def not_confirmed(told: Played, rest: Sequence[Claim]) -> tuple[str, ...]:
    """What is not as Odoo has it, less what claims of a confirmation say of it."""
    return told.beside_confirmed if only(ConfirmationClaim, rest) else told.open_items


def with_goods(
    rest: Sequence[Claim],
    read: Mapping[Kind, Sequence[GoodsClaim]],
    orders: Sequence[KnownOrder],
    writer: Writer,
) -> list[Claim]:
    """Every other claim, with what is said of goods in place of the sentence that merely speaks of it."""
    found: list[Claim] = []
    for claim in rest:
        goods = read.get(claim.case_kind or Kind.UNCLASSIFIED, ()) if claim.stands_for_report else ()
        found += [believed(one, orders, writer) for one in goods] or [claim]
    return list(dict.fromkeys(found))


def of_its_order(claim: DelayClaim, writer: Writer, orders: Sequence[KnownOrder]) -> DelayClaim:
    """A claim as sure as its writer's word about that order; without an order, the writer's only open one."""
    order = next(
        (one for one in orders if any(ref.id == one.id for ref in claim.refers_to if ref.model == one.ref.model)), None
    )
    if order is None and claim.order_text is None and (only := only_open_order(orders)):
        refers = (only.ref, *claim.refers_to)
        guessed = {"sure": round(claim.sure * 0.6, 3), "trust": writer.trust(only.partner.id)}
        return claim.model_copy(update={"refers_to": refers, **guessed})
    return claim.model_copy(update={"trust": writer.trust(order.partner.id) if order else 0.3})
