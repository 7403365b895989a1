"""Free text to delay claims, in different styles and languages. `read` checks that every quote stands in the text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from agents.correspondence.late import is_news
from agents.correspondence.playbook import playbook
from cases.claims import DelayClaim, Precision
from tests.unit.agents.letters import CHAIRS, ORDERS, line, opened, read


def about(claim: DelayClaim) -> tuple[str, ...]:
    return tuple(ref.label for ref in claim.refers_to)


def one(body: str, subject: str = "") -> DelayClaim:
    [claim] = read(body, subject)[0]
    return claim


def test_a_new_day_replaces_an_old_one() -> None:
    claim = one(
        "Dear team,\n\nunfortunately your order P00012 is delayed. The writing tables will only arrive on 4 December "
        "2026\n"
        "instead of 27 November, because our coating line broke down.\n\nRegards"
    )
    assert claim.new_date == date(2026, 12, 4)
    assert claim.first_date == date(2026, 11, 27)
    assert about(claim) == ("P00012", "[DESK-01] Oak writing table")
    assert claim.reason == "our coating line broke down"
    assert claim.precision is Precision.DAY


def test_part_on_time_and_part_later() -> None:
    claim = one(
        "Sehr geehrte Damen und Herren,\n\nIhre Bestellung P00012 verzögert sich. Von den 50 Stück [DESK-01] "
        "liefern wir "
        "20 Stück wie vereinbart, 30 Stück erst am 04.12.2026.\nGrund ist ein Maschinenschaden in unserem Werk.\n"
    )
    assert (claim.on_time_quantity, claim.quantity, claim.new_date) == (Decimal(20), Decimal(30), date(2026, 12, 4))
    assert claim.reason is not None
    assert "Maschinenschaden" in claim.reason


def test_two_orders_are_told_apart() -> None:
    claims, _ = read(
        "Hello,\n\ntwo of your orders are affected by the strike:\n- P00012: two weeks later than agreed\n"
        "- P00015: the chairs arrive in week 50, the shelves are on time\n",
        "P00012 and P00015",
    )
    assert [(about(claim), claim.new_date, claim.precision) for claim in claims] == [
        (("P00012",), date(2026, 12, 11), Precision.DAY),
        (("P00015", "[CHR-01] Office chair"), date(2026, 12, 11), Precision.WEEK),
    ]


def test_two_orders_in_one_sentence() -> None:
    claims, _ = read("P00012 is delayed until 4 December and P00015 until 11 December.")
    assert [(about(claim), claim.new_date) for claim in claims] == [
        (("P00012",), date(2026, 12, 4)),
        (("P00015",), date(2026, 12, 11)),
    ]


def test_so_much_later_counts_from_each_lines_own_day() -> None:
    claims, _ = read(
        "Bonjour,\n\nVotre bon de commande P00015 aura un retard de deux semaines en raison d'une grève.\n"
    )
    assert {(about(claim)[1], claim.new_date) for claim in claims} == {
        ("[CHR-01] Office chair", date(2026, 12, 15)),
        ("[SHF-01] Steel shelf", date(2026, 12, 22)),
    }


@pytest.mark.parametrize(
    ("body", "subject"),
    [
        ("20 on time, 30 later. We do not know yet when.", "Delay P00012"),
        ("Unfortunately the goods are stuck in customs; no new date for PO P00012 yet.", ""),
        ("Leider verzögert sich Ihre Bestellung P00012, ein neuer Termin ist noch nicht bekannt.", ""),
        ("Your order P00012 will be late.", ""),
    ],
)
def test_an_unknown_arrival_is_an_answer_and_no_day_is_invented(body: str, subject: str) -> None:
    claim = one(body, subject)
    assert (claim.new_date, claim.precision) == (None, Precision.UNKNOWN)


def test_leaving_there_is_not_arriving_here() -> None:
    left = one("The goods of P00012 leave our plant only on 2 December.")
    assert (left.new_date, left.date_means) == (date(2026, 12, 2), "departure")
    both = one("The goods of P00012 leave our plant on 2 December and reach you on 7 December.")
    assert (both.new_date, both.date_means) == (date(2026, 12, 7), "arrival")


def test_from_one_day_to_another() -> None:
    claim = one("We regret to inform you that PO P00015 has been pushed from 1 December to 10 December.")
    assert (claim.first_date, claim.new_date) == (date(2026, 12, 1), date(2026, 12, 10))


def test_the_suppliers_own_number_is_our_order() -> None:
    claim = one("Your order SO-7781: production slipped by 10 working days.")
    assert about(claim)[0] == "P00012"
    assert claim.new_date == date(2026, 12, 11)


def test_an_unknown_order_is_claimed_without_a_record() -> None:
    claim = one("The vessel carrying order 4711-22 is late, ETA 12 December.")
    assert (claim.order_text, claim.refers_to, claim.new_date) == ("4711-22", (), date(2026, 12, 12))


def test_days_in_quoted_history_are_not_news() -> None:
    claim = one(
        "P00012 is delayed and arrives on 9 December.\n\nOn Fri, 20 Nov 2026 Purchasing <us@our.example> wrote:\n"
        "> please confirm that P00012 arrives on 27 November\n> and P00015 on 30 December, not later\n"
    )
    assert (about(claim)[0], claim.new_date) == ("P00012", date(2026, 12, 9))


def test_a_forwarded_message_is_news() -> None:
    claim = one(
        "FYI\n\n---------- Forwarded message ---------\nFrom: Nordholz <sales@nordholz.example>\n"
        "Date: Mon, 23 Nov 2026\nSubject: P00012\nTo: <us@our.example>\n\nP00012 will arrive on 9 December only.\n",
        "Fwd: P00012",
    )
    assert (about(claim)[0], claim.new_date) == ("P00012", date(2026, 12, 9))


def test_a_table_of_a_confirmation() -> None:
    claims, _ = read(
        "ORDER CONFIRMATION\n\nDate: 23.11.2026\nYour order: P00012 of 10.11.2026\n\n"
        "Pos  Item  Qty  Delivery date\n1  [DESK-01] Oak writing table  50 pcs  11.12.2026\n"
        "2  [LAMP-02] Brass lamp  20 pcs  27.11.2026\n\nPayment: 30 days net. Price 40.00 EUR",
        "Order confirmation",
    )
    news = [claim for claim in claims if is_news(claim, ORDERS)]
    assert [(about(claim)[1], claim.new_date) for claim in news] == [
        ("[DESK-01] Oak writing table", date(2026, 12, 11))
    ]


@pytest.mark.parametrize(
    "body",
    [
        "Hi, there is no delay on P00012, everything will arrive as planned on 27 November.",
        "Hello, your invoice 2026-118 is overdue since 1 November, please pay by 30 November.",
        "Please answer no later than Friday.",
        "Our office is closed from 24 December to 2 January.",
    ],
)
def test_what_is_no_delay_is_no_claim(body: str) -> None:
    assert [claim for claim in read(body)[0] if is_news(claim, ORDERS)] == []


@pytest.mark.parametrize(
    ("body", "subject", "wanted"),
    [
        # Written after the reader was, each in another hand.
        ("Hi,\n\nquick heads-up: P00012 is running behind. Best we can do is Friday Dec 4th, sorry!", "", "2026-12-04"),
        (
            "The delivery of order P00012 has to be postponed by one week.\nThe new delivery date is 04.12.2026.",
            "",
            "2026-12-04",
        ),
        ("Der Liefertermin zu SO-7781 kann nicht gehalten werden. Neuer Termin: KW 49.", "", "2026-12-04"),
        ("La livraison prévue le 27/11/2026 est reportée au 15/12/2026.", "Commande P00012", "2026-12-15"),
        (
            "Container TGHU1234567 (your PO P00012) missed a slot. New ETA: 18 December, original ETA 27 November.",
            "",
            "2026-12-18",
        ),
        ("The truck with your order P00012 broke down. It should reach you with 2 days delay.", "", "2026-11-30"),
        ("We need two more weeks for P00012.", "", "2026-12-11"),
        ("P00012 will not make it by Friday. Tuesday next week is realistic.", "", "2026-12-01"),
        ("As discussed on the phone on 20 November: delivery of P00012 moves to 4 December.", "", "2026-12-04"),
        (
            "De goederen van bestelling P00012 komen pas op 3 december in plaats van 27 november.",
            "",
            "2026-12-03",
        ),
        ("Der Liefertermin verschiebt sich auf Anfang Januar.", "P00012", "2027-01-08"),
    ],
)
def test_other_hands(body: str, subject: str, wanted: str) -> None:
    claim = one(body, subject)
    assert (about(claim)[0], claim.new_date) == ("P00012", date.fromisoformat(wanted))


def test_all_but_one() -> None:
    claim = one("All items of P00015 are one week late except the chairs, which come on time.")
    assert (about(claim)[1], claim.new_date) == ("[SHF-01] Steel shelf", date(2026, 12, 15))


def test_a_position_is_a_line() -> None:
    claim = one("Pos. 2 of your order P00015 will be delayed until 21 December.")
    assert about(claim)[1] == "[SHF-01] Steel shelf"


def test_the_end_of_a_code_is_enough_where_it_is_the_only_one() -> None:
    known = (
        replace(
            CHAIRS,
            lines=(line(5, "FAS-M16", "Hex bolt", date(2026, 12, 1)), line(6, "FAS-M12", "Hex nut", date(2026, 12, 1))),
        ),
    )
    [claim] = playbook(opened("M16 of P00015 comes on 11 December only."), known)[0]
    assert about(claim)[1] == "[FAS-M16] Hex bolt"


def test_a_thing_that_may_be_several_lines_is_guessed_by_nobody() -> None:
    known = (
        replace(
            CHAIRS,
            lines=(line(5, "A-001", "Long hose", date(2026, 12, 1)), line(6, "A-002", "Hose end", date(2026, 12, 1))),
        ),
    )
    [claim] = playbook(opened("The hoses of P00015 come on 11 December only."), known)[0]
    assert (about(claim), claim.product_text, claim.sure < 0.7) == (("P00015",), "hoses", True)


def test_what_comes_on_the_promised_day_is_on_time() -> None:
    claim = one("Partial delivery P00012: 20 x DESK-01 on 27/11/2026\nBackorder: 30 x DESK-01 on 09/12/2026")
    assert (claim.on_time_quantity, claim.quantity, claim.new_date) == (Decimal(20), Decimal(30), date(2026, 12, 9))


@pytest.mark.parametrize(
    "body",
    [
        "P00012: 4 december redden we ook niet. Het wordt vrijdag 11 december.",
        "P00012: den 4. Dezember können wir nicht halten, es wird der 11. Dezember.",
        "P00012: 4 December we cannot make either, it will arrive on 11 December.",
        "P00012 : le 4 décembre n'est pas tenable, livraison le 11 décembre.",
    ],
)
def test_a_day_that_is_not_kept_is_no_new_one(body: str) -> None:
    assert str(one(body).new_date) == "2026-12-11"
