"""`taggy boards` and `taggy rule`: rows with why, as CSV, and the last word on one."""

import asyncio
import csv
import io
import json
from typing import Any

import pytest

from graph.connection import Graph
from graph.votes import Ballot, cast_votes
from taggy.errors import InputError, NotFoundError
from tests.conftest import Taggy
from tests.seeds import add_images, add_tags, add_voters, claim, link, read_consensus, run

A, B = "a" * 64, "b" * 64


@pytest.fixture(name="seeded")
async def _seeded(graph: Graph) -> Graph:
    """Two pictures of which a source says sunset and two people do not; one of them opted out of being seen."""
    await add_images(graph, A)
    await add_images(graph, B, nsfw="confirmed")
    await add_tags(graph, "sunset", "dawn", "sundown")
    await add_voters(graph, "v", "w")
    await link(graph, "alias", "sundown", "sunset")
    for image in (A, B):
        await claim(graph, "booru", image, "sunset")
    await cast_votes(graph, [Ballot("v", image, "sunset", "no") for image in (A, B)])
    await cast_votes(graph, [Ballot("w", A, "sunset", "no"), Ballot("v", A, "dawn", "yes")])
    return graph


async def list_rows(taggy: Taggy, *arguments: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(
        (await asyncio.to_thread(taggy, "boards", *arguments, "--format", "json")).stdout
    )
    return rows


async def test_a_board_is_listed_with_why_and_as_csv(seeded: Graph, taggy: Taggy) -> None:
    assert seeded
    rows = await list_rows(taggy, "source-against-people")
    assert rows[0] == {
        "image": A, "tag": "sunset", "yes": 0, "no": 2, "pass": 0, "yesWeight": 0.0, "noWeight": 2.0, "claims": 1,
        "people": 0.2, "evidence": 0.333333333, "run": None, "gap": None, "settled": None, "settledBy": None,
        "cause": "bad-picture", "because": "it is 64 × 48 pixels",  # noqa: RUF001
        "why": "2 say No; one source claims it",
    }  # fmt: skip
    assert [row["image"] for row in rows] == [A, B]
    assert await list_rows(taggy, "source-against-people", "--tag", "Sundown", "--limit", "1") == rows[:1]
    assert await list_rows(taggy, "source-against-people", "--tag", "dawn") == []
    text = (await asyncio.to_thread(taggy, "boards", "source-against-people", "--format", "csv")).stdout
    assert [row["why"] for row in csv.DictReader(io.StringIO(text))] == [row["why"] for row in rows]
    confused = {"tag": "sunset", "instead": "dawn", "pictures": 1, "by run": 0, "by people": 1}
    assert await list_rows(taggy, "confused-tags") == [{**confused, "disputed": 2, "excess": 1.0}]
    with pytest.raises(InputError, match="leave out --tag"):
        await asyncio.to_thread(taggy, "boards", "confused-tags", "--tag", "dawn")


async def test_a_ruling_is_given_and_taken_back(seeded: Graph, taggy: Taggy) -> None:
    before = await read_consensus(seeded)

    async def rule(*arguments: str) -> str:
        return (await asyncio.to_thread(taggy, "rule", A, *arguments)).stdout

    assert await rule("Sundown", "no", "--reason", "a lamp") == f"'sunset' on {A} is No by ruling now.\n"
    assert await rule("sunset", "no") == f"'sunset' on {A} is No by ruling already.\n"
    assert [row["image"] for row in await list_rows(taggy, "source-against-people")] == [B]
    assert await rule("sunset", "withdraw") == f"'sunset' on {A} is without a ruling now.\n"
    assert await rule("sunset", "withdraw") == f"'sunset' on {A} is without a ruling already.\n"
    assert await read_consensus(seeded) == before
    events = await run(seeded, "MATCH (e:Event) RETURN e.who AS who, e.after AS after, e.why AS why ORDER BY e.at")
    assert events == [
        {"who": "command line", "after": "no", "why": "a lamp"},
        {"who": "command line", "after": None, "why": None},
    ]
    with pytest.raises(NotFoundError, match="no picture"):
        await rule("nothing", "yes")
