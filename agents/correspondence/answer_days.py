"""Days by which somebody answers, or is asked to: they are no days on which goods come. Pure.

'We will confirm the new delivery date by 2 December' says nothing of when it is delivered. What is said right now
('we confirm delivery on 4 December') and what is told of goods ('we will inform you that they arrive on 4 December')
is none of these.
"""

from __future__ import annotations

import re

from agents.correspondence.signals import ARRIVAL, DELAY, DEPARTURE, words
from agents.correspondence.text import CLAUSE_END

NEWS = (
    r"(?:updates?|information|informationen|news|feedback|details|answers?|reply|response|confirmation|"
    r"(?:new |firm |exact |confirmed |revised |reliable |updated |final |better |delivery |arrival |shipping )*"
    r"(?:dates?|etas?|schedule|day)|from us|more)"
)
# Somebody will say something later.
WILL_TELL = words(
    r"\b(?:ring|phone|call|telephone) you\b|\b(?:rufe?n? (?:sie|dich|euch)|melde(?:n)? (?:mich|uns))\b|"
    r"\b(?:je|nous) vous (?:rappel\w+|appel\w+|téléphon\w+)\b|\b(?:ik|wij|we) bel(?:len)? (?:u|je|jullie)\b",
    r"\b(?:will|shall|should|(?:hope|hopes|expect|expects|aim|plan|try|intend|promise|going|want|able) to|can only|"
    r"could only)\s+(?:\w+\s+){0,3}?(?:confirm|inform|update|advise|notify|tell|know|reply|respond|answer|revert|"
    r"(?:get|come) back|(?:be|get) in touch|contact|call|keep you|announce|communicate|clarify|follow up|hear)\b",
    r"'ll (?:\w+ ){0,2}?(?:confirm|inform|update|advise|notify|tell|know|reply|respond|answer|revert|(?:get|come) back|"
    r"be in touch|contact|call|keep you)\b",
    rf"\b(?:will|'ll|shall|should|(?:hope|expect|aim|plan|able) to|can)\s+(?:\w+\s+){{0,2}}?(?:receive|have|get|give|"
    rf"send|provide|share|expect)\s+(?:you\s+)?(?:an?\s+|the\s+|some\s+|any\s+|further\s+|more\s+|another\s+|our\s+)*"
    rf"{NEWS}\b",
    r"\bwill (?:only )?be (?:\w+ )?(?:confirmed|communicated|announced|advised|clarified|decided)\b",
    r"\b(?:date|eta|schedule|update|information|news|confirmation|details|answer)\s+(?:(?:will|shall|should) )?"
    r"(?:be (?:sent|given|provided|shared|available|known)|follows?)\b",
    r"\bto be (?:confirmed|advised|announced|communicated)\b",
    r"\b(?:wir\s+)?(?:melden|rühren)\s+(?:wir\s+)?uns\b",
    r"\bkommen\s+(?:wir\s+)?(?:wieder\s+)?auf sie zu(?:rück)?\b",
    r"\b(?:erhalten|bekommen|hören)\s+(?:sie\s+)?(?:von uns\s+)?(?:eine[nr]?\s+|weitere\s+|nähere\s+|mehr\s+|den\s+)*"
    r"(?:neuen\s+|genauen\s+)?(?:rückmeldung|information\w*|nachricht|antwort|neuigkeiten|bescheid|update|"
    r"(?:liefer)?termin|bestätigung|von uns|mehr)\b",
    r"\b(?:confirmerons|informerons|communiquerons|tiendrons|reviendrons|préciserons|recontacterons|contacterons|"
    r"donnerons|répondrons|indiquerons|(?:sera|seront) (?:communiquée?s?|confirmée?s?|indiquée?s?|précisée?s?))\b",
    # Who knows or names a day then names none now: 'next week we know more', 'den Termin nennen wir nächste Woche'.
    r"\b(?:we|i)\s+(?:(?:will|should|'ll)\s+)?(?:know|learn|hear)\b",
    r"\b(?:nennen|sagen|wissen|erfahren)\s+wir\b|\bwir\s+(?:nennen|wissen|erfahren)\b",
    r"\b(?:nous\s+)?(?:saurons|connaîtrons)\b",
    r"\b(?:weten|noemen|horen)\s+(?:we|wij|u)\b|\b(?:we|wij)\s+(?:weten|noemen|horen)\b",
    r"\b(?:komen\s+(?:wij\s+|we\s+)?(?:hier(?:op|over)\s+)?(?:bij|op) u terug|houden\s+(?:wij\s+)?u op de hoogte)\b",
)
# Somebody is asked to say something, or says it with the day it will be: only 'by' a day, not 'on' one.
TELLS = words(
    r"\b(?:please|kindly|(?:could|can|would) you|(?:ask|need|want|request) you to)\s+(?:\w+\s+){0,2}?(?:confirm|reply|"
    r"respond|answer|inform|advise|tell|call|contact|(?:come|get) back|revert|write|cancel|object|approve|decide|"
    r"let (?:us|me) know)\b",
    r"\blet (?:us|me|you) know\b|\b(?:wish|want|like) to cancel\b|\bwe (?:await|expect) your\b",
    r"\b(?:next|further|more|another|an|any|status|your) (?:status )?(?:update|information|news|feedback|reply|answer|"
    r"response|confirmation|comments?)\b|\bfeedback\b",
    r"\b(?:informieren|benachrichtigen|unterrichten|antworten|mitteilen|zurückmelden|nennen|sagen|bescheid|"
    r"bestätigen)\b",
    r"\b(?:rückmeldung|rückantwort|antwort|bestätigung|stellungnahme|freigabe|weitere informationen|"
    r"nähere informationen|neuigkeiten|nächste[rs]? (?:update|information))\b",
    r"\b(?:merci de|veuillez|prière de)\s+(?:\w+\s+){0,2}?(?:confirmer|répondre|informer|indiquer)\b|"
    r"\b(?:votre réponse|prochaine? (?:mise à jour|information)|plus d'informations)\b",
    r"\b(?:laten|informeren|berichten|melden|bevestigen|gelieve|uw (?:bevestiging|reactie|antwoord)|"
    r"volgende update|meer (?:informatie|nieuws))\b",
)
HEADS = words(
    r"\b(?:(?:next|further) (?:update|information)|feedback|reply by|nächste[rs]? (?:update|information)|"
    r"prochaine (?:information|mise à jour)|volgende update)\s*:\s*$",
    r"\b(?:repl(?:y|ies)|respon(?:d|ses?)|answers?|antwort\w*|rückmeldung\w*|réponses?|répond\w+|antwoord\w*|reactie)\s"
    r"(?:before|by|until|bis|vor|avant|voor|tegen)\s(?:(?:the|zum|dem|le|de)\s)?$",
)
# The verb at the end: 'wird Ihnen bis zum 2. Dezember mitgeteilt'.
TOLD_AFTER = words(
    r"^\s*(?:\S+\s+){0,6}?(?:mitgeteilt|mitteilen|mit|(?:bekannt\w*|bescheid)(?: ge(?:geb|b)en)?|informier\w*|melden|"
    r"zurückmelden|rückmelden|antworten|benachrichtig\w*|genannt|nennen|geklärt|bestätigen|bestätigt(?: werden)?)\s*$",
    r"^\s*(?:\S+\s+){0,6}?(?:weten|meegedeeld|mee|bevestigd|bevestigen|informeren|terug(?:komen)?|berichten)\s*$",
)
TELLING = words(
    r"\b(?:wird|werden|können|kann|wollen|bitte|sollten?|teilen|geben|zal|zullen|wordt|kunnen|laten|delen)\b"
)
BY = words(
    r"\b(?:by|before|until|till|no later than|not later than|latest|within|bis|spätestens|vor|avant|d'ici|jusqu'au|"
    r"uiterlijk|v[oó]{2}r|tegen|tot)(?: (?:at the latest|latest|spätestens|the|end of|zum|zu|am|dem|den|der|au|le|op|"
    r"close of business))*\s*$"
)
NO_PREPOSITION = words(
    r"(?:\b(?:for|to|as|of|from|is|now|date|eta|auf|für|von|ist|termin|datum|pour|est|naar)(?: (?:the|den|dem|der|le|"
    r"de))?|[:=,])\s*$"
)
ONLY_PREPOSITION = words(
    r"^\W*(?:by|on|before|until|latest|bis|am|spätestens|vor|le|avant|d'ici|op|uiterlijk)?\W*"
    r"(?:by|zum|zu|am|den|dem|le|au)?\W*$"
)
OF_GOODS = words(r"\b(?:that|dass|daß|que|dat|to expect)\b")
ON_CONDITION = words(r"\b(?:as soon as|once|when|if|whether|sobald|wenn|ob|wann|quand|si|dès que|zodra|wanneer|als)\b")
EXPECTED = words(r"\b(?:expect\w*|erwart\w*|attend\w*|verwacht\w*|comes?|kommt|kommen|here|hier)\b")
WINDOW = 160


