"""`taggy serve`, in a process of its own: it says where it is, answers, and stops without dropping anybody."""

import asyncio
import json
import signal
import socket
from http.cookies import SimpleCookie

import httpx
import pytest

from api.keys import load_metrics_key
from graph.connection import Graph
from graph.jobs import list_jobs
from graph.voters import add_session, add_voter
from taggy.settings import Settings
from tests.processes import Launch, hold_picture, read_address, wait_until
from tests.seeds import add_images, add_tags, read_votes

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
async def test_votes_in_flight_are_answered_before_it_ends(launch: Launch, graph: Graph, workers: str) -> None:
    pictures = [f"{number:064x}" for number in range(8)]
    await add_images(graph, *pictures)
    await add_tags(graph, "sunset")
    process = await launch("--port", "0", "--workers", workers)
    address = await read_address(process)
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        assert (await client.post("/api/v1/session", json={})).status_code == 200

        async def cast(picture: str) -> int:
            vote = {"image": picture, "tag": "sunset", "answer": "yes"}
            return (await client.post("/api/v1/votes", json=vote)).status_code

        async def is_held_up() -> bool:
            shown = (
                "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery CONTAINS 'shown.stamp' RETURN count(*) AS n"
            )
            rows, _, _ = await graph.driver.execute_query(shown, database_=graph.database)
            return int(rows[0]["n"]) > 1

        async def is_closed() -> bool:
            try:
                async with httpx.AsyncClient(base_url=address, timeout=60) as newcomer:
                    await newcomer.get("/api/v1/health")
            except httpx.TransportError:
                return True
            return False

        async with hold_picture(graph, pictures[0]):
            votes = [asyncio.create_task(cast(picture)) for picture in pictures]
            await wait_until(is_held_up)
            process.send_signal(signal.SIGTERM)
            await wait_until(is_closed)
        assert await asyncio.gather(*votes) == [200] * len(pictures)
    _, errors = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0
    assert b"Traceback" not in errors
    assert {picture for _, picture, _, _ in await read_votes(graph)} == set(pictures)


async def test_work_that_staff_began_goes_on_after_a_crash(launch: Launch, graph: Graph) -> None:
    pictures = [f"{number:064x}" for number in range(60)]
    await add_images(graph, *pictures)
    link = await add_session(graph, "link", (await add_voter(graph, "ann", "staff")).id)
    process = await launch("--port", "0")

    async def has_done(count: int) -> bool:
        return [job.done for job in await list_jobs(graph)] == [count]

    async with hold_picture(graph, pictures[55]):
        async with httpx.AsyncClient(base_url=await read_address(process), timeout=60) as client:
            assert (await client.post("/api/v1/session", json={"link": link})).status_code == 200
            assert (await client.post("/api/v1/jobs", json={"kind": "rebuild"})).status_code == 202
        await wait_until(lambda: has_done(50))
        (before,) = await list_jobs(graph)
        process.kill()
        await process.communicate()
        await read_address(await launch("--port", "0"))
    await wait_until(lambda: has_done(60))
    (job,) = await list_jobs(graph)
    assert (job.id, job.by) == (before.id, "ann")


async def test_its_log_is_lines_of_json_without_secrets(
    launch: Launch, graph: Graph, server_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAGGY_LOG", "json")
    await add_images(graph, "a" * 64)
    await add_tags(graph, "sunset")
    link = await add_session(graph, "link", (await add_voter(graph, "Ada Lovelace", "staff")).id)
    key = load_metrics_key(server_settings.home).decode()
    process = await launch("--port", "0", "--workers", "2")
    given = "0123456789abcdef" * 2
    async with httpx.AsyncClient(base_url=await read_address(process), timeout=60) as client:
        entered = await client.post("/api/v1/session", json={"link": link}, headers={"X-Request-Id": given})
        assert entered.headers["x-request-id"] == given
        cookie = SimpleCookie(entered.headers["set-cookie"])["taggy_session"].value
        drawn = (await client.get("/api/v1/questions")).json()["questions"]
        vote = {"token": drawn[0]["token"], "answer": "yes"} if drawn else {"answer": "yes"}
        ids = [(await client.post("/api/v1/votes", json=vote)).headers["x-request-id"]]
        search = await client.get("/api/v1/tags", params={"q": "hush"}, headers={"X-Request-Id": "DROP; one"})
        ids.append(search.headers["x-request-id"])
        counted = await client.get("/metrics", headers={"Authorization": f"Bearer {key}"})
        assert 'taggy_request_seconds_count{method="POST",route="/api/v1/session",status="200"} 1.0' in counted.text
        await client.get("/enter")
        await client.get("/no/such%1b%5b31m%0aplace")
    process.send_signal(signal.SIGTERM)
    _, errors = await asyncio.wait_for(process.communicate(), 60)
    log = errors.decode()
    lines = [json.loads(line) for line in log.splitlines()]
    requests = [line for line in lines if line["logger"] == "taggy.requests"]
    assert requests[0] | {"at": "", "ms": 0, "message": ""} == {
        "at": "",
        "level": "INFO",
        "logger": "taggy.requests",
        "message": "",
        "request": given,
        "method": "POST",
        "route": "/api/v1/session",
        "path": "/api/v1/session",
        "status": 200,
        "ms": 0,
    }
    assert {*ids, given} <= {line["request"] for line in requests}
    assert [line["path"] for line in requests if line["status"] == 404] == ["/no/such%1B%5B31m%0Aplace"]
    secrets = [link, cookie, key, "Ada", "hush", *(question["token"] for question in drawn)]
    assert [secret for secret in secrets if secret in log] == []


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
