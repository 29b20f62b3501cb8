"""Jobs: every step from state to state, one runner at a time, and nothing written by one that lost its claim."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from graph.connection import Graph
from graph.jobs import (
    REBUILD,
    STATES,
    Job,
    Order,
    count_jobs,
    find_job,
    list_jobs,
    order_proposals,
    tidy,
    touch_job,
)
from graph.migrations import ensure_schema
from graph.transitions import (
    DEATHS,
    advance_job,
    begin_job,
    claim_job,
    end_job,
    request_job,
    resume_job,
    stop_job,
)
from taggy.errors import ConflictError, LostClaimError, NotFoundError, StoppedError
from tests.seeds import run

PATIENCE = 60.0
ME, OTHER = "me", "other"


async def silence(graph: Graph, seconds: int = 100) -> None:
    """Let every runner have been silent for so long."""
    await run(graph, "MATCH (j:Job) SET j.touchedAt = datetime() - duration({seconds: $s})", s=seconds)


async def read(graph: Graph, job: Job) -> Job:
    found = await find_job(graph, job.id)
    assert found
    return found


async def put(graph: Graph, state: str) -> Job:
    """Make a job in a state, run by this runner where it is run."""
    job = await request_job(graph, REBUILD, "ann")
    runner = ME if state in ("running", "stopping") else None
    await run(graph, "MATCH (j:Job) SET j.state = $state, j.runner = $runner", state=state, runner=runner)
    if state == "done":
        await run(graph, "MATCH (j:Job) REMOVE j.work")
    return await read(graph, job)


async def test_from_asking_to_done(graph: Graph) -> None:
    asked = await request_job(graph, REBUILD, "ann")
    assert (asked.state, asked.by, asked.done, asked.total, asked.cursor) == ("waiting", "ann", 0, None, None)
    claimed = await claim_job(graph, ME, PATIENCE)
    assert claimed
    assert (claimed.id, claimed.state, claimed.runner) == (asked.id, "running", ME)
    assert await claim_job(graph, OTHER, PATIENCE) is None
    await advance_job(graph, asked.id, ME, "rebuilding", 50, 100, "a1")
    await advance_job(graph, asked.id, ME, "rebuilding", 60, 100, "")
    job = await read(graph, asked)
    assert (job.step, job.done, job.total, job.cursor) == ("rebuilding", 60, 100, "a1")
    done = await end_job(graph, asked.id, ME, "done")
    assert (done.state, done.work, done.runner, done.cursor) == ("done", None, None, None)
    assert await count_jobs(graph) == dict.fromkeys(STATES, 0) | {"done": 1}
    again = await request_job(graph, REBUILD, None)
    assert [j.id for j in await list_jobs(graph)] == [again.id, asked.id]


TRANSITIONS: dict[str, tuple[Callable[[Graph, str], Awaitable[Any]], dict[str, str]]] = {
    "request": (lambda g, _: request_job(g, REBUILD, None), {"stopped": "waiting", "failed": "waiting"}),
    "begin": (
        lambda g, _: begin_job(g, REBUILD, None, OTHER, PATIENCE),
        {"stopped": "running", "failed": "running", "waiting": "running"},
    ),
    "claim": (lambda g, _: claim_job(g, OTHER, PATIENCE), {"waiting": "running"}),
    "advance": (lambda g, job: advance_job(g, job, ME, "s", 1, 2, "c"), {"running": "running", "stopping": "stopped"}),
    "done": (lambda g, job: end_job(g, job, ME, "done"), {"running": "done", "stopping": "done"}),
    "failed": (lambda g, job: end_job(g, job, ME, "failed", "why"), {"running": "failed", "stopping": "failed"}),
    "back": (lambda g, job: end_job(g, job, ME, "waiting"), {"running": "waiting", "stopping": "stopped"}),
    "stop": (stop_job, {"waiting": "stopped", "running": "stopping"}),
    "resume": (resume_job, {"stopped": "waiting", "failed": "waiting"}),
}


@pytest.mark.parametrize("name", TRANSITIONS)
async def test_only_these_transitions_exist(graph: Graph, name: str) -> None:
    act, allowed = TRANSITIONS[name]
    ends = {}
    for state in STATES:
        await run(graph, "MATCH (j:Job) DETACH DELETE j")
        job = await put(graph, state)
        before = await read(graph, job)
        try:
            await act(graph, job.id)
        except (ConflictError, LostClaimError):
            after = await read(graph, job)
            assert after.model_copy(update={"now": before.now}) == before
            continue
        except StoppedError:
            pass
        if (end := (await read(graph, job)).state) != state or state == "running":
            ends[state] = end
    ends = {a: b for a, b in ends.items() if a != b or a in allowed}
    assert ends == allowed


async def test_a_silent_runner_loses_its_job_and_writes_nothing_further(graph: Graph) -> None:
    await request_job(graph, REBUILD, None)
    mine = await claim_job(graph, ME, PATIENCE)
    assert mine
    await advance_job(graph, mine.id, ME, "rebuilding", 50, 100, "a1")
    await silence(graph)
    assert await touch_job(graph, mine.id, ME)
    assert await claim_job(graph, OTHER, PATIENCE) is None
    await silence(graph)
    taken = await claim_job(graph, OTHER, PATIENCE)
    assert taken
    assert (taken.id, taken.runner, taken.cursor, taken.done) == (mine.id, OTHER, "a1", 50)
    with pytest.raises(LostClaimError, match="Another runner"):
        await advance_job(graph, mine.id, ME, "rebuilding", 70, 100, "b2")
    with pytest.raises(LostClaimError):
        await end_job(graph, mine.id, ME, "done")
    assert not await touch_job(graph, mine.id, ME)
    job = await read(graph, mine)
    assert (job.runner, job.cursor, job.done, job.state) == (OTHER, "a1", 50, "running")


async def die(graph: Graph, done: int | None, cursor: str = "") -> Job | None:
    """Claim the job, bring it so far, and fall silent."""
    job = await claim_job(graph, ME, PATIENCE)
    if job and done is not None:
        await advance_job(graph, job.id, ME, "rebuilding", done, 100, cursor)
    await silence(graph)
    return job


async def test_a_job_that_kills_its_runners_at_one_place_fails_until_somebody_resumes_it(graph: Graph) -> None:
    job = await request_job(graph, REBUILD, None)
    for _ in range(DEATHS):
        assert await die(graph, None)
    assert await die(graph, None) is None
    assert (await read(graph, job)).problem == (
        "3 runners in a row ended without a word at the same place (the beginning, 0 pictures done): killed, or out of "
        "memory. See the log of whoever ran it, then resume it."
    )
    await resume_job(graph, job.id)
    assert await die(graph, 50, "a1")
    for _ in range(DEATHS - 1):
        assert await die(graph, 50)
    assert await die(graph, None) is None
    failed = await read(graph, job)
    assert (failed.state, failed.runner, failed.cursor, failed.done) == ("failed", None, "a1", 50)
    assert "at the same place (rebuilding, 50 pictures done)" in (failed.problem or "")
    assert (await begin_job(graph, REBUILD, None, ME, PATIENCE)).deaths == 0


async def test_a_job_that_comes_further_between_deaths_goes_on(graph: Graph) -> None:
    await request_job(graph, REBUILD, None)
    for number in range(2 * DEATHS):  # further by the cursor, though less is said to be done
        assert await die(graph, 2 * DEATHS - number, f"a{number}")
    for number in range(2 * DEATHS):  # further by what is done, as work without a cursor does
        assert await die(graph, 3)
        assert await die(graph, 10 + number)


async def test_what_should_stop_and_whose_runner_is_gone_is_stopped(graph: Graph) -> None:
    job = await put(graph, "stopping")
    await silence(graph)
    assert await claim_job(graph, OTHER, PATIENCE) is None
    assert (await read(graph, job)).state == "stopped"


async def test_of_many_runners_one_gets_the_job(graph: Graph) -> None:
    job = await request_job(graph, REBUILD, None)
    claims = await asyncio.gather(*(claim_job(graph, f"r{number}", PATIENCE) for number in range(16)))
    winners = [claim.runner for claim in claims if claim]
    assert len(winners) == 1
    await silence(graph)
    claims = await asyncio.gather(*(claim_job(graph, f"s{number}", PATIENCE) for number in range(16)))
    assert len([claim for claim in claims if claim]) == 1
    assert (await read(graph, job)).runner not in winners


async def test_of_many_that_ask_at_once_one_job_comes(graph: Graph) -> None:
    asked = await asyncio.gather(*(request_job(graph, REBUILD, None) for _ in range(12)), return_exceptions=True)
    assert len([job for job in asked if isinstance(job, Job)]) == 1
    assert all(isinstance(job, Job | ConflictError) for job in asked)
    assert len(await list_jobs(graph)) == 1


async def test_other_parameters_and_a_fresh_start_begin_at_the_beginning(graph: Graph) -> None:
    job = await begin_job(graph, order_proposals("r1"), None, ME, PATIENCE)
    await advance_job(graph, job.id, ME, "proposing", 5, 9, "r1:b")
    await end_job(graph, job.id, ME, "stopped")
    same = await begin_job(graph, order_proposals("r1"), None, ME, PATIENCE)
    assert (same.id, same.cursor, same.done) == (job.id, "r1:b", 5)
    await end_job(graph, job.id, ME, "stopped")
    other = await begin_job(graph, order_proposals("r2"), None, ME, PATIENCE)
    assert (other.id, other.cursor, other.done) == (job.id, None, 0)
    await advance_job(graph, job.id, ME, "proposing", 5, 9, "r2:b")
    await end_job(graph, job.id, ME, "stopped")
    anew = await begin_job(graph, order_proposals("r2"), None, ME, PATIENCE, anew=True)
    assert (anew.cursor, anew.done) == (None, 0)


async def test_where_it_runs_elsewhere_it_is_said_how_to_stop_it(graph: Graph) -> None:
    job = await begin_job(graph, REBUILD, None, ME, PATIENCE)
    with pytest.raises(ConflictError, match=rf"under way elsewhere, running: 0 of \? pictures.*jobs stop {job.id}"):
        await begin_job(graph, REBUILD, None, OTHER, PATIENCE)
    await silence(graph)
    assert (await begin_job(graph, REBUILD, None, OTHER, PATIENCE)).runner == OTHER


async def test_the_one_that_waits_longest_goes_first(graph: Graph) -> None:
    first = await request_job(graph, REBUILD, None)
    await request_job(graph, order_proposals(), None)
    claimed = await claim_job(graph, ME, PATIENCE)
    assert claimed
    assert claimed.id == first.id


async def test_a_job_that_is_not_there_is_named(graph: Graph) -> None:
    for act in (stop_job, resume_job):
        with pytest.raises(NotFoundError, match="no job 'gone'"):
            await act(graph, "gone")


async def test_titles_and_problems_are_one_short_line(graph: Graph) -> None:
    title = "import of \x1b[31m\u202efolder\n\ud800" + "x" * 1000
    order = Order("import", "import x", title, "files", {"path": "/x"})
    job = await begin_job(graph, order, "a\nb", ME, PATIENCE)
    assert job.title == ("import of �[31m�folder��" + "x" * 1000)[:500]
    assert job.by == "a�b"
    assert (await end_job(graph, job.id, ME, "failed", "no\r\nway")).problem == "no��way"
    assert tidy("naïve 絵 🐱") == "naïve 絵 🐱"


async def test_a_rebuild_that_an_older_taggy_began_can_be_resumed(graph: Graph) -> None:
    await run(graph, "CREATE (:Job {name: 'consensus rebuild', cursor: 'b', done: 2, at: datetime()})")
    await run(graph, "MATCH (n:Library) SET n.schemaVersion = 3")
    assert (await ensure_schema(graph))[0] == "0004_jobs"
    (job,) = await list_jobs(graph)
    assert (job.kind, job.state, job.cursor, job.done, job.work) == ("rebuild", "stopped", "b", 2, REBUILD.work)
    assert (await begin_job(graph, REBUILD, None, ME, PATIENCE)).cursor == "b"
