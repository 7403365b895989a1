"""What mails say of shipments to customers: what became of one, why, which is meant."""

from __future__ import annotations

import pytest

from agents.correspondence.deliveries import delivery_claims, numbers
from agents.correspondence.text import Region, Sentence, sentences
from cases.carrier_events import Milestone, Trouble
from cases.claims import DeliveryClaim

FAILED, BACK, HELD, LOST = Milestone.FAILED_ATTEMPT, Milestone.RETURNING, Milestone.EXCEPTION, Milestone.LOST


def statements(text: str) -> list[Sentence]:
    return list(sentences(Region(part="body", start=0, end=len(text), text=text)))


def read(text: str) -> list[DeliveryClaim]:
    return delivery_claims(statements(text))


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
