"""Actions: arguments that mean the same are the same, edits stay the action they are, wording fills its own places."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.actions import ACTIONS, ActionName, ArgumentsError, Money, parse, parse_premise
from cases.actions.base import Premise, moment_on
from cases.letters import PLACEHOLDERS, day_in, house_letter, letter, occasions

RESCHEDULE = {
    "order_id": 7,
    "order": "P00007",
    "lines": [
        {"line_id": 71, "product": "Lamp", "late_quantity": "30", "new_date": "2026-12-04"},
        {"line_id": 72, "product": "Shade", "new_date": "2026-12-04"},
    ],
}
MESSAGE = {"order_id": 9, "order": "S00009", "partner_id": 90, "partner": "Brown & Sons", "products": ["Lamp"]}
TRANSFER = {
    "product_id": 5,
    "product": "Lamp",
    "quantity": "10",
    "unit_id": 1,
    "from_warehouse_id": 1,
    "from_warehouse": "Ghent",
    "to_warehouse_id": 2,
    "to_warehouse": "Liège",
    "leaves": "2026-11-24",
    "arrives": "2026-11-25",
}


def test_every_action_is_complete() -> None:
    assert set(ACTIONS) == set(ActionName)
    for name, action in ACTIONS.items():
        assert action.name is name
        assert action.title
        assert action.means.endswith(".")
        assert action.editable <= set(action.model_fields)
        assert issubclass(action.Seen, Premise)


@given(st.decimals(min_value="0.0001", max_value=10**9, places=4))
def test_the_same_quantity_is_the_same_text(quantity: Decimal) -> None:
    one = parse("transfer_stock", {**TRANSFER, "quantity": str(quantity)})
    two = parse("transfer_stock", {**TRANSFER, "quantity": f"{quantity:.4f}"})
    assert one.model_dump(mode="json") == two.model_dump(mode="json")
    assert one == two


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1)), st.integers(-12, 12))  # noqa: DTZ001
def test_the_same_moment_is_the_same_text(moment: datetime, hours: int) -> None:
    zone = timezone(timedelta(hours=hours))
    seen: dict[str, Any] = {
        "order": "P00007",
        "lines": [{"line_id": 71, "planned": moment.replace(tzinfo=UTC).astimezone(zone).isoformat()}],
        "moves": [],
        "zone": "UTC",
        "arrival_hour": 17,
    }
    in_utc = {**seen, "lines": [{"line_id": 71, "planned": moment.replace(tzinfo=UTC, microsecond=0).isoformat()}]}
    one, two = (parse_premise("reschedule_receipt", some).model_dump(mode="json") for some in (seen, in_utc))
    assert one == two


@pytest.mark.parametrize(
    ("name", "args", "words"),
    [
        ("delete_everything", {}, "is not an action"),
        ("transfer_stock", {**TRANSFER, "quantity": "0"}, "quantity"),
        ("transfer_stock", {**TRANSFER, "quantity": "NaN"}, "quantity"),
        ("transfer_stock", {**TRANSFER, "to_warehouse_id": 1}, "another warehouse"),
        ("transfer_stock", {**TRANSFER, "arrives": "2026-11-01"}, "before it leaves"),
        ("transfer_stock", {**TRANSFER, "price": "1"}, "price"),
        ("reschedule_receipt", {**RESCHEDULE, "lines": []}, "lines"),
        ("reschedule_receipt", {**RESCHEDULE, "lines": [RESCHEDULE["lines"][0]] * 2}, "twice"),  # type: ignore[index]
        (
            "reschedule_receipt",
            {**RESCHEDULE, "lines": [RESCHEDULE["lines"][1], {**RESCHEDULE["lines"][1], "new_date": "2026-12-11"}]},  # type: ignore[index]
            "does not say how much",
        ),
        ("message_customer", {**MESSAGE, "wording": "Dear {name}"}, "unknown placeholder"),
        ("message_customer", {**MESSAGE, "wording": "Dear {partner"}, "not closed"),
        ("message_customer", {**MESSAGE, "email": "x@example.com"}, "email"),
        ("schedule_activity", {"role": "boss"}, "role"),
    ],
)
def test_arguments_that_do_not_fit_are_named(name: str, args: dict[str, Any], words: str) -> None:
    with pytest.raises(ArgumentsError) as refused:
        parse(name, args)
    assert words in str(refused.value)
    assert refused.value.problems


@pytest.mark.parametrize("name", ["message_customer", "transfer_stock"])
def test_an_edit_changes_only_what_may_be_edited(name: str) -> None:
    args = {"message_customer": {**MESSAGE, "new_date": "2026-12-07"}, "transfer_stock": TRANSFER}[name]
    action = parse(name, args)
    for field in type(action).model_fields:
        other = _other(getattr(action, field))
        if other is None:
            continue
        edited = parse(name, {**action.model_dump(mode="json"), field: other})
        refused = action.refuse_edit(edited)
        if field in action.editable:
            assert refused is None
        else:
            assert refused is not None
            assert field in refused


def _other(value: Any) -> Any:
    """Something else of the same sort; none where there is no telling."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, date):
        return (value + timedelta(days=20)).isoformat() if value.day > 24 else None
    if isinstance(value, Enum):
        return next(other for other in type(value) if other is not value)
    if isinstance(value, int):
        return value + 100
    if isinstance(value, Decimal):
        return str(value + 1)
    if isinstance(value, str):
        return f"{value}x"
    return [*value, "Shade"]


