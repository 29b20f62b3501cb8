"""Proposing: a run goes live, says what it thinks, and what the one before it proposed is taken back."""

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from graph.connection import Graph
from graph.proposals import Opinion, clear_run, record_opinions
from graph.runs import ModelRun, find_live_run, find_run, list_runs, make_run_live
from model.checkpoint import Checkpoint, load_checkpoint
from model.embedding import embed_collection, read_embeddings
from model.pictures import Reader
from model.training import name_checkpoint
from taggy.errors import ModelError, NotFoundError
from taggy.steps import Report

BATCH = 100
RUNS = 1000


@dataclass(frozen=True)
class Proposed:
    """What a run said: pairs it proposes, pairs with a vote or a claim it thought of, proposals taken back."""

    run: str
    pictures: int
    proposed: int
    scored: int
    taken_back: int
    skipped: dict[str, str]


async def propose_run(
    graph: Graph, home: Path, read: Reader, run: str | None, report: Report, after: str = ""
) -> Proposed:
    """Let a run go live and propose: the named one, else the newest candidate, else the live one once more.

    Stopped in the middle, it goes on after the last cursor it gave, with the run it had chosen; if that is not live
    any more, from the beginning. What is counted is what this call did.

    Raises:
        ModelError: its checkpoint cannot be used, or gives no numbers; then nothing is written.
        NotFoundError: there is no such run, or none at all.
    """
    begun, _, last = after.partition(":")
    chosen = await _choose_run(graph, begun or run)
    checkpoint = load_checkpoint(name_checkpoint(home, chosen.run), chosen.checkpoint)
    if checkpoint.facts.run != chosen.run:
        raise ModelError(f"The checkpoint of run {chosen.run} is that of {checkpoint.facts.run}. Train again.")
    skipped = await embed_collection(graph, checkpoint.backbone, read, report)
    images, confidence = await _compute_confidence(graph, checkpoint)
    await make_run_live(graph, chosen.run)
    first = bisect_right(images, last) if chosen.state == "live" else 0
    proposed = scored = 0
    for start in range(first, len(images), BATCH):
        part = slice(start, start + BATCH)
        count = await record_opinions(graph, chosen.run, _form_opinions(checkpoint, images[part], confidence[part]))
        proposed, scored = proposed + count.proposed, scored + count.scored
        await report("proposing", min(start + BATCH, len(images)), len(images), f"{chosen.run}:{images[part][-1]}")
    taken_back = await _clear_retired(graph)
    return Proposed(chosen.run, len(images), proposed, scored, taken_back, skipped)


async def _choose_run(graph: Graph, run: str | None) -> ModelRun:
    if run is not None:
        if not (named := await find_run(graph, run)):
            raise NotFoundError(f"There is no model run {run!r}. `taggy model runs` lists them.")
        return named
    live = await find_live_run(graph)
    newest = next((r for r in await list_runs(graph, RUNS) if r.state == "candidate"), None)
    if newest and (live is None or newest.created_at > live.created_at):
        return newest
    if live is None:
        raise NotFoundError("There is no model run yet. `taggy model train` trains one.")
    return live


async def _compute_confidence(graph: Graph, checkpoint: Checkpoint) -> tuple[list[str], Tensor]:
    """Compute every confidence before any is written."""
    images: list[str] = []
    parts = [torch.empty(0, len(checkpoint.facts.tags))]
    while (page := await read_embeddings(graph, checkpoint.backbone.key, images[-1] if images else ""))[0]:
        parts.append(checkpoint.compute_confidence(*page))
        images += page[0]
    return images, torch.cat(parts)


def _form_opinions(checkpoint: Checkpoint, images: list[str], confidence: Tensor) -> list[Opinion]:
    """Say nothing at all of tags that the run abstains from."""
    facts = checkpoint.facts
    spoken = [number for number, abstains in enumerate(facts.abstains) if not abstains]
    tags = [facts.tags[number] for number in spoken]
    thresholds = {facts.tags[number]: facts.thresholds[number] for number in spoken}
    return [
        Opinion(image, dict(zip(tags, row, strict=True)), thresholds)
        for image, row in zip(images, confidence[:, spoken].tolist(), strict=True)
    ]


async def _clear_retired(graph: Graph) -> int:
    """Take back what retired runs still propose, also where an earlier try was stopped."""
    return sum([await clear_run(graph, r.run) for r in await list_runs(graph, RUNS) if not r.cleared])
