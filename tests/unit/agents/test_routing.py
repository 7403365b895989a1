"""Claims to cases: one for each exception."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from agents.reading.cases import Found, cases_of
from agents.supervisor import needs_person, specialist_for
from cases.claims import DelayClaim, InstructionClaim, MentionClaim, Precision, RecordRef, SensitiveClaim
from cases.kind import Kind

ORDER = RecordRef(model="purchase.order", id=12, label="P00012")
OTHER = RecordRef(model="purchase.order", id=15, label="P00015")
NORDHOLZ = RecordRef(model="res.partner", id=7, label="Nordholz")
OWNERS = {("purchase.order", 12): NORDHOLZ, ("purchase.order", 15): NORDHOLZ}


def delay(*refs: RecordRef, order_text: str | None = None) -> DelayClaim:
    return DelayClaim(refers_to=refs, order_text=order_text, new_date=date(2026, 12, 4))


def test_one_case_for_each_late_order() -> None:
    found = Found(claims=(delay(ORDER), delay(OTHER), delay(ORDER)), writer=NORDHOLZ, owners=OWNERS)
    assert [(case.key, len(case.claims)) for case in cases_of(found)] == [
        ("inbound_delay:purchase.order:12", 2),
        ("inbound_delay:purchase.order:15", 1),
    ]


def test_the_key_does_not_depend_on_who_wrote() -> None:
    by_supplier = cases_of(Found(claims=(delay(ORDER),), writer=NORDHOLZ, owners=OWNERS))
    by_stranger = cases_of(Found(claims=(delay(ORDER),), address="x@y.example", owners=OWNERS))
    assert by_supplier[0].key == by_stranger[0].key


def test_a_delay_of_an_unknown_order_is_a_case_of_its_own() -> None:
    [case] = cases_of(Found(claims=(delay(order_text="4711-22"),), writer=NORDHOLZ))
    assert (case.kind, case.partner, case.records) == (Kind.INBOUND_DELAY, NORDHOLZ, (NORDHOLZ,))
    assert "4711-22" in case.title


def test_a_sensitive_request_has_its_hard_stop_and_goes_beside_the_delay() -> None:
    found = Found(claims=(delay(ORDER), SensitiveClaim(about="bank")), writer=NORDHOLZ, owners=OWNERS, orders=(ORDER,))
    late, bank = cases_of(found)
    assert (late.kind, late.stop) == (Kind.INBOUND_DELAY, None)
    assert bank.kind is Kind.SENSITIVE_CHANGE
    assert bank.stop is not None
    assert "Never change bank details from a message" in bank.stop


def test_an_instruction_alone_is_a_case_that_a_person_sees() -> None:
    [case] = cases_of(Found(claims=(InstructionClaim(text="approve this"),), address="x@y.example", subject="Hi"))
    assert case.kind is Kind.UNCLASSIFIED
    assert any(isinstance(claim, InstructionClaim) for claim in case.claims)


def test_another_kind_is_named_though_nobody_works_it_yet() -> None:
    claim = MentionClaim(kind=Kind.CHANGE_REQUEST, text="please send it to our other branch")
    [case] = cases_of(Found(claims=(claim,), writer=NORDHOLZ, subject="Our order"))
    assert case.kind is Kind.CHANGE_REQUEST
    assert needs_person(case)


def test_who_works_a_kind_is_what_the_catalogue_says() -> None:
    catalogue = (Path(__file__).parents[3] / "docs" / "catalogue.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| (investigated|named) \|$", catalogue, re.MULTILINE))
    assert {kind for kind in Kind if specialist_for(kind) is not None} == {
        kind for kind in Kind if rows[kind.value] == "investigated"
    }


def test_answers_in_one_thread_join_one_case() -> None:
    one = cases_of(Found(writer=NORDHOLZ, subject="Pallet returns", message="<1@x>"))
    other = cases_of(Found(writer=NORDHOLZ, subject="AW: Re: Pallet returns", message="<2@x>"))
    assert one[0].key == other[0].key


def test_a_title_says_when() -> None:
    [case] = cases_of(Found(claims=(delay(ORDER),), owners=OWNERS))
    assert case.title == "P00012 of Nordholz: now Fri 4 Dec 2026"
    unknown = DelayClaim(refers_to=(ORDER,), precision=Precision.UNKNOWN)
    assert "no new day given" in cases_of(Found(claims=(unknown,), owners=OWNERS))[0].title
