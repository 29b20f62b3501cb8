"""The ballot box: written together, answered one by one; what is wrong with one vote is its own."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from consensus.rebuild import rebuild_consensus
from graph import ballotbox
from graph.ballotbox import BallotBox, Withdrawal
from graph.connection import Graph
from graph.votes import Asked, Ballot, KeptVote, PictureHeldError
from graph.warmup import warm_up
from taggy.errors import BusyError, NotFoundError
from tests.seeds import add_images, add_tags, add_voters, read_consensus, read_votes, run

IMAGES = [f"i{number}" for number in range(12)]


@pytest_asyncio.fixture
async def box(graph: Graph) -> AsyncIterator[BallotBox]:
    """A box over a small library, warm as the API's; afterwards every pair is what a rebuild gives."""
    await add_images(graph, *IMAGES)
    await add_tags(graph, "lol", "cat")
    await add_voters(graph, "v", "w")
    await warm_up(graph)
    box = BallotBox(graph, 100)
    yield box
    await box.close()
    pairs = await read_consensus(graph)
    await run(graph, "MATCH ()-[c:CONSENSUS]->() DELETE c")
    async for _ in rebuild_consensus(graph):
        pass
    assert await read_consensus(graph) == pairs


def tell(kept: KeptVote | BaseException | bool) -> object:
    """Return what a caller is told, but when it was."""
    return (kept.outcome, kept.yes, kept.no, kept.passes) if isinstance(kept, KeptVote) else kept


async def test_those_that_come_together_are_written_together(box: BallotBox, graph: Graph) -> None:
    kept = await asyncio.gather(*(box.cast(Ballot(v, i, "lol", "yes")) for i in IMAGES for v in "vw"))
    assert sorted({vote.outcome for vote in kept}) == ["new"]
    times = await run(graph, "MATCH ()-[s:SORT]->() RETURN count(DISTINCT s.at) AS n, count(s) AS votes")
    assert times[0]["votes"] == 24
    again = await asyncio.gather(*(box.cast(Ballot("v", i, "lol", "yes")) for i in IMAGES))
    assert {tell(vote) for vote in again} == {("same", 2, 0, 0)}


async def test_each_of_one_voter_on_one_pair_is_told_its_own_in_order(box: BallotBox, graph: Graph) -> None:
    told = await asyncio.gather(
        box.cast(Ballot("v", "i0", "lol", "yes")),
        box.cast(Ballot("v", "i0", "lol", "yes")),
        box.cast(Ballot("v", "i0", "lol", "no")),
        box.withdraw(Withdrawal(("x", "v"), "i0", "lol")),
        box.withdraw(Withdrawal(("x", "v"), "i0", "lol")),
        box.cast(Ballot("v", "i0", "lol", "pass")),
    )
    expected = [("new", 1, 0, 0), ("same", 1, 0, 0), ("changed", 0, 1, 0), True, False, ("new", 0, 0, 1)]
    assert [tell(kept) for kept in told] == expected
    assert await read_votes(graph) == {("v", "i0", "lol", "pass")}
    before = await run(graph, "MATCH ()-[b:SORTED_BEFORE]->() RETURN b.reason AS reason ORDER BY b.until")
    assert [row["reason"] for row in before] == ["changed", "withdrawn"]


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (Ballot("v", "i3", "no such tag", "yes"), NotFoundError),
        (Ballot("nobody", "i3", "lol", "yes"), NotFoundError),
        (Ballot("v", "i3", "cat", "yes", asked=Asked("control", 0.5, "picture", 2**70)), OverflowError),
    ],
)
async def test_a_bad_one_fails_alone(box: BallotBox, graph: Graph, bad: Ballot, error: type[Exception]) -> None:
    ballots = [Ballot("v", image, "lol", "yes") for image in IMAGES]
    told = await asyncio.gather(*map(box.cast, [*ballots[:5], bad, *ballots[5:]]), return_exceptions=True)
    assert isinstance(told.pop(5), error)
    assert {tell(kept) for kept in told} == {("new", 1, 0, 0)}
    assert len(await read_votes(graph)) == len(IMAGES)


async def test_a_caller_who_goes_away_takes_no_vote_along(box: BallotBox, graph: Graph) -> None:
    calls = [asyncio.create_task(box.cast(Ballot("v", image, "lol", "yes"))) for image in IMAGES]
    await asyncio.sleep(0)
    for call in calls[1::2]:
        call.cancel()
    told = await asyncio.gather(*calls, return_exceptions=True)
    assert [isinstance(kept, KeptVote) for kept in told] == [True, False] * 6
    await box.close()
    assert len(await read_votes(graph)) == len(IMAGES)


async def test_more_than_may_wait_are_refused_at_once(box: BallotBox, graph: Graph) -> None:
    box.capacity = 3
    ballots = [Ballot("v", image, "lol", "yes") for image in IMAGES]
    told = await asyncio.gather(*map(box.cast, ballots), return_exceptions=True)
    assert [isinstance(kept, BusyError) for kept in told] == [False] * 3 + [True] * 9
    assert "More than 3 votes wait" in str(told[-1])
    assert tell(await box.cast(ballots[-1])) == ("new", 1, 0, 0)
    assert len(await read_votes(graph)) == 4


async def test_a_closed_box_writes_what_waits_and_takes_no_more(box: BallotBox, graph: Graph) -> None:
    waiting = [asyncio.create_task(box.cast(Ballot("v", image, "lol", "yes"))) for image in IMAGES]
    await asyncio.sleep(0)
    closing = asyncio.create_task(box.close())
    await asyncio.sleep(0)
    with pytest.raises(BusyError, match="being stopped"):
        await box.cast(Ballot("w", "i0", "lol", "yes"))
    await closing
    assert {tell(kept) for kept in await asyncio.gather(*waiting)} == {("new", 1, 0, 0)}
    assert len(await read_votes(graph)) == len(IMAGES)


async def test_a_picture_that_is_held_for_ever_holds_nobody_elses_votes(
    box: BallotBox, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballotbox, "SHARED_LOCK_TIME", 0.5)
    monkeypatch.setattr(ballotbox, "OWN_LOCK_TIME", 3.0)
    async with graph.driver.session(database=graph.database) as session:
        holder = await session.begin_transaction()
        await (await holder.run("MATCH (i:Image {id: 'i0'}) SET i.lock_ = 1")).consume()
        held = [asyncio.create_task(box.cast(Ballot(voter, "i0", "lol", "yes"))) for voter in "vw"]
        others = [asyncio.create_task(box.cast(Ballot("v", image, "lol", "yes"))) for image in IMAGES[1:]]
        assert {tell(kept) for kept in await asyncio.gather(*others)} == {("new", 1, 0, 0)}
        assert not any(call.done() for call in held)
        told = await asyncio.gather(*held, return_exceptions=True)
        assert [type(error) for error in told] == [PictureHeldError] * 2
        waits = asyncio.create_task(box.cast(Ballot("v", "i0", "lol", "yes")))
        again = await asyncio.gather(*(box.cast(Ballot("w", image, "lol", "no")) for image in IMAGES[1:]))
        assert {tell(kept) for kept in again} == {("new", 1, 1, 0)}
        await holder.rollback()
    assert tell(await waits) == ("new", 1, 0, 0)
    assert tell(await box.cast(Ballot("w", "i0", "lol", "yes"))) == ("new", 2, 0, 0)