def test_an_edit_of_a_receipt_keeps_to_the_lines_proposed() -> None:
    action = parse("reschedule_receipt", RESCHEDULE)
    first, second = RESCHEDULE["lines"]  # type: ignore[misc]
    fewer = parse("reschedule_receipt", {**RESCHEDULE, "lines": [{**first, "new_date": "2026-12-11"}]})  # type: ignore[dict-item]
    assert action.refuse_edit(fewer) is None
    foreign = parse("reschedule_receipt", {**RESCHEDULE, "lines": [{**second, "line_id": 99}]})  # type: ignore[dict-item]
    assert "not proposed" in (action.refuse_edit(foreign) or "")
    renamed = parse("reschedule_receipt", {**RESCHEDULE, "lines": [{**second, "product": "Gold"}]})  # type: ignore[dict-item]
    assert action.refuse_edit(renamed)


FILLED = {
    "partner": "Brown & Sons",
    "order": "S00009",
    "products": ("Lamp", "Shade"),
    "old_date": date(2026, 11, 27),
    "new_date": date(2026, 12, 7),
}


@pytest.mark.parametrize("placeholder", sorted(PLACEHOLDERS))
def test_every_placeholder_is_filled_in(placeholder: str) -> None:
    told = {
        "partner": "Brown & Sons",
        "order": "S00009",
        "products": "Lamp, Shade",
        "old_date": "27 November 2026",
        "new_date": "7 December 2026",
    }
    assert letter("late_new_date", "en_US", FILLED, f"<{{{placeholder}}}>").text == f"<{told.get(placeholder, '–')}>"


@pytest.mark.parametrize(("occasion", "language"), occasions())
def test_a_house_letter_has_subject_and_text_and_its_english(occasion: str, language: str) -> None:
    house = house_letter(occasion, language)
    assert house.subject
    assert "\n" not in house.subject
    assert len(house.text) > 40
    assert "{partner}" in house.text
    assert house_letter(occasion, "en_US").placeholders == house.placeholders
    filled = letter(occasion, language, dict.fromkeys(house.placeholders, "X"))
    assert not set("{}–") & set(filled.subject + filled.text)


@given(st.text(max_size=200))
def test_wording_either_fits_or_is_refused_and_never_leaks(text: str) -> None:
    try:
        action = parse("message_customer", {**MESSAGE, "wording": text})
    except ArgumentsError:
        return
    assert "{partner}" not in action.letter().text or "{{partner}}" in text  # type: ignore[attr-defined]


