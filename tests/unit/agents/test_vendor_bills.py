"""What is proposed about vendors' bills: disputed, accepted, asked; nobody's word alone is enough."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest

from agents.analysis.habits import Habits
from agents.specialist import Handover
from agents.vendor_bills.matched import BillMatch
from agents.vendor_bills.snapshot import VendorBillSnapshot
from agents.vendor_bills.think import think
from cases.actions import ActionName, parse, parse_premise
from cases.claims import BillMismatchClaim, Claim, MentionClaim, RecordRef, Span
from cases.kind import Kind
from cases.kinds import KINDS
from cases.models import CaseFile, ProposalDraft
from cases.people import Person
from cases.policy import load_policy
from cases.roles import Role
from tests.unit.agents.billed import NOW, PARTNER, alike, before, bill, coming, line, matched, ordered

BILL = RecordRef(model="account.move", id=70, label="BILL/2026/11/0070")
ORDER = RecordRef(model="purchase.order", id=12, label="P00012")
VENDOR = RecordRef(model="res.partner", id=8, label="Nordvik Stål AS")
SCANNED = BillMismatchClaim(number="NV-4711", vendor="Nordvik Stål AS", refers_to=(BILL, ORDER), read_by="scan")
SAID = "invoice NV-4711 is wrong"
WRITTEN = MentionClaim(
    kind=Kind.INVOICE_MISMATCH,
    text=SAID,
    refers_to=(ORDER,),
    span=Span(part="body", start=0, end=len(SAID), quote=SAID),
)
FINANCE = Person(uid=5, login="fin", name="Fiona Finance", roles=frozenset({Role.FINANCE}))
BUYER = Person(uid=6, login="buy", name="Bert Buyer", roles=frozenset({Role.PROCUREMENT}))


def thought(*bills: BillMatch, claim: Claim = SCANNED, **more: Any) -> ProposalDraft:
    records = (ORDER,) if isinstance(claim, MentionClaim) else (BILL, ORDER)
    file = CaseFile(
        case_id="c", kind=Kind.INVOICE_MISMATCH, title="Vendor bill differs", claims=(claim,), records=records
    )
    given: dict[str, Any] = {
        "file": file,
        "read_at": NOW,
        "habits": Habits(zone="Europe/Brussels", arrival_hour=17, dispatch_hour=15, importance_tags=""),
        "matches": bills,
        "finance": (FINANCE,),
        "procurement": (BUYER,),
    }
    made = VendorBillSnapshot(**{**given, **more})
    # As it is kept between collecting and thinking.
    found = think(VendorBillSnapshot.model_validate(made.model_dump(mode="json")), {})
    assert isinstance(found, ProposalDraft)
    return checked(found)


def checked(draft: ProposalDraft) -> ProposalDraft:
    """What holds of every proposal."""
    policy = load_policy()
    for action in draft.actions:
        args, premise = parse(action.name, action.args), parse_premise(action.name, action.premise)
        assert action.name in KINDS[Kind.INVOICE_MISMATCH].may_propose
        assert args.diff(premise)
        assert not policy.ruling(action.name, args.facts(premise), now=NOW, needed_by=None).forbidden
    assert sum(one.recommended for one in draft.options) == (1 if draft.options else 0)
    listed = {action for option in draft.options for action in option.action_ids}
    assert listed == {action.id for action in draft.actions}
    return draft


def options(draft: ProposalDraft) -> dict[str, tuple[list[str], bool]]:
    names = {one.id: one.name.value for one in draft.actions}
    return {one.id: ([names[action] for action in one.action_ids], one.recommended) for one in draft.options}


def args_of(draft: ProposalDraft, name: ActionName) -> dict[str, Any]:
    [found] = [one.args for one in draft.actions if one.name is name]
    return found


DEAR = bill(line(price="4.50"))


def test_a_dear_posted_bill_is_disputed_credited_and_its_vendor_asked() -> None:
    draft = thought(matched(DEAR, ordered()))
    assert options(draft) == {
        "dispute": (["dispute_bill", "request_credit_note", "message_supplier", "attach_evidence"], True),
        "accept": (["accept_variance", "attach_evidence"], False),
    }
    assert args_of(draft, ActionName.DISPUTE_BILL)["amount"] == "5"
    assert args_of(draft, ActionName.REQUEST_CREDIT_NOTE)["amount"] == "5"
    assert args_of(draft, ActionName.ACCEPT_VARIANCE)["within_tolerance"] is False
    message = args_of(draft, ActionName.MESSAGE_SUPPLIER)
    assert (message["order"], message["bill"], message["amount"], message["ask"]) == (
        "P00012",
        "NV-4711",
        "5",
        "check_bill",
    )
    letter = parse(ActionName.MESSAGE_SUPPLIER, message).letter()  # type: ignore[attr-defined]
    assert "5,00\N{NO-BREAK SPACE}€" in letter.text
    assert "NV-4711" in letter.subject
    assert "5.00 EUR too much" in draft.summary
    assert "5.00 EUR beyond what was ordered" in draft.if_nobody_acts
    accept = next(one for one in draft.actions if one.name is ActionName.ACCEPT_VARIANCE)
    assert len(accept.excludes) == 3
    assert draft.exhibit is not None
    assert draft.exhibit.type == "charges"
    assert (draft.exhibit.of, draft.exhibit.of_differing.difference) == ("orders", 5)


def test_a_draft_is_disputed_and_never_credited() -> None:
    draft = thought(matched(bill(line(price="4.50"), state="draft", name="", payment=""), ordered()))
    assert options(draft)["dispute"] == (["dispute_bill", "message_supplier", "attach_evidence"], True)
    assert args_of(draft, ActionName.DISPUTE_BILL)["bill"] == "NV-4711"


def test_a_paid_bill_is_credited_and_not_blocked() -> None:
    draft = thought(matched(bill(line(price="4.50"), payment="paid"), ordered()))
    assert options(draft)["dispute"][0][0] == "request_credit_note"


def test_within_tolerance_it_is_taken_as_it_is() -> None:
    draft = thought(matched(bill(line(price="4.05")), ordered()))
    assert options(draft)["accept"] == (["accept_variance", "attach_evidence"], True)
    assert args_of(draft, ActionName.ACCEPT_VARIANCE)["within_tolerance"] is True
    assert "All within tolerance" in draft.summary


def test_what_is_billed_too_little_is_told_as_such() -> None:
    draft = thought(matched(bill(line(price="3")), ordered()))
    assert options(draft) == {"accept": (["accept_variance", "attach_evidence"], True)}
    assert args_of(draft, ActionName.ACCEPT_VARIANCE)["amount"] == "-10"
    assert "10.00 EUR too little" in draft.summary
    assert draft.if_nobody_acts == "The vendor may bill the rest."


def test_what_may_be_on_its_way_is_held_back_and_nobody_owes_a_credit() -> None:
    draft = thought(matched(bill(line()), ordered(received=Decimal(6), coming=(coming("4"),))))
    assert options(draft)["dispute"] == (["dispute_bill", "attach_evidence", "schedule_activity"], True)
    [option] = [one for one in draft.options if one.recommended]
    assert option.label == "Hold it back until the rest is here"
    assert "4 Units planned for Fri 4 Dec 2026 (ANT/IN/00031)" in draft.summary
    asked = args_of(draft, ActionName.SCHEDULE_ACTIVITY)
    # Not everybody who buys may open bills: the to-do lies on the order.
    assert (asked["user"], asked["role"], asked["record"]) == ("Bert Buyer", "procurement", "P00012")


def test_a_bill_entered_twice_is_our_own_mistake() -> None:
    draft = thought(matched(bill(line()), ordered(), twins=(alike(),)))
    assert options(draft) == {"dispute": (["dispute_bill", "attach_evidence", "schedule_activity"], True)}
    asked = args_of(draft, ActionName.SCHEDULE_ACTIVITY)
    assert "entered already as BILL/2026/11/0050" in asked["summary"]
    assert (asked["role"], asked["record"]) == ("finance", "BILL/2026/11/0070")


def test_lines_billed_before_under_another_number_are_owed() -> None:
    draft = thought(matched(bill(line()), ordered(billed=(before(50, "10"),))))
    assert "request_credit_note" in options(draft)["dispute"][0]
    assert "stands on BILL/2026/10/0050 already" in draft.summary


FREIGHT = line(quantity="1", price="15").model_copy(
    update={"id": 105, "order_line_id": None, "product": None, "text": "Freight"}
)


def test_what_no_order_knows_is_asked_of_the_buyer_first() -> None:
    draft = thought(matched(bill(line(), FREIGHT), ordered()))
    assert options(draft) == {
        "dispute": (["dispute_bill", "attach_evidence", "schedule_activity"], False),
        "ask": (["schedule_activity", "attach_evidence"], True),
        "accept": (["accept_variance", "attach_evidence"], False),
    }
    assert args_of(draft, ActionName.DISPUTE_BILL)["amount"] == "15"
    assert args_of(draft, ActionName.SCHEDULE_ACTIVITY)["user"] == "Bert Buyer"
    assert "15.00 EUR on no order" in draft.summary


def test_what_is_too_much_for_certain_is_disputed_without_what_is_only_unknown() -> None:
    draft = thought(matched(bill(line(price="4.50"), FREIGHT), ordered()))
    assert args_of(draft, ActionName.DISPUTE_BILL)["amount"] == "5"
    assert "schedule_activity" in options(draft)["dispute"][0]


def test_nothing_is_accepted_while_a_line_cannot_be_told() -> None:
    draft = thought(matched(bill(line()), ordered(price="0")))
    assert options(draft) == {"ask": (["schedule_activity", "attach_evidence"], True)}
    assert draft.if_nobody_acts == "The bill stays unchecked until it is due."


def test_without_a_rate_no_amount_is_disputed() -> None:
    foreign = bill(line(price="4.50"), currency="USD")
    found = matched(foreign, ordered(currency="USD"), rate=lambda code: Decimal(1) if code == "USD" else None)
    assert options(thought(found)) == {"ask": (["schedule_activity", "attach_evidence"], True)}
    assert options(thought(found, finance=())) == {"file": (["attach_evidence"], True)}


def test_the_worth_of_a_foreign_bill_is_in_our_currency() -> None:
    foreign = bill(line(price="4.50"), currency="USD")
    rates = {"USD": Decimal(1), "EUR": Decimal("1.25")}
    draft = thought(matched(foreign, ordered(currency="USD"), rate=rates.get))
    args = args_of(draft, ActionName.DISPUTE_BILL)
    assert (args["amount"], args["currency"], args["worth"]) == ("5", "USD", {"amount": "4.00", "currency": "EUR"})


def test_tax_alone_is_disputed_and_nobody_owes_a_credit_without_tax() -> None:
    draft = thought(matched(bill(line()), ordered(taxes=())))
    assert options(draft)["dispute"] == (["dispute_bill", "attach_evidence"], True)
    assert args_of(draft, ActionName.DISPUTE_BILL)["amount"] == "8.4"


@pytest.mark.parametrize("more", [{"email": None}])
def test_a_vendor_without_an_address_is_not_written_to(more: dict[str, Any]) -> None:
    silent = ordered(vendor=PARTNER.model_copy(update=more))
    assert "message_supplier" not in options(thought(matched(DEAR, silent)))["dispute"][0]


def test_a_cancelled_order_is_no_place_to_write() -> None:
    draft = thought(matched(bill(line()), ordered(state="cancel", received=Decimal(0))))
    assert options(draft)["dispute"][0] == ["dispute_bill", "request_credit_note", "attach_evidence"]


def test_several_bills_of_an_order_are_told_each() -> None:
    second = bill(line(2, price="5"), id=71, name="BILL/2026/11/0071", reference="NV-4712")
    draft = thought(matched(DEAR, ordered()), matched(second, ordered(2)), claim=WRITTEN)
    disputed = [one.args["bill_id"] for one in draft.actions if one.name is ActionName.DISPUTE_BILL]
    assert disputed == [71, 70]
    assert "BILL/2026/11/0070" in draft.summary
    assert "BILL/2026/11/0071" in draft.summary


def test_what_is_billed_is_attached_line_by_line_and_is_no_formula() -> None:
    tricky = FREIGHT.model_copy(update={"text": "=HYPERLINK(1)"})
    draft = thought(matched(bill(line(price="4.50"), tricky), ordered()))
    table = list(csv.DictReader(io.StringIO(args_of(draft, ActionName.ATTACH_EVIDENCE)["text"])))
    assert [(row["ordered"], row["received"], row["difference"], row["reason"]) for row in table] == [
        ("10", "10", "5.00", "price"),
        ("", "", "15", "not on the order"),
    ]
    assert table[1]["line"] == "'=HYPERLINK(1)"


def test_a_mail_about_a_bill_that_is_right_is_passed_on_with_what_odoo_shows() -> None:
    draft = thought(matched(bill(line()), ordered()), claim=WRITTEN)
    assert options(draft) == {"ask": (["schedule_activity"], True)}
    assert "By Odoo each line of BILL/2026/11/0070 is as it was ordered and received." in draft.summary


def test_after_a_scan_a_bill_that_is_right_by_now_is_over() -> None:
    draft = thought(matched(bill(line()), ordered()))
    assert draft.actions == ()
    assert draft.summary.endswith("Nothing is left to do.")


def test_what_is_credited_already_is_said() -> None:
    draft = thought(matched(bill(line(), credited=Decimal(8)), ordered(received=Decimal(8))), claim=WRITTEN)
    assert "is credited already" in draft.summary


def test_what_is_credited_in_part_is_neither_disputed_nor_accepted_once_more() -> None:
    draft = thought(matched(bill(line(), credited=Decimal(3)), ordered(received=Decimal(8))))
    on_bill = (ActionName.DISPUTE_BILL, ActionName.REQUEST_CREDIT_NOTE, ActionName.ACCEPT_VARIANCE)
    assert [args_of(draft, name)["amount"] for name in on_bill] == ["5", "5", "5"]
    assert "3.00 EUR are credited already" in draft.summary


def test_a_mail_about_an_order_without_a_bill_and_one_that_names_nothing() -> None:
    draft = thought(claim=WRITTEN)
    assert draft.summary == "Odoo has no bill of P00012."
    assert args_of(draft, ActionName.SCHEDULE_ACTIVITY)["model"] == "purchase.order"
    file = CaseFile(
        case_id="c", kind=Kind.INVOICE_MISMATCH, title="t", claims=(WRITTEN.model_copy(update={"refers_to": ()}),)
    )
    assert thought(claim=WRITTEN, file=file).actions == ()
    asked = thought(claim=WRITTEN, file=file.model_copy(update={"partner": VENDOR}))
    assert args_of(asked, ActionName.SCHEDULE_ACTIVITY)["record"] == "Nordvik Stål AS"
    assert thought(claim=WRITTEN, finance=(), procurement=()).actions == ()


def test_a_bill_of_no_order_is_said_to_be_one() -> None:
    draft = thought(matched(bill(FREIGHT)), claim=WRITTEN)
    assert "bills no order that Odoo knows" in draft.summary


def test_a_carriers_bill_is_anothers_trouble() -> None:
    file = CaseFile(case_id="c", kind=Kind.INVOICE_MISMATCH, title="t", claims=(WRITTEN,))
    habits = Habits(zone="Europe/Brussels", arrival_hour=17, dispatch_hour=15, importance_tags="")
    found = think(VendorBillSnapshot(file=file, read_at=NOW, habits=habits, carried=(BILL,)), {})
    assert isinstance(found, Handover)
    assert found.to is Kind.FREIGHT_DISCREPANCY


def test_what_the_case_is_about_is_the_one_bill_that_differs() -> None:
    def about(*bills: BillMatch) -> str | None:
        file = CaseFile(case_id="c", kind=Kind.INVOICE_MISMATCH, title="t", claims=(WRITTEN,), records=(ORDER,))
        habits = Habits(zone="Europe/Brussels", arrival_hour=17, dispatch_hour=15, importance_tags="")
        found = VendorBillSnapshot(file=file, read_at=NOW, habits=habits, matches=bills).concerned
        return found.record.label if found else None

    right = matched(bill(line(), id=71, name="BILL/2026/11/0071"), ordered())
    assert about(right) == "BILL/2026/11/0071"
    assert about(right, matched(DEAR, ordered())) == "BILL/2026/11/0070"
    assert about(right, right.model_copy()) is None
    assert about() is None
