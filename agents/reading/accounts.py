"""Account numbers in a text, found by their form and their check digits; a footer's, and one that is given. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from stdnum.iso7064 import mod_97_10

from agents.correspondence.text import Sentence

# Two letters of the country, two check digits, eleven to thirty more; blanks wherever people like them.
IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ .-]?[A-Z0-9]){11,30}(?![A-Z0-9])")
_LEAST, _MOST = 15, 34
# Countries whose banks pay each other in euros (SEPA), and how many figures their numbers have at the least.
EUROPE = re.compile(r"A[DT]|B[EG]|C[HYZ]|D[EK]|E[ES]|F[IR]|G[BIR]|H[RU]|I[EST]|L[ITUV]|M[CT]|N[LO]|P[LT]|RO|S[EIKM]|VA")
_DIGITS = 12


def account_numbers(text: str) -> Iterator[str]:
    """The valid account numbers (IBAN, ISO 13616) of a text, without blanks, in the order they stand."""
    for match in IBAN.finditer(text):
        bare = re.sub(r"[ .-]", "", match[0])
        # Words that follow in capitals may cling to it: the longest beginning that is valid counts.
        ends = range(min(len(bare), _MOST), _LEAST - 1, -1)
        found = next((bare[:end] for end in ends if is_account(bare[:end])), None)
        if found is not None:
            yield found


def names_an_account(text: str, but: Collection[str] = ()) -> bool:
    """Whether a text names an account number: a valid one, or what is meant as one and has a typing error.

    Args:
        text: any.
        but: numbers that count for none.
    """
    valid = set(account_numbers(text))
    if valid:
        return not valid <= set(but)
    return any(_is_meant_as_one(one[0]) for one in IBAN.finditer(text))


def may_name_an_account(text: str) -> bool:
    """Whether anything in a text has the form of an account number."""
    return IBAN.search(text) is not None


def _is_meant_as_one(said: str) -> bool:
    bare = re.sub(r"[ .-]", "", said)
    return EUROPE.match(bare) is not None and len(bare) >= _LEAST and sum(one.isdigit() for one in bare) >= _DIGITS


def without_own(text: str) -> str:
    """The text without the reader's own account, as a bank names it: it is given to nobody."""
    return YOURS.sub(" ", text)


def without_accounts(text: str, known: Collection[str]) -> str:
    """The text without the account numbers that are known."""
    return IBAN.sub(lambda found: " " if set(account_numbers(found[0])) & set(known) else found[0], text)


def is_account(bare: str) -> bool:
    """Whether a number without blanks is an account's: its check digits follow from the rest."""
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", bare):
        return False
    return bool(mod_97_10.is_valid(bare[4:] + bare[:4]))


# What a company's particulars at the foot of a letter hold beside its account.
PARTICULARS = re.compile(
    r"\b(?:bic|swift|vat|ust-?id\w*|steuer-?n\w*|tva|siret|rcs|btw\w*|kvk|hr[ab]|reg(?:istered|\.)?|company no|tel|"
    r"telefon|fax|sitz|geschäftsführ\w*|www|capital)\b|https?://|@|[|·•]| [-–—] ",
    re.IGNORECASE,
)
# The reader's own account is given to nobody.
YOURS = re.compile(
    r"\b(?i:your|ihr\w*|votre|vos|uw|jullie)\s(?:[\w-]+\s){0,4}(?i:\w*account|\w*konto\w*|compte|\w*rekening)"
    rf"(?:\s(?i:no|nr|n°|number|nummer|numéro)\.?)?\W{{0,3}}{IBAN.pattern}"
)
LABEL = re.compile(r"\W*(?:iban|bank\w*|konto\w*|compte|rekening\w*|account)\b", re.IGNORECASE)
_BEFORE = 2
_WORDS = 5


# A company's own name and town, and no word about them.
# Two dashes on a line of their own.
SIGNATURE = re.compile(r"^--\s*$", re.MULTILINE)
LEGAL_FORM = re.compile(
    r"\b(?:AS|ASA|GmbH|AG|KG|Ltd|PLC|plc|B\.?V\.?|N\.?V\.?|S\.?A\.?S?\.?|SARL|SRL|Oy|AB|ApS|S\.L\.)(?=[\s,·|-]|$)"
)
POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}-)?\d{4,6}\s(?:[A-Z]{2}\s)?[A-ZÄÖÜÉ]")
SAYS = re.compile(
    r"\b(?:new|neue?\w*|nouve\w+|nieuwe?|chang\w*|änder\w*|modif\w*|wijzig\w*|now|ab|désormais|voortaan|please|bitte|"
    r"merci|gelieve|pay|zahl\w*|überweis\w*|vir\w*|betaal\w*|to|auf|sur|naar|instead|statt)\b",
    re.IGNORECASE,
)


def gives_particulars(one: Sentence) -> bool:
    """Whether a company's form and place stand there and nothing is said, or it stands below a signature's mark."""
    head = LEGAL_FORM.search(one.text) and POSTCODE.search(one.text) and not SAYS.search(one.text)
    return bool(head) or SIGNATURE.search(one.region.text, one.region.start, one.start) is not None


def is_footer(one: Sentence) -> bool:
    """Whether an account number stands there among a company's other particulars, and nothing is said."""
    found = next(IBAN.finditer(one.text), None)
    if found is None:
        return False
    beside = f"{one.text[: found.start()]} {one.text[found.end() :]}"
    head = LEGAL_FORM.search(beside) and POSTCODE.search(beside) and not SAYS.search(beside)
    if not head and not PARTICULARS.search(beside):
        return False
    return "?" not in one.text and not one.text.rstrip().endswith(":")


def given_account(statements: Sequence[Sentence], known: Collection[str] = ()) -> Sentence | None:
    """The statement in which somebody gives an account: in what is said, or announced by what stands before it.

    Args:
        statements: without footers.
        known: numbers that are on file already; whoever gives one gives none.
    """
    for at, one in enumerate(statements):
        if not names_an_account(without_own(one.text), known):
            continue
        before = [other for other in statements[max(0, at - _BEFORE) : at] if other.region == one.region]
        said = len(re.sub(r"[A-Z0-9]*\d[A-Z0-9]*", "", one.text).split()) > _WORDS and not LABEL.match(one.text)
        if said or any(other.text.rstrip().endswith(":") for other in before):
            return one
    return None