def test_a_value_with_braces_is_text() -> None:
    assert letter("late_no_date", "en_US", {"partner": "{order}", "order": "S1"}, "{partner}").text == "{order}"


@pytest.mark.parametrize(
    ("language", "words"), [("de_AT", "Guten Tag"), ("fr_BE", "Bonjour"), ("nl_BE", "Dear"), ("../", "Dear")]
)
def test_the_customers_language_or_english(language: str, words: str) -> None:
    for day in (date(2026, 12, 7), None):
        args = {**MESSAGE, "language": language, "new_date": day and day.isoformat(), "products": ["Lamp"]}
        said = parse("message_customer", args).letter()  # type: ignore[attr-defined]
        assert said.text.startswith(words)
        assert "Lamp" in said.text


def test_a_vendor_is_asked_to_check_a_bill_by_its_number_and_amount() -> None:
    args = {"order_id": 27, "order": "P27", "partner_id": 3, "partner": "P", "ask": "check_bill", "products": ["Lamp"]}
    about = {"bill": "NV-4711", "amount": "1250.5", "currency": "EUR"}
    for language, opening, price in (
        ("en_US", "Dear P", "€1,250.50"),
        ("de_DE", "Guten Tag P", "1.250,50\N{NO-BREAK SPACE}€"),
        ("fr_FR", "Bonjour P", "1\N{NARROW NO-BREAK SPACE}250,50\N{NO-BREAK SPACE}€"),
        ("nl_BE", "Beste P", "€\N{NO-BREAK SPACE}1.250,50"),
    ):
        said = parse("message_supplier", {**args, **about, "language": language}).letter()  # type: ignore[attr-defined]
        assert said.text.startswith(opening)
        assert price in said.text
        assert "NV-4711" in said.subject
    for wrong in ({}, {"bill": "NV-4711"}, {**about, "ask": "give_date"}):
        with pytest.raises(ArgumentsError):
            parse("message_supplier", {**args, **wrong})


@pytest.mark.parametrize("ask", ["acknowledge", "give_date", "earlier", "damaged"])
def test_the_suppliers_letters(ask: str) -> None:
    for language, words in (
        ("en_US", "Dear P"),
        ("de_DE", "Guten Tag P"),
        ("fr_FR", "Bonjour P" if ask == "damaged" else "Dear P"),
    ):
        said = letter(
            f"supplier_{ask}",
            language,
            {"partner": "P", "order": "P1", "products": "P1", "new_date": date(2026, 12, 7)},
        )
        assert said.text.startswith(words)
        assert "{" not in said.subject + said.text


def test_days_as_people_say_them() -> None:
    assert day_in("de_DE", date(2026, 3, 1)) == "1. März 2026"
    assert day_in("fr_FR", date(2026, 12, 1)) == "1er décembre 2026"
    assert day_in("en_US", date(2026, 12, 1)) == "1 December 2026"


def test_a_day_is_a_moment_in_its_own_zone() -> None:
    assert moment_on(date(2026, 12, 4), 17, "Europe/Brussels") == datetime(2026, 12, 4, 16, tzinfo=UTC)
    assert moment_on(date(2026, 7, 4), 17, "Europe/Brussels") == datetime(2026, 7, 4, 15, tzinfo=UTC)


RETURN = {
    "picking_id": 8,
    "picking": "ANT/OUT/00008",
    "order_id": 9,
    "order": "S00009",
    "to_location_id": 31,
    "to_location": "Quarantine",
    "expected": "2026-12-04",
    "to_refund": True,
    "lines": [{"move_id": 12, "product": "Lamp", "quantity": "3"}],
}