def is_answer_day(before: str, after: str) -> bool:
    """Whether a day is one by which somebody says something.

    Args:
        before: the statement's words before the day, since the day before it.
        after: its words after the day.
    """
    tail, after = before[-WINDOW:], _clause(after[:WINDOW])
    deadline = BY.search(tail) is not None
    if HEADS.search(tail):
        return True
    will = _last(WILL_TELL, tail)
    if will is not None and not NO_PREPOSITION.search(tail) and not _is_of_goods(tail[will:], deadline=deadline):
        return True
    tells = _last(TELLS, tail)
    if tells is not None and deadline and not _speaks_of_goods(tail[tells:]):
        return True
    if TOLD_AFTER.search(after) and (deadline or TELLING.search(tail)) and not _breaks(tail, after):
        return True
    return _stands_first(tail) and (WILL_TELL.search(after) is not None or TOLD_AFTER.search(after) is not None)


def _is_of_goods(between: str, *, deadline: bool) -> bool:
    """Whether the words between 'we will tell you' and a day turn to when goods come."""
    if OF_GOODS.search(between):
        return True
    condition = ON_CONDITION.search(between)
    if condition and not deadline and _moves(between[condition.end() :]):
        return True
    return any(_moves(between[turn.end() :]) for turn in CLAUSE_END.finditer(between))


