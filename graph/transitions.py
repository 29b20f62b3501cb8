"""Transitions: how a job goes from one state to another, and who may do what with it.

A job is `waiting`, `running`, `stopping`, `stopped`, `failed` or `done`, and goes from one to another only so, always
under the node's write lock:

| from | to | by |
|---|---|---|
| nothing, `stopped`, `failed` | `waiting` | `request_job`, `resume_job`: somebody wants it |
| the same, and `waiting` | `running` | `begin_job`: a command runs its own job at once |
| `waiting` | `running` | `claim_job`: a runner takes it |
| `running`, its runner silent | `running` | `claim_job`: another runner goes on after the cursor |
| the same, for the third time in a row | `failed` | `claim_job`: it kills whoever runs it |
| `running` | `running` | `advance_job`: a step is done; `touch_job`: the runner's heart beats |
| `waiting` | `stopped` | `stop_job` |
| `running` | `stopping` | `stop_job` |
| `stopping` | `stopped` | `advance_job` at the next step; `claim_job` where the runner is silent |
| `running`, `stopping` | `done`, `failed`, `stopped`, `waiting` | `end_job`: finished, failed, or given back |
| the same | `waiting`, `stopped` | `end_job`: finished, but `ask_job` noted meanwhile that it must be done `again` |

The claim is exclusive: `runner` is a random id, and whoever writes about a job must still be that runner. One that is
silent for longer than `patience` loses it, learns so at its next step (`LostClaimError`) and writes nothing further.
Every step is repeatable, so what was done between the last cursor and a crash may be done again.

A runner that falls silent has died of something, perhaps of the work itself. `deaths` counts those in a row that
brought it no further: a new cursor ends the row, and so does a death after more was done than `reached`, the most at
any death before. At `DEATHS` the job has failed and waits for a person, who may resume it.
"""

import json
from collections.abc import Callable
from typing import Literal

from graph.connection import Graph, Transaction
from graph.jobs import (
    CANDIDATES,
    LONGEST,
    OPEN,
    Changes,
    Job,
    Order,
    State,
    find_job,
    list_jobs,
    lock_job,
    open_job,
    tidy,
    write_job,
)
from taggy.errors import ConflictError, LostClaimError, NotFoundError, StoppedError

DEATHS = 3
ALIVE: Changes = {"deaths": 0, "reached": 0}


async def request_job(graph: Graph, order: Order, by: str | None) -> Job:
    """Ask for work that a runner shall do.

    Raises:
        ConflictError: the same work is waiting or under way.
    """

    def decide(job: Job) -> Changes:
        if job.state in OPEN:
            raise ConflictError(f"The {job.title} is {job.describe()}. Wait for it, or stop it first.")
        return _renew(job, order, by) | {"state": "waiting"}

    return await _open(graph, order, decide)


async def ask_job(tx: Transaction, order: Order, by: str | None) -> Job:
    """Ask for work that must follow what this transaction writes: what is under way already is done once more.

    It goes on where it was stopped, so its own cursor must tell what came since.
    """

    def decide(job: Job) -> Changes:
        if job.state in ("running", "stopping"):
            return {"again": True}
        return {} if job.state == "waiting" else _renew(job, order, by) | {"state": "waiting"}

    return await _open_in(tx, order, decide)


async def begin_job(
    graph: Graph, order: Order, by: str | None, who: str, patience: float, *, anew: bool = False
) -> Job:
    """Begin work here, or go on with what was stopped; with `anew` from its beginning.

    Raises:
        ConflictError: another runner is at it.
    """

    def decide(job: Job) -> Changes:
        if job.state in ("running", "stopping") and not job.is_silent(patience):
            raise ConflictError(
                f"The {job.title} is under way elsewhere, {job.describe()}. See `taggy jobs list`; "
                f"`taggy jobs stop {job.id}` stops it."
            )
        start: Changes = {"cursor": None, "done": 0, "total": None} if anew else {}
        return _renew(job, order, by) | start | {"state": "running", "runner": who}

    return await _open(graph, order, decide)


def _renew(job: Job, order: Order, by: str | None) -> Changes:
    """Take up a job's new order: other parameters are another beginning."""
    params = json.dumps(order.params, sort_keys=True)
    start: Changes = {} if params == job.params else {"cursor": None, "done": 0, "total": None}
    return {"title": tidy(order.title), "params": params, "problem": None, "by": by and tidy(by), **ALIVE, **start}


async def claim_job(graph: Graph, who: str, patience: float) -> Job | None:
    """Claim the job that has waited longest, or one whose runner is silent; None where there is none.

    One that has killed its runners has failed and is left.
    """
    for job in reversed(await list_jobs(graph, OPEN, CANDIDATES)):
        if job.state == "waiting" or job.is_silent(patience):
            claimed = await _change(graph, job.id, lambda now: _claim(now, who, patience))
            if claimed.state == "running" and claimed.runner == who:
                return claimed
    return None


