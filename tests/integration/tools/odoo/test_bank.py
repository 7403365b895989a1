"""Accounts on file: what the reading account sees of them, and what where it may see none."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.integration.tools.odoo.conftest import Company
from tools.odoo.bank import AccountsOnFile, bare_number
from tools.odoo.client import OdooSession
from tools.odoo.counting import count_calls
from tools.odoo.reads import OdooReader

pytestmark = pytest.mark.odoo


def some_number() -> str:
    # Odoo keeps what was deleted under its number; its own check of numbers is a module that is not installed.
    return f"be68 {uuid4().int % 10**12:012d}"


async def test_a_companys_accounts_and_ours_are_told_apart(
    reader: OdooReader, company: Company, administrator: OdooSession
) -> None:
    supplier = company.story.purchases["hydraulics"].supplier
    [match] = await reader.find_partner(supplier.email)
    with count_calls() as counted:
        before = await reader.accounts_of(match.partner.id)
    assert counted.calls == 1
    assert len(before.theirs) == 1
    [contact] = await administrator.create("res.partner", [{"name": "Billing", "parent_id": match.partner.id}])
    [own] = await administrator.search_read("res.company", [], ["partner_id"])
    of_a_contact, ours = some_number(), some_number()
    accounts = [
        {"acc_number": of_a_contact, "partner_id": contact},
        {"acc_number": ours, "partner_id": own["partner_id"][0]},
    ]
    made = await administrator.create("res.partner.bank", accounts)
    try:
        found = await reader.accounts_of(match.partner.id)
        assert found.theirs == before.theirs | {bare_number(of_a_contact)}
        assert found.ours == before.ours | {bare_number(ours)}
        # Nobody else's are among them.
        assert await reader.accounts_of(-1) == AccountsOnFile(ours=found.ours)
        await administrator.write("res.partner.bank", made, {"active": False})
        assert await reader.accounts_of(match.partner.id) == before
    finally:
        await administrator.unlink("res.partner.bank", made)
        await administrator.unlink("res.partner", [contact])


async def test_an_account_provisioned_before_sees_none(
    reader: OdooReader, company: Company, administrator: OdooSession
) -> None:
    [match] = await reader.find_partner(company.story.purchases["hydraulics"].supplier.email)
    rows = await administrator.search_read(
        "ir.model.access", [["model_id.model", "=", "res.partner.bank"], ["group_id.name", "ilike", "read"]], ["id"]
    )
    assert rows
    ids = [row["id"] for row in rows]
    await administrator.write("ir.model.access", ids, {"active": False})
    try:
        assert await reader.accounts_of(match.partner.id) == AccountsOnFile()
    finally:
        await administrator.write("ir.model.access", ids, {"active": True})
