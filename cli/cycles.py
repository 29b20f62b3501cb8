"""Cycles of the loop: from what people answered to what they are asked next, step by step.

A cycle refits whom to believe and what that makes of the pairs, looks at new pictures, trains a run, compares it with
the live one, lets it go live and propose, suggests pictures for silent tags, and counts what waits for people. A step
that is a job by itself is that job here too: it is not done twice at once, what was stopped goes on where it was, and
it is listed. The cycles' own cursor is the cycle and the step, so that no step that was done is done again.

The model is kept from learning from itself by what each step reads, not by this loop: see docs/loop.md.
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from cli.modelwords import load_text
from cli.modelworks import Embedded, explain_missing_torch
from cli.runner import POLL, run_job
from graph.audits import PAGE, list_waiting_audits
from graph.connection import Graph
from graph.jobs import TRUST, Job, Order, find_job, order_embedding, order_proposals, order_training
from graph.suggestions import count_suggestions
from graph.transitions import begin_job, end_job
from taggy.errors import ConflictError, InputError, NotFoundError, StoppedError
from taggy.settings import Settings
from taggy.steps import Report
from taggy.words import WORDS

if TYPE_CHECKING:
    from model.proposing import Proposed
    from model.training import Trained

_log = logging.getLogger("taggy.loop")
Step = Callable[[Graph, Settings, Job, Report], Awaitable[str]]


@dataclass(frozen=True)
class Taken:
    """A step that was taken, in which cycle, how long it took, and what it did."""

    cycle: int
    step: str
    seconds: float
    did: str


async def run_cycles(graph: Graph, settings: Settings, job: Job, report: Report) -> list[Taken]:
    """Go through the loop as often as the job says, from its cursor on; what is returned is what this call did.

    Raises:
        ConflictError: a step was stopped by itself.
        TaggyError: a step failed; resumed, the loop goes on with it.
    """
    names, cycles = list(STEPS), int(json.loads(job.params)["cycles"])
    places = [(number, name) for number in range(1, cycles + 1) for name in names]
    begun = [_name_place(*place) for place in places]
    taken: list[Taken] = []
    for place in range(begun.index(job.cursor) if job.cursor in begun else 0, len(places)):
        number, name = places[place]
        if place and begun[place] != job.cursor:
            await report(name, place, len(places), begun[place])
        taken.append(await _take(graph, settings, job, report, place, (number, name)))
    await report(_sum_up(taken), len(places), len(places))
    return taken


def _name_place(number: int, name: str) -> str:
    return f"{number}|{name}"


async def _take(
    graph: Graph, settings: Settings, job: Job, report: Report, before: int, place: tuple[int, str]
) -> Taken:
    """Take a step, with so many before it, and say how long it took and what it did."""
    number, name = place
    cycles = int(json.loads(job.params)["cycles"])

    async def tell(step: str, done: int, total: int, cursor: str = "") -> None:  # noqa: ARG001 - the step keeps its own
        share = f"{step} {done:,} of {total:,}" if total > 1 else step
        await report(f"cycle {number} of {cycles}: {share}", before, cycles * len(STEPS))

    start = time.monotonic()
    did = await STEPS[name](graph, settings, job, tell)
    seconds = time.monotonic() - start
    _log.info("cycle %d of %d: %s took %.1f s: %s", number, cycles, name, seconds, did)
    return Taken(number, name, round(seconds, 1), did)


def _sum_up(taken: Sequence[Taken]) -> str:
    """Say in a line what the last cycle did."""
    last = [step for step in taken if step.cycle == taken[-1].cycle]
    return "; ".join(f"{step.step}: {step.did}" for step in last)


async def _run(graph: Graph, settings: Settings, job: Job, order: Order, report: Report) -> Any:
    """Run a step that is a job; while somebody else is at it, wait.

    Raises:
        ConflictError: it was stopped by itself.
    """
    who = uuid4().hex
    while True:
        try:
            part = await begin_job(graph, order, job.by, who, settings.job_patience)
            break
        except ConflictError:
            await report(f"waiting for the {order.title} that is under way", 0, 1)
            await asyncio.sleep(POLL)
    try:
        return await run_job(graph, settings, part, who, report, "stopped")
    except StoppedError:
        now = await find_job(graph, part.id)
        if now and now.state == "stopped":
            raise ConflictError(f"The {order.title} was stopped. Resumed, the loop goes on with it.") from None
        await end_job(graph, part.id, who, "stopped")
        raise


async def _refit(graph: Graph, settings: Settings, job: Job, report: Report) -> str:
    """Fit whom to believe, and bring the pairs after it."""
    fitted = await _run(graph, settings, job, TRUST, report)
    return ", ".join(f"{value:,} {name.replace('_', ' ')}" for name, value in vars(fitted).items())


async def _embed(graph: Graph, settings: Settings, job: Job, report: Report) -> str:
    """Look at new pictures; a network that is trained from nothing does so when it is trained."""
    if settings.backbone is None:
        return "no backbone is named: the run that is trained looks at the pictures"
    seen: Embedded = await _run(graph, settings, job, order_embedding(), report)
    return f"{seen.backbone} has seen {seen.pictures:,} pictures, {len(seen.skipped):,} could not be read"


async def _train(graph: Graph, settings: Settings, job: Job, report: Report) -> str:
    """Train a run as the job's plan says."""
    trained: Trained = await _run(graph, settings, job, order_training(json.loads(job.params)["plan"]), report)
    return f"{trained.run} learned from {trained.pairs:,} pairs of {trained.pictures:,} pictures"


