"""Groups to roles."""

from __future__ import annotations

import pytest

from cases.roles import Role
from tools.odoo.roles import GROUP_ROLES, groups_of, roles_of


def test_every_role_has_a_group() -> None:
    assert set(GROUP_ROLES.values()) == set(Role)


def test_a_manager_holds_what_is_managed() -> None:
    assert roles_of(["stock.group_stock_manager"]) == {Role.WAREHOUSE, Role.WAREHOUSE_MANAGER}


def test_an_own_documents_salesperson_decides_nothing() -> None:
    assert roles_of(["sales_team.group_sale_salesman", "base.group_user", "expediter.group_writer"]) == frozenset()


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_everybody_found_by_a_role_holds_it(role: Role) -> None:
    groups = groups_of(role)
    assert groups
    assert all(role in roles_of([group]) for group in groups)
