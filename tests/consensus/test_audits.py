"""Routing asks audits: a share of its questions, each once, in the order of the draw, leased as others."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from secrets import token_hex

import pytest
import pytest_asyncio

from consensus.asking import Asker, Scope
from consensus.leases import Leases
from consensus.routing import Router
from graph.audits import Draw, record_draws
from graph.connection import Graph
from graph.votes import Asked, Ballot, cast_votes
from taggy.settings import Settings
from tests.seeds import add_images, add_tags, add_voters, claim, run

ANY = Scope()
MakeRouter = Callable[..., Router]
PLACES = {"b": 0.1, "c": 0.2, "n": 0.3, "a": 0.4}


@pytest.fixture
def make_router(graph: Graph, tmp_path: Path) -> Iterator[MakeRouter]:
    """Make routers whose draws can be repeated, each with leases of its own."""
    with ExitStack() as stack:

        def make(audit_share: float = 1.0) -> Router:
            leases = stack.enter_context(Leases(tmp_path / token_hex(4), 90, 3600))
            return Router(graph, Settings(control_share=0, audit_share=audit_share), leases, seed=7)

        yield make


@pytest_asyncio.fixture
async def drawn(graph: Graph) -> Graph:
    """A candidate whose audits nobody has spoken on, one of an NSFW picture, and a claim beside them."""
    await add_images(graph, "a", "b", "c", "other")
    await add_images(graph, "n", nsfw="confirmed")
    await add_tags(graph, "cat", "dog")
    await add_voters(graph, "v", "w")
    await claim(graph, "s", "other", "dog")
    await cast_votes(graph, [Ballot("w", "other", "dog", "yes")])
    await run(
        graph,
        """CREATE (r:ModelRun {id: 'r', state: 'candidate', createdAt: datetime()})
           WITH r MATCH (t:Tag {name: 'cat'}) CREATE (r)-[:ASSESSED {key: 'r|cat', missing: 118}]->(t)""",
    )
    await record_draws(graph, "r", [Draw(image, "cat", 0.9, f"{at:.15f}", 0.25) for image, at in PLACES.items()])
    return graph


async def test_audits_are_asked_in_the_order_of_the_draw_and_leave_when_answered(
    drawn: Graph, make_router: MakeRouter
) -> None:
    router = make_router()
    asked = []
    while (question := (await router.draw(Asker("v"), 1, ANY))[0]).why == "audit":
        card = question.card
        assert (card.tag, question.probability) == ("cat", 0.25)
        asked.append(card.image)
        said = Asked(question.why, question.probability, "picture")
        await cast_votes(drawn, [Ballot("v", card.image, card.tag, "yes", asked=said)])
    assert asked == ["b", "c", "a"]
    assert (question.card.image, question.why) == ("other", "information")
    rows = await run(drawn, "MATCH (i)-[s:SORT {why: 'audit'}]->() RETURN i.id AS image, s.probability AS p ORDER BY p")
    assert {row["image"]: row["p"] for row in rows} == {"a": 0.25, "b": 0.25, "c": 0.25}
    assert [question.card.image for question in await make_router().draw(Asker("w", nsfw=True), 1, ANY)] == ["n"]


@pytest.mark.usefixtures("drawn")
async def test_an_audit_is_leased_to_one_voter(make_router: MakeRouter) -> None:
    router = make_router()
    first = await router.draw(Asker("v"), 2, ANY)
    assert [question.card.image for question in first] == ["b", "c"]
    assert [question.card.image for question in await router.draw(Asker("w"), 1, ANY)] == ["a"]


@pytest.mark.usefixtures("drawn")
async def test_a_scope_and_a_share_of_nothing_ask_no_audit(make_router: MakeRouter) -> None:
    for router, scope in [(make_router(), Scope(tag="dog")), (make_router(0.0), ANY)]:
        (question,) = await router.draw(Asker("v"), 1, scope)
        assert (question.card.image, question.why) == ("other", "information")


@pytest.mark.usefixtures("drawn")
async def test_the_share_of_priorities_leaves_room_for_audits(make_router: MakeRouter) -> None:
    router = make_router(0.25)
    found = [await router.draw(Asker("v"), 1, ANY) for _ in range(4)]
    chances = {question.why: question.probability for (question,) in found}
    assert chances["information"] == 0.75
