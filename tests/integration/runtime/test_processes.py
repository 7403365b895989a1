"""Background programs: started once, found by another command, never mistaken for a stranger, ended."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from runtime.processes import Child, ProcessError, Processes


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    made = Processes(tmp_path / "state")
    yield made
    made.stop_all(within=1)


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "modules"
    folder.mkdir()
    (folder / "sleeper.py").write_text("import time\nprint('awake', flush=True)\ntime.sleep(60)\n")
    (folder / "failing.py").write_text("raise SystemExit('no database')\n")
    (folder / "stubborn.py").write_text(
        "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('deaf', flush=True)\ntime.sleep(60)\n"
    )
    (folder / "telling.py").write_text("import os, sys\nprint(os.environ.get('SECRET'), sys.argv[1:], flush=True)\n")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return folder


def ready(child: Child, word: str) -> None:
    deadline = time.monotonic() + 10
    while word not in child.last_words():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_started_once_and_found_by_others(processes: Processes, modules: Path, tmp_path: Path) -> None:
    child = processes.start("worker", "sleeper")
    assert processes.start("worker", "sleeper") == child
    ready(child, "awake")
    assert Processes(tmp_path / "state").find("worker") == child
    assert os.getsid(child.pid) == child.pid
    assert stat.S_IMODE(Path(child.log).stat().st_mode) == 0o600
    assert processes.stop("worker") is True
    assert not child.alive()
    assert processes.stop("worker") is False
    assert processes.find("worker") is None


def test_it_lives_on_when_the_command_ends(modules: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from runtime.processes import Processes\n"
        "print(Processes(Path(sys.argv[1])).start('worker', 'sleeper').pid)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, tmp_path / "state"], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    found = Processes(tmp_path / "state").find("worker")
    assert found is not None
    assert found.pid == int(done.stdout)
    assert Processes(tmp_path / "state").stop_all() == ["worker"]


def test_a_number_used_again_is_a_stranger(processes: Processes, modules: Path, tmp_path: Path) -> None:
    child = processes.start("worker", "sleeper")
    processes.stop("worker")
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        recycled = Child(child.name, stranger.pid, child.born - 100, child.log, child.mark)
        (tmp_path / "state" / "processes.json").write_text(json.dumps([asdict(recycled)]))
        assert processes.find("worker") is None
        assert processes.stop("worker") is False
        assert stranger.poll() is None
        again = processes.start("worker", "sleeper")
        assert again.pid != stranger.pid
    finally:
        stranger.kill()
        stranger.wait()


def test_a_corrected_clock_does_not_lose_a_child(processes: Processes, modules: Path) -> None:
    child = processes.start("worker", "sleeper")
    ready(child, "awake")
    moved = Child(child.name, child.pid, child.born - 3600, child.log, child.mark)
    assert moved.alive()


def test_a_crashed_child_is_started_again(processes: Processes, modules: Path) -> None:
    first = processes.start("worker", "sleeper")
    os.kill(first.pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while first.alive():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    second = processes.start("worker", "sleeper")
    assert second.pid != first.pid
    assert processes.running() == [second]


def test_waiting_tells_the_last_words(processes: Processes, modules: Path) -> None:
    processes.start("web", "failing")
    with pytest.raises(ProcessError, match=r"The web ended by itself. Its last words:\nno database"):
        processes.wait_until("web", lambda: False, within=20)
    processes.start("worker", "sleeper")
    with pytest.raises(ProcessError, match=r"not ready within 0\.3 s"):
        processes.wait_until("worker", lambda: False, within=0.3)
    processes.wait_until("worker", lambda: True)
    with pytest.raises(ProcessError, match="No other was started"):
        processes.wait_until("other", lambda: True)


def test_the_deaf_are_ended_all_the_same(processes: Processes, modules: Path) -> None:
    child = processes.start("deaf", "stubborn")
    ready(child, "deaf")
    assert processes.stop("deaf", within=0.3) is True
    assert not child.alive()


def test_the_environment_can_lose_a_secret(
    processes: Processes, modules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "hush")
    child = processes.start("web", "telling", "--port", "0", env={"SECRET": None})
    ready(child, "None ['--port', '0']")


def test_ending_goes_backwards(processes: Processes, modules: Path) -> None:
    processes.start("worker", "sleeper")
    processes.start("web", "sleeper")
    assert processes.stop_all() == ["web", "worker"]
    assert processes.running() == []
