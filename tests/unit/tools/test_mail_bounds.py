"""A mail that is made to be slow is read as far as is sensible, and says so."""

from __future__ import annotations

import pytest

from api.intake import UNKNOWN, read_headers, sender_of
from tools.mail import parse_mail
from tools.mail.plain import MAX_TEXT

HEAD = b"From: a@b.example\r\nSubject: Delay\r\nContent-Type: %b; charset=utf-8\r\n\r\n"


def test_a_long_text_is_read_from_its_beginning() -> None:
    mail = parse_mail(HEAD % b"text/plain" + b"P00012 is delayed until 4 December.\n" * 40_000)
    assert len(mail.text) <= MAX_TEXT
    assert mail.text.startswith("P00012 is delayed")
    assert any("20,000 characters" in problem for problem in mail.problems)


@pytest.mark.parametrize("markup", [b"late<br>", b"<div>late ", b"<"], ids=["breaks", "nested", "open"])
@pytest.mark.timeout(60)
def test_markup_without_end_is_reduced_to_its_words(markup: bytes) -> None:
    mail = parse_mail(HEAD % b"text/html" + markup * 200_000)
    assert len(mail.text) <= MAX_TEXT


def test_an_ordinary_mail_is_read_whole() -> None:
    mail = parse_mail(HEAD % b"text/html" + b"<p>Order P00012</p><p>is late</p>")
    assert mail.text.split() == ["Order", "P00012", "is", "late"]
    assert mail.problems == ()


@pytest.mark.parametrize("sender", [b"(" * 50_000, b"a" * 200_000, b"=?x?" * 50_000], ids=["open", "long", "encoded"])
@pytest.mark.timeout(60)
def test_a_sender_without_end_is_no_reason_to_refuse(sender: bytes) -> None:
    headers = read_headers(b"From: " + sender + b"\r\nSubject: Delay\r\n\r\nlate")
    found = sender_of(headers)
    assert found == UNKNOWN or len(found) <= 320
