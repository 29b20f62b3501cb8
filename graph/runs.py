"""Model runs: what they learn from, what they are, which is live, and how good they are on each tag."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from neo4j.time import DateTime

from graph.connection import Graph, Record, Runner, Transaction
from graph.keys import link_key
from taggy.errors import NotFoundError

State = Literal["candidate", "live", "retired"]


class ModelRun(Record):
    """A trained model: a candidate, the live one, or a retired one."""

    run: str
    state: State
    cleared: bool
    backbone: str
    revision: str
    seed: int
    snapshot: DateTime
    created_at: DateTime
    pictures: int
    pairs: int
    checkpoint: str


class RunName(Record):
    """The id of a run."""

    run: str


class TrainingPicture(Record):
    """What people and sources say of a picture: evidence tag by tag."""

    image: str
    tags: list[str]
    evidence: list[float]
    claimed: bool


class Assessment(Record):
    """How good a run is on a tag; null where it has no head for it."""

    tag: str
    support: int
    precision: float | None
    recall: float | None
    average_precision: float | None
    chance: float | None
    threshold: float
    abstains: str | None


class TagCount(Record):
    """How many tags were assessed."""

    tags: int


async def add_run(
    runner: Runner,
    run: str,
    backbone: str,
    revision: str,
    seed: int,
    snapshot: datetime,
    pictures: int,
    pairs: int,
    checkpoint: str,
) -> str:
    """Keep a run that was trained, as a candidate."""
    named = await runner.fetch(
        RunName,
        "add_run",
        run=run,
        backbone=backbone,
        revision=revision,
        seed=seed,
        snapshot=snapshot,
        pictures=pictures,
        pairs=pairs,
        checkpoint=checkpoint,
    )
    return named[0].run


async def list_runs(runner: Runner, limit: int) -> list[ModelRun]:
    """List the runs, newest first."""
    return await runner.fetch(ModelRun, "list_runs", limit=limit)


async def find_run(runner: Runner, run: str) -> ModelRun | None:
    """Find a run by its id."""
    return next(iter(await runner.fetch(ModelRun, "find_run", run=run)), None)


async def find_live_run(runner: Runner) -> ModelRun | None:
    """Find the live run."""
    return next(iter(await runner.fetch(ModelRun, "find_live_run")), None)


async def set_run_state(runner: Runner, run: str, state: State, *, cleared: bool) -> None:
    """Set a run's state, and whether nothing that it proposed is left to clear away.

    Raises:
        NotFoundError: there is no such run.
    """
    if not await runner.fetch(RunName, "set_run_state", run=run, state=state, cleared=cleared):
        raise NotFoundError(f"There is no model run {run!r}. `taggy model runs` lists them.")


async def make_run_live(graph: Graph, run: str) -> None:
    """Make a run live, and retire every other that is, in one step."""

    async def work(tx: Transaction) -> None:
        while (live := await find_live_run(tx)) and live.run != run:
            await set_run_state(tx, live.run, "retired", cleared=False)
        await set_run_state(tx, run, "live", cleared=True)

    await graph.write(work)


async def list_training_pairs(runner: Runner, after: str, limit: int) -> list[TrainingPicture]:
    """List pictures with what people and sources say of them, by id, from `after` on."""
    return await runner.fetch(TrainingPicture, "list_training_pairs", after=after, limit=limit)


async def add_assessments(runner: Runner, run: str, assessments: Sequence[Assessment]) -> int:
    """Keep how good a run is on each tag."""
    rows = [a.model_dump(by_alias=True) | {"key": link_key(run, a.tag)} for a in assessments]
    return (await runner.fetch(TagCount, "add_assessments", run=run, tags=rows))[0].tags


async def list_assessments(runner: Runner, run: str, limit: int) -> list[Assessment]:
    """List how good a run is on each tag, best first."""
    return await runner.fetch(Assessment, "list_assessments", run=run, limit=limit)
