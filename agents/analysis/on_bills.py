"""Actions on vendors' bills as drafts, traced to what was read of the bill. Pure; for all who check bills."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from agents.analysis.drafting import Drafting
from agents.analysis.evidence import Ledger
from cases.actions import AcceptVariance, AttachEvidence, DisputeBill, RequestCreditNote
from cases.actions.attach_evidence import SeenTarget
from cases.actions.base import Money
from cases.actions.bill import SeenBill
from cases.freight_bill import money_words
from tools.odoo.freight import VendorBill

OnBillAction = type[DisputeBill] | type[RequestCreditNote] | type[AcceptVariance]
MOST_TEXT = 400_000
_A_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def bill_fact(ledger: Ledger, bill: VendorBill) -> str:
    """That a bill is in Odoo, over how much, and where it stands."""
    state = bill.state + (f", {bill.payment.replace('_', ' ')}" if bill.state == "posted" else "")
    return ledger.odoo(
        bill.record,
        "amount_total",
        f"{bill.label} of {bill.vendor.name} is in Odoo over {money_words(bill.total, bill.currency)} ({state})",
        bill.vendor.name,
        bill.vendor.id,
        bill.currency,
    )


def on_bill(
    drafting: Drafting,
    action: OnBillAction,
    bill: VendorBill,
    amount: Decimal,
    *,
    rate: Decimal,
    company: str,
    text: str,
    off: str,
    rationale: str,
    facts: Sequence[str],
    sure: float,
    **more: bool,
) -> str:
    """An action on a bill in Odoo; its id.

    Args:
        drafting: the proposal in the making.
        action: which.
        bill: as it was read.
        amount: in the bill's currency.
        rate: how much of the company's currency one unit of the bill's is worth.
        company: the company's currency.
        text: what is noted on the bill.
        off: what the amount is, in words.
        rationale: why.
        facts: what it stands on beside the bill itself.
        sure: how sure those are, from 0 to 1.
        more: further arguments, which follow from the reckoning.
    """
    worth = Money(amount=abs(amount * rate).quantize(Decimal("0.01")), currency=company)
    args = action.model_validate(
        {
            "bill_id": bill.id,
            "bill": bill.label,
            "partner_id": bill.vendor.id,
            "partner": bill.vendor.name,
            "amount": amount,
            "currency": bill.currency,
            "worth": worth,
            "text": text,
            **more,
        }
    )
    dumped = args.model_dump(mode="json")
    reckoned = drafting.ledger.reckoned(off, dumped["amount"], dumped["worth"]["amount"], company, *more.values())
    return drafting.action(
        args,
        SeenBill(currency=company, state=bill.state, payment=bill.payment, total=bill.total, vendor_id=bill.vendor.id),
        sure=sure,
        rationale=rationale,
        evidence=[*facts, bill_fact(drafting.ledger, bill), reckoned],
    )


def attach_table(
    drafting: Drafting,
    bill: VendorBill,
    *,
    what: str,
    number: str,
    subject: str,
    rows: Iterable[Sequence[str]],
    company: str,
    facts: Sequence[str],
    sure: float,
) -> str:
    """A table of what was found as a CSV file on the bill; its id.

    Args:
        drafting: the proposal in the making.
        bill: as it was read.
        what: what stands in a row, in one word; the file is called by it and the number.
        number: the vendor's number of the bill.
        subject: what the file is.
        rows: its head, then its rows.
        company: the company's currency.
        facts: what it stands on beside the bill itself.
        sure: how sure those are, from 0 to 1.
    """
    name = f"{what}-{(re.sub(r'[^A-Za-z0-9._-]+', '-', number).strip('-.') or 'bill')[:60]}.csv"
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    for row in rows:
        table.writerow([_cell(cell) for cell in row])
    return drafting.action(
        AttachEvidence(
            model="account.move",
            record_id=bill.id,
            record=bill.label,
            subject=subject,
            file_name=name,
            text=text.getvalue()[:MOST_TEXT],
        ),
        SeenTarget(currency=company, record=bill.label),
        sure=sure,
        rationale=f"Whoever works the bill later sees each of the {what}, and why.",
        evidence=[
            *facts,
            bill_fact(drafting.ledger, bill),
            drafting.ledger.reckoned(f"All {what} of the bill are in {name}", name),
        ],
    )


def _cell(text: str) -> str:
    """What a spreadsheet must not take for a formula: words of the bill come from outside."""
    is_number = _A_NUMBER.fullmatch(text) is not None
    return text if is_number or not text.startswith(("=", "+", "-", "@", "\t")) else f"'{text}"
