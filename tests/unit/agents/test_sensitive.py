"""Requests to change what may never be changed from a message, said in many ways; and what only sounds like one."""

from __future__ import annotations

import pytest

from agents.correspondence.likely import shipped
from agents.correspondence.sensitive import sensitive_claims
from agents.correspondence.text import Region, sentences
from agents.reading.accounts import account_numbers, is_account
from cases.claims import SensitiveClaim
from tests.unit.agents.letters import read

ACCOUNT = "DE89 3704 0044 0532 0130 00"


def abouts(body: str) -> list[str]:
    _, rest = read(body)
    return [claim.about for claim in rest if isinstance(claim, SensitiveClaim)]


@pytest.mark.parametrize(
    ("body", "about"),
    [
        ("Please settle invoice 77 with our factor, Harbour Finance.", "bank"),
        ("Kindly stop all payments until our new bank is known.", "bank"),
        ("Our account at Midland was closed last week. Please use the details in the letter.", "bank"),
        (f"Please pay invoice 77 to {ACCOUNT}.", "bank"),
        ("I need a wire done today, keep it confidential and please do not call me.", "bank"),
        ("Unsere Forderungen haben wir verkauft, bitte zahlen Sie nur noch an die Factoringgesellschaft.", "bank"),
        ("Bitte setzen Sie die Zahlungen an uns vorerst aus.", "bank"),
        (f"Für die Rechnung 77 verwenden Sie bitte das Konto {ACCOUNT}.", "bank"),
        ("Merci de régler notre facture à la société d'affacturage indiquée ci-dessous.", "bank"),
        ("Veuillez bloquer les paiements en attendant nos nouvelles coordonnées.", "bank"),
        ("Gelieve het bedrag over te maken op een andere rekening dan vroeger.", "bank"),
        ("Betalingen graag stopzetten tot u van ons hoort.", "bank"),
        (f"When it falls due please let it go to them:\n\nHarbour Finance\n{ACCOUNT}\n\nBest\nMoira", "bank"),
        (f"The usual one runs out, so the open items over {ACCOUNT} from now on.", "bank"),
        ("We are moving to Unit 12, Canal Yard. Please deliver there as of Monday.", "address"),
        ("Liefern Sie künftig bitte alles in die Hafenstraße 12.", "address"),
        ("Nous déménageons : merci de livrer désormais au 3 rue du Port.", "address"),
        ("Wij verhuizen. Graag voortaan leveren op Kerkstraat 9.", "address"),
        ("We now trade as Hollis Fasteners Limited.", "identity"),
        ("Aus Hollmann OHG wird die Hollmann GmbH.", "identity"),
        ("Please write only to sales@hollis-group.example, the old mailbox is closed.", "identity"),
        ("Bitte schicken Sie mir die Zugangsdaten zum Portal noch einmal.", "identity"),
        ("Can someone take us off stop today?", "release"),
        ("Kannst du die Sperre bei denen rausnehmen?", "release"),
        ("Merci de lever la suspension de nos livraisons.", "release"),
        ("Graag de blokkade van onze bestelling opheffen.", "release"),
    ],
)
def test_a_request_is_seen_however_it_is_said(body: str, about: str) -> None:
    assert about in abouts(body)


@pytest.mark.parametrize(
    "body",
    [
        f"Your order P00012 left today.\n\nNordholz GmbH\nSparkasse Nordholz, IBAN {ACCOUNT}, BIC COBADEFFXXX\n",
        f"The napkins are on time.\n\nGijs\nPaper B.V. | IBAN {ACCOUNT} | KvK 23046611",
        "We never change our bank account by e-mail. If you are asked to, please call us.",
        "Our bank details have not changed, please see below.",
        "From Monday our dock is open until noon, please tell your drivers; the address stays the same.",
        "Please release the purchase order so that we can start.",
        "Your payment reached our account yesterday, thank you.",
        "Your account manager changes: from Monday it is Ellen.",
        "We are closed on the bank holiday, please send orders earlier.",
        "The pallets are on hold for inspection and leave on 4 December.",
        "Please pay attention to the new label on the boxes.",
        "Please transfer 60 pieces to the other warehouse.",
        "Our delivery address is unchanged, please send it to 12 High Street as always.",
        "Die Rechnung wurde zur Zahlung freigegeben.",
        "Der Zoll hat die Sendung freigegeben, sie kommt am 4. Dezember.",
        "Ihre Zahlung ist auf unserem Konto eingegangen.",
        "Bitte zählen Sie die Ware im Sperrlager noch einmal.",
        "Votre virement est arrivé sur notre compte.",
        "Nous changeons de transporteur, rien ne change pour vous.",
        "Uw betaling is op onze rekening bijgeschreven.",
        "Een factor is het weer: de levering komt op 4 december.",
    ],
)
def test_what_only_sounds_like_one_is_none(body: str) -> None:
    assert abouts(body) == []


@pytest.mark.parametrize(
    "body",
    [
        "Best estimate for delivery to your warehouse is now w/c 21 June. Please accept our apologies for any trouble.",
        "Your order is now with us again, incomplete as it was.",
        "Die Lieferung an Ihr Lager ist jetzt für den 21. Juni vorgesehen. Wir bitten um Ihr Verständnis.",
        "La livraison à votre entrepôt est désormais prévue le 21 juin. Veuillez nous excuser.",
        "De levering in uw magazijn is nu voorzien op 21 juni. Graag uw begrip.",
    ],
)
def test_an_apology_wishes_for_nothing(body: str) -> None:
    assert abouts(body) == []


