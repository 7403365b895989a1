"""What Odoo knows of the orders a report may speak of, and where a text names them or their items. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import pairwise

from agents.correspondence.measures import MEASURE, SIZE, measures, number_of, numbers_in
from agents.correspondence.signals import ITEM_CODE, POSITION
from agents.correspondence.text import TakenPlaces
from cases.claims import RecordRef

THING = re.compile(
    r"(?:\b(?:the|our|your|die|der|das|unsere|les|la|le|vos|de|het|uw)|(?<!\d)\d{1,7}(?:\s*x)?)\s+(?P<thing>[^\W\d_]{4,})",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]{3,}")
GROUP = re.compile(
    r"\b(?:(?P<both>both|beiden?|les deux|de twee)|all(?: of)?(?: the| your)?|alle|sämtliche|tou(?:s|tes) les)\s+"
    r"(?P<things>[^\W\d_]{3,}(?:\s[^\W\d_]{3,})?)",
    re.IGNORECASE,
)
# Two words of a name so many letters apart are said of one thing.
NEARBY = 24
# A compound's last part that may stand for it has so many letters.
HEAD = 4
PLAIN = str.maketrans("äöüéèêëàâîïôûùçñ", "aoueeeeaaiiouucn")
DOUBLED = re.compile(r"([^\W\d_])\1")
SIZE_ALONE = re.compile(r"(?<![\w.,])(?P<number>\d{1,4}(?:[.,]\d{1,2})?)-?er(?:n|s)?(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class KnownLine:
    """A line of a known order.

    Attributes:
        codes: our code and the vendor's, as texts name them.
        name: the product without its code.
        planned: the day Odoo expects it, in the company's zone.
        open: whether anything of it is still to come.
        unit: the unit it is ordered in, as Odoo names it.
        quantity: how much is ordered, in that unit; absent where it is not known.
        price: of one, in the order's currency; absent where it is not known.
        left: how much of it is still to come.
        also: what the order calls it beside that: Odoo writes lines in the vendor's language, by the vendor's name.
    """

    id: int
    label: str
    codes: tuple[str, ...]
    name: str
    planned: date | None
    open: bool = True
    unit: str | None = None
    quantity: Decimal | None = None
    price: Decimal | None = None
    left: Decimal | None = None
    also: str = ""

    @property
    def ref(self) -> RecordRef:
        """The record."""
        return RecordRef(model="purchase.order.line", id=self.id, label=self.label)

    # Kept, for a long text asks hundreds of lines for each of its statements.
    @cached_property
    def words(self) -> tuple[tuple[str, str], ...]:
        """What names it, as written and in small letters."""
        names = [name for name in (self.name, self.also) if len(name) > 3]
        return tuple((words, words.casefold()) for words in (*self.codes, *names))

    @cached_property
    def names(self) -> str:
        """Its names, one after the other."""
        return f"{self.name} {self.also}"

    @cached_property
    def endings(self) -> frozenset[str]:
        """The ends of its codes that may name it."""
        ends = {re.split(r"[-./ ]", code)[-1].casefold() for code in self.codes}
        return frozenset(end for end in ends if len(end) >= 3 and any(letter.isdigit() for letter in end))

    @cached_property
    def measures(self) -> frozenset[tuple[Decimal, str]]:
        """The numbers with their units that its name tells it by: `3.0 kW`, `DN50`, `7 inch`."""
        return frozenset(measures(" ".join((*self.codes, self.names))))

    @cached_property
    def sizes(self) -> frozenset[Decimal]:
        """Every number of its name: `80x80`, `0.75 kW`."""
        return frozenset(numbers_in(self.names))

    @cached_property
    def stems(self) -> frozenset[str]:
        """The words of its name, bare."""
        return frozenset(stem_of(word) for word in WORD.findall(self.names))

    @cached_property
    def calls(self) -> frozenset[str]:
        """What it may be called by: the words of its name, what compounds among them end in, the words of its codes.

        `Töpfe` are `Blumentöpfe`; `CUT-SPOON` is a spoon.
        """
        named = [word for word in WORD.findall(self.names) if word[0].isupper()]
        ends = {stem_of(word[at:]) for word in named for at in range(3, len(word) - HEAD + 1)}
        spelt = {stem_of(word) for code in self.codes for word in WORD.findall(code) if len(word) >= HEAD}
        return self.stems | ends | spelt


@dataclass(frozen=True)
class KnownOrder:
    """A purchase order that may be meant.

    Attributes:
        references: our number and the vendor's, as texts name it.
        named: whether the report names it, or it is only one of the sender's open orders.
    """

    id: int
    name: str
    references: tuple[str, ...]
    partner: RecordRef
    lines: tuple[KnownLine, ...]
    named: bool = True

    @property
    def ref(self) -> RecordRef:
        """The record."""
        return RecordRef(model="purchase.order", id=self.id, label=self.name)


@dataclass(frozen=True)
class Mention:
    """A place that names an order.

    Attributes:
        order: absent where the number means nothing in Odoo.
    """

    start: int
    end: int
    text: str
    order: KnownOrder | None


@dataclass(frozen=True)
class ItemMention:
    """A place that names an item.

    Attributes:
        line: absent where no known line has that code.
        together: it names several lines at once, and means each.
        may_be: the ids of all lines that a number may count, of which the likeliest is meant.
    """

    start: int
    end: int
    text: str
    line: KnownLine | None
    order: KnownOrder | None = None
    sure: float = 1.0
    together: bool = False
    may_be: frozenset[int] = frozenset()


def item_mentions(text: str, start: int, end: int, orders: Sequence[KnownOrder]) -> list[ItemMention]:
    """Where a text names an item of these orders: by code, by name, or by most of its name's words."""
    found: list[ItemMention] = []
    said = text[start:end].casefold()
    for order in orders:
        for line in order.lines:
            for words, small in line.words:
                if small in said:
                    places = _literal(words).finditer(text, start, end)
                    found += [ItemMention(place.start(), place.end(), place[0], line, order) for place in places]
    if not found:
        found = (
            _by_part_of_code(text, start, end, orders)
            or _by_measure(text, start, end, orders)
            or _by_size_alone(text, start, end, orders)
            or _by_words(text, start, end, orders)
            or _as_a_group(text, start, end, orders)
        )
    if not found and len(orders) == 1:
        found = _by_position(text, start, end, orders[0]) or _undecided(text, start, end, orders[0])
    taken = TakenPlaces(start, end, ((item.start, item.end) for item in found))
    for match in ITEM_CODE.finditer(text, start, end):
        if not taken.overlaps(match.start(), match.end()):
            found.append(ItemMention(match.start("code"), match.end("code"), match["code"], None))
    return sorted(found, key=lambda item: item.start)


