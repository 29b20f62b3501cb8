"""The helpers of `taggy serve`: child processes that go when their parent goes, and are started again where they die.

One that dies soon is started again after a pause that doubles each time, up to five minutes.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Event, Thread
from time import monotonic

from graph.server.java import end_with_parent
from taggy.metrics import SHARED

POLL = 0.5
PAUSE, LONGEST_PAUSE = 5.0, 300.0
SOON = 60.0
STOP_TIME = 10
TAGGY = [sys.executable, "-c", "from cli.main import main; main()"]
RUNNER = [*TAGGY, "jobs", "run", "--quiet"]
ATTENDANT = [*TAGGY, "model", "arrivals"]


@contextmanager
def keep_helpers() -> Iterator[None]:
    """Keep alive one runner of long work and one that looks at pictures as they come; at the end they stop in order."""
    ended = Event()
    with ExitStack() as stack:
        for command in (RUNNER, ATTENDANT):
            keeper = Thread(target=_keep, args=(command, _launch(command), ended), daemon=True)
            keeper.start()
            stack.callback(keeper.join, 2 * STOP_TIME)
        stack.callback(ended.set)  # the last one in is the first one called
        yield


def _launch(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if name != SHARED},
        preexec_fn=end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - it calls one function
    )


def _keep(command: list[str], child: subprocess.Popen[bytes], ended: Event) -> None:
    pause, begun = PAUSE / 2, monotonic()
    while True:
        while child.poll() is None and not ended.wait(POLL):
            pass
        pause = PAUSE if monotonic() - begun > SOON else min(2 * pause, LONGEST_PAUSE)
        if ended.is_set() or ended.wait(pause):
            _stop(child)
            return
        child, begun = _launch(command), monotonic()


def _stop(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(STOP_TIME)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
