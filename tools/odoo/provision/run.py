"""The steps of provisioning, in order; each may be repeated."""

from __future__ import annotations

from dataclasses import dataclass

from cases.actions.base import Grant
from tools.odoo.accounts import Account, Accounts
from tools.odoo.client import OdooSession
from tools.odoo.errors import MissingModel, NoAccess, Refused
from tools.odoo.names import COST_FIELD, DATABASE_FIELD, READER_GROUP, READER_LOGIN, WRITER_LOGIN
from tools.odoo.provision.conditional import keep_conditional
from tools.odoo.provision.credentials import keep_mark
from tools.odoo.provision.goodwill import keep_goodwill
from tools.odoo.provision.guards import keep_guards
from tools.odoo.provision.keys import make_key, still_good
from tools.odoo.provision.milestones import keep_milestones
from tools.odoo.provision.records import Keeper
from tools.odoo.provision.rights import READ, RULES, WRITE, WRITER_READ

# Days a key of ours may live; Odoo's own default for people.
_KEY_DAYS = 90.0

_COMPUTE = """\
seen = any(self.env.user.has_group(group) for group in {groups!r})
for record in self:
    record['{field}'] = {value} if seen else False
"""


@dataclass(frozen=True)
class _Groups:
    reader: int
    writer: int
    internal: int


async def provision(
    url: str,
    database: str,
    admin_login: str,
    admin_secret: str,
    *,
    existing: Accounts | None = None,
    rotate: bool = False,
    timeout: float = 60.0,  # noqa: ASYNC109 - of each call
) -> Accounts:
    """Make (or repair) groups, rights, guards and the two accounts; give their keys and the database's identity.

    Args:
        url: address of the server.
        database: name of the database.
        admin_login: an administrator (Settings).
        admin_secret: their password or API key; used and forgotten.
        existing: what an earlier run made: good keys are kept.
        rotate: make new keys and take the old ones away at once.
        timeout: seconds each call may take.

    Raises:
        NoAccess: the login is no administrator.
        MissingModel: a module that is needed is not installed.
        OdooError: any other kind, each with its message.
    """
    async with await OdooSession.open(url, database, admin_login, admin_secret, timeout=timeout) as admin:
        uuid = await _identity(admin)
        keeper = Keeper(admin)
        await keeper.learn()
        _need(keeper, "base.automation", "stock.picking", "purchase.order", "sale.order")
        groups = await _groups(keeper)
        await _fields(keeper)
        await keep_milestones(keeper)
        await keep_goodwill(keeper)
        await keep_mark(keeper)
        await _access(keeper, groups)
        await _rules(keeper, groups)
        await _transit(admin)
        reader = await _user(keeper, "reader", READER_LOGIN, "Expediter (reads)", (groups.reader,))
        writer = await _user(keeper, "writer", WRITER_LOGIN, "Expediter", (groups.writer, groups.internal))
        await keep_guards(keeper, reader=reader, writer=writer)
        await keep_conditional(keeper, writer_group=groups.writer)
        return Accounts(
            reader=await _account(
                keeper,
                reader,
                READER_LOGIN,
                existing.reader if existing else None,
                groups,
                uuid,
                rotate=rotate,
                patience=timeout,
            ),
            writer=await _account(
                keeper,
                writer,
                WRITER_LOGIN,
                existing.writer if existing else None,
                groups,
                uuid,
                rotate=rotate,
                patience=timeout,
            ),
            database_uuid=uuid,
        )


async def _identity(admin: OdooSession) -> str:
    [user] = await admin.read("res.users", [admin.uid], ["login"])
    if not await admin.ask("res.users", "has_group", [admin.uid], group_ext_id="base.group_system"):
        raise NoAccess(str(user["login"]), "res.groups", "write", "provisioning needs an administrator (Settings)")
    found = await admin.ask("ir.config_parameter", "get_param", key="database.uuid")
    if not found:
        raise Refused("This database has no identity (database.uuid).")
    return str(found)


def _need(keeper: Keeper, *models: str) -> None:
    for model in models:
        if keeper.model_id(model) is None:
            raise MissingModel(model)


async def _groups(keeper: Keeper) -> _Groups:
    session = keeper.session
    reader = await keeper.keep(
        "group_reader", "res.groups", {"name": "Expediter reader", "api_key_duration": _KEY_DAYS}
    )
    writer = await keeper.keep(
        "group_writer", "res.groups", {"name": "Expediter writer", "api_key_duration": _KEY_DAYS}
    )
    for name, title in (("logistics", "Logistics"), ("service", "Customer service")):
        privilege = None
        if keeper.model_id("res.groups.privilege"):
            privilege = await keeper.keep(f"privilege_{name}", "res.groups.privilege", {"name": title}, repair=False)
        extra = {"privilege_id": privilege} if privilege else {}
        user = await keeper.keep(f"group_{name}", "res.groups", {"name": "User", **extra}, repair=False)
        manager = {"name": "Manager", "implied_ids": [[4, user, 0]], **extra}
        await keeper.keep(f"group_{name}_manager", "res.groups", manager, repair=False)
    rows = await session.search_read(
        "ir.model.data", [["module", "=", "base"], ["name", "=", "group_user"]], ["res_id"]
    )
    return _Groups(reader, writer, rows[0]["res_id"])


