"""Other rules of settling: what they would change, and every pair brought after them, also beside votes."""

import asyncio
from typing import Any

import pytest

from cli.works import do_settle
from consensus.rebuild import rebuild_consensus
from consensus.settling import BATCH, Move, Outlook, check_rules, resettle_pairs
from graph.connection import Graph, Transaction
from graph.consensus import list_evidence, list_wrong_pairs, lock_pictures, recompute_images, write_beliefs
from graph.jobs import SETTLING, list_jobs
from graph.rules import apply_rules, find_rules, restore_rules
from graph.rulings import rule_pair
from graph.settling import USUAL
from graph.transitions import begin_job
from graph.votes import Answer, Asked, Ballot, cast_votes, withdraw_votes
from taggy.errors import InputError
from tests.seeds import add_images, add_tags, add_voters, claim, go_live, opine, read_consensus, run

THREE = '[[rule]]\nname = "three agree"\nagree = 3\n'
TWO = '[[rule]]\nname = "two agree"\nagree = 2\n'
ASKED = Asked("control", 1.0, "0" * 64, 900)
WORDS: dict[str, Answer] = {"y": "yes", "n": "no", "p": "pass"}


async def tell_nobody(step: str, done: int, total: int, cursor: str = "") -> None:
    """Hear of a step."""


async def vote(graph: Graph, answers: dict[str, str]) -> None:
    """Let v0, v1 … answer whether pictures are cats, by letters."""
    said = [(f"v{n}", image, WORDS[a]) for image, letters in answers.items() for n, a in enumerate(letters)]
    await cast_votes(graph, [Ballot(voter, image, "cat", answer, asked=ASKED) for voter, image, answer in said])


async def seed(graph: Graph) -> None:
    """Two who agree on a, three on b, a split on c, nobody but machines on d, a ruling on e."""
    await add_images(graph, *"abcde")
    await add_tags(graph, "cat")
    await add_voters(graph, *(f"v{n}" for n in range(5)))
    await go_live(graph)
    await opine(graph, "PROPOSED", "d", "cat", 0.99)
    for source in ("blog", "booru", "wiki"):
        await claim(graph, source, "d", "cat")
    await vote(graph, {"a": "yy", "b": "nnn", "c": "yn"})
    await rule_pair(graph, "e", "cat", "yes", "ada")
    await graph.write(lambda tx: recompute_images(tx, ["d"]))


async def read_settled(graph: Graph) -> dict[str, tuple[Any, Any]]:
    return {
        image: (facts.get("settled"), facts.get("settledBy"))
        for (image, _), facts in (await read_consensus(graph)).items()
    }


async def bring_after(graph: Graph) -> int:
    return sum([moved async for _, _, moved in resettle_pairs(graph)])


async def test_a_dry_run_tells_what_the_job_does_and_changes_nothing(graph: Graph) -> None:
    await seed(graph)
    usual = {
        "a": ("yes", "unopposed"),
        "b": ("no", "unopposed"),
        "c": (None, None),
        "d": (None, None),
        "e": ("yes", "ruling"),
    }
    assert await read_settled(graph) == usual
    before = await read_consensus(graph)
    outlook = await check_rules(graph, THREE, 10, tell_nobody)
    people = {pair: facts.get("people") for pair, facts in before.items()}
    assert outlook == Outlook(
        pairs=5,
        settled_before=3,
        settled_after=2,
        unsettled=1,
        renamed=1,
        moves=[
            Move("a", "cat", 2, 0, people["a", "cat"], "yes", "unopposed", None, None),
            Move("b", "cat", 0, 3, people["b", "cat"], "no", "unopposed", "no", "three agree"),
        ],
    )
    assert (await check_rules(graph, THREE, 1, tell_nobody)).moves == outlook.moves[:1]
    assert await read_consensus(graph) == before
    assert await apply_rules(graph, THREE, "ada", "too quick")
    assert await bring_after(graph) == 2
    after = {
        "a": (None, None),
        "b": ("no", "three agree"),
        "c": (None, None),
        "d": (None, None),
        "e": ("yes", "ruling"),
    }
    assert await read_settled(graph) == after
    assert "ask" in (await read_consensus(graph))["a", "cat"]
    assert await bring_after(graph) == 0
    assert (await check_rules(graph, USUAL, 10, tell_nobody)).settled == 1
    assert await graph.read(lambda tx: list_wrong_pairs(tx, [*"abcde"])) == []
    async for _ in rebuild_consensus(graph):
        pass
    assert await read_settled(graph) == after


