"""Statements in, claims that are not delays out: sensitive requests, instructions to the reader, other kinds. Pure.

A sensitive request is never actionable, an instruction is never followed: both are named so that people see them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Literal

from agents.correspondence.day_names import MONTHS
from agents.correspondence.signals import words
from agents.correspondence.text import Sentence
from cases.claims import InstructionClaim, MentionClaim, SensitiveClaim
from cases.kind import Kind

# They are shown with each case of a report; more of the same tells nobody more.
MAX_INSTRUCTIONS = 10
About = Literal["bank", "address", "identity", "release"]

CHANGE = words(
    r"\b(?:chang\w*|new|updat\w*|switch\w*|mov(?:e|ed|ing)|replac\w*|different|instead|from now on|following|"
    r"with immediate "
    r"effect|effective|henceforth|no longer|amend\w*|correct\w*)\b",
    r"\b(?:änder\w*|geändert\w*|neue?[nrsm]?|aktualisier\w*|wechsel\w*|gewechselt|ab sofort|künftig|nunmehr|umgezogen|"
    r"folgende\w*|statt\w*|umstell\w*)\b",
    r"\b(?:chang\w*|nouve\w+|modifi\w*|remplac\w*|désormais|dorénavant|à partir d\w+|suivant\w*|mise à jour)\b",
    r"\b(?:wijzig\w*|gewijzigd|nieuwe?|veranderd?|voortaan|vanaf (?:nu|heden)|volgende|verhuisd)\b",
)
SENSITIVE: tuple[tuple[About, re.Pattern[str], bool], ...] = (
    (
        "bank",
        words(
            r"\b(?:bank(?:ing)? (?:account|details?|data|information|connection|coordinates)|account (?:number|"
            r"details)|iban|"
            r"bic|swift|remittance (?:details|address)|our bank|payment details)\b",
            r"\b(?:bankverbindung\w*|kontoverbindung\w*|bankdaten|kontodaten|kontonummer|konto)\b",
            r"\b(?:coordonnées bancaires|compte bancaire|rib|notre banque)\b",
            r"\b(?:bankrekening\w*|rekeningnummer|bankgegevens)\b",
        ),
        True,
    ),
    (
        "bank",
        words(
            r"\b(?:pay|transfer|remit|wire)\b.{0,60}\b(?:to (?:the|this|our) (?:following|new|account|bank)|account)\b",
            r"\b(?:überweis\w*|zahl\w*)\b.{0,60}\b(?:auf (?:das|unser|folgendes)|konto|iban)\b",
            r"\b(?:vir\w*|pay\w*|régl\w*)\b.{0,60}\b(?:sur le compte|compte suivant|iban)\b",
        ),
        False,
    ),
    (
        "address",
        words(
            r"\b(?:(?:our|office|postal|company|registered|billing|invoice|delivery|shipping|return|ship-to|e-?mail|"
            r"contact) "
            r"address|our (?:new )?(?:premises|location)|headquarters)\b",
            r"\b(?:anschrift|adresse|lieferadresse|rechnungsadresse|firmensitz|firmenadresse)\b",
            r"\b(?:(?:notre|votre|nouvelle|l['’])\s*adresse|siège social|locaux)\b",
            r"\b(?:(?:ons|nieuwe|af(?:lever)?)\s*adres|afleveradres|factuuradres|vestiging)\b",
        ),
        True,
    ),
    (
        "identity",
        words(
            r"\b(?:company name|legal (?:name|entity)|vat (?:number|id|no)|tax (?:number|id)|registration number|"
            r"trading name|renamed|merged with|login|password|credentials)\b",
            r"\b(?:firmenname|firmierung|umfirmier\w*|ust-?id\w*|umsatzsteuer\w*nummer|steuernummer|handelsregister\w*|"
            r"passwort|zugangsdaten)\b",
            r"\b(?:raison sociale|numéro de tva|n° (?:de )?tva|mot de passe|dénomination)\b",
            r"\b(?:bedrijfsnaam|btw-?nummer|kvk-?nummer|wachtwoord|inloggegevens)\b",
        ),
        True,
    ),
    (
        "release",
        words(
            r"\b(?:releas(?:e|ing)|lift|unblock|remove)\b.{0,50}\b(?:shipment|goods|hold|held|credit|block|order|"
            r"delivery|consignment|container|stop)\b",
            r"\b(?:gesperrte|zurückgehaltene|ware|sendung|lieferung|kreditlimit|sperre|liefersperre|auftrag)\b.{0,50}"
            r"\b(?:freigeben|freizugeben|freigabe|aufheben|entsperr\w*)\b",
            r"\b(?:libér\w+|débloqu\w+)\b.{0,50}\b(?:envoi|marchandise\w*|commande|livraison|expédition|crédit)\b",
            r"\b(?:vrijgeven|deblokkeren|vrij te geven)\b",
        ),
        False,
    ),
)
# Another day is no other address: 'arrive at your delivery address on the new date, 4 December instead of 27 November'.
_MONTH = rf"(?:{'|'.join(MONTHS)})\b"
_DAY = (
    r"(?:the\s+|den\s+|dem\s+|le\s+|on\s+|am\s+)?\d{1,2}(?:\.\s?\d|/\d|(?:st|nd|rd|th|\.)?\s?(?:of\s+)?"
    # `4 May Street` is an address.
    rf"{_MONTH}(?!\s+(?-i:[A-ZÄÖÜ])))"
)
OTHER_DAY = words(
    r"\b(?:new|updated?|revised|changed|corrected|different|following)\s+(?:(?:delivery|arrival|shipping|dispatch|"
    r"expected|confirmed|estimated)\s+)?(?:dates?|days?|eta|etd|time|schedule|week|slot)\b",
    r"\b(?:neue[nrms]?|geänderte[nrms]?|aktualisierte[nrms]?|folgende[nrms]?)\s+(?:(?:liefer|ankunfts|versand)"
    r"(?:termin\w*|datum|tag)|termin\w*|datum|tag|kalenderwoche|kw|woche|zeit)\b",
    r"\b(?:nouvelle date|nouveau délai|nieuwe (?:lever)?datum)\b",
    rf"\b(?:instead of|statt|anstatt|au lieu d[eu]|in plaats van)\s+{_DAY}",
)
# The writer's own doing: nothing but what it can or will do stands between it and the verb.
OWN_RELEASE = words(
    r"\b(?:we|i|they|(?:the |our )?(?:customs|carrier|forwarder|port|factory|plant|warehouse|supplier|authorities))"
    r"(?:\s+(?:can|cannot|can't|could|will|would|shall|should|may|might|must|have|has|had|are|is|be|been|able|hope|hopes|"
    r"expect|expects|plan|plans|to|not|only|now|then|soon|first|unfortunately|probably|currently|still|yet))*\s+$",
    r"\b(?:wir|zoll|spediteur|werk)\s+(?:(?:können|kann|werden|wird|dürfen|darf|wollen|leider|nun|jetzt|ihnen|ihre|"
    r"ihren|die|den|das|erst|nur|nicht|auch)\s+)+$",
    r"\bnous\s+(?:ne\s+)?(?:pouvons|pourrons|allons|devons|espérons|pensons)\s+$",
    r"\b(?:wij|we)\s+(?:kunnen|zullen|mogen|hopen)\s+(?:(?!\bu\b)[\w.]+\s+){1,9}$",
)
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


def sensitive_claims(statements: Sequence[Sentence]) -> list[SensitiveClaim]:
    """What asks to change or release what may never be changed from a message: one claim for each matter."""
    found: dict[About, SensitiveClaim] = {}
    for index, sentence in enumerate(statements):
        text = sentence.text
        # 'Our bank details have changed. Please use:' may take two statements.
        around = " ".join(one.text for one in statements[max(0, index - 1) : index + 2])
        bare = OTHER_DAY.sub(" ", text)
        for about, pattern, wants_change in SENSITIVE:
            if about in found or not _is_said(about, pattern, text):
                continue
            if wants_change and not CHANGE.search(bare) and (about != "bank" or not _bank_follows(around)):
                continue
            found[about] = SensitiveClaim(span=sentence.span(), about=about, sure=0.9)
    return list(found.values())


def _is_said(about: About, pattern: re.Pattern[str], text: str) -> bool:
    """Whether it speaks of the matter; that the writer itself releases goods is no request to release any."""
    if about != "release":
        return pattern.search(text) is not None
    one = pattern.search(text)
    while one is not None:
        if not OWN_RELEASE.search(text[max(0, one.start() - 60) : one.start()]):
            return True
        # The next may begin within this one: 'we release the shipment once you lift the hold'.
        one = pattern.search(text, one.start() + 1)
    return False


def _bank_follows(text: str) -> bool:
    """An account's number right after words that ask to use another one; a footer has the number alone."""
    return bool(
        re.search(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,}", text)
        and re.search(
            r"\b(?:please use|use only|bitte (?:nur|künftig|verwenden)|veuillez|gelieve)\b", text, re.IGNORECASE
        )
    )


