"""The edit form goes round: what is not changed stays exactly, what is changed parses or is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.forms import EditForm, edit_form, edited_args
from cases.actions import ACTIONS, ActionName, ArgumentsError, parse

SHIPMENT = {"picking_id": 5, "picking": "WH/OUT/5", "tracking": "NP5", "partner_id": 8, "partner": "Northline"}
BILL = {
    "bill_id": 6, "bill": "BILL/2026/11/0006", "partner_id": 8, "partner": "Northline", "amount": "13.30",
    "currency": "EUR", "worth": {"amount": "13.30", "currency": "EUR"}, "text": "NP5: base.",
}  # fmt: skip
ARGS: dict[ActionName, dict[str, Any]] = {
    ActionName.RESCHEDULE_RECEIPT: {
        "order_id": 27,
        "order": "P00027",
        "lines": [
            {"line_id": 1, "product": "Hinge", "late_quantity": "30", "unit": "Units", "new_date": "2026-12-04"},
            {"line_id": 2, "product": "Plate", "unit": "Units", "new_date": "2026-12-05"},
        ],
    },
    ActionName.REVISE_COMMITMENT: {"order_id": 4, "order": "S4", "customer": "Hotel", "new_date": "2026-12-06"},
    ActionName.MESSAGE_CUSTOMER: {
        "order_id": 4, "order": "S4", "partner_id": 9, "partner": "Hotel", "products": ["Hinge"],
        "old_date": "2026-12-01", "new_date": "2026-12-06", "wording": "Dear {partner},\n\nsorry.",
    },
    ActionName.MESSAGE_SUPPLIER: {
        "order_id": 27, "order": "P27", "partner_id": 3, "partner": "Steel", "ask": "earlier",
        "needed_by": "2026-12-01",
    },
    ActionName.TRANSFER_STOCK: {
        "product_id": 7, "product": "Hinge", "quantity": "24", "unit": "Units", "unit_id": 1, "from_warehouse_id": 2,
        "from_warehouse": "Gent", "to_warehouse_id": 1, "to_warehouse": "Antwerpen", "leaves": "2026-12-01",
        "arrives": "2026-12-03",
    },
    ActionName.SCHEDULE_ACTIVITY: {
        "model": "res.partner", "record_id": 9, "record": "Steel", "user_id": 2, "user": "Petra", "role": "procurement",
        "summary": "Call them", "note": "", "due": "2026-12-01",
    },
    ActionName.RECORD_MILESTONE: {
        "picking_id": 12, "picking": "ANT/OUT/00012", "tracking": "3SNL440001773", "milestone": "Delivered",
        "delivered": "2026-12-01T10:00:00Z", "signed_by": "B. Van Loo",
    },
    ActionName.ADJUST_REORDER_RULE: {
        "rule_id": 4, "rule": "OP/00004", "product_id": 8, "product": "Hinge", "warehouse_id": 2,
        "warehouse": "Antwerp", "unit_id": 1, "minimum": "20", "maximum": "60",
    },
    ActionName.PRIORITISE_PICKINGS: {
        "warehouse_id": 1, "warehouse": "Antwerp",
        "pickings": [
            {"picking_id": 12, "picking": "ANT/OUT/00012", "starred": True},
            {"picking_id": 13, "picking": "ANT/OUT/00013", "starred": False},
        ],
    },
    ActionName.BATCH_PICKINGS: {
        "warehouse_id": 1, "warehouse": "Antwerp", "type_id": 7, "type": "Deliveries", "user_id": 3, "user": "Petra",
        "summary": "Northline Parcel, Aisle A",
        "pickings": [
            {"picking_id": 12, "picking": "ANT/OUT/00012"}, {"picking_id": 13, "picking": "ANT/OUT/00013"},
        ],
    },
    ActionName.ASSIGN_PICKINGS: {
        "warehouse_id": 1, "warehouse": "Antwerp", "user_id": 3, "user": "Petra",
        "pickings": [{"picking_id": 12, "picking": "ANT/OUT/00012"}],
    },
    ActionName.RESCHEDULE_DELIVERY: {
        "picking_id": 12, "picking": "ANT/OUT/00012", "order_id": 4, "order": "S4", "customer": "Hotel",
        "new_date": "2026-12-06",
    },
    ActionName.OPEN_TICKET: {
        "project_id": 3, "project": "Customer service", "about_model": "stock.picking", "about_id": 12,
        "about": "ANT/OUT/00012", "subject": "Lost", "text": "Call them.\n\nThen write.", "due": "2026-12-01",
    },
    ActionName.CREATE_RETURN: {
        "picking_id": 8, "picking": "ANT/OUT/8", "order_id": 4, "order": "S4", "to_location_id": 31,
        "to_location": "Quarantine", "expected": "2026-12-04", "to_refund": True,
        "lines": [{"move_id": 12, "product": "Hinge", "quantity": "3", "unit": "Units"}],
    },
    ActionName.MESSAGE_CARRIER: {**SHIPMENT, "ask": "trace"},
    ActionName.REQUEST_REATTEMPT: {**SHIPMENT, "day": "2026-12-01", "instructions": "Ring twice"},
    ActionName.ACCEPT_VARIANCE: {**BILL, "within_tolerance": True},
    ActionName.DISPUTE_BILL: BILL,
    ActionName.REQUEST_CREDIT_NOTE: BILL,
    ActionName.RECORD_LANDED_COST: {
        **BILL, "picking_id": 8, "picking": "ANT/IN/8", "service_id": 5, "service": "Inbound freight",
        "split": "by_weight",
    },
    ActionName.ATTACH_EVIDENCE: {
        "model": "account.move", "record_id": 6, "record": "BILL/2026/11/0006", "subject": "Charges",
        "file_name": "charges.csv", "text": "shipment,billed\nNP5,13.30\n",
    },
    ActionName.SHIP_REPLACEMENT: {
        "picking_id": 8, "picking": "ANT/OUT/8", "order_id": 4, "order": "S4", "warehouse_id": 1,
        "warehouse": "Antwerp", "ships": "2026-12-04",
        "lines": [{"move_id": 12, "product": "Hinge", "quantity": "3", "unit": "Units"}],
    },
    ActionName.OFFER_CREDIT: {
        "picking_id": 8, "picking": "ANT/OUT/8", "order_id": 4, "order": "S4", "invoice_id": 6, "invoice": "INV/2026/6",
        "account_id": 40, "account": "Goodwill to customers", "amount": "30", "currency": "EUR", "tax_ids": [2],
        "text": "Credit for lost hinges",
    },
    ActionName.BUY_ELSEWHERE: {
        "product_id": 7, "product": "Hinge", "quantity": "40", "unit": "Units", "unit_id": 1, "vendor_id": 9,
        "vendor": "Rival", "price": "3.2", "currency": "EUR", "least": "20", "warehouse_id": 1, "warehouse": "Antwerp",
        "arrives": "2026-12-04", "buyer_id": 2, "buyer": "Petra", "confirm_by": "2026-12-01", "for_orders": ["S4"],
    },
    ActionName.FILE_CLAIM: {**SHIPMENT, "what": "lost", "amount": {"amount": "12.50", "currency": "EUR"}},
}  # fmt: skip


def filled(form: EditForm) -> dict[str, str]:
    """The form as a browser sends it untouched."""
    sent = {field.name: field.value for field in form.fields}
    for entry in form.entries:
        sent[entry.keep] = "on"
        sent |= {field.name: field.value for field in entry.fields}
    return sent


def test_every_action_has_an_example_here() -> None:
    assert set(ARGS) == set(ACTIONS)


@pytest.mark.parametrize("name", list(ARGS))
def test_an_untouched_form_changes_nothing(name: ActionName) -> None:
    before = parse(name, ARGS[name])
    after = parse(name, edited_args(name, ARGS[name], filled(edit_form(name, ARGS[name]))))
    assert after == before


@pytest.mark.parametrize("name", list(ARGS))
def test_only_what_may_be_edited_has_a_field(name: ActionName) -> None:
    form = edit_form(name, ARGS[name])
    named = {field.name.split(".")[1] for field in form.fields}
    named |= {entry.keep.split(".")[1] for entry in form.entries}
    assert named
    assert named <= ACTIONS[name].editable


def test_what_follows_another_action_is_not_edited_here() -> None:
    name = ActionName.MESSAGE_CUSTOMER
    assert "edit.new_date" not in {field.name for field in edit_form(name, ARGS[name], ["new_date"]).fields}
    sent = {"edit.new_date": "2027-01-01", "edit.wording": "Hello {partner}"}
    args = edited_args(name, ARGS[name], sent, ["new_date"])
    assert (args["new_date"], args["wording"]) == ("2026-12-06", "Hello {partner}")


def test_lines_are_changed_emptied_and_left_out() -> None:
    name = ActionName.RESCHEDULE_RECEIPT
    sent = {"edit.lines.0.keep": "on", "edit.lines.0.late_quantity": " ", "edit.lines.0.new_date": "2026-12-24"}
    args = edited_args(name, ARGS[name], sent)
    assert [(line["line_id"], line["late_quantity"], line["new_date"]) for line in args["lines"]] == [
        (1, None, "2026-12-24")
    ]
    with pytest.raises(ArgumentsError):
        parse(name, edited_args(name, ARGS[name], {}))


def test_line_ends_of_browsers_do_not_change_words() -> None:
    args = edited_args(
        ActionName.MESSAGE_CUSTOMER, ARGS[ActionName.MESSAGE_CUSTOMER], {"edit.wording": "a\r\n\r\nb\r\n"}
    )
    assert args["wording"] == "a\n\nb"


@given(
    st.dictionaries(
        st.sampled_from(["edit.order_id", "edit.order", "edit.customer", "edit.new_date", "order_id"]), st.text()
    )
)
def test_a_forged_field_never_reaches_what_an_action_is_about(sent: dict[str, str]) -> None:
    name = ActionName.REVISE_COMMITMENT
    args = edited_args(name, ARGS[name], sent)
    assert {key: args[key] for key in ("order_id", "order", "customer")} == {
        key: ARGS[name][key] for key in ("order_id", "order", "customer")
    }
