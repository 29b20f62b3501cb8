"""Jobs: long work that says how far it is, can be stopped, and outlives whoever runs it.

A job is one node, in one of six states; `graph/transitions.py` holds how it goes from one to another. While it is not
done it has a `work`, which is unique: the same work is never there twice, and asked for again it goes on where it was.
Times are the server's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import uuid4

from neo4j.time import DateTime

from graph.connection import Record, Runner, Transaction
from taggy.errors import NotFoundError

Kind = Literal[
    "import",
    "site",
    "rebuild",
    "train",
    "propose",
    "vocabulary",
    "duplicates",
    "mining",
    "remarks",
    "report",
    "embed",
    "trust",
    "settle",
    "loop",
    "conduct",
    "aside",
]
State = Literal["waiting", "running", "stopping", "stopped", "failed", "done"]
STATES: tuple[State, ...] = ("waiting", "running", "stopping", "stopped", "failed", "done")
OPEN: tuple[State, ...] = ("waiting", "running", "stopping")
LONGEST = 500
CANDIDATES = 100


@dataclass(frozen=True)
class Order:
    """Work that is asked for: `work` names what it works on; `params` is plain JSON without secrets."""

    kind: Kind
    work: str
    title: str
    unit: str = "pictures"
    params: Mapping[str, Any] = field(default_factory=dict)


REBUILD = Order("rebuild", "rebuild", "rebuild of the consensus")
VOCABULARY = Order("vocabulary", "vocabulary", "change of the vocabulary")
SCAN = Order("duplicates", "duplicates", "scan for duplicates")
MINING = Order("mining", "mining", "mining of the vocabulary")
REMARKS = Order("remarks", "remarks", "search for remarks", "tags")
SETTLING = Order("settle", "settle", "settling of pairs by the rules")
TRUST = Order("trust", "trust", "fit of reliability", "answers")
CONDUCT = Order("conduct", "conduct", "search for bad faith and drift", "answers")
ASIDE = Order("aside", "aside", "pairs of voters who were set aside or brought back", "answers")


def order_proposals(run: str | None = None) -> Order:
    """Order proposals, of one run where it is named."""
    return Order("propose", "propose", "proposals of the model", params={"run": run})


def order_report(run: str) -> Order:
    """Order a report on a run."""
    return Order("report", f"report {run}", f"report on the model run {run}", "steps", {"run": run})


def order_training(plan: Mapping[str, Any] | None = None) -> Order:
    """Order the training of a run, as the plan says or as it comes."""
    return Order("train", "train", "training of the model", "steps", params=plan or {})


def order_loop(cycles: int = 1, plan: Mapping[str, Any] | None = None) -> Order:
    """Order so many cycles of the loop, and how a run is trained in each: as the plan says or as it comes."""
    return Order(
        "loop", "loop", "loop of fitting, training and asking", "steps", {"cycles": cycles, "plan": plan or {}}
    )


def order_embedding(backbone: str | None = None, weights: str | None = None) -> Order:
    """Order that a backbone looks at all pictures: a named one with weights of the hub or a file, else the set one."""
    params = {"backbone": backbone, "weights": weights}
    return Order("embed", f"embed {backbone or ''}".strip(), "embedding of the pictures", params=params)


class Job(Record):
    """A long work and how far it has come; `deaths` of its runners in a row brought it no further than `reached`."""

    id: str
    work: str | None
    kind: Kind
    title: str
    params: str
    state: State
    step: str | None
    cursor: str | None
    done: int
    total: int | None
    unit: str
    problem: str | None
    by: str | None
    runner: str | None
    again: bool | None
    deaths: int
    reached: int
    started_at: DateTime
    touched_at: DateTime
    now: DateTime

    @property
    def silence(self) -> float:
        """Seconds since its runner was heard of, by the server's clock."""
        return (self.now.to_native() - self.touched_at.to_native()).total_seconds()

    def is_silent(self, patience: float) -> bool:
        """Tell whether the runner was not heard of for so many seconds."""
        return self.state in ("running", "stopping") and self.silence > patience

    def describe(self) -> str:
        """Say in a few words how it does."""
        total = "?" if self.total is None else str(self.total)
        return f"{self.state}: {self.done} of {total} {self.unit}, last heard of {self.silence:.0f} seconds ago"


class JobName(Record):
    """The id of a job."""

    id: str


class StateCount(Record):
    """How many jobs are in a state."""

    state: State
    jobs: int


Changes = dict[str, Any]


async def find_job(runner: Runner, job_id: str) -> Job | None:
    """Find a job by its id."""
    return next(iter(await runner.fetch(Job, "find_job", job=job_id)), None)


async def list_jobs(runner: Runner, states: tuple[State, ...] = STATES, limit: int = 50) -> list[Job]:
    """List the jobs in these states, newest first."""
    return await runner.fetch(Job, "list_jobs", states=list(states), limit=limit)


async def count_jobs(runner: Runner) -> dict[State, int]:
    """Count the jobs by state."""
    return dict.fromkeys(STATES, 0) | {row.state: row.jobs for row in await runner.fetch(StateCount, "count_jobs")}


async def open_job(tx: Transaction, order: Order) -> str:
    """Find the unfinished job of a work or add it, stopped, and return its id."""
    about = {"kind": order.kind, "title": tidy(order.title), "unit": order.unit}
    return (await tx.fetch(JobName, "open_job", work=order.work, id=uuid4().hex, **about))[0].id


async def lock_job(tx: Transaction, job_id: str) -> None:
    """Take a job's write lock.

    Raises:
        NotFoundError: there is no such job.
    """
    if not await tx.fetch(JobName, "lock_job", job=job_id):
        raise NotFoundError(f"There is no job {job_id[:LONGEST]!r}. `taggy jobs list` shows them.")


async def write_job(tx: Transaction, job_id: str, changes: Changes) -> None:
    """Write what has changed of a job whose lock is held."""
    await tx.fetch(JobName, "write_job", job=job_id, properties=changes)


async def touch_job(runner: Runner, job_id: str, who: str) -> bool:
    """Say that the runner of a job is alive; False where it is another's by now."""
    return bool(await runner.fetch(JobName, "touch_job", job=job_id, runner=who))


def tidy(text: str) -> str:
    """Make one short line of a text that may come from a file's name: nothing in it moves a cursor or turns a line."""
    return "".join(c if c.isprintable() else "�" for c in text)[:LONGEST]
