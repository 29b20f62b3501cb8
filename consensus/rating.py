"""Rating: how good each picture is by a criterion, fitted to all comparisons and kept in the graph as RATED.

A fit reads every comparison (`consensus.comparisonsheet`), finds scores and persons (`consensus.preferences`) and an
ensemble that rates pictures by what they look like (`consensus.ensemble`), and keeps both for each shown picture: the
score where it was compared, the guess where the backbone has seen it. Only figures that moved are written and those
that lost their ground are removed, so that the same fit again changes nothing, and one that was cut off is done by the
next. What is held out is read, and learned from by nothing.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from consensus.answers import Floats
from consensus.comparing import bound_score, rank_parts
from consensus.comparisonsheet import Numbered, read_comparisons
from consensus.ensemble import Basis, Ensemble, find_basis, fit_ensemble
from consensus.preferences import Preferences, fit_preferences
from graph.arrivals import find_vectors
from graph.connection import Graph
from graph.gallery import list_rows
from graph.images import list_images
from graph.ratings import BATCH, Figures, read_ratings, remove_ratings, write_ratings
from graph.similar import choose_backbone
from taggy.steps import Report, pass_over

SAMPLE = 2_000  # pictures by whose embeddings the axes are found: ids are hashes, so the first ones are at random
PAGE = 500


@dataclass(frozen=True)
class Rated:
    """What a fit read, and how many figures it wrote anew, left as they were, and removed."""

    criterion: str
    comparisons: int
    persons: int
    compared: int
    parts: int
    guessed: int
    written: int
    unmoved: int
    removed: int


@dataclass(frozen=True)
class Eye:
    """What pictures look like: to which backbone (`name@revision`), and the axes on which they differ."""

    backbone: str
    basis: Basis

    async def look(self, graph: Graph, images: Sequence[str]) -> dict[str, Floats]:
        """Place these pictures; those that the backbone has not seen are left out."""
        placed: dict[str, Floats] = {}
        for start in range(0, len(images), PAGE):
            found = await find_vectors(graph, self.backbone, images[start : start + PAGE])
            if found:
                placed |= dict(zip(found, self.basis.place(np.array(list(found.values()))), strict=True))
        return placed


async def open_eye(graph: Graph, preferred: str | None) -> Eye | None:
    """Choose the backbone by which pictures are rated, and find the axes; None where none has seen a picture."""
    chosen = await choose_backbone(graph, preferred)
    if chosen is None:
        return None
    sample: list[Floats] = []
    async for _, rows in list_rows(graph, chosen.backbone):
        sample.append(np.asarray(rows, float))
        if sum(map(len, sample)) >= SAMPLE:
            break
    return Eye(chosen.backbone, find_basis(np.concatenate(sample))) if sample else None


@dataclass(frozen=True)
class Taste:
    """What was learned from comparisons: scores and persons; and of what is seen, an ensemble."""

    read: Numbered
    fit: Preferences
    ensemble: Ensemble | None


def learn_taste(read: Numbered, placed: Mapping[str, Floats], axes: int) -> Taste:
    """Fit scores, and where pictures are placed on any axes, an ensemble to the comparisons of those that are."""
    fit = fit_preferences(read.known)
    if not axes:
        return Taste(read, fit, None)
    there = np.array([image in placed for image in read.images], bool)
    points = np.zeros((len(read.images), axes))
    for number, image in enumerate(read.images):
        if there[number]:
            points[number] = placed[image]
    known = read.known
    return Taste(read, fit, fit_ensemble(points, known.take(there[known.lefts] & there[known.rights]), fit))


@dataclass(frozen=True)
class Learned:
    """What was learned by a criterion, and by which eye; None where no backbone has seen a picture."""

    taste: Taste
    eye: Eye | None


async def fit_ratings(graph: Graph, criterion: str, preferred: str | None, report: Report) -> Rated:
    """Rate all pictures by a criterion, and keep what moved. `preferred` names a backbone."""
    learned = await learn_ratings(graph, criterion, await open_eye(graph, preferred), report)
    return await keep_ratings(graph, criterion, learned, report)


async def learn_ratings(graph: Graph, criterion: str, eye: Eye | None, report: Report = pass_over) -> Learned:
    """Read all comparisons by a criterion and learn from them, and from what the eye sees."""
    read = await read_comparisons(graph, criterion, report)
    placed = await eye.look(graph, read.images) if eye else {}
    axes = eye.basis.axes.shape[1] if eye else 0
    return Learned(await asyncio.to_thread(learn_taste, read, placed, axes), eye)


async def keep_ratings(graph: Graph, criterion: str, learned: Learned, report: Report = pass_over) -> Rated:
    """Keep what was learned of all pictures, as far as it moved; without a comparison nothing is kept of any."""
    read = learned.taste.read
    figures = measure_scores(criterion, learned.taste)
    if figures:
        await _guess(graph, criterion, learned.taste, learned.eye, figures)
    written, removed = await _keep(graph, criterion, list(figures.values()), report)
    return Rated(
        criterion=criterion,
        comparisons=len(read.known.answers),
        persons=len(read.persons),
        compared=sum(row.comparisons > 0 for row in figures.values()),
        parts=len({row.part for row in figures.values() if row.part}),
        guessed=sum(row.guess is not None for row in figures.values()),
        written=written,
        unmoved=len(figures) - written,
        removed=removed,
    )


def measure_scores(criterion: str, taste: Taste) -> dict[str, Figures]:
    """Say what the comparisons of each compared picture add up to; part 1 is the largest."""
    counts, parts = taste.read.count_comparisons(), rank_parts(taste.fit)
    return {
        image: Figures(criterion, image, *bound_score(taste.fit, n), int(counts[n]), int(parts[n]), None, None)
        for n, image in enumerate(taste.read.images)
        if counts[n]
    }


async def _guess(graph: Graph, criterion: str, taste: Taste, eye: Eye | None, figures: dict[str, Figures]) -> None:
    """Add the ensemble's guess of every shown picture that the backbone has seen."""
    if not (eye and taste.ensemble):
        return
    nothing = Figures(criterion, "", None, None, None, 0, None, None, None)
    async for images, rows in list_rows(graph, eye.backbone):
        shown = {image.id for image in await list_images(graph, images) if image.shown == image.id}
        rated = taste.ensemble.rate(eye.basis.place(np.asarray(rows, float)))
        for image, guess, variance in zip(images, rated.mean(axis=1), rated.var(axis=1, ddof=1), strict=True):
            if image in shown:
                known = figures.get(image, replace(nothing, image=image))
                figures[image] = replace(known, guess=float(guess), variance=float(variance))


async def _keep(graph: Graph, criterion: str, figures: Sequence[Figures], report: Report) -> tuple[int, int]:
    """Write what moved and remove what is not there any more; return how many were written and removed."""
    kept = await read_ratings(graph, criterion)
    moved = sorted((row for row in figures if kept.get(row.key) != row.list_properties()), key=lambda row: row.key)
    gone = sorted(kept.keys() - {row.key for row in figures})
    written, removed, total = 0, 0, len(moved) + len(gone)
    await report("writing", 0, total)
    for start in range(0, len(gone), BATCH):
        removed += await remove_ratings(graph, gone[start : start + BATCH])
        await report("writing", removed, total)
    for start in range(0, len(moved), BATCH):
        written += await write_ratings(graph, criterion, moved[start : start + BATCH])
        await report("writing", removed + min(start + BATCH, len(moved)), total)
    return written, removed
