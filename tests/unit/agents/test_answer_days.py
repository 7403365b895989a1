"""Days by which somebody answers are no days on which goods come; days of goods stay what they are."""

from __future__ import annotations

from datetime import date

import pytest

from agents.correspondence.dates import reader_for
from agents.correspondence.day_roles import roles_of
from agents.correspondence.text import language_of
from cases.claims import Precision
from tests.unit.agents.letters import SENT, read

ANSWERS = """
We will confirm the new delivery date by 2 December.
You will receive an update by 2 December.
We hope to have more information on 2 December.
We will come back to you by Wednesday with a date.
We will inform you of the new date by 30 November.
We'll let you know by Friday when the goods ship.
By 2 December we will confirm the new date.
On Friday you will receive an update.
A new date will follow by 2 December.
The new date will be confirmed on 2 December.
We can only confirm the new date on 2 December.
We will revert by 2 or 3 December.
We expect to have a new ETA by 2 December.
Next update: 2 December
Please reply before 10 December if you want to cancel.
Please confirm by 10 December.
Please call me before 25 November.
If you wish to cancel, let us know until 15 December.
Wir melden uns bis zum 2. Dezember mit einem neuen Termin.
Der neue Liefertermin für P00012 wird Ihnen bis zum 2. Dezember mitgeteilt.
Wir teilen Ihnen den neuen Liefertermin bis zum 2. Dezember mit.
Wir bestätigen Ihnen den neuen Termin bis 2. Dezember.
Wir werden Sie bis zum 2. Dezember informieren.
Bis zum 2. Dezember melden wir uns bei Ihnen.
Bis 2. Dezember erhalten Sie weitere Informationen.
Der Termin wird am 2. Dezember bekannt gegeben.
Bitte geben Sie uns bis zum 10. Dezember Bescheid.
Bitte bestätigen Sie uns den Termin bis 10. Dezember.
Um Rückmeldung bis 10. Dezember wird gebeten.
Nous vous confirmerons la nouvelle date avant le 2 décembre.
La nouvelle date vous sera communiquée le 2 décembre.
Merci de confirmer avant le 10 décembre.
Wij komen uiterlijk 2 december bij u terug.
De nieuwe leverdatum wordt uiterlijk 2 december meegedeeld.
"""
ARRIVALS = """
We confirm delivery of P00012 on 4 December.
We confirm that P00012 will arrive on 4 December.
We can now confirm the new delivery date: 4 December.
We can confirm delivery by 4 December.
Delivery will be confirmed for 4 December.
P00012 is confirmed for 4 December.
P00012 is now scheduled for 4 December.
The delivery is now planned for 4 December.
Confirmed delivery date: 4 December
We hereby inform you that the delivery is delayed until 4 December.
We regret to inform you that P00012 is late until 4 December.
We would like to inform you of a delay until 4 December.
Please be informed that the goods arrive by 4 December.
Please confirm the new delivery date of 4 December.
Please confirm that delivery on 4 December is fine.
Please tell your warehouse to expect the goods by 4 December.
We will keep you informed and expect delivery on 4 December.
We will inform you by phone, delivery is on 4 December.
We will inform you when the goods arrive on 4 December.
We will update the delivery date to 4 December.
We will have the goods at your dock by 4 December.
You will receive the goods by 4 December.
The remaining goods will follow on 4 December.
We will try to deliver by 4 December.
Wir teilen Ihnen mit, dass P00012 am 4. Dezember eintrifft.
Hiermit bestätigen wir die Lieferung am 4. Dezember.
Wir bestätigen die Lieferung bis zum 4. Dezember.
Wir können Ihnen die Lieferung am 4. Dezember bestätigen.
Wir informieren Sie über die Verschiebung auf den 4. Dezember.
Leider müssen wir Ihnen mitteilen, dass sich P00012 bis zum 4. Dezember verzögert.
Die Lieferung wird bis zum 4. Dezember erfolgen, wie mitgeteilt.
Wir geben die Ware bis 4. Dezember frei und liefern sie.
Nous vous informons que la livraison est reportée au 4 décembre.
Wij informeren u dat de levering tot 4 december is uitgesteld.
"""


def roles(text: str) -> set[str]:
    reader = reader_for(text, SENT, language_of(text))
    return {role for _, role in roles_of(text, reader.find(text), SENT)}


@pytest.mark.parametrize("text", ANSWERS.strip().splitlines())
def test_a_day_of_an_answer_is_no_arrival(text: str) -> None:
    assert roles(text) == {"answer"}


@pytest.mark.parametrize("text", ARRIVALS.strip().splitlines())
def test_a_day_of_goods_is_no_answer(text: str) -> None:
    assert roles(text) == {"new"}


