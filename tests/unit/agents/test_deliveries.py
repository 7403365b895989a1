"""What mails say of shipments to customers: what became of one, why, which is meant."""

from __future__ import annotations

import re
from datetime import date

import pytest

from agents.correspondence.dates import reader_for
from agents.correspondence.deliveries import delivery_claims, numbers
from agents.correspondence.signals import undenied
from agents.correspondence.text import Region, Sentence, language_of, sentences
from cases.carrier_events import Milestone, Trouble
from cases.claims import DeliveryClaim

FAILED, BACK, HELD, LOST = Milestone.FAILED_ATTEMPT, Milestone.RETURNING, Milestone.EXCEPTION, Milestone.LOST

SENT = date(2026, 11, 26)


def statements(text: str) -> list[Sentence]:
    return list(sentences(Region(part="body", start=0, end=len(text), text=text)))


def read(text: str) -> list[DeliveryClaim]:
    reader = reader_for(text, SENT, language_of(text))
    return delivery_claims(statements(text), lambda one: reader.find(one.text), SENT)


@pytest.mark.parametrize(
    ("text", "status", "reason"),
    [
        ("Shipment VM311544: delivery attempt failed, nobody was there.", FAILED, Trouble.NOT_HOME),
        ("VM311544 could not be delivered.", FAILED, None),
        ("Sendung VM311544: Zustellversuch ohne Erfolg, niemand angetroffen.", FAILED, Trouble.NOT_HOME),
        ("Colis VM311544 : destinataire absent.", FAILED, Trouble.NOT_HOME),
        ("Zending VM311544: niemand was thuis.", FAILED, Trouble.NOT_HOME),
        ("Your card, VM311544: they called yesterday and nobody was in.", FAILED, Trouble.NOT_HOME),
        ("Zending VM311544: er was niemand.", FAILED, Trouble.NOT_HOME),
        ("VM311544: the address was not found.", FAILED, Trouble.ADDRESS),
        ("VM311544: Anschrift nicht gefunden.", FAILED, Trouble.ADDRESS),
        ("VM311544: adresse introuvable.", FAILED, Trouble.ADDRESS),
        ("VM311544 was refused by the consignee.", FAILED, Trouble.REFUSED),
        ("VM311544: Annahme verweigert.", FAILED, Trouble.REFUSED),
        ("VM311544 is being returned to sender.", BACK, None),
        ("VM311544 geht zurück an den Absender, Annahme verweigert.", BACK, Trouble.REFUSED),
        ("VM311544 arrived at our hub damaged.", HELD, Trouble.DAMAGED),
        ("Die Sendung VM311544 wurde beschädigt.", HELD, Trouble.DAMAGED),
        ("VM311544 must be presumed lost.", LOST, Trouble.LOST),
        ("Sendung VM311544 ist verloren gegangen.", LOST, Trouble.LOST),
        ("Het pakket VM311544 is niet gevonden; wij gaan ervan uit dat het kwijt is.", LOST, Trouble.LOST),
        ("Nothing of VM311544 was damaged, it never came.", None, None),
        ("VM311544 is held at customs.", HELD, Trouble.CUSTOMS),
        ("Our parcel VM311544 never came.", None, None),
        ("Unsere Sendung VM311544 ist nicht angekommen.", None, None),
        ("Le colis VM311544 n'est jamais arrivé.", None, None),
    ],
)
def test_what_became_of_a_shipment(text: str, status: Milestone | None, reason: Trouble | None) -> None:
    [claim] = read(text)
    assert (claim.tracking_text, claim.status, claim.reason) == ("VM311544", status, reason)
    assert claim.span is not None
    assert claim.span.quote in text


@pytest.mark.parametrize(
    "text",
    [
        "Nobody was there when we called.",
        "Your order P00012 is delayed until 4 December 2026.",
        "Shipment VM311544 left yesterday and arrives tomorrow.",
        "Please call +32 3 555 01 42 about our meeting on 2026-12-04.",
    ],
)
def test_what_names_nothing_or_nothing_wrong_says_nothing(text: str) -> None:
    assert read(text) == []


def test_the_number_may_stand_in_another_sentence_and_our_own_names_count() -> None:
    [claim] = read("About parcel 3SNL440001773. It never arrived here. Please help.")
    assert claim.tracking_text == "3SNL440001773"
    [ours] = read("Our order S00281 has not arrived.")
    assert (ours.tracking_text, ours.order_text) == (None, "S00281")
    [delivery] = read("ANT/OUT/00193 never came.")
    assert delivery.order_text == "ANT/OUT/00193"


def test_each_shipment_once_and_the_clearest_word() -> None:
    found = read("VM311544 could not be delivered. VM311544: nobody was there. VM311600 was refused.")
    assert [(claim.tracking_text, claim.reason) for claim in found] == [
        ("VM311544", Trouble.NOT_HOME),
        ("VM311600", Trouble.REFUSED),
    ]


