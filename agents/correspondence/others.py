"""Statements in, claims that are not delays out: instructions to the reader, other kinds. Pure.

An instruction is never followed: it is named so that people see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from agents.correspondence.signals import undenied, words
from agents.correspondence.text import Sentence
from cases.claims import InstructionClaim, MentionClaim
from cases.kind import Kind

# They are shown with each case of a report; more of the same tells nobody more.
MAX_INSTRUCTIONS = 10

INSTRUCTION = words(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instruction|rule|prompt|polic|previous|above|"
    r"guard|approv|check)",
    r"\b(?:you are|act as|as an?|dear|attention|note to|hello|hi)\b.{0,20}\b(?:ai|a\.i\.|assistant|"
    r"language model|llm|agent|"
    r"chatbot|automated (?:system|reader)|bot|expediter)\b",
    r"\bsystem ?(?:prompt|message|:)",
    r"\b(?:auto[- ]?)?approve\b.{0,60}\b(?:this|all|the|proposal|action|request|change|automatically|"
    r"immediately|yourself|it)\b",
    r"\b(?:mark|treat|set|consider)\b.{0,40}\bas (?:approved|confirmed|trusted|paid|resolved|urgent and approved)\b",
    r"\b(?:forward|send|e-?mail|write|copy|export)\b.{0,50}\b(?:to|an|an die)\b.{0,30}"
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.\w",
    r"\b(?:do not|don't|never) (?:tell|inform|notify|show|ask|involve|alert|escalate)\b",
    r"\b(?:genehmig\w*|freigeb\w*|bestätig\w* automatisch)\b.{0,50}\b(?:automatisch|selbst|sofort|"
    r"ohne (?:rückfrage|prüfung))\b",
    r"\bignorier\w*\b.{0,40}\b(?:anweisung|regel|vorherig)",
    r"\b(?:approuv\w+|valid\w+)\b.{0,50}\b(?:automatiquement|immédiatement|sans (?:vérification|demander))\b",
    r"\bignor\w+\b.{0,40}\b(?:instructions?|règles?|précédent)",
    r"\b(?:without|skip(?:ping)?|no need for)\b.{0,20}\b(?:approval|verification|human (?:review|approval)|checking)\b",
)
KIND_WORDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        Kind.DAMAGED_GOODS,
        words(
            r"\b(?:damag\w*|broken|crushed|dented|leaking)\b",
            r"\b(?:beschädig\w*|schaden an der ware|zerbrochen|transportschaden|defekt angekommen)\b",
            r"\b(?:endommag\w*|cassée?s?|abîmée?s?|avarie)\b",
            r"\b(?:beschadigd\w*|kapot)\b",
        ),
    ),
    (
        Kind.RECEIPT_DISCREPANCY,
        words(
            r"\b(?:short[- ]shipped|wrong (?:item|goods|article|product)s?|missing (?:item|piece|unit|part|carton)s?|"
            r"fewer than|"
            r"over-?delivered|short delivery)\b",
            r"\b(?:falsch geliefert\w*|falsche[rn]? artikel|fehlmenge|minderlieferung|zu wenig geliefert)\b",
            r"\b(?:manquants?|erreur de livraison|mauvais article)\b",
            r"\b(?:te weinig geleverd|verkeerd(?:e)? artikel|ontbreek\w*)\b",
        ),
    ),
    (
        Kind.FREIGHT_DISCREPANCY,
        words(
            r"\b(?:freight (?:invoice|charge|cost|bill|rate)s?|fuel surcharge|demurrage|detention|storage charges?|"
            r"haulage)\b",
            r"\b(?:frachtrechnung|frachtkosten|standgeld|dieselzuschlag|transportkosten)\b",
            r"\b(?:frais de transport|surcharge carburant|surestaries)\b",
            r"\b(?:vrachtkosten|transportkosten|brandstoftoeslag)\b",
        ),
    ),
    (
        Kind.INVOICE_MISMATCH,
        words(
            r"\b(?:invoice|bill|credit note)\b.{0,80}\b(?:wrong|differ\w*|incorrect|mismatch|discrepan\w*|correct(?:ed|"
            r"ion)|error|"
            r"does not match|overcharged)\b",
            r"\b(?:wrong|incorrect|overcharged)\b.{0,60}\b(?:invoice|bill)\b",
            r"\b(?:rechnung\w*)\b.{0,80}\b(?:falsch|abweich\w*|fehler\w*|korrigier\w*|stimmt nicht)\b",
            r"\b(?:facture)\b.{0,80}\b(?:erreur|incorrect\w*|écart|rectifi\w*)\b",
            r"\b(?:factuur)\b.{0,80}\b(?:fout\w*|onjuist|verschil)\b",
        ),
    ),
    (
        Kind.CONFIRMATION_MISMATCH,
        words(
            r"\b(?:price (?:increase|change|adjust\w*|rise)|increase(?:d)? (?:in |our |the )?price|new prices?|"
            r"surcharge|"
            r"discontinu\w*|end of life|replaced by|substitut\w*|alternative item|minimum order|can only (?:supply|"
            r"deliver|"
            r"offer) \d+|only \d+ (?:pcs|pieces|units)? ?(?:are )?available)\b",
            r"\b(?:preis(?:erhöhung|änderung|anpassung)\w*|neue[rn]? preise?|auslaufartikel|ersatzartikel|abgekündigt|"
            r"mindestbestell\w*|nur \d+ (?:stück|stk) lieferbar)\b",
            r"\b(?:(?:hausse|augmentation|modification) (?:de|du|des) (?:prix|tarifs?)|nouveaux? (?:prix|tarifs?)|"
            r"remplacée? par|article arrêté)\b",
            r"\b(?:prijs(?:verhoging|wijziging|stijging)|nieuwe prijzen|vervangen door|uit assortiment)\b",
        ),
    ),
    (
        Kind.FAILED_DELIVERY,
        words(
            r"\b(?:delivery attempt|could not be delivered|undeliverable|recipient (?:refused|not (?:home|available))|"
            r"return(?:ed)? to sender|address (?:not found|incomplete))\b",
            r"\b(?:zustell(?:versuch|ung (?:fehlgeschlagen|nicht möglich))|nicht zustellbar|annahme verweigert)\b",
            r"\b(?:échec de livraison|n'a pas pu être livrée?|refusée? par le destinataire)\b",
            r"\b(?:niet (?:bezorgd|afgeleverd)|bezorgpoging|geweigerd door)\b",
        ),
    ),
    (
        Kind.RETURN_REQUEST,
        words(
            r"\b(?:return (?:the|these|some|goods|request|authori[sz]ation)|send (?:it|them|the goods) back|rma)\b",
            r"\b(?:zurückschicken|zurücksenden|retoure\w*|rücksendung|rückgabe)\b",
            r"\b(?:retourner|renvoyer|demande de retour)\b",
            r"\b(?:retourneren|terugsturen|retourzending)\b",
        ),
    ),
    (
        Kind.CHANGE_REQUEST,
        words(
            r"\b(?:(?:please|could you|can you|we (?:would like|want|need) to) (?:change|cancel|postpone|add|reduce|"
            r"increase) "
            r"(?:our|the|my|this) (?:order|quantity|delivery))\b",
            r"\b(?:bestellung (?:ändern|stornieren)|auftrag (?:ändern|stornieren)|menge (?:ändern|erhöhen|"
            r"reduzieren))\b",
            r"\b(?:(?:modifier|annuler) (?:notre|la|ma) commande)\b",
            r"\b(?:bestelling (?:wijzigen|annuleren))\b",
        ),
    ),
)
OPERATIONS = words(
    r"\b(?:order|deliver\w*|ship\w*|consignment|goods|stock|invoice|freight|carrier|container|customs|pallet|"
    r"truck|warehouse|"
    r"supply|production|shortage|recall|strike|port|vessel|tracking|purchase|quantity|pickup|certificate|dock|"
    r"forklift)\b",
    r"\b(?:bestell\w*|liefer\w*|sendung|ware|lager|rechnung|fracht|spedition|zoll|palette|lkw|auftrag\w*|"
    r"produktion|streik)\b",
    r"\b(?:commande\w*|livraison\w*|marchandise\w*|stock|facture|transport\w*|douane|palette|entrepôt|"
    r"production|grève)\b",
    r"\b(?:bestelling\w*|lever\w*|goederen|voorraad|factuur|vracht|douane|magazijn|productie|staking|zending)\b",
)
MARKETING = words(
    r"\b(?:unsubscribe|newsletter|view (?:this|it) in your browser|webinar|special offer|% off|discount code|"
    r"save the date|"
    r"season'?s greetings|new collection|read more|our blog)\b",
    r"\b(?:abmelden|abbestellen|newsletter|im browser ansehen|sonderangebot|rabattaktion|messe|neuheiten|einladung)\b",
    r"\b(?:se désabonner|désinscri\w*|lettre d'information|infolettre|offre spéciale|soldes|nouvelle collection)\b",
    r"\b(?:uitschrijven|afmelden|nieuwsbrief|aanbieding|nieuwe collectie)\b",
)
THANKS = words(
    r"\b(?:thanks?|thank you|noted|received|danke|vielen dank|erhalten|merci|bien reçu|bedankt|dank u|ontvangen|ok)\b"
)
OF_HARM = frozenset({Kind.DAMAGED_GOODS, Kind.RECEIPT_DISCREPANCY, Kind.FREIGHT_DISCREPANCY})


def instruction_claims(statements: Iterable[Sentence]) -> list[InstructionClaim]:
    """What tells the reader to do something, the first of it. Nothing follows from it."""
    found = (sentence.span() for sentence in statements if INSTRUCTION.search(sentence.text))
    return [InstructionClaim(span=span, text=span.quote) for span in islice(found, MAX_INSTRUCTIONS)]


def mention_claims(statements: Iterable[Sentence]) -> list[MentionClaim]:
    """What speaks of exceptions of other kinds: one claim for each kind, where it is first said."""
    found: dict[Kind, MentionClaim] = {}
    for sentence in statements:
        for kind, pattern in KIND_WORDS:
            if kind not in found and _is_said(kind, pattern, sentence.text):
                span = sentence.span()
                found[kind] = MentionClaim(span=span, kind=kind, text=span.quote, sure=0.8)
    return list(found.values())


def _is_said(kind: Kind, pattern: re.Pattern[str], text: str) -> bool:
    """Whether words of a kind are said; of harm, that it is not denied: `nothing is broken`."""
    return undenied(pattern, text) if kind in OF_HARM else pattern.search(text) is not None


def is_about_operations(text: str) -> bool:
    """Whether it speaks of orders, goods or carriage at all."""
    return bool(OPERATIONS.search(text))


def is_marketing(text: str) -> bool:
    """Whether it reads like a newsletter."""
    return len(MARKETING.findall(text)) >= 2


def is_only_thanks(text: str) -> bool:
    """Whether it is a courtesy that says nothing further."""
    return len(text.split()) <= 14 and bool(THANKS.search(text)) and not re.search(r"\d{3,}|\?", text)