@pytest.mark.parametrize(
    "text",
    [
        "We are closed from 7 December to 18 December.",
        "Unser Werk ist vom 7. bis zum 18. Dezember wegen Betriebsferien geschlossen.",
        "Fermeture annuelle du 7 décembre au 18 décembre inclus.",
        "Onze fabriek ligt stil van maandag 7 december tot en met vrijdag 18 december.",
        "The furnace was shut down by the fire brigade on Saturday.",
        "Le four a été arrêté par les pompiers samedi.",
        "Unsere Presse wurde am Dienstag repariert.",
    ],
)
def test_days_on_which_nobody_works_and_bygone_ones_are_no_arrival(text: str) -> None:
    assert roles(text) <= {"other"}


@pytest.mark.parametrize(
    ("text", "each"),
    [
        ("Instead of the 4th it will be with you on 11 December.", ["new"]),
        ("In plaats van de 4e worden ze op woensdag 9 december bij jullie afgeleverd.", ["new"]),
        ("Statt am 4. kommen die Teile am 11. Dezember.", ["new"]),
        ("Remises le 11 décembre, contre le 4 décembre au départ.", ["new", "old"]),
        ("Zehn Tage gegenüber 4. Dezember.", ["old"]),
        ("Dix jours de retard par rapport au 4 décembre.", ["old"]),
        ("Delivery has been moved to Friday.", ["new"]),
        ("Leider ist es so: den 4. Dezember schaffen wir nicht.", ["old"]),
        ("We cannot make it; 4 December is off the table.", ["old"]),
        ("Non, le 4 décembre était trop optimiste, comptez plutôt sur le 11 décembre.", ["old", "new"]),
        ("Ce ne sera pas pour le 4 décembre.", ["old"]),
        ("Please do not plan with 4 December.", ["old"]),
        ("Reken op vrijdag 11 december.", ["new"]),
    ],
)
def test_the_day_that_no_longer_holds_is_told_from_the_one_that_does(text: str, each: list[str]) -> None:
    reader = reader_for(text, SENT, language_of(text))
    days = [one for one in reader.find(text) if text[one.start : one.end] not in {"4th", "4e"}]
    assert [role for day, role in roles_of(text, reader.find(text), SENT) if day in days][-len(each) :] == each


@pytest.mark.parametrize(
    "body",
    [
        "P00012 is delayed. We will confirm the new delivery date by 2 December.",
        "P00012 is delayed; we will come back to you by Wednesday with a date.",
        "Die Bestellung P00012 verspätet sich. Wir melden uns bis zum 2. Dezember mit einem neuen Termin.",
        "Der neue Liefertermin für P00012 wird Ihnen bis zum 2. Dezember mitgeteilt.",
    ],
)
def test_who_answers_later_has_named_no_day(body: str) -> None:
    [claim] = read(body)[0]
    assert (claim.new_date, claim.precision) == (None, Precision.UNKNOWN)


@pytest.mark.parametrize(
    "body",
    [
        "P00012 will be delayed until 4 December. Please confirm by 10 December.",
        "P00012 is now expected on 4 December. If you wish to cancel, let us know until 15 December.",
        "P00012 verzögert sich bis zum 4. Dezember. Bitte geben Sie uns bis zum 10. Dezember Bescheid.",
    ],
)
def test_a_day_to_answer_by_does_not_replace_the_arrival(body: str) -> None:
    [claim] = read(body)[0]
    assert (claim.new_date, claim.sure) == (date(2026, 12, 4), 1.0)


@pytest.mark.parametrize(
    "body",
    [
        "Order confirmation\n\nYour order: P00012\nRequested delivery date: 27.11.2026\n"
        "Confirmed delivery date: 04.12.2026\nPayment due: 15.01.2027\n",
        "Auftragsbestätigung\n\nIhre Bestellung: P00012\nWunschtermin: 27.11.2026\n"
        "Bestätigter Liefertermin: 04.12.2026",
    ],
)
def test_the_day_a_confirmation_gives_counts(body: str) -> None:
    [claim] = read(body)[0]
    assert (claim.new_date, claim.sure) == (date(2026, 12, 4), 1.0)


def test_the_day_that_was_confirmed_is_the_old_one() -> None:
    [claim] = read("P00012 cannot be delivered on the confirmed date 27 November, but on 4 December.")[0]
    assert (claim.first_date, claim.new_date) == (date(2026, 11, 27), date(2026, 12, 4))


@pytest.mark.parametrize(
    "body",
    [
        "The whole of P00012 is delayed. We know more next week.",
        "P00012 verzögert sich, den neuen Termin nennen wir Ihnen nächste Woche.",
        "P00012 sera en retard, nous en saurons plus la semaine prochaine.",
        "De datum voor P00012 halen we niet. Volgende week weten we meer.",
    ],
)
def test_when_somebody_will_know_is_no_day_of_arrival(body: str) -> None:
    delays, _ = read(body)
    assert delays
    assert all(claim.new_date is None for claim in delays)
