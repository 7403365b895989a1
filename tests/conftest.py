"""Fixtures for every test; each plugin is the home of one real thing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from agents.correspondence.kept import keep_in
from runtime.settings import load

pytest_plugins = ["tests.integration.record_fixtures", "tests.integration.odoo_fixtures", "tests.scripted_model"]

# Figures of speed are the bench's: a busy machine fails no test.
hypothesis.settings.register_profile(
    "any_machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any_machine")

_OTHERS = ("DATABASE_URL", "CHROMA_URL", "OPENAI_API_KEY", "OPENAI_BASE_URL")


@pytest.fixture(scope="session", autouse=True)
def surroundings() -> Iterator[None]:
    """Nothing that this machine's own desk was told or keeps: no settings, no `.env`, no accounts, no record.

    Only the cache folder is shared, so that neither Odoo is made nor a model learned anew for each run.
    """
    folder = Path(tempfile.mkdtemp(prefix="desk-of-tests-"))
    folder.chmod(0o755)
    before = Path.cwd()
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if (name.startswith("EXPEDITER_") and name != "EXPEDITER_CACHE_DIR") or name in _OTHERS:
                patch.delenv(name)
        patch.setenv("EXPEDITER_DATA_DIR", str(folder / "data"))
        patch.chdir(folder)
        keep_in(load().cache_dir)
        yield
    os.chdir(before)
    shutil.rmtree(folder, ignore_errors=True)
