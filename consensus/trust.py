"""Trust: how far each voter and each source is to be believed, fitted to all answers and kept in the graph.

A fit reads every answer (`consensus.answersheet`), finds at once what is true of each pair and how reliable each
voter is (`consensus.dawidskene`), judges the sources by that (`consensus.claims`), and keeps the figures as
RELIABLE_IN. It reads votes, rulings and claims, and which pairs the live run proposes, never its confidence. Then the
pairs follow whose numbers that moves (`consensus.weighing`).

Voting goes on meanwhile: a page is a short reading transaction, a batch of figures a short writing one, and neither
takes a lock that a vote waits for. Only figures that moved are written and those that lost their answers are removed,
so that the same fit again changes nothing, and one that was cut off is done by the next.
"""

import asyncio
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consensus.answersheet import AnswerSheet, Vocabulary
from consensus.betas import find_quantiles
from consensus.claims import measure_sources
from consensus.dawidskene import CROWD, Fit, fit_answers
from consensus.weighing import weigh_again
from graph.answers import AnsweredPicture, count_answers, list_answers, list_categories_of_tags, list_speakers
from graph.connection import Graph
from graph.reliability import (
    BATCH,
    WHOLE,
    Figures,
    read_reliability,
    remove_reliability,
    write_reliability,
)
from graph.weighing import mark_voters
from taggy.steps import Report

Floats = NDArray[np.float64]
TAIL = 0.025
NO, YES = 0, 1


@dataclass(frozen=True)
class Fitted:
    """What a fit read, how many figures it wrote anew, left as they were, and removed, and how many pairs moved."""

    answers: int
    pairs: int
    voters: int
    sources: int
    written: int
    unmoved: int
    removed: int
    moved: int


async def fit_trust(graph: Graph, report: Report) -> Fitted:
    """Fit the reliability of all voters and sources to all answers, keep what moved, and let the pairs follow."""
    sheet = await read_answers(graph, report)
    figures = await asyncio.to_thread(measure, sheet)
    written, unmoved, removed = await _keep(graph, figures, report)
    counted = len(sheet.answers.tasks)
    sources = len({row.who for row in figures if row.kind == "source"})
    moved = await weigh_again(graph, report)
    return Fitted(counted, len(sheet.answers.groups), len(sheet.voters), sources, written, unmoved, removed, moved)


async def read_answers(graph: Graph, report: Report) -> AnswerSheet:
    """Read all answers, a page after the other, while voting goes on."""
    sheet, canonical = AnswerSheet(), _Names()
    speakers: dict[str, str] = {}
    done, total = 0, await count_answers(graph)
    await report("reading", 0, total)
    async for page in list_answers(graph):
        if new := {vote[1] for picture in page for vote in picture.votes} - speakers.keys():
            speakers |= await list_speakers(graph, sorted(new))
        if tags := _list_tags(page) - canonical.seen:
            canonical.add(await list_categories_of_tags(graph, sorted(tags)), tags)
        sheet.add_pictures(page, Vocabulary(canonical.places, speakers))
        done += sum(len(picture.votes) for picture in page)
        await report("reading", done, max(done, total))
    return sheet


class _Names:
    """The tags that were met, and where those that circulate belong."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.places: dict[str, tuple[str, str]] = {}

    def add(self, tags: list[tuple[str, str, str, bool]], asked: set[str]) -> None:
        self.seen |= asked
        self.places.update({name: (tag, category) for name, tag, category, circulates in tags if circulates})


def _list_tags(page: list[AnsweredPicture]) -> set[str]:
    return {
        tag
        for picture in page
        for tags in (
            (vote[0] for vote in picture.votes),
            (tag for tag, _ in picture.rulings),
            *(tags for _, tags in picture.claims),
        )
        for tag in tags
    }


def measure(sheet: AnswerSheet) -> list[Figures]:
    """Fit a sheet and say how far each voter and each source is believed, in all and by category."""
    if not sheet.voters:
        return []
    fit = fit_answers(sheet.answers)
    return [measure_crowd(fit), *measure_voters(sheet, fit), *measure_sources(sheet, fit.truth[:, YES])]


def measure_crowd(fit: Fit) -> Figures:
    """Say how far a voter is believed of whom nothing is known."""
    sensitivity, specificity = float(fit.crowd[YES, YES]), float(fit.crowd[NO, NO])
    figures: dict[str, float | int] = {"sensitivity": sensitivity, "specificity": specificity}
    return Figures("crowd", WHOLE, WHOLE, (sensitivity + specificity) / 2, figures)


def measure_voters(sheet: AnswerSheet, fit: Fit) -> list[Figures]:
    """Say how far each voter is believed, in all and in each category with an answer of theirs."""
    answers, groups = sheet.answers, len(sheet.categories)
    cells = answers.voters.astype(np.int64) * groups + answers.groups[answers.tasks]
    given = np.bincount(cells, minlength=len(sheet.voters) * groups).reshape(-1, groups)
    low, high = fit.find_intervals(1 - 2 * TAIL)
    right = np.diagonal(fit.confusion, axis1=2, axis2=3)
    names, categories = list(sheet.voters), list(sheet.categories)
    whole = np.diagonal(fit.overall, axis1=1, axis2=2)
    counts = fit.counts.sum(axis=1)
    a, b = whole * (counts + CROWD), (1 - whole) * (counts + CROWD)
    bounds = (find_quantiles(a, b, TAIL), find_quantiles(a, b, 1 - TAIL))
    rows = [
        _describe(name, WHOLE, whole[v], bounds[0][v], bounds[1][v], counts[v], int(given[v].sum()))
        for v, name in enumerate(names)
    ]
    for v, g in zip(*(place.tolist() for place in np.nonzero(given)), strict=True):
        if categories[g] != WHOLE:
            row = (right[v, g], low[v, g], high[v, g], fit.counts[v, g], int(given[v, g]))
            rows.append(_describe(names[v], categories[g], *row))
    return rows


def _describe(who: str, category: str, right: Floats, low: Floats, high: Floats, counts: Floats, n: int) -> Figures:
    """Describe a voter in a category: of each truth, the share of right answers with its bounds, and the answers."""
    figures: dict[str, float | int] = {
        "sensitivity": float(right[YES]),
        "lowSensitivity": float(low[YES]),
        "highSensitivity": float(high[YES]),
        "specificity": float(right[NO]),
        "lowSpecificity": float(low[NO]),
        "highSpecificity": float(high[NO]),
        "right": float(right @ counts / counts.sum()),
        "answers": n,
    }
    return Figures("voter", who, category, float(right.mean()), figures)


async def _keep(graph: Graph, figures: list[Figures], report: Report) -> tuple[int, int, int]:
    """Write what moved and remove what is not there any more; return how many were written, left and removed."""
    kept = await read_reliability(graph)
    moved = sorted((row for row in figures if kept.get(row.key) != row.list_properties()), key=lambda row: row.key)
    gone = sorted(kept.keys() - {row.key for row in figures})
    written, removed, total = 0, 0, len(moved) + len(gone)
    await report("writing", 0, total)
    for start in range(0, len(gone), BATCH):
        removed += await remove_reliability(graph, gone[start : start + BATCH])
        await report("writing", removed, total)
    if any(row.kind == "crowd" for row in moved) or any(kept[key]["kind"] == "crowd" for key in gone):
        await mark_voters(graph)
    for start in range(0, len(moved), BATCH):
        written += await write_reliability(graph, moved[start : start + BATCH])
        await report("writing", removed + min(start + BATCH, len(moved)), total)
    return written, len(figures) - len(moved), removed
