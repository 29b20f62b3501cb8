"""`taggy conduct`, `drift`, `whatif`, `trust influence`, and voters set aside and brought back."""

import asyncio
import csv
import json
from typing import Any

import pytest

from cli.works import do_conduct
from graph.conduct import Place, list_moving_voters, write_clusters
from graph.connection import Graph
from graph.jobs import CONDUCT
from graph.observations import Observation, write_observations
from graph.transitions import begin_job
from graph.votes import Asked, Ballot, cast_votes
from taggy.errors import InputError, NotFoundError
from taggy.settings import Settings
from tests.conftest import Taggy
from tests.graph.test_conduct import be_silent
from tests.seeds import add_images, add_tags, add_voters, read_consensus, run

NEXT = Asked("fewest-answers", 0.1, "0" * 64, 900)
MONTHS: dict[str, Any] = {"months": ["2026-04", "2026-05"], "answers": [3, 4], "agreed": [2, 4], "expected": [2.5, 3.5]}


async def seed(graph: Graph) -> None:
    """Let ann and ben say Yes to cat and dog on a picture, and dog alone be told of by ann."""
    await add_images(graph, "a", "b")
    await add_tags(graph, "cat", "dog")
    await add_voters(graph, "ann", "ben")
    pairs = [("ann", "a", "cat"), ("ben", "a", "cat"), ("ann", "b", "dog")]
    await cast_votes(graph, [Ballot(voter, image, tag, "yes", asked=NEXT) for voter, image, tag in pairs])


async def test_what_would_change_is_told_and_then_happens(graph: Graph, taggy: Taggy) -> None:
    await seed(graph)
    told = json.loads((await asyncio.to_thread(taggy, "whatif", "--without-voter", "ann", "-f", "json")).stdout)
    changes = told.pop("changes")
    assert told == {"pairs": 2, "would change": 2, "would flip": 2, "would be settled otherwise": 1}
    assert [(row["image"], row["tag"], row["settled"], row["settled after"]) for row in changes] == [
        ("b", "dog", None, None),
        ("a", "cat", "yes", None),
    ]
    assert (changes[0]["posterior after"], changes[1]["posterior after"]) == (None, pytest.approx(2 / 3))
    listed = (await asyncio.to_thread(taggy, "whatif", "--without-voter", "ann", "--tag", "Cat", "-f", "csv")).stdout
    assert [row["tag"] for row in csv.DictReader(listed.splitlines())] == ["cat"]
    before = await read_consensus(graph)
    done = await asyncio.to_thread(taggy, "voter", "aside", "ann", "--why", "clicks through")
    assert done.stdout == "'ann' is set aside now; 2 answers were gone through.\n"
    assert sorted(await read_consensus(graph)) == [("a", "cat")]
    (row,) = json.loads((await asyncio.to_thread(taggy, "conduct", "aside", "-f", "json")).stdout)
    assert (row["voter"], row["why"], row["by"]) == ("ann", "clicks through", "command line")
    assert row["pairs followed"] is True
    assert "already" in (await asyncio.to_thread(taggy, "voter", "aside", "ann", "--why", "again")).stdout
    assert "counted now" in (await asyncio.to_thread(taggy, "voter", "back", "ann")).stdout
    assert await read_consensus(graph) == before


async def test_a_search_that_was_cut_off_while_pairs_follow_goes_on_there(
    graph: Graph, server_settings: Settings
) -> None:
    await seed(graph)
    await write_clusters(graph, {"ann": "ann", "ben": "ann"})
    begun = await begin_job(graph, CONDUCT, None, "runner", 1.0)
    job = begun.model_copy(update={"cursor": Place().write()})
    assert await do_conduct(graph, server_settings, job, be_silent) is None
    assert (await read_consensus(graph))["a", "cat"]["people"] == pytest.approx(2 / 3)
    assert await list_moving_voters(graph, 9) == []


async def test_one_speaker_is_left_out_at_a_time(graph: Graph, taggy: Taggy) -> None:
    await seed(graph)
    await run(graph, "CREATE (:Source {name: 'blog'})")
    with pytest.raises(InputError, match="Say one of"):
        await asyncio.to_thread(taggy, "whatif")
    with pytest.raises(InputError, match="Say one of"):
        await asyncio.to_thread(taggy, "whatif", "--without-run", "--without-voter", "ann")
    for which, name in (("--without-voter", "nobody"), ("--without-source", "none")):
        with pytest.raises(NotFoundError, match=name):
            await asyncio.to_thread(taggy, "whatif", which, name)
    with pytest.raises(NotFoundError, match="cow"):
        await asyncio.to_thread(taggy, "whatif", "--without-run", "--tag", "cow")
    for option in (["--without-source", "blog"], ["--without-run"]):
        told = json.loads((await asyncio.to_thread(taggy, "whatif", *option, "-f", "json")).stdout)
        assert told["would change"] == 0


async def test_what_was_observed_is_listed(graph: Graph, taggy: Taggy) -> None:
    await seed(graph)
    figures = {
        "suspect": "7|ben",
        "signs": ["copies", "too-fast"],
        "because": ["as ann", "in no time"],
        "sway": "1|ben",
        "pairs": 9,
        "flips": 2,
        "change": 0.25,
        "drift": "1|ben",
        "z": -4.2,
        "since": "2026-05",
        "moved": True,
        "retests": 9,
        "same": 8,
    }
    tag = {"drift": "1|cat", "z": None, "since": None, "moved": False, **MONTHS}
    await write_observations(graph, [Observation("voter", "ben", figures | MONTHS), Observation("tag", "cat", tag)])

    async def read(*command: str) -> list[list[Any]]:
        rows = json.loads((await asyncio.to_thread(taggy, *command, "-f", "json")).stdout)
        return [list(row.values()) for row in rows]

    assert await read("conduct", "list") == [
        ["ben", "ben", "voter", "copies", "as ann", None, None],
        ["ben", "ben", "voter", "too-fast", "in no time", None, None],
    ]
    assert await read("trust", "influence") == [["ben", "ben", "voter", 9, 2, 0.25]]
    assert await read("drift", "voters") == [
        ["ben", "ben", 9, 8, True, "2026-05", -4.2, "2026-04", 3, 2, 2.5],
        ["ben", "ben", 9, 8, True, "2026-05", -4.2, "2026-05", 4, 4, 3.5],
    ]
    assert (await read("drift", "tags"))[0] == ["cat", False, None, None, "2026-04", 3, 2, 2.5]
