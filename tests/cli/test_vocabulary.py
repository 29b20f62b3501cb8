"""`taggy vocabulary`: what would move is said first, and what was decided is computed."""

import asyncio
import json

import pytest

from graph.connection import Graph
from graph.jobs import list_jobs
from taggy.errors import ConflictError
from tests.conftest import Taggy
from tests.seeds import add_images, add_tags, claim, read_consensus, read_links, run


async def seed(graph: Graph) -> None:
    await add_images(graph, "a", "b")
    await add_tags(graph, "cat", "kitten", "dog")
    await claim(graph, "s", "a", "kitten")


async def test_a_change_is_previewed_asked_and_computed(graph: Graph, taggy: Taggy) -> None:
    await seed(graph)
    command = ("vocabulary", "imply", "Kitten", "CAT", "--reason", "it is one")
    dry = await asyncio.to_thread(taggy, *command, "--dry-run")
    assert dry.stdout == "'kitten' implies 'cat': 1 pairs move.\n"
    refused = await asyncio.to_thread(taggy, *command, typed="n\n")
    assert refused.exit_code == 1
    assert await read_links(graph) == set()
    done = await asyncio.to_thread(taggy, *command, typed="y\n")
    assert done.stdout.splitlines()[-1] == "2 pictures looked at, 2 pairs computed."
    assert set(await read_consensus(graph)) == {("a", "cat"), ("a", "kitten")}
    (job,) = await list_jobs(graph)
    assert (job.kind, job.state, job.done, job.total) == ("vocabulary", "done", 2, 2)
    listed = await asyncio.to_thread(taggy, "vocabulary", "list", "--state", "accepted", "--format", "json")
    (row,) = json.loads(listed.stdout)
    assert {name: row[name] for name in ("kind", "start", "end", "who", "reason")} == {
        "kind": "implies",
        "start": "kitten",
        "end": "cat",
        "who": "the command line",
        "reason": "it is one",
    }
    back = await asyncio.to_thread(taggy, "vocabulary", "withdraw", "implies", "kitten", "cat", "--yes")
    assert back.stdout.splitlines()[0] == "'kitten' implies 'cat': 1 pairs move."
    assert set(await read_consensus(graph)) == {("a", "kitten")}


async def test_several_exclude_each_other_and_what_cannot_be_changes_nothing(graph: Graph, taggy: Taggy) -> None:
    await seed(graph)
    await asyncio.to_thread(taggy, "vocabulary", "exclude", "dog", "cat", "kitten", "--yes")
    links = {("EXCLUDES", *pair, "accepted") for pair in (("cat", "dog"), ("cat", "kitten"), ("dog", "kitten"))}
    assert await read_links(graph) == links
    with pytest.raises(ConflictError, match="exclude each other"):
        await asyncio.to_thread(taggy, "vocabulary", "alias", "kitten", "cat", "--yes")
    assert (await asyncio.to_thread(taggy, "vocabulary", "exclude", "dog")).exit_code == 2
    assert await read_links(graph) == links


async def test_a_tag_gets_its_category(graph: Graph, taggy: Taggy) -> None:
    await seed(graph)
    result = await asyncio.to_thread(taggy, "vocabulary", "category", "Kitten", "Animals")
    assert result.stdout == "'kitten' is of 'animals'.\n"
    rows = await run(graph, "MATCH (:Tag {name: 'kitten'})-[:OF]->(c) RETURN c.name AS name")
    assert rows == [{"name": "animals"}]
