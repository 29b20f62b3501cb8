"""Neo4j killed, or its disk full, while people vote: what was acknowledged stays, the API says 503 meanwhile."""

import asyncio
import os
import resource
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio

from graph.connection import Graph, open_graph
from graph.migrations import ensure_schema
from graph.server.home import locate_home
from graph.server.state import read_state
from taggy.settings import Settings
from tests.faults.checks import check_derived
from tests.processes import open_launcher, read_address, wait_until
from tests.seeds import add_images, add_tags, read_votes, run

IMAGES = [f"{number:064x}" for number in range(40)]
VOTERS = 4
WORKERS = 2
PATIENCE = 120
UNLIMITED = resource.RLIM_INFINITY
Votes = set[tuple[str, str, str, str]]

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("NEO4J_URI")), reason="harms a local Neo4j; NEO4J_URI names another server"
)


@pytest_asyncio.fixture(scope="module")
async def server_of_one_s_own(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Graph, Settings]]:
    """A local server that may be harmed."""
    settings = Settings(home=tmp_path_factory.mktemp("home"), linger=0, heap="512m", page_cache="64m")
    async with open_graph(settings) as graph:
        await ensure_schema(graph)
        yield graph, settings


@dataclass
class Voter:
    """Somebody who votes through a browser, and what was acknowledged so far."""

    client: httpx.AsyncClient
    id: str
    acknowledged: Votes

    async def try_vote(self, image: str) -> bool:
        """Vote once, and tell whether it was acknowledged."""
        answer = await self.client.post("/api/v1/votes", json={"image": image, "tag": "lol", "answer": "yes"})
        if answer.status_code != 200:
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "2"), answer.text
            return False
        self.acknowledged.add((self.id, image, "lol", "yes"))
        return True

    async def vote(self, image: str) -> None:
        """Vote until it is acknowledged, as the page does."""
        async with asyncio.timeout(PATIENCE):
            while not await self.try_vote(image):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.2)


@asynccontextmanager
async def serve(graph: Graph, settings: Settings) -> AsyncIterator[list[Voter]]:
    """Let several workers serve an empty library, and people enter it."""
    await run(graph, "MATCH (n) WHERE NOT n:Library DETACH DELETE n")
    await add_images(graph, *IMAGES)
    await add_tags(graph, "lol")
    async with open_launcher(TAGGY_HOME=str(settings.home)) as launch, AsyncExitStack() as stack:
        address = await read_address(await launch("serve", "--port", "0", "--workers", str(WORKERS)))
        acknowledged: Votes = set()
        voters = []
        for _ in range(VOTERS):
            client = await stack.enter_async_context(httpx.AsyncClient(base_url=address, timeout=60))
            assert (await client.post("/api/v1/session", json={})).status_code == 200
            voter = (await client.get("/api/v1/session")).json()["voter"]["id"]
            voters.append(Voter(client, voter, acknowledged))
        yield voters


async def read_health(voter: Voter) -> int:
    return (await voter.client.get("/api/v1/health")).status_code


def find_java(settings: Settings) -> int:
    state = read_state(locate_home(settings))
    assert state
    return state.java


async def test_no_acknowledged_vote_is_lost_when_neo4j_is_killed(server_of_one_s_own: tuple[Graph, Settings]) -> None:
    graph, settings = server_of_one_s_own
    async with serve(graph, settings) as voters:
        acknowledged = voters[0].acknowledged
        killed = asyncio.Event()

        async def work(voter: Voter) -> None:
            for image in IMAGES:
                if len(acknowledged) > VOTERS * len(IMAGES) * 3 // 4:
                    await killed.wait()  # a fast machine leaves something to do, too
                await voter.vote(image)

        async def is_halfway() -> bool:
            return len(acknowledged) > VOTERS * len(IMAGES) // 2

        async def is_down() -> bool:
            return await read_health(voters[0]) == 503

        async def kill() -> None:
            await wait_until(is_halfway)
            os.kill(find_java(settings), signal.SIGKILL)
            killed.set()
            await wait_until(is_down)

        await asyncio.gather(kill(), *map(work, voters))
        assert await read_health(voters[0]) == 200
    assert len(acknowledged) == VOTERS * len(IMAGES)
    assert await read_votes(graph) == acknowledged
    await check_derived(graph)


async def test_no_acknowledged_vote_is_lost_when_neo4js_disk_is_full(
    server_of_one_s_own: tuple[Graph, Settings],
) -> None:
    graph, settings = server_of_one_s_own
    async with serve(graph, settings) as voters:
        acknowledged = voters[0].acknowledged
        await asyncio.gather(*(voter.vote(image) for voter in voters for image in IMAGES[:10]))
        java = find_java(settings)
        # Its files may not grow any more: to Neo4j that is a full disk, and it needs no privilege.
        resource.prlimit(java, resource.RLIMIT_FSIZE, (4096, UNLIMITED))
        told = await asyncio.gather(*(voter.try_vote(image) for voter in voters for image in IMAGES[10:20]))
        assert not any(told)
        assert await read_health(voters[0]) == 503
        kept = set(acknowledged)
        resource.prlimit(java, resource.RLIMIT_FSIZE, (UNLIMITED, UNLIMITED))
        os.kill(java, signal.SIGTERM)  # the supervisor starts it again
        await asyncio.gather(*(voter.vote(IMAGES[20]) for voter in voters))
        assert kept <= await read_votes(graph)
        await asyncio.gather(*(voter.vote(image) for voter in voters for image in IMAGES))
    assert len(acknowledged) == VOTERS * len(IMAGES)
    assert await read_votes(graph) == acknowledged
    await check_derived(graph)
