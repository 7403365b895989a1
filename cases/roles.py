"""The roles people hold at the desk. They come from Odoo groups; `tools.odoo.roles` maps the groups to these."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person may decide about. A manager also holds the role that is managed."""

    PROCUREMENT = "procurement"
    PROCUREMENT_MANAGER = "procurement_manager"
    WAREHOUSE = "warehouse"
    WAREHOUSE_MANAGER = "warehouse_manager"
    SALES = "sales"
    SALES_MANAGER = "sales_manager"
    FINANCE = "finance"
    FINANCE_MANAGER = "finance_manager"
    LOGISTICS = "logistics"
    LOGISTICS_MANAGER = "logistics_manager"
    SERVICE = "service"
    SERVICE_MANAGER = "service_manager"

    @property
    def manager(self) -> Role:
        """The role that is asked when nobody with this one answers."""
        return self if self.value.endswith("_manager") else Role(f"{self.value}_manager")

    @property
    def words(self) -> str:
        """The role as people say it."""
        return self.value.replace("_", " ")


def with_implied(roles: frozenset[Role]) -> frozenset[Role]:
    """The roles together with those that a manager holds by managing them."""
    implied = {Role(role.value.removesuffix("_manager")) for role in roles}
    return roles | implied
