"""Statements in, claims about shipments to customers out: what became of one, why, which is meant. Pure.

A statement counts only where the mail names something that can be looked for: a carrier's number, one of our orders or
deliveries. What the number means is resolved afterwards; an address that a mail gives is never taken from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from agents.correspondence.dates import Day
from agents.correspondence.shipment_days import IN_CASE, is_wanted, shipment_days
from agents.correspondence.signals import undenied, words
from agents.correspondence.text import Sentence
from cases.carrier_events import Milestone, Trouble
from cases.claims import DeliveryClaim

MAX_NUMBERS = 20
# A question of fewer words tells of nothing that happened.
SHORT = 6
_REASONS: tuple[tuple[Trouble, re.Pattern[str]], ...] = (
    (
        Trouble.REFUSED,
        words(
            r"\brefus(?:ed|al)\b",
            r"\b(?:annahme|zustellung)\b.{0,30}\bverweiger\w*|\bverweigert\b",
            r"\brefusée?s?\b",
            r"\bgeweigerd\b",
        ),
    ),
    (
        Trouble.DAMAGED,
        words(r"\b(?:damaged?|crushed|broken in transit)\b", r"\bbeschädig\w*", r"\bendommag\w*", r"\bbeschadig\w*"),
    ),
    (
        Trouble.ADDRESS,
        words(
            r"\b(?:address|house number)\b.{0,40}\b(?:not found|unknown|wrong|incorrect|incomplete|does not exist)\b",
            r"\b(?:wrong|incorrect|incomplete|insufficient|unknown) address\b",
            r"\b(?:adresse|anschrift|hausnummer)\b.{0,40}\b(?:nicht (?:gefunden|auffindbar)|falsch|unvollständig|"
            r"unbekannt)\b",
            r"\badresse\b.{0,40}\b(?:introuvable|incorrecte|incomplète|inconnue)\b",
            r"\badres\b.{0,40}\b(?:niet gevonden|onjuist|onvolledig|onbekend)\b",
        ),
    ),
    (
        Trouble.NOT_HOME,
        words(
            r"\b(?:nobody|no one|no-one)\b.{0,30}\b(?:home|there|present|available|answered|gate)\b",
            r"\b(?:nobody|no one|no-one) (?:was|were) in\b(?=\s?(?:[.,;!]|$))",
            r"\bil n'y avait personne\b|\ber was niemand\b|\bes war (?:niemand|keiner)\b",
            r"\b(?:recipient|consignee|customer) (?:was )?(?:not (?:home|available|present|there)|absent|closed)\b",
            r"\bniemand(?:en)?\b.{0,30}\b(?:angetroffen|da|zu hause)\b|\bnicht angetroffen\b",
            r"\b(?:destinataire|client) absente?\b|\bpersonne\b.{0,20}\bprésent\b",
            r"\bniemand\b.{0,30}\b(?:thuis|aanwezig)\b|\bniet thuis\b",
        ),
    ),
    (
        Trouble.CUSTOMS,
        words(
            r"\bheld (?:at|by) customs\b|\bcustoms (?:hold|clearance)\b", r"\bzoll\w*\b.{0,30}\b(?:fest|gehalten|klär)"
        ),
    ),
    (
        Trouble.LOST,
        words(
            r"\b(?:is|was|were|been|appears?|presumed) lost\b|\blost in transit\b|\b(?:cannot|can't|could not) (?:be )?"
            r"(?:found|located)\b",
            r"\bverloren ?gegangen\b|\bverschollen\b|\b(?:sendung|paket)\b.{0,30}\bnicht auffindbar\b",
            r"\b(?:colis|envoi)\b.{0,30}\bperdue?\b",
            r"\b(?:pakket|zending)\b.{0,30}\b(?:kwijt|zoek|verloren)\b",
            r"\b(?:dat (?:het|ze|hij)|het pakket) kwijt is\b|\bkwijtgeraakt\b",
        ),
    ),
)
_A_WORD = frozenset({Trouble.DAMAGED, Trouble.REFUSED, Trouble.LOST})
_FAILED = words(
    r"\b(?:delivery attempt|could not be delivered|could not deliver|failed delivery|undeliverable)\b",
    r"\bzustell(?:versuch|ung (?:fehlgeschlagen|nicht möglich))",
    r"\b(?:nicht zustellbar|konnte nicht zugestellt werden)\b",
    r"\b(?:échec de livraison|n'a pas pu être livrée?)\b",
    r"\b(?:niet (?:bezorgd|afgeleverd)|bezorgpoging)\b",
)
_BACK = words(
    r"\breturn(?:s|ed|ing)? to (?:the )?(?:sender|shipper)\b|\bon its way back\b",
    r"\bzurück an (?:den )?absender\b|\bgeht (?:an sie )?zurück\b",
    r"\bretour à l'expéditeur\b",
    r"\bretour (?:aan )?afzender\b",
)
_NEVER = words(
    r"\b(?:never|not|hasn't|haven't|didn't|did not)(?: yet)? (?:been )?(?:arrived?|received?|come|came|delivered|"
    r"reached)\b|"
    r"\b(?:where is|still waiting for|still missing|nothing (?:has )?(?:arrived|came))\b",
    r"\b(?:nicht|nie|noch immer nicht) (?:bei uns )?(?:angekommen|eingetroffen|erhalten|geliefert)\b|\bwo bleibt\b",
    r"\b(?:jamais|pas|toujours pas) (?:été )?(?:arrivée?s?|reçue?s?|livrée?s?)\b",
    r"\b(?:nooit|niet|nog niet) (?:aangekomen|ontvangen|geleverd)\b",
)
# Beside what was not taken; alone it may be what a customer sends back.
_COMES_BACK = words(
    r"\b(?:on (?:its|the) way back|(?:is|are|being|will be) (?:being )?(?:returned|sent back)|"
    r"(?:comes?|coming|goes|going) back to you)\b",
    r"\b(?:auf dem (?:rückweg|weg zurück)|(?:kommt|geht|kommen|gehen) (?:\w+ ){0,3}(?:zurück|retour)|"
    r"wird (?:\w+ ){0,3}zurück(?:gebracht|geschickt|gesandt))\b",
    r"\b(?:en (?:cours de )?retour|(?:vous )?revient|repart|est renvoyée?|chemin du retour)\b",
    r"\b(?:onderweg terug|terug onderweg|(?:komt|gaat) (?:\w+ ){0,3}(?:terug|retour)|op de terugweg|"
    r"wordt (?:\w+ ){0,3}(?:teruggestuurd|geretourneerd))\b",
)
# A carrier's number: long, mostly digits. Dates, telephone numbers and money are told from it by their own signs.
_NUMBER = re.compile(r"(?<![\w+./-])(?=[A-Z0-9-]*\d{4})[A-Z0-9][A-Z0-9-]{6,32}[A-Z0-9](?![\w/])", re.IGNORECASE)
_OURS = re.compile(r"\b(?:S\d{5}|[A-Z0-9]{2,5}/OUT/\d{3,6})\b", re.IGNORECASE)
_DATE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d|\d{1,2}-\d{1,2}-(?:19|20)\d\d")


def numbers(text: str) -> list[str]:
    """What may be carriers' numbers, in order."""
    found = (match[0] for match in _NUMBER.finditer(text))
    return list(dict.fromkeys(one for one in found if not _DATE.fullmatch(one) and not _OURS.fullmatch(one)))[
        :MAX_NUMBERS
    ]


