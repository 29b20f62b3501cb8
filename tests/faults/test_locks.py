"""A lock that is held for ever: what needs it is told to come again, in bounded time, and everything else goes on."""

import asyncio

import httpx
import pytest

from api.app import create_app
from graph import ballotbox
from graph.connection import Graph
from taggy.settings import Settings
from tests.faults.checks import check_derived
from tests.processes import hold_picture
from tests.seeds import add_images, add_tags, read_votes

HELD, *OTHERS = [f"{number:064x}" for number in range(6)]
TAGS = ["cat", "dog"]
PATIENCE = 60


async def test_what_a_held_picture_needs_is_refused_in_bounded_time_and_the_rest_goes_on(
    graph: Graph, server_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballotbox, "SHARED_LOCK_TIME", 0.5)
    monkeypatch.setattr(ballotbox, "OWN_LOCK_TIME", 1.5)
    await add_images(graph, HELD, *OTHERS)
    await add_tags(graph, *TAGS)
    app = create_app(server_settings.model_copy(update={"request_timeout": 4.0}))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            assert (await client.post("/api/v1/session", json={})).status_code == 200

            async def vote(image: str, tag: str, answer: str = "yes") -> httpx.Response:
                return await client.post("/api/v1/votes", json={"image": image, "tag": tag, "answer": answer})

            assert (await vote(HELD, "cat")).status_code == 200
            async with hold_picture(graph, HELD), asyncio.timeout(PATIENCE):
                stuck = [
                    asyncio.create_task(vote(HELD, "cat", "no")),
                    asyncio.create_task(vote(HELD, "dog")),
                    asyncio.create_task(client.delete("/api/v1/votes", params={"image": HELD, "tag": "cat"})),
                    asyncio.create_task(client.post("/api/v1/panics", json={"image": HELD})),
                ]
                for tag in TAGS:
                    told = await asyncio.gather(*(vote(image, tag) for image in OTHERS))
                    assert {answer.json()["outcome"] for answer in told} == {"new"}
                refused = await asyncio.gather(*stuck)
                assert {(answer.status_code, answer.headers["retry-after"]) for answer in refused} == {(503, "2")}
                assert "Other work holds this picture" in refused[0].json()["detail"]
                told = await asyncio.gather(*(vote(image, "cat", "no") for image in OTHERS))
                assert {answer.json()["outcome"] for answer in told} == {"changed"}
            assert (await vote(HELD, "cat", "no")).json()["outcome"] == "changed"
            voter = (await client.get("/api/v1/session")).json()["voter"]["id"]
    expected = {(voter, image, "cat", "no") for image in [HELD, *OTHERS]}
    assert await read_votes(graph) == expected | {(voter, image, "dog", "yes") for image in OTHERS}
    await check_derived(graph)