async def _fields(keeper: Keeper) -> None:
    """Two fields nobody can write, for who could not see them otherwise: the database's identity, a product's cost."""
    # Not a related field: that would inherit the groups that hide the cost. Odoo keeps no groups on fields of ours, so
    # the code itself says who sees the value: customers in the shop must not read what goods cost.
    wanted = (
        (
            "field_database",
            "res.company",
            DATABASE_FIELD,
            "char",
            "self.env['ir.config_parameter'].sudo().get_param('database.uuid')",
        ),
        (
            "field_cost",
            "product.product",
            COST_FIELD,
            "float",
            "record.sudo().standard_price",
        ),
    )
    for name, model, field, kind, value in wanted:
        found = await keeper.session.search_read(
            "ir.model.fields", [["model", "=", model], ["name", "=", field]], ["id"]
        )
        if found and keeper.known(name) is None:
            await keeper.adopt(name, "ir.model.fields", found[0]["id"])
        values = {
            "name": field,
            "model_id": keeper.model_id(model),
            "field_description": "Expediter: " + ("database identity" if kind == "char" else "cost"),
            "ttype": kind,
            "store": False,
            "readonly": True,
            "compute": _COMPUTE.format(field=field, value=value, groups=(READER_GROUP, "base.group_user")),
        }
        await keeper.keep(name, "ir.model.fields", values)


async def _access(keeper: Keeper, groups: _Groups) -> None:
    wanted: dict[str, tuple[int, str, Grant]] = {}
    for model in READ:
        wanted[f"access_reader_{model.replace('.', '_')}"] = (groups.reader, model, Grant())
    for model in sorted({*READ, *WRITER_READ, *WRITE}):
        wanted[f"access_writer_{model.replace('.', '_')}"] = (groups.writer, model, WRITE.get(model, Grant()))
    rows = {
        name: {
            "name": f"expediter {name}",
            "model_id": model_id,
            "group_id": group,
            "perm_read": True,
            "perm_write": grant.write,
            "perm_create": grant.create,
            "perm_unlink": grant.unlink,
        }
        for name, (group, model, grant) in wanted.items()
        if (model_id := keeper.model_id(model)) is not None
    }
    await keeper.keep_all("ir.model.access", rows)
    for name in {*keeper.names("access_reader_"), *keeper.names("access_writer_")} - rows.keys():
        await keeper.drop(name)


async def _rules(keeper: Keeper, groups: _Groups) -> None:
    wanted = {
        f"rule_writer_{rule.model.replace('.', '_')}": rule for rule in RULES if keeper.model_id(rule.model) is not None
    }
    rows = {
        name: {
            "name": "Expediter writes on open records only",
            "model_id": keeper.model_id(rule.model),
            "domain_force": rule.domain,
            "groups": [[6, 0, [groups.writer]]],
            "perm_read": False,
            "perm_write": True,
            "perm_create": True,
            "perm_unlink": rule.unlink,
        }
        for name, rule in wanted.items()
    }
    rows["rule_reader_ir_attachment"] = {
        "name": "Expediter reads the papers of bills alone",
        "model_id": keeper.model_id("ir.attachment"),
        "domain_force": "[('res_model', '=', 'account.move')]",
        "groups": [[6, 0, [groups.reader]]],
        "perm_read": True,
        "perm_write": False,
        "perm_create": False,
        "perm_unlink": False,
    }
    await keeper.keep_all("ir.rule", rows)
    for name in keeper.names("rule_writer_").keys() - wanted.keys():
        await keeper.drop(name)


async def _transit(admin: OdooSession) -> None:
    """Transfers go through each company's transit location, which Odoo leaves archived."""
    companies = await admin.search_read("res.company", [], ["internal_transit_location_id"])
    places = [row["internal_transit_location_id"][0] for row in companies if row["internal_transit_location_id"]]
    await admin.write("stock.location", places, {"active": True})


async def _user(keeper: Keeper, name: str, login: str, title: str, groups: tuple[int, ...]) -> int:
    session = keeper.session
    found = await session.search_read("res.users", [["login", "=", login]], ["id"], context={"active_test": False})
    if found and keeper.known(f"user_{name}") != found[0]["id"]:
        await keeper.adopt(f"user_{name}", "res.users", found[0]["id"])
    companies = [row["id"] for row in await session.search_read("res.company", [], ["id"])]
    values = {
        "name": title,
        "active": True,
        "company_ids": [[6, 0, companies]],
        "group_ids": [[6, 0, list(groups)]],
    }
    if not found:
        values |= {"login": login, "lang": "en_US", "tz": "UTC", "notification_type": "email"}
        context = {"no_reset_password": True, "mail_create_nosubscribe": True}
        [uid] = await session.create("res.users", [values], context=context)
        await keeper.adopt(f"user_{name}", "res.users", uid)
        return uid
    await session.write("res.users", [found[0]["id"]], values)
    return int(found[0]["id"])


async def _account(
    keeper: Keeper,
    uid: int,
    login: str,
    existing: Account | None,
    groups: _Groups,
    uuid: str,
    *,
    rotate: bool,
    patience: float,
) -> Account:
    admin = keeper.session
    if existing is not None and not rotate and await still_good(existing, admin, login, patience):
        return existing.model_copy(update={"url": admin.url, "database": admin.database, "database_uuid": uuid})
    own = groups.reader if login == READER_LOGIN else groups.writer
    # Odoo lets only internal users make keys, so the reader is one for this moment.
    await admin.write("res.users", [uid], {"group_ids": [[6, 0, [own, groups.internal]]]})
    try:
        key, expires = await make_key(admin, uid, login, days_allowed=_KEY_DAYS, revoke=rotate, patience=patience)
    finally:
        lasting = [own] if login == READER_LOGIN else [own, groups.internal]
        await admin.write("res.users", [uid], {"group_ids": [[6, 0, lasting]]})
    return Account(login=login, key=key, expires=expires, url=admin.url, database=admin.database, database_uuid=uuid)
