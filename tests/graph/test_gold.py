"""Gold: given, changed and taken back on tiny graphs, through copies and names, and what it leaves alone."""

import asyncio
from typing import Any

import pytest

from consensus.rebuild import rebuild_consensus
from graph.closure import Link
from graph.connection import Graph
from graph.gold import (
    Gold,
    GoldAnswer,
    ListedGold,
    list_gold,
    set_all_gold,
    set_gold,
    withdraw_gold,
)
from graph.goldaudits import PAGE, UsedAudit, use_all_audits
from graph.questions import DrawnPair, count_tests, draw_tests
from graph.rulings import rule_pair
from graph.vocabulary import count_moved_pairs
from graph.votes import Answer, Asked, Ballot, cast_votes
from taggy.errors import ConflictError, NotFoundError
from tests.seeds import add_images, add_tags, add_voters, go_live, link, merge, opine, read_consensus, run

ASKED = Asked("test", 0.02, "picture", 900)
TEST = GoldAnswer("a", "cat", "yes", "test")
AUDIT = GoldAnswer("a", "cat", "yes", "audit")


async def seed(graph: Graph) -> None:
    """Pictures of which none is a copy yet, a tag with what could be its alias, and voters."""
    await add_images(graph, "a", "b", "c")
    await add_tags(graph, "cat", "pussycat", "dog")
    await add_voters(graph, "v", "w", "x")


async def answer(graph: Graph, voter: str, image: str, tag: str, said: Answer, asked: Asked | None = ASKED) -> None:
    await cast_votes(graph, [Ballot(voter, image, tag, said, asked=asked)])


async def read_events(graph: Graph) -> list[tuple[Any, ...]]:
    rows = await run(graph, "MATCH (e:Event {what: 'gold'}) RETURN e ORDER BY e.at, e.subject")
    return [tuple(row["e"].get(name) for name in ("who", "subject", "before", "after", "why")) for row in rows]


async def read_stored(graph: Graph) -> list[dict[str, Any]]:
    rows = await run(
        graph, "MATCH (i)-[d:DECIDED]->(t) RETURN i.id AS i, t.name AS t, d {.*, at: null} AS d ORDER BY d.key"
    )
    return [row["d"] | {"i": row["i"], "t": row["t"]} for row in rows]


async def draw(graph: Graph, point: str = "", voters: tuple[str, ...] = ("v",), *, nsfw: bool = False) -> list[str]:
    found = await draw_tests(graph, point, voters, nsfw=nsfw, looked=1024, limit=16)
    assert all(isinstance(pair, DrawnPair) and pair.answers == 0 for pair in found)
    return [f"{pair.image} {pair.tag}" for pair in found]


async def test_gold_is_given_changed_and_taken_back_and_no_pair_moves(graph: Graph) -> None:
    await seed(graph)
    await answer(graph, "v", "a", "cat", "no")
    before = await read_consensus(graph)
    given = Gold(image="a", tag="cat", purpose="test", before=None, answer="yes")
    assert await set_gold(graph, TEST, "ada", "look at the ears") == given
    again = Gold(image="a", tag="cat", purpose="test", before="yes", answer="yes")
    assert await set_gold(graph, TEST, "bob", "another reason") == again
    kept = {"key": "test|a|cat", "purpose": "test", "response": True, "who": "ada", "at": None}
    assert await read_stored(graph) == [kept | {"reason": "look at the ears", "i": "a", "t": "cat"}]
    changed = await set_gold(graph, GoldAnswer("a", "cat", "no", "test"), "bob")
    assert changed == Gold(image="a", tag="cat", purpose="test", before="yes", answer="no")
    assert [row["response"] for row in await read_stored(graph)] == [False]
    gone = Gold(image="a", tag="cat", purpose="test", before="no", answer=None)
    assert await withdraw_gold(graph, "a", "cat", "ada", "not sure") == gone
    none = Gold(image="a", tag="cat", purpose=None, before=None, answer=None)
    assert await withdraw_gold(graph, "a", "cat", "ada") == none
    assert await read_stored(graph) == []
    assert await read_consensus(graph) == before
    assert await read_events(graph) == [
        ("ada", "a|cat", None, "test yes", "look at the ears"),
        ("bob", "a|cat", "test yes", "test no", None),
        ("ada", "a|cat", "test no", None, "not sure"),
    ]