def ours(text: str) -> list[str]:
    """What may be our orders or deliveries, in order."""
    return list(dict.fromkeys(match[0].upper() for match in _OURS.finditer(text)))[:MAX_NUMBERS]


def delivery_claims(
    statements: Sequence[Sentence], find: Callable[[Sentence], Sequence[Day]], sent: date
) -> list[DeliveryClaim]:
    """What statements say of shipments, the clearest of each number; nothing where no number is named.

    Args:
        statements: what is said.
        find: the days of one statement.
        sent: the day it was written.
    """
    text = "\n".join(one.text for one in statements)
    named, orders = numbers(text), ours(text)
    if not named and not orders:
        return []
    found: dict[tuple[str, str], DeliveryClaim] = {}
    for claim in _said(statements, named, orders, lambda one: is_wanted(one, find, sent)):
        key = (claim.tracking_text or "", claim.order_text or "")
        known = found.get(key)
        if known is None or _clearer(claim, known):
            found[key] = claim
    return [_with_days(_on_its_way_back(one, about), about, find, sent) for one, about in _alone(found, statements)]


def _alone(
    found: Mapping[tuple[str, str], DeliveryClaim], statements: Sequence[Sentence]
) -> Iterator[tuple[DeliveryClaim, Sequence[Sentence]]]:
    """Each claim with the statements about it: all, where it is the only one, else those that name it."""
    for claim in found.values():
        name = (claim.tracking_text or claim.order_text or "").upper()
        yield claim, statements if len(found) == 1 else [one for one in statements if name and name in one.text.upper()]


