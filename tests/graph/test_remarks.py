"""Remarks in the graph: their evidence, out of circulation and back, nothing lost, and a person's word stands."""

import asyncio
from typing import Any

import pytest

from consensus.rebuild import rebuild_consensus
from graph.connection import Graph
from graph.consensus import recompute_images
from graph.questions import draw_pairs, list_open_pairs, list_open_tags, list_safe_open_pairs
from graph.rankings import rank_images_for_tag, rank_images_for_tags, rank_pairs, rank_pairs_of_tag, rank_tags
from graph.remarks import (
    Finding,
    TagEvidence,
    count_tags,
    finish_moving,
    list_moving_tags,
    list_remarks,
    list_tag_evidence,
    restore_tag,
    retire_tag,
    settle_moving_tags,
    settle_tag,
    write_findings,
)
from graph.tags import search_tags_by_prefix, search_tags_by_words
from graph.votes import Ballot, cast_votes
from taggy.errors import ConflictError, NotFoundError
from tests.seeds import add_images, add_tags, add_voters, claim, go_live, link, read_consensus, read_votes, run

IMAGES = ("a", "b", "c")


@pytest.fixture(name="seeded")
async def _seeded(graph: Graph) -> Graph:
    """Three pictures claimed as `queue` and as `sunset`; two people say Yes to both on `a`."""
    await add_images(graph, *IMAGES)
    await add_tags(graph, "queue", "sunset")
    await add_voters(graph, "v", "w")
    for image in IMAGES:
        for tag in ("queue", "sunset"):
            await claim(graph, "s", image, tag)
    await cast_votes(graph, [Ballot(voter, "a", tag, "yes") for voter in "vw" for tag in ("queue", "sunset")])
    await graph.write(lambda tx: recompute_images(tx, IMAGES))
    return graph


def find(tag: str, score: float) -> Finding:
    return Finding(tag, score, f"score {score}", strong=score >= 2, suspected=score >= 0)


async def read_tags(graph: Graph) -> dict[str, tuple[Any, ...]]:
    rows = await run(
        graph,
        """MATCH (t:Tag) RETURN t.name AS name, t.state AS state, t.remark AS score, t.decidedBy AS by,
           t.moving IS NOT NULL AS moving""",
    )
    return {row["name"]: (row["state"], row["score"], row["by"], row["moving"]) for row in rows}


async def read_events(graph: Graph) -> list[tuple[Any, ...]]:
    rows = await run(
        graph,
        """MATCH (e:Event {what: 'remark'}) RETURN e.who AS who, e.subject AS tag, e.before AS before,
           e.after AS after, e.why AS why ORDER BY e.at""",
    )
    return [tuple(row.values()) for row in rows]


async def add_post(graph: Graph, key: str, author: str | None, *tags: str) -> None:
    await run(
        graph, "CREATE (:Post {key: $key, author: $author, tags: $tags})", key=key, author=author, tags=list(tags)
    )


async def add_alias(graph: Graph, alias: str, tag: str) -> None:
    await add_tags(graph, alias)
    await link(graph, "alias", alias, tag)


async def test_the_evidence_on_a_tag_is_gathered(graph: Graph) -> None:
    await add_images(graph, *"abcdef")
    await add_tags(graph, "queue", "quiet")
    await add_tags(graph, "old", state="deprecated")
    await add_tags(graph, "gone", state="remark")
    await add_tags(graph, "kept")
    await run(graph, "MATCH (t:Tag {name: 'kept'}) SET t.decidedBy = 's'")
    await add_alias(graph, "alias", "quiet")
    await add_post(graph, "p1", "ann", "Queue", "x", "y")
    await add_post(graph, "p2", "ann", "x", "Queue")
    await add_post(graph, "p3", None, "Queue")
    for image, post in (("a", "p1"), ("b", "p2"), ("c", "p3"), ("d", "p4")):
        await run(
            graph,
            """MATCH (i:Image {id: $image}), (t:Tag {name: 'queue'}) CREATE (i)-[:TAGGED {key: $post, source: 's',
               post: $post, written: 'Queue', at: datetime()}]->(t)""",
            image=image,
            post=post,
        )
    await claim(graph, "old source", "f", "queue", until="2020-01-01")
    await add_voters(graph, *"uvwxyz")
    answers = [
        *(("a", voter, "yes") for voter in "uv"),
        ("a", "w", "no"),  # a third against two: divided
        *(("b", voter, "yes") for voter in "uvw"),
        ("c", "u", "no"),
        ("c", "v", "pass"),
        *(("e", voter, "no") for voter in "uvw"),  # nobody claims it of e
    ]
    await cast_votes(graph, [Ballot(voter, image, "queue", answer) for image, voter, answer in answers])  # type: ignore[arg-type]
    await graph.write(lambda tx: recompute_images(tx, [*"abcdef"]))
    await go_live(graph)
    for state, run_id, precision in (("live", "run1", 0.5), ("retired", "run0", 0.9)):
        await run(
            graph,
            """MERGE (r:ModelRun {id: $id}) SET r.state = $state WITH r MATCH (t:Tag {name: 'queue'})
               CREATE (r)-[:ASSESSED {key: $id, averagePrecision: $precision, chance: 0.25}]->(t)""",
            id=run_id,
            state=state,
            precision=precision,
        )
    queue = TagEvidence(tag="queue", authors=3, place=0.5, yes=5, no=2, passes=1, compared=3, divided=1)
    queue = queue.model_copy(update={"average_precision": 0.5, "chance": 0.25})
    gone, kept, quiet = (
        TagEvidence(tag="gone", free=False),
        TagEvidence(tag="kept", free=False),
        TagEvidence(tag="quiet"),
    )
    assert await list_tag_evidence(graph, "", 10) == [gone, kept, queue, quiet]
    assert await list_tag_evidence(graph, "gone", 1) == [kept]
    assert await count_tags(graph) == 6


