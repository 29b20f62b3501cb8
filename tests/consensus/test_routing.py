"""Routing: who is asked what, never twice, never two voters for the same last answer."""

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from secrets import token_hex
from types import SimpleNamespace

import pytest

from consensus import opentags, routing
from consensus.asking import Asker, Question, Scope
from consensus.leases import Leases
from consensus.opentags import TAGS_AGE, TAGS_TRIED, OpenTags
from consensus.rebuild import rebuild_consensus
from consensus.routing import Router
from graph.connection import Graph, Runner
from graph.questions import OpenTag, list_open_tags
from graph.reliability import Figures, write_voter_reliability
from graph.suggestions import MINER, Suggestion, replace_suggestions
from graph.votes import Answer, Asked, Ballot, cast_votes
from taggy.settings import Settings
from tests.seeds import add_images, add_tags, add_voters, claim, link, read_votes, run

ANY = Scope()
MakeRouter = Callable[..., Router]


@pytest.fixture
def make_router(graph: Graph, tmp_path: Path) -> Iterator[MakeRouter]:
    """Make routers whose draws can be repeated, each with leases of its own."""
    with ExitStack() as stack:

        def make(*, control_share: float = 0.0) -> Router:
            leases = stack.enter_context(Leases(tmp_path / token_hex(4), 90, 3600))
            return Router(graph, Settings(control_share=control_share), leases, seed=7)

        yield make


async def seed(graph: Graph, images: Sequence[str] = ("a", "b", "c"), tags: Sequence[str] = ("lol", "cat")) -> None:
    """Seed pictures that a source claims every tag of."""
    await add_images(graph, *images)
    await add_tags(graph, *tags)
    await add_voters(graph, "v", "w", "x", "y")
    for image in images:
        for tag in tags:
            await claim(graph, "s", image, tag)
    async for _ in rebuild_consensus(graph):
        pass


def pairs(questions: Sequence[Question]) -> set[tuple[str, str]]:
    """List what is asked."""
    return {(question.card.image, question.card.tag) for question in questions}


async def answer(graph: Graph, voter: str, image: str, tag: str, response: Answer = "yes") -> None:
    """Answer a question that was asked."""
    asked = Asked(why="information", probability=1.0, shown="picture")
    await cast_votes(graph, [Ballot(voter, image, tag, response, asked=asked)])


async def test_an_empty_library_asks_nothing(make_router: MakeRouter) -> None:
    assert await make_router().draw(Asker("v"), 3, ANY) == []


async def test_everything_is_asked_once_until_nothing_is_left(graph: Graph, make_router: MakeRouter) -> None:
    await seed(graph)
    router = make_router(control_share=0.3)
    seen = set()
    while questions := await router.draw(Asker("v"), 2, ANY):
        for image, tag in pairs(questions):
            assert (image, tag) not in seen
            seen.add((image, tag))
            await answer(graph, "v", image, tag)
    assert seen == {(image, tag) for image in "abc" for tag in ("lol", "cat")}
    assert len(await read_votes(graph)) == 6


async def test_one_reads_the_tags_however_many_ask(
    graph: Graph, make_router: MakeRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(graph)
    router, clock, reads = make_router(), time.monotonic(), 0

    async def read(runner: Runner, category: str | None) -> list[OpenTag]:
        nonlocal reads
        reads += 1
        return await list_open_tags(runner, category)

    monkeypatch.setattr(routing, "list_open_tags", read)
    for module in (routing, opentags):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: clock))
    for turn in (1, 2):
        drawn = await asyncio.gather(*(router.draw(Asker(voter), 1, ANY) for voter in "vwxy"))
        assert all(drawn)
        assert reads == turn
        clock += TAGS_AGE + 1


async def test_questions_fetched_ahead_differ(graph: Graph, make_router: MakeRouter) -> None:
    await seed(graph)
    router = make_router()
    first = pairs(await router.draw(Asker("v"), 3, ANY))
    second = pairs(await router.draw(Asker("v"), 3, ANY))
    assert len(first | second) == 6


async def test_a_lost_question_is_asked_again_where_nothing_else_is_left(graph: Graph, make_router: MakeRouter) -> None:
    await seed(graph, images=["a"], tags=["lol"])
    router = make_router()
    assert pairs(await router.draw(Asker("v"), 1, ANY)) == {("a", "lol")}
    assert pairs(await router.draw(Asker("v"), 1, ANY)) == {("a", "lol")}


