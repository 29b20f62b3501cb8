"""Model runs in the graph: states, what they learn from, and how good they are."""

from datetime import UTC, datetime

import pytest

from graph.connection import Graph
from graph.consensus import recompute_images
from graph.duplicates import judge_pair
from graph.runs import (
    Assessment,
    TrainingPair,
    add_assessments,
    add_run,
    find_live_run,
    find_run,
    list_assessments,
    list_runs,
    list_training_pairs,
    make_run_live,
    mark_learned,
    set_run_state,
)
from graph.votes import Asked, Ballot, cast_votes
from taggy.errors import NotFoundError
from tests.graph.hits import count_hits
from tests.seeds import (
    add_images,
    add_tags,
    add_voters,
    claim,
    go_live,
    link,
    merge,
    opine,
    read_consensus,
    read_stars,
    run,
)

SNAPSHOT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


async def keep_run(graph: Graph, name: str) -> None:
    """Add a candidate."""
    assert await add_run(graph, name, "test_vit", "0a1b", 7, SNAPSHOT, 3, 9, "ff") == name


async def test_a_run_is_kept_as_it_was_trained(graph: Graph) -> None:
    assert (await list_runs(graph, 9), await find_run(graph, "r1")) == ([], None)
    await keep_run(graph, "r1")
    (kept,) = await list_runs(graph, 9)
    assert kept.model_dump(exclude={"created_at", "snapshot"}) == {
        "run": "r1",
        "state": "candidate",
        "cleared": True,
        "backbone": "test_vit",
        "revision": "0a1b",
        "seed": 7,
        "pictures": 3,
        "pairs": 9,
        "checkpoint": "ff",
    }
    assert kept.snapshot.to_native() == SNAPSHOT
    assert await find_run(graph, "r1") == kept


async def test_one_run_is_live_at_a_time(graph: Graph) -> None:
    assert await find_live_run(graph) is None
    for name in ("r1", "r2"):
        await keep_run(graph, name)
        await make_run_live(graph, name)
    live = await find_live_run(graph)
    assert live
    assert live.run == "r2"
    assert {r.run: (r.state, r.cleared) for r in await list_runs(graph, 9)} == {
        "r1": ("retired", False),
        "r2": ("live", True),
    }
    await make_run_live(graph, "r2")
    assert await find_live_run(graph) == live


async def test_the_state_of_no_run_cannot_be_set(graph: Graph) -> None:
    with pytest.raises(NotFoundError, match="'gone'"):
        await set_run_state(graph, "gone", "retired", cleared=True)
    await keep_run(graph, "r1")
    await make_run_live(graph, "r1")
    with pytest.raises(NotFoundError, match="'gone'"):
        await make_run_live(graph, "gone")
    assert (await list_runs(graph, 9))[0].state == "live"


async def test_training_reads_what_people_and_sources_say_and_never_a_model(graph: Graph) -> None:
    await add_images(graph, "a", "b", "c", "d")
    await add_images(graph, "hidden", withheld=["asked for"])
    await add_tags(graph, "cat", "dog")
    await add_tags(graph, "lol", state="remark")
    for image in ("a", "b", "hidden"):
        await claim(graph, "s", image, "cat")
    await claim(graph, "s", "a", "lol")
    await claim(graph, "s", "c", "cat", until="2020-01-01T00:00:00Z")
    await claim(graph, "s", "d", "dog")
    await go_live(graph)
    await opine(graph, "PROPOSED", "a", "dog", 0.9)
    await opine(graph, "PROPOSED", "c", "dog", 0.9)
    await merge(graph, "d", "b")
    await graph.write(lambda tx: recompute_images(tx, ["a", "b", "c", "d", "hidden"]))
    both, first = await list_training_pairs(graph, "", 9), await list_training_pairs(graph, "", 1)
    assert [picture.model_dump(exclude={"came"}) for picture in both] == [
        {**NOTHING, "image": "a", "members": ("a",), "pairs": (unanswered("cat"),), "claims": CLAIMED_A},
        {
            **NOTHING,
            "image": "b",
            "members": ("b", "d"),
            "pairs": (unanswered("cat"), unanswered("dog")),
            "claims": (("cat", "s"), ("dog", "s")),
        },
    ]
    assert first == both[:1]
    assert await list_training_pairs(graph, "a", 1) == both[1:]
    assert await list_training_pairs(graph, "b", 1) == []


