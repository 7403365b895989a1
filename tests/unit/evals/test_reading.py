"""A reading set is scored as its truth says, and its world answers as an Odoo would."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evals.reading import read_set
from evals.reading_score import Judge, Pair, ReadClaim, ReadMail, figure, is_lost, kinds_right, score
from evals.reading_world import ReadingSetError, ReadingWorld, Truth, WorldRecords

WORLD = ReadingWorld.model_validate(
    {
        "now": "2026-11-26T09:30",
        "zone": "Europe/Brussels",
        "own_domains": ["our.example"],
        "partners": [{"domain": "nordholz.example", "name": "Nordholz", "role": "vendor"}],
        "purchase_orders": [
            {
                "name": "P00012",
                "ref": "SO-7781",
                "domain": "nordholz.example",
                "lines": [
                    {"code": "DESK-01", "name": "Oak table", "quantity": 60, "due": "2026-12-04"},
                    {"code": "LAMP-02", "name": "Brass lamp", "quantity": 10, "due": "2026-12-04"},
                ],
            }
        ],
        "sale_orders": [{"name": "S00003", "domain": "nordholz.example"}],
        "deliveries": [
            {"name": "WH/OUT/00007", "sale_order": "S00003", "tracking": "JD 0002 1877", "carrier": "Roads"}
        ],
    }
)
LATE = {"order": "P00012", "item": "DESK-01", "quantity": 20, "new_date": "2026-12-18"}


def pair(opened: list[str], said: list[dict[str, Any]] | None = None, **truth: Any) -> Pair:
    claims = tuple(ReadClaim(type="delay", precision="day", date_means="arrival", **one) for one in said or [])
    return Pair(ReadMail(id="a", kinds=tuple(opened), claims=claims), Truth.model_validate(truth))


@pytest.mark.parametrize(
    ("opened", "truth", "right"),
    [
        (["inbound_delay"], {"kinds": ["inbound_delay"]}, True),
        (["damaged_goods"], {"kinds": ["inbound_delay"], "accept": ["damaged_goods"]}, True),
        (["inbound_delay", "damaged_goods"], {"kinds": ["inbound_delay"]}, False),
        (["inbound_delay"], {"kinds": ["inbound_delay", "damaged_goods"]}, False),
        ([], {"kinds": ["unclassified"], "accept": [""]}, True),
        ([], {"kinds": ["unclassified"]}, False),
        ([], {"kinds": []}, True),
        (["unclassified"], {"kinds": []}, False),
        (["return_request", "sensitive_change"], {"kinds": ["return_request"], "sensitive": None}, True),
        (["return_request", "sensitive_change"], {"kinds": ["return_request"], "sensitive": False}, False),
        (["inbound_delay"], {"kinds": [], "accept": ["inbound_delay"], "must_not": ["kind:inbound_delay"]}, False),
    ],
)
def test_kinds_are_right_as_the_truth_says(opened: list[str], truth: dict[str, Any], right: bool) -> None:
    assert kinds_right(pair(opened, **truth)) is right


def test_what_needs_a_case_and_gets_none_is_lost() -> None:
    assert is_lost(pair([], kinds=["inbound_delay"]))
    assert not is_lost(pair([], kinds=["unclassified"], accept=[""]))
    assert not is_lost(pair(["unclassified"], kinds=["inbound_delay"]))


@pytest.mark.parametrize(
    ("claims", "right", "wrong"),
    [
        ([LATE], True, False),
        ([{**LATE, "quantity": None}], False, False),
        ([{**LATE, "new_date": "2026-12-19"}], False, True),
        ([{**LATE, "item": None, "quantity": None}], False, True),
        ([LATE, {**LATE, "item": "LAMP-02"}], False, True),
        ([LATE, {**LATE, "quantity": 40, "new_date": "2026-12-04"}], True, False),
        ([], False, False),
    ],
)
def test_a_late_shipment_is_wholly_right_or_not(claims: list[dict[str, Any]], right: bool, wrong: bool) -> None:
    judged = pair(["inbound_delay"], claims, kinds=["inbound_delay"], claims=[LATE])
    assert (Judge(WORLD).wholly_right(judged), Judge(WORLD).gives_wrongly(judged)) == (right, wrong)


def test_the_whole_order_is_each_of_its_lines() -> None:
    each = [{"order": "P00012", "item": item, "new_date": "2026-12-18"} for item in ("DESK-01", "LAMP-02")]
    judged = pair(["inbound_delay"], each, claims=[{"order": "P00012", "new_date": ["2026-12-17", "2026-12-18"]}])
    assert Judge(WORLD).wholly_right(judged)


def test_no_day_is_right_where_none_may_be_given() -> None:
    open_day = pair(["inbound_delay"], [{"order": "P00012"}], claims=[{"order": "P00012", "unknown_date": True}])
    given = pair(["inbound_delay"], [{**LATE, "quantity": None}], claims=[{"order": "P00012", "unknown_date": True}])
    assert Judge(WORLD).wholly_right(open_day)
    assert not Judge(WORLD).wholly_right(given)


def test_intervals_are_wilsons() -> None:
    found = figure([True] * 8 + [False] * 2)
    assert (found.right, found.of) == (8, 10)
    assert (round(found.low, 3), round(found.high, 3)) == (0.490, 0.943)


def test_the_weakest_come_first() -> None:
    pairs = [pair(["inbound_delay"], kinds=["inbound_delay"]), pair([], kinds=["damaged_goods"])]
    assert list(score(pairs, WORLD).by_kind) == ["damaged_goods", "inbound_delay"]


async def test_the_world_answers_as_an_odoo_would() -> None:
    records = WorldRecords(WORLD)
    [match] = await records.find_partner("Sales@Nordholz.example")
    assert await records.find_partner("x@unknown.example") == []
    [order] = await records.orders_to_read(match.partner.id, [])
    assert [line.planned.date() for line in order.lines if line.planned] == [date(2026, 12, 4)] * 2
    assert [one.name for one in await records.orders_to_read(None, ["P00012"])] == ["P00012"]
    [found] = await records.find_shipments(["JD00021877"])
    assert (found.name, found.asked, found.goes_to_customer) == ("WH/OUT/00007", ("JD00021877",), True)
    [found] = await records.deliveries_named(["S00003"])
    assert found.asked == ("S00003",)


async def test_a_set_is_read_through_the_products_own_reading(tmp_path: Path) -> None:
    (tmp_path / "world.json").write_text(WORLD.model_dump_json())
    (tmp_path / "a.eml").write_text(
        "From: sales@nordholz.example\nTo: us@our.example\nSubject: P00012\n"
        "Date: Thu, 26 Nov 2026 09:00:00 +0100\n\n20 of the 60 oak tables (DESK-01) will arrive on 18 December 2026.\n"
    )
    (tmp_path / "a.json").write_text(
        Truth.model_validate({"kinds": ["inbound_delay"], "claims": [LATE]}).model_dump_json()
    )
    told: list[str] = []
    found = await read_set(tmp_path, told.append)
    [mail] = found.mails
    assert mail.kinds == ("inbound_delay",)
    assert (mail.claims[0].order, mail.claims[0].item, mail.claims[0].new_date) == (
        "P00012",
        "DESK-01",
        date(2026, 12, 18),
    )
    assert found.totals.totals["delay mails wholly right"].right == 1
    assert told


def test_each_field_of_a_late_quantity_is_scored_and_what_is_said_firmly() -> None:
    wrong_day = {**LATE, "new_date": "2026-12-19", "sure": 0.9}
    pairs = [
        pair(["inbound_delay"], [wrong_day], kinds=["inbound_delay"], claims=[LATE]),
        pair(["inbound_delay"], [{**LATE, "sure": 0.5}], kinds=["inbound_delay"], claims=[LATE]),
        pair([], kinds=["inbound_delay"], claims=[LATE]),
    ]
    scored = score(pairs, WORLD)
    found = {name: (one.right, one.of) for name, one in scored.by_field.items()}
    assert found == {"day": (1, 3), "item": (2, 3), "order": (2, 3), "quantity": (2, 3)}
    firm = scored.totals["said firmly and right"]
    assert (firm.right, firm.of) == (0, 1)


@pytest.mark.parametrize(
    ("sender", "subject", "body", "alone"),
    [
        ("sales@nordholz.example", "Re: P00012", "Thanks, noted.", True),
        (
            "sales@nordholz.example",
            "Visit",
            "Come and see us at the trade fair next spring, we look forward to it.",
            True,
        ),
        ("sales@nordholz.example", "Your payment", "Your payment has arrived, thank you very much.", True),
        # What names a day or an amount is looked at, however courteous.
        ("sales@nordholz.example", "Thanks", "Thank you very much, the 40 pcs follow on 18 December.", False),
        ("sales@nordholz.example", "P00012", "The goods were crushed when they arrived.", False),
    ],
)
async def test_what_is_like_nothing_and_leaves_nothing_open_is_no_case(
    tmp_path: Path, sender: str, subject: str, body: str, alone: bool
) -> None:
    (tmp_path / "world.json").write_text(WORLD.model_dump_json())
    head = f"From: {sender}\nTo: us@our.example\nSubject: {subject}\nDate: Thu, 26 Nov 2026 09:00:00 +0100\n\n"
    (tmp_path / "a.eml").write_text(f"{head}{body}\n")
    (tmp_path / "a.json").write_text(Truth().model_dump_json())
    [mail] = (await read_set(tmp_path, print)).mails
    assert (mail.kinds == ()) is alone


async def test_what_is_no_set_is_said(tmp_path: Path) -> None:
    with pytest.raises(ReadingSetError, match=r"world\.json"):
        await read_set(tmp_path, print)
    (tmp_path / "world.json").write_text(WORLD.model_dump_json())
    with pytest.raises(ReadingSetError, match="no mails"):
        await read_set(tmp_path, print)
