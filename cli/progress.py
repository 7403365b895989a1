"""Live progress on a terminal, silence in a pipe: each step a line with its seconds, a spinner while it lasts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console


@contextmanager
def live() -> Iterator[Callable[[str], None]]:
    """Answer a function that is told each step as it begins; the last one ends with the block.

    Writes to standard error, so that what a command reports stays alone on standard output.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _text: None
        return
    present: list[tuple[str, float]] = []

    def finish(mark: str) -> None:
        if present:
            text, began = present.pop()
            console.print(f"{mark} {text} [dim]{time.monotonic() - began:.1f} s[/dim]", highlight=False)

    with console.status("") as status:

        def step(text: str) -> None:
            finish("[green]✓[/green]")
            present.append((text, time.monotonic()))
            status.update(text)

        try:
            yield step
        except BaseException:
            finish("[red]✗[/red]")
            raise
        finish("[green]✓[/green]")