NOTHING: dict[str, object] = {"learned": (), "series": (), "liked": None, "claimed": True, "audited": ()}
CLAIMED_A = (("cat", "s"), ("lol", "s"))


def unanswered(tag: str) -> dict[str, object]:
    """A pair that only sources spoke on."""
    return {"tag": tag, "category": "general", "yes": 0, "no": 0, "yes_weight": 0, "no_weight": 0, "people": None}


async def test_a_picture_with_votes_alone_is_not_claimed(graph: Graph) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "cat")
    await add_voters(graph, "v")
    await cast_votes(graph, [Ballot("v", "a", "cat", "no")])
    (known,) = await list_training_pairs(graph, "", 9)
    (pair,) = known.pairs
    assert pair.people == pytest.approx(1 / 3)
    assert pair == TrainingPair(
        tag="cat", category="general", yes=0, no=1, yes_weight=0, no_weight=1, people=pair.people
    )
    assert not known.claimed


async def test_training_reads_where_a_picture_came_from(graph: Graph) -> None:
    await add_images(graph, "a", "b")
    await add_tags(graph, "cat")
    await claim(graph, "s", "a", "cat")
    await run(
        graph,
        """MATCH (a:Image {id: 'a'}), (b:Image {id: 'b'})
           SET a.createdAt = datetime('2026-03-02T01:00:00Z'), b.createdAt = datetime('2026-02-01T00:00:00Z'),
             b.learned = [7]
           CREATE (s:Source {name: 's'})
           CREATE (p:Post {key: 's:1', author: 'ann', postedAt: datetime('2026-01-05T23:00:00Z'), score: 3})
           CREATE (q:Post {key: 's:2', author: 'bob', faves: 5, score: 90})
           CREATE (r:Post {key: 's:3'})
           CREATE (p)-[:SHOWS {key: 'p'}]->(a), (q)-[:SHOWS {key: 'q'}]->(b), (r)-[:SHOWS {key: 'r'}]->(b)
           CREATE (p)-[:FROM {key: 'p'}]->(s), (q)-[:FROM {key: 'q'}]->(s)""",
    )
    await merge(graph, "b", "a")
    await graph.write(lambda tx: recompute_images(tx, ["a", "b"]))
    (known,) = await list_training_pairs(graph, "", 9)
    assert known.members == ("b", "a")
    assert known.came == int(datetime(2026, 2, 1, tzinfo=UTC).timestamp()) * 1000
    assert known.series == (("s", "ann", "2026-01-05"), ("s", "bob", "2026-02-01"))
    assert (known.liked, known.learned) == (5.0, (7,))


async def test_claims_are_read_as_the_vocabulary_hears_them(graph: Graph) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "cat", "kitty", "kitten")
    await link(graph, "alias", "kitty", "cat")
    await link(graph, "implies", "kitten", "cat")
    await claim(graph, "s", "a", "kitty")
    await claim(graph, "u", "a", "kitten")
    await graph.write(lambda tx: recompute_images(tx, ["a"]))
    (known,) = await list_training_pairs(graph, "", 9)
    tags = {pair.tag for pair in known.pairs}
    assert tags == {"cat", "kitten"}
    assert [said for said in known.claims if said[0] in tags] == [("cat", "s"), ("cat", "u"), ("kitten", "u")]
    pairs = await read_consensus(graph)
    assert {tag: pairs["a", tag]["claims"] for tag in tags} == {"cat": 2, "kitten": 1}


