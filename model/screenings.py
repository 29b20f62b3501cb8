"""Screenings: a mixture fitted on a collection of the library, and pictures of the library judged by it."""

import asyncio
from collections.abc import AsyncIterator

import numpy as np
from numpy.typing import NDArray

from graph.connection import Graph, Runner
from graph.filters import JudgedVector, Verdict, list_images_to_judge, record_verdicts
from model.mixtures import MOST, fit_outliers
from model.outliers import Outliers, Screened
from taggy.errors import NotFoundError
from taggy.steps import Report

PAGE = 500


async def fit_collection(graph: Graph, collection: str, backbone: str, keep: float, most: int = MOST) -> Outliers:
    """Fit a mixture on what a backbone (`name@revision`) sees in a collection that is known to be good.

    What a filter refused and nobody restored is not known to be good, and left out.

    Raises:
        ModelError: there are too few pictures, or their embeddings are all the same.
    """
    rows = [
        row.vector
        for page in [p async for p in _read_pages(graph, collection, backbone)]
        for row in page
        if not row.refused
    ]
    return await asyncio.to_thread(fit_outliers, np.array(rows, np.float32), collection, backbone, keep, most)


async def judge_collection(
    graph: Graph, name: str, outliers: Outliers, collection: str, report: Report
) -> tuple[int, int]:
    """Judge the pictures of a collection, and withhold those that are refused.

    Done again it changes nothing; cut off, the same call goes through all again.

    Returns:
        How many were judged, and how many of them refused.

    Raises:
        NotFoundError: the backbone has seen no picture of the collection.
    """
    judged = refused = 0
    async for page in _read_pages(graph, collection, outliers.facts.backbone):
        vectors: NDArray[np.float32] = np.array([row.vector for row in page], np.float32)
        verdicts = [_make_verdict(row.image, said) for row, said in zip(page, outliers.judge(vectors), strict=True)]
        await record_verdicts(graph, name, verdicts)
        judged += len(verdicts)
        refused += sum(verdict.verdict == "refused" for verdict in verdicts)
        await report("judging the pictures", judged, judged)
    if not judged:
        raise NotFoundError(
            f"{outliers.facts.backbone} has seen no picture of a collection {collection!r}. Let it look: "
            f"`taggy model embed`."
        )
    return judged, refused


async def _read_pages(runner: Runner, collection: str, backbone: str) -> AsyncIterator[list[JudgedVector]]:
    after = ""
    while page := await list_images_to_judge(runner, collection, backbone, after, PAGE):
        yield page
        after = page[-1].image


def _make_verdict(image: str, said: Screened) -> Verdict:
    word = "kept" if said.kept else "refused"
    return Verdict(image, word, "outliers", said.score, said.percentile, said.reason, said.past)  # type: ignore[arg-type]
