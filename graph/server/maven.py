"""Maven: locking the jars of a version of Neo4j, and fetching what is locked."""

import fcntl
import hashlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import jgo
from jgo.config import GlobalSettings
from jgo.constants import MAVEN_CENTRAL_URL
from jgo.env import LockedDependency, LockFile
from jgo.maven import MavenContext, PythonResolver
from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from graph.server.jars import LOCK, Jar, are_fetched, record_fetched, repository
from taggy.errors import ServerError

SERVER = ("org.neo4j:neo4j", "org.neo4j.app:neo4j-server")
THREADS = 8
ATTEMPTS = 3
TIMEOUT = 60


def write_lock(neo4j: str, lock: Path = LOCK) -> int:
    """Walk the POMs of a version of Neo4j, lock every jar with its SHA-256, and return how many they are."""
    artifacts = jgo.resolve("+".join(f"{name}:{neo4j}" for name in SERVER))
    with ThreadPoolExecutor(THREADS) as pool:
        paths = list(pool.map(lambda artifact: artifact.resolve(), artifacts))
    locked = [
        LockedDependency(a.groupId, a.artifactId, a.version, a.packaging, a.classifier or None, _digest(path))
        for a, path in zip(artifacts, paths, strict=True)
    ]
    locked.sort(key=lambda d: (d.groupId, d.artifactId, d.classifier or ""))
    LockFile(locked, environment_name="neo4j", jgo_version=version("jgo")).save(lock)
    # The time of locking would change the file where nothing else did.
    lines = lock.read_text(encoding="utf-8").splitlines(keepends=True)
    lock.write_text("".join(line for line in lines if not line.startswith("generated")), encoding="utf-8")
    return len(locked)


def fetch_jars(cache: Path, jars: list[Jar], console: Console, repositories: dict[str, str] | None = None) -> None:
    """Bring every locked jar into the cache, each verified; what is there already is kept.

    The repositories are Maven Central and those of jgo's own configuration file.

    Raises:
        ServerError: a jar cannot be downloaded, or is not the locked one.
    """
    if are_fetched(cache, jars):
        return
    try:
        repository(cache).mkdir(parents=True, exist_ok=True)
        with (cache / "fetch.lock").open("a", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _fetch_all(cache, jars, console, repositories or _list_repositories())
            record_fetched(cache, jars)
    except OSError as error:
        raise ServerError(
            f"Neo4j's jars cannot be written to {cache} ({error.strerror}). Free or change it: TAGGY_CACHE."
        ) from error


def _list_repositories() -> dict[str, str]:
    return {"central": MAVEN_CENTRAL_URL, **GlobalSettings.load().repositories}


def _fetch_all(cache: Path, jars: list[Jar], console: Console, repositories: dict[str, str]) -> None:
    columns = (
        TextColumn("Fetching Neo4j"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("jars, {task.fields[size]}"),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        bar = progress.add_task("", total=len(jars), size=decimal(0))
        received = 0

        @contextmanager
        def report(_name: str, _size: int) -> Iterator[Callable[[int], None]]:
            def add(count: int) -> None:
                nonlocal received
                received += count
                progress.update(bar, size=decimal(received))

            yield add

        context = MavenContext(
            PythonResolver(progress_callback=report),
            repo_cache=repository(cache),
            remote_repos=repositories,
            timeout=TIMEOUT,
        )
        with ThreadPoolExecutor(THREADS) as pool:
            try:
                for _ in pool.map(lambda jar: _fetch(context, jar), jars):
                    progress.advance(bar)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise


def _fetch(context: MavenContext, jar: Jar) -> None:
    path = context.repo_cache / jar.path
    if path.exists() and _digest(path) == jar.sha256:
        return
    artifact = context.project(jar.group, jar.artifact).at_version(jar.version).artifact(jar.classifier)
    for attempt in range(1, ATTEMPTS + 1):
        path.unlink(missing_ok=True)  # what an interrupted download left
        try:
            artifact.resolve()
        except (RuntimeError, OSError) as error:
            path.unlink(missing_ok=True)
            if attempt == ATTEMPTS:
                raise ServerError(
                    f"{jar} cannot be downloaded ({error}). Check the network and run `taggy db fetch` again: "
                    f"it goes on where it was."
                ) from error
            time.sleep(attempt)
        else:
            break
    if (digest := _digest(path)) != jar.sha256:
        path.unlink()
        raise ServerError(
            f"{jar} is not the locked one: its SHA-256 is {digest}, not {jar.sha256}. It was removed. "
            f"Run `taggy db fetch` again; if it stays so, somebody on the way changes it."
        )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
