"""Statements in, requests to change what may never be changed from a message out. Pure.

Four matters: where money goes, where goods go for good, who somebody is, what is held back. Each is told by a thing and
an act that stand together, said as a wish: the same words told of the past, or of what the writer does himself, ask for
nothing. Beside them a valid account number in a sentence that speaks of paying, and a street in one that sends goods
elsewhere. A number in a footer stands beside no such words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from agents.correspondence.likely import LEAST_LETTERS, whole
from agents.correspondence.request_words import (
    ACCESS,
    AS_EVER,
    ASKS,
    CHANGE,
    COURTESY,
    ELSEWHERE,
    FACTOR,
    FREE,
    GOODS_GO,
    HELD,
    HELD_PAYMENTS,
    MAILBOX,
    MONEY_MOVES,
    MOVED,
    NOT_THERE_ANY_MORE,
    OTHER_ACCOUNT,
    OTHER_DAY,
    OWN_RELEASE,
    PAY,
    PLACE,
    QUIETLY,
    RELEASE,
    RENAMED,
    ROUTE,
    STANDING,
    STREET,
    TO_BE_MADE,
    WHO,
    WISH,
)
from agents.correspondence.requests import nearest_request
from agents.correspondence.signals import words
from agents.correspondence.text import Sentence
from agents.reading.accounts import given_account, is_footer, names_an_account, without_accounts, without_own
from cases.claims import SensitiveClaim
from cases.claims.sensitive import About

# What is read of a long letter, statement by statement and two by two.
MAX_PASSAGES = 80
FROM_NOW = words(
    r"\b(?:from (?:now|today|next)|henceforth|instead|no longer)\b",
    r"\b(?:ab (?:sofort|jetzt|heute)|künftig|nicht mehr)\b",
    r"\b(?:désormais|dorénavant|à partir d\w+|à la place)\b",
    r"\b(?:voortaan|vanaf (?:nu|heden|vandaag)|niet meer)\b",
)
POST = re.compile(r"\be-?mail|@|\bmailbox|postfach|courriel|messagerie|postvak", re.IGNORECASE)
# Statements around one that gives an account, which tell whether it is another.
NEAR = 3
# Letters between a thing and what is done to it; and before an act, where it is denied.
TOGETHER, DENIED = 70, 30
# What is new is new only beside its noun; 'the following' speaks of an account only where one follows.
BESIDE = 25
NEW = re.compile(r"new|neue?\w*|nouve\w+|nieuwe?", re.IGNORECASE)
LISTS = re.compile(r"following|folgende\w*|suivant\w*|volgende", re.IGNORECASE)
DENIES = words(
    r"\b(?:not|never|n't|no|none|nothing)\b",
    r"\b(?:nicht|nie|kein\w*|nichts)\b",
    r"\b(?:ne|n'\w+|pas|jamais|aucun\w*|rien|sans)\b",
    r"\b(?:niet|nooit|geen|niets)\b",
)
SUPPOSES = words(
    r"\b(?:if (?:you|anyone|anybody|someone|somebody|ever)|should (?:you|anyone)|whenever|any (?:message|mail|request)|"
    r"messages|mails) ",
    r"\b(?:falls|sollten? (?:sie|jemand)|wenn (?:sie|jemand|ihnen)|angebliche\w*) ",
    r"\b(?:si (?:vous|quelqu'un|l'on|on)|au cas où|tout (?:message|courriel)) ",
    r"\b(?:als (?:u|iemand|je)|mocht|indien|elke? (?:mail|bericht)) ",
)
# It sounds like one; no pattern says what it is made of.
ALIKE = 0.6
# Of the passage and the letter together; on the tuned halves no ordinary letter that wishes for something sounds so.
ALIKE_FROM = -0.1
# And of those that wish for nothing in so many words: people tell such things as news.
ALIKE_SURELY = 0.45
# Words of a request in what sounds like anything but one; no request of 193 sounded less than -0.3 like it.
UNLIKE_A_REQUEST = -0.8
PAID_ALREADY = words(
    r"\b(?:paid|transferred|remitted) (?:today|yesterday|this|on)\b",
    r"\b(?:heute|gestern) (?:angewiesen|überwiesen|bezahlt)\b",
    r"\b(?:payée?s?|virée?s?|réglée?s?) (?:ce jour|aujourd'hui|hier)\b",
    r"\b(?:vandaag|gisteren) (?:betaald|overgemaakt)\b",
)
# What is said of such requests asks for nothing.
WARNS = words(
    r"\b(?:never|fraud\w*|scam\w*|phishing|forged|spoof\w*)\b",
    r"\b(?:nie(?:mals)?|betrug|betrüger\w*|gefälscht\w*)\b",
    r"\b(?:jamais|escroquerie\w*|fraude\w*|frauduleu\w*|faux (?:rib|ordres?))\b",
    r"\b(?:nooit|oplicht\w*|fraude|valse)\b",
    # 'Changes of payment details are not told by mail', as disclaimers have it.
    r"\b(?:not|nicht|pas|niet)\b.{0,30}\b(?:by|via|per|par)\s(?:e-?mail|mail|courriel|message)\b",
    r"\b(?:intended (?:recipient|for)|adressat\w*|destinataire\w*|geadresseerde\w*)\b",
)
# Of what somebody else does in the writer's name.
FORGED = words(
    r"\b(?:fraud\w*|scam\w*|phishing|forged|fake|spoof\w*|impersonat\w*|pretend\w*)\b",
    r"\b(?:betrug\w*|betrüger\w*|gefälscht\w*|fälsch\w*|falsche\w*|angeblich\w*)\b",
    r"\b(?:escroquerie\w*|arnaque\w*|fraude\w*|frauduleu\w*|usurp\w*|faux|fausses?)\b",
    r"\b(?:oplicht\w*|fraude\w*|valse|vervalst\w*|zogezegd\w*)\b",
)
NOT_OURS = words(
    r"\b(?:not|n't) (?:come |sent |written |originate )?(?:from|by) (?:us|me)\b",
    r"\bnever (?:ask|notify|tell|change|announce)\w*\b",
    r"\bnicht von uns\b|\bstammen nicht\b",
    r"\b(?:niemals|nie)\b.{0,60}\b(?:per mail|mitteil\w*|ändern|bitten|auffordern)\b",
    r"\bpas (?:de notre part|de nous|envoyés? par nous)\b|\bne (?:\w+ )?jamais\b",
    r"\bjamais\b.{0,40}\bpar (?:mail|courriel)\b",
    r"\bniet van ons\b|\bnooit\b.{0,60}\b(?:mail|vragen|vraagt|wijzigen|doorgeven)\b",
)
# Who writes, or who is written to.
SOMEBODY = words(
    r"\b(?:i|we|us|our|my|me|you|your)\b",
    r"\b(?:ich|wir|uns\w*|mein\w*|sie|ihr\w*|dein\w*)\b",
    r"\b(?:je|nous|notre|nos|mon|ma|mes|vous|votre|vos)\b",
    r"\b(?:ik|wij|we|ons|onze|mijn|u|uw|je|jullie)\b",
)


@dataclass(frozen=True)
class _Passage:
    """What is looked at together: a statement, or two that follow each other; `text` without other days."""

    at: Sentence
    text: str

    def has(self, *patterns: re.Pattern[str]) -> bool:
        """Whether every pattern is found."""
        return all(pattern.search(self.text) for pattern in patterns)


def sensitive_claims(
    statements: Sequence[Sentence], *, to_many: bool = False, known: Collection[str] = ()
) -> list[SensitiveClaim]:
    """What asks to change or release what may never be changed from a message: one claim for each matter.

    Args:
        statements: what is said.
        to_many: it reads like a newsletter: what is told there of others, to nobody, asks for nothing.
        known: accounts on file of whoever writes; giving one of them is giving none.
    """
    if is_warning(statements):
        return []
    said = [one for one in statements if not is_footer(one) and not WARNS.search(one.text)]
    if to_many:
        said = [one for one in said if SOMEBODY.search(one.text) or names_an_account(one.text)]
    stays = any(AS_EVER.search(one.text) and GOODS_GO.search(one.text) for one in said)
    found: dict[About, SensitiveClaim] = {}
    for passage in _passages(said, alone=to_many, known=known):
        for about, asks in MATTERS.items():
            if about not in found and asks(passage) and not (about == "address" and stays):
                found[about] = SensitiveClaim(span=passage.at.span(), about=about, sure=0.9)
    if "bank" not in found and (account := given_account(said, known)) is not None and _is_another(account, said):
        found["bank"] = SensitiveClaim(span=account.span(), about="bank", sure=0.9)
    if "identity" in found and "address" in found and POST.search(_words_of(found["address"], said)):
        # An address to write to is who somebody is, and no place.
        del found["address"]
    if found and not any(names_an_account(one.text) for one in said):
        # Whoever gives an account is heard, whatever it sounds like.
        found = found if sounds_like_a_request(statements) > UNLIKE_A_REQUEST else {}
    return list(found.values()) or ([] if to_many else _alike(said, known))


def is_warning(statements: Sequence[Sentence]) -> bool:
    """Whether it warns of what others write in somebody's name, says what stands, and gives nothing to follow.

    Who gives an account or a street below a warning asks for something all the same.
    """
    said = [one for one in statements if not is_footer(one)]
    if not any(FORGED.search(one.text) for one in said):
        return False
    stands = any(NOT_OURS.search(one.text) or AS_EVER.search(one.text) for one in said)
    return stands and not any(names_an_account(one.text) or FROM_NOW.search(one.text) for one in said)


def _words_of(claim: SensitiveClaim, said: Sequence[Sentence]) -> str:
    return " ".join(one.text for one in said if claim.span and one.span() == claim.span)


def _is_another(account: Sentence, said: Sequence[Sentence]) -> bool:
    """Whether an account that is given is another than before: bills and letters name the usual one, too."""
    at = said.index(account)
    beside = [one.text for one in said[max(0, at - NEAR) : at + NEAR]]
    if any(AS_EVER.search(text) for text in beside) and not FROM_NOW.search(account.text):
        return False
    return any(CHANGE.search(text) or ELSEWHERE.search(text) for text in beside) or any(
        OTHER_ACCOUNT.search(one.text) or FACTOR.search(one.text) for one in said
    )


def _alike(statements: Sequence[Sentence], known: Collection[str]) -> list[SensitiveClaim]:
    """What sounds like such a request where no pattern tells; the passage that does so most."""
    asks = [one for one in statements if not _gives_what_is_known(one.text, known)]
    said = [one for one in _looked_at(asks) if not (AS_EVER.search(one.text) or PAID_ALREADY.search(one.text))]
    if not said:
        return []
    all_of_it = nearest_request(whole(statements))[1]
    near = [(one, *nearest_request(one.text)) for one in said]
    alike = [
        (sounds, passage, about)
        for passage, about, sounds in near
        if sounds + all_of_it > (ALIKE_FROM if ASKS.search(passage.text) else ALIKE_SURELY)
    ]
    if not alike:
        return []
    _, passage, about = max(alike, key=lambda one: one[0])
    return [SensitiveClaim(span=passage.at.span(), about=about, sure=ALIKE)]


def sounds_like_a_request(statements: Sequence[Sentence]) -> float:
    """How much more it sounds like one than like all else, in the passage that does so most and as a whole."""
    said = [one for one in statements if not is_footer(one)]
    passages = [nearest_request(one.text)[1] for one in _looked_at(said)]
    return max(passages, default=0.0) + nearest_request(whole(said))[1]


def _looked_at(statements: Sequence[Sentence]) -> list[_Passage]:
    return [one for one in islice(_passages(statements), MAX_PASSAGES) if len(one.text) >= LEAST_LETTERS]


def wishes(statements: Sequence[Sentence]) -> bool:
    """Whether anything is asked for or wished."""
    return any(ASKS.search(one.text) for one in statements)


def _passages(
    statements: Sequence[Sentence], *, alone: bool = False, known: Collection[str] = ()
) -> Iterator[_Passage]:
    """Each statement, and each with the next of the same part: 'Our account was closed. Please use:' takes two."""
    for one in statements:
        yield _Passage(one, _bare(one.text, known))
    for one, after in pairwise(() if alone else statements):
        if one.region == after.region:
            yield _Passage(one, _bare(f"{one.text} {after.text}", known))


def _bare(text: str, known: Collection[str]) -> str:
    """Without our own particulars, accounts on file, other days and what is said for politeness."""
    if known:
        text = without_accounts(text, known)
    return COURTESY.sub(" ", OTHER_DAY.sub(" ", without_own(text)))


def _gives_what_is_known(text: str, known: Collection[str]) -> bool:
    return bool(known) and without_accounts(text, known) != text


def _asks_for_money_elsewhere(said: _Passage) -> bool:
    if said.has(AS_EVER) and not said.has(OTHER_ACCOUNT):
        return False
    if _stand_together(ROUTE, CHANGE, said.text) or _stand_together(ROUTE, OTHER_ACCOUNT, said.text):
        return True
    if said.has(FACTOR, PAY) or said.has(HELD_PAYMENTS, WISH):
        return True
    if said.has(PAY, ELSEWHERE, WISH) or said.has(QUIETLY, MONEY_MOVES, WISH):
        return True
    return names_an_account(said.text) and said.has(WISH) and (said.has(PAY) or said.has(ROUTE))


def _stand_together(thing: re.Pattern[str], act: re.Pattern[str], text: str) -> bool:
    """Whether an act stands near its thing, neither denied nor only supposed."""
    things = [one.span() for one in thing.finditer(text)]
    for found in act.finditer(text):
        before = text[max(0, found.start() - DENIED) : found.start()]
        if LISTS.fullmatch(found[0]) and not names_an_account(text):
            continue
        reach = BESIDE if NEW.fullmatch(found[0]) else TOGETHER
        near = any(start - reach < found.end() and found.start() < end + reach for start, end in things)
        if near and not DENIES.search(before) and not SUPPOSES.search(text[: found.start()]):
            return True
    return False


def _asks_for_goods_elsewhere(said: _Passage) -> bool:
    if said.has(AS_EVER):
        return False
    moved = said.has(MOVED, GOODS_GO) and said.has(WISH)
    return (
        _stand_together(PLACE, CHANGE, said.text) or moved or (said.has(GOODS_GO, STANDING, WISH) and said.has(STREET))
    )


def _asks_who(said: _Passage) -> bool:
    mailbox = said.has(MAILBOX, NOT_THERE_ANY_MORE, WISH)
    return said.has(WHO, CHANGE) or said.has(RENAMED) or said.has(ACCESS, WISH) or mailbox


def _asks_to_let_go(said: _Passage) -> bool:
    return said.has(HELD, FREE, WISH) or _asks_to_release(said.text)


def _asks_to_release(text: str) -> bool:
    """Whether goods are to be released; that the writer or the customs do is no request, nor what is to be made."""
    if TO_BE_MADE.search(text):
        return False
    one = RELEASE.search(text)
    while one is not None:
        if not OWN_RELEASE.search(text[max(0, one.start() - 60) : one.start()]):
            return True
        # The next may begin within this one: 'we release the shipment once you lift the hold'.
        one = RELEASE.search(text, one.start() + 1)
    return False


MATTERS: dict[About, Callable[[_Passage], bool]] = {
    "bank": _asks_for_money_elsewhere,
    "address": _asks_for_goods_elsewhere,
    "identity": _asks_who,
    "release": _asks_to_let_go,
}
