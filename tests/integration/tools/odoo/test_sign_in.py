"""Credentials to a person, and each thing that can stand in the way in plain words."""

from __future__ import annotations

import pytest

from cases.roles import Role
from tests.integration.tools.odoo.conftest import Company
from tools.odoo.errors import BadAddress, NoDatabase, OdooDown, Refused, UnknownOdoo, WrongDatabase, WrongPassword
from tools.odoo.sign_in import ping, sign_in

pytestmark = pytest.mark.odoo

NOBODY_LISTENS = "http://127.0.0.1:9"


@pytest.mark.parametrize("role", list(Role), ids=str)
async def test_each_role_comes_from_its_groups(untouched: Company, role: Role) -> None:
    company = untouched
    user = company.world.user(role)
    person = await sign_in(company.settings, user.login, user.password)
    assert (person.login, person.name) == (user.login, user.name)
    expected = {role, Role(role.value.removesuffix("_manager"))}
    assert expected <= person.roles
    others = {Role.PROCUREMENT, Role.WAREHOUSE, Role.SALES, Role.FINANCE, Role.LOGISTICS, Role.SERVICE} - expected
    assert not person.roles & others


async def test_the_administrator_holds_what_odoo_gives_administrators(company: Company) -> None:
    person = await sign_in(company.settings, "admin", "admin")
    odoo_gives = {Role.PROCUREMENT, Role.WAREHOUSE, Role.SALES, Role.FINANCE}
    assert person.roles == odoo_gives | {role.manager for role in odoo_gives}


async def test_an_api_key_does_in_place_of_the_password(company: Company) -> None:
    writer = company.accounts.writer
    person = await sign_in(company.settings, writer.login, writer.key.get_secret_value())
    assert person.login == writer.login
    assert person.roles == frozenset()


async def test_an_account_that_is_no_person_cannot_sign_in(company: Company) -> None:
    reader = company.accounts.reader
    with pytest.raises(Refused, match="not an internal user"):
        await sign_in(company.settings, reader.login, reader.key.get_secret_value())


async def test_wrong_credentials(company: Company) -> None:
    for login, secret in (("sales", "wrong"), ("nobody", "sales"), ("sales", ""), ("sales", "0" * 40)):
        with pytest.raises(WrongPassword, match="does not accept") as refused:
            await sign_in(company.settings, login, secret)
        assert secret == "" or secret not in refused.value.message


async def test_another_database_than_the_pinned_one(company: Company, tmp_path: object) -> None:
    from tools.odoo.accounts import store

    elsewhere = company.settings.model_copy(update={"data_dir": tmp_path})
    pinned = {"database_uuid": "another"}
    accounts = company.accounts.model_copy(
        update={
            "reader": company.accounts.reader.model_copy(update=pinned),
            "writer": company.accounts.writer.model_copy(update=pinned),
        }
    )
    store(accounts, elsewhere)
    with pytest.raises(WrongDatabase, match="another Odoo database"):
        await sign_in(elsewhere, "sales", "sales")


async def test_each_wrong_address_has_its_own_words(company: Company, tmp_path: object) -> None:
    settings = company.settings

    def at(**changes: object) -> object:
        return settings.model_copy(update=changes)

    with pytest.raises(OdooDown, match="cannot be reached"):
        await sign_in(at(odoo_url=NOBODY_LISTENS), "sales", "sales")  # type: ignore[arg-type]
    with pytest.raises(NoDatabase, match="no database 'nothing'"):
        await sign_in(at(odoo_database="nothing"), "sales", "sales")  # type: ignore[arg-type]
    with pytest.raises(BadAddress, match="something else answers"):
        await sign_in(at(odoo_url=f"{settings.odoo_url}/nowhere"), "sales", "sales")  # type: ignore[arg-type]
    with pytest.raises(BadAddress, match="no web address"):
        await sign_in(at(odoo_url="nonsense"), "sales", "sales")  # type: ignore[arg-type]
    with pytest.raises(UnknownOdoo, match="which Odoo"):
        await sign_in(at(odoo_url=None, data_dir=tmp_path), "sales", "sales")  # type: ignore[arg-type]


async def test_ping(company: Company) -> None:
    assert (await ping(company.settings)).startswith("19.")
    with pytest.raises(OdooDown):
        await ping(company.settings.model_copy(update={"odoo_url": NOBODY_LISTENS}))
