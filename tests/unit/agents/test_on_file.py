"""The accounts that a report gives are held against those that Odoo has of its writer."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from email.message import EmailMessage

import pytest

from agents.correspondence.reading import read_report
from agents.reading.limited import LimitedReading
from cases.claims import NoteClaim, SensitiveClaim, only
from cases.kind import Kind
from cases.models import Reading
from evals.reading_world import ReadingWorld, WorldRecords
from runtime.settings import load
from tools.odoo.bank import AccountsOnFile, bare_number

FIRST, SECOND, OTHER = "BE68 5390 0754 7034", "BE71 0961 2345 6769", "DE89 3704 0044 0532 0130 00"
OURS = "NL91 ABNA 0417 1643 00"
WORLD = ReadingWorld.model_validate(
    {
        "now": "2026-11-26T09:30",
        "zone": "Europe/Brussels",
        "own_domains": ["our.example"],
        "partners": [
            {"domain": "nordholz.example", "name": "Nordholz", "role": "vendor", "accounts": [FIRST, SECOND]},
            {"domain": "leer.example", "name": "Leer", "role": "vendor"},
            {"domain": "canal.example", "name": "Canal", "role": "vendor", "accounts": ["31926819"]},
        ],
        "purchase_orders": [
            {
                "name": "P00012",
                "domain": "nordholz.example",
                "lines": [{"code": "DESK-01", "name": "Oak table", "quantity": 60, "due": "2026-12-04"}],
            }
        ],
    }
)
LATE = "P00012: DESK-01, all 60 pieces, will arrive on 11 December instead of 4 December."


def foot(*accounts: str) -> str:
    return "\n".join(["", "", "--", "Nordholz AS, 7010 Trondheim", *(f"IBAN {one} | BIC DNBANOKK" for one in accounts)])


class Records(WorldRecords):
    """The world, which knows our own account, too, and counts what it is asked."""

    asked = 0

    async def accounts_of(self, company_id: int) -> AccountsOnFile:
        Records.asked += 1
        found = await super().accounts_of(company_id)
        return found.model_copy(update={"ours": frozenset({bare_number(OURS)})})


@pytest.fixture(scope="module")
async def limits() -> AsyncIterator[LimitedReading]:
    found = LimitedReading(load().cache_dir)
    yield found
    await found.close()


async def read(
    limits: LimitedReading,
    body: str,
    *,
    sender: str = "sales@nordholz.example",
    subject: str = "P00012",
    xml: str = "",
    **heads: str,
) -> Reading:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "us@our.example", subject
    message["Date"] = "Thu, 26 Nov 2026 09:00:00 +0100"
    for name, value in heads.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    if xml:
        message.add_attachment(xml.encode(), "application", "xml", filename="bill.xml")
    settings = load(timezone=WORLD.zone, own_domains="our.example")
    return await read_report(bytes(message), "message/rfc822", "", Records(WORLD), None, settings, WORLD.moment, limits)


def bank(reading: Reading) -> list[SensitiveClaim]:
    claims = [claim for case in reading.cases for claim in case.claims]
    return [one for one in only(SensitiveClaim, claims) if one.about == "bank"]


def notes(reading: Reading) -> str:
    return "\n".join(one.text for case in reading.cases for one in only(NoteClaim, case.claims))


# No word of any of these asks for anything.
STRANGE = {
    "no word of a change": f"Invoice 4471 is due on Friday. Account for payment: {OTHER}.",
    "a language that is not read": f"Prosimy o wpłatę na rachunek {OTHER} do piątku.",
    "at the foot alone": f"{LATE}{foot(OTHER)}",
    "one of two that are said": f"Invoice 4471: pay half to {FIRST}, half to {OTHER}.",
    "somebody who is not the vendor": f"About P00012. The account for it: {OTHER}.",
}


@pytest.mark.parametrize("name", STRANGE)
async def test_an_account_that_is_not_on_file_is_a_request(limits: LimitedReading, name: str) -> None:
    sender = "ceo@elsewhere.example" if name.startswith("somebody") else "sales@nordholz.example"
    found = await read(limits, STRANGE[name], sender=sender)
    assert Kind.SENSITIVE_CHANGE in {case.kind for case in found.cases}
    [claim] = bank(found)
    assert claim.span is not None
    assert bare_number(OTHER) in bare_number(claim.span.quote)
    assert f"{OTHER} is none of those that Odoo has of Nordholz" in notes(found)
    # A late shipment beside it is not believed firmly.
    late = [claim for case in found.cases if case.kind is Kind.INBOUND_DELAY for claim in case.claims]
    assert all(claim.sure < 0.8 for claim in late if not isinstance(claim, NoteClaim))
    assert bool(late) is (name == "at the foot alone")


ON_FILE = {
    "at the foot": f"{LATE}{foot(FIRST)}",
    "one of two at the foot": f"{LATE}{foot(FIRST, OTHER)}",
    "said": f"{LATE} Please pay invoice 4471 to {SECOND}.",
    "in small letters and dots": f"{LATE} Invoice 4471: {FIRST.replace(' ', '.')}.",
    "ours": f"{LATE} On 3 November you paid from {OURS}, thank you.",
    "mistyped": f"{LATE}{foot('BE68 5390 0754 7035')}",
}


@pytest.mark.parametrize("name", ON_FILE)
async def test_one_on_file_is_no_news(limits: LimitedReading, name: str) -> None:
    found = await read(limits, ON_FILE[name])
    assert [case.kind for case in found.cases] == [Kind.INBOUND_DELAY]
    assert not bank(found)
    assert "account" not in notes(found).lower()


async def test_what_repeats_the_day_and_the_account_is_nothing_new(limits: LimitedReading) -> None:
    said = "P00012: all 60 DESK-01 will arrive on 4 December as agreed."
    assert (await read(limits, f"{said}{foot(FIRST)}")).nothing_new
    assert not bank(await read(limits, f"{said} Our account is {FIRST}."))
    for strange in (f"{said}{foot(OTHER)}", f"{said} Our account is {OTHER}."):
        found = await read(limits, strange)
        assert found.nothing_new is None
        assert bank(found)


async def test_words_that_ask_still_ask_and_the_person_is_told_what_is_on_file(limits: LimitedReading) -> None:
    asks = "Our bank details have changed. Please pay to our new account {} from now on."
    assert f"{FIRST} is one that Odoo has of Nordholz" in notes(known := await read(limits, asks.format(FIRST)))
    assert bank(known)
    nothing = await read(limits, asks.format(OTHER), sender="billing@leer.example")
    assert bank(nothing)
    assert "Odoo has no account of Leer to compare with." in notes(nothing)
    unknown = await read(limits, asks.format(OTHER), sender="who@elsewhere.example", subject="Hello")
    assert bank(unknown)
    assert "Odoo has" not in notes(unknown)


async def test_a_number_as_its_country_writes_it_is_the_same_account(limits: LimitedReading) -> None:
    said = "Invoice 4471 is due on Friday. Account for payment: {}."
    for number, strange in (("GB29 NWBK 6016 1331 9268 19", False), ("GB33 BUKB 2020 1555 5555 55", True)):
        found = await read(limits, said.format(number), sender="billing@canal.example", subject="4471")
        assert bool(bank(found)) is strange


async def test_no_header_hides_it(limits: LimitedReading) -> None:
    body = f"Thank you for your message. Account for payment: {OTHER}."
    assert bank(await read(limits, body, Auto_Submitted="auto-replied"))
    assert bank(await read(limits, body, List_Unsubscribe="<https://nordholz.example/out>"))
    assert not bank(await read(limits, body.replace(OTHER, FIRST), Auto_Submitted="auto-replied"))


async def test_a_bill_with_another_account_is_stopped(limits: LimitedReading) -> None:
    xml = "<Invoice><PayeeFinancialAccount><ID>{}</ID></PayeeFinancialAccount></Invoice>"
    body = "Invoice 4471 for P00012 charges 21.50 a piece for DESK-01, not the 19.80 that we agreed. Is that right?"
    fine = await read(limits, body, xml=xml.format(bare_number(FIRST)))
    assert not bank(fine)
    found = await read(limits, body, xml=xml.format(bare_number(OTHER)))
    assert bank(found)
    stops = {case.kind: case.stop for case in found.cases}
    assert all(stop and "bank" in stop for stop in stops.values())
    assert Kind.SENSITIVE_CHANGE in stops


async def test_odoo_is_asked_only_where_an_account_is_given(limits: LimitedReading) -> None:
    Records.asked = 0
    await read(limits, f"{LATE}\n\nNordholz AS, VAT NO 998 877 665, order 4471 6602 1189 0030")
    assert Records.asked == 0
    await read(limits, f"{LATE}{foot(FIRST)}")
    assert Records.asked == 1


def test_a_number_is_compared_without_its_dress() -> None:
    assert bare_number(" be68-5390.0754 7034") == re.sub(" ", "", FIRST)
