"""`taggy vocabulary mine`: from claims in the graph to questions for staff, each asked once."""

import asyncio
import json
from collections.abc import Sequence

from graph.closure import Link
from graph.connection import Graph
from graph.consensus import recompute_images
from graph.jobs import list_jobs
from graph.vocabulary import accept_link, list_links, reject_link
from tests.conftest import Taggy
from tests.seeds import add_images, add_tags, claim, read_links, run

PICTURES: dict[str, Sequence[tuple[str, ...]]] = {
    "ann": [("circle", "sign")] * 8 + [("triangle", "sign")] * 8,
    "bob": [("oak", "tree")],
    "cid": [("oak", "tree")],
    "dan": [("oak", "tree", "colour")],
    "eve": [("oak", "tree"), ("tree", "color"), ("color",)],
    **{f"driver {number}": [("car",)] for number in range(5)},
}
FOUND = {
    ("ALIAS_OF", "colour", "color", "proposed"),
    ("IMPLIES", "oak", "tree", "proposed"),
    ("EXCLUDES", "circle", "triangle", "proposed"),
}


async def seed(graph: Graph) -> None:
    drawn = [(author, tags) for author, pictures in PICTURES.items() for tags in pictures]
    images = [f"{number:02}" for number in range(len(drawn))]
    await add_images(graph, *images)
    await add_tags(graph, *sorted({tag for _, tags in drawn for tag in tags}))
    for image, (author, tags) in zip(images, drawn, strict=True):
        await run(
            graph,
            """MATCH (i:Image {id: $image})
               CREATE (:Post {key: $image, author: $author})-[:SHOWS {key: $image}]->(i)""",
            image=image,
            author=author,
        )
        for tag in tags:
            await claim(graph, "s", image, tag)
    await graph.write(lambda tx: recompute_images(tx, images))


async def test_what_is_found_is_proposed_once_with_what_speaks_for_it(graph: Graph, taggy: Taggy) -> None:
    await seed(graph)
    dry = await asyncio.to_thread(taggy, "vocabulary", "mine", "--dry-run", "--format", "json")
    rows = json.loads(dry.stdout)
    assert [(row["kind"], row["start"], row["end"]) for row in rows] == [
        ("alias", "colour", "color"),
        ("implies", "oak", "tree"),
        ("excludes", "circle", "triangle"),
    ]
    assert rows[0]["reason"] == "They are British and American spelling, or a number in words and in digits."
    assert rows[1]["reason"] == "'tree' is known on 100% of what has 'oak', each of 4 authors counted alike."
    assert rows[1]["evidence"]["pictures"] == [4, 5]
    assert await read_links(graph) == set()
    mined = await asyncio.to_thread(taggy, "vocabulary", "mine")
    assert mined.stderr.splitlines()[-1] == "1 alias, 1 implies, 1 excludes; 3 of them are new questions."
    assert await read_links(graph) == FOUND
    again = await asyncio.to_thread(taggy, "vocabulary", "mine", "--limit", "0", "--format", "csv")
    assert again.stderr.splitlines()[-1] == "1 alias, 1 implies, 1 excludes; 0 of them are new questions."
    assert again.stdout.splitlines() == ["kind,start,end,score,reason,evidence"]
    assert [(job.kind, job.state, job.step) for job in await list_jobs(graph)] == [("mining", "done", "proposing")] * 2
    assert {(row.source, row.who) for row in await list_links(graph)} == {("mining", None)}


async def test_what_staff_decided_is_not_asked_again(graph: Graph, taggy: Taggy) -> None:
    await seed(graph)
    await asyncio.to_thread(taggy, "vocabulary", "mine")
    await accept_link(graph, Link("implies", "oak", "tree"), "ada")
    await reject_link(graph, Link("alias", "colour", "color"), "ada")
    await reject_link(graph, Link("excludes", "circle", "triangle"), "ada")
    mined = await asyncio.to_thread(taggy, "vocabulary", "mine", "--dry-run", "--format", "json")
    assert json.loads(mined.stdout) == []
