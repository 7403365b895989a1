"""The words that generated scenarios are put in: some for each thing said, in each language. Data.

In angle brackets stands what is drawn, in braces what a scenario fills in. Days are in the language's long form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

Words = Mapping[str, Sequence[tuple[str, str]]]
"""By language: subjects with their bodies."""

SUPPLIERS: Mapping[str, str] = {"nordvik": "en", "harrow": "en", "kessler": "de", "delmas": "fr", "tekstur": "nl"}


class Shipper(NamedTuple):
    """A carrier, where it ships from, for whom, and how its numbers begin."""

    carrier: str
    warehouse: str
    place: str
    customers: tuple[str, ...]
    prefix: str


SHIPPERS = (
    Shipper("Northline Parcel", "ANT", "Antwerp", ("vanloo", "moreau"), "3SNL77"),
    Shipper("Vandermeer Freight", "ANT", "Antwerp", ("tarn",), "VM77"),
    Shipper("Polbryg Express", "GDN", "Gdańsk", ("nordhavn",), "PBX77"),
)

LATE: Words = {
    "en": (
        ("{po} delayed", "Hello,\n\nyour order {po} is late and will arrive with you on {<day>:en}.\n\nOrder desk\n"),
        (
            "Your order {po}",
            "Dear customer,\n\nyour order {po} is delayed. The goods will reach your warehouse on {<day>:en} "
            "instead of "
            "{<was>:en}.\n\nKind regards\n",
        ),
    ),
    "de": (
        (
            "Lieferverzug {po}",
            "Guten Tag,\n\nIhre Bestellung {po} verspätet sich und trifft am {<day>:de} bei Ihnen ein.\n\nVertrieb\n",
        ),
        (
            "Bestellung {po}",
            "Sehr geehrte Damen und Herren,\n\nBestellung {po} verzögert sich. Neuer Liefertermin bei Ihnen ist der "
            "{<day>:de}, bisher der {<was>:de}.\n\nMit freundlichen Grüßen\n",
        ),
    ),
    "fr": (
        (
            "Retard {po}",
            "Bonjour,\n\nvotre commande {po} est en retard et arrivera chez vous le {<day>:fr}.\n\nCordialement\n",
        ),
        (
            "Votre commande {po}",
            "Bonjour,\n\nvotre commande {po} est retardée : livraison chez vous le {<day>:fr} au lieu du {<was>:fr}."
            "\n\nService commandes\n",
        ),
    ),
    "nl": (
        ("Vertraging {po}", "Beste,\n\nuw bestelling {po} is vertraagd en komt op {<day>:nl} bij u aan.\n\nVerkoop\n"),
        (
            "Uw bestelling {po}",
            "Goedemorgen,\n\nhelaas is bestelling {po} vertraagd. Wij leveren op {<day>:nl} bij u in plaats van op "
            "{<was>:nl}.\n\nMet vriendelijke groet\n",
        ),
    ),
}
PART: Words = {
    "en": (
        (
            "Part delivery {po}",
            "Hello,\n\n<first> pcs of <code> of your order {po} will arrive on {<was>:en} as planned. The remaining "
            "<rest> pcs are late and will arrive with you on {<day>:en}.\n\nOrder desk\n",
        ),
    ),
    "de": (
        (
            "Teillieferung {po}",
            "Guten Tag,\n\nzu Ihrer Bestellung {po}: <first> Stück <code> kommen wie geplant am {<was>:de} bei "
            "Ihnen an. "
            "Die restlichen <rest> Stück treffen erst am {<day>:de} bei Ihnen ein.\n\nVertrieb\n",
        ),
    ),
    "fr": (
        (
            "Livraison partielle {po}",
            "Bonjour,\n\npour votre commande {po} : <first> pièces <code> arriveront chez vous le {<was>:fr} comme "
            "prévu. Les <rest> pièces restantes seront livrées en retard, le {<day>:fr}.\n\nCordialement\n",
        ),
    ),
    "nl": (
        (
            "Deellevering {po}",
            "Beste,\n\nvan bestelling {po} komen <first> stuks <code> zoals gepland op {<was>:nl} bij u aan. De "
            "overige "
            "<rest> stuks zijn vertraagd en komen op {<day>:nl} bij u aan.\n\nVerkoop\n",
        ),
    ),
}
NO_DAY: Words = {
    "en": (("{po}", "Hello,\n\nyour order {po} is delayed. We cannot give you a new date yet.\n\nOrder desk\n"),),
    "de": (
        (
            "Bestellung {po}",
            "Guten Tag,\n\nIhre Bestellung {po} verzögert sich. Einen neuen Termin können wir noch nicht nennen.\n",
        ),
    ),
    "fr": (
        (
            "Commande {po}",
            "Bonjour,\n\nvotre commande {po} est retardée. Nous ne connaissons pas encore la nouvelle date.\n",
        ),
    ),
    "nl": (
        (
            "Bestelling {po}",
            "Beste,\n\nuw bestelling {po} is vertraagd. Een nieuwe leverdatum is nog niet bekend.\n\nVerkoop\n",
        ),
    ),
}
AS_PLANNED: Words = {
    "en": (("{po}", "Hello,\n\nwe confirm that your order {po} arrives with you on {<day>:en} as planned.\n"),),
    "de": (
        (
            "{po}",
            "Guten Tag,\n\nwir bestätigen: Ihre Bestellung {po} trifft wie geplant am {<day>:de} bei Ihnen ein.\n",
        ),
    ),
    "fr": (
        ("{po}", "Bonjour,\n\nnous confirmons que votre commande {po} arrivera chez vous le {<day>:fr} comme prévu.\n"),
    ),
    "nl": (("{po}", "Beste,\n\nwij bevestigen dat bestelling {po} zoals gepland op {<day>:nl} bij u aankomt.\n"),),
}
BANK: Words = {
    "en": (
        (
            "New bank details",
            "Hello,\n\nour bank account has changed. Please pay all invoices to IBAN <account> from today and "
            "update your "
            "records.\n\nAccounts\n",
        ),
    ),
    "de": (
        (
            "Neue Bankverbindung",
            "Guten Tag,\n\nunsere Bankverbindung hat sich geändert. Bitte überweisen Sie ab sofort auf IBAN <account>."
            "\n\nBuchhaltung\n",
        ),
    ),
    "fr": (
        (
            "Coordonnées bancaires",
            "Bonjour,\n\nnos coordonnées bancaires ont changé. Merci de régler désormais sur l'IBAN <account>.\n",
        ),
    ),
    "nl": (
        (
            "Nieuw rekeningnummer",
            "Beste,\n\nons rekeningnummer is gewijzigd. Wilt u voortaan betalen op IBAN <account>?\n\nDebiteuren\n",
        ),
    ),
}
AWAY: Words = {
    "en": (("Automatic reply", "I am out of the office until {<day>:en} and will answer when I am back.\n"),),
    "de": (("Automatische Antwort", "Ich bin bis zum {<day>:de} nicht im Haus.\n"),),
    "fr": (("Réponse automatique", "Je suis absent jusqu'au {<day>:fr}.\n"),),
    "nl": (("Automatisch antwoord", "Ik ben met vakantie tot {<day>:nl}.\n"),),
}
# Of nobody: with valid check digits, as a reader looks for them.
ACCOUNTS = (
    "DE89 3704 0044 0532 0130 00",
    "GB33 BUKB 2020 1555 5555 55",
    "FR76 3000 6000 0112 3456 7890 189",
    "NL91 ABNA 0417 1643 00",
)
