"""Provisioning twice, renewing keys, and what the check says."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from runtime.settings import Settings
from tests.integration.tools.odoo.conftest import Company
from tools.odoo.accounts import Account, Accounts, account_file, load_account, store
from tools.odoo.client import OdooSession
from tools.odoo.connect import odoo_target
from tools.odoo.errors import KeyExpired, NoAccess, NotProvisioned, WrongDatabase, WrongPassword
from tools.odoo.names import GOODWILL_FIELD, MILESTONE_FIELDS
from tools.odoo.provision import check, provision
from tools.odoo.reads import open_reader

pytestmark = pytest.mark.odoo


async def again(company: Company, existing: Accounts | None, *, rotate: bool = False) -> Accounts:
    world = company.world
    return await provision(
        world.url, world.database, world.admin.login, world.admin.password, existing=existing, rotate=rotate
    )


async def opens(company: Company, account: Account) -> bool:
    try:
        session = await OdooSession.open(
            company.world.url, company.world.database, account.login, account.key.get_secret_value()
        )
    except WrongPassword:
        return False
    await session.close()
    return True


async def test_a_second_run_keeps_everything(untouched: Company, administrator: OdooSession) -> None:
    company = untouched
    models = (
        "res.users",
        "res.groups",
        "ir.model.access",
        "ir.rule",
        "base.automation",
        "ir.actions.server",
        "ir.model.fields",
    )
    before = [await administrator.search_count(model, []) for model in models]
    found = await again(company, company.accounts)
    assert found == company.accounts
    assert [await administrator.search_count(model, []) for model in models] == before


async def test_a_second_run_repairs_what_was_widened(untouched: Company, administrator: OdooSession) -> None:
    company = untouched
    [reader] = await administrator.search_read("res.users", [["login", "=", "expediter-reader"]], ["group_ids"])
    _, internal = await administrator.ask("ir.model.data", "check_object_reference", module="base", xml_id="group_user")
    await administrator.write("res.users", [reader["id"]], {"group_ids": [[4, internal]]})
    rows = await administrator.search_read("ir.model.access", [["name", "=", "expediter access_reader_sale_order"]], [])
    await administrator.write("ir.model.access", [rows[0]["id"]], {"perm_write": True})
    guards = await administrator.search_read("base.automation", [["name", "=like", "Expediter%"]], ["name"])
    await administrator.write("base.automation", [guard["id"] for guard in guards], {"active": False})

    problems = {finding.text for finding in await check(company.settings) if finding.level == "problem"}
    assert "is an internal user, and must not be" in problems
    assert "may write sale.order, and must not" in problems

    await again(company, company.accounts)
    assert {finding.level for finding in await check(company.settings)} == {"ok"}
    active = await administrator.search_read("base.automation", [["name", "=like", "Expediter%"]], ["name"])
    assert len(active) == len(guards) > 10


async def test_an_update_brings_the_fields_of_milestones(untouched: Company, administrator: OdooSession) -> None:
    company = untouched
    domain = [["model", "=", "stock.picking"], ["name", "in", list(MILESTONE_FIELDS)]]
    made = await administrator.search_read("ir.model.fields", domain, ["name", "ttype", "copied"])
    assert {(row["name"], row["ttype"], row["copied"]) for row in made} == {
        ("x_expediter_expected", "datetime", False),
        ("x_expediter_delivered", "datetime", False),
        ("x_expediter_signed_by", "char", False),
    }
    await administrator.unlink("ir.model.fields", [row["id"] for row in made])
    problems = [finding.text for finding in await check(company.settings) if finding.level == "problem"]
    assert len(problems) == 2
    assert all(field in problems[0] for field in MILESTONE_FIELDS)
    assert problems[1] == "run `expediter odoo provision` to repair its rights"

    await again(company, company.accounts)
    assert {finding.level for finding in await check(company.settings)} == {"ok"}
    [picking] = await administrator.search_read("stock.picking", [["state", "=", "done"]], ["id"], limit=1)
    values = {"x_expediter_signed_by": "B. Van Loo"}
    await administrator.write("stock.picking", [picking["id"]], values)
    await again(company, company.accounts)
    [row] = await administrator.read("stock.picking", [picking["id"]], list(values))
    assert row["x_expediter_signed_by"] == "B. Van Loo"


async def test_an_account_for_credits_is_named_once_and_what_accountants_chose_stays(
    untouched: Company, administrator: OdooSession
) -> None:
    company = untouched
    [named] = await administrator.read("res.company", [1], [GOODWILL_FIELD])
    [made] = await administrator.read(
        "account.account", [named[GOODWILL_FIELD][0]], ["name", "account_type", "code", "company_ids"]
    )
    assert (made["name"], made["account_type"], made["company_ids"]) == ("Goodwill to customers", "expense", [1])
    assert made["code"].isdecimal()
    accounts = await administrator.search_count("account.account", [])
    await administrator.write("account.account", [made["id"]], {"name": "Kulanz"})
    await again(company, company.accounts)
    [still] = await administrator.read("res.company", [1], [GOODWILL_FIELD])
    assert still[GOODWILL_FIELD] == [made["id"], "Kulanz"]
    assert await administrator.search_count("account.account", []) == accounts

    await administrator.write("res.company", [1], {GOODWILL_FIELD: False})
    [warning] = [finding for finding in await check(company.settings) if finding.level != "ok"]
    assert (warning.level, "names no account for credits" in warning.text) == ("warning", True)
    await administrator.unlink("ir.model.fields", await _fields_named(administrator, GOODWILL_FIELD))
    [warning] = [finding for finding in await check(company.settings) if finding.level != "ok"]
    assert "companies name no account for credits" in warning.text
    async with open_reader(company.settings) as reader:
        [delivery] = await administrator.search_read("stock.picking", [["state", "=", "done"]], ["id"], limit=1)
        [shipment] = await reader.shipments([delivery["id"]])
        assert shipment.goodwill is None
    await again(company, company.accounts)
    assert {finding.level for finding in await check(company.settings)} == {"ok"}


async def _fields_named(administrator: OdooSession, name: str) -> list[int]:
    return [row["id"] for row in await administrator.search_read("ir.model.fields", [["name", "=", name]], ["id"])]


async def test_rotating_takes_the_old_keys_away(untouched: Company) -> None:
    company = untouched
    fresh = await again(company, company.accounts, rotate=True)
    for old, new in ((company.accounts.reader, fresh.reader), (company.accounts.writer, fresh.writer)):
        assert old.key != new.key
        assert not await opens(company, old)
        assert await opens(company, new)
        assert new.expires
        assert timedelta(days=85) < new.expires - datetime.now(UTC) <= timedelta(days=90)


async def test_a_key_that_ends_soon_is_renewed_and_the_old_one_lives_on(untouched: Company) -> None:
    company = untouched
    soon = company.accounts.reader.model_copy(update={"expires": datetime.now(UTC) + timedelta(days=13)})
    existing = company.accounts.model_copy(update={"reader": soon})
    fresh = await again(company, existing)
    assert fresh.reader.key != soon.key
    assert fresh.writer == company.accounts.writer
    assert await opens(company, soon)
    assert await opens(company, fresh.reader)


async def test_passwords_do_not_open_the_accounts(company: Company) -> None:
    world = company.world
    for login in ("expediter-reader", "expediter-writer"):
        for secret in ("", login, "False", "false"):
            with pytest.raises(WrongPassword):
                await OdooSession.open(world.url, world.database, login, secret)


async def test_only_an_administrator_provisions(company: Company) -> None:
    world = company.world
    with pytest.raises(NoAccess, match="needs an administrator"):
        await provision(world.url, world.database, "sales_manager", "sales_manager")


async def test_the_check_finds_everything_in_order(company: Company) -> None:
    findings = await check(company.settings)
    assert {finding.level for finding in findings} == {"ok"}, findings
    assert {finding.about for finding in findings} == {"address", "reader", "writer"}


async def test_the_check_says_what_is_wrong(company: Company, tmp_path: Path) -> None:
    def elsewhere(name: str, accounts: Accounts) -> Settings:
        settings = company.settings.model_copy(update={"data_dir": tmp_path / name})
        store(accounts, settings)
        return settings

    async def texts(settings: Settings) -> dict[str, str]:
        return {finding.text: finding.level for finding in await check(settings)}

    soon = company.accounts.reader.model_copy(update={"expires": datetime.now(UTC) + timedelta(days=13, hours=1)})
    found = await texts(elsewhere("soon", company.accounts.model_copy(update={"reader": soon})))
    assert found["its key ends in 13 days; run `expediter odoo provision`"] == "warning"

    over = company.accounts.writer.model_copy(update={"expires": datetime.now(UTC) - timedelta(hours=1)})
    ended = elsewhere("over", company.accounts.model_copy(update={"writer": over}))
    assert any("ended on" in text and level == "problem" for text, level in (await texts(ended)).items())
    with pytest.raises(KeyExpired):
        load_account(ended, "writer")

    other = company.accounts.reader.model_copy(update={"database_uuid": "another"})
    wrong = elsewhere("wrong", company.accounts.model_copy(update={"reader": other}))
    assert any("another Odoo database" in text for text in await texts(wrong))
    with pytest.raises(WrongDatabase):
        async with open_reader(wrong):
            pytest.fail("a session with another database was opened")

    empty = company.settings.model_copy(update={"data_dir": tmp_path / "empty"})
    found = await texts(empty)
    assert found["There is no reader account for Odoo yet. Run `expediter odoo provision`."] == "problem"
    assert found["There is no writer account for Odoo yet. Run `expediter odoo provision`."] == "warning"

    down = company.settings.model_copy(update={"odoo_url": "http://127.0.0.1:9"})
    assert [finding.about for finding in await check(down)] == ["address"]


def test_keys_lie_in_two_files_that_only_their_owner_reads(company: Company) -> None:
    for which, account in (("reader", company.accounts.reader), ("writer", company.accounts.writer)):
        path = account_file(company.settings, "reader" if which == "reader" else "writer")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        kept = json.loads(path.read_text())
        assert kept["key"] == account.key.get_secret_value()
        assert kept["database_uuid"] == company.accounts.database_uuid
    assert load_account(company.settings, "reader") == company.accounts.reader
    assert odoo_target(company.settings).uuid == company.accounts.database_uuid


def test_settings_win_over_files(company: Company, tmp_path: Path) -> None:
    settings = company.settings.model_copy(update={"odoo_reader_key": company.accounts.writer.key})
    assert load_account(settings, "reader").key == company.accounts.writer.key
    with pytest.raises(NotProvisioned):
        load_account(company.settings.model_copy(update={"data_dir": tmp_path}), "reader")