def instruction_claims(statements: Iterable[Sentence]) -> list[InstructionClaim]:
    """What tells the reader to do something, the first of it. Nothing follows from it."""
    found = (sentence.span() for sentence in statements if INSTRUCTION.search(sentence.text))
    return [InstructionClaim(span=span, text=span.quote) for span in islice(found, MAX_INSTRUCTIONS)]


def mention_claims(statements: Iterable[Sentence]) -> list[MentionClaim]:
    """What speaks of exceptions of other kinds: one claim for each kind, where it is first said."""
    found: dict[Kind, MentionClaim] = {}
    for sentence in statements:
        for kind, pattern in KIND_WORDS:
            if kind not in found and pattern.search(sentence.text):
                span = sentence.span()
                found[kind] = MentionClaim(span=span, kind=kind, text=span.quote, sure=0.8)
    return list(found.values())


def is_about_operations(text: str) -> bool:
    """Whether it speaks of orders, goods or carriage at all."""
    return bool(OPERATIONS.search(text))


def is_marketing(text: str) -> bool:
    """Whether it reads like a newsletter."""
    return len(MARKETING.findall(text)) >= 2


def is_only_thanks(text: str) -> bool:
    """Whether it is a courtesy that says nothing further."""
    return len(text.split()) <= 14 and bool(THANKS.search(text)) and not re.search(r"\d{3,}|\?", text)
