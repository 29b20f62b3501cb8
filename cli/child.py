"""The runner of `taggy serve`: a child process that goes when its parent goes, and is started again where it dies."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from graph.server.java import end_with_parent
from taggy.metrics import SHARED

POLL = 0.5
PAUSE = 5.0
STOP_TIME = 10
COMMAND = [sys.executable, "-c", "from cli.main import main; main()", "jobs", "run", "--quiet"]


@contextmanager
def keep_runner() -> Iterator[None]:
    """Keep one runner of long work alive; at the end it gives back what it is at."""
    ended = Event()
    keeper = Thread(target=_keep, args=(_launch(), ended), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join(2 * STOP_TIME)


def _launch() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        COMMAND,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if name != SHARED},
        preexec_fn=end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - it calls one function
    )


def _keep(runner: subprocess.Popen[bytes], ended: Event) -> None:
    while True:
        while runner.poll() is None and not ended.wait(POLL):
            pass
        if ended.is_set() or ended.wait(PAUSE):
            _stop(runner)
            return
        runner = _launch()


def _stop(runner: subprocess.Popen[bytes]) -> None:
    runner.terminate()
    try:
        runner.wait(STOP_TIME)
    except subprocess.TimeoutExpired:
        runner.kill()
        runner.wait()
