"""What Neo4j and Java are told."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.server import lease_local_server
from graph.server.configuration import PORTS, choose_port, is_free, is_open, write_configuration
from graph.server.home import open_home
from graph.server.jars import list_jars
from graph.server.state import is_supervised
from taggy.errors import ServerError
from taggy.settings import Settings


@pytest.fixture
def taken() -> Iterator[int]:
    """A port where somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_port_that_is_set_is_taken_or_refused(tmp_path: Path, taken: int) -> None:
    assert is_open(taken)
    assert not is_free(taken)
    with pytest.raises(ServerError, match=rf"Port {taken} \(TAGGY_BOLT_PORT\) is taken by another program"):
        choose_port(Settings(home=tmp_path, bolt_port=taken), last=None)


def test_last_port_is_used_again_where_it_is_free(tmp_path: Path, taken: int) -> None:
    any_port = Settings(home=tmp_path)
    free = choose_port(any_port, last=None)
    assert free in PORTS
    assert not is_open(free)
    assert choose_port(any_port, last=free) == free
    assert choose_port(any_port, last=taken) in PORTS
    assert choose_port(Settings(home=tmp_path, bolt_port=free), last=taken) == free


async def test_taken_port_stops_a_start_before_anything_is_written(tmp_path: Path, taken: int) -> None:
    settings = Settings(home=tmp_path, bolt_port=taken)
    with pytest.raises(ServerError, match=f"Port {taken}"):
        async with lease_local_server(settings):
            pass
    home = open_home(settings)
    assert not home.databases.exists()
    assert not is_supervised(home)


@pytest.mark.parametrize(("heap", "half"), [("1g", "512m"), ("512m", "262144k"), ("900000k", "460800000")])
def test_configuration_follows_the_settings(tmp_path: Path, heap: str, half: str) -> None:
    settings = Settings(home=tmp_path / 'a "quoted" home', cache=tmp_path / "a cache", heap=heap)
    home = open_home(settings)
    write_configuration(home, settings, 4321)
    neo4j = (home.configuration / "neo4j.conf").read_text().splitlines()
    assert {
        "server.bolt.listen_address=127.0.0.1:4321",
        "db.query.default_language=CYPHER_25",
        f"db.memory.transaction.max={half}",
        "server.memory.pagecache.size=512m",
    } <= set(neo4j)
    java = home.arguments.read_text().splitlines()
    assert java[0] == f"-Xmx{heap}"
    escaped = str(home.logs).replace('"', r"\"")
    assert java[2] == f'"-XX:ErrorFile={escaped}/java-error-%p.log"'
    jars = java[-1].strip('"').split(":")
    assert jars == [f"{tmp_path}/a cache/repository/{jar.path}" for jar in list_jars()]
