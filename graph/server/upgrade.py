"""Upgrading the local store: dumped, loaded beside the old one, tried, and only then put in its place."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from graph.connection import connect
from graph.restores import GraphSize, measure_graph
from graph.server.dump import dump_store, load_store
from graph.server.home import Home, find_store_version, is_newer, open_home, read_password
from graph.server.jars import find_version
from graph.server.start import ensure_running, prepare_neo4j
from graph.server.stop import keep_stopped, stop_server
from taggy.errors import ServerError
from taggy.settings import Settings, secure_folder


@dataclass(frozen=True)
class Upgrade:
    """What an upgrade did: from which Neo4j to which, and where the old store lies."""

    before: str
    now: str
    nodes: int
    relationships: int
    old: str


async def upgrade_store(settings: Settings) -> Upgrade | None:
    """Move the local store to the Neo4j that this program brings; None where it is there already.

    The store is dumped and loaded into a new one beside it. The new server must answer from that with as many nodes
    and relationships as the dump had; then the two change places. Whatever fails before that leaves the old store
    in place, for the Neo4j that wrote it. A run that was stopped is made again.

    Raises:
        ServerError: the server is in use, the store is newer, or the new one does not answer.
    """
    home, ours = open_home(settings), find_version()
    async with keep_stopped(home):
        finish_swap(home)
        before = find_store_version(home)
        if before is None or not is_newer(ours, before):
            return None
        new = _make_new_home(home)
        await _load(settings, home, new)
        size = await _try(settings, new)
        old = home.folder / f"data-{before}"
        shutil.rmtree(old, ignore_errors=True)
        (home.upgrade / "ready").write_text(f"{before}\n{ours}\n", encoding="utf-8")
        finish_swap(home)
    return Upgrade(before, ours, size.nodes, size.relationships, str(old))


def _make_new_home(home: Home) -> Home:
    shutil.rmtree(home.upgrade, ignore_errors=True)
    new = Home(home.upgrade)
    for folder in (new.folder, new.configuration, new.logs):
        secure_folder(folder)
    new.password.touch(mode=0o600)
    new.password.write_text(read_password(home), encoding="utf-8")
    return new


async def _load(settings: Settings, home: Home, new: Home) -> None:
    dump = secure_folder(new.folder / "dump")
    await prepare_neo4j(settings, home)
    await dump_store(home, dump)
    await prepare_neo4j(settings, new)
    await load_store(new, dump)
    shutil.rmtree(dump)


async def _try(settings: Settings, new: Home) -> GraphSize:
    """Start the new server on its store, ask it, and stop it."""
    new.pin.touch()  # nobody holds a lease on it
    try:
        state = await ensure_running(settings, new)
        async with connect(state.uri, "neo4j", read_password(new), "neo4j") as graph:
            return await measure_graph(graph)
    finally:
        await stop_server(new)


def finish_swap(home: Home) -> None:
    """Put a store that was tried in the old one's place; what a crash interrupted is done from where it was."""
    ready = home.upgrade / "ready"
    if not ready.exists():
        return
    before, ours = ready.read_text(encoding="utf-8").split()
    new, old = Home(home.upgrade), home.folder / f"data-{before}"
    if new.databases.exists():
        if home.databases.exists():
            home.databases.rename(old)
        new.databases.rename(home.databases)
    home.version.write_text(f"{ours}\n", encoding="utf-8")
    ready.unlink()
    shutil.rmtree(home.upgrade)


def list_old_stores(home: Home) -> list[Path]:
    """List the stores that upgrades have left."""
    return sorted(path for path in home.folder.glob("data-*") if path.is_dir())


async def discard_old_stores(settings: Settings) -> list[Path]:
    """Delete the stores that upgrades have left, and return where they were.

    Raises:
        ServerError: one cannot be deleted.
    """
    old = list_old_stores(open_home(settings))
    for path in old:
        try:
            shutil.rmtree(path)
        except OSError as error:
            raise ServerError(f"{error.filename} cannot be deleted ({error.strerror}).") from error
    return old
