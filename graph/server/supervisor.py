"""The supervisor: the detached parent of Neo4j, which keeps it while it is used and then stops it.

Run as `python -m graph.server.supervisor FOLDER PORT VERSION LINGER`.
"""

import logging
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import IO

import psutil

from graph.server.configuration import is_open
from graph.server.flock import try_lock
from graph.server.home import Home
from graph.server.java import launch_neo4j, stop_neo4j
from graph.server.state import State, write_state

POLL = 0.25
FAILURES = 5  # in a row, each within a minute of the last
CALM = 60
LOCK_TIME = 5

log = logging.getLogger("supervisor")


class Supervisor:
    """One Neo4j, started again where it dies, stopped when nobody has used it for a while."""

    def __init__(self, home: Home, port: int, version: str, linger: float) -> None:
        self.home = home
        self.port = port
        self.version = version
        self.linger = linger
        self.stop_asked = threading.Event()
        self.used = time.time()
        self.failures = 0
        self.ready = False
        self.shut_out: IO[str] | None = None  # kept to the end: who waits for it finds no supervisor
        signal.signal(signal.SIGTERM, lambda *_: self.stop_asked.set())
        self.launch()

    def launch(self) -> None:
        """Start Neo4j and say so."""
        self.java = launch_neo4j(self.home)
        self.launched = time.monotonic()
        self.say(ready=False)
        log.info("Neo4j started with pid %s on port %s", self.java.pid, self.port)

    def say(self, *, ready: bool) -> None:
        """Write down what runs."""
        self.ready = ready
        myself = psutil.Process()
        write_state(
            self.home,
            State(
                supervisor=myself.pid,
                created=myself.create_time(),
                java=self.java.pid,
                port=self.port,
                version=self.version,
                ready=ready,
            ),
        )

    def run(self) -> int:
        """Watch until the server is to stop, or cannot be kept; return the exit status."""
        was_ready = False
        while not self.stop_asked.wait(POLL):
            if (code := self.java.poll()) is not None:
                if not (was_ready and self.restart(code)):
                    log.error("Neo4j ended with status %s and is given up", code)
                    return 1
            elif not self.ready and is_open(self.port):
                self.say(ready=True)
                was_ready = True
            elif lock := self.take_idle_server():
                self.shut_out = lock
                log.info("nobody has used the server for %s seconds", self.linger)
                break
        stop_neo4j(self.java)
        return 0

    def restart(self, code: int) -> bool:
        """Start a Neo4j that died again, later each time; give up after a few times in a row."""
        self.failures = 1 if time.monotonic() - self.launched > CALM else self.failures + 1
        if self.failures > FAILURES:
            return False
        log.warning("Neo4j ended with status %s and is started again", code)
        if not self.stop_asked.wait(POLL * 2**self.failures):
            self.launch()
        return True

    def take_idle_server(self) -> IO[str] | None:
        """Shut users out where there has been none for long enough, else return None."""
        lock = try_lock(self.home.users_lock)
        if lock is None:
            self.used = time.time()
            return None
        # A lease touches the file when it ends: it may have been shorter than our look.
        idle = time.time() - max(self.used, self.home.users_lock.stat().st_mtime)
        if idle < self.linger or self.home.pin.exists():
            lock.close()
            return None
        return lock


def detach() -> None:
    """Go on as a session leader that nobody waits for; the lock goes along."""
    if os.fork():
        os._exit(0)
    os.setsid()


def main() -> int:
    """Take the supervisor's lock, leave the terminal, and supervise."""
    folder, port, version, linger = sys.argv[1:]
    home = Home(Path(folder))
    os.umask(0o077)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    deadline = time.monotonic() + LOCK_TIME  # others look at the lock for a moment
    while (lock := try_lock(home.supervisor_lock)) is None:
        if time.monotonic() > deadline:
            log.error("another supervisor has the lock")
            return 1
        time.sleep(POLL)
    with lock:
        detach()
        supervisor = Supervisor(home, int(port), version, float(linger))
        return supervisor.run()


if __name__ == "__main__":
    sys.exit(main())