def _by_part_of_code(text: str, start: int, end: int, orders: Sequence[KnownOrder]) -> list[ItemMention]:
    """The lines named by the end of their code, `6205` for `BRG-6205`, where no other line's code ends so."""
    said = text[start:end].casefold()
    ends = [
        (order, line, ending) for order in orders for line in order.lines for ending in line.endings if ending in said
    ]
    names: dict[str, set[str]] = {}
    for _, line, ending in ends:
        names.setdefault(ending, set()).add(line.name)
    # `The 150` may be so many of another line.
    counts = {f"{line.quantity:.0f}" for order in orders for line in order.lines if line.quantity is not None}
    found: list[ItemMention] = []
    for order, line, ending in ends:
        if len(names[ending]) > 1 or ending in counts:
            continue
        places = re.compile(rf"(?<![\w/.-]){re.escape(ending)}s?(?![\w-]|[./]\d)", re.IGNORECASE).finditer(
            text, start, end
        )
        found += [ItemMention(place.start(), place.end(), place[0], line, order, 0.9) for place in places]
    return found


def _by_measure(text: str, start: int, end: int, orders: Sequence[KnownOrder]) -> list[ItemMention]:
    """The lines that a number with its unit tells from all others: `the 3 kW motors`."""
    places = [match for pattern in (MEASURE, SIZE) for match in pattern.finditer(text, start, end)]
    said = {key: match for match in places for key in measures(match[0])}
    lines = [(order, line) for order in orders for line in order.lines]
    found: list[ItemMention] = []
    for key, match in said.items():
        found += _of_one_item(match, [(order, line) for order, line in lines if key in line.measures])
    return found


def _by_size_alone(text: str, start: int, end: int, orders: Sequence[KnownOrder]) -> list[ItemMention]:
    """The lines of the one item with that size, as German calls them: `die 58er`."""
    lines = [(order, line) for order in orders for line in order.lines]
    found: list[ItemMention] = []
    for match in SIZE_ALONE.finditer(text, start, end):
        size = number_of(match["number"])
        hits = [(order, line) for order, line in lines if size in line.sizes]
        found += _of_one_item(match, hits)
    return found


