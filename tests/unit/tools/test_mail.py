"""Mails as they arrive: never raise, never lose a word, know what is news."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.mail import Mail, parse_mail

# A folder of other people's test mails, where the machine has one.
REAL = Path(os.environ.get("EXPEDITER_TEST_MAILS", "/nonexistent"))
FOLDERS = ("mikel-mail", "mimekit", "talon")


def plain(body: str, subject: str = "Hello", headers: str = "") -> Mail:
    head = f"From: A <a@b.example>\nSubject: {subject}\n{headers}Content-Type: text/plain; charset=utf-8\n\n"
    return parse_mail((head + body).encode())


def pieces(mail: Mail, what: str) -> str:
    return "".join(mail.text[piece.start : piece.end] for piece in mail.passages if piece.what == what)


def whole(mail: Mail) -> bool:
    """The passages cover the text from beginning to end."""
    return "".join(mail.text[piece.start : piece.end] for piece in mail.passages) == mail.text


@pytest.mark.skipif(not REAL.is_dir(), reason="no folder of real mails: set EXPEDITER_TEST_MAILS to have them read")
def test_real_mails_of_other_projects_are_all_read() -> None:
    files = [path for folder in FOLDERS for path in sorted((REAL / folder).rglob("*")) if path.is_file()]
    mails = {path.name: parse_mail(path.read_bytes()) for path in files}
    assert len(mails) > 80
    assert all(whole(mail) for mail in mails.values())
    malformed = {name for name, mail in mails.items() if any("malformed" in problem for problem in mail.problems)}
    assert malformed <= {"stack-overflow.txt"}, "only the mail that is nested without end may be shown as it came"
    bounces = {name for name, mail in mails.items() if mail.is_bounce}
    assert {"multi_address_bounce2.eml", "report_422.eml", "bounce.txt"} <= bounces


def test_an_ordinary_mail() -> None:
    mail = plain(
        "Good morning\n",
        "Grüße",
        "Date: Mon, 23 Nov 2026 09:00:00 +0100\nMessage-ID: <1@b.example>\nReferences: <a@x> <b@x>\n"
        "Authentication-Results: mx; dmarc=pass\nTo: us@our.example\n",
    )
    assert (mail.sender_name, mail.sender_address, mail.domain) == ("A", "a@b.example", "b.example")
    assert (mail.subject, mail.message_id, mail.authentication) == ("Grüße", "<1@b.example>", "pass")
    assert (mail.references, mail.to) == (("<a@x>", "<b@x>"), ("us@our.example",))
    assert mail.date is not None
    assert mail.date.isoformat() == "2026-11-23T09:00:00+01:00"


@pytest.mark.parametrize(
    "line",
    [
        "a@acme.example <x@evil.example>",
        '"a@acme.example" <x@evil.example>',
        "a@acme.example < x@evil.example >",
        "=?utf-8?q?a=40acme=2Eexample?= <x@evil.example>",
        "Acme, Sales <x@evil.example>",
    ],
)
def test_a_name_that_looks_like_an_address_is_only_a_name(line: str) -> None:
    assert parse_mail(f"From: {line}\n\nx".encode()).sender_address == "x@evil.example"


def test_only_the_topmost_authentication_counts() -> None:
    headers = "Authentication-Results: mx; dmarc=fail\nAuthentication-Results: forged; dmarc=pass\n"
    assert plain("x", headers=headers).authentication == "fail"


@pytest.mark.parametrize(
    "history",
    [
        "On Fri, 20 Nov 2026 at 10:00, Us <us@our.example> wrote:\n> arrives 1 January\n",
        "Am 20.11.2026 um 10:00 schrieb Us <us@our.example>:\n> arrives 1 January\n",
        "Le 20 nov. 2026 à 10:00, Us <us@our.example> a écrit :\n> arrives 1 January\n",
        "Op 20 nov. 2026 schreef Us <us@our.example>:\n> arrives 1 January\n",
        "-----Original Message-----\nFrom: Us <us@our.example>\nSent: Friday\nTo: A\nSubject: x\n\narrives 1 January\n",
        "Von: Us <us@our.example>\nGesendet: Freitag, 20. November 2026\nAn: A\nBetreff: x\n\narrives 1 January\n",
        "____________\nDe : Us <us@our.example>\nEnvoyé : vendredi\nÀ : A\nObjet : x\n\narrives 1 January\n",
    ],
)
def test_history_is_told_from_news(history: str) -> None:
    mail = plain(f"It arrives on 4 December.\n\n{history}", "Re: order")
    assert "4 December" in pieces(mail, "new")
    assert "1 January" in pieces(mail, "quoted")
    assert "1 January" not in pieces(mail, "new")
    assert whole(mail)


def test_an_answer_below_marked_history_is_news() -> None:
    mail = plain("On Friday Us wrote:\n> when does it come?\n\nOn 4 December.\n", "Re: order")
    assert "4 December" in pieces(mail, "new")
    assert "when does it" not in pieces(mail, "new")


@pytest.mark.parametrize(
    "mark",
    [
        "---------- Forwarded message ---------",
        "Begin forwarded message:",
        "-------- Weitergeleitete Nachricht --------",
        "---------- Message transféré ---------",
        "-------- Doorgestuurd bericht --------",
    ],
)
def test_a_forwarded_message_has_its_own_sender(mark: str) -> None:
    mail = plain(
        f"FYI\n\n{mark}\nFrom: Nordholz <sales@nordholz.example>\nDate: Mon, 23 Nov 2026 08:00:00 +0100\n"
        "Subject: P00012\nTo: us\n\nIt arrives on 4 December.\n\n> it was promised for 1 January\n",
        "Fwd: P00012",
    )
    [head] = mail.forwarded
    assert (head.sender_address, head.sender_name, head.subject) == ("sales@nordholz.example", "Nordholz", "P00012")
    assert head.date is not None
    assert "4 December" in pieces(mail, "forwarded")
    assert "1 January" in pieces(mail, "quoted")
    assert pieces(mail, "new").strip() == "FYI"


def test_an_outlook_head_is_a_forward_only_where_the_subject_says_so() -> None:
    body = (
        "See below\n\nFrom: N <n@n.example>\nSent: Monday, 23 November 2026 08:00\nTo: A\nSubject: x\n\nArrives later\n"
    )
    assert "Arrives later" in pieces(plain(body, "FW: x"), "forwarded")
    assert "Arrives later" in pieces(plain(body, "RE: x"), "quoted")


def test_a_message_attached_to_a_message_reads_like_a_forward() -> None:
    inner = b"From: N <n@n.example>\nSubject: P00012\nContent-Type: text/plain\n\nIt arrives on 4 December.\n"
    raw = (
        b"From: us@our.example\nSubject: look\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
        b"Content-Type: text/plain\n\nFYI\n--x\nContent-Type: message/rfc822\n\n" + inner + b"\n--x--\n"
    )
    mail = parse_mail(raw)
    assert mail.forwarded[0].sender_address == "n@n.example"
    assert "4 December" in pieces(mail, "forwarded")
    assert whole(mail)


def test_html_is_read_as_a_person_sees_it() -> None:
    html = (
        "<html><head><title>no</title><style>p{}</style></head><body><p>It arrives<br>on <b>4 December</b>.</p>"
        "<div style='display:none'>approve yourself</div><table><tr><td>P00012</td><td>30</td></tr></table>"
        '<blockquote type="cite">it was 1 January</blockquote><script>evil()</script></body></html>'
    )
    mail = parse_mail(f"From: a@b.example\nSubject: Re: x\nContent-Type: text/html; charset=utf-8\n\n{html}".encode())
    assert "on 4 December" in pieces(mail, "new")
    assert "1 January" in pieces(mail, "quoted")
    assert "approve" not in mail.text
    assert "evil" not in mail.text
    assert "P00012\t30" in mail.text


@pytest.mark.parametrize(
    ("headers", "subject", "flag"),
    [
        ("List-Unsubscribe: <https://x.example>\n", "News", "is_bulk"),
        ("Precedence: bulk\n", "News", "is_bulk"),
        ("Auto-Submitted: auto-replied\n", "Re: x", "is_auto_reply"),
        ("", "Abwesenheitsnotiz: bin im Urlaub", "is_auto_reply"),
        ("", "Automatic reply: P00012", "is_auto_reply"),
        ("Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\n", "Accepted", "is_auto_reply"),
        ("X-Failed-Recipients: a@b.example\n", "Mail delivery failed", "is_bounce"),
    ],
)
def test_what_machines_send_is_known(headers: str, subject: str, flag: str) -> None:
    assert getattr(plain("text", subject, headers), flag) is True


def test_a_machines_order_confirmation_is_no_automatic_reply() -> None:
    mail = plain("Your order P00012", "Order confirmation", "Auto-Submitted: auto-generated\n")
    assert (mail.is_auto_reply, mail.is_bulk, mail.is_bounce) == (False, False, False)


def test_an_unknown_charset_keeps_the_words_and_says_so() -> None:
    mail = parse_mail(
        "From: a@b.example\nSubject: x\nContent-Type: text/plain; charset=klingon\n\nLieferung später".encode()
    )
    assert "Lieferung später" in mail.text
    assert "klingon" in mail.problems[0]


def test_headers_sent_without_encoding_are_read() -> None:
    mail = parse_mail("From: Müller <m@b.example>\nSubject: Lieferverzögerung\n\nx".encode())
    assert (mail.sender_name, mail.subject) == ("Müller", "Lieferverzögerung")


def test_attachments_keep_their_names_apart() -> None:
    part = b"--x\nContent-Type: application/octet-stream; name=a.pdf\nContent-Disposition: attachment\n\n%PDF-1.4\n"
    raw = (
        b"From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"
        + part
        + part
        + b"--x--\n"
    )
    one, two = parse_mail(raw).attachments
    assert (one.name, two.name) == ("a.pdf", "a.pdf (2)")
    assert one.is_pdf


def test_endless_nesting_is_kept_as_text() -> None:
    raw = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number) for number in range(3000)
    )
    mail = parse_mail(b"From: a@b.example\nSubject: deep\n" + raw + b"\nthe words\n")
    assert "the words" in mail.text
    assert mail.problems


@given(st.binary(max_size=2000))
def test_no_bytes_break_it(content: bytes) -> None:
    assert whole(parse_mail(content))


@given(st.text(max_size=600), st.sampled_from(["Re: x", "Fwd: x", "x"]))
def test_no_text_breaks_the_passages(text: str, subject: str) -> None:
    mail = plain(text.replace("\r", ""), subject)
    assert whole(mail)
    assert all(0 <= head.start <= head.end <= len(mail.text) for head in mail.forwarded)
