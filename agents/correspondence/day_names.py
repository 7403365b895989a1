"""The words for months, weekdays and small numbers, in the languages that are read and in some whose days are. Data."""

from __future__ import annotations

import re

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        [
            "january januar janvier januari jan jän jänner janv enero gennaio janeiro stycznia",
            "february februar février fevrier februari feb fév févr febrero febbraio fevereiro lutego",
            "march märz maerz mars maart mar mär mrz mrt marzo março marca",
            "april avril apr avr abril aprile kwietnia",
            "may mai mei mayo maggio maio maja",
            "june juni juin jun junio giugno junho czerwca",
            "july juli juillet jul juil julio luglio julho lipca",
            "august août aout augustus aug agosto sierpnia",
            "september septembre sep sept septiembre setiembre settembre setembro września",
            "october oktober octobre oct okt octubre ottobre outubro października",
            "november novembre nov noviembre novembro listopada",
            "december dezember décembre decembre dec dez déc diciembre dicembre dezembro grudnia",
        ],
        start=1,
    )
    for name in names.split()
}
WEEKDAYS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        [
            "monday montag lundi maandag",
            "tuesday dienstag mardi dinsdag",
            "wednesday mittwoch mercredi woensdag",
            "thursday donnerstag jeudi donderdag",
            "friday freitag vendredi vrijdag",
            "saturday samstag samedi zaterdag",
            "sunday sonntag dimanche zondag",
        ]
    )
    for name in names.split()
}
NUMBERS: dict[str, int] = {
    name: number
    for number, names in {
        1: "one a an ein eine einem einer einen un une een",
        2: "two zwei deux twee",
        3: "three drei trois drie",
        4: "four vier quatre",
        5: "five fünf cinq vijf",
        6: "six sechs zes",
        7: "seven sieben sept zeven",
        8: "eight acht huit",
        9: "nine neun neuf negen",
        10: "ten zehn dix tien",
        12: "twelve zwölf douze twaalf",
        14: "fourteen vierzehn quatorze veertien",
        20: "twenty zwanzig vingt twintig",
    }.items()
    for name in names.split()
}


def any_of(words: dict[str, int]) -> str:
    """A pattern of all the words, the longer ones first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