def test_a_return_says_who_loses_what() -> None:
    action = parse("create_return", RETURN)
    seen: dict[str, Any] = {
        "customer_id": 90,
        "customer": "Brown & Sons",
        "warehouse": "Ghent",
        "moves": [{"move_id": 12, "product_id": 5, "delivered": "10", "returned": "1", "unit_value": "12.50"}],
        "zone": "Europe/Brussels",
        "arrival_hour": 17,
    }
    premise = parse_premise("create_return", seen)
    assert action.sentence() == (
        "Expect 3 Units of Lamp back from ANT/OUT/00008 (S00009) at Quarantine on Fri 4 Dec 2026, to be credited"
    )
    back, billed = action.diff(premise)
    assert (back.before, back.after, back.who) == ("1 Units", "4 Units", "target")
    assert (billed.before, billed.after, billed.who) == ("9 Units", "6 Units", "loses")
    assert action.facts(premise).exposure.amount == Decimal("37.50")
    swap = parse("create_return", {**RETURN, "to_refund": False})
    assert swap.sentence().endswith("without a credit")
    assert [change.who for change in swap.diff(premise)] == ["target"]
    with pytest.raises(ArgumentsError, match="names a move twice"):
        parse("create_return", {**RETURN, "lines": RETURN["lines"] * 2})  # type: ignore[operator]
    other = parse("create_return", {**RETURN, "lines": [{**RETURN["lines"][0], "move_id": 13}]})  # type: ignore[index,dict-item]
    assert "not proposed" in (action.refuse_edit(other) or "")


def test_a_replacement_says_what_it_takes_and_that_nobody_is_billed() -> None:
    args = {
        "picking_id": 8,
        "picking": "ANT/OUT/00008",
        "order_id": 9,
        "order": "S00009",
        "warehouse_id": 1,
        "warehouse": "Ghent",
        "ships": "2026-12-04",
        "lines": [{"move_id": 12, "product": "Lamp", "quantity": "3"}],
    }
    seen = {
        "customer_id": 90,
        "customer": "Brown & Sons",
        "stock_id": 4,
        "goods": [
            {"move_id": 12, "product_id": 5, "lost": "3", "free": "8", "own_need": "2", "unit_cost": "12.50"},
        ],
        "zone": "Europe/Brussels",
        "dispatch_hour": 15,
    }
    action, premise = parse("ship_replacement", args), parse_premise("ship_replacement", seen)
    assert action.sentence() == (
        "Ship 3 Units of Lamp again from Ghent on Fri 4 Dec 2026, in place of ANT/OUT/00008 (S00009), not billed again"
    )
    gets, gives = action.diff(premise)
    assert (gets.after, gets.who) == ("3 Units", "target")
    assert (gives.before, gives.after, gives.who) == ("8 Units", "5 Units", "loses")
    assert action.facts(premise).exposure.amount == Decimal("37.50")
    with pytest.raises(ArgumentsError, match="names a move twice"):
        parse("ship_replacement", {**args, "lines": args["lines"] * 2})  # type: ignore[operator]
    other = parse("ship_replacement", {**args, "lines": [{"move_id": 13, "product": "Lamp", "quantity": "3"}]})
    assert "not proposed" in (action.refuse_edit(other) or "")


CREDIT: dict[str, Any] = {
    "picking_id": 8,
    "picking": "ANT/OUT/00008",
    "order_id": 9,
    "order": "S00009",
    "invoice_id": 30,
    "invoice": "INV/2026/00007",
    "account_id": 41,
    "account": "Goodwill to customers",
    "amount": "1250.50",
    "currency": "USD",
    "tax_ids": [2],
    "text": "Credit for lost lamps",
}