def _speaks_of_goods(between: str) -> bool:
    """The same for weaker words: 'bestätigen die Lieferung bis' is of goods, 'den neuen Liefertermin bis' is not."""
    if _is_of_goods(between, deadline=True):
        return True
    said = DATE_WORDS.sub(" ", between)
    asks = re.match(r"(?:please|kindly|could|can|would|bitte|merci|veuillez|gelieve|let)\b", between, re.IGNORECASE)
    return not asks and _moves(said)


DATE_WORDS = words(
    r"\b(?:new |revised |exact |confirmed )?(?:delivery|arrival|shipping|dispatch) (?:date|day|time|schedule)s?\b",
    r"\b(?:neue[nrms]? |genaue[nrms]? )?(?:liefer|ankunfts|versand)?(?:termin\w*|datum|tag)\b",
    r"\b(?:nouvelle )?date de livraison\b|\b(?:nieuwe )?leverdatum\b",
)


def _breaks(tail: str, after: str) -> bool:
    """Whether a closing 'confirmed' is of goods on that day: only a deadline makes it an answer."""
    return bool(re.search(r"bestätig|bevestig", after, re.IGNORECASE)) and not (
        BY.search(tail) and TELLING.search(tail)
    )


def _moves(said: str) -> bool:
    return any(pattern.search(said) for pattern in (ARRIVAL, DEPARTURE, DELAY, EXPECTED))


def _stands_first(tail: str) -> bool:
    """Whether nothing but 'by' or 'on' stands before the day in its clause."""
    cut = max((turn.end() for turn in CLAUSE_END.finditer(tail)), default=0)
    return ONLY_PREPOSITION.search(tail[cut:]) is not None


def _clause(after: str) -> str:
    """What follows in the same clause, without the full stop."""
    turn = CLAUSE_END.search(after, 1) if after else None
    return (after[: turn.start()] if turn else after).rstrip(" .!?;\n")


def _last(pattern: re.Pattern[str], text: str) -> int | None:
    return max((match.start() for match in pattern.finditer(text)), default=None)