async def test_gold_makes_no_pair_of_its_own_however_pairs_are_made(graph: Graph) -> None:
    await seed(graph)
    await link(graph, "implies", "cat", "dog")
    await set_all_gold(graph, [TEST, GoldAnswer("b", "cat", "yes", "audit")], "ada")
    assert await count_moved_pairs(graph, Link("implies", "dog", "pussycat")) == 0
    await set_gold(graph, GoldAnswer("c", "dog", "yes", "test"), "ada")
    assert await count_moved_pairs(graph, Link("implies", "dog", "pussycat")) == 0
    assert await read_consensus(graph) == {}
    async for _ in rebuild_consensus(graph):
        pass
    assert await read_consensus(graph) == {}
    await rule_pair(graph, "a", "cat", "no", "ada")
    assert (await read_consensus(graph))["a", "cat"]["settled"] == "no"


async def test_a_pair_is_gold_for_one_purpose_under_whichever_name(graph: Graph) -> None:
    await seed(graph)
    await merge(graph, "b", "a")
    await link(graph, "alias", "pussycat", "cat")
    await set_gold(graph, GoldAnswer("b", "pussycat", "yes", "audit"), "ada")
    for image, tag in (("a", "cat"), ("b", "cat"), ("a", "pussycat")):
        with pytest.raises(ConflictError, match=r"'cat' on a is audit gold already \(yes\).* test gold"):
            await set_gold(graph, GoldAnswer(image, tag, "yes", "test"), "ada")
    with pytest.raises(ConflictError):
        await set_all_gold(graph, [GoldAnswer("c", "cat", "yes", "test"), TEST], "ada")
    assert [row["key"] for row in await read_stored(graph)] == ["audit|b|pussycat"], "all or none"
    assert (await set_gold(graph, AUDIT, "bob")).before == "yes"
    changed = await set_gold(graph, GoldAnswer("a", "cat", "no", "audit"), "bob")
    assert (changed.before, [row["key"] for row in await read_stored(graph)]) == ("yes", ["audit|a|cat"])
    assert (await withdraw_gold(graph, "b", "pussycat", "bob")).before == "no"
    assert await set_gold(graph, TEST, "bob") == Gold(image="a", tag="cat", purpose="test", before=None, answer="yes")


async def test_what_does_not_exist_is_no_gold(graph: Graph) -> None:
    await seed(graph)
    for image, tag in (("none", "cat"), ("a", "none")):
        with pytest.raises(NotFoundError, match="no picture"):
            await set_gold(graph, GoldAnswer(image, tag, "yes", "test"), "ada")
        with pytest.raises(NotFoundError, match="no picture"):
            await withdraw_gold(graph, image, tag, "ada")
    assert await read_events(graph) == []


async def test_gold_that_races_on_one_pair_is_one(graph: Graph) -> None:
    await seed(graph)
    await merge(graph, "b", "a")
    purposes: list[GoldAnswer] = [
        TEST,
        GoldAnswer("b", "cat", "no", "test"),
        AUDIT,
        GoldAnswer("b", "cat", "no", "audit"),
    ]
    done = await asyncio.gather(*(set_gold(graph, one, "ada") for one in purposes * 3), return_exceptions=True)
    assert {type(one) for one in done} <= {Gold, ConflictError}
    assert len(await read_stored(graph)) == 1
    assert len(await read_events(graph)) >= 1


async def test_the_list_says_how_people_answered_when_they_were_asked(graph: Graph) -> None:
    await seed(graph)
    await add_voters(graph, "anon", role="anonymous")
    await merge(graph, "b", "a")
    await link(graph, "alias", "pussycat", "cat")
    await run(graph, "MATCH (a:Voter {id: 'anon'}), (v:Voter {id: 'v'}) CREATE (a)-[:IS {key: 'anon|v'}]->(v)")
    await set_gold(graph, GoldAnswer("b", "cat", "yes", "test"), "w", "ears")
    await set_gold(graph, GoldAnswer("c", "dog", "no", "test"), "command line")
    await set_gold(graph, GoldAnswer("c", "cat", "no", "audit"), "w")
    await answer(graph, "anon", "a", "cat", "no")
    await answer(graph, "v", "b", "pussycat", "yes")
    await answer(graph, "w", "a", "cat", "no")
    await answer(graph, "x", "a", "cat", "pass")
    await answer(graph, "x", "c", "dog", "no", asked=None)
    rows = await list_gold(graph, "test", "", 10)
    first, second = (row.at for row in rows)
    assert rows == [
        ListedGold(
            image="b", tag="cat", purpose="test", answer="yes", who="w", name="w", reason="ears", at=first,
            answered=2, right=1, uses=0, cursor="test|b|cat",
        ),
        ListedGold(
            image="c", tag="dog", purpose="test", answer="no", who="command line", name=None, reason=None, at=second,
            answered=0, right=0, uses=0, cursor="test|c|dog",
        ),
    ]  # fmt: skip
    assert await list_gold(graph, "test", rows[0].cursor, 1) == rows[1:]
    assert [row.cursor for row in await list_gold(graph, "audit", "", 10)] == ["audit|c|cat"]


