"""A carrier's mail with its bill about parcels of the sandbox's company, as a program sends it: a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date

from cases.kind import Kind
from evals.scenarios.mails import Expected, PreparedReport, mail_from
from sandbox.bills import SeededBill

_BASE = ("base", "fuel")


def carriers_bill(bills: Mapping[str, SeededBill], today: date) -> PreparedReport:
    """The bill of six parcels, of which half are not billed as agreed.

    Args:
        bills: `sandbox.bills.tell(today)`.
        today: the world's day.
    """
    bill = bills["parcels"]
    message = mail_from(
        (bill.carrier.name, bill.carrier.email),
        today,
        f"Invoice {bill.number}",
        f"""Dear customer,

please find attached our invoice {bill.number} of {bill.day:%d.%m.%Y} for {len(bill.parcels)} parcels, payable within
14 days.

Kind regards
{bill.carrier.name}, Accounts receivable
""",
    )
    message.add_attachment(_file(bill).encode(), maintype="text", subtype="csv", filename=f"{bill.number}.csv")
    return PreparedReport(
        id="carriers-bill",
        title=f"A carrier's bill of {len(bill.parcels)} parcels that differs from its contract",
        sender=bill.carrier.email,
        raw=message.as_bytes(),
        expect=(Expected(kind=Kind.FREIGHT_DISCREPANCY),),
    )


def _file(bill: SeededBill) -> str:
    extras = list(dict.fromkeys(name for parcel in bill.parcels for name in parcel.charges if name not in _BASE))
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    head = ["invoice", "invoice_date", "carrier", "currency", "tracking_number", "billed_weight_kg"]
    table.writerow([*head, *_BASE, *extras])
    for parcel in bill.parcels:
        amounts = [parcel.charges.get(name, "") for name in (*_BASE, *extras)]
        number = parcel.delivery.numbers[0]
        table.writerow([bill.number, bill.day, bill.carrier.name, "EUR", number, parcel.kilograms, *amounts])
    return text.getvalue()
