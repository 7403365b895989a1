"""Fetches Debian's Odoo 19 package into the cache folder and gives it a Python environment of its own.

Nothing is installed in the system: apt works on private lists, the package is unpacked and not configured. The
mirror's address comes from the machine's own apt configuration. Called by `world` before anything else.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from filelock import FileLock

from sandbox.errors import PackageUnavailableError, SandboxError
from sandbox.steps import Progress, run

PACKAGE = "odoo-19"
COMPANIONS = ("libjs-jquery", "libjs-jquery-form", "libjs-underscore", "fonts-font-awesome", "fonts-roboto-unhinted")
"""What Odoo's pages link to in other packages: without them its sign-in page fails."""
SUITE = "sid"
REQUIREMENTS = Path(__file__).with_name("odoo-requirements.txt")
_KEYRINGS = (
    Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
    Path("/usr/share/keyrings/debian-archive-keyring.pgp"),
)
# Translations, tests and shop-window pictures are three quarters of the package.
_CONTENT = " ".join((PACKAGE, *COMPANIONS))
_LEFT_OUT = ("*/i18n", "*/tests", "*/static/description/[!i]*", "*/static/tests", "./usr/share/doc")


@dataclass(frozen=True)
class Installation:
    """An unpacked Odoo and the interpreter that runs it."""

    python: Path
    packages: Path
    version: str

    def command(self, *arguments: str) -> list[str]:
        """The words that run an Odoo command."""
        return [str(self.python), "-m", "odoo", *arguments]

    def environment(self) -> Mapping[str, str]:
        """The whole environment for it: nothing of ours leaks in, no proxy, no settings, no secrets."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        return {**kept, "PYTHONPATH": str(self.packages), "PYTHONUNBUFFERED": "1", "TZ": "UTC"}


def ensure(cache: Path, progress: Progress) -> Installation:
    """Answer the installation in the cache folder, making it when it is not there.

    Raises:
        PackageUnavailableError: this machine's apt cannot provide the package (or there is no apt).
        SandboxError: it can, but fetching or unpacking failed.
    """
    home = cache / "odoo"
    home.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / "install.lock"):
        root = _unpacked(home)
        if root is None:
            root = _fetch(home, progress)
        python = _environment(home, progress)
    return Installation(
        python=python,
        packages=root / "usr" / "lib" / "python3" / "dist-packages",
        version=root.name.removeprefix("odoo-"),
    )


def _unpacked(home: Path) -> Path | None:
    ready = sorted(path.parent for path in home.glob("odoo-*/.complete") if path.read_text() == _CONTENT)
    return ready[-1] if ready else None


def _fetch(home: Path, progress: Progress) -> Path:
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        raise PackageUnavailableError("This machine has no apt, so Debian's Odoo package cannot be fetched.")
    work = home / "apt"
    (work / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    (work / "cache" / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    progress("Looking for Odoo 19 in Debian's packages")
    options = _apt_options(work, _mirrors())
    try:
        run(["apt-get", *options, "update"], failing="Debian's package lists could not be read")
        policy = run(["apt-cache", *options, "policy", PACKAGE], failing="Debian's package lists could not be read")
    except SandboxError as error:
        raise PackageUnavailableError(str(error)) from None
    version = _candidate(policy)
    if version is None:
        raise PackageUnavailableError(f"Debian's suite {SUITE} has no package {PACKAGE} at this machine's mirror.")
    progress(f"Downloading Odoo {version} (123 MB)")
    download = ["apt-get", *options, "download", PACKAGE, *COMPANIONS]
    run(download, cwd=work, failing="Odoo's package could not be downloaded")
    progress("Unpacking Odoo")
    root = home / f"odoo-{version.replace(':', '.')}"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    for package in work.glob("*.deb"):
        _unpack(package, root)
    _mend_icons(root)
    (root / ".complete").write_text(_CONTENT)
    shutil.rmtree(work)
    return root


def _unpack(package: Path, root: Path) -> None:
    archive = package.with_suffix(".tar")
    failing = "Odoo's package could not be unpacked"
    run(["sh", "-c", 'dpkg-deb --fsys-tarfile "$0" > "$1"', package, archive], failing=failing)
    leave_out = [f"--exclude={pattern}" for pattern in _LEFT_OUT]
    run(["tar", "-x", "--no-same-owner", "-C", root, "-f", archive, *leave_out], failing=failing)


def _mend_icons(root: Path) -> None:
    """Let Odoo's icon font lead to today's Font Awesome: the package links to file names of the fourth edition."""
    solid = root / "usr" / "share" / "fonts-font-awesome" / "fonts" / "fa-solid-900"
    for link in (root / "usr" / "lib" / "python3" / "dist-packages" / "odoo" / "addons" / "web").rglob(
        "fontawesome-webfont.*"
    ):
        font = solid.with_suffix(link.suffix)
        if link.is_symlink() and not link.exists() and font.exists():
            link.unlink()
            link.symlink_to(os.path.relpath(font, link.parent))


def _mirrors() -> list[str]:
    """The repositories of this machine that may carry the suite: the plain ones, not security or updates."""
    listed = run(
        ["apt-get", "indextargets", "--no-release-info", "--format", "$(REPO_URI) $(RELEASE)", "Created-By: Packages"],
        failing="apt's configuration could not be read",
    )
    pairs = [line.split() for line in listed.splitlines()]
    plain = [pair[0] for pair in pairs if len(pair) == 2 and "-" not in pair[1] and "/debian" in pair[0]]
    if not plain:
        raise PackageUnavailableError("This machine's apt knows no Debian mirror, so Odoo's package cannot be fetched.")
    return list(dict.fromkeys(plain))


def _apt_options(work: Path, mirrors: list[str]) -> list[str]:
    keyring = next((path for path in _KEYRINGS if path.exists()), None)
    lines = ["Types: deb", f"URIs: {' '.join(mirrors)}", f"Suites: {SUITE}", "Components: main"]
    if keyring:
        lines.append(f"Signed-By: {keyring}")
    sources = work / "odoo.sources"
    sources.write_text("\n".join(lines) + "\n")
    return [
        f"-oDir::Etc::SourceList={sources}",
        "-oDir::Etc::SourceParts=/dev/null",
        "-oDir::Etc::Preferences=/dev/null",
        "-oDir::Etc::PreferencesParts=/dev/null",
        f"-oDir::State={work}",
        f"-oDir::State::Lists={work / 'lists'}",
        "-oDir::State::status=/dev/null",
        f"-oDir::Cache={work / 'cache'}",
        f"-oDir::Log={work}",
        "-oAcquire::Languages=none",
        "-oAPT::Sandbox::User=root",
    ]


def _candidate(policy: str) -> str | None:
    for line in policy.splitlines():
        name, _, value = line.strip().partition(": ")
        if name == "Candidate" and value != "(none)":
            return value
    return None


def _environment(home: Path, progress: Progress) -> Path:
    digest = sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = home / f"venv-{digest}"
    python = folder / "bin" / "python"
    if (folder / ".complete").exists():
        return python
    progress("Making Odoo's Python environment")
    shutil.rmtree(folder, ignore_errors=True)
    failing = "Odoo's Python environment could not be made"
    uv = shutil.which("uv")
    if uv:
        run([uv, "venv", "-q", "--python", sys.executable, folder], failing=failing)
        install: list[str | Path] = [uv, "pip", "install", "-q", "--python", python]
    else:
        run([sys.executable, "-m", "venv", folder], failing=failing)
        install = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    run([*install, "--require-hashes", "-r", REQUIREMENTS], failing=failing)
    (folder / ".complete").touch()
    return python