async def test_two_voters_are_not_asked_for_the_same_last_answer(graph: Graph, make_router: MakeRouter) -> None:
    await seed(graph, images=["a"], tags=["lol"])
    await answer(graph, "v", "a", "lol")
    router = make_router()
    assert pairs(await router.draw(Asker("w"), 1, ANY)) == {("a", "lol")}
    assert pairs(await router.draw(Asker("x"), 1, ANY)) == set()
    router.leases.drop(("a", "lol"), "w")
    assert pairs(await router.draw(Asker("x"), 1, ANY)) == {("a", "lol")}


async def test_a_fresh_pair_may_be_asked_of_two_at_once_but_not_of_three(graph: Graph, make_router: MakeRouter) -> None:
    await seed(graph, images=["a"], tags=["lol"])
    router = make_router()
    asked = [len(await router.draw(Asker(voter), 1, ANY)) for voter in ("v", "w", "x")]
    assert asked == [1, 1, 0]


async def test_what_an_answer_tells_most_of_is_asked_first(graph: Graph, make_router: MakeRouter) -> None:
    await seed(graph, images=["a", "b", "c", "d"], tags=["lol"])
    for voter, image in [("w", "a"), ("x", "a"), ("w", "b")]:
        await answer(graph, voter, image, "lol")
    await answer(graph, "w", "d", "lol", "no")
    rows = await run(graph, "MATCH ()-[c:CONSENSUS]->() WHERE c.ask IS NOT NULL RETURN c.image AS image ORDER BY c.ask")
    # beside the claim that each has: a No; nothing; a Yes; a is settled
    assert [row["image"] for row in rows] == ["d", "c", "b"]
    router = make_router()
    asked = [await router.draw(Asker("v"), 1, ANY) for _ in range(3)]
    assert [question.card.image for [question] in asked] == ["d", "c", "b"]


async def believe_voter(graph: Graph, voter: str, category: str, sensitivity: float, specificity: float) -> None:
    """Keep what a fit would say of a voter."""
    await run(graph, "MERGE (:Category {name: $name})", name=category)
    figures: dict[str, float | int] = {"sensitivity": sensitivity, "specificity": specificity, "answers": 9}
    await write_voter_reliability(graph, [Figures("voter", voter, category, 0.5, figures)])


async def test_each_voter_is_asked_what_their_own_answer_tells_most_of(graph: Graph, make_router: MakeRouter) -> None:
    """Who never misses a Yes tells most by a No, where a Yes is expected; who never says a false Yes conversely."""
    await seed(graph, images=["a", "b"], tags=["lol"])
    await answer(graph, "w", "b", "lol", "no")
    await answer(graph, "x", "b", "lol", "no")  # settled: asked no more
    await add_images(graph, "c")
    await answer(graph, "w", "c", "lol", "no")  # believed at 1/3, as "a" is at 2/3
    await believe_voter(graph, "v", "general", 0.95, 0.5)
    await believe_voter(graph, "v", "", 0.5, 0.95)
    await believe_voter(graph, "y", "", 0.5, 0.95)
    posteriors = {
        row["i"]: row["p"]
        for row in await run(graph, "MATCH ()-[c:CONSENSUS]->() RETURN c.image AS i, c.posterior AS p")
    }
    assert (posteriors["a"], posteriors["c"]) == pytest.approx((2 / 3, 1 / 3))
    by_v, by_y = [(await make_router().draw(Asker(voter), 1, ANY))[0].card.image for voter in ("v", "y")]
    assert (by_v, by_y) == ("a", "c")


async def test_an_answer_under_another_name_of_the_tag_counts(graph: Graph, make_router: MakeRouter) -> None:
    await seed(graph, images=["a", "b"], tags=["cat"])
    await add_tags(graph, "feline")
    await answer(graph, "v", "a", "feline")
    await link(graph, "alias", "feline", "cat")
    async for _ in rebuild_consensus(graph):
        pass
    for share in (0.0, 1.0):
        assert pairs(await make_router(control_share=share).draw(Asker("v"), 8, ANY)) == {("b", "cat")}


async def test_settled_and_hidden_pairs_are_not_asked(graph: Graph, make_router: MakeRouter) -> None:
    await seed(graph, images=["a"], tags=["lol"])
    await add_images(graph, "n", nsfw="suspected")
    await add_images(graph, "h", withheld=["broken"])
    await add_tags(graph, "dull", state="remark")
    for image, tag in [("n", "lol"), ("h", "lol"), ("a", "dull")]:
        await claim(graph, "s", image, tag)
    async for _ in rebuild_consensus(graph):
        pass
    assert pairs(await make_router().draw(Asker("v"), 8, ANY)) == {("a", "lol")}
    assert pairs(await make_router().draw(Asker("v", nsfw=True), 8, ANY)) == {("a", "lol"), ("n", "lol")}
    await answer(graph, "w", "a", "lol")
    await answer(graph, "x", "a", "lol")
    assert await make_router().draw(Asker("v"), 8, ANY) == []


