"""The house's words for messages, and other people's words with placeholders.

Names, dates and products are always filled in from the arguments as finally decided; wording never carries them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, Field

from cases.claims import Frozen

PLACEHOLDERS = frozenset({"partner", "order", "products", "old_date", "new_date", "needed_by"})


def _known_placeholders(text: str) -> str:
    try:
        fields = [
            field for _, field, spec, conversion in Formatter().parse(text) if field is not None or spec or conversion
        ]
    except ValueError as error:
        raise ValueError("has a brace that is not closed; write {{ for a brace") from error
    for field in fields:
        if field not in PLACEHOLDERS:
            raise ValueError(f"has the unknown placeholder {{{field}}}; known are {', '.join(sorted(PLACEHOLDERS))}")
    return text


Wording = Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(_known_placeholders)]


class Letter(Frozen):
    """A message as it will be sent: plain text."""

    subject: str
    text: str


MONTHS = {
    "de": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
}

CUSTOMER = {
    "en": (
        "Your order {order}: new delivery date",
        "Dear {partner},\n\nPart of your order {order} reaches us later than planned ({products}). "
        "We had promised it for {old_date}; we now expect to deliver on {new_date}.\n\n"
        "We are sorry for the inconvenience. If this date does not work for you, simply reply to this message.",
    ),
    "de": (
        "Ihre Bestellung {order}: neuer Liefertermin",
        "Guten Tag {partner},\n\nein Teil Ihrer Bestellung {order} trifft später bei uns ein als geplant ({products}). "
        "Zugesagt war der {old_date}; wir liefern nun voraussichtlich am {new_date}.\n\n"
        "Wir bitten um Entschuldigung. Passt Ihnen dieser Termin nicht, antworten Sie einfach auf diese Nachricht.",
    ),
    "fr": (
        "Votre commande {order} : nouvelle date de livraison",
        "Bonjour {partner},\n\nUne partie de votre commande {order} nous parvient plus tard que prévu ({products}). "
        "Nous l'avions promise pour le {old_date} ; nous pensons désormais livrer le {new_date}.\n\n"
        "Veuillez nous excuser. Si cette date ne vous convient pas, répondez simplement à ce message.",
    ),
}

CUSTOMER_NO_DATE = {
    "en": (
        "Your order {order} is delayed",
        "Dear {partner},\n\nPart of your order {order} ({products}) will not reach us in time for {old_date}. "
        "Our supplier has not confirmed a new day yet; we will write again as soon as we have one.\n\n"
        "We are sorry for the inconvenience.",
    ),
    "de": (
        "Ihre Bestellung {order} verzögert sich",
        "Guten Tag {partner},\n\nein Teil Ihrer Bestellung {order} ({products}) trifft nicht rechtzeitig zum "
        "{old_date} bei uns ein. Unser Lieferant hat noch keinen neuen Termin bestätigt; wir melden uns, "
        "sobald er feststeht.\n\n"
        "Wir bitten um Entschuldigung.",
    ),
    "fr": (
        "Votre commande {order} est retardée",
        "Bonjour {partner},\n\nUne partie de votre commande {order} ({products}) ne nous parviendra pas à temps pour "
        "le {old_date}. Notre fournisseur n'a pas encore confirmé de date ; nous vous écrirons dès que possible.\n\n"
        "Veuillez nous excuser.",
    ),
}

SUPPLIER = {
    ("acknowledge", "en"): (
        "{order}: new arrival date noted",
        "Dear {partner},\n\nthank you for your notice about {order} ({products}). We have noted {new_date} as the new "
        "arrival date. Please tell us at once if it changes again.",
    ),
    ("acknowledge", "de"): (
        "{order}: neuer Liefertermin vermerkt",
        "Guten Tag {partner},\n\ndanke für Ihre Nachricht zu {order} ({products}). Wir haben den {new_date} als neuen "
        "Liefertermin vermerkt. Bitte melden Sie sich sofort, falls er sich noch einmal ändert.",
    ),
    ("give_date", "en"): (
        "{order}: please give us a firm date",
        "Dear {partner},\n\nyou told us that {order} ({products}) will be late. Please give us a firm arrival date; "
        "customers of ours wait for these goods.",
    ),
    ("give_date", "de"): (
        "{order}: bitte verbindlichen Termin nennen",
        "Guten Tag {partner},\n\nSie haben uns mitgeteilt, dass sich {order} ({products}) verspätet. Bitte nennen Sie "
        "uns einen verbindlichen Liefertermin; Kunden von uns warten auf diese Ware.",
    ),
    ("earlier", "en"): (
        "{order}: can part of it come earlier?",
        "Dear {partner},\n\n{order} ({products}) is now announced for {new_date}. Customers of ours need it by "
        "{needed_by}. Can you send at least a part by then? Please let us know what is possible.",
    ),
    ("earlier", "de"): (
        "{order}: ist eine frühere Teillieferung möglich?",
        "Guten Tag {partner},\n\n{order} ({products}) ist nun für den {new_date} angekündigt. Unsere Kunden brauchen "
        "die Ware bis zum {needed_by}. Können Sie wenigstens einen Teil bis dahin liefern? "
        "Bitte geben Sie uns Bescheid.",
    ),
}


def customer_letter(
    language: str,
    wording: str | None,
    *,
    partner: str,
    order: str,
    products: Sequence[str],
    old_date: date | None,
    new_date: date | None,
) -> Letter:
    """The customer's message in their language, English where we have no words of ours in it."""
    short = language[:2] if language[:2] in CUSTOMER else "en"
    subject, text = (CUSTOMER if new_date else CUSTOMER_NO_DATE)[short]
    values = _values(short, partner, order, products, old_date=old_date, new_date=new_date)
    return Letter(subject=subject.format_map(values), text=(wording or text).format_map(values))


def supplier_letter(
    language: str,
    wording: str | None,
    ask: str,
    *,
    partner: str,
    order: str,
    products: Sequence[str],
    new_date: date | None,
    needed_by: date | None,
) -> Letter:
    """The supplier's message in their language, English where we have no words of ours in it."""
    short = language[:2] if (ask, language[:2]) in SUPPLIER else "en"
    subject, text = SUPPLIER[ask, short]
    values = _values(short, partner, order, products, new_date=new_date, needed_by=needed_by)
    return Letter(subject=subject.format_map(values), text=(wording or text).format_map(values))


def _values(short: str, partner: str, order: str, products: Sequence[str], **days: date | None) -> dict[str, str]:
    values = dict.fromkeys(PLACEHOLDERS, "–")
    values |= {"partner": partner, "order": order, "products": ", ".join(products) or order}
    return values | {name: day_in(short, day) for name, day in days.items() if day}


def day_in(language: str, day: date) -> str:
    """A day in a language's usual long form."""
    short = language[:2]
    if short == "de":
        return f"{day.day}. {MONTHS['de'][day.month - 1]} {day.year}"
    if short == "fr":
        return f"{'1er' if day.day == 1 else day.day} {MONTHS['fr'][day.month - 1]} {day.year}"
    return f"{day.day} {day:%B %Y}"
