"""How the local server is: a look that starts nothing."""

from dataclasses import dataclass

from graph.connection import Graph, translate_errors
from graph.server.home import Home, find_store_version, read_password
from graph.server.lease import LocalServer
from graph.server.state import is_supervised, list_users, read_state


@dataclass(frozen=True)
class Status:
    """What there is to know about the local server."""

    folder: str
    running: bool
    uri: str | None
    port: int | None
    pid: int | None
    supervisor: int | None
    pinned: bool
    users: list[int]
    version: str | None
    disk: int


def look_at_server(home: Home) -> Status:
    """Look whether the server runs, where, for whom, and how much it stores."""
    state = read_state(home) if is_supervised(home) else None
    return Status(
        folder=str(home.folder),
        running=state is not None and state.ready,
        uri=state.uri if state else None,
        port=state.port if state else None,
        pid=state.java if state else None,
        supervisor=state.supervisor if state else None,
        pinned=home.pin.exists(),
        users=[user.pid for user in list_users(home)] if state else [],
        version=find_store_version(home),
        disk=sum(file.lstat().st_size for file in home.databases.rglob("*") if file.is_file()),
    )


def find_server(home: Home) -> LocalServer | None:
    """Find the server if it runs now, without holding it."""
    state = read_state(home)
    if state is None or not state.ready or not is_supervised(home):
        return None
    return LocalServer(state.uri, read_password(home))


async def read_server_version(graph: Graph) -> str:
    """Read which Neo4j answers."""
    with translate_errors():
        rows, _, _ = await graph.driver.execute_query(
            "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0] AS version",
            database_=graph.database,
        )
    return str(rows[0]["version"])