async def test_a_strong_finding_takes_a_tag_out_and_a_weak_one_is_listed(seeded: Graph) -> None:
    before = await read_consensus(seeded)
    votes = await read_votes(seeded)
    assert await write_findings(seeded, [find("queue", 2.5), find("sunset", 0.5)]) == ["queue"]
    assert await settle_tag(seeded, "queue") == 3
    assert await read_tags(seeded) == {
        "queue": ("remark", 2.5, None, False),
        "sunset": ("circulating", 0.5, None, False),
    }
    pairs = await read_consensus(seeded)
    assert {pair: listed(pair_) for pair, pair_ in pairs.items()} == {
        (image, tag): set() if tag == "queue" else listed(before[image, tag])
        for image in IMAGES
        for tag in ("queue", "sunset")
    }
    assert await read_events(seeded) == [("taggy", "queue", "circulating", "remark", "score 2.50")]
    assert await read_votes(seeded) == votes
    assert await run(seeded, "MATCH ()-[c:TAGGED]->() WHERE c.until IS NULL RETURN count(c) AS n") == [{"n": 6}]
    [suspect] = await list_remarks(seeded, "suspected")
    [taken] = await list_remarks(seeded, "remark")
    assert (suspect.tag, suspect.score, suspect.why, suspect.pairs) == ("sunset", 0.5, "score 0.5", 3)
    assert (taken.tag, taken.state, taken.decided_by, sorted(taken.images)) == ("queue", "remark", None, [*IMAGES])
    assert await write_findings(seeded, [find("queue", 2.5), find("sunset", -1)]) == []
    assert await list_remarks(seeded, "suspected") == []


def listed(pair: dict[str, Any]) -> set[str]:
    return {"rank", "rankSafe", "ask", "askSafe", "agreed", "board"}.intersection(pair)


async def test_a_remark_shows_nowhere(seeded: Graph) -> None:
    async def see() -> set[str]:
        """List the tags that questions, suggestions and rankings show."""
        await run(seeded, "CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()")
        shown = {tag.tag for tag in await list_open_tags(seeded, None)}
        shown |= {pair.tag for pair in await draw_pairs(seeded, "", ["x"], nsfw=True, limit=100)}
        for tag in ("queue", "sunset"):
            shown |= {pair.tag for pair in (await list_open_pairs(seeded, tag, "", ["x"], None, 10)).pairs}
            shown |= {pair.tag for pair in (await list_safe_open_pairs(seeded, tag, "", ["x"], None, 10)).pairs}
            shown |= {found.name for found in await search_tags_by_prefix(seeded, tag)}
            shown |= {found.name for found in await search_tags_by_words(seeded, tag)}
            shown |= {tag for _ in await rank_images_for_tag(seeded, tag)}
            shown |= {tag for _ in (await rank_images_for_tags(seeded, [tag])).images}
            shown |= {pair.tag for pair in await rank_pairs_of_tag(seeded, tag)}
        shown |= {pair.tag for pair in await rank_pairs(seeded)}
        return shown | {tag.tag for tag in await rank_tags(seeded)}

    assert await see() == {"queue", "sunset"}
    await retire_tag(seeded, "queue", "s", None)
    await settle_tag(seeded, "queue")
    assert await see() == {"sunset"}
    await restore_tag(seeded, "queue", "s", None)
    await settle_tag(seeded, "queue")
    assert await see() == {"queue", "sunset"}


