"""The API killed while votes wait: what was acknowledged is kept, and the rest can be sent again."""

import asyncio
import signal

import httpx
import psutil
import pytest

from graph.connection import Graph
from tests.faults.checks import check_derived
from tests.processes import Launch, read_address
from tests.seeds import add_images, add_tags, read_votes

PICTURES = [f"{number:064x}" for number in range(60)]
Told = dict[str, str]


async def cast(client: httpx.AsyncClient, picture: str, told: Told) -> None:
    """Cast a vote until it is answered, as the page does, or nobody is there; note what became of it."""
    vote = {"image": picture, "tag": "sunset", "answer": "yes"}
    try:
        while (answer := await client.post("/api/v1/votes", json=vote)).status_code == 503:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    except httpx.TransportError:
        return
    assert answer.status_code == 200, answer.text
    told[picture] = answer.json()["outcome"]


@pytest.mark.parametrize("workers", ["1", "2"], ids=["one worker", "two workers"])
async def test_killed_with_votes_that_wait(launch: Launch, graph: Graph, workers: str) -> None:
    await add_images(graph, *PICTURES)
    await add_tags(graph, "sunset")
    process = await launch("--port", "0", "--workers", workers)
    address = await read_address(process)
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    limits = httpx.Limits(max_connections=len(PICTURES))
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
        assert (await client.post("/api/v1/session", json={})).status_code == 200
        cookies = client.cookies
        told: Told = {}
        votes = [asyncio.create_task(cast(client, picture, told)) for picture in PICTURES]
        await asyncio.wait(votes, return_when=asyncio.FIRST_COMPLETED)
        process.send_signal(signal.SIGKILL)
        await asyncio.gather(*votes)
    await process.communicate()
    await asyncio.to_thread(psutil.wait_procs, family, 60)
    assert not [one for one in family if one.is_running()], "no worker outlives the one that started it"
    assert told
    assert set(told) <= {picture for _, picture, _, _ in await read_votes(graph)}

    process = await launch("--port", "0")
    async with httpx.AsyncClient(base_url=await read_address(process), timeout=60, cookies=cookies) as client:
        again: Told = {}
        await asyncio.gather(*(cast(client, picture, again) for picture in PICTURES))
    assert {again[picture] for picture in told} == {"same"}
    assert sorted(picture for _, picture, _, _ in await read_votes(graph)) == PICTURES
    await check_derived(graph)
