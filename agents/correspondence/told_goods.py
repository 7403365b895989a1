"""Statements in, claims about goods of an order out that go back, or are broken: which items, how many. Pure.

Only what is told surely is claimed: an item that no line of the order has, a number that may count something else, a
word for `some` of it are left open, for somebody to ask. Whether the letter is about that at all is not told here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from agents.correspondence.claiming import reason_of
from agents.correspondence.dates import Day
from agents.correspondence.known import ItemMention, KnownLine, KnownOrder, item_mentions
from agents.correspondence.quantities import MONEY, MONEY_BEFORE
from agents.correspondence.references import order_mentions
from agents.correspondence.signals import PACKAGES, undenied, words
from agents.correspondence.sums import Number, numbers_of
from agents.correspondence.text import Sentence, clauses
from cases.claims import MAX_NAME, DamageClaim, GoodsClaim, RecordRef, ReturnClaim, sensible_quantity

RETURNS = words(
    r"\breturn(?:s|ed|ing)?\b|\brma\b|\b(?:send(?:ing)?|give|giving|take|taking|bring(?:ing)?|ship(?:ping)?|have|go)\b"
    r"[^.;!?]{0,40}\bback\b",
    r"\b(?:zurück|retour|rück(?:gabe|sende|lieferung|nahme))\w*",
    r"\bretour(?:s|n\w+)?\b|\brenvo[iy]\w*|\brendre\b|\brepren\w+|\breprise\b",
    r"\bterug\w*|\bretour\w*",
)
HARM = words(
    r"\b(?:damag\w*|broken|crush\w*|dent(?:ed|s)?|leak\w*|smashed|shatter\w*|crack\w*|bent|torn|scratch\w*|faulty|"
    r"defective)\b",
    r"\b(?:beschädig\w*|\w*schaden|zerbroch\w*|gebrochen\w*|kaputt\w*|defekt\w*|verbogen\w*|zerkratzt\w*|"
    r"eingedrückt\w*|gerissen\w*|zerquetscht\w*)\b",
    r"\b(?:endommag\w*|cassée?s?|abîmée?s?|avarie\w*|brisée?s?|fissurée?s?|rayée?s?|écrasée?s?|défectueu\w*)\b",
    r"\b(?:beschadig\w*|kapot\w*|gebroken|gebarsten|verbogen|gedeukt\w*|gescheurd\w*|bekrast\w*|defect\w*)\b",
)
# What stays with the customer, or is wanted beside.
KEEPS = words(
    r"\b(?:keep(?:ing)?|kept|fine|in order|all right|okay|stays?|needs?|(?:to|please|re-?) ?order|(?:send|ship) us|"
    r"instead|replacements?)\b",
    r"\b(?:behalten|bleib\w*|in ordnung|passt|passen|brauch\w+|benötig\w+|nachbestell\w*|stattdessen|ersatz\w*)\b"
    r"(?! nicht)",
    r"\b(?:gard(?:er|ons|e)|conserv\w+|conviennent|restent|besoin|remplac\w+|à la place)\b",
    r"\b(?:houden|behouden|blijven|in orde|nodig|bijbestel\w*|in plaats)\b",
)
ALL = words(
    r"(?<!after )(?<!at )(?<!in )(?<!of )\ball\b(?! the best)|\b(?:everything|whole|entire|complete)\b",
    r"\b(?:alle[ns]?|sämtliche[nrs]?|ganze[nrs]?|gesamte[nrs]?|komplette?[nrs]?)\b",
    r"\b(?:tout|tous|toutes|entière?|complète)\b",
    r"\b(?:alle[s]?|hele|volledige)\b",
)
# All of these is all of the order.
OF_THE_ORDER = words(
    r"\b(?:everything|orders?|deliver(?:y|ies)|shipments?|goods|items|of (?:it|them))\b",
    r"\b(?:alles|bestellung(?:en)?|lieferung(?:en)?|sendung|ware|artikel)\b",
    r"\b(?:tout|commandes?|livraisons?|marchandises?|articles)\b",
    r"\b(?:alles|bestelling(?:en)?|levering|zending|goederen|artikelen)\b",
)
# Right before an item.
ONE = re.compile(r"(?<!\w)(?:one|an?|ein(?:e[nmrs]?)?|une?|één|een)\s{1,3}$", re.IGNORECASE)
PACKED = re.compile(rf"\s*(?:x\s*)?{PACKAGES}(?!\w)", re.IGNORECASE)
# A number of so many digits is a telephone's, or some reference.
LONGEST = 4
MAX_CLAIMS = 20
MAX_REASON = 300
ASKED = 0.8
C = TypeVar("C", bound=GoodsClaim)


@dataclass(frozen=True)
class _Item:
    """An item that is spoken of: the words for it, its line where one is surely meant, how many of it."""

    text: str
    line: KnownLine | None
    span_of: Sentence
    sure: float
    quantity: Decimal | None = None
    all_of_it: bool = False


@dataclass(frozen=True)
class _About:
    """What is looked for.

    Attributes:
        speaks: the words that say it.
        find: the days of one statement.
    """

    speaks: re.Pattern[str]
    find: Callable[[Sentence], Sequence[Day]]


def speaks_of_goods(text: str) -> bool:
    """Whether anything goes back in it, or is broken, whatever that is."""
    return RETURNS.search(text) is not None or undenied(HARM, text)


def return_claims(
    statements: Sequence[Sentence], sold: Sequence[KnownOrder], find: Callable[[Sentence], Sequence[Day]]
) -> list[ReturnClaim]:
    """What shall go back of customers' orders: one claim an item, or one of the order where none is told.

    Args:
        statements: what is said, the subject too.
        sold: the customers' orders that it names.
        find: the days of one statement.
    """
    return _claims(ReturnClaim, statements, sold, _About(RETURNS, find), "sale")


def damage_claims(
    statements: Sequence[Sentence],
    sold: Sequence[KnownOrder],
    bought: Sequence[KnownOrder],
    find: Callable[[Sentence], Sequence[Day]],
) -> list[DamageClaim]:
    """What arrived broken of customers' orders, else of ours: one claim an item, or one of the order.

    Args:
        statements: what is said, the subject too.
        sold: the customers' orders that it names.
        bought: the purchase orders that it names.
        find: the days of one statement.
    """
    about = _About(HARM, find)
    return _claims(DamageClaim, statements, sold, about, "sale") or _claims(
        DamageClaim, statements, bought, about, "purchase"
    )


def _claims(
    kind: type[C], statements: Sequence[Sentence], orders: Sequence[KnownOrder], about: _About, side: str
) -> list[C]:
    core = [one for one in statements if undenied(about.speaks, one.text)]
    core = [one for one in core if one.region.part != "subject"] or core
    if not core or not orders:
        return []
    reason = _reason(statements)
    found: list[C] = []
    for order, said in _by_order(core, statements, orders):
        items = _items(said, core, statements, order, about)
        ref = RecordRef(model=f"{side}.order", id=order.id, label=order.name)
        told = kind(order_text=_named(order, statements), sure=ASKED, refers_to=(ref,), reason=reason)
        whole = any(_is_whole(one, about) for one in said)
        whole = whole and not any(one.line is None or one.quantity is not None for one in items)
        if not items or (whole and not any(one.all_of_it for one in items)):
            found.append(told.model_copy(update={"span": said[0].span(), "extent": "all" if whole else None}))
            continue
        found += [told.model_copy(update=_of_item(one, ref, side)) for one in items]
    return found[:MAX_CLAIMS]


def _of_item(item: _Item, order: RecordRef, side: str) -> dict[str, object]:
    """What a claim says of one item."""
    line = item.line
    refs = (RecordRef(model=f"{side}.order.line", id=line.id, label=line.label),) if line is not None else ()
    return {
        "span": item.span_of.span(),
        "product_text": (line.name if line is not None else item.text)[:MAX_NAME],
        "quantity": sensible_quantity(item.quantity),
        "extent": "all" if item.all_of_it and item.quantity is None else None,
        "sure": round(ASKED * item.sure, 3) if line is None else max(ASKED, item.sure),
        "refers_to": (order, *refs),
    }


def _named(order: KnownOrder, statements: Sequence[Sentence]) -> str:
    """The order, or its delivery, as it is written: a delivery that is named is the one that is meant."""
    said = " ".join(one.text for one in statements).casefold()
    return next((one for one in reversed(order.references) if one.casefold() in said), order.name)


def _reason(statements: Sequence[Sentence]) -> str | None:
    """Why, where one cause is named."""
    causes = list(dict.fromkeys(why for one in statements if (why := reason_of(one.text))))
    return causes[0][:MAX_REASON] if len(causes) == 1 else None


def _by_order(
    core: Sequence[Sentence], statements: Sequence[Sentence], sold: Sequence[KnownOrder]
) -> Iterator[tuple[KnownOrder, list[Sentence]]]:
    """Each order with the statements that say what goes back of it; one is spoken of until another is named."""
    if len(sold) == 1:
        yield sold[0], list(core)
        return
    of: dict[int, list[Sentence]] = {order.id: [] for order in sold}
    spoken_of: list[int] = []
    for one in statements:
        here = [
            mention.order.id
            for mention in order_mentions(one.region.text, one.start, one.end, sold)
            if mention.order is not None
        ]
        spoken_of = list(dict.fromkeys(here)) or spoken_of
        if one in core:
            for order_id in spoken_of:
                of[order_id].append(one)
    # What names several at once says of none which goods are meant.
    told = {order_id: said for order_id, said in of.items() if said}
    for order in sold:
        if said := told.get(order.id, [] if told else list(core)):
            yield order, said


def _items(
    said: Sequence[Sentence],
    core: Sequence[Sentence],
    statements: Sequence[Sentence],
    order: KnownOrder,
    about: _About,
) -> list[_Item]:
    """The items that the statements name, each once; where they name none, those of the rows below or of before."""
    scope = list(said)
    items = [item for one in scope for item in _of_statement(one, order, about)]
    if not items:
        rows = _rows(said, core, statements, order)
        items = [item for one in rows for item in _of_statement(one, order, about, row=True)]
        if items:
            return _once(items)
    if not items:
        before = [statements[at - 1] for one in said if (at := statements.index(one)) > 0]
        scope = [one for one in before if one not in core and one.region.part != "subject"] + scope
        items = [item for one in scope for item in _of_statement(one, order, about)]
    if not items and len(order.lines) == 1 and not any(_is_whole(one, about) for one in scope):
        # Nothing else is on the order.
        items = [_Item(order.lines[0].name, order.lines[0], said[0], ASKED)]
    if len(ids := {item.line.id if item.line is not None else 0 for item in items}) == 1 and 0 not in ids:
        first = items[0]
        return [_Item(first.text, first.line, first.span_of, first.sure, *_told(scope, order, items, about))]
    return _once(items)


def _once(items: Sequence[_Item]) -> list[_Item]:
    """Each item once; of two numbers of one item nobody knows which counts."""
    once: dict[object, _Item] = {}
    for item in items:
        key = item.line.id if item.line is not None else item.text.casefold()
        known = once.setdefault(key, item)
        if known is item:
            continue
        if known.quantity is None and not known.all_of_it:
            once[key] = item
        elif item.quantity not in (None, known.quantity):
            once[key] = _Item(item.text, item.line, item.span_of, item.sure)
    return list(once.values())


def _rows(
    said: Sequence[Sentence], core: Sequence[Sentence], statements: Sequence[Sentence], order: KnownOrder
) -> list[Sentence]:
    """The rows of a list below the statements, up to the first one that names nothing of the order."""
    found: list[Sentence] = []
    for one in said:
        for row in statements[statements.index(one) + 1 :]:
            if row in core or not item_mentions(row.region.text, row.start, row.end, [order]):
                break
            found.append(row)
    return found


def _of_statement(one: Sentence, order: KnownOrder, about: _About, *, row: bool = False) -> Iterator[_Item]:
    """The items of a statement by clause; what stays with the customer is left out."""
    busy = _busy(one, order, about)
    for start, end in [(0, len(one.text))] if row else _that_count(one, about):
        text = one.text[start:end]
        mentions = [
            item
            for item in item_mentions(one.region.text, one.start + start, one.start + end, [order])
            if not any(item.start - one.start < to and at < item.end - one.start for at, to in busy)
        ]
        lines = _lines(mentions)
        for item in lines:
            count = _count(_numbers(one, start, end, busy, order), item.line) if len(lines) == 1 else None
            if count is None and ONE.search(one.region.text[one.start : item.start]):
                count = Decimal(1)
            whole = len(lines) == 1 and count is None and undenied(ALL, text)
            yield _Item(item.text.strip(), item.line, one, item.sure, count, whole)


def _that_count(one: Sentence, about: _About) -> Iterator[tuple[int, int]]:
    """The clauses of a statement that may say it, from where something else is said up to where it is said again."""
    back = True
    for start, end in clauses(one.text):
        text = one.text[start:end]
        if about.speaks.search(text) or undenied(KEEPS, text):
            back = about.speaks.search(text) is not None
        if back:
            yield start, end


def _lines(mentions: Sequence[ItemMention]) -> list[ItemMention]:
    """One mention a line; words that name two lines of the order alike name none surely."""
    at: dict[tuple[int, int], list[ItemMention]] = {}
    for one in mentions:
        at.setdefault((one.start, one.end), []).append(one)
    found: dict[object, ItemMention] = {}
    for (start, end), several in at.items():
        ids = {one.line.id for one in several if one.line is not None}
        together = any(one.together for one in several)
        kept = several if len(ids) <= 1 or together else [ItemMention(start, end, several[0].text, None)]
        for one in kept:
            found.setdefault(one.line.id if one.line is not None else one.text.casefold(), one)
    return list(found.values())


def _busy(one: Sentence, order: KnownOrder, about: _About) -> list[tuple[int, int]]:
    """The places whose digits are no count: days, and numbers of orders."""
    days = [(day.start, day.end) for day in about.find(one)]
    named = order_mentions(one.region.text, one.start, one.end, [order])
    return [*days, *((place.start - one.start, place.end - one.start) for place in named)]


def _numbers(one: Sentence, start: int, end: int, busy: Sequence[tuple[int, int]], order: KnownOrder) -> list[Number]:
    """The numbers of a clause that may count goods of the order."""
    sizes = {size for line in order.lines for size in line.sizes}
    return [
        number
        for number in numbers_of(one, busy)
        if start <= number.start < end
        and number.value not in sizes
        and number.value < 10**LONGEST
        and not MONEY.match(one.text[number.end :])
        and not MONEY_BEFORE.search(one.text[: number.start])
    ]


def _count(numbers: Sequence[Number], line: KnownLine | None) -> Decimal | None:
    """How many a clause counts: its one number, beside what was ordered in all."""
    ordered = line.quantity if line is not None else None
    left = [one for one in numbers if one.value != ordered] or list(numbers)
    values = {one.value for one in left}
    packed = any(PACKED.match(one.sentence.text, one.end) for one in left)
    return next(iter(values)) if len(values) == 1 and not packed else None


def _told(
    scope: Sequence[Sentence], order: KnownOrder, items: Sequence[_Item], about: _About
) -> tuple[Decimal | None, bool]:
    """How many of the one item that is spoken of, wherever its number stands; or that it is all of it."""
    numbers: list[Number] = []
    whole = False
    for one in scope:
        busy = _busy(one, order, about)
        for start, end in _that_count(one, about):
            numbers += _numbers(one, start, end, busy, order)
            whole = whole or undenied(ALL, one.text[start:end])
    if not numbers:
        one_of_it = next((item.quantity for item in items if item.quantity is not None), None)
        return one_of_it, whole and one_of_it is None
    return _count(numbers, items[0].line), False


def _is_whole(one: Sentence, about: _About) -> bool:
    """Whether a statement says that all of the order goes back."""
    return any(
        undenied(ALL, one.text[start:end]) and OF_THE_ORDER.search(one.text[start:end])
        for start, end in _that_count(one, about)
    )
