"""Workers to be killed: a process that has everything imported and forks a worker whenever it is told to.

Started by the kill test as a program; reads `start` and answers the new worker's process number. A worker
started afresh would spend most of its short life importing.
"""

from __future__ import annotations

import asyncio
import os
import sys

from graphs.worker import run_worker
from runtime import telemetry
from runtime.job_runner import JobPace
from runtime.settings import load

PACE = JobPace(heartbeat=0.5, stalled=2.0, poll=0.2)


def main() -> None:
    """Fork until the input ends; children reap themselves when this process does."""
    settings = load()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            telemetry.configure("WARNING")
            asyncio.run(run_worker(settings, asyncio.Event(), pace=PACE))
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
