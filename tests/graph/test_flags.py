"""Panics: what each role's panic makes of a picture, staff's last word, and ranks that follow."""

import asyncio

import pytest

from graph.connection import Graph
from graph.flags import list_panics, record_panic, settle_panics
from graph.images import Nsfw
from graph.voters import Role
from graph.votes import Ballot, cast_votes
from taggy.errors import NotFoundError
from tests.seeds import add_images, add_tags, add_voters, read_consensus, run


@pytest.fixture(name="panic")
async def _panic(graph: Graph) -> Graph:
    """One picture with one Yes, and voters of every role."""
    await add_images(graph, "i")
    await add_tags(graph, "sunset")
    await add_voters(graph, "x1", "x2", role="anonymous")
    await add_voters(graph, "v1", "v2")
    await add_voters(graph, "s", role="staff")
    await cast_votes(graph, [Ballot("v1", "i", "sunset", "yes")])
    return graph


ROLES: dict[str, Role] = {"x1": "anonymous", "x2": "anonymous", "v1": "voter", "v2": "voter", "s": "staff"}


@pytest.mark.parametrize(
    ("before", "who", "after"),
    [
        ("unknown", ["x1"], "suspected"),
        ("unknown", ["x1", "x2"], "suspected"),
        ("unknown", ["v1"], "suspected"),
        ("unknown", ["v1", "v1"], "suspected"),
        ("unknown", ["v1", "x1"], "suspected"),
        ("unknown", ["v1", "v2"], "confirmed"),
        ("unknown", ["x1", "v1", "v2"], "confirmed"),
        ("unknown", ["s"], "confirmed"),
        ("confirmed", ["x1"], "confirmed"),
        ("cleared", ["x1"], "cleared"),
        ("cleared", ["v1", "v2"], "cleared"),
        ("cleared", ["s"], "confirmed"),
    ],
)
async def test_what_panics_make_of_a_picture(panic: Graph, before: Nsfw, who: list[str], after: Nsfw) -> None:
    await run(panic, "MATCH (i:Image) SET i.nsfw = $nsfw", nsfw=before)
    results = [await record_panic(panic, voter, ROLES[voter], "i") for voter in who]
    assert results[-1] == after
    assert await run(panic, "MATCH (i:Image) RETURN i.nsfw AS nsfw") == [{"nsfw": after}]
    flags = await run(panic, "MATCH (v)-[f:FLAGGED]->() RETURN f.key AS key ORDER BY key")
    assert [flag["key"] for flag in flags] == sorted({f"{voter}|i" for voter in who})


async def test_a_stranger_who_joined_counts_with_the_account(panic: Graph) -> None:
    await run(panic, "MATCH (a:Voter {id: 'x1'}), (b:Voter {id: 'v1'}) CREATE (a)-[:IS {key: 'x1|v1'}]->(b)")
    assert await record_panic(panic, "x1", "anonymous", "i") == "suspected"
    assert await record_panic(panic, "v1", "voter", "i") == "suspected"
    assert await record_panic(panic, "v2", "voter", "i") == "confirmed"


async def test_ranks_follow_at_once(panic: Graph) -> None:
    async def read_ranks() -> tuple[bool, bool, bool, bool]:
        pair = (await read_consensus(panic))["i", "sunset"]
        return "rank" in pair, "rankSafe" in pair, "ask" in pair, "askSafe" in pair

    assert await read_ranks() == (True, True, True, True)
    await record_panic(panic, "x1", "anonymous", "i")
    assert await read_ranks() == (True, False, True, False)
    await settle_panics(panic, "s", "i", "cleared", None)
    assert await read_ranks() == (True, True, True, True)
    await settle_panics(panic, "s", "i", "confirmed", None)
    assert await read_ranks() == (True, False, True, False)


async def test_every_change_is_written_down_once(panic: Graph) -> None:
    await record_panic(panic, "x1", "anonymous", "i")
    await record_panic(panic, "x2", "anonymous", "i")
    await settle_panics(panic, "s", "i", "cleared", "a statue")
    await settle_panics(panic, "s", "i", "cleared", "again")
    events = await run(panic, "MATCH (e:Event) RETURN properties(e) AS e ORDER BY e.at")
    for event in events:
        assert event["e"].pop("id")
        assert event["e"].pop("at")
    about = {"what": "nsfw", "subject": "i"}
    assert [event["e"] for event in events] == [
        {"who": "x1", "before": "unknown", "after": "suspected", "why": "panic", **about},
        {"who": "s", "before": "suspected", "after": "cleared", "why": "a statue", **about},
    ]


async def test_a_verdict_settles_every_panic_and_later_ones_wait_for_nobody(panic: Graph) -> None:
    for voter in ("x1", "v1"):
        await record_panic(panic, voter, ROLES[voter], "i")
    [waiting] = await list_panics(panic, 10)
    assert (waiting.id, waiting.nsfw, waiting.panics) == ("i", "suspected", 2)
    await settle_panics(panic, "s", "i", "cleared", None)
    await record_panic(panic, "x2", "anonymous", "i")
    assert await list_panics(panic, 10) == []
    flags = await run(panic, "MATCH (v)-[f:FLAGGED]->() RETURN v.id AS v, f.state AS state, f.who AS who ORDER BY v")
    assert [tuple(flag.values()) for flag in flags] == [
        ("v1", "cleared", "s"),
        ("x1", "cleared", "s"),
        ("x2", "cleared", None),
    ]


async def test_panics_at_once_are_all_kept_and_count(panic: Graph) -> None:
    await asyncio.gather(*(record_panic(panic, voter, ROLES[voter], "i") for voter in ("x1", "x2", "v1", "v2") * 2))
    assert await run(panic, "MATCH ()-[f:FLAGGED]->() RETURN count(f) AS n") == [{"n": 4}]
    assert await run(panic, "MATCH (i:Image) RETURN i.nsfw AS nsfw") == [{"nsfw": "confirmed"}]


async def test_panics_of_nobody_or_on_nothing_are_refused(panic: Graph) -> None:
    with pytest.raises(NotFoundError, match="no picture 'j'"):
        await record_panic(panic, "x1", "anonymous", "j")
    with pytest.raises(NotFoundError, match="no voter 'nobody'"):
        await record_panic(panic, "nobody", "anonymous", "i")
    with pytest.raises(NotFoundError, match="no picture 'j'"):
        await settle_panics(panic, "s", "j", "cleared", None)
