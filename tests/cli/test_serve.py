"""`taggy serve`, in a process of its own: it says where it is, answers, and stops without dropping anybody."""

import asyncio
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
import pytest_asyncio

from graph.connection import Graph
from taggy.settings import Settings
from tests.seeds import add_images, add_tags, read_votes

Launch = Callable[..., Awaitable[Process]]


@pytest_asyncio.fixture
async def launch(graph: Graph, server_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Launch]:
    """Start `taggy serve`; what still runs after the test is killed."""
    assert graph
    monkeypatch.setenv("TAGGY_HOME", str(server_settings.home))
    processes: list[Process] = []

    async def begin(*arguments: str) -> Process:
        command = (sys.executable, "-c", "from cli.main import main; main()", "serve", *arguments)
        process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
        processes.append(process)
        return process

    yield begin
    for process in processes:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def read_address(process: Process) -> str:
    assert process.stdout
    line = (await process.stdout.readline()).decode()
    assert line.startswith("Taggy is at http://127.0.0.1:"), (await process.communicate())[1].decode()
    return line.split()[3]


each_way = pytest.mark.parametrize("workers", ["1", "2"], ids=["one worker", "two workers"])


@each_way
async def test_it_says_where_it_is_and_answers(launch: Launch, workers: str) -> None:
    process = await launch("--port", "0", "--workers", workers)
    async with httpx.AsyncClient(base_url=await read_address(process), timeout=60) as client:
        page = await client.get("/")
        assert page.text.startswith("<!doctype html>")
        assert "server" not in page.headers
        assert (await client.get("/api/v1/health")).json()["status"] in ("ok", "slow")


@each_way
async def test_whoever_was_answered_is_in_the_graph_after_it_was_stopped(
    launch: Launch, graph: Graph, workers: str
) -> None:
    pictures = [f"{number:064x}" for number in range(24)]
    await add_images(graph, *pictures)
    await add_tags(graph, "sunset")
    process = await launch("--port", "0", "--workers", workers)
    async with httpx.AsyncClient(base_url=await read_address(process), timeout=60) as client:
        assert (await client.post("/api/v1/session", json={})).status_code == 200

        async def cast(picture: str) -> str | None:
            vote = {"image": picture, "tag": "sunset", "answer": "yes"}
            try:
                return picture if (await client.post("/api/v1/votes", json=vote)).status_code == 200 else None
            except httpx.TransportError:
                return None

        votes = [asyncio.create_task(cast(picture)) for picture in pictures]
        await asyncio.wait(votes, return_when=asyncio.FIRST_COMPLETED)
        process.send_signal(signal.SIGTERM)
        acknowledged = {picture for picture in await asyncio.gather(*votes) if picture}
    _, errors = await asyncio.wait_for(process.communicate(), 60)
    assert b"Traceback" not in errors
    assert acknowledged
    assert acknowledged <= {picture for _, picture, _, _ in await read_votes(graph)}


@each_way
async def test_ctrl_c_ends_it_quietly(launch: Launch, workers: str) -> None:
    process = await launch("--port", "0", "--workers", workers)
    await read_address(process)
    process.send_signal(signal.SIGINT)
    _, errors = await asyncio.wait_for(process.communicate(), 60)
    assert (process.returncode, errors) == (0, b"")


async def test_a_port_that_is_taken_is_named_in_one_line(launch: Launch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        _, errors = await (process := await launch("--port", str(port))).communicate()
    assert process.returncode == 1
    assert f"cannot listen on 127.0.0.1 port {port}" in " ".join(errors.decode().split())
    assert "Traceback" not in errors.decode()


async def test_a_database_that_is_not_there_is_named_in_one_line(
    launch: Launch, monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int
) -> None:
    monkeypatch.setenv("NEO4J_URI", f"bolt://127.0.0.1:{unused_tcp_port}")
    _, errors = await (process := await launch("--port", "0")).communicate()
    assert process.returncode == 1
    assert "Neo4j does not answer now" in errors.decode()
    assert "Traceback" not in errors.decode()