async def _compare(graph: Graph, settings: Settings, _job: Job, report: Report) -> str:
    """Compare the candidate with the live run, for people to read: it goes live in any case."""
    with explain_missing_torch():
        from model.differences import compare_runs, judge_change  # noqa: PLC0415 - torch is loaded only where needed
    try:
        found, _ = await compare_runs(graph, settings.home, None, None, report)
    except (InputError, NotFoundError) as error:
        return f"not compared: {error}"
    verdicts = [judge_change(change) for change in found.tags]
    better, worse = (verdicts.count(verdict) for verdict in ("better", "worse"))
    return f"beside {found.live} better on {better:,} of {len(verdicts):,} tags, worse on {worse:,}"


async def _propose(graph: Graph, settings: Settings, job: Job, report: Report) -> str:
    """Let the newest candidate go live and propose."""
    said: Proposed = await _run(graph, settings, job, order_proposals(), report)
    return (
        f"{said.run} is live, proposes {said.proposed:,} pairs, scored {said.scored:,}, took {said.taken_back:,} back"
    )


async def _suggest(graph: Graph, settings: Settings, _job: Job, report: Report) -> str:
    """Suggest pictures for silent tags, where the backbone knows words."""
    if settings.backbone is None or not settings.backbone.startswith(WORDS):
        return "the backbone knows no words"
    text = await asyncio.to_thread(load_text, settings.backbone, settings.weights)  # it takes its time
    from model.words import suggest_pictures  # noqa: PLC0415 - torch is loaded only where it is needed

    suggested = await suggest_pictures(graph, text, report)
    return f"{sum(suggested.values()):,} pairs of {len(suggested):,} tags"


async def _count_questions(graph: Graph, _settings: Settings, _job: Job, _report: Report) -> str:
    """Count what waits for people: questions are drawn from the pairs as they are, so there is nothing to prepare."""
    audits = len(await list_waiting_audits(graph, PAGE))
    more = " or more" if audits >= PAGE else ""
    return f"{audits:,}{more} audits and {await count_suggestions(graph):,} suggestions wait to be asked about"


STEPS: dict[str, Step] = {
    "trust": _refit,
    "embed": _embed,
    "train": _train,
    "compare": _compare,
    "propose": _propose,
    "suggest": _suggest,
    "questions": _count_questions,
}
