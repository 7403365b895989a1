"""How far a sender's word goes, by what the receiving servers say about it."""

from __future__ import annotations

from agents.correspondence.writer import Writer
from cases.claims import RecordRef
from tools.mail import Authentication

SENDER = "sales@acme.example"
RESULTS: tuple[Authentication, ...] = ("pass", "unknown", "none", "fail")
ACME = RecordRef(model="res.partner", id=7, label="Acme")


def test_trust_falls_from_pass_to_none_to_fail_and_people_see_why() -> None:
    writers = {result: Writer(SENDER, {7: ACME}, "address", result) for result in RESULTS}
    trust = {result: writer.trust(7) for result, writer in writers.items()}
    assert trust["pass"] == trust["unknown"] == 1.0 > trust["none"] > trust["fail"] > 0
    assert writers["pass"].doubts(ACME) == writers["unknown"].doubts(ACME) == []
    [none] = writers["none"].doubts(ACME)
    [fail] = writers["fail"].doubts(ACME)
    assert "None of our mail servers vouches" in none
    assert none != fail
