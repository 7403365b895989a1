"""What is put away, and what never is: warnings, chatter, answers to invitations, what comes sooner, what is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from evals.reading import read_set
from evals.reading_score import ReadMail
from evals.reading_world import ReadingWorld, Truth

WORLD = ReadingWorld.model_validate(
    {
        "now": "2026-11-26T09:30",
        "zone": "Europe/Brussels",
        "own_domains": ["our.example"],
        "partners": [{"domain": "nordholz.example", "name": "Nordholz", "role": "vendor"}],
        "purchase_orders": [
            {
                "name": "P00012",
                "ref": "SO-7781",
                "domain": "nordholz.example",
                "lines": [{"code": "DESK-01", "name": "Oak table", "quantity": 60, "due": "2026-12-04"}],
            }
        ],
    }
)


NORDHOLZ, SANDER, FORWARDER = "sales@nordholz.example", "sander@our.example", "ops@forwarder.example"
FOOTER = "\n\nKind regards\nOrder desk\n\nNordholz AS, Havnegata 14, 7010 Trondheim IBAN NO93 8601 1117 947"
# Sender, subject and body of each.
LETTERS = {
    "warning": (
        NORDHOLZ,
        "Be careful",
        "Criminals send forged mails in our name which say that our bank details have changed. They do not come from "
        "us, "
        "and our account is the same as always. Please ring your usual contact.",
    ),
    "warnung": (
        NORDHOLZ,
        "Vorsicht",
        "Derzeit sind gefälschte Mails in unserem Namen unterwegs, die eine neue Bankverbindung nennen. Sie stammen "
        "nicht "
        "von uns, unser Konto ist unverändert.",
    ),
    "account below": (
        NORDHOLZ,
        "Payments",
        "Because of fraud attempts our old account is closed; mails that name it do not come from us. Please pay to "
        "our "
        "new account DE89 3704 0044 0532 0130 00 from now on.",
    ),
    "chatter": (
        SANDER,
        "vrijdag",
        "Hoi allemaal,\n\nvrijdag is het Joosts laatste dag. Om 15.30 is er taart in de kantine, en wie mee wil eten "
        "moet "
        "het voor morgen 12 uur even op de lijst zetten.",
    ),
    "chatter and an order": (
        SANDER,
        "vrijdag",
        "Hoi allemaal,\n\nvrijdag is het Joosts laatste dag. Om 15.30 is er taart in de kantine. Over P00012 maak ik "
        "me "
        "zorgen.",
    ),
    "sooner": (NORDHOLZ, "News", "All 60 tables of P00012 will arrive on 1 December 2026, sooner than agreed."),
    "asked": (
        NORDHOLZ,
        "News",
        "Would it suit you if we delivered P00012 on 11 December 2026 instead of 4 December 2026?",
    ),
    "supposed": (NORDHOLZ, "News", "If the varnish is not dry by then, P00012 will arrive on 11 December 2026."),
    "to be taken": (
        NORDHOLZ,
        "News",
        "Could you accept delivery of P00012 on 11 December 2026 instead? Our haulier is full that week.",
    ),
    "confirmed": (NORDHOLZ, "News", f"Your order P00012 arrives on 4 December 2026, as planned.{FOOTER}"),
    "bestätigt": (NORDHOLZ, "News", f"Ihre Bestellung P00012 trifft wie geplant am 4. Dezember 2026 ein.{FOOTER}"),
    "confirmé": (NORDHOLZ, "News", f"Votre commande P00012 arrivera comme prévu le 4 décembre 2026.{FOOTER}"),
    "unchanged": (
        NORDHOLZ,
        "News",
        f"No change to the delivery date of P00012. All tables are finished next week.{FOOTER}",
    ),
    "answer": (
        NORDHOLZ,
        "Re: tables",
        "I hardly dare write it, but the 4th will not hold either. It will be Friday 11 December 2026 at your door.\n\n"
        "On 25 Nov 2026, Us <us@our.example> wrote:\n> P00012 on 4 December then, please.\n",
    ),
    "half understood": (
        NORDHOLZ,
        "P00012",
        "Bad news about the round tables, the veneer mill rations us and we have none left. Nobody there tells me when "
        "that ends.\n\nThe square ones of P00012 are with you on 4 December as agreed.",
    ),
    "another day is of something else": (
        NORDHOLZ,
        "AW: P00012",
        "Die Lackiererei hat Revision, vor Anfang Dezember kommen wir dort nicht hinein. Die ganze Bestellung P00012 "
        "verschiebt sich um zwei Wochen.",
    ),
    "fire": (
        NORDHOLZ,
        "SO-7781",
        "On Sunday night there was a fire in the mill, and the tops for your SO-7781 have water damage. I cannot tell "
        "you when we can deliver.",
    ),
    "not ours": (
        NORDHOLZ,
        "Re: all well?",
        "Yes, P00012 runs as confirmed for 4 December, and the delay at the veneer mill does not affect your order.",
    ),
    "forwarder": (
        FORWARDER,
        "Trailer",
        "The trailer with SO-7781 broke down. It will be unloaded at your place on Friday 11 December 2026.",
    ),
}


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, ReadMail]:
    """What each letter comes to."""
    folder = tmp_path_factory.mktemp("letters")
    (folder / "world.json").write_text(WORLD.model_dump_json())
    for name, (sender, subject, body) in LETTERS.items():
        (folder / f"{name}.eml").write_text(
            f"From: {sender}\nTo: us@our.example\nSubject: {subject}\nDate: Thu, 26 Nov 2026 09:00:00 +0100\n"
            f'Content-Type: text/plain; charset="utf-8"\n\n{body}\n',
            encoding="utf-8",
        )
        (folder / f"{name}.json").write_text(Truth.model_validate({"kinds": []}).model_dump_json())
    return {mail.id: mail for mail in asyncio.run(read_set(folder, lambda _: None)).mails}


@pytest.mark.parametrize("name", ["warning", "warnung"])
def test_a_warning_asks_for_nothing(read: Mapping[str, ReadMail], name: str) -> None:
    assert (read[name].kinds, read[name].sensitive) == ((), False)


def test_an_account_below_a_warning_is_a_request(read: Mapping[str, ReadMail]) -> None:
    assert read["account below"].sensitive


def test_a_colleagues_chatter_is_put_away_though_it_names_a_day(read: Mapping[str, ReadMail]) -> None:
    assert read["chatter"].kinds == ()


def test_what_names_an_order_is_never_put_away_as_chatter(read: Mapping[str, ReadMail]) -> None:
    assert read["chatter and an order"].kinds != ()


def test_what_comes_sooner_is_told_and_opens_nothing(read: Mapping[str, ReadMail]) -> None:
    assert read["sooner"].kinds == ()
    assert "earlier than planned" in (read["sooner"].nothing_new or "")


@pytest.mark.parametrize("name", ["asked", "supposed"])
def test_what_is_asked_or_only_supposed_is_not_late(read: Mapping[str, ReadMail], name: str) -> None:
    assert read[name].kinds == ("unclassified",)
    assert not [claim for claim in read[name].claims if claim.type == "delay"]


def test_goods_that_are_to_be_taken_on_another_day_come_then(read: Mapping[str, ReadMail]) -> None:
    assert read["to be taken"].kinds == ("inbound_delay",)


@pytest.mark.parametrize("name", ["confirmed", "bestätigt", "confirmé", "unchanged"])
def test_a_day_that_is_confirmed_says_nothing_new(read: Mapping[str, ReadMail], name: str) -> None:
    assert read[name].kinds == ()


@pytest.mark.parametrize("name", ["answer", "forwarder"])
def test_the_order_is_the_threads_or_the_one_with_the_vendors_number(read: Mapping[str, ReadMail], name: str) -> None:
    days = [(claim.order, str(claim.new_date)) for claim in read[name].claims if claim.type == "delay"]
    assert days == [("P00012", "2026-12-11")]


def test_what_confirms_one_thing_and_sounds_late_beside_it_is_not_put_away(read: Mapping[str, ReadMail]) -> None:
    assert read["half understood"].kinds == ("inbound_delay",)


def test_somebody_elses_delay_says_nothing_new(read: Mapping[str, ReadMail]) -> None:
    assert read["not ours"].kinds == ()


def test_so_much_later_counts_before_a_day_of_something_else(read: Mapping[str, ReadMail]) -> None:
    days = [(claim.order, str(claim.new_date)) for claim in read["another day is of something else"].claims]
    assert days == [("P00012", "2026-12-18")]


def test_a_vendors_misfortune_is_no_damage_of_a_shipment(read: Mapping[str, ReadMail]) -> None:
    assert read["fire"].kinds == ("inbound_delay",)