async def test_an_answer_under_another_id_of_the_same_person_counts(graph: Graph, make_router: MakeRouter) -> None:
    await seed(graph, images=["a"], tags=["lol"])
    await answer(graph, "v", "a", "lol")
    assert await make_router().draw(Asker("w", aliases=("v",)), 1, ANY) == []


async def test_a_scope_is_kept(graph: Graph, make_router: MakeRouter) -> None:
    await seed(graph)
    await add_tags(graph, "artist:ann", category="artist")
    await claim(graph, "s", "a", "artist:ann")
    await run(graph, "MATCH (i:Image {id: 'b'}) CREATE (i)-[:IN {key: 'b|set'}]->(:Collection {name: 'set'})")
    async for _ in rebuild_consensus(graph):
        pass

    async def ask(scope: Scope) -> set[tuple[str, str]]:
        return pairs(await make_router(control_share=1.0).draw(Asker("v"), 8, scope))

    assert await ask(Scope(tag="cat")) == {("a", "cat"), ("b", "cat"), ("c", "cat")}
    assert await ask(Scope(category="artist")) == {("a", "artist:ann")}
    assert await ask(Scope(collection="set")) == {("b", "cat"), ("b", "lol")}
    assert await ask(Scope(tag="no such tag")) == set()


async def test_the_control_share_is_drawn_evenly_and_says_so(graph: Graph, make_router: MakeRouter) -> None:
    await seed(graph)
    questions = await make_router(control_share=1.0).draw(Asker("v"), 1, ANY)
    assert [(q.why, q.probability) for q in questions] == [("control", 1 / 6)]
    questions = await make_router(control_share=0.0).draw(Asker("v"), 1, ANY)
    assert [(q.why, round(q.probability, 6)) for q in questions] == [("information", round(1 / 6, 6))]


@pytest.mark.parametrize("count", [TAGS_TRIED, 3 * TAGS_TRIED])
def test_tags_are_drawn_once_each_by_the_square_root_of_their_pairs(count: int) -> None:
    tags = OpenTags.weigh([OpenTag(tag=f"tag {number}", pairs=900 if number == 0 else 1) for number in range(count)])
    dice = random.Random(7)  # noqa: S311 - draws that can be repeated
    draws = [[tag.tag for tag in tags.draw(dice)] for _ in range(4000)]
    assert all(len(set(draw)) == len(draw) == TAGS_TRIED for draw in draws)
    first = sum(draw[0] == "tag 0" for draw in draws) / len(draws)
    assert first == pytest.approx(30 / (29 + count), abs=0.04)  # five standard deviations


async def test_an_old_answer_of_ones_own_is_asked_again_now_and_then(
    graph: Graph, make_router: MakeRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(graph, images=["a"], tags=["lol"])
    await answer(graph, "v", "a", "lol")
    monkeypatch.setattr(routing, "RETEST_SHARE", 1.0)
    router = make_router()
    assert await router.draw(Asker("v"), 1, ANY) == []
    await run(
        graph,
        """MATCH ()-[s:SORT]->() SET s.at = datetime() - duration('P7DT1S')
           WITH s MATCH (v:Voter) SET v.joinedAt = datetime() - duration('P99D')""",
    )
    draws = [await router.draw(Asker("v"), 2, ANY) for _ in range(20)]  # a fifth of them looks for audits
    again = next(questions[0] for questions in draws if questions)
    assert (again.card.image, again.why, again.probability) == ("a", "retest", 1.0)
    assert await router.draw(Asker("v"), 1, Scope(tag="lol")) == [], "only where nothing is chosen"


async def test_what_is_suggested_is_all_asked_where_nothing_else_is_left(graph: Graph, make_router: MakeRouter) -> None:
    await add_images(graph, "a", "b", "c")
    await add_tags(graph, "good picture")
    await add_voters(graph, "v")
    wanted = [Suggestion(image, 1.0) for image in ("a", "b", "c")]
    await replace_suggestions(graph, MINER, "good picture", wanted)
    asked = await make_router().draw(Asker("v"), 5, ANY)
    assert pairs(asked) == {(image, "good picture") for image in ("a", "b", "c")}
    assert {question.why for question in asked} == {"suggested"}