async def test_a_restored_tag_is_as_it_was_and_no_search_takes_it_out_again(seeded: Graph) -> None:
    before = await read_consensus(seeded)
    await write_findings(seeded, [find("queue", 3)])
    await settle_moving_tags(seeded)
    assert await restore_tag(seeded, "queue", "s", "it is asked for")
    await settle_tag(seeded, "queue")
    assert await read_consensus(seeded) == before
    assert not await restore_tag(seeded, "queue", "s", "it is asked for")
    assert await write_findings(seeded, [find("queue", 9)]) == []
    assert await read_tags(seeded) == {
        "queue": ("circulating", 9, "s", False),
        "sunset": ("circulating", None, None, False),
    }
    assert [row.tag for row in await list_remarks(seeded, "kept")] == ["queue"]
    assert await retire_tag(seeded, "queue", "s", None)
    assert await retire_tag(seeded, "queue", "t", None)  # the same word of another person
    assert [event[:4] for event in await read_events(seeded)] == [
        ("taggy", "queue", "circulating", "remark"),
        ("s", "queue", "remark", "circulating"),
        ("s", "queue", "circulating", "remark"),
        ("t", "queue", "remark", "remark"),
    ]


async def test_lists_are_sorted_and_go_on_after_a_cursor(seeded: Graph) -> None:
    await add_tags(seeded, "misc", "mine|s")
    scores = {"queue": 0.5, "sunset": 1.5, "misc": 0.5, "mine|s": -60.0}
    await write_findings(seeded, [find(tag, score) for tag, score in scores.items()])
    await restore_tag(seeded, "mine|s", "s", None)
    first = await list_remarks(seeded, "suspected", limit=2)
    assert [row.tag for row in first] == ["sunset", "misc"]
    assert [row.tag for row in await list_remarks(seeded, "suspected", first[-1].cursor)] == ["queue"]
    assert [row.tag for row in await list_remarks(seeded, "kept")] == ["mine|s"]


async def test_what_was_cut_off_is_finished_and_a_later_change_stands(seeded: Graph) -> None:
    await retire_tag(seeded, "queue", "s", None)
    [move] = await list_moving_tags(seeded, 10)
    await restore_tag(seeded, "queue", "s", None)
    await finish_moving(seeded, "queue", move.moving)  # the first change's runner, late
    assert [left.tag for left in await list_moving_tags(seeded, 10)] == ["queue"]
    await retire_tag(seeded, "sunset", "s", None)
    assert await settle_moving_tags(seeded) == 2
    assert await list_moving_tags(seeded, 10) == []
    pairs = await read_consensus(seeded)
    assert {tag for (_, tag), pair in pairs.items() if listed(pair)} == {"queue"}


async def test_what_cannot_be_decided_is_refused_and_changes_nothing(seeded: Graph) -> None:
    await add_tags(seeded, "old", state="deprecated")
    await add_alias(seeded, "alias", "queue")
    before = await read_tags(seeded)
    for decide in (retire_tag, restore_tag):
        with pytest.raises(NotFoundError, match="no tag 'nothing'"):
            await decide(seeded, "nothing", "s", None)
        with pytest.raises(ConflictError, match="'old' is deprecated"):
            await decide(seeded, "old", "s", None)
        with pytest.raises(ConflictError, match="'alias' is an alias of 'queue'"):
            await decide(seeded, "alias", "s", None)
    assert await read_tags(seeded) == before
    assert await read_events(seeded) == []


async def test_votes_findings_and_words_at_once_end_as_a_rebuild_does(seeded: Graph) -> None:
    await add_voters(seeded, *(f"x{number}" for number in range(6)))
    before = await read_consensus(seeded)

    async def turn(decide: Any) -> None:
        await decide(seeded, "queue", "s", None)
        await settle_tag(seeded, "queue")

    async def search() -> None:
        for tag in await write_findings(seeded, [find("queue", 3), find("sunset", 3)]):
            await settle_tag(seeded, tag)

    votes = (
        cast_votes(seeded, [Ballot(f"x{n}", IMAGES[n % 3], t, "no") for t in ("queue", "sunset")]) for n in range(6)
    )
    await asyncio.gather(*votes, turn(retire_tag), search(), turn(restore_tag), turn(retire_tag), search())
    await settle_moving_tags(seeded)
    after = await read_consensus(seeded)
    assert after.keys() == before.keys()
    async for _ in rebuild_consensus(seeded):
        pass
    assert await read_consensus(seeded) == after
