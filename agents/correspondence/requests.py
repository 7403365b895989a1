"""How near a statement comes to what may never be done because a message asks for it. Pure.

Beside patterns that say what a request is made of, labelled examples of requests in four languages, with everything
that merely sounds alike, and every example of a kind, on the other side. Nearness alone would take a footer for a
request: it is asked only where something is wished, and the thing wished for is money, a place, a name or held goods.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import get_args

import yaml

from agents.correspondence.likely import MAX_LETTERS, Examples, shipped
from agents.correspondence.signals import words
from cases.claims.sensitive import About

ORDINARY = "ordinary"
# On the tuned halves no ordinary mail comes nearer than 0.03 short of this.
AHEAD = 0.02
THING = words(
    r"\b(?:pay\w*|paid|transfer\w*|wire\w*|remit\w*|settle\w*|invoices?|debts?|receivables?|account|banks?|banking|iban|"
    r"money|funds|cheque|voucher\w*|gift cards?|beneficiary|address|site|premises|depot|warehouse|offices?|deliver\w*|"
    r"ship\w*|goods|name|vat|tax|password|login|credentials|mailbox|instructions|hold|held|stop|block\w*|unblock\w*|"
    r"limit|quarantin\w*|release\w*)\b",
    r"\b(?:\w*zahl\w*|\w*überweis\w*|rechnung\w*|forderung\w*|\w*konto\w*|bank\w*|iban|geld|betrag|beträge|gutschein\w*|"
    r"\w*anschrift\w*|\w*adresse\w*|standort\w*|lager|\w*liefer\w*|firm\w*|steuer\w*|ust\w*|passwort|zugang\w*|postfach|"
    r"anweisung\w*|\w*sperr\w*|kreditlimit|quarantäne|freigeb\w*)\b",
    r"\b(?:pai\w+|pay\w+|vir\w+|régl\w+|règl\w+|factures?|créances?|comptes?|banque|bancaire\w*|rib|iban|argent|montant|"
    r"cartes?|adress\w+|site|dépôt|entrepôt|magasin|livr\w+|nom|raison|tva|mot de passe|identifiant\w*|boîte|"
    r"instructions?|bloc\w+|bloq\w+|débloq\w+|plafond|encours|quarantaine|libér\w+)\b",
    r"\b(?:betal\w*|overmak\w*|factu\w+|vordering\w*|rekening\w*|bank\w*|iban|geld|bedrag|cadeau\w*|\w*adres\w*|locatie|"
    r"magazijn|vestiging|lever\w*|naam|bedrijfsnaam|btw\w*|kvk\w*|wachtwoord|inlog\w*|mailbox|opdracht\w*|\w*stop|blok\w*|"
    r"geblok\w*|deblok\w*|limiet|kredietlimiet|quarantaine|vrij\w*)\b",
)


@lru_cache(maxsize=1)
def requests() -> Examples:
    """The examples of requests by what they are about, and of what is none."""
    path = files("agents.correspondence").joinpath("examples", "sensitive", "requests.yaml")
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    ours = [(label, text) for label, languages in told.items() for texts in languages.values() for text in texts]
    return Examples((*ours, *((ORDINARY, text) for _, text in shipped().texts)))


def is_wished(text: str, wish: re.Pattern[str]) -> bool:
    """Whether something is wished for that a request could be about."""
    return wish.search(text) is not None and THING.search(text) is not None


def nearest_request(text: str) -> About | None:
    """What a text that wishes for something asks for, where it is nearer to a request than to all that is none."""
    near = requests().nearness(text[:MAX_LETTERS])
    abouts: tuple[About, ...] = get_args(About)
    best = max(abouts, key=lambda one: near.get(one, 0.0))
    return best if near.get(best, 0.0) - near.get(ORDINARY, 0.0) > AHEAD else None