def _claim(job: Job, who: str, patience: float) -> Changes:
    if job.state == "stopping" and job.is_silent(patience):
        return {"state": "stopped", "runner": None}
    taken: Changes = {"state": "running", "runner": who, "problem": None}
    if job.is_silent(patience):
        deaths = 1 if job.done > job.reached else job.deaths + 1
        died: Changes = {"deaths": deaths, "reached": max(job.done, job.reached)}
        return died | (taken if deaths < DEATHS else {"state": "failed", "runner": None, "problem": _name_killer(job)})
    return taken if job.state == "waiting" else {}


def _name_killer(job: Job) -> str:
    """Say that a job kills whoever runs it, and what to do."""
    return (
        f"{DEATHS} runners in a row ended without a word at the same place ({job.step or 'the beginning'}, {job.done} "
        f"{job.unit} done): killed, or out of memory. See the log of whoever ran it, then resume it."
    )


async def advance_job(graph: Graph, job_id: str, who: str, step: str, done: int, total: int, cursor: str) -> None:
    """Keep how far a job has come; an empty cursor leaves the last one.

    Raises:
        LostClaimError: another runner has it.
        StoppedError: it was asked to stop, and is stopped now.
    """

    def decide(job: Job) -> Changes:
        _check_claim(job, who)
        kept: Changes = {"step": step, "done": done, "total": total}
        stop: Changes = {"state": "stopped", "runner": None} if job.state == "stopping" else {}
        return kept | ({"cursor": cursor, **ALIVE} if cursor else {}) | stop

    if (await _change(graph, job_id, decide)).state == "stopped":
        raise StoppedError("It was asked to stop. What was done stays; resumed, it goes on from there.")


async def end_job(
    graph: Graph,
    job_id: str,
    who: str,
    state: Literal["done", "failed", "stopped", "waiting"],
    problem: str | None = None,
) -> Job:
    """End one's run of a job: it is done, has failed, or is given back. Asked to stop, it is not given back to wait.

    Raises:
        LostClaimError: another runner has it.
    """

    def decide(job: Job) -> Changes:
        _check_claim(job, who)
        end = "stopped" if (job.state, state) == ("stopping", "waiting") else state
        if end == "done" and job.again:
            once_more: State = "stopped" if job.state == "stopping" else "waiting"
            return {"state": once_more, "runner": None, "again": None, "cursor": None, "done": 0, "total": None}
        finished: Changes = {"work": None, "cursor": None} if end == "done" else {}
        return {"state": end, "runner": None, "problem": problem and tidy(problem), **finished}

    return await _change(graph, job_id, decide)


def _check_claim(job: Job, who: str) -> None:
    if job.runner != who or job.state not in ("running", "stopping"):
        raise LostClaimError(f"Another runner took the {job.title} over, or it was stopped: nothing more is written.")


async def stop_job(graph: Graph, job_id: str) -> Job:
    """Ask a job to stop: one that waits is stopped at once, one that runs at its next step.

    Raises:
        ConflictError: it neither waits nor runs.
        NotFoundError: there is no such job.
    """

    def decide(job: Job) -> Changes:
        if job.state == "waiting":
            return {"state": "stopped"}
        if job.state == "running":
            return {"state": "stopping"}
        raise ConflictError(f"The {job.title} is {job.state}: only what waits or runs can be stopped.")

    return await _change(graph, job_id, decide)


async def resume_job(graph: Graph, job_id: str) -> Job:
    """Let a runner go on with a job that was stopped or has failed.

    Raises:
        ConflictError: it is in another state.
        NotFoundError: there is no such job.
    """

    def decide(job: Job) -> Changes:
        if job.state not in ("stopped", "failed"):
            raise ConflictError(f"The {job.title} is {job.state}: only what was stopped or has failed can be resumed.")
        return {"state": "waiting", "problem": None, **ALIVE}

    return await _change(graph, job_id, decide)


Decide = Callable[[Job], Changes]


async def _change(graph: Graph, job_id: str, decide: Decide) -> Job:
    return await graph.write(lambda tx: _apply(tx, job_id, decide))


async def _open(graph: Graph, order: Order, decide: Decide) -> Job:
    return await graph.write(lambda tx: _open_in(tx, order, decide))


async def _open_in(tx: Transaction, order: Order, decide: Decide) -> Job:
    while True:  # one that is finished just before it is locked is no job of this work any more
        job_id = await open_job(tx, order)
        await lock_job(tx, job_id)
        if (await _read(tx, job_id)).work == order.work:
            return await _apply(tx, job_id, decide)


async def _apply(tx: Transaction, job_id: str, decide: Decide) -> Job:
    await lock_job(tx, job_id)
    if changes := decide(await _read(tx, job_id)):
        await write_job(tx, job_id, changes)
    return await _read(tx, job_id)


async def _read(tx: Transaction, job_id: str) -> Job:
    job = await find_job(tx, job_id)
    if job is None:
        raise NotFoundError(f"There is no job {job_id[:LONGEST]!r}. `taggy jobs list` shows them.")
    return job
