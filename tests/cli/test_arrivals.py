"""`taggy serve` looks at a picture that is imported while it serves, and starts what looks again where it dies."""

import asyncio
import signal
from datetime import UTC, datetime
from io import BytesIO

import httpx
import psutil
import pytest

from graph.connection import Graph
from graph.runs import add_run, make_run_live
from media.store import MediaStore
from taggy.settings import Settings
from tests.conftest import Taggy
from tests.model.runs import draw_newcomers, make_live_run, read_opinions
from tests.processes import Launch, read_address, wait_until
from tests.seeds import add_images


async def test_pictures_that_come_while_it_serves_are_looked_at(
    launch: Launch, graph: Graph, server_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    await make_live_run(graph, server_settings.home)
    (first, second) = draw_newcomers(2).items()

    async def bring(image: str, content: bytes) -> None:
        with MediaStore(server_settings.home) as store:
            store.add_copy(image, BytesIO(content))
        await add_images(graph, image)

        async def is_looked_at() -> bool:
            return bool(await read_opinions(graph, image))

        await wait_until(is_looked_at)

    process = await launch("--port", "0", "--workers", "2")
    address = await read_address(process)
    await bring(first[0], first[1][0])
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        assert (await client.get("/api/v1/health")).json()["attended"] is True
    family = psutil.Process(process.pid).children(recursive=True)
    (attendant,) = [child for child in family if "arrivals" in child.cmdline()]
    assert attendant.nice() > 0
    attendant.kill()
    await bring(second[0], second[1][0])
    family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGTERM)
    _, errors = await asyncio.wait_for(process.communicate(), 60)
    assert b"Traceback" not in errors
    assert b"looks at pictures as they come" in errors
    _, alive = await asyncio.to_thread(psutil.wait_procs, family, 30)
    assert [child for child in alive if "arrivals" in child.cmdline()] == []


def test_doctor_says_whether_somebody_looks(graph: Graph, taggy: Taggy) -> None:
    assert graph
    said = taggy("doctor").stdout
    assert "new pictures: no run is live" in said


async def test_doctor_warns_where_nobody_looks(graph: Graph, taggy: Taggy) -> None:
    await add_run(graph, "r1", "net", "1", 1, datetime.now(UTC), 1, 1, "0" * 64)
    await make_run_live(graph, "r1")
    await add_images(graph, "a" * 64)
    said = (await asyncio.to_thread(taggy, "doctor")).stdout
    assert "came and nobody looks at them" in said
