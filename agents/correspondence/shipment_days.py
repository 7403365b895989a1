"""Statements about a shipment that was not handed over in, days to come out. Pure.

When it is brought again, when it goes back to us, when whoever takes it in wants it.
A day takes its role from the words of its clause, else of its statement. Two days for one role, or a day that is
denied, is no day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from agents.correspondence.dates import Day
from agents.correspondence.signals import words
from agents.correspondence.text import Sentence, clauses

# Another attempt.
AGAIN = words(
    r"\b(?:again|re-?deliver\w*|once more|(?:second|third|next|new|another|further) (?:delivery )?"
    r"(?:attempt|try|run))\b",
    r"\b(?:erneut\w*|nochmal\w*|noch (?:ein)?mal|wieder|zweitzustellung|(?:nächste\w*|neue\w*|zweite\w*|weitere\w*) "
    r"(?:zustell\w*|versuch\w*|anlauf|tour))\b",
    r"\b(?:(?:à|de) nouveau|repass\w+|représent\w+|(?:nouvelle|prochaine|seconde|deuxième) (?:tentative|livraison|"
    r"présentation|tournée))\b",
    r"\b(?:opnieuw|nogmaals|nog (?:eens|een keer)|(?:nieuwe|volgende|tweede) (?:poging|bezorg\w*|levering|rit))\b",
)
BRINGS = words(
    r"\b(?:re-?deliver\w*|deliver\w*|bring\w*|come|attempt|drop)\b",
    r"\b(?:zustell\w*|zugestellt|liefer\w*|bring\w*|kommen|vorbei\w*|versuch\w*)\b",
    r"\b(?:livr\w+|repass\w+|représent\w+|apport\w+|tentative)\b",
    r"\b(?:bezorg\w*|lever\w*|breng\w*|langs\w*|poging)\b",
)
HANDED_OVER = words(
    r"\b(?:will (?:now )?(?:be deliver\w+|deliver|arrive|come)|deliver(?:ed|y) on|expected|eta|rebooked|rescheduled)\b",
    r"\b(?:zugestellt|zustellung|ausgeliefert|zustelltermin|neuer termin|zustellen|bringen)\b",
    r"\b(?:sera livrée?s?|livrera|livraison (?:le|prévue|reportée)|livrer)\b",
    r"\b(?:bezorgd|afgeleverd|geleverd|bezorging|leveren|bezorgen)\b",
)
# Somebody who can take it in says when.
WANTED = words(
    r"\b(?:could|can|would|will) (?:you|they)\b|\bplease\b|\b(?:suits|works for|fine for|good for) (?:us|me)\b|"
    r"\b(?:somebody|someone|we|i) (?:is|are|am|'re|'m|will be|'ll be)\b.{0,40}\b(?:there|here|in|open|present|around|"
    r"available|home)\b|\bwe(?:'d| would) (?:like|prefer)\b",
    r"\b(?:bitte|könn(?:t?en|ten) (?:sie|die)|passt (?:uns|mir|es)|würde (?:uns|mir|es) passen|wäre (?:gut|recht)|"
    r"(?:ist|sind|bin) (?:wieder )?(?:jemand|wir|ich|besetzt)|anwesend|erreichbar|geöffnet)\b",
    r"\b(?:merci de|pourriez|pouvez|peuvent|pourraient|nous convien\w+|conviendrait|"
    r"(?:quelqu'un|on|nous) (?:sera|serons|est|sommes)|présents?|ouverts?)\b",
    r"\b(?:graag|kunt u|kun je|kunnen (?:jullie|ze|zij)|schikt|past (?:ons|het)|komt (?:ons|het) .{0,20}uit|"
    r"(?:is|zijn) (?:er )?(?:iemand|wij|we)|aanwezig|open)\b",
)
GOES_BACK = words(
    r"\b(?:return\w*|(?:go|goes|going|sent|come|comes|coming|way) back)\b",
    r"\b(?:zurück\w*|rückweg|rücksend\w*|rückläufer|retour\w*)\b",
    r"\b(?:retour\w*|renvoy\w*|repart\w*|revien\w*)\b",
    r"\b(?:retour\w*|terug\w*)\b",
)
# What is only said for a case that may come.
IN_CASE = words(
    r"\b(?:if|unless|otherwise|or else)\b",
    r"\b(?:sonst|andernfalls|ansonsten|falls|wenn|sofern)\b",
    r"\b(?:sinon|à défaut|si)\b",
    r"\b(?:anders|indien|zo niet|als (?:er|u|je|wij|we|niemand|het|de)\b)",
)
DENIED = words(
    r"\b(?:not|no longer|except|but not|cannot|can't|won't|closed)\b",
    r"\b(?:nicht|kein\w*|außer|geschlossen|zu)\b",
    r"\b(?:pas|sauf|fermée?s?|ferm[eo]ns)\b",
    r"\b(?:niet|behalve|gesloten|geen)\b",
)


@dataclass(frozen=True)
class ShipmentDays:
    """When the carrier brings it again, when it goes back, when whoever takes it in wants it."""

    expected: date | None = None
    goes_back: date | None = None
    wanted: date | None = None


def shipment_days(
    statements: Sequence[Sentence], find: Callable[[Sentence], Sequence[Day]], sent: date
) -> ShipmentDays:
    """What statements about one shipment say of days to come.

    Args:
        statements: those about it, in the order they stand.
        find: the days of one of them.
        sent: the day it was written; no earlier one is still to come.
    """
    told: dict[str, set[date]] = {"expected": set(), "goes_back": set(), "wanted": set()}
    for one in statements:
        for day in find(one):
            role = _role(one.text, day)
            if day.day >= sent and role is not None:
                told[role].add(day.day)
    return ShipmentDays(**{role: days.pop() for role, days in told.items() if len(days) == 1})


def is_wanted(one: Sentence, find: Callable[[Sentence], Sequence[Day]], sent: date) -> bool:
    """Whether a statement asks for another attempt and says when."""
    if not (AGAIN.search(one.text) and BRINGS.search(one.text)):
        return False
    return shipment_days([one], find, sent).wanted is not None


def _role(text: str, day: Day) -> str | None:
    start, end = next(((at, to) for at, to in clauses(text) if at <= day.start < to), (0, len(text)))
    clause = text[start:end]
    if DENIED.search(text[start : day.start]):
        return None
    return _said_in(clause, text) or _said_in(text, text)


def _said_in(part: str, whole: str) -> str | None:
    back, again = GOES_BACK.search(part), AGAIN.search(part) or HANDED_OVER.search(part)
    if back and not again:
        return "goes_back"
    if again and not back:
        return "wanted" if WANTED.search(whole) else "expected"
    if not back and WANTED.search(part):
        return "wanted"
    return None