async def test_tests_are_drawn_where_the_voter_may_see_them_and_has_not_answered(graph: Graph) -> None:
    await seed(graph)
    await add_images(graph, "n", nsfw="confirmed")
    await add_images(graph, "h", "k", withheld=["filtered"])
    await add_images(graph, "m")
    await add_tags(graph, "old", state="remark")
    await merge(graph, "b", "a")
    await merge(graph, "k", "m")
    await link(graph, "alias", "pussycat", "cat")
    given = [("b", "pussycat"), ("c", "dog"), ("n", "cat"), ("h", "cat"), ("m", "cat"), ("c", "old")]
    await set_all_gold(graph, [GoldAnswer(image, tag, "yes", "test") for image, tag in given], "ada")
    await set_gold(graph, GoldAnswer("c", "cat", "yes", "audit"), "ada")
    assert await count_tests(graph) == len(given)
    assert await draw(graph) == ["a cat", "c dog"]
    assert await draw(graph, voters=("v", "ada")) == [], "who gave it knows it"
    assert await draw(graph, nsfw=True) == ["a cat", "c dog", "n cat"]
    assert await draw(graph, "b~") == ["c dog"]
    await answer(graph, "w", "a", "cat", "pass", asked=None)
    assert await draw(graph, voters=("v", "w")) == ["c dog"], "under any id, however it was answered"
    await answer(graph, "v", "c", "dog", "yes")
    assert await draw(graph) == ["a cat"]


async def test_audits_tell_what_is_believed_and_count_each_use(graph: Graph) -> None:
    await seed(graph)
    await go_live(graph)
    await merge(graph, "b", "a")
    await link(graph, "alias", "pussycat", "cat")
    await set_gold(graph, GoldAnswer("b", "pussycat", "yes", "audit"), "ada")
    await set_gold(graph, GoldAnswer("c", "cat", "no", "audit"), "ada")
    await set_gold(graph, GoldAnswer("c", "dog", "no", "test"), "ada")
    for voter in ("v", "w"):
        await answer(graph, voter, "a", "cat", "yes")
    await opine(graph, "PROPOSED", "a", "cat", 0.9)
    await opine(graph, "SCORED", "a", "cat", 0.7)
    await opine(graph, "PROPOSED", "c", "cat", 0.6, "run0")
    people = pytest.approx(0.8)
    pair = {"response": True, "counts": True, "people": people, "posterior": people, "run": 0.7}
    silent = {"response": False, "counts": True, "people": None, "posterior": None, "run": None}
    for uses in range(2):
        assert [audit.model_dump() for audit in await use_all_audits(graph)] == [
            {"key": "audit|b|pussycat", "uses": uses, **pair},
            {"key": "audit|c|cat", "uses": uses, **silent},
        ]
    await asyncio.gather(*(use_all_audits(graph) for _ in range(5)))
    assert [row.uses for row in await list_gold(graph, "audit", "", 10)] == [7, 7]
    assert [row.uses for row in await list_gold(graph, "test", "", 10)] == [0]


async def test_what_came_to_be_a_test_too_or_twice_on_a_pair_judges_once_or_not_at_all(graph: Graph) -> None:
    await seed(graph)
    for image in ("a", "b"):
        await set_gold(graph, GoldAnswer(image, "cat", "yes" if image == "a" else "no", "audit"), "ada")
    await set_gold(graph, GoldAnswer("b", "dog", "yes", "test"), "ada")
    await set_gold(graph, GoldAnswer("a", "dog", "yes", "audit"), "ada")
    await merge(graph, "b", "a")

    def sort(found: list[UsedAudit]) -> list[tuple[str, bool, int]]:
        return [(audit.key, audit.counts, audit.uses) for audit in found]

    assert sort(await use_all_audits(graph)) == [
        ("audit|a|cat", False, 0), ("audit|a|dog", False, 0), ("audit|b|cat", True, 0)
    ]  # fmt: skip
    assert sort(await use_all_audits(graph))[2] == ("audit|b|cat", True, 1)


async def test_many_are_given_and_used_in_pages(graph: Graph) -> None:
    await seed(graph)
    count = PAGE + 7
    tags = [f"t{number:03d}" for number in range(count)]
    await add_tags(graph, *tags)
    given = [GoldAnswer("a", tag, "yes", "audit") for tag in tags]
    assert sum(gold.before is None for gold in await set_all_gold(graph, given, "ada")) == count
    assert all(gold.before == "yes" for gold in await set_all_gold(graph, given, "ada"))
    assert [audit.key for audit in await use_all_audits(graph)] == [f"audit|a|{tag}" for tag in tags]
    assert len(await read_events(graph)) == count