def _on_its_way_back(claim: DeliveryClaim, statements: Sequence[Sentence]) -> DeliveryClaim:
    """The claim, where another statement says that what was not taken comes back already."""
    if claim.status is not Milestone.FAILED_ATTEMPT:
        return claim
    if not any(_COMES_BACK.search(one.text) and not IN_CASE.search(one.text) for one in statements):
        return claim
    return claim.model_copy(update={"status": Milestone.RETURNING})


def _with_days(
    claim: DeliveryClaim, statements: Sequence[Sentence], find: Callable[[Sentence], Sequence[Day]], sent: date
) -> DeliveryClaim:
    days = shipment_days(statements, find, sent)
    return claim.model_copy(
        update={"expected_day": days.expected, "return_by": days.goes_back, "wanted_day": days.wanted}
    )


def _said(
    statements: Iterable[Sentence],
    named: Sequence[str],
    orders: Sequence[str],
    wanted: Callable[[Sentence], bool],
) -> Iterator[DeliveryClaim]:
    for sentence in statements:
        text = sentence.text
        reason = next((reason for reason, pattern in _REASONS if _is_said(reason, pattern, text)), None)
        back, failed = _BACK.search(text), _FAILED.search(text)
        if back and IN_CASE.search(text):
            # It would go back; when, is told with the day.
            back = None
        if reason is None and not back and not failed and not _NEVER.search(text) and not wanted(sentence):
            continue
        of = numbers(text) or ([] if ours(text) else named[:1])
        yield DeliveryClaim(
            span=sentence.span(),
            tracking_text=of[0] if of else None,
            order_text=None if of else next(iter(ours(text) or orders), None),
            status=_status(reason, back=bool(back), failed=bool(failed)),
            reason=reason,
            sure=0.8 if numbers(text) or ours(text) else 0.7,
        )


def _is_said(reason: Trouble, pattern: re.Pattern[str], text: str) -> bool:
    """Whether it is said and, where a word alone says it, not denied before or after: `nothing was damaged`."""
    if reason in _A_WORD and text.rstrip().endswith("?") and len(text.split()) < SHORT:
        # `Damage or loss? Report it here.`
        return False
    return undenied(pattern, text) if reason in _A_WORD else pattern.search(text) is not None


def _status(reason: Trouble | None, *, back: bool, failed: bool) -> Milestone | None:
    if back:
        return Milestone.RETURNING
    if reason is Trouble.LOST:
        return Milestone.LOST
    if failed or reason in {Trouble.NOT_HOME, Trouble.ADDRESS, Trouble.REFUSED}:
        return Milestone.FAILED_ATTEMPT
    return Milestone.EXCEPTION if reason is not None else None


def _clearer(one: DeliveryClaim, other: DeliveryClaim) -> bool:
    return _says(one) > _says(other)


def _says(claim: DeliveryClaim) -> tuple[bool, bool, bool]:
    # What a letter says is more than what it is called.
    in_body = claim.span is not None and claim.span.part != "subject"
    return claim.reason is not None, claim.status is not None, in_body
