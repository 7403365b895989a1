"""Whether a person may read a record, worked out from Odoo's own access rows and rules.

Odoo gives a to-do to anybody, also to somebody who cannot open the record it is about. No public method answers for
another user, so the rules are read and asked one by one. What cannot be worked out counts as "may not".
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from tools.odoo.writes.session import OdooWriter, Row

USER: dict[str, Any] = {
    "name": {},
    "active": {},
    "share": {},
    "all_group_ids": {},
    "company_id": {},
    "company_ids": {},
    "partner_id": {"fields": {"commercial_partner_id": {}}},
}


class UnclearRuleError(ValueError):
    """The rule uses something that only Odoo itself can work out."""


async def read_user(odoo: OdooWriter, user_id: int) -> Row | None:
    """A user with the groups and companies that rules speak of; none: gone."""
    return await odoo.one("res.users", user_id, USER)


async def may_read(odoo: OdooWriter, user: Row, model: str, record_id: int) -> bool:
    """Whether that user may read that record."""
    groups = set(user["all_group_ids"])
    grants = await odoo.tree(
        "ir.model.access", [["model_id.model", "=", model], ["perm_read", "=", True]], {"group_id": {}}
    )
    if not any(not grant["group_id"] or grant["group_id"] in groups for grant in grants):
        return False
    rules = await odoo.tree(
        "ir.rule", [["model_id.model", "=", model], ["perm_read", "=", True]], {"domain_force": {}, "groups": {}}
    )
    everybody = [rule for rule in rules if not rule["groups"]]
    theirs = [rule for rule in rules if groups & set(rule["groups"])]
    for rule in everybody:
        if not await _fits(odoo, rule, user, model, record_id):
            return False
    for rule in theirs:
        if await _fits(odoo, rule, user, model, record_id):
            return True
    return not theirs


async def _fits(odoo: OdooWriter, rule: Row, user: Row, model: str, record_id: int) -> bool:
    try:
        domain = evaluate(rule["domain_force"] or "[]", names_for(user))
    except UnclearRuleError:
        return False
    return await odoo.count(model, [["id", "=", record_id], *domain]) == 1


def names_for(user: Row) -> dict[str, Any]:
    """What a rule's words mean for that user."""
    company = user["company_id"]
    companies = list(user["company_ids"])
    return {
        "user.id": user["id"],
        "user.partner_id.id": user["partner_id"]["id"],
        "user.commercial_partner_id.id": user["partner_id"]["commercial_partner_id"],
        "user.company_id.id": company,
        "user.company_ids.ids": companies,
        "company_id": company,
        "company_ids": companies,
    }


def evaluate(domain: str, names: Mapping[str, Any]) -> list[Any]:
    """A rule's domain with the user's values in it.

    Raises:
        UnclearRuleError: it says something else than values, lists and the known names.
    """
    try:
        tree = ast.parse(domain.strip(), mode="eval")
    except SyntaxError:
        raise UnclearRuleError(domain) from None
    value = _value(tree.body, names)
    if not isinstance(value, list):
        raise UnclearRuleError(domain)
    return value


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.List | ast.Tuple):
        return [_value(item, names) for item in node.elts]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _value(node.left, names), _value(node.right, names)
        if isinstance(left, list) and isinstance(right, list):
            return left + right
    known = ast.unparse(node)
    if known in names:
        return names[known]
    raise UnclearRuleError(known)
