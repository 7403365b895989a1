"""When two deliveries are one letter: what relays add is nothing, what somebody wrote is everything."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.intake import delivery_id_of, headers_of, read_headers, subject_of
from cases.store.reports.fingerprints import MAIL, fingerprint, head_of, is_id

LETTER = b"From: a@b.example\r\nSubject: late\r\nDate: Mon, 23 Nov 2026\r\n\r\nIt is late.\r\n"
TRACES = [
    b"Received: from a by b\r\n\tfor c; Mon\r\n",
    b"Return-Path: <a@b>\r\n",
    b"X-Anything: subject: other\r\n",
    b"DKIM-Signature: v=1;\r\n b=abc\r\n",
    b"ARC-Seal: i=1\r\nAuthentication-Results: mx; spf=pass\r\nDelivered-To: c\r\n",
]


@given(st.lists(st.sampled_from(TRACES), max_size=5))
def test_a_letter_that_travelled_is_the_same(traces: list[bytes]) -> None:
    assert fingerprint(b"".join(traces) + LETTER, MAIL) == fingerprint(LETTER, MAIL)


@given(st.binary(max_size=300))
def test_anything_has_a_fingerprint_of_its_own(content: bytes) -> None:
    assert fingerprint(LETTER + b"." + content, MAIL) != fingerprint(LETTER, MAIL)
    assert fingerprint(content, "application/pdf") != fingerprint(content + b".", "application/pdf")
    assert len(fingerprint(content, MAIL)) == 64


@pytest.mark.parametrize(
    "other",
    [
        LETTER.replace(b": late", b": later"),
        LETTER.replace(b"23", b"24"),
        LETTER.replace(b"is late", b"was late"),
        LETTER.replace(b"\r\n\r\n", b"\r\n"),
    ],
)
def test_another_letter_is_another(other: bytes) -> None:
    assert fingerprint(other, MAIL) != fingerprint(LETTER, MAIL)


def test_line_ends_and_folding_are_the_way_not_the_letter() -> None:
    folded = LETTER.replace(b"Mon, ", b"Mon,\r\n ")
    assert fingerprint(folded, MAIL) == fingerprint(LETTER.replace(b"\r\n", b"\n") + b"\n", MAIL)


@pytest.mark.parametrize("nothing", [None, "", "<>", " < > ", "\t"])
def test_nothing_is_no_id(nothing: str | None) -> None:
    assert not is_id(nothing)
    assert is_id("<1@b>")


def test_a_mail_of_nothing_but_headers_holds_nobody_up() -> None:
    mail = b"From: a@b.example\r\nMessage-ID: <" + b"1" * 900 + b">\r\n" + b"X-Y: z\r\n" * 3_000_000
    begun = time.perf_counter()
    headers = read_headers(mail)
    fingerprint(mail, MAIL)
    assert time.perf_counter() - begun < 10
    assert len(head_of(mail)) == 256_000
    assert len(delivery_id_of(headers) or "") == 200


def test_a_body_is_no_header() -> None:
    assert subject_of(headers_of(b"From: a\n\nSubject: no\n")) == ""
    assert subject_of(headers_of(b"Subject: =?utf-8?q?f=C3=BCr?= P00012\n\n")) == "für P00012"
