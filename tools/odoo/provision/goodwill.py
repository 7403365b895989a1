"""The account for credits to customers: a field of the company that says which, and one where none is said.

A credit on the account of sales would make a bad month of deliveries look like a bad month of selling. Accountants may
rename the account or name another one in the field; what they chose stays.
"""

from __future__ import annotations

from tools.odoo.client import OdooSession
from tools.odoo.errors import NoAccess
from tools.odoo.names import GOODWILL_FIELD
from tools.odoo.provision.records import Keeper

NAME = "Goodwill to customers"
_KIND = "expense"


async def keep_goodwill(keeper: Keeper) -> None:
    """Make or repair the field; name an account where a company names none, and make it where there is none."""
    if keeper.model_id("account.account") is None:
        return
    session = keeper.session
    found = await session.search_read(
        "ir.model.fields", [["model", "=", "res.company"], ["name", "=", GOODWILL_FIELD]], ["id"]
    )
    if found and keeper.known("field_goodwill") is None:
        await keeper.adopt("field_goodwill", "ir.model.fields", found[0]["id"])
    values = {
        "name": GOODWILL_FIELD,
        "model_id": keeper.model_id("res.company"),
        "field_description": "Account for credits to customers",
        "ttype": "many2one",
        "relation": "account.account",
        "on_delete": "set null",
        "copied": False,
    }
    await keeper.keep("field_goodwill", "ir.model.fields", values)
    for company in await session.search_read("res.company", [[GOODWILL_FIELD, "=", False]], ["id"]):
        try:
            account = await _account(session, company["id"])
        except NoAccess:
            # An administrator need not be an accountant; the check says that none is named.
            return
        if account is not None:
            await session.write("res.company", [company["id"]], {GOODWILL_FIELD: account})


async def _account(session: OdooSession, company_id: int) -> int | None:
    """The company's account of that name, made where there is none; None: the company keeps no accounts."""
    here = {"allowed_company_ids": [company_id]}
    rows = await session.search_read(
        "account.account",
        [["company_ids", "in", [company_id]], ["account_type", "=", _KIND]],
        ["name", "code"],
        order="id",
        context=here,
    )
    named = [row["id"] for row in rows if row["name"].casefold() == NAME.casefold()]
    if named or not rows:
        return int(named[0]) if named else None
    values = {"name": NAME, "account_type": _KIND, "company_ids": [[6, 0, [company_id]]]}
    code = await _free_code(session, [str(row["code"] or "") for row in rows], here)
    [made] = await session.create("account.account", [{**values, "code": code}], context=here)
    return made


async def _free_code(session: OdooSession, codes: list[str], here: dict[str, list[int]]) -> str:
    """The next code after those of costs that no account has."""
    last = max((code for code in codes if code.isdecimal()), key=lambda code: (len(code), code), default="600000")
    rows = await session.search_read("account.account", [], ["code"], context={**here, "active_test": False})
    taken = {row["code"] for row in rows}
    number = int(last) + 1
    while f"{number:0{len(last)}d}" in taken:
        number += 1
    return f"{number:0{len(last)}d}"