async def test_votes_follow_the_rules_at_once_and_settled_pairs_open_again(graph: Graph) -> None:
    await seed(graph)
    assert await apply_rules(graph, THREE, "ada")
    await vote(graph, {"c": "ynyyy"})
    assert (await read_settled(graph))["c"] == ("yes", "three agree")
    await withdraw_votes(graph, "v4", [("c", "cat")], "mistake")
    await withdraw_votes(graph, "v3", [("c", "cat")], "mistake")
    pair = (await read_consensus(graph))["c", "cat"]
    assert not {"settled", "settledBy"} & pair.keys()
    assert "ask" in pair


async def test_applying_is_an_event_and_the_same_again_is_none(graph: Graph) -> None:
    await seed(graph)
    assert await find_rules(graph) == USUAL
    assert not await apply_rules(graph, USUAL, "ada")
    assert await apply_rules(graph, THREE, "ada", "too quick")
    assert not await apply_rules(graph, THREE, "bob")
    assert await apply_rules(graph, USUAL, "bob")
    rows = await run(graph, "MATCH (e:Event {what: 'settling'}) RETURN e ORDER BY e.at")
    assert [tuple(row["e"][name] for name in ("who", "subject", "before", "after")) for row in rows] == [
        ("ada", "SETTLING", USUAL, THREE),
        ("bob", "SETTLING", THREE, USUAL),
    ]
    assert [row["e"].get("why") for row in rows] == ["too quick", None]
    assert [(job.kind, job.state) for job in await list_jobs(graph)] == [("settle", "waiting")]
    with pytest.raises(InputError, match="no TOML"):
        await apply_rules(graph, "[[", "ada")
    assert await find_rules(graph) == USUAL


async def test_a_backup_of_records_has_the_rules_in_its_events(graph: Graph) -> None:
    await restore_rules(graph)
    assert await find_rules(graph) == USUAL
    await apply_rules(graph, TWO, "ada")
    await apply_rules(graph, THREE, "ada")
    await run(graph, "MATCH (n:Library) REMOVE n.settling")
    await restore_rules(graph)
    assert await find_rules(graph) == THREE
    await apply_rules(graph, USUAL, "ada")
    await restore_rules(graph)
    assert await run(graph, "MATCH (n:Library) RETURN n.settling AS settling") == [{"settling": None}]


async def test_a_vote_that_read_the_rules_of_before_is_waited_for(graph: Graph) -> None:
    await seed(graph)
    read, go = asyncio.Event(), asyncio.Event()

    async def work(tx: Transaction) -> None:
        await lock_pictures(tx, ["a"])
        evidence = await list_evidence(tx, [("a", "cat")])
        read.set()
        await go.wait()
        await write_beliefs(tx, evidence)

    voting = asyncio.create_task(graph.write(work))
    await read.wait()
    await apply_rules(graph, THREE, "ada")
    bringing = asyncio.create_task(bring_after(graph))
    await asyncio.sleep(0.3)
    go.set()
    await asyncio.gather(voting, bringing)
    assert (await read_settled(graph))["a"] == (None, None)


async def test_a_job_goes_on_after_its_cursor_and_begins_anew_for_other_rules(graph: Graph) -> None:
    await seed(graph)
    await add_images(graph, *(f"x{number:03}" for number in range(BATCH)))
    await apply_rules(graph, THREE, "ada")
    cursors = [(cursor, pictures) async for cursor, pictures, _ in resettle_pairs(graph)]
    assert [pictures for _, pictures in cursors] == [BATCH, 5]
    assert [pictures async for _, pictures, _ in resettle_pairs(graph, cursors[0][0])] == [5]
    await apply_rules(graph, TWO, "ada")
    assert [pictures async for _, pictures, _ in resettle_pairs(graph, cursors[0][0])] == [BATCH, 5]
    assert (await read_settled(graph))["a"] == ("yes", "two agree")


async def test_the_work_of_a_runner_reports_its_pictures(graph: Graph) -> None:
    await seed(graph)
    await apply_rules(graph, THREE, "ada")
    job = await begin_job(graph, SETTLING, "ada", "runner", 10)
    seen: list[tuple[str, int, int]] = []

    async def report(step: str, done: int, total: int, cursor: str = "") -> None:
        seen.append((step, done, total))
        assert bool(cursor) == bool(done)

    rebuilt = await do_settle(graph, None, job, report)  # type: ignore[arg-type]  # it needs no settings
    assert (rebuilt.pictures, rebuilt.pairs) == (5, 2)
    assert seen == [("settling", 0, 5), ("settling", 5, 5)]