def _of_one_item(match: re.Match[str], hits: Sequence[tuple[KnownOrder, KnownLine]]) -> list[ItemMention]:
    """The lines that a measure is of, where they are all of one item."""
    if len({line.name for _, line in hits}) != 1:
        return []
    return [ItemMention(match.start(), match.end(), match[0], line, order, 0.9) for order, line in hits]


def _by_position(text: str, start: int, end: int, order: KnownOrder) -> list[ItemMention]:
    """The lines named by their place on the order: 1, 2, 3 or 10, 20, 30."""
    found: list[ItemMention] = []
    for place in POSITION.finditer(text, start, end):
        number = int(place["position"])
        number = number // 10 if number >= 10 and number % 10 == 0 else number
        if 1 <= number <= len(order.lines):
            line = order.lines[number - 1]
            found.append(ItemMention(place.start(), place.end(), place[0], line, order, 0.85))
    return found


def _undecided(text: str, start: int, end: int, order: KnownOrder) -> list[ItemMention]:
    """Something of the order that a text names, where several lines may be meant: no line is guessed."""
    counts: dict[str, int] = {}
    for line in order.lines:
        for stem in line.stems:
            counts[stem] = counts.get(stem, 0) + 1
    return [
        ItemMention(place.start("thing"), place.end("thing"), place["thing"], None, order)
        for place in THING.finditer(text, start, end)
        if counts.get(stem_of(place["thing"]), 0) > 1
    ][:1]


def _by_words(text: str, start: int, end: int, orders: Sequence[KnownOrder]) -> list[ItemMention]:
    """The lines whose name a text uses in other forms: by most of its words, or by one that no other line has."""
    said = {stem_of(match[0]): match for match in reversed(list(WORD.finditer(text, start, end)))}
    hit = [
        (order, line, line.calls & said.keys())
        for order in orders
        for line in order.lines
        if not line.calls.isdisjoint(said)
    ]
    names: dict[str, set[str]] = {}
    for _, line, hits in hit:
        for stem in hits:
            names.setdefault(stem, set()).add(line.name)
    scored: list[tuple[float, ItemMention]] = []
    for order, line, hits in hit:
        places = sorted((said[stem] for stem in hits), key=lambda match: match.start())
        together = any(after.start() - one.end() <= NEARBY for one, after in pairwise(places))
        if together or any(len(names[stem]) == 1 for stem in hits):
            first = places[0]
            mention = ItemMention(first.start(), first.end(), first[0], line, order, 0.9)
            scored.append((len(hits) / max(1, len(line.stems)), mention))
    # Where two lines are named by the same words, the one that fits better is meant.
    best: dict[int, float] = {}
    for score, mention in scored:
        best[mention.start] = max(score, best.get(mention.start, 0.0))
    return [mention for score, mention in scored if score >= best[mention.start]]


def _as_a_group(text: str, start: int, end: int, orders: Sequence[KnownOrder]) -> list[ItemMention]:
    """All lines of one order that share a word, where a text says that it means all: `both towel qualities`."""
    found: list[ItemMention] = []
    for match in GROUP.finditer(text, start, end):
        said = {stem_of(word) for word in WORD.findall(match["things"])}
        for order in orders:
            lines = [line for line in order.lines if line.open and not line.calls.isdisjoint(said)]
            if len(lines) == 2 or (len(lines) > 2 and not match["both"]):
                found += [
                    ItemMention(match.start(), match.end(), match[0], line, order, 0.85, together=True)
                    for line in lines
                ]
    return found if len({one.order.id for one in found if one.order}) == 1 else []


# Every name and statement is made of the same words.
@lru_cache(maxsize=10_000)
def stem_of(word: str) -> str:
    """A word without what plurals and cases add to it, or change in it: `Töpfe` and `Topf`, `grote` and `groot`."""
    bare = word.casefold().translate(PLAIN)
    for _ in range(2):
        # Twice, for the ending of one form may be the stem's own in the other: `kleine` and `klein`.
        bare = _shorter(bare)
    return DOUBLED.sub(r"\1", bare)


def _shorter(word: str) -> str:
    for ending in ("es", "en", "er", "s", "e", "n"):
        if len(word) - len(ending) >= 3 and word.endswith(ending):
            return word.removesuffix(ending)
    return word


@lru_cache(maxsize=10_000)
def _literal(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w]){re.escape(text)}(?![\w])", re.IGNORECASE)
