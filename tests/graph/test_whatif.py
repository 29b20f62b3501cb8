"""What if: what a page tells is what happens when it is done, and a page costs the same wherever it lies."""

from typing import Any

import pytest

from consensus.following import follow_voters
from consensus.influence import Sway, add_influence
from graph.conduct import set_voter_aside
from graph.connection import Graph
from graph.consensus import list_evidence, lock_pictures, recompute_pairs
from graph.evidence import Claim, Evidence, Voice
from graph.votes import Asked, Ballot, cast_votes
from graph.whatif import Change, Page, Standing, Without, find_change, find_without, leave_out, list_changes
from taggy.errors import InputError, NotFoundError
from tests.graph.hits import count_hits
from tests.graph.test_conduct import be_silent
from tests.graph.test_plans_at_size import FACTOR
from tests.seeds import add_images, add_tags, add_voters, claim, go_live, link, opine, read_consensus, run

NEXT = Asked("fewest-answers", 0.1, "0" * 64, 900)
ANN = Without("voter", ("ann",))


def vote(speaker: str, *, says: bool | None = True) -> Voice:
    return Voice(speaker=speaker, says=says, asked=True, stranger=False)


def near(standing: Standing) -> dict[str, Any]:
    return {name: pytest.approx(value) if isinstance(value, float) else value for name, value in standing}


async def test_what_a_voter_a_source_and_the_run_change() -> None:
    said = Evidence(image="a", tag="cat", votes=(vote("ann"), vote("ben")), claimed=(Claim(source="blog"),), run=0.9)
    before = Standing(people=4 / 5, evidence=8 / 9, posterior=72 / 73, settled="yes")
    cases = {
        ANN: Standing(people=2 / 3, evidence=4 / 5, posterior=36 / 37),
        Without("source", ("blog",)): Standing(people=4 / 5, evidence=4 / 5, posterior=36 / 37, settled="yes"),
        Without("run", ()): Standing(people=4 / 5, evidence=8 / 9, posterior=8 / 9, settled="yes"),
    }
    for without, after in cases.items():
        change = find_change(said, without)
        assert change is not None
        assert (near(change.before), near(change.after)) == (near(before), near(after))
        assert change.by == pytest.approx(abs(72 / 73 - after.posterior))  # type: ignore[operator]  # all have one
        assert change.flips == (without == ANN)


async def test_nothing_changes_by_who_said_nothing_or_passed() -> None:
    said = Evidence(image="a", tag="cat", votes=(vote("ann"), vote("ben", says=None)))
    assert find_change(said, Without("voter", ("cid",))) is None
    assert find_change(said, Without("voter", ("ben",))) is None
    assert leave_out(said, ANN).yes == 0, "what was counted before is counted anew"


async def test_a_pair_may_be_gone_without_its_only_speaker() -> None:
    change = find_change(Evidence(image="a", tag="cat", votes=(vote("ann"),)), ANN)
    assert change is not None
    assert near(change.before) == near(Standing(people=2 / 3, evidence=2 / 3, posterior=2 / 3))
    assert change.after == Standing()
    assert change.by == pytest.approx(1 / 6)
    assert change.flips


async def test_influence_is_counted_by_pairs() -> None:
    sways: dict[str, Sway] = {}
    add_influence(sways, Evidence(image="a", tag="cat", votes=(vote("ann"), vote("ben"))))
    add_influence(sways, Evidence(image="b", tag="cat", votes=(vote("ann"), vote("ben", says=None))))
    add_influence(sways, Evidence(image="c", tag="cat", votes=(vote("ann"),), ruled=True))
    assert sways.keys() == {"ann", "ben"}
    assert (sways["ann"].pairs, sways["ann"].flips) == (3, 2)
    assert sways["ann"].change == pytest.approx((2 / 15 + 1 / 6) / 3, abs=1e-5)
    assert (sways["ben"].pairs, sways["ben"].flips) == (1, 1)
    assert sways["ben"].change == pytest.approx(2 / 15)


async def seed(graph: Graph) -> None:
    """Let ann and ben answer kitten, which implies cat, on three pictures; blog claims dog on the first."""
    await add_images(graph, "a", "b", "c")
    await add_tags(graph, "cat", "kitten", "dog", "kitty")
    await link(graph, "implies", "kitten", "cat")
    await link(graph, "alias", "kitty", "kitten")
    await add_voters(graph, "ann", "ben")
    await add_voters(graph, "stranger", role="anonymous")
    await run(graph, "MATCH (a:Voter {id: 'stranger'}), (b:Voter {id: 'ann'}) CREATE (a)-[:IS {key: 'x'}]->(b)")
    await run(graph, "CREATE (:Source {name: 'blog'})")
    ballots = [("ann", "a", "kitten"), ("stranger", "b", "kitty"), ("ben", "a", "kitten"), ("ben", "c", "dog")]
    await cast_votes(graph, [Ballot(voter, image, tag, "yes", asked=NEXT) for voter, image, tag in ballots])
    await claim(graph, "blog", "a", "dog")
    await go_live(graph)
    figures = {"cleared": True, "seed": 1, "pictures": 3, "pairs": 3, "checkpoint": "0" * 64}
    text = "MATCH (r:ModelRun) SET r += $figures, r.createdAt = datetime(), r.snapshot = datetime()"
    await run(graph, text, figures=figures)
    await opine(graph, "PROPOSED", "c", "dog", 0.9)

    async def recompute(tx: object) -> None:
        await lock_pictures(tx, ["a", "c"])  # type: ignore[arg-type]  # a transaction
        await recompute_pairs(tx, [("a", "dog"), ("c", "dog")])  # type: ignore[arg-type]

    await graph.write(recompute)