def test_a_credit_says_what_it_is_over_and_whose_money_it_is() -> None:
    seen = {"customer_id": 90, "customer": "Brown & Sons", "untaxed": "2000", "worth": "1250.5", "rate": "0.5"}
    action, premise = parse("offer_credit", CREDIT), parse_premise("offer_credit", seen)
    assert action.sentence() == (
        "Plan a credit note of 1,250.50 USD, without tax, for ANT/OUT/00008 (S00009) on INV/2026/00007; "
        "nothing is shipped again for it"
    )
    gets, costs = action.diff(premise)
    assert (gets.after, gets.who) == ("1,250.50 USD\nCredit for lost lamps", "target")
    assert (costs.label, costs.after, costs.who) == ("Goodwill to customers", "1,250.50 USD", "loses")
    facts = action.facts(premise)
    # What limits count is in company currency, by customer.
    assert facts.exposure == Money(amount=Decimal("625.25"), currency="EUR")
    assert facts.partner is not None
    assert facts.partner.id == 90
    assert action.refuse_edit(parse("offer_credit", {**CREDIT, "amount": "1250.49", "text": "Sorry"})) is None
    assert "only be lowered" in (action.refuse_edit(parse("offer_credit", {**CREDIT, "amount": "1250.51"})) or "")
    assert "invoice_id" in (action.refuse_edit(parse("offer_credit", {**CREDIT, "invoice_id": 31})) or "")
    for wrong in ({"amount": "0"}, {"amount": "-5"}, {"currency": "euro"}, {"text": ""}):
        with pytest.raises(ArgumentsError):
            parse("offer_credit", {**CREDIT, **wrong})


def test_the_same_loss_is_made_good_in_one_way() -> None:
    goods = {
        **{name: CREDIT[name] for name in ("picking_id", "picking", "order_id", "order")},
        "warehouse_id": 1,
        "warehouse": "Ghent",
        "ships": "2026-12-04",
        "lines": [{"move_id": 12, "product": "Lamp", "quantity": "3"}],
    }
    credit, again = parse("offer_credit", CREDIT), parse("ship_replacement", goods)
    other = parse("ship_replacement", {**goods, "picking_id": 7, "picking": "ANT/OUT/00007"})
    assert credit.rules_out(again)
    assert again.rules_out(credit)
    assert not credit.rules_out(other)
    assert not other.rules_out(again)


PURCHASE: dict[str, Any] = {
    "product_id": 5,
    "product": "Lamp",
    "quantity": "40",
    "unit_id": 1,
    "vendor_id": 70,
    "vendor": "Rival",
    "price": "3.125",
    "currency": "USD",
    "least": "20",
    "warehouse_id": 1,
    "warehouse": "Ghent",
    "arrives": "2026-12-04",
    "buyer_id": 2,
    "buyer": "Petra",
    "confirm_by": "2026-12-01",
}


def test_a_draft_order_says_who_confirms_it_and_what_comes_twice() -> None:
    seen = {
        "offer_id": 3, "picking_type_id": 4, "rate": "0.8", "on_order": "50", "zone": "Europe/Brussels",
        "arrival_hour": 17, "still_comes": "50 Units of Lamp of P00012, Fri 11 Dec 2026",
    }  # fmt: skip
    action, premise = parse("buy_elsewhere", PURCHASE), parse_premise("buy_elsewhere", seen)
    assert action.sentence() == (
        "Draft an order for 40 Units of Lamp at Rival for Ghent, 125.00 USD without tax; Petra confirms it by "
        "Tue 1 Dec 2026, and it arrives Fri 4 Dec 2026"
    )
    order, confirms, then, twice = action.diff(premise)
    assert order.after == "40 Units at 3.125 USD, 125.00 USD"
    assert confirms.after == "by Tue 1 Dec 2026; until then nothing is bought"
    assert (then.before, then.after) == ("50 Units", "90 Units")
    assert (twice.who, twice.after) == ("loses", "50 Units of Lamp of P00012, Fri 11 Dec 2026")
    facts = action.facts(premise)
    # Without tax, in company currency, counted by vendor.
    assert facts.exposure == Money(amount=Decimal("100.00"), currency="EUR")
    assert facts.partner is not None
    assert facts.partner.id == 70
    assert action.refuse_edit(parse("buy_elsewhere", {**PURCHASE, "quantity": "60"})) is None
    assert "price" in (action.refuse_edit(parse("buy_elsewhere", {**PURCHASE, "price": "3"})) or "")
    for wrong in ({"quantity": "19"}, {"price": "0"}, {"currency": "usd"}, {"confirm_by": "2026-12-05"}):
        with pytest.raises(ArgumentsError):
            parse("buy_elsewhere", {**PURCHASE, **wrong})
