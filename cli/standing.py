"""Everything the desk needs, standing: Odoo with its two accounts, the record, the worker, the web process.

Used by `up`, `down` and `demo`. What runs already is left as it is, so a second start takes seconds.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from pydantic import SecretStr

from cases.store import health, knowledge
from cases.store.schema import migrate
from cli.programs import WEB, WORKER, inbox_address, programs
from graphs.execution import written_database
from runtime.database import Database, record_cluster, record_url
from runtime.errors import PlainError
from runtime.processes import Child, Processes
from runtime.settings import Settings
from sandbox.on_file import shipped_files
from sandbox.people import mail_domain
from sandbox.world import Sandbox, SandboxWorld
from tools.odoo.accounts import load_account
from tools.odoo.accounts import store as keep_accounts
from tools.odoo.errors import OdooDown, OdooError
from tools.odoo.provision import provision
from tools.odoo.reads import open_reader

Progress = Callable[[str], None]
_READY_SECONDS = 90.0
# Nothing the sandbox's Odoo does takes longer, so a lost answer need not be waited for as long as elsewhere.
SANDBOX_TIMES = {"odoo_timeout": 15.0, "odoo_limit": 5.0, "odoo_settle": 20.0}


class StandingError(PlainError):
    """The desk cannot stand like this; the message says what is in the way."""


@dataclass(frozen=True)
class Standing:
    """What stands.

    Attributes:
        url: address of the inbox.
        odoo_url: address of Odoo.
        pid: process number of the web process.
        settings: the settings that everything runs with.
        world: the sandbox's company; absent with an Odoo of one's own.
    """

    url: str
    odoo_url: str
    pid: int
    settings: Settings
    world: SandboxWorld | None


def bring_up(settings: Settings, sandbox: Sandbox | None, progress: Progress) -> Standing:
    """Bring everything up that does not run yet.

    Args:
        settings: as loaded.
        sandbox: the company to work on; absent with an Odoo of one's own.
        progress: told each step.

    Raises:
        PlainError: something is in the way; the message says what.
        OdooError: Odoo cannot be used.
    """
    if sandbox is None and not settings.one_system_user:
        raise StandingError(
            "This starts the worker and the inbox as one system user, so the inbox could read the key that can write "
            "to your Odoo. Run `expediter worker` and `expediter serve` as two system users, or set "
            "EXPEDITER_ONE_SYSTEM_USER=true if you accept that; docs/running.md says what it gives up."
        )
    world = sandbox.up(progress) if sandbox else None
    if world is not None:
        settings = on(world, settings)
    progress("Preparing the record")
    url = record_url(settings)
    asyncio.run(_prepare(settings, url, world, progress))
    progress("Starting the worker and the inbox")
    running = programs(settings)
    if running.find(WEB) is None and _is_taken(settings):
        raise StandingError(f"Port {settings.port} is taken by another program; name another with EXPEDITER_PORT.")
    environment = _environment(settings)
    _start(running, WORKER, "worker", environment)
    web = _start(running, WEB, "serve", {**environment, **_for_web(settings)})
    address = inbox_address(settings)
    running.wait_until(WEB, lambda: _answers(f"{address}/healthz"), within=_READY_SECONDS)
    # The inbox is ready once the worker was heard; a worker that ended by itself is told with its last words.
    running.wait_until(WORKER, lambda: _answers(f"{address}/readyz"), within=_READY_SECONDS)
    odoo = settings.odoo_url or load_account(settings, "reader").url or ""
    return Standing(address, odoo, web.pid, settings, world)


def take_down(settings: Settings, sandbox: Sandbox | None) -> list[str]:
    """Stop everything of this data folder; what it keeps stays. The names of what ran."""
    stopped = programs(settings).stop_all()
    if sandbox is not None and sandbox.status().running:
        sandbox.down(stop_cluster=True)
        stopped.append("odoo")
    cluster = record_cluster(settings)
    if not settings.database_url and (cluster.data / "PG_VERSION").exists() and cluster.stop():
        stopped.append("record")
    return stopped


def on(world: SandboxWorld, settings: Settings) -> Settings:
    """The settings for a desk on the sandbox's company."""
    return settings.model_copy(
        update={
            "odoo_url": world.url,
            "odoo_database": world.database,
            **SANDBOX_TIMES,
            "scans": settings.scans or "off",
            "own_domains": settings.own_domains or mail_domain(),
            "webhook_secrets": _secrets_with(world, settings),
        }
    )