async def test_what_is_fair_to_measure_by_is_read(graph: Graph) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "cat", "kitty", "cow", "dog", "hen")
    await link(graph, "alias", "kitty", "cat")
    await add_voters(graph, "v")
    drawn = Asked(why="control", probability=0.1, shown="picture")
    other = Asked(why="fewest-answers", probability=0.1, shown="picture")
    await cast_votes(
        graph,
        [
            Ballot("v", "a", "kitty", "yes", asked=drawn),
            Ballot("v", "a", "cow", "pass", asked=drawn),
            Ballot("v", "a", "dog", "yes", asked=other),
            Ballot("v", "a", "hen", "yes"),
        ],
    )
    await run(
        graph,
        """MATCH (i:Image {id: 'a'}), (t:Tag {name: 'hen'})
           CREATE (i)-[:DECIDED {key: 'gold', purpose: 'audit', response: true, who: 'v', at: datetime()}]->(t)""",
    )
    (known,) = await list_training_pairs(graph, "", 9)
    assert known.audited == ("cat", "hen")


async def test_a_page_costs_the_same_in_a_large_library(graph: Graph) -> None:
    costs = []
    await add_tags(graph, "cat")
    for first, last in ((0, 59), (60, 2000)):
        await run(
            graph,
            """MATCH (t:Tag {name: 'cat'}) UNWIND range($first, $last) AS number
               WITH t, right('0000' + toString(number), 5) AS id
               CREATE (i:Image {id: id, withheld: [], createdAt: datetime()})
               CREATE (i)-[:CONSENSUS {key: id, image: id, tag: 'cat', yes: 0, no: 0, evidence: 0.6, claims: 1}]->(t)
               CREATE (i)-[:TAGGED {key: id, source: 's', at: datetime()}]->(t)""",
            first=first,
            last=last,
        )
        costs.append(await count_hits(graph, "list_training_pairs", {"after": "", "limit": 20}))
    assert costs[1] < 3 * costs[0]


async def read_learned(graph: Graph) -> dict[str, list[int]]:
    """Read what seeds' runs learned from which picture."""
    rows = await run(graph, "MATCH (i:Image) WHERE i.learned IS NOT NULL RETURN i.id AS image, i.learned AS learned")
    return {row["image"]: row["learned"] for row in rows}


async def test_what_was_learned_from_is_marked_with_its_copies_and_once(graph: Graph) -> None:
    await add_images(graph, "a", "b", "c", "d")
    await merge(graph, "b", "a")
    assert await graph.write(lambda tx: mark_learned(tx, 1, ["b", "c"])) == 3
    assert await graph.write(lambda tx: mark_learned(tx, 1, ["a", "c"])) == 0
    assert await graph.write(lambda tx: mark_learned(tx, 2, ["c", "gone"])) == 1
    assert await read_learned(graph) == {"a": [1], "b": [1], "c": [1, 2]}


async def test_a_merge_shares_what_was_learned_and_an_unmerge_keeps_it(graph: Graph) -> None:
    await add_images(graph, "a", "b", "c", "d")
    await graph.write(lambda tx: mark_learned(tx, 2, ["a"]))
    await graph.write(lambda tx: mark_learned(tx, 1, ["b"]))
    await judge_pair(graph, "a", "b", "duplicate", "staff")
    await judge_pair(graph, "b", "c", "duplicate", "staff")
    for one, other in (("a", "b"), ("b", "c"), ("a", "c")):
        await judge_pair(graph, one, other, "unrelated", "staff")
    assert await read_stars(graph) == {}
    assert await read_learned(graph) == {"a": [1, 2], "b": [1, 2], "c": [1, 2]}


async def test_assessments_come_back_best_first_and_abstainers_last(graph: Graph) -> None:
    await keep_run(graph, "r1")
    await add_tags(graph, "a", "b", "c", "d")

    def assess(tag: str, precision: float | None, abstains: str | None = None) -> Assessment:
        return Assessment(
            tag=tag,
            support=9,
            precision=precision,
            recall=precision,
            average_precision=precision,
            chance=precision,
            threshold=0.8,
            abstains=abstains,
        )

    given = [assess("a", None, "rare"), assess("b", 0.5), assess("c", 0.9), assess("d", 0.5)]
    assert await add_assessments(graph, "r1", given) == 4
    assert await list_assessments(graph, "r1", 9) == [given[2], given[1], given[3], given[0]]
    assert await list_assessments(graph, "r1", 1) == [given[2]]
    assert await list_assessments(graph, "gone", 9) == []
