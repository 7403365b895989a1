"""`python -m cli`: the command for whoever starts it by module, as background programs are."""

from __future__ import annotations

from cli import app

app()
