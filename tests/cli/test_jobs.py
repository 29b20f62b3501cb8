"""Jobs in processes of their own: interrupted, killed, taken over, stopped and resumed, with the same end."""

import asyncio
import json
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import save_file

from graph.connection import Graph
from graph.consensus import recompute_images
from graph.jobs import REBUILD, Job, list_jobs
from graph.transitions import request_job, resume_job, stop_job
from model.backbones import create_network
from model.pictures import open_reader
from model.plans import Plan
from model.proposing import propose_run
from model.training import train_run
from taggy.settings import Settings
from tests.conftest import Taggy
from tests.media.samples import draw_png
from tests.model.drawings import draw_all, ignore, import_drawn
from tests.processes import Launch, hold_picture, wait_until
from tests.seeds import add_images, add_tags, claim, read_consensus, run
from tests.sources.digests import bring, read_graph

SAID = "MATCH (i:Image)-[o:PROPOSED|SCORED]->(t:Tag) RETURN type(o) AS o, i.id AS i, t.name AS t, o.confidence AS c"


@dataclass(frozen=True)
class Scene:
    """Work of three batches: the command, a picture of the second batch, and how to read what came of it."""

    command: tuple[str, ...]
    held: str
    first_batch: int
    read: Callable[[], Awaitable[Any]]
    redo: Callable[[], Awaitable[Any]]


async def set_up_rebuild(graph: Graph, _home: Path, _folder: Path) -> Scene:
    images = [f"{number:064x}" for number in range(130)]
    await add_images(graph, *images)
    await add_tags(graph, "lol")
    await run(
        graph,
        """MATCH (t:Tag) MATCH (i:Image) CREATE (i)-[:TAGGED {key: 's|p|' + i.id + '|lol', source: 's', post: 'p',
           written: 'lol', at: datetime()}]->(t)""",
    )

    async def redo() -> Any:
        await run(graph, "MATCH ()-[c:CONSENSUS]->() DELETE c")
        await graph.write(lambda tx: recompute_images(tx, images))
        return await read_consensus(graph)

    return Scene(("consensus", "rebuild"), images[70], 50, lambda: read_consensus(graph), redo)


