"""The head of a bill in a PDF: number, day, currency, sums, found by the words that name them. Pure.

A value stands to the right of its name, or under it. What is named in several places is taken from the plainest name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from agents.correspondence.dates import Reader, reader_for
from agents.correspondence.text import language_of
from agents.reading.bill_pages import PageCell, PageLine
from agents.reading.bill_words import amount_of

T = TypeVar("T")


def _names(*patterns: str) -> tuple[re.Pattern[str], ...]:
    """Names of a value, the plainest first."""
    return tuple(re.compile(rf"(?<![\w-])(?:{one})(?!\w)", re.IGNORECASE) for one in patterns)


_BILL = r"invoice|bill|rechnungs?|beleg|facture|factuur|avoir|credit note|gutschrifts?"
_NO = r"(?:numbers?|nummer|numéro|no|nr|n°|n|id)\b[.°:#]*"
_NUMBER = _names(
    rf"(?:tax )?(?:{_BILL})[ -]?{_NO}|(?:numéro|n°|nº|no)[ .]*(?:de |d')?(?:{_BILL})",
    rf"\w*(?:{_BILL}) (?:\(\d+\) )?{_NO}",
    _BILL,
)
_DAY = _names(
    rf"(?:tax )?(?:{_BILL})[ -]?(?:date|datum)|(?:date|datum) (?:of |de |d')?(?:the |la |l')?(?:{_BILL}|facturation|"
    r"émission)|issue date",
    r"date|datum",
    rf"\w*(?:{_BILL})\b(?:(?!bestell|order|commande).){{0,40}}? (?:vom|von|du|dated|van|of)",
    rf"(?:handels|teil|schluss)?(?:{_BILL})[^:]{{0,30}}",
)
_TOTAL = _names(
    r"grand total|rechnungs(?:summe|betrag)(?: brutto)?(?: \(?inkl[^)]*\)?)?|gesamtbetrag|bruttosumme|endbetrag|"
    r"(?:montant )?total (?:ttc|t\.t\.c\.?)|factuur ?totaal|totaalbedrag|totaal incl\w*\.?(?: btw)?|invoice total|"
    r"total (?:for )?(?:this )?invoice|total incl\w*\.?(?: (?:vat|tax))?|total amount|gesamt(?:summe)? brutto|"
    r"total with tax|total tax included",
    r"total|totaal|summe|gesamt",
    r"(?:total )?(?:amount )?due|balance due|net à payer|te betalen|zu zahlen|zahlbetrag|fälliger betrag",
)
_NET = _names(
    r"sub-?total|subtotaal|zwischensumme|netto(?:betrag|summe)?|net amount|total (?:ht|h\.t\.?|net|excl\w*\.?)|"
    r"(?:exclusief|excl\.?) (?:btw|vat)|rechnungssumme netto|total untaxed|total without tax|untaxed amount"
)
_TAX = _names(
    r"(?:vat|tax|btw|tva|mwst|ust|mehrwertsteuer|umsatzsteuer|steuerbetrag)\.?(?: amount| \d+(?:[.,]\d+)? ?%)?"
)
# After such a name a total is one of something else.
_OF_PART = re.compile(
    r"\s*(?:net\b|netto|ht\b|h\.t|excl|hors|ohne|tax\b|vat\b|tva\b|btw\b|ust\b|mwst|umsatz|qty|weight)", re.I
)

_CODE = re.compile(r"[#:.\s]*(?P<code>[A-Z0-9](?:[\w./-]*\w)?)", re.IGNORECASE)
_MONEY = re.compile(
    r"(?P<before>[A-Z]{3}|[€$£₹]|Rs\.?)?\s*(?<![\w.,/-])"
    r"(?P<amount>-?\d{1,3}(?:[ .,'’]\d{3})*[.,]\d{2,4}|-?\d+[.,]\d{2,4})"
    r"(?![\w/%]|[.,]\d|\s?%)\s*(?P<after>[A-Z]{3}\b|[€$£₹])?"
)
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "₹": "INR", "RS": "INR", "RS.": "INR"}
_CODES = re.compile(r"\b(EUR|USD|GBP|CHF|PLN|SEK|DKK|NOK|CZK|HUF|JPY|CAD|AUD|INR)\b")


@dataclass(frozen=True)
class BillHead:
    """What a bill says of itself; None: it does not say, or not in a way that is read here."""

    number: str | None = None
    day: date | None = None
    currency: str | None = None
    net: Decimal | None = None
    tax: Decimal | None = None
    total: Decimal | None = None


def head_of(lines: Sequence[PageLine]) -> BillHead:
    """The head of a bill."""
    text = "\n".join(line.text for line in lines)
    # Without a year a day is none here, so it does not matter when it was written.
    reader = reader_for(text, date(2000, 1, 1), language_of(text))
    total = _total(lines)
    net, tax = _parts(lines, total)
    return BillHead(
        # What is called the bill's number needs one digit; what only stands beside the word needs more.
        number=_first(lines, _NUMBER[:1], lambda said: _code(said, 1)) or _first(lines, _NUMBER[1:], _code),
        day=_first(lines, _DAY, lambda said: _day(said, reader)),
        currency=_currency(text),
        net=net,
        tax=tax,
        total=total,
    )


def _first(lines: Sequence[PageLine], names: Sequence[re.Pattern[str]], read: Callable[[str], T | None]) -> T | None:
    for name in names:
        for said in _values(lines, name):
            if (found := read(said)) is not None:
                return found
    return None


def _values(lines: Sequence[PageLine], name: re.Pattern[str]) -> Iterator[str]:
    """What stands to the right of a name and what stands under it, at each place in turn."""
    for at, line in enumerate(lines):
        for match in name.finditer(line.text):
            yield line.text[match.end() :]
            left, right = _stretch(line, match.start(), match.end())
            for cell in _under(lines, at, left, right):
                yield cell.text


def _stretch(line: PageLine, start: int, end: int) -> tuple[float, float]:
    """From where to where a part of a line reaches on the page."""
    found: list[float] = []
    place = 0
    for word in line.words:
        if place < end and place + len(word.text) > start:
            found += [word.left, word.right]
        place += len(word.text) + 1
    return (min(found), max(found)) if found else (0.0, 0.0)


def _under(lines: Sequence[PageLine], at: int, left: float, right: float) -> Iterator[PageCell]:
    """The cell right under a stretch of a line."""
    if at + 1 < len(lines) and lines[at + 1].page == lines[at].page:
        near = [cell for cell in lines[at + 1].cells if cell.beside(left, right) > 0]
        if near:
            yield max(near, key=lambda cell: cell.beside(left, right))


def _code(said: str, digits: int = 2) -> str | None:
    found = _CODE.match(said.strip())
    if found is None:
        return None
    code = found["code"]
    plain = sum(one.isdigit() for one in code)
    is_day = re.fullmatch(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}", code) is not None
    return code if plain >= digits and not is_day and len(code) <= 40 else None


def _day(said: str, reader: Reader) -> date | None:
    text = re.sub(r"\s+,", ",", said).strip(" :.#\t")
    for one in reader.find(text[:60]):
        named = text[one.start : one.end]
        if one.start <= 3 and re.search(r"\d{4}|[./-]\d{2}$", named):
            return one.day
    return None


def _total(lines: Sequence[PageLine]) -> Decimal | None:
    """The last sum of the plainest name: what comes before it are parts of it."""
    for name in _TOTAL:
        found = [one for at, line in enumerate(lines) for one in _sums(lines, at, line, name)]
        if found:
            return found[-1]
    return None


def _sums(lines: Sequence[PageLine], at: int, line: PageLine, name: re.Pattern[str]) -> Iterator[Decimal]:
    for match in name.finditer(line.text):
        if _OF_PART.match(line.text, match.end()) or re.search(
            r"(?:sub|zwischen)[ -]?$", line.text[: match.start()], re.I
        ):
            continue
        if (amount := _last_amount(line.text[match.end() :])) is not None:
            yield amount
            continue
        left, right = _stretch(line, match.start(), match.end())
        yield from _column(lines, at, left, right)


def _column(lines: Sequence[PageLine], at: int, left: float, right: float) -> Iterator[Decimal]:
    """The amounts right under a name, as long as there are some: the last is their sum."""
    for line in lines[at + 1 : at + 12]:
        near = [cell for cell in line.cells if cell.beside(left, right) > 0]
        amount = _last_amount(near[-1].text) if near and line.page == lines[at].page else None
        if amount is None:
            return
        yield amount


def _last_amount(text: str) -> Decimal | None:
    found = [amount_of(one["amount"].replace(" ", "")) for one in _MONEY.finditer(text)]
    return next((one for one in reversed(found) if one is not None), None)


def _parts(lines: Sequence[PageLine], total: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    """Net and tax, only where together they are the total: then they are certain."""
    if total is None:
        return None, None
    nets = [one for at, line in enumerate(lines) for one in _sums(lines, at, line, _NET[0])]
    taxes = [one for at, line in enumerate(lines) for one in _sums(lines, at, line, _TAX[0])]
    pairs = ((net, tax) for net in reversed(nets) for tax in reversed(taxes) if net + tax == total)
    return next(pairs, (None, None))


def _currency(text: str) -> str | None:
    """The currency that is named most often, by code or sign."""
    named = [one[1] for one in _CODES.finditer(text)]
    for one in _MONEY.finditer(text):
        sign = (one["before"] or one["after"] or "").upper()
        if sign in _SIGNS:
            named.append(_SIGNS[sign])
    if re.search(r"\bRs\.?\s*-?\d", text):
        named.append("INR")
    return max(set(named), key=named.count) if named else None
