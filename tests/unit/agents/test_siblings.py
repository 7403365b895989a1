"""Kinds of fault that mails of other people's programs brought up, each read from its bytes to what it claims."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date
from pathlib import Path

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
                "ref": "CM-18830",
                "domain": "nordholz.example",
                "lines": [
                    {"code": "TH-24", "name": "Thermostat 24 V", "quantity": 200, "due": "2026-12-04"},
                    {"code": "TH-230", "name": "Thermostat 230 V", "quantity": 120, "due": "2026-12-04"},
                    {"code": "GD-700", "name": "Glass door 700 mm", "quantity": 80, "due": "2026-12-11"},
                ],
            },
            {
                "name": "P00044",
                "domain": "nordholz.example",
                "lines": [{"code": "GD-1200", "name": "Glass door 1200 mm", "quantity": 25, "due": "2026-12-04"}],
            },
        ],
    }
)
HEAD = "From: Ann <ann@nordholz.example>\nTo: us@our.example\nSubject: {}\nDate: Thu, 26 Nov 2026 09:00:00 +0100\n"
PLAIN = HEAD + "Content-Type: text/plain; charset=utf-8\n\n{}\n"
PAGE = HEAD + 'Content-Type: text/html; charset="utf-8"\n\n<html><body>{}</body></html>\n'
FLOWED = HEAD + "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\n\n{}\n"
ENTRY = (
    HEAD
    + "Content-Type: text/calendar; charset=utf-8; method={}\n\nBEGIN:VCALENDAR\nMETHOD:{}\nBEGIN:VEVENT\n"
    + "DTSTART:20261202T080000\nSUMMARY:Delivery P00012\nDESCRIPTION:{}\nEND:VEVENT\nEND:VCALENDAR\n"
)


def table(*rows: str) -> str:
    """Cells by bars; `2:` before one has it stand over two columns, `v:` over two rows."""

    def cell(said: str) -> str:
        over = {"2:": " colspan=2", "v:": " rowspan=2"}.get(said[:2], "")
        return f"<td{over}><p class=MsoNormal>{said[2:] if over else said}</p></td>"

    return "<table>" + "".join(f"<tr>{''.join(map(cell, row.split('|')))}</tr>" for row in rows) + "</table>"


MAILS = {
    "payment column": PAGE.format(
        "List",
        table(
            "PO|Part|Qty|Requested|Confirmed|Payment due",
            "P00012|TH-24|200|4 Dec 2026|15 Dec 2026|14 Jan 2027",
            "P00012|TH-230|120|4 Dec 2026|4 Dec 2026|3 Jan 2027",
        ),
    ),
    "new before old": PAGE.format("Liste", table("Artikel|Termin neu|Termin alt", "TH-24|15.12.2026|04.12.2026")),
    "late count": PAGE.format(
        "P00012", table("Article|Commandé|En retard|Ancienne date|Nouvelle date", "TH-24|200|50|04/12/2026|15/12/2026")
    ),
    "two storeys": PAGE.format(
        "P00012",
        table(
            "v:Part|2:Delivery|2:Invoice", "requested|confirmed|no.|due", "TH-24|4 Dec 2026|15 Dec 2026|9-1|14 Jan 2027"
        ),
    ),
    "order above": PAGE.format(
        "Rückstände KW 48",
        table(
            "Bestellung|Artikel|Termin alt|Termin neu", "P00012|TH-230|04.12.26|04.12.26", "|TH-24|04.12.26|15.12.26"
        ),
    ),
    "label and value": PAGE.format(
        "Line updated",
        table("Purchase order|P00012", "Item|TH-24 Thermostat", "Need-by date|4-Dec-2026", "Promised date|15-Dec-2026")
        + "<p>Reply before 20-Dec-2026 is not needed.</p>",
    ),
    "things across": PAGE.format(
        "P00012", table("|TH-24|TH-230|GD-700", "New delivery|15 Dec 2026|4 Dec 2026|11 Dec 2026")
    ),
    "gaps in the head": PAGE.format(
        "RE: P00012",
        "<p>TH-24 of P00012 arrives on 15 December.</p><div><p><b>Van:</b> Lotte &lt;lotte@our.example&gt;<br>"
        "<b>Verzonden:</b> maandag 23 november 2026 09:12<br><b>Aan:</b> Ann<br><b>Onderwerp:</b> P00012</p></div>"
        "<p>Is TH-230 of P00012 delayed until 20 December?</p>",
    ),
    "broken numbers": FLOWED.format("Delay", "TH-24 of P000 \n12 will be delivered on 1 \n5 December 2026."),
    "called off": ENTRY.format("Annulé : livraison P00012 02/12", "CANCEL", "CANCEL", "Nouvelle date à convenir"),
    "reference apart": PLAIN.format("CM 18830", "Pour CM 18830, les TH-24 seront livrés le 15 décembre au lieu du 4."),
    "another order's item": PLAIN.format(
        "P00012", "De GD-1200 schuift door naar 15 december, het glas kwam gebroken binnen."
    ),
    "called back": PLAIN.format(
        "P00012", "TH-24 for P00012 won't make 4 December. I'll ring you on Monday 30 November."
    ),
    "would be": PLAIN.format(
        "Proposal",
        "May we send the GD-700 of P00012 in clear glass? Then it stays 11 December. Tinted it would be 22 December.",
    ),
    "answer below": PLAIN.format(
        "Re: P00012", "> TH-24 of P00012, still 4 December?\n\nNo, sorry: delayed to 15 December."
    ),
    "volts": PLAIN.format("P00012", "The 24 V thermostats of P00012 are late. They will arrive on 15 December."),
    "agreed in brackets": PLAIN.format(
        "P00012",
        "Van de TH-24 op P00012 krijg je 30 stuks nu (4 december zoals afgesproken), de rest komt 15 december.",
    ),
}


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, ReadMail]:
    """What each mail comes to."""
    folder: Path = tmp_path_factory.mktemp("mails")
    (folder / "world.json").write_text(WORLD.model_dump_json())
    for name, mail in MAILS.items():
        (folder / f"{name}.eml").write_bytes(mail.replace("\n", "\r\n").encode())
        (folder / f"{name}.json").write_text(Truth.model_validate({"kinds": []}).model_dump_json())
    return {mail.id: mail for mail in asyncio.run(read_set(folder, lambda _: None)).mails}


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("payment column", "TH-24"),
        ("new before old", "TH-24"),
        ("late count", "TH-24"),
        ("two storeys", "TH-24"),
        ("order above", "TH-24"),
        ("label and value", "TH-24"),
        ("gaps in the head", "TH-24"),
        ("broken numbers", "TH-24"),
        ("reference apart", "TH-24"),
        ("another order's item", "GD-1200"),
        ("volts", "TH-24"),
        ("agreed in brackets", "TH-24"),
    ],
)
def test_the_one_late_line_and_its_day_are_read(read: Mapping[str, ReadMail], name: str, item: str) -> None:
    late = [one for one in read[name].claims if one.type == "delay" and one.new_date != date(2026, 12, 4)]
    assert [(one.item, one.new_date) for one in late] == [(item, date(2026, 12, 15))]
    assert late[0].quantity == {"late count": 50}.get(name)


def test_which_day_is_whose_is_asked_where_no_heading_tells(read: Mapping[str, ReadMail]) -> None:
    assert all(one.new_date is None and one.sure < 0.8 for one in read["things across"].claims if one.type == "delay")


def test_a_cancelled_appointment_is_no_day_and_is_seen(read: Mapping[str, ReadMail]) -> None:
    assert read["called off"].nothing_new is None
    assert read["called off"].kinds
    assert all(one.new_date is None for one in read["called off"].claims)


def test_the_day_of_a_call_is_none_of_goods(read: Mapping[str, ReadMail]) -> None:
    [late] = [one for one in read["called back"].claims if one.type == "delay"]
    assert (late.item, late.new_date) == ("TH-24", None)


@pytest.mark.parametrize("name", ["would be", "answer below"])
def test_what_is_not_announced_or_names_nothing_is_not_firm(read: Mapping[str, ReadMail], name: str) -> None:
    assert all(one.sure < 0.8 for one in read[name].claims)