def fill(folder: Path) -> bytes:
    """Fill a folder with tagged pictures, and return the bytes of one of the second batch."""
    folder.mkdir()
    for number in range(260):
        picture = folder / f"{number:03}.png"
        picture.write_bytes(draw_png((number % 256, number // 256, 0)))
        picture.with_suffix(".png.txt").write_text(f"tag {number % 7}\n")
    return (folder / "250.png").read_bytes()


async def set_up_import(graph: Graph, home: Path, folder: Path) -> Scene:
    content = fill(folder)
    held = sha256(content).hexdigest()
    await add_images(graph, held)
    await run(graph, "MATCH (i:Image) SET i.byteSize = $size, i.width = 4, i.height = 4", size=len(content))

    async def read() -> Any:
        await run(graph, "MATCH (j:Job) DELETE j")
        return [line for line in await read_graph(graph) if held not in line or "Image" not in line]

    async def redo() -> Any:
        await run(graph, "MATCH (n) WHERE NOT n:Library DETACH DELETE n")
        await bring(graph, home / "other", folder)
        return await read()

    return Scene(("import", "folder", str(folder)), held, 200, read, redo)


async def set_up_proposals(graph: Graph, home: Path, folder: Path) -> Scene:
    drawn = draw_all(130)
    await import_drawn(graph, home, drawn)
    weights = folder.with_suffix(".safetensors")
    save_file(create_network("test_resnet").state_dict(), weights)
    plan = Plan("test_resnet", weights, threshold=0.3)
    with open_reader(home) as reader:
        trained = await train_run(graph, home, reader, plan, ignore)

    async def read() -> Any:
        return {tuple(row.values()) for row in await run(graph, SAID)}, await read_consensus(graph)

    async def redo() -> Any:
        await run(graph, "MATCH ()-[o:PROPOSED|SCORED|CONSENSUS]->() DELETE o")
        await graph.write(lambda tx: recompute_images(tx, drawn))
        with open_reader(home) as reader:
            await propose_run(graph, Settings(home=home), reader, trained.run, ignore)
        return await read()

    return Scene(("model", "propose"), sorted(drawn)[110], 100, read, redo)


async def find_only_job(graph: Graph) -> Job:
    (job,) = await list_jobs(graph)
    return job


@pytest.mark.parametrize("set_up", [set_up_rebuild, set_up_import, set_up_proposals])
async def test_interrupted_killed_taken_over_stopped_and_resumed_it_ends_the_same(
    start: Launch, graph: Graph, server_settings: Settings, tmp_path: Path, set_up: Callable[..., Awaitable[Scene]]
) -> None:
    scene = await set_up(graph, server_settings.home, tmp_path / "folder")
    ids: set[str] = set()

    async def is_blocked() -> bool:
        """Tell whether its first batch is done, so that it waits for the held picture."""
        found = await list_jobs(graph)
        ids.update(job.id for job in found)
        return any(job.state == "running" and job.done >= scene.first_batch and job.total for job in found)

    async def is_in(state: str) -> bool:
        return (await find_only_job(graph)).state == state

    async with hold_picture(graph, scene.held):
        process = await start(*scene.command)
        await wait_until(is_blocked)
        process.send_signal(signal.SIGINT)
        _, said = await process.communicate()
        assert process.returncode == 130
        assert "the same command goes on from there" in said.decode()
        assert (await find_only_job(graph)).state == "stopped"

        process = await start(*scene.command)
        await wait_until(lambda: is_in("running"))
        process.kill()
        await process.wait()
        killed = await find_only_job(graph)
        assert killed.state == "running"

        runners = [await start("jobs", "run", "--quiet") for _ in range(2)]

        async def is_taken() -> bool:
            job = await find_only_job(graph)
            return job.state == "running" and job.runner not in (killed.runner, None)

        await wait_until(is_taken)
        taken = await find_only_job(graph)
        assert (await stop_job(graph, taken.id)).state == "stopping"

    await wait_until(lambda: is_in("stopped"))
    await resume_job(graph, taken.id)
    await wait_until(lambda: is_in("done"))
    assert ids == {taken.id}
    for runner in runners:
        runner.terminate()
    assert [(await runner.communicate(), runner.returncode)[1] for runner in runners] == [0, 0]
    assert await scene.read() == await scene.redo()


async def test_a_runner_that_is_stopped_gives_its_job_back_at_once(start: Launch, graph: Graph) -> None:
    images = [f"{number:064x}" for number in range(60)]
    await add_images(graph, *images)
    job = await request_job(graph, REBUILD, None)

    async def is_begun() -> bool:
        return (await find_only_job(graph)).done == 50

    async with hold_picture(graph, images[55]):
        runner = await start("jobs", "run", "--quiet")
        await wait_until(is_begun)
        runner.send_signal(signal.SIGTERM)
        await runner.communicate()
    left = await find_only_job(graph)
    assert (left.id, left.state, left.runner, left.cursor) == (job.id, "waiting", None, images[49])


async def test_work_that_fails_says_why_and_can_be_resumed(start: Launch, graph: Graph, taggy: Taggy) -> None:
    await start("jobs", "run", "--quiet")
    await asyncio.to_thread(taggy, "jobs", "list")
    await run(
        graph,
        """CREATE (:Job {id: $id, work: 'import x', kind: 'import', title: 'import of folder x', state: 'stopped',
           params: $params, done: 0, unit: 'files', startedAt: datetime(), touchedAt: datetime()})""",
        id="a" * 32,
        params=json.dumps({"path": "/no/such", "collection": "x", "copy": False, "tags_from_folder": False}),
    )
    result = await asyncio.to_thread(taggy, "jobs", "resume", "a" * 32)
    assert result.stdout == "The import of folder x is waiting.\n"

    async def has_failed() -> bool:
        return (await find_only_job(graph)).state == "failed"

    await wait_until(has_failed)
    listed = await asyncio.to_thread(taggy, "jobs", "list", "--format", "json")
    (job,) = json.loads(listed.stdout)
    assert job["problem"] == "There is no folder '/no/such'. Name one that exists."
    await resume_job(graph, "a" * 32)
    await wait_until(has_failed)


async def test_a_claim_is_not_needed_to_see_and_stop_what_waits(graph: Graph, taggy: Taggy) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "lol")
    await claim(graph, "s", "a", "lol")
    job = await request_job(graph, REBUILD, "ann")
    result = await asyncio.to_thread(taggy, "jobs", "stop", job.id)
    assert result.stdout == "The rebuild of the consensus is stopped.\n"
    listed = await asyncio.to_thread(taggy, "jobs", "list", "--format", "json")
    assert [(row["state"], row["by"]) for row in json.loads(listed.stdout)] == [("stopped", "ann")]
