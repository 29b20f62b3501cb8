"""Voters: accounts, secrets of which the graph keeps a hash, and anonymous voters that join an account."""

import asyncio

import pytest

from graph.connection import Graph
from graph.voters import (
    Join,
    Revoked,
    add_session,
    add_voter,
    find_session,
    find_voter,
    hash_secret,
    join_voter,
    list_open_joins,
    list_voters,
    remove_old_sessions,
    revoke_session,
    revoke_sessions,
    set_session_nsfw,
)
from graph.votes import Ballot, cast_votes
from taggy.errors import ConflictError, InputError, NotFoundError
from tests.seeds import add_images, add_tags, read_consensus, run


async def test_a_voter_has_a_random_id_and_a_name_of_their_own(graph: Graph) -> None:
    ada = await add_voter(graph, "Ada", "staff")
    assert (ada.name, ada.role, len(ada.id)) == ("Ada", "staff", 32)
    assert await find_voter(graph, "Ada") == ada
    with pytest.raises(ConflictError, match="a voter named 'Ada' already"):
        await add_voter(graph, "Ada", "voter")
    strangers = [await add_voter(graph, None, "anonymous") for _ in range(2)]
    assert strangers[0].id != strangers[1].id
    with pytest.raises(NotFoundError, match="no voter named 'Bob'"):
        await find_voter(graph, "Bob")


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\nb", "a\u202eb"])
async def test_a_name_that_is_none_is_refused(graph: Graph, name: str) -> None:
    with pytest.raises(InputError, match="is no name"):
        await add_voter(graph, name, "voter")


async def test_a_secret_opens_what_it_was_made_for_until_it_is_revoked(graph: Graph) -> None:
    ada = await add_voter(graph, "Ada", "voter")
    visit = await add_session(graph, "visit", ada.id)
    found = await find_session(graph, visit, "visit")
    assert found
    assert found.model_dump() == {
        "hash": hash_secret(visit),
        "voter": ada.id,
        "name": "Ada",
        "role": "voter",
        "nsfw": False,
        "aliases": [],
        "revoked": False,
        "expired": False,
        "stale": False,
    }
    assert await find_session(graph, visit, "link") is None
    assert await find_session(graph, hash_secret(visit), "visit") is None
    await set_session_nsfw(graph, found.hash, nsfw=True)
    await revoke_session(graph, found.hash)
    ended = await find_session(graph, visit, "visit")
    assert ended
    assert (ended.nsfw, ended.revoked) == (True, True)
    with pytest.raises(NotFoundError, match="no voter 'nobody'"):
        await add_session(graph, "visit", "nobody")


async def test_accounts_are_listed_with_what_is_open_and_revoked_at_once(graph: Graph) -> None:
    ada, bob = await add_voter(graph, "Ada", "voter"), await add_voter(graph, "Bob", "staff")
    await add_voter(graph, None, "anonymous")
    for kind in ("link", "visit", "visit"):
        await add_session(graph, "visit" if kind == "visit" else "link", ada.id)
    await add_session(graph, "link", bob.id)
    await run(graph, "MATCH (s:Session)-[:OPENS]->({name: 'Bob'}) SET s.expiresAt = datetime() - duration('PT1S')")
    listed = [(a.id, a.name, a.role, a.links, a.visits) for a in await list_voters(graph, 10)]
    assert listed == [(ada.id, "Ada", "voter", 1, 2), (bob.id, "Bob", "staff", 0, 0)]
    assert [a.name for a in await list_voters(graph, 1)] == ["Ada"]
    assert await revoke_sessions(graph, ada.id) == Revoked(links=1, visits=2)
    assert await revoke_sessions(graph, ada.id) == Revoked(links=0, visits=0)


