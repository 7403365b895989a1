"""Kinds of fault that people reported of reading mail, each told in words of its own: what is said is what is read."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from agents.correspondence.known import KnownLine, KnownOrder
from agents.correspondence.letter import Letter, open_letter
from agents.correspondence.playbook import playbook, played
from agents.correspondence.writer import _references
from agents.reading.account import UNEXPLAINED
from cases.claims import DelayClaim
from tests.unit.agents.letters import CHAIRS, DESKS, NORDHOLZ, ORDERS, opened, parse_here
from tools.mail import parse_mail
from tools.odoo.models import PurchaseOrder
from tools.odoo.values import Ref

TWICE = KnownOrder(
    31,
    "P00031",
    ("P00031",),
    NORDHOLZ,
    (
        KnownLine(41, "[HNG-4] Hinge", ("HNG-4",), "Hinge", date(2026, 11, 30), True, "Units", Decimal(25)),
        KnownLine(42, "[HNG-4] Hinge", ("HNG-4",), "Hinge", date(2026, 12, 14), True, "Units", Decimal(60)),
    ),
)


def claims(body: str, subject: str = "", orders: Sequence[KnownOrder] = ORDERS) -> list[DelayClaim]:
    return playbook(opened(body, subject), orders)[0]


def one(body: str, subject: str = "", orders: Sequence[KnownOrder] = ORDERS) -> DelayClaim:
    [claim] = claims(body, subject, orders)
    return claim


def raw(content: str | bytes) -> Letter:
    received = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    source = content.encode() if isinstance(content, str) else content
    return asyncio.run(open_letter(source, "message/rfc822", received, "Europe/Brussels", parse_here))


HEAD = (
    "From: Sales <sales@nordholz.example>\nSubject: Notice\nDate: Mon, 23 Nov 2026 09:00:00 +0100\nMIME-Version: 1.0\n"
)


@pytest.mark.parametrize(
    "words",
    [
        "P00012 will be delayed until 2026/12/09.",
        "P00012 will be delayed until 2026.12.9.",
        "P00012 slips to Wednesday 9th.",
        "P00012 arrives Wednesday, 9 December, not Friday.",
        "P00012: not 4 but 9 December, sorry for the delay.",
        "P00012 is not 4 December but 9 December.",
        "P00012 kommt nicht am 4. Dezember, sondern am 9. Dezember.",
        "P00012 arrives on the 9th instead of 27 November.",
        "La livraison de P00012 est repoussée au 9 décembre.",
    ],
)
def test_a_day_is_read_however_it_is_written(words: str) -> None:
    assert one(words).new_date == date(2026, 12, 9)


@pytest.mark.parametrize(
    "words",
    [
        "P00012 is delayed to week commencing 7 December.",
        "P00012 moves to w/c 7 December, we are late.",
        "P00012 verschiebt sich auf die Woche vom 7. Dezember.",
        "P00012 kommt KW 50 statt KW 48.",
        "P00012 is late, new date 2026-W50.",
    ],
)
def test_a_week_is_its_friday(words: str) -> None:
    claim = one(words)
    assert (claim.new_date, claim.precision.value) == (date(2026, 12, 11), "week")


def test_a_day_that_differs_from_its_weekday_is_less_sure() -> None:
    assert (
        one("P00012 arrives on Tuesday, 9 December.").sure < 0.8 <= one("P00012 arrives on Wednesday, 9 December.").sure
    )


@pytest.mark.parametrize(
    "words",
    [
        "P00012 slips two weeks.",
        "Production of P00012 is delayed about 2 weeks.",
        "P00012 is delayed 2 wks.",
    ],
)
def test_so_much_later_counts_from_the_planned_day(words: str) -> None:
    assert one(words).new_date == date(2026, 12, 11)


@pytest.mark.parametrize(
    "words",
    [
        "P00012 is delayed to 9 December at 6 am, dock 3.",
        "P00012 is delayed to 9 December, 18:20.",
        "P00012 is delayed to 9 December, see invoices 812 and 840.",
        "P00012 is delayed to 9 December with 1 x 40HC.",
        "P00012 is delayed to 9 December on a 40 ft trailer.",
        "P00012 is delayed to 9 December; contact line 2.",
    ],
)
def test_a_number_that_counts_no_goods_is_no_quantity(words: str) -> None:
    claim = claims(words)[0]
    assert (claim.quantity, claim.on_time_quantity) == (None, None)


def test_one_item_on_two_lines_is_told_by_day_position_or_quantity() -> None:
    for words in (
        "P00031: the hinges HNG-4 due 30 November 2026 arrive on 11 December 2026.",
        "P00031 position 1: HNG-4 is late and arrives on 11 December 2026. Position 2 is unchanged.",
        "P00031: 25 pcs of HNG-4 are delayed to 11 December 2026.",
    ):
        claim = one(words, orders=[TWICE])
        assert [ref.id for ref in claim.refers_to if ref.model == "purchase.order.line"] == [41]
        assert claim.new_date == date(2026, 12, 11)


def test_one_item_on_two_lines_is_asked_where_nothing_tells() -> None:
    claim = one("HNG-4 on P00031 is delayed to 11 December 2026.", orders=[TWICE])
    assert [ref.model for ref in claim.refers_to] == ["purchase.order"]
    assert claim.product_text == "HNG-4"
    assert claim.sure < 0.8


def test_the_item_decides_over_the_order_in_the_subject() -> None:
    claim = one("The copy is attached.\n\nBy the way, CHR-01 slips to 16 December.", "RE: P00012 copy of invoice")
    assert claim.refers_to[0].id == CHAIRS.id
    assert claim.refers_to[1].id == 5


def test_what_is_unchanged_keeps_its_day() -> None:
    claim = one(
        "Purchase order: P00015\n"
        "Line 1 CHR-01 promised date changed from 2026-12-01 to 2026-12-15\n"
        "Line 2 SHF-01 promised date unchanged"
    )
    assert (claim.refers_to[1].id, claim.new_date) == (5, date(2026, 12, 15))


@pytest.mark.parametrize(
    "words",
    [
        "Could you accept P00012 on 9 December instead of 27 November?",
        "If we do not get your approval, P00012 will be delayed to 9 December.",
    ],
)
def test_what_is_asked_or_depends_on_something_is_no_announcement(words: str) -> None:
    assert one(words).sure <= 0.5


def test_a_day_by_which_something_must_happen_first_is_no_arrival() -> None:
    days = {claim.new_date for claim in claims("P00012 will be late if we do not get your approval by 9 December.")}
    assert date(2026, 12, 9) not in days


def test_a_number_in_two_companies_names_neither() -> None:
    other = replace(DESKS, id=99)
    claim = one("P00012 is delayed to 9 December.", orders=[DESKS, other])
    assert claim.refers_to == ()
    assert claim.order_text == "P00012"


@pytest.mark.parametrize("number", ["PO 12012", "P-12012", "PO12012"])
def test_our_number_written_otherwise_is_that_order(number: str) -> None:
    order = replace(DESKS, name="P12012", references=("P12012",))
    assert one(f"{number} is delayed to 9 December.", orders=[order]).refers_to[0].id == order.id


@pytest.mark.parametrize(
    ("reference", "kept"), [("email", False), ("2026", False), ("12/2026", False), ("KW 49", False), ("SO-7781", True)]
)
def test_a_vendors_reference_names_an_order_only_where_it_can(reference: str, *, kept: bool) -> None:
    order = PurchaseOrder(
        id=1,
        name="P00001",
        partner=Ref(1, "A"),
        state="purchase",
        amount_untaxed=Decimal(1),
        vendor_reference=reference,
    )
    assert (reference in _references(order)) is kept


def test_an_italian_or_unknown_head_begins_history() -> None:
    for names in (("Da", "Inviato", "A", "Oggetto"), ("Von wem", "Wann", "An wen", "Worum")):
        sender, moment, to, subject = names
        letter = opened(
            "P00012 arrives on 9 December.\n\n"
            f"{sender}: Us <us@our.example>\n{moment}: 16 novembre 2026 10:12\n{to}: Sales <s@n.example>\n"
            f"{subject}: P00012\n\n"
            "please deliver 4 January 2027",
            "RE: P00012",
        )
        assert "4 January" not in letter.news
        assert "9 December" in letter.news


def test_a_portals_table_of_fields_is_no_head_of_history() -> None:
    letter = opened("A change.\n\nOrder: P00012\nContact: sales@nordholz.example\nNew date: 2026-12-09\n")
    assert "2026-12-09" in letter.news


def test_set_in_text_is_news_unless_somebody_is_said_to_have_written_it() -> None:
    body = "<p>Please note:</p><blockquote>P00012 arrives on 9 December.</blockquote>"
    letter = raw(f"{HEAD}Content-Type: text/html; charset=utf-8\n\n{body}")
    assert "9 December" in letter.news


def test_a_placeholder_beside_a_page_is_not_read_for_it() -> None:
    page = "<p>Order P00012 is delayed to 9 December 2026.</p>"
    letter = raw(
        f"{HEAD}Content-Type: multipart/alternative; boundary=B\n\n--B\nContent-Type: text/plain\n\n"
        f"Your program cannot show this message.\n--B\nContent-Type: text/html\n\n{page}\n--B--\n"
    )
    assert "9 December 2026" in letter.news


@pytest.mark.parametrize("encoding", ["base64 ", '"base64"', "BASE64;"])
def test_a_transfer_encoding_with_more_than_its_name_is_undone(encoding: str) -> None:
    packed = base64.encodebytes(b"Order P00012 is delayed to 9 December 2026.").decode()
    assert (
        "9 December" in raw(f"{HEAD}Content-Transfer-Encoding: {encoding}\nContent-Type: text/plain\n\n{packed}").news
    )


def test_an_attached_message_in_a_transfer_encoding_is_read() -> None:
    inner = (
        b"From: a@nordholz.example\nSubject: late\nContent-Type: text/plain\n\nP00012 is delayed to 9 December 2026.\n"
    )
    for head in ("Content-Type: message/rfc822", 'Content-Type: application/octet-stream; name="late.eml"'):
        letter = raw(
            f"{HEAD}Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain\n\nSee below.\n--B\n"
            f"{head}\nContent-Transfer-Encoding: base64\n\n{base64.encodebytes(inner).decode()}\n--B--\n"
        )
        assert "9 December 2026" in letter.news


def test_an_encoded_subject_cut_inside_a_group_is_joined() -> None:
    word = base64.b64encode("Verzögerung P00012".encode()).decode()
    mail = parse_mail(f"From: a@b.example\nSubject: =?utf-8?B?{word[:10]}?=\n =?utf-8?B?{word[10:]}?=\n\nx".encode())
    assert mail.subject == "Verzögerung P00012"


def test_a_calendar_entry_says_what_and_when() -> None:
    letter = raw(
        f"{HEAD}Content-Type: multipart/alternative; boundary=B\n\n--B\nContent-Type: text/plain\n\n\n--B\n"
        "Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\n"
        "DTSTART;TZID=Europe/Brussels:20261209T070000\nSUMMARY:Unloading P00012\\, delayed\n"
        " again\nBEGIN:VALARM\nDESCRIPTION:alarm\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR\n--B--\n"
    )
    assert "Unloading P00012, delayedagain" in letter.news
    assert "2026-12-09 07:00" in letter.news
    assert "alarm" not in letter.news


def test_an_entry_without_an_event_is_said_to_be_unread() -> None:
    letter = raw(f"{HEAD}Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n")
    assert any("calendar" in problem for problem in letter.problems)


def test_a_signed_piece_that_cannot_be_opened_is_said_to_be_unread() -> None:
    letter = raw(
        f'{HEAD}Content-Type: application/pkcs7-mime; name="smime.p7m"\nContent-Transfer-Encoding: base64\n\nMIIB\n'
    )
    assert any("smime.p7m" in problem for problem in letter.problems)


def test_a_table_in_plain_text_is_read_row_by_row() -> None:
    sheet = (
        "Bestellung;Artikel;Menge;Termin alt;Termin neu\n"
        "P00015;CHR-01;8;01.12.2026;01.12.2026\n"
        "P00015;SHF-01;4;08.12.2026;18.12.2026\n"
    )
    letter = raw(
        f"{HEAD}Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain\n\nSee the overview.\n--B\n"
        'Content-Type: text/csv; name="dates.csv"\nContent-Disposition: attachment; filename="dates.csv"\n\n'
        f"{sheet}\n--B--\n"
    )
    late = [claim for claim in playbook(letter, ORDERS)[0] if claim.new_date != date(2026, 12, 1)]
    assert [(claim.refers_to[1].id, claim.new_date) for claim in late] == [(6, date(2026, 12, 18))]


GEARS = KnownOrder(
    20,
    "P00020",
    ("P00020",),
    NORDHOLZ,
    (KnownLine(9, "[GM-01] Gearmotor", ("GM-01",), "Gearmotor", date(2026, 12, 11), True, "Units", Decimal(24)),),
)


@pytest.mark.parametrize("planned", [date(2026, 12, 4), date(2026, 12, 11)])
@pytest.mark.parametrize(
    "words",
    [
        "The 14 pcs announced for 11 December will now arrive on 18 December.",
        "The 14 pcs advised for 11 December will arrive on 18 December.",
        "Die für den 11. Dezember angekündigten 14 Stück kommen nun am 18. Dezember.",
        "Les 14 pièces annoncées pour le 11 décembre arriveront le 18 décembre.",
        "De voor 11 december aangekondigde 14 stuks komen nu op 18 december aan.",
    ],
)
def test_a_part_that_was_announced_for_one_day_comes_on_the_other(words: str, planned: date) -> None:
    order = replace(GEARS, lines=(replace(GEARS.lines[0], planned=planned),))
    [claim] = claims(f"P00020, GM-01. {words}", orders=(order,))
    assert (claim.quantity, claim.new_date, claim.on_time_quantity) == (14, date(2026, 12, 18), None)
    assert claim.sure >= 0.8


@pytest.mark.parametrize(
    "words",
    [
        "Die 14 Stück, angekündigt für den 11. Dezember, kommen am 18. Dezember an.",
        "De 14 stuks, aangekondigd voor 11 december, komen nu op 18 december aan.",
    ],
)
def test_a_count_that_nobody_took_makes_a_claim_about_all_of_it_unsure(words: str) -> None:
    [claim] = played(opened(f"P00020, GM-01. {words}"), (GEARS,)).delays
    assert claim.quantity == 14 or claim.sure <= UNEXPLAINED