def test_no_example_of_another_kind_is_one() -> None:
    # Statements alone: what is said of late goods beside them takes seconds a hundred.
    alarms = [text for _, text in shipped().texts if sensitive_claims([*sentences(Region("body", text, 0, len(text)))])]
    assert alarms == []


def test_an_account_number_is_told_by_its_check_digits() -> None:
    assert list(account_numbers(f"IBAN {ACCOUNT} BIC COBADEFFXXX")) == ["DE89370400440532013000"]
    assert list(account_numbers("gb33bukb20201555555555")) == []
    assert is_account("NL91ABNA0417164300")
    assert not is_account("NL91ABNA0417164301")
    assert not is_account("MSKU1234565")


@pytest.mark.parametrize(
    "body",
    [
        f"Der Preis für Ihr Konto {ACCOUNT} steigt, beleghafte Überweisungen kosten künftig 3,50 EUR.",
        f"From June the fee of your account no. {ACCOUNT} is 12 EUR, payments on paper must be signed.",
        f"Les frais de votre compte {ACCOUNT} passent à 12 EUR, le virement papier à 3,50 EUR.",
        f"De kosten van uw zakelijke rekening {ACCOUNT} wijzigen, een betaling op papier kan niet meer.",
    ],
)
def test_what_a_bank_says_of_the_readers_own_account_asks_for_nothing(body: str) -> None:
    assert abouts(body) == []


@pytest.mark.parametrize(
    "body",
    [
        f"Please send your payment to {ACCOUNT} from now on.",
        f"Bitte überweisen Sie Ihre Zahlung künftig auf {ACCOUNT}.",
        f"Merci de verser votre règlement sur {ACCOUNT} désormais.",
        f"Graag uw betaling voortaan op {ACCOUNT}.",
    ],
)
def test_what_is_called_yours_is_the_payment_and_not_the_account(body: str) -> None:
    assert "bank" in abouts(body)


TOLD = "Also this week: a bakery lost 48,000 pounds after a supplier changed banks by mail."
FOOT = "You receive this newsletter because you signed up. Unsubscribe"


def test_what_a_newsletter_tells_of_others_asks_for_nothing() -> None:
    assert abouts(f"{TOLD}\n\n{FOOT}") == []


@pytest.mark.parametrize(
    "body",
    [
        "Our bank account has changed.",
        "We have changed banks.",
        f"Please use {ACCOUNT} for payments.",
        "Your payments go to our new bank account.",
    ],
)
def test_a_request_dressed_as_a_newsletter_is_one(body: str) -> None:
    assert "bank" in abouts(f"{body}\n\n{FOOT}")


@pytest.mark.parametrize(
    "body",
    [
        f"Payable as always to Calder Bank, {ACCOUNT}, quoting the invoice number.",
        f"Zahlbar wie immer auf unser Konto {ACCOUNT} bei der Kreissparkasse Westerwald.",
        f"Les coordonnées imprimées en bas sont toujours les bonnes : {ACCOUNT} à la Banque du Rouergue.",
        f"Te betalen zoals gewoonlijk op onze rekening {ACCOUNT} bij de Rabobank in Breda.",
        f"For your records: paid today to the account that we have on file for you, {ACCOUNT}.",
        f"Zur Kenntnis: heute angewiesen an Ihr bei uns hinterlegtes Konto {ACCOUNT}.",
        "Unsere Bankverbindung bleibt, wie sie ist; lassen Sie sich von niemandem etwas anderes erzählen.",
        "Please call us if you ever get a message that says our bank account has changed.",
        "Sollten Sie eine Mail mit einer neuen Bankverbindung erhalten, rufen Sie uns bitte an.",
        "Unverlangte Änderungen von Zahlungsdaten teilen wir grundsätzlich nicht per E-Mail mit.",
        "This message is for the intended recipient; changed bank details are not sent by e-mail.",
        "Notre nouvelle adresse préférée : le showroom, 3 quai Tabarly. Les livraisons, elles, ne bougent pas.",
        "Ihre Überweisung ist gestern auf unserem Konto eingegangen, die Liefersperre ist damit aufgehoben. Sie müssen "
        "nichts weiter veranlassen.",
        "Only this line changes; you need do nothing about our bank.",
        "Le changement ne concerne que cette ligne ; l'adresse de livraison reste celle de la commande.",
        "Offene Forderungen: bitte begleichen Sie die folgenden Rechnungen 4471 und 4472.",
    ],
)
def test_what_stays_as_it_was_or_warns_asks_for_nothing(body: str) -> None:
    assert abouts(body) == []


@pytest.mark.parametrize(
    ("body", "about"),
    [
        (f"The usual account is closed. Please pay to {ACCOUNT} from now on.", "bank"),
        (f"Bitte zahlen Sie künftig auf das neue Konto {ACCOUNT}, das alte besteht nicht mehr.", "bank"),
        # With a typing error in it.
        ("Merci de régler dorénavant sur FR76 1470 7000 2130 1928 8374 615.", "bank"),
        ("Our e-mail address has changed. Please write only to sales@new-trade.example from now on.", "identity"),
    ],
)
def test_what_is_no_longer_so_is_one_request(body: str, about: str) -> None:
    assert abouts(body) == [about]