async def test_a_stranger_who_joins_is_one_speaker_with_the_account(graph: Graph) -> None:
    await add_images(graph, "i1", "i2")
    await add_tags(graph, "sunset")
    ada = await add_voter(graph, "Ada", "voter")
    stranger = await add_voter(graph, None, "anonymous")
    await cast_votes(graph, [Ballot(ada.id, "i1", "sunset", "yes")])
    await cast_votes(graph, [Ballot(stranger.id, image, "sunset", "no") for image in ("i1", "i2")])
    before = await read_consensus(graph)
    assert {pair[0]: (c["yes"], c["no"]) for pair, c in before.items()} == {"i1": (1, 1), "i2": (0, 1)}
    assert await join_voter(graph, stranger.id, ada.id) == 2
    after = await read_consensus(graph)
    assert {pair[0]: (c["yes"], c["no"]) for pair, c in after.items()} == {"i1": (0, 1), "i2": (0, 1)}
    assert await join_voter(graph, stranger.id, ada.id) == 0, "it is done"
    assert await list_open_joins(graph, 10) == []


async def test_a_join_that_was_cut_off_is_listed_until_it_is_made_again(graph: Graph) -> None:
    ada, stranger = await add_voter(graph, "Ada", "voter"), await add_voter(graph, None, "anonymous")
    await join_voter(graph, stranger.id, ada.id)
    await run(graph, "MATCH ()-[is:IS]->() REMOVE is.doneAt")
    assert await list_open_joins(graph, 10) == [Join(anonymous=stranger.id, account=ada.id, done=False)]
    await join_voter(graph, stranger.id, ada.id)
    assert await list_open_joins(graph, 10) == []
    assert await run(graph, "MATCH ()-[is:IS]->() RETURN count(is) AS n") == [{"n": 1}]


async def test_more_answers_than_a_page_are_all_recomputed(graph: Graph) -> None:
    images = [f"i{n:03}" for n in range(230)]
    await add_images(graph, *images)
    await add_tags(graph, "sunset")
    ada, stranger = await add_voter(graph, "Ada", "voter"), await add_voter(graph, None, "anonymous")
    for voter in (stranger, ada):
        await cast_votes(graph, [Ballot(voter.id, image, "sunset", "yes") for image in images])
    assert await join_voter(graph, stranger.id, ada.id) == 230
    assert {c["yes"] for c in (await read_consensus(graph)).values()} == {1}


async def test_a_stranger_joins_one_account_and_no_account_joins_another(graph: Graph) -> None:
    accounts = [await add_voter(graph, f"account {n}", "voter") for n in range(6)]
    stranger = await add_voter(graph, None, "anonymous")
    async with graph.driver.session(database=graph.database) as session, await session.begin_transaction() as other:
        await other.run(
            """MATCH (a:Voter {id: $a}), (b:Voter {id: $b}) REMOVE a.lock_
               CREATE (a)-[:IS {key: $a + '|' + $b, at: datetime()}]->(b)""",
            a=stranger.id,
            b=accounts[0].id,
        )
        joins = [asyncio.create_task(join_voter(graph, stranger.id, account.id)) for account in accounts]
        await asyncio.wait(joins, timeout=1)
        await other.commit()
    await asyncio.gather(*joins)
    assert await run(graph, "MATCH ()-[is:IS]->() RETURN count(is) AS n") == [{"n": 1}]
    await join_voter(graph, accounts[0].id, accounts[1].id)
    await join_voter(graph, stranger.id, stranger.id)
    assert await run(graph, "MATCH ()-[is:IS]->() RETURN count(is) AS n") == [{"n": 1}]


async def test_what_expired_long_ago_is_removed_and_its_voter_stays(graph: Graph) -> None:
    ada = await add_voter(graph, "Ada", "voter")
    secrets = {days: await add_session(graph, "visit", ada.id) for days in (-1, 29, 31, 32, 400)}
    await run(
        graph,
        """UNWIND $expired AS row MATCH (s:Session {hash: row.hash})
           SET s.expiresAt = datetime() - duration({days: row.days})""",
        expired=[{"hash": hash_secret(secret), "days": days} for days, secret in secrets.items()],
    )
    assert await remove_old_sessions(graph, batch=2) == 3
    left = {days for days, secret in secrets.items() if await find_session(graph, secret, "visit")}
    assert left == {-1, 29}
    assert await find_voter(graph, "Ada") == ada
    assert await remove_old_sessions(graph) == 0
