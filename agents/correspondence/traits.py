"""Goods that a letter calls by a colour or a size alone: `the red ones`, `die größten`, `les courtes`. Pure.

Lines of one order are often one thing in several colours and sizes. A trait names the lines that have it: one where
only one does; all of them where it stands for itself; none, and it is asked, where a word beside it tells no line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from agents.correspondence.alike import alike, like_no_goods
from agents.correspondence.known import WORD, ItemMention, KnownLine, KnownOrder, stem_of
from agents.correspondence.text import Sentence, language_of

# fmt: off
COLOURS: Mapping[str, str] = {
    "black": "black schwarz noir noire zwart",
    "white": "white weiß weiss blanc blanche wit witte",
    "grey": "grey gray grau gris grise grijs grijze",
    "red": "red reds rot rouge rood rode",
    "blue": "blue blau bleu bleue blauw",
    "green": "green grün vert verte groen",
    "yellow": "yellow gelb jaune geel gele",
    "brown": "brown braun brun brune marron bruin",
    "beige": "beige", "orange": "orange oranje", "pink": "pink rosa roze", "cream": "cream creme crème",
    "purple": "purple lila violett violet violette mauve paars", "turquoise": "turquoise türkis turkoois",
    "silver": "silver silber silbern argenté argentée zilver", "gold": "gold golden doré dorée goud gouden",
    "navy": "navy marine marineblau dunkelblau donkerblauw marineblauw", "olive": "olive oliv olijf kaki khaki",
    "burgundy": "burgundy bordeaux weinrot bordeauxrot bordeauxrood", "anthracite": "anthracite anthrazit antraciet",
    "taupe": "taupe", "transparent": "transparent transparant transparente",
}
# By letter or by word; of goods with neither, the least and the greatest by number.
SIZES: Mapping[str, str] = {
    "S": "small smalls klein kleine kleinen kleines petit petite petits petites",
    "M": "medium mediums mittlere mittleren mittelgroß mittelgroße moyen moyenne moyens moyennes middelste middelgrote",
    "L": "large larges big groß große großen großes gross grosse grossen grand grande grands grandes groot grote",
}
LEAST = """
    smallest short shorter shortest kleinste kleinsten kurze kurzen kürzeren kürzesten court courte courts courtes
    korte kortste thin thinnest dünne dünnen dunne narrow schmale schmalen étroit étroite étroits smalle
"""
GREATEST = """
    largest biggest tall taller tallest long longer longest größte größten grösste grössten lange langen längeren
    längsten hohe hohen höchsten longue longs longues grootste langste hoge hoogste thick thickest dicke dicken
    épais épaisse épaisses dikke wide widest breite breiten brede
"""
THE = """
    the those these both our your my all die der das den dem beide beiden alle unsere unseren ihre ihren les la le
    des vos nos ces toutes tous aux de het uw onze jullie
"""
# Words that stand beside a trait and call no goods.
STOP = """
    in of from for with and or are is was were will would be been to at on by as not no only just so auf von vom für
    mit und oder sind ist war waren wird werden im an am zu nicht nur noch aber bei beim dagegen leider haste hast
    haben habe kommen kommt du pour avec et ou sont est seront sera par à en dans ne pas que qui restants restantes
    restante van voor met zijn wordt worden niet naar op te bij maar alleen nog komen komt ones one still there here
    also auch aussi ook contre toujours encore déjà enfin seulement elles celles schon erst jetzt wieder allerdings
    jedoch hingegen nu echter wel gaan helaas zullen unfortunately however though instead now jusqu follow follows
    arrive arrives leave leaves ship ships later late delayed moved wait waiting missing ready folgen folgt später
    verspätet fehlen fehlt gehen arrivent partent suivent suivront arriveront partiront manquent tard part volgen
    volgt vertraagd ontbreken
