"""The web process and the key that can write to Odoo: where it could read it, it does not start."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from api.app import UnsafeStartError, create_app
from cases.policy import load_policy
from cli.standing import free_port
from runtime.database import Database
from runtime.settings import Settings, load
from tools.odoo.accounts import Account, Accounts, account_file, store

KEY = "the-writers-very-own-key"
NOBODY = 65534


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that every system user may look into."""
    made = Path(tempfile.mkdtemp(prefix="data-of-both-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def settings(folder: Path) -> Settings:
    """Settings of a desk whose accounts provisioning has just made."""
    found = load(data_dir=folder)
    ends = datetime.now(UTC) + timedelta(days=60)
    reader = Account(login="reader", key=SecretStr("reads-only"), expires=ends)
    writer = Account(login="writer", key=SecretStr(KEY), expires=ends)
    store(Accounts(reader=reader, writer=writer, database_uuid="a-database"), found)
    return found


@contextmanager
def another_system_user() -> Iterator[None]:
    if os.geteuid() != 0:
        pytest.skip("only root can be another system user for a while")
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def app_of(settings: Settings) -> None:
    create_app(settings, Database("postgresql://nobody@127.0.0.1:9/absent"), load_policy())


def refused(settings: Settings) -> str:
    with pytest.raises(UnsafeStartError) as error:
        app_of(settings)
    return str(error.value)


def test_where_the_writers_file_can_be_read_it_does_not_start(settings: Settings) -> None:
    words = refused(settings)
    assert str(account_file(settings, "writer")) in words
    for way_out in ("another system user", "EXPEDITER_DATA_DIR", "reader.json", "EXPEDITER_ONE_SYSTEM_USER=true"):
        assert way_out in words
    assert KEY not in words


@pytest.mark.parametrize("locked", ["odoo/writer.json", "odoo"])
def test_taking_the_right_from_oneself_is_no_lock(settings: Settings, folder: Path, locked: str) -> None:
    if os.geteuid() == 0:
        for path in (folder, folder / "odoo", folder / "odoo" / "writer.json"):
            os.chown(path, NOBODY, NOBODY)
    (folder / locked).chmod(0)
    if os.geteuid() == 0:
        with another_system_user():
            assert "another system user" in refused(settings)
    else:
        assert "another system user" in refused(settings)
    (folder / locked).chmod(0o700)


def test_a_link_to_the_writers_file_is_followed(settings: Settings, tmp_path: Path) -> None:
    own = tmp_path / "web"
    (own / "odoo").mkdir(parents=True)
    (own / "odoo" / "writer.json").symlink_to(account_file(settings, "writer"))
    refused(load(data_dir=own))


def test_another_system_user_may_serve(settings: Settings) -> None:
    with another_system_user():
        app_of(settings)


def test_not_even_in_a_folder_of_its_own_where_the_file_is_left_open(settings: Settings, folder: Path) -> None:
    (folder / "odoo").chmod(0o755)
    with another_system_user():
        app_of(settings)
    account_file(settings, "writer").chmod(0o644)
    with another_system_user():
        refused(settings)


def test_a_folder_with_the_readers_file_alone_is_enough(settings: Settings, tmp_path: Path) -> None:
    own = tmp_path / "web"
    (own / "odoo").mkdir(parents=True)
    shutil.copy(account_file(settings, "reader"), own / "odoo" / "reader.json")
    app_of(load(data_dir=own))
    app_of(load(data_dir=tmp_path / "nothing-here"))


def test_who_says_it_knowingly_may_start_yet_never_with_the_key_itself(settings: Settings) -> None:
    app_of(settings.model_copy(update={"one_system_user": True}))
    words = refused(settings.model_copy(update={"one_system_user": True, "odoo_writer_key": SecretStr(KEY)}))
    assert "EXPEDITER_ODOO_WRITER_KEY" in words
    assert KEY not in words


def command(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "cli", *arguments],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_serve_says_it_in_plain_words_and_serves_when_told(settings: Settings, record_url: str) -> None:
    port = str(free_port())
    environment = {"EXPEDITER_DATA_DIR": str(settings.data_dir), "DATABASE_URL": record_url, "EXPEDITER_PORT": port}
    with command("serve", **environment) as process:
        _, words = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "EXPEDITER_ONE_SYSTEM_USER=true" in words
    assert "Traceback" not in words
    with command("serve", **environment, EXPEDITER_ONE_SYSTEM_USER="true") as process:
        try:
            assert answers(f"http://127.0.0.1:{port}/healthz")
        finally:
            process.terminate()
            process.communicate(timeout=30)


def answers(address: str) -> bool:
    for _ in range(300):
        try:
            return httpx.get(address, timeout=5).is_success
        except httpx.TransportError:
            time.sleep(0.1)
    return False


def test_up_with_an_odoo_of_ones_own_is_told_knowingly(folder: Path, record_url: str) -> None:
    environment = {
        "EXPEDITER_DATA_DIR": str(folder),
        "DATABASE_URL": record_url,
        "EXPEDITER_ODOO_URL": "http://127.0.0.1:9",
        "EXPEDITER_ODOO_DATABASE": "absent",
    }
    with command("up", **environment) as process:
        _, words = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "EXPEDITER_ONE_SYSTEM_USER=true" in words
    assert not list(folder.iterdir())
    with command("up", **environment, EXPEDITER_ONE_SYSTEM_USER="true") as process:
        _, words = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "expediter odoo provision" in words
    assert "Traceback" not in words
