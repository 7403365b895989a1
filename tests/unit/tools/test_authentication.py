"""Who vouches for a sender: only servers that are ours, and only in what they wrote themselves."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.mail import parse_mail, server_names
from tools.mail.authentication import authentication

REAL = Path(os.environ.get("EXPEDITER_TEST_MAILS", "/nonexistent"))
OURS = server_names("mx.our.example, mx2.our.example")
SENDER = "sales@acme.example"
HEADER = "authentication-results"


def found(*lines: str, sender: str = SENDER) -> str:
    return authentication([(HEADER, line) for line in lines], sender, OURS)


def test_the_setting_names_servers() -> None:
    assert server_names(" MX.our.example., mx2.our.example ,,") == OURS
    assert server_names("") == frozenset()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("mx.our.example; dmarc=pass header.from=acme.example", "pass"),
        ("MX.OUR.EXAMPLE.; DMARC=PASS", "pass"),
        ("mx.our.example 1; dmarc=pass", "pass"),
        ('"mx.our.example"; dmarc=pass', "pass"),
        (" (our own) mx.our.example (the first) 1 (version) ; (why) dmarc (p=none) = (so) pass (dis=none)", "pass"),
        ("mx.our.example; dmarc / 1 = pass header . from = acme.example", "pass"),
        ("mx.our.example;\r\n\tspf=pass smtp.mailfrom=acme.example;\r\n\tdkim=none;\r\n\tdmarc=pass", "pass"),
        (
            "mx.our.example; dmarc=fail action=none header.from=acme.example; spf=pass smtp.mailfrom=acme.example",
            "fail",
        ),
        ("mx.our.example; spf=pass smtp.mailfrom=bounce@acme.example; dmarc=fail (p=reject)", "fail"),
        ("mx.our.example; none", "none"),
        ("mx.our.example", "none"),
        ("mx.our.example; dmarc=none; spf=pass smtp.mailfrom=x@acme.example", "pass"),
        ("mx.our.example; dmarc=temperror; dkim=pass header.d=mail.acme.example header.s=k1", "pass"),
        ("mx.our.example; dkim=pass header.i=@acme.example", "pass"),
        ("mx.our.example; spf=pass smtp.mailfrom=<> smtp.helo=acme.example", "pass"),
        ("mx.our.example; dkim=fail header.d=acme.example; dkim=pass header.d=acme.example", "pass"),
        ("mx.our.example; spf=fail smtp.mailfrom=acme.example; dkim=pass header.d=acme.example", "pass"),
        ("mx.our.example; spf=softfail smtp.mailfrom=acme.example", "fail"),
        ('mx.our.example; dkim=fail reason="signature does not fit" header.d=acme.example', "fail"),
        ("mx.our.example; spf=neutral smtp.mailfrom=acme.example; dkim=permerror", "none"),
    ],
)
def test_what_our_server_says(line: str, expected: str) -> None:
    assert found(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        # Another's server, or one that only looks like ours.
        "mx.evil.example; dmarc=pass",
        "mx.our.example.evil.example; dmarc=pass",
        "evil-mx.our.example; dmarc=pass",
        "mx.evil.example (mx.our.example); dmarc=pass",
        "(mx.our.example) mx.evil.example; dmarc=pass",
        'mx.evil.example;"mx.our.example; dmarc=pass',
        # Vouching for somebody else: anybody passes for a domain of his own.
        "mx.our.example; spf=pass smtp.mailfrom=evil.example",
        "mx.our.example; spf=pass smtp.mailfrom=acme.example@evil.example",
        "mx.our.example; dkim=pass header.d=evil.example header.i=@evil.example",
        "mx.our.example; dkim=pass header.d=evilacme.example",
        "mx.our.example; dkim=pass header.d=acme.example.evil.example",
        "mx.our.example; dkim=pass header.d=example",
        "mx.our.example; spf=pass; dkim=pass",
        "mx.our.example; dmarc=pass header.from=evil.example",
        # Words that the sender chose, inside comments and quoted strings.
        "mx.our.example; spf=none (domain of x; dmarc=pass; y) smtp.mailfrom=evil.example",
        'mx.our.example; spf=none smtp.mailfrom="x; dmarc=pass; y"@evil.example',
        'mx.our.example; spf=none reason="x\\"; dmarc=pass; \\"y" smtp.mailfrom=evil.example',
        "mx.our.example; spf=none (a (b) \\) ; dmarc=pass) smtp.mailfrom=evil.example",
        "mx.our.example; spf=none smtp.mailfrom==?utf-8?q?x=3B_dmarc=3Dpass?=@evil.example",
        "mx.our.example; x-dmarc=pass; notdmarc=pass; spf=none dmarc.x=pass",
        # Not written as it must be: nothing is read out of it.
        "mx.our.example; spf=none (domain of x; dmarc=pass",
        'mx.our.example; spf=none "; dmarc=pass',
        "mx.our.example 2; dmarc=pass",
        "mx.our.example and more; dmarc=pass",
        "dmarc=pass",
        "; dmarc=pass",
        "",
        "mx.our.example; dmarc=pass" + " " * 20_000,
    ],
)
def test_what_nobody_of_ours_says(line: str) -> None:
    assert found(line) == "none"


def test_lines_of_others_are_passed_over() -> None:
    assert found("mx.evil.example; dmarc=fail", "mx2.our.example; dmarc=pass", "mx.evil.example; dmarc=fail") == "pass"
    assert found() == "none"


def test_one_server_may_write_several_lines() -> None:
    lines = ("mx.our.example; spf=softfail smtp.mailfrom=bounce.example", "mx.our.example; dmarc=pass")
    assert found(*lines) == "pass"
    assert found("mx.our.example; dmarc=fail", "mx.our.example; dkim=pass header.d=acme.example") == "fail"


def test_a_line_with_our_name_that_came_with_the_mail_does_not_count() -> None:
    forged = (HEADER, "mx.our.example; dmarc=pass")
    received = ("received", "from evil.example by mx.our.example")
    true = (HEADER, "mx.our.example; spf=none smtp.mailfrom=evil.example")
    assert authentication([true, received, forged], SENDER, OURS) == "none"
    assert authentication([received, true, received, forged], SENDER, OURS) == "none"
    # Below what our own servers hand on to each other it does.
    assert authentication([received, received, (HEADER, "mx.our.example; dmarc=pass")], SENDER, OURS) == "pass"


def test_without_named_servers_the_topmost_line_counts_as_ever() -> None:
    lines = [(HEADER, "mx; dmarc=fail"), (HEADER, "mx.our.example; dmarc=pass")]
    assert authentication(lines, SENDER, ()) == "fail"
    assert authentication(lines[1:], SENDER, ()) == "pass"
    assert authentication([(HEADER, "mx; spf=softfail")], SENDER, ()) == "fail"
    assert (
        authentication([(HEADER, "spf=none (sender IP is 1.2.3.4); dkim=none;dmarc=fail action=none")], "", ())
        == "fail"
    )
    assert authentication([(HEADER, "mx; spf=neutral")], SENDER, ()) == "unknown"
    assert authentication([], SENDER, ()) == "unknown"


def test_a_mail_is_judged_by_the_sender_that_counts() -> None:
    head = "Authentication-Results: mx.our.example;\n\tspf=pass smtp.mailfrom=bounce@mail.acme.example\n"
    body = "Subject: x\n\nIt is late.\n"
    assert parse_mail(f"{head}From: A <a@acme.example>\n{body}".encode(), OURS).authentication == "pass"
    assert parse_mail(f"{head}From: a@acme.example < a@evil.example >\n{body}".encode(), OURS).authentication == "none"
    assert (
        parse_mail(f"{head}From: a@evil.example\nFrom: a@acme.example\n{body}".encode(), OURS).authentication == "none"
    )
    assert parse_mail(f"From: a@acme.example\n{body}".encode(), OURS).authentication == "none"
    assert parse_mail(f"From: a@acme.example\n{body}".encode()).authentication == "unknown"
    assert parse_mail(f"From: a@acme.example\n{body}{head}".encode(), OURS).authentication == "none"


def test_a_line_inside_a_forwarded_message_is_not_the_mails_own() -> None:
    inner = f"Authentication-Results: mx.our.example; dmarc=pass\nFrom: {SENDER}\nSubject: in\n\nlate\n"
    raw = f"From: {SENDER}\nSubject: x\nContent-Type: message/rfc822\n\n{inner}"
    assert parse_mail(raw.encode(), OURS).authentication == "none"


@given(st.text(alphabet=st.sampled_from('mx.our.example;=() \\"\r\n\tdmarcpassfail1/_-@<>'), max_size=300))
def test_any_line_of_others_is_no_word(line: str) -> None:
    assert found(f"mx.evil.example {line}") == "none"
    assert found(f"mx.our.example; spf=none ({line.replace('(', '').replace(')', '')}") == "none"


def test_it_takes_no_time_however_it_is_written() -> None:
    begun = time.monotonic()
    for line in ("(" * 9_000, "mx.our.example" + "; a=b c.d=" * 900, "mx.our.example;" + "a" * 9_900, '"\\' * 4_900):
        found(*[line] * 20)
    found(*["mx.our.example;" + " x.y=" * 1_900] * 20)
    assert time.monotonic() - begun < 10


@pytest.mark.skipif(not REAL.is_dir(), reason="no folder of real mails: set EXPEDITER_TEST_MAILS to have them read")
def test_real_lines() -> None:
    """The servers that wrote them, as if they were ours."""
    servers = server_names("mx.google.com,mta1007.mail.sp2.yahoo.com,mail.example.com")
    verdicts: dict[str, set[str]] = {}
    for folder in ("mikel-mail", "mimekit", "talon"):
        for path in (REAL / folder).rglob("*"):
            if path.is_file() and b"authentication-results" in path.read_bytes().lower():
                verdicts.setdefault(parse_mail(path.read_bytes(), servers).authentication, set()).add(path.name)
                assert parse_mail(path.read_bytes(), OURS).authentication == "none"
    assert "multipart-no-end-boundary.msg" in verdicts["pass"], "DMARC passed"
    assert "weird_to_header.eml" in verdicts["none"] | verdicts["pass"]
    assert "fail" not in verdicts, "no server that is named said that one of these was forged"
