"""Model runs: what they learn from, what they are, which is live, and how good they are on each tag."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from neo4j.time import DateTime
from pydantic import BeforeValidator

from graph.connection import Graph, Record, Runner, Transaction
from graph.consensus import lock_pictures
from graph.keys import link_key
from taggy.errors import NotFoundError

Weight = Annotated[float, BeforeValidator(lambda weight: weight or 0.0)]  # nobody answered: no weight
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


class TrainingPair(Record):
    """What people say of a picture and a tag; `people` is null where nobody answered.

    The weights are what `graph.beliefs` makes of voters and rulings, in answers of a voter of whom nothing is known.
    """

    tag: str
    category: str
    yes: int
    no: int
    yes_weight: Weight
    no_weight: Weight
    people: float | None


class TrainingPicture(Record):
    """What people and sources say of a picture, and where it came from; `members` are its class, the oldest first."""

    image: str
    members: tuple[str, ...]
    came: int | None = None
    learned: tuple[int, ...] = ()
    series: tuple[tuple[str, str, str], ...] = ()
    liked: float | None = None
    claimed: bool = False
    pairs: tuple[TrainingPair, ...] = ()
    claims: tuple[tuple[str, str], ...] = ()
    audited: tuple[str, ...] = ()


class MarkedCount(Record):
    """How many pictures were marked as learned from."""

    pictures: int


class Assessment(Record):
    """How good a run is on a tag, and from which confidence on it proposes; a measure is null where it has no head.

    `abstains` is why it says nothing of the tag, `reason` why it proposes none of it; `doubt` is the p of noise,
    `usual` the mean confidence of the pairs that have the tag.
    """

    tag: str
    support: int
    precision: float | None = None
    recall: float | None = None
    f1: float | None = None
    average_precision: float | None = None
    auroc: float | None = None
    chance: float | None = None
    calibration_error: float | None = None
    coverage: float | None = None
    measured_on: Literal["test", "folds"] | None = None
    doubt: float | None = None
    abstains: str | None = None
    threshold: float | None = None
    answered_by: str | None = None
    reason: str | None = None
    audited: int | None = None
    missing: int | None = None
    judged: int | None = None
    right: int | None = None
    usual: float | None = None


class TagFigures(Record):
    """Everything that was measured of a run on a tag."""

    tag: str
    category: str | None
    figures: dict[str, Any]


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


async def require_run(runner: Runner, run: str) -> ModelRun:
    """Find a run that somebody named.

    Raises:
        NotFoundError: there is no such run.
    """
    if not (found := await find_run(runner, run)):
        raise NotFoundError(f"There is no model run {run!r}. `taggy model runs` lists them.")
    return found


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


async def mark_learned(tx: Transaction, seed: int, images: Sequence[str]) -> int:
    """Mark pictures and all that are one with them as learned from by a run of this seed; return how many were not."""
    await lock_pictures(tx, images)
    return (await tx.fetch(MarkedCount, "mark_learned", batch={"seed": seed, "images": images}))[0].pictures


async def add_assessments(runner: Runner, run: str, assessments: Sequence[Assessment]) -> int:
    """Keep how good a run is on each tag."""
    rows = [a.model_dump(by_alias=True) | {"key": link_key(run, a.tag)} for a in assessments]
    return (await runner.fetch(TagCount, "add_assessments", run=run, tags=rows))[0].tags


async def list_assessments(runner: Runner, run: str, limit: int) -> list[Assessment]:
    """List how good a run is on each tag, best first."""
    return await runner.fetch(Assessment, "list_assessments", run=run, limit=limit)


async def list_tag_figures(runner: Runner, run: str, after: str, limit: int) -> list[TagFigures]:
    """List what was measured of a run, tag by tag, by name, from `after` on."""
    return await runner.fetch(TagFigures, "list_tag_figures", run=run, after=after, limit=limit)