def test_what_may_be_a_number() -> None:
    text = "3SNL440001773, 5550012345; VM-311-544 on 2026-12-04, 04-12-2026, order S00281, 12 pcs, ANT/OUT/00012"
    assert numbers(text) == ["3SNL440001773", "5550012345"]


DAYS = {
    # expected, goes back, wanted
    "VM311544: nobody was in. Next attempt on Monday 30 November.": ("11-30", None, None),
    "VM311544: nobody was there today; we deliver again on 1 December, otherwise it goes back on 7 December.": (
        "12-01",
        "12-07",
        None,
    ),
    "Sendung VM311544: niemand angetroffen. Nächster Zustellversuch am 30.11., danach Rücksendung am 7.12.": (
        "11-30",
        "12-07",
        None,
    ),
    "Colis VM311544 : destinataire absent. Nouvelle présentation le 30 novembre.": ("11-30", None, None),
    "Zending VM311544: niemand thuis. Tweede poging op 30 november; daarna gaat ze op 7 december retour.": (
        "11-30",
        "12-07",
        None,
    ),
    "VM311544: nobody was in. Could you have them bring it again on 1 December? Somebody will be in the yard.": (
        None,
        None,
        "12-01",
    ),
    "S00305: niemand angetroffen, steht auf der Karte VM311544. Bitte am 1. Dezember noch einmal zustellen.": (
        None,
        None,
        "12-01",
    ),
    "VM311544 : il n'y avait personne. Merci de repasser le 1er décembre, quelqu'un sera sur place.": (
        None,
        None,
        "12-01",
    ),
    "VM311544: er was niemand. Kunnen ze op 1 december opnieuw langskomen? Dan zijn we er.": (None, None, "12-01"),
    # Neither two days nor one that is denied is a day; nor one that is over.
    "VM311544: nobody was in. Next attempt on 30 November or 1 December.": (None, None, None),
    "VM311544: nobody was in. Please not on 1 December.": (None, None, None),
    "VM311544: nobody was in. Delivered again without success on 24 November.": (None, None, None),
    "VM311544: nobody was in. Our invoice is payable until 10 December.": (None, None, None),
}


@pytest.mark.parametrize("text", DAYS)
def test_days_of_a_shipment_have_their_roles(text: str) -> None:
    [claim] = read(text)
    found = tuple(day and f"{day:%m-%d}" for day in (claim.expected_day, claim.return_by, claim.wanted_day))
    assert found == DAYS[text]


def test_a_day_belongs_to_the_shipment_beside_it() -> None:
    first, second = read(
        "VM311544: nobody was in, next attempt on 30 November. VM311545: nobody was in, next attempt on 2 December."
    )
    assert (first.tracking_text, str(first.expected_day)) == ("VM311544", "2026-11-30")
    assert (second.tracking_text, str(second.expected_day)) == ("VM311545", "2026-12-02")


@pytest.mark.parametrize(
    "text",
    [
        "Sendung VM994103: Er hat die Annahme verweigert. Die Sendung ist bereits auf dem Rückweg zu Ihnen.",
        "VM994103 was refused at the gate. It is on its way back to you.",
        "Colis VM994103 : refusé par le client. Il est en cours de retour chez vous.",
        "Zending VM994103 is geweigerd. Ze komt naar u terug.",
    ],
)
def test_what_was_refused_and_comes_back_is_returning(text: str) -> None:
    [claim] = read(text)
    assert (claim.status, claim.reason) == (BACK, Trouble.REFUSED)


def test_what_would_go_back_does_not_yet() -> None:
    [claim] = read("VM311544: nobody was there. If nobody is there on the next attempt, it is returned to sender.")
    assert claim.status is FAILED


def test_who_only_names_a_day_to_take_it_in_asks_for_another_attempt() -> None:
    [claim] = read("About S00305: you may deliver it again on 1 December, please.")
    assert (claim.order_text, str(claim.wanted_day), claim.status) == ("S00305", "2026-12-01", None)
    assert claim.label() == "The report says S00305 is wanted on Tue 1 Dec 2026"
    for other in (
        "Could you send the invoice for S00305 again on 1 December, please?",
        "Please confirm S00305 again.",
        "S00305: please deliver on 1 December.",
    ):
        assert not read(other), other


@pytest.mark.parametrize("said", ["Beschädigt ist nichts.", "Beschadigd is niets.", "Beschädigt wurde nicht ein Teil."])
def test_what_is_denied_after_the_word_is_no_damage(said: str) -> None:
    claims = read(f"Sendung VM994103: der Empfänger hat die Annahme verweigert. {said}")
    assert [one.reason for one in claims] == [Trouble.REFUSED]


def test_each_place_that_says_it_must_be_denied() -> None:
    harm = re.compile(r"\bbeschädig\w*", re.IGNORECASE)
    assert not undenied(harm, "Nichts wurde beschädigt, und beschädigt ist nichts.")
    assert undenied(harm, "Beschädigt ist nichts außer dem Sockel, und der ist stark beschädigt.")
