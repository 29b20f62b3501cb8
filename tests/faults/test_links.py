"""A link to Neo4j that is cut at a commit, slow, or swallows what is sent: nothing is lost, and it passes by itself."""

import asyncio
import time
from typing import Literal

import httpx
import pytest

from api.app import create_app
from graph.ballotbox import BallotBox, Withdrawal
from graph.connection import Graph, open_graph
from graph.votes import Ballot
from graph.warmup import warm_up
from taggy.settings import Settings
from tests.faults.proxy import Proxy
from tests.seeds import add_images, add_tags, add_voters, read_votes

Link = tuple[Proxy, Settings]
IMAGES = [f"{number:064x}" for number in range(4)]
PATIENCE = 120.0


@pytest.mark.parametrize("cut", ["before", "after"])
async def test_votes_whose_commit_was_cut_are_kept_once_and_told_as_what_they_were(
    link: Link, graph: Graph, cut: Literal["before", "after"]
) -> None:
    proxy, settings = link
    await add_images(graph, *IMAGES)
    await add_tags(graph, "lol")
    await add_voters(graph, "v", "w")
    await warm_up(graph)
    async with open_graph(settings) as by_link:
        box = BallotBox(by_link, 100)
        for answer, outcome in (("yes", "new"), ("no", "changed"), ("no", "same")):
            proxy.cut = cut
            ballots = [Ballot("v", image, "lol", answer) for image in IMAGES]  # type: ignore[arg-type]  # literals
            kept = await asyncio.gather(*map(box.cast, ballots))
            assert {vote.outcome for vote in kept} == {outcome}
        proxy.cut = cut
        assert await box.withdraw(Withdrawal(("v",), IMAGES[0], "lol"))
        assert not await box.withdraw(Withdrawal(("v",), IMAGES[0], "lol"))
        await box.close()
    assert proxy.cuts == 4
    assert await read_votes(graph) == {("v", image, "lol", "no") for image in IMAGES[1:]}


@pytest.mark.parametrize("fault", ["slow", "half-open"])
async def test_a_link_that_does_not_deliver_is_503_in_bounded_time_and_passes(
    link: Link, graph: Graph, fault: str
) -> None:
    proxy, settings = link
    await add_images(graph, *IMAGES)
    await add_tags(graph, "lol")
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            await _wait_for(client, "/api/v1/session", {}, 200)

            async def vote(image: str) -> int:
                body = {"image": image, "tag": "lol", "answer": "yes"}
                return (await client.post("/api/v1/votes", json=body)).status_code

            if fault == "slow":
                proxy.delay = 60.0
            else:
                assert proxy.swallow()
            start = time.monotonic()
            assert set(await asyncio.gather(*map(vote, IMAGES))) == {503}
            assert time.monotonic() - start < PATIENCE
            proxy.delay = 0.0
            for image in IMAGES:
                await _wait_for(client, "/api/v1/votes", {"image": image, "tag": "lol", "answer": "yes"}, 200)
    assert {vote[1] for vote in await read_votes(graph)} == set(IMAGES)


async def _wait_for(client: httpx.AsyncClient, path: str, body: dict[str, str], status: int) -> None:
    """Send the same until it is answered so, as a page does."""
    async with asyncio.timeout(PATIENCE):
        while (answer := await client.post(path, json=body)).status_code != status:
            assert answer.status_code == 503, answer.text
            await asyncio.sleep(0.2)