async def read_all(
    graph: Graph, without: Without, tag: str | None = None, limit: int = 1
) -> dict[tuple[str, str], Change]:
    """Read all pages, of so many words each."""
    page = Page(0, [], "")
    found: dict[tuple[str, str], Change] = {}
    while page.next is not None:
        page = await list_changes(graph, without, tag, page.next, limit)
        found |= {(change.image, change.tag): change for change in page.changes}
    return found


async def test_what_is_told_of_a_voter_is_what_happens(graph: Graph) -> None:
    await seed(graph)
    without = await find_without(graph, "ann", None)
    told = await read_all(graph, without)
    assert sorted(told) == [("a", "cat"), ("a", "kitten"), ("b", "cat"), ("b", "kitten")]
    assert (await list_changes(graph, without, None, "", 100)).changes == sorted(
        told.values(), key=lambda change: (-change.by, change.image, change.tag)
    )
    before = await read_consensus(graph)
    await set_voter_aside(graph, "ann", "staff", None)
    await follow_voters(graph, be_silent)
    after = await read_consensus(graph)
    for pair, change in told.items():
        assert near(change.before) == read_standing(before.get(pair))
        assert near(change.after) == read_standing(after.get(pair))
    moved = {pair for pair in before if read_standing(before[pair]) != read_standing(after.get(pair))}
    assert moved == told.keys()
    assert await read_all(graph, without) == {}, "who is aside moves nothing"


def read_standing(stored: dict[str, float | str] | None) -> dict[str, float | str | None]:
    return {name: (stored or {}).get(name) for name in Standing.model_fields}


async def test_a_source_and_the_run_have_pages_of_their_own(graph: Graph) -> None:
    await seed(graph)
    assert sorted(await read_all(graph, await find_without(graph, None, "blog"))) == [("a", "dog")]
    assert sorted(await read_all(graph, await find_without(graph, None, None))) == [("c", "dog")]
    await run(graph, "MATCH (r:ModelRun) SET r.state = 'retired'")
    assert await read_all(graph, await find_without(graph, None, None)) == {}
    with pytest.raises(NotFoundError, match="'none'"):
        await find_without(graph, None, "none")


async def test_one_tag_alone(graph: Graph) -> None:
    await seed(graph)
    assert sorted(await read_all(graph, ANN, "cat")) == [("a", "cat")]
    assert sorted(await read_all(graph, await find_without(graph, "ann", None), "kitten", 9)) == [
        ("a", "kitten"),
        ("b", "kitten"),
    ]


@pytest.mark.parametrize("after", ["x", "[]", "3", '["a", "b", "c"]', "null"])
async def test_a_place_that_is_none_is_refused(graph: Graph, after: str) -> None:
    with pytest.raises(InputError, match="is no place"):
        await list_changes(graph, ANN, None, after, 9)


TALK = {
    "list_pairs_of_source": "CREATE (i)-[:TAGGED {key: key, source: 'x'}]->(t)",
    "list_pairs_of_run": "CREATE (i)-[:SCORED {key: key}]->(t), (i)-[:PROPOSED {key: key}]->(t)",
}


@pytest.mark.parametrize("name", TALK)
async def test_a_page_costs_the_same_however_much_was_said(graph: Graph, name: str) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "cat")
    hits = {}
    for words in (100, 20_000):
        text = """MATCH (i:Image {id: 'a'}), (t:Tag {name: 'cat'}) UNWIND range(1, $words) AS number
                  WITH i, t, 's' + $words + '|' + right('0000' + toString(number), 5) AS key """
        await run(graph, text + TALK[name], words=words)
        params = {"after": f"s{words}|{words // 2:05d}", "end": f"s{words}}}", "limit": 20}
        hits[words] = await count_hits(graph, name, params)
    assert hits[20_000] <= FACTOR * hits[100]


async def test_evidence_is_what_was_read(graph: Graph) -> None:
    await seed(graph)
    (said,) = [said for said in await list_evidence(graph, [("a", "kitten")]) if said.tag == "kitten"]
    assert sorted(voice.speaker for voice in said.votes) == ["ann", "ben"]
