"""What the action that provisioning puts into Odoo is asked for, each in one transaction of Odoo's.

It stands for rights that the writing account shall not have, and for what must be compared and written at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from tools.odoo.writes.session import OdooWriter, Row, Seen


async def schedule_guarded(
    odoo: OdooWriter, model: str, record_id: int, *, user_id: int, summary: str, note: str, due: str
) -> None:
    """Put a to-do on a partner, a bill or a product, which asks in Odoo for rights that the account shall not have.

    Args:
        odoo: the writing account's session.
        model: one of `GUARDED_TO_DOS`.
        record_id: the record.
        user_id: who is to do it.
        summary: one line.
        note: HTML.
        due: the day, ISO.
    """
    values = {"user_id": user_id, "summary": summary, "note": note, "due": due}
    await odoo.run_provisioned({"to_dos": [[model, record_id, values]]})


async def block_bill(odoo: OdooWriter, bill_id: int, *, block: bool) -> None:
    """Hold a posted bill back from payment, or let go what was held back: never a toggle.

    Args:
        odoo: the writing account's session.
        bill_id: the bill; a note of ours stands on it.
        block: whether it shall be blocked.
    """
    await odoo.run_provisioned({"block_bills": [[bill_id, block]]})


async def credit_note(odoo: OdooWriter, bill_id: int, *, amount: str, reference: str, text: str) -> None:
    """Plan a credit note for a posted bill: one draft line with the bill's taxes.

    Args:
        odoo: the writing account's session.
        bill_id: the bill.
        amount: without tax, in the bill's currency.
        reference: by which it is found again.
        text: what the line says.
    """
    values = {"amount": float(amount), "ref": reference, "text": text}
    await odoo.run_provisioned({"credit_notes": [[bill_id, values]]})


async def credit_customer(
    odoo: OdooWriter,
    invoice_id: int,
    *,
    picking_id: int,
    amount: str,
    tax_ids: Sequence[int],
    text: str,
    note: str,
    message_id: str,
    expects: Sequence[Seen],
) -> None:
    """Plan a customer's credit for a delivery: one draft line, on the account that the company names for it.

    Args:
        odoo: the writing account's session.
        invoice_id: the posted invoice.
        picking_id: the delivery that stands on it.
        amount: without tax, in the invoice's currency.
        tax_ids: those of the invoice's lines.
        text: what the line says; the customer reads it.
        note: HTML, for colleagues.
        message_id: by which the note, and so the credit, is found again.
        expects: as for `write_if`.

    Raises:
        PremiseChangedError: something of it is not as it was seen; nothing was written.
        OlderProvisioning: Odoo has no such action yet.
    """
    values = {
        "picking_id": picking_id,
        "amount": float(amount),
        "tax_ids": list(tax_ids),
        "text": text,
        "note": note,
        "message_id": message_id,
    }
    await odoo.run_provisioned_if({"customer_credits": [[invoice_id, values]]}, expects)


async def start_batch_if(odoo: OdooWriter, values: Row, expects: Sequence[Seen]) -> None:
    """Make a batch of transfers and start it, only where Odoo still has what was seen of them.

    Args:
        odoo: the writing account's session.
        values: of the batch.
        expects: as for `write_if`.

    Raises:
        PremiseChangedError: one of them is not as it was seen; nothing was made.
        OlderProvisioning: Odoo has no such action yet.
    """
    await odoo.run_provisioned_if({"start_batches": [values]}, expects)


async def drop_credit_note(odoo: OdooWriter, note_id: int) -> None:
    """Take back a draft credit note of ours, a vendor's or a customer's."""
    await odoo.run_provisioned({"drop_credit_notes": [note_id]})


async def draft_purchase(
    odoo: OdooWriter,
    offer_id: int,
    *,
    product_id: int,
    picking_type_id: int,
    quantity: str,
    price: str,
    arrives: str,
    origin: str,
    user_id: int,
    summary: str,
    note: str,
    due: str,
    expects: Sequence[Seen],
) -> None:
    """Draft an order of one line at a vendor's own price, with a to-do for whoever confirms it.

    Args:
        odoo: the writing account's session.
        offer_id: the entry of the vendor's price list.
        product_id: what is bought.
        picking_type_id: the receipts of the warehouse that it is for.
        quantity: in the product's unit.
        price: of one unit, without tax, as the entry has it.
        arrives: the moment it is expected, as Odoo writes it.
        origin: by which it is found again.
        user_id: who confirms it.
        summary: of the to-do, one line.
        note: HTML.
        due: the day by which, ISO.
        expects: as for `write_if`.

    Raises:
        PremiseChangedError: something of it is not as it was seen; nothing was written.
        OlderProvisioning: Odoo has no such action yet.
    """
    values = {
        "product_id": product_id,
        "picking_type_id": picking_type_id,
        "quantity": float(quantity),
        "price": float(price),
        "date_planned": arrives,
        "origin": origin,
        "user_id": user_id,
        "summary": summary,
        "note": note,
        "due": due,
    }
    await odoo.run_provisioned_if({"purchases": [[offer_id, values]]}, expects)


async def drop_purchase(odoo: OdooWriter, order_id: int) -> None:
    """Cancel a draft order of ours, with our to-do on it."""
    await odoo.run_provisioned({"drop_purchases": [order_id]})


async def draft_landed_cost(
    odoo: OdooWriter,
    bill_id: int,
    *,
    picking_id: int,
    service_id: int,
    amount: str,
    split: str,
    reference: str,
    text: str,
) -> None:
    """Draft what the carriage of a receipt cost as a part of its goods' cost.

    Args:
        odoo: the writing account's session.
        bill_id: the bill.
        picking_id: the receipt.
        service_id: the product that stands for such costs.
        amount: without tax, in company currency.
        split: how it is spread over the goods.
        reference: by which it is found again.
        text: what its line says.
    """
    values = {
        "picking_id": picking_id,
        "service_id": service_id,
        "amount": float(amount),
        "split": split,
        "ref": reference,
        "text": text,
    }
    await odoo.run_provisioned({"landed_costs": [[bill_id, values]]})


async def drop_landed_cost(odoo: OdooWriter, cost_id: int) -> None:
    """Take a draft landed cost of ours back."""
    await odoo.run_provisioned({"drop_landed_costs": [cost_id]})


async def attach(
    odoo: OdooWriter, model: str, record_id: int, *, body: str, name: str, text: str, message_id: str
) -> None:
    """Put a file of plain text on a record, with a note that is mailed to nobody.

    Args:
        odoo: the writing account's session.
        model: of the record.
        record_id: its id.
        body: HTML of the note.
        name: of the file; ends in `.csv` or `.txt`.
        text: what is in it.
        message_id: by which the note is found again.
    """
    values = {"body": body, "name": name, "text": text, "message_id": message_id}
    await odoo.run_provisioned({"attach_files": [[model, record_id, values]]})


async def own_guarded(odoo: OdooWriter, key: str) -> list[Row]:
    """To-dos of ours on guarded records whose note holds the key, done ones too."""
    found = await odoo.ask_provisioned({"find_to_dos": key})
    return list(found["infos"])


async def drop_guarded(odoo: OdooWriter, activity_id: int, followers: Sequence[int]) -> None:
    """Take a to-do of ours on a guarded record back; these partners follow it no more."""
    await odoo.run_provisioned({"drop_to_dos": [[activity_id, list(followers)]]})
