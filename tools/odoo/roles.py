"""Which Odoo groups make which role at the desk. Sign-in and the reader read a person's groups and ask here.

An own-documents salesperson is not `sales`: they cannot see the orders they would decide about.
"""

from __future__ import annotations

from collections.abc import Iterable

from cases.roles import Role, with_implied
from tools.odoo.names import MODULE

GROUP_ROLES: dict[str, Role] = {
    "purchase.group_purchase_user": Role.PROCUREMENT,
    "purchase.group_purchase_manager": Role.PROCUREMENT_MANAGER,
    "stock.group_stock_user": Role.WAREHOUSE,
    "stock.group_stock_manager": Role.WAREHOUSE_MANAGER,
    "sales_team.group_sale_salesman_all_leads": Role.SALES,
    "sales_team.group_sale_manager": Role.SALES_MANAGER,
    "account.group_account_invoice": Role.FINANCE,
    "account.group_account_manager": Role.FINANCE_MANAGER,
    f"{MODULE}.group_logistics": Role.LOGISTICS,
    f"{MODULE}.group_logistics_manager": Role.LOGISTICS_MANAGER,
    f"{MODULE}.group_service": Role.SERVICE,
    f"{MODULE}.group_service_manager": Role.SERVICE_MANAGER,
}


def roles_of(groups: Iterable[str]) -> frozenset[Role]:
    """The roles that a person's groups (external ids, implied ones included) give."""
    return with_implied(frozenset(GROUP_ROLES[group] for group in groups if group in GROUP_ROLES))


def groups_of(role: Role) -> tuple[str, ...]:
    """The groups that give a role; a manager's group gives the managed role too."""
    return tuple(group for group, given in GROUP_ROLES.items() if given in {role, role.manager})
