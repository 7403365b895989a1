"""Builds the template: an Odoo database with the modules and the seeded company, once for each set of ingredients.

Its name carries a hash of the package's version, the modules and the seeder's files; when one of them changes, a new
template is made and the old ones are dropped. Callers at the same time wait for one build. Called by `world`.
"""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from filelock import FileLock

from sandbox import calendar
from sandbox.calendar import FIXED_DAY
from sandbox.engine import Engine
from sandbox.steps import Progress, run

MODULES = (
    "account",
    "base_automation",
    "contacts",
    "mrp",
    "project",
    "purchase_stock",
    "sale_management",
    "sale_stock",
    "stock",
    "stock_delivery",
    "stock_landed_costs",
    "stock_picking_batch",
)
SEED = Path(__file__).with_name("seed")
PREFIX = "expediter_template_"
# Attachments move into the database, so that a copy of the database is a copy of everything.
_ATTACHMENTS = """
env["ir.config_parameter"].set_param("ir_attachment.location", "db")
env["ir.attachment"].force_storage()
env.cr.commit()
"""
_SEEDER = """
import sys
sys.path.insert(0, {folder!r})
import seeder
seeder.build(env, {day!r})
"""


def name_for(engine: Engine) -> str:
    """The template's database name, from what it is made of."""
    ingredients = sha256(repr((engine.version, MODULES, _ATTACHMENTS, FIXED_DAY)).encode())
    for path in sorted(SEED.rglob("*")):
        if path.is_file() and path.suffix in {".py", ".yaml"}:
            ingredients.update(str(path.relative_to(SEED)).encode() + b"\0" + path.read_bytes())
    return PREFIX + ingredients.hexdigest()[:12]


def ensure(engine: Engine, cache: Path, progress: Progress) -> str:
    """Answer the template's database name, building it when it is not there.

    Raises:
        SandboxError: the modules could not be installed, or the seeder failed; the log's path is in the message.
    """
    name = name_for(engine)
    if engine.databases.exists(name):
        return name
    with FileLock(cache / "template.lock"):
        if not engine.databases.exists(name):
            _build(engine, name, cache, progress)
    return name


def as_of(engine: Engine, name: str, today: date, cache: Path) -> str:
    """Answer the name of a copy of the template that has been moved to `today`; made once a day, for every instance."""
    databases = engine.databases
    moved = f"{name}_{today:%Y%m%d}"
    if databases.exists(moved):
        return moved
    with FileLock(cache / "template.lock"):
        if not databases.exists(moved):
            for old in databases.names(f"{name}_"):
                if old < f"{name}_{today - timedelta(days=1):%Y%m%d}":  # yesterday's may be in use around midnight
                    databases.drop(old)
            raw = f"{moved}_raw"
            databases.replace(raw, name)
            with databases.connect(raw) as connection:
                calendar.move_to(connection, today)
                # Now, and not by PostgreSQL's own vacuum while somebody waits for a copy.
                connection.execute("VACUUM (FULL, ANALYZE)")
            databases.rename(raw, moved)
    return moved


def _build(engine: Engine, name: str, cache: Path, progress: Progress) -> None:
    databases = engine.databases
    folder = cache / "template"
    modules = _with_modules(engine, folder, progress)
    raw = f"{name}_raw"
    databases.replace(raw, modules)
    progress("Seeding the trading company (once; about a minute)")
    _odoo(
        engine,
        "shell",
        [f"--database={raw}", "--log-level=warn"],
        folder,
        failing="The company could not be seeded",
        stdin=_SEEDER.format(folder=engine.seed_folder(SEED), day=FIXED_DAY.isoformat()),
    )
    for old in databases.names(PREFIX):
        if old not in {raw, modules}:
            databases.drop(old)
    databases.rename(raw, name)


def _with_modules(engine: Engine, folder: Path, progress: Progress) -> str:
    """A database with the modules and nothing else: kept, because seeders change more often than modules."""
    databases = engine.databases
    name = PREFIX + "modules_" + sha256(repr((engine.version, MODULES, _ATTACHMENTS)).encode()).hexdigest()[:12]
    if databases.exists(name):
        return name
    raw = f"{name}_raw"
    databases.drop(raw)
    databases.create(raw)
    progress(f"Installing Odoo's modules (once; about a minute): {', '.join(MODULES)}")
    _odoo(
        engine,
        "server",
        [f"--database={raw}", f"--init={','.join(MODULES)}", "--stop-after-init", "--log-level=warn"],
        folder,
        failing="Odoo's modules could not be installed",
    )
    _odoo(
        engine,
        "shell",
        [f"--database={raw}", "--log-level=warn"],
        folder,
        failing="Odoo's attachments could not be moved",
        stdin=_ATTACHMENTS,
    )
    shutil.rmtree(folder / "data", ignore_errors=True)
    with databases.connect(raw) as connection:
        connection.execute("VACUUM (ANALYZE)")  # without statistics the seeder takes five times as long
    databases.rename(raw, name)
    return name


def _odoo(
    engine: Engine, command: str, arguments: list[str], folder: Path, *, failing: str, stdin: str | None = None
) -> None:
    launch = engine.launch(command, arguments, folder)
    run(
        launch.words,
        env=launch.environment,
        cwd=launch.folder,
        log=folder / f"{command}.log",
        failing=failing,
        stdin=stdin,
    )
