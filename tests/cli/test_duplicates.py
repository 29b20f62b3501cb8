"""`taggy duplicates`, as staff meets it."""

import asyncio
import json
from functools import partial
from hashlib import sha256
from io import BytesIO

import pytest

from graph.connection import Graph
from graph.duplicates import Comparison, record_comparisons
from graph.jobs import list_jobs
from media.store import MediaStore
from taggy.errors import NotFoundError
from taggy.settings import Settings
from tests.conftest import Taggy
from tests.media.drawings import draw
from tests.media.samples import draw_png, encode
from tests.seeds import add_images, add_tags, add_voters, claim, read_stars, run


@pytest.fixture(name="duplicates")
def _duplicates(taggy: Taggy) -> Taggy:
    return partial(taggy, "duplicates")


async def test_what_waits_is_judged_shown_chosen_and_unmerged(duplicates: Taggy, graph: Graph) -> None:
    await add_images(graph, "a", "b", "c")
    await run(graph, "MATCH (i:Image {id: 'b'}) SET i.width = 640")
    await add_tags(graph, "cat")
    await add_voters(graph, "Ada", role="staff")
    await claim(graph, "booru", "a", "cat")
    await record_comparisons(graph, [Comparison("a", "b", "print", 0.25), Comparison("a", "c", "print", 0.5)])

    async def read(*arguments: str) -> list[dict[str, object]]:
        result = await asyncio.to_thread(duplicates, *arguments, "--format", "json")
        rows: list[dict[str, object]] = json.loads(result.stdout)
        return rows

    async def say(*arguments: str) -> str:
        return (await asyncio.to_thread(duplicates, *arguments, "--by", "Ada")).stdout.strip()

    first = await asyncio.to_thread(duplicates, "list", "--limit", "1")
    assert "--after '0250000|a|b'" in first.stderr
    (row,) = await read("list", "--limit", "1")
    assert (row["one"], row["other"], row["better"], row["reasons"]) == ("a", "b", "b", ["larger"])
    assert [row["other"] for row in await read("list", "--after", "0250000|a|b")] == ["c"]
    assert await say("judge", "a", "b", "duplicate") == "They are one picture now; b is shown."
    assert [(row["id"], row["shown"], row["tags"], row["compared"]) for row in await read("show", "a")] == [
        ("b", True, 0, ["duplicate a (print, a person)"]),
        ("a", False, 1, ["duplicate b (print, a person)"]),
    ]
    assert await say("choose", "a") == "It is shown now, in the place of b."
    assert await say("choose", "a") == "It was shown before, and stays so."
    assert await read_stars(graph) == {"b": "a"}
    assert await say("unmerge", "b", "--why", "another cat") == "It was one with 1 others, and is itself again."
    assert await say("unmerge", "b") == "It was not merged."
    assert await say("judge", "a", "c", "alternate") == "They are two pictures; a and c are shown."
    assert await read_stars(graph) == {}
    with pytest.raises(NotFoundError, match="Bob"):
        await asyncio.to_thread(duplicates, "unmerge", "a", "--by", "Bob")


async def test_a_scan_says_what_it_found_and_what_it_could_not_read(
    duplicates: Taggy, graph: Graph, server_settings: Settings
) -> None:
    contents = [encode(draw(1), kind="PNG"), encode(draw(1), kind="BMP"), draw_png()]
    images = [sha256(content).hexdigest() for content in contents]
    with MediaStore(server_settings.home) as store:
        for image, content in zip(images, contents, strict=True):
            store.add_copy(image, BytesIO(content))
    gone = "f" * 64
    await add_images(graph, *images, gone)
    result = await asyncio.to_thread(duplicates, "scan", "--json")
    scanned = json.loads(result.stdout)
    assert scanned.pop("skipped").keys() == {gone}
    counts = {"fingerprinted": 3, "compared": 3, "same_pixels": 1, "look_alikes": 0, "mirrored": 0, "merged": 1}
    assert scanned == counts
    assert len(await read_stars(graph)) == 1
    shown = (await asyncio.to_thread(duplicates, "scan")).stdout
    assert "fingerprinted  0" in shown
    assert f"1 pictures could not be read:\n  {gone}  The picture" in shown
    jobs = [(job.kind, job.state, job.done) for job in await list_jobs(graph)]
    assert jobs == [("duplicates", "done", 1), ("duplicates", "done", 3)]