"""
# fmt: on
# Not the litres of `10 L`.
LETTER = re.compile(r"(?<![\w.,/&-])(?<!\d )(?:X{0,3}[SL]|M)(?![\w/&-]|\.\w|')")
# `M. Dupont`, `L'envoi`.
EVERY = re.compile(
    r"\b(?:all|both|every|alle[ns]?|beide[nrs]?|sämtliche|tous|toutes|les deux|allemaal)\b", re.IGNORECASE
)
SHORTENED = re.compile(r"\.\s[^\W\d_]|['’]")
NUMBER = re.compile(r"(?<![\w.,/:])(\d{1,4}(?:[.,]\d{1,2})?)(?![\d.,/:%])")
# `Die 40er`, as German calls what is of one size.
OF_SIZE = re.compile(r"(\d{1,4})er[ns]?")
TOKEN = re.compile(r"\d{1,4}er[ns]?(?!\w)|[^\W\d_]+|\d+(?:[.,]\d+)?|[,;:.!?()–-]")
BREAKS = frozenset(",;:.!?()–-") | {"and", "und", "et", "en", "or", "oder", "ou", "of"}
SURE = 0.7
NEAR = 2
# Of the word beside a trait and the lines that have it, how much nearer the first must be than the next.
AHEAD = 0.05
ALIKE = 0.35
NO_GOODS = 0.6
MOST_LINES = 60

What = Literal["colour", "size", "letter", "least", "greatest", "number"]
Trait = tuple[What, str]


def _spelt(table: Mapping[str, str]) -> dict[str, str]:
    return {word: concept for concept, words in table.items() for word in words.split()}


_COLOURS, _SIZES = _spelt(COLOURS), _spelt(SIZES)
_BY_STEM = {stem_of(word): concept for word, concept in _COLOURS.items()}
_LEAST, _GREATEST, _THE = (frozenset(words.split()) for words in (LEAST, GREATEST, THE))
_STOP = _THE | frozenset(STOP.split())


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    word: str
    traits: tuple[Trait, ...]


def named_by_traits(
    one: Sentence, orders: Sequence[KnownOrder], before: Sequence[ItemMention] = ()
) -> list[ItemMention]:
    """The lines that a statement calls by colour or size.

    Args:
        one: the statement.
        orders: those that may be meant.
        before: what was spoken of last: where a trait is of several goods, of that sort is meant.
    """
    lines = [(order, line) for order in orders for line in order.lines if line.open]
    if not 2 <= len({line.name for _, line in lines}) <= MOST_LINES:
        return []
    found: list[ItemMention] = []
    for group in _groups(one.text):
        found += _meant(one, group, lines, before)
    return found


def _groups(text: str) -> Iterator[list[_Token]]:
    """Traits that stand together, with the words between and beside them."""
    tokens = [_token(match) for match in TOKEN.finditer(text)]
    group: list[_Token] = []
    gap = 0
    for token in tokens:
        ends = token.word.casefold() in BREAKS
        told = any(one.traits for one in group)
        if ends or gap >= NEAR:
            if told:
                yield group
            group, gap = [], 0
            if ends:
                continue
            told = False
        gap = gap + 1 if told and not token.traits else 0
        # Of what stands before the first trait, only what stands beside it.
        group = [*(group if told else group[-(NEAR - 1) :]), token]
    if any(one.traits for one in group):
        yield group


def _token(match: re.Match[str]) -> _Token:
    word = match[0]
    small = word.casefold()
    traits: list[Trait] = []
    if LETTER.fullmatch(word) and not SHORTENED.match(match.string, match.end()):
        traits.append(("letter", word))
    if colour := _COLOURS.get(small) or (_BY_STEM.get(stem_of(small)) if len(small) > 3 else None):
        traits.append(("colour", colour))
    if of_size := OF_SIZE.fullmatch(small):
        traits.append(("number", of_size[1]))
    if size := _SIZES.get(small):
        traits.append(("size", size))
    if small in _LEAST:
        traits.append(("least", ""))
    if small in _GREATEST:
        traits.append(("greatest", ""))
    return _Token(match.start(), match.end(), word, tuple(traits))


def _meant(
    one: Sentence, group: Sequence[_Token], lines: Sequence[tuple[KnownOrder, KnownLine]], before: Sequence[ItemMention]
) -> list[ItemMention]:
    """The lines that a group of traits names; one without a line where they may be several."""
    traits = [(token, trait) for token in group for trait in token.traits]
    left = _with(traits, group, lines)
    if not left or _names(left) == _names(lines):
        return []
    nouns = [token for token in group if not token.traits and _may_be_goods(token.word)]
    if language_of(one.text) == "de":
        nouns = [token for token in nouns if token.word[0].isupper()]
    if all(what in {"size", "least", "greatest"} for _, (what, _) in traits):
        # `A short delay`, `the big kiln`: a size alone needs `the` before it, and beside it nothing but goods.
        if not _is_pointed_at(group) or (nouns and not any(_means_one(token.word, lines) for token in nouns)):
            return []
    elif len(_names(left)) > 1:
        nouns = [token for token in nouns if like_no_goods(token.word) < NO_GOODS]
    left, told = _by_noun(left, nouns) if len(_names(left)) > 1 else (left, True)
    if len(_names(left)) > 1 and before:
        left = _of_the_same_sort(left, before)
    first, last = traits[0][0], traits[-1][0]
    start, end, words = one.start + first.start, one.start + last.end, one.text[first.start : last.end]
    together = len(_names(left)) > 1
    sorts = {_sort_of(line) for _, line in left}
    if together and ((nouns and not told) or (len(sorts) > 1 and not EVERY.search(one.text))):
        # Goods of several sorts, and no word tells of which, or that all of them are meant.
        return [ItemMention(start, end, words, None, left[0][0], SURE)]
    return [ItemMention(start, end, words, line, order, SURE, together=together) for order, line in left]


def _with(
    traits: Sequence[tuple[_Token, Trait]], group: Sequence[_Token], lines: Sequence[tuple[KnownOrder, KnownLine]]
) -> list[tuple[KnownOrder, KnownLine]]:
    """The lines that have all of the traits; of those, the ones of a number that stands beside them."""
    left = list(lines)
    for _, trait in traits:
        fits = _test(trait, [line for _, line in lines])
        kept = [pair for pair in left if fits(pair[1])]
        left = kept if kept or trait[0] not in {"least", "greatest"} else left
    sizes = {Decimal(token.word.replace(",", ".")).normalize() for token in group if NUMBER.fullmatch(token.word)}
    return [pair for pair in left if sizes & pair[1].sizes] or left


def _names(lines: Sequence[tuple[KnownOrder, KnownLine]]) -> set[str]:
    return {line.name for _, line in lines}


def _is_pointed_at(group: Sequence[_Token]) -> bool:
    at = next(number for number, token in enumerate(group) if token.traits)
    own = group[at].word.casefold() in {"smalls", "mediums", "larges"}
    return own or (at > 0 and group[at - 1].word.casefold() in _THE)


def _means_one(word: str, lines: Sequence[tuple[KnownOrder, KnownLine]]) -> bool:
    """Whether a word names, or means, what one of the lines is."""
    if any(stem_of(word) in line.calls for _, line in lines):
        return True
    return like_no_goods(word) < NO_GOODS and any(alike(word, word, line) >= ALIKE for _, line in lines)


def _may_be_goods(word: str) -> bool:
    return len(word) > 3 and word[0].isalpha() and word.casefold() not in _STOP


def _by_noun(
    left: list[tuple[KnownOrder, KnownLine]], nouns: Sequence[_Token]
) -> tuple[list[tuple[KnownOrder, KnownLine]], bool]:
    """The lines that a word beside a trait means, and whether one does."""
    for noun in nouns:
        stem = stem_of(noun.word)
        if kept := [pair for pair in left if stem in pair[1].calls]:
            return kept, True
    for noun in nouns:
        near: dict[frozenset[str], float] = {}
        for _, line in left:
            near[_sort_of(line)] = max(near.get(_sort_of(line), 0.0), alike(noun.word, noun.word, line))
        best = sorted(near.items(), key=lambda pair: -pair[1])
        ahead = best[0][1] - (best[1][1] if len(best) > 1 else 0.0)
        if best[0][1] >= ALIKE and ahead >= AHEAD and like_no_goods(noun.word) < NO_GOODS:
            return [pair for pair in left if _sort_of(pair[1]) == best[0][0]], True
    return left, False


def _of_the_same_sort(
    left: list[tuple[KnownOrder, KnownLine]], before: Sequence[ItemMention]
) -> list[tuple[KnownOrder, KnownLine]]:
    spoken = [_sort_of(item.line) for item in before if item.line is not None]
    shared = [max((len(_sort_of(line) & sort) for sort in spoken), default=0) for _, line in left]
    most = max(shared)
    return [pair for pair, count in zip(left, shared, strict=True) if count == most]


def _test(trait: Trait, lines: Sequence[KnownLine]) -> Callable[[KnownLine], bool]:
    what, value = trait
    if what == "number":
        return lambda line: Decimal(value).normalize() in line.sizes
    if what == "colour":
        return lambda line: value in _colours(line)
    if what == "letter" or (what == "size" and any(value in _letters(line) for line in lines)):
        return lambda line: value in _letters(line)
    if what == "size" and value == "M":
        return lambda _: False
    ends = _extremes(lines, greatest=what == "greatest" or value == "L")
    return lambda line: line.id in ends


def _extremes(lines: Sequence[KnownLine], *, greatest: bool) -> set[int]:
    """Of each sort of goods that comes in several sizes, the line of the least or the greatest."""
    sorts: dict[frozenset[str], list[KnownLine]] = {}
    for line in lines:
        sorts.setdefault(_sort_of(line), []).append(line)
    found: set[int] = set()
    for same in sorts.values():
        letters = [(order, line) for line in same for order in _order_of_letter(line)]
        numbers = [(max(line.sizes), line) for line in same if line.sizes]
        sizes = letters if len(letters) == len(same) else numbers if len(numbers) == len(same) else []
        if len({size for size, _ in sizes}) > 1:
            end = (max if greatest else min)(size for size, _ in sizes)
            found |= {line.id for size, line in sizes if size == end}
    return found


def _order_of_letter(line: KnownLine) -> list[Decimal]:
    ladder = ["XXXS", "XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL"]
    return [Decimal(ladder.index(letter)) for letter in _letters(line) if letter in ladder][:1]


@lru_cache(maxsize=5_000)
def _colours(line: KnownLine) -> frozenset[str]:
    found = {_COLOURS.get(word.casefold()) or _BY_STEM.get(stem_of(word)) for word in WORD.findall(line.names)}
    return frozenset(one for one in found if one)


@lru_cache(maxsize=5_000)
def _letters(line: KnownLine) -> frozenset[str]:
    """The sizes in its name, by letter or by word."""
    by_word = {_SIZES[word.casefold()] for word in WORD.findall(line.names) if word.casefold() in _SIZES}
    return frozenset({*LETTER.findall(line.names), *by_word})


@lru_cache(maxsize=5_000)
def _sort_of(line: KnownLine) -> frozenset[str]:
    """What its name says besides colours, sizes and numbers: the same for one thing in several of them."""
    words = {word.casefold() for word in WORD.findall(line.name)}
    plain = {word for word in words if word not in _SIZES and not (_COLOURS.get(word) or _BY_STEM.get(stem_of(word)))}
    return frozenset(stem_of(word) for word in plain)