def _secrets_with(world: SandboxWorld, settings: Settings) -> SecretStr:
    """The sandbox's secrets of webhooks beside those that were set: a source may have several."""
    given = settings.webhook_secrets.get_secret_value() if settings.webhook_secrets else ""
    return SecretStr(",".join(filter(None, (given, world.webhook_secrets.setting))))


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


async def _prepare(settings: Settings, url: str, world: SandboxWorld | None, progress: Progress) -> None:
    await migrate(url)
    uuid = await _accounts_work(settings)
    if uuid is None:
        if world is None:
            raise StandingError("The two accounts in Odoo do not work. Run `expediter odoo provision`.")
        progress("Making the two accounts in Odoo")
        accounts = await provision(world.url, world.database, world.admin.login, world.admin.password)
        keep_accounts(accounts, settings)
        uuid = accounts.database_uuid
    async with Database(url) as database, database.transaction() as session:
        await health.pin_odoo(session, uuid)
        if world is not None and await knowledge.is_new(session):
            for file in shipped_files():
                await knowledge.add(session, file.collection, file.name, file.text)


async def _accounts_work(settings: Settings) -> str | None:
    """Identity of the database both accounts can sign in to; none where one of them has to be made.

    Raises:
        OdooDown: Odoo is away, so nobody knows.
    """
    try:
        async with open_reader(settings) as reader:
            await reader.check_provisioned()
            uuid = await written_database(settings)
    except OdooDown:
        raise
    except OdooError:
        return None
    if uuid is None:
        raise OdooDown(settings.odoo_url or "its address", "it does not answer the writing account")
    return uuid


def _environment(settings: Settings) -> dict[str, str | None]:
    """What the children are told beyond our own environment. Accounts lie in the data folder, never here."""
    keys = {
        "EXPEDITER_ODOO_READER_KEY": settings.odoo_reader_key,
        "EXPEDITER_ODOO_WRITER_KEY": settings.odoo_writer_key,
    }
    return {
        # Nobody signs for the worker.
        "EXPEDITER_WEBHOOK_SECRETS": "",
        # A key that we have of the environment is inherited; one that is not ours must not come from a file.
        **{name: "" for name, key in keys.items() if key is None},
        "EXPEDITER_DATA_DIR": str(settings.data_dir),
        "EXPEDITER_CACHE_DIR": str(settings.cache_dir),
        "EXPEDITER_ODOO_URL": settings.odoo_url or "",
        "EXPEDITER_ODOO_DATABASE": settings.odoo_database or "",
        "EXPEDITER_ODOO_TIMEOUT": str(settings.odoo_timeout),
        "EXPEDITER_ODOO_LIMIT": str(settings.odoo_limit),
        "EXPEDITER_ODOO_SETTLE": str(settings.odoo_settle),
        "EXPEDITER_OWN_DOMAINS": settings.own_domains,
        "EXPEDITER_HOST": settings.host,
        "EXPEDITER_PORT": str(settings.port),
        "DATABASE_URL": settings.database_url or "",
    }


def _for_web(settings: Settings) -> dict[str, str | None]:
    """What the web process alone is told, or must not be."""
    webhooks = settings.webhook_secrets
    return {
        "EXPEDITER_ODOO_WRITER_KEY": "",
        "EXPEDITER_ONE_SYSTEM_USER": "true",
        "EXPEDITER_WEBHOOK_SECRETS": webhooks.get_secret_value() if webhooks else "",
    }


def _start(running: Processes, name: str, command: str, environment: dict[str, str | None]) -> Child:
    """Start a program, or keep the one that runs with the same settings."""
    child = running.find(name)
    process = child.process() if child else None
    if process is not None:
        has = process.environ()
        if any(has.get(key, "") != (value or "") for key, value in environment.items()):
            running.stop(name)
    return running.start(name, "cli", command, env=environment)


def _is_taken(settings: Settings) -> bool:
    with socket.socket() as calling:
        calling.settimeout(1)
        return calling.connect_ex(("127.0.0.1", settings.port)) == 0


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
