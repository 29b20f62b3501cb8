"""Opinions: what a run says of pictures, by torch or without it, and from which confidence on it proposes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import starmap

import numpy as np
from numpy.typing import NDArray

from graph.arrivals import find_vectors
from graph.connection import Graph, Runner
from graph.embeddings import list_embeddings
from graph.proposals import Opinion
from graph.runs import Assessment, list_assessments
from model.embedders import PAGE, Embedder
from model.runtime import Run, open_run
from taggy.errors import ModelError
from taggy.settings import Settings

Array = NDArray[np.float32]
Terms = Mapping[str, float | None]  # of each tag that a run speaks on, its threshold; None: it proposes none of it
TAGS = 100_000


@dataclass(frozen=True)
class Speaker:
    """A run that can be asked about pictures, the terms on which it speaks, and how sure it usually is of a tag."""

    run: Run
    terms: Terms
    usual: Mapping[str, float] = field(default_factory=dict)

    @property
    def embedders(self) -> Sequence[Embedder]:
        """What embeds for it, one a part."""
        return self.run.embedders

    def judge(self, images: list[str], seen: list[Array]) -> Array:
        """Return how sure it is: a row a picture, a column a tag, from n x width embeddings of each part.

        Raises:
            ModelError: a confidence is no number.
        """
        return self.run.compute_confidence(images, seen)

    def form_opinions(self, images: list[str], confidence: Array) -> list[Opinion]:
        """Say nothing at all of tags that the run abstains from, and nothing where a confidence is no number."""
        columns = [(tag, number) for number, tag in enumerate(self.run.facts.tags) if tag in self.terms]

        def form(image: str, row: list[float]) -> Opinion:
            return Opinion(image, {tag: row[n] for tag, n in columns if not np.isnan(row[n])}, self.terms, self.usual)

        return list(starmap(form, zip(images, confidence.tolist(), strict=True)))


def load_speaker(settings: Settings, run: str, digest: str, terms: Terms) -> Speaker:
    """Load a run by its checkpoint's SHA-256.

    Raises:
        ModelError: the checkpoint is gone, damaged, or another run's.
    """
    opened = open_run(settings, run, digest)
    if opened.facts.run != run:
        raise ModelError(f"The checkpoint of run {run} is that of {opened.facts.run}. Train again.")
    return Speaker(opened, terms)


async def read_terms(runner: Runner, run: str) -> dict[str, float | None]:
    """Read on which tags a run speaks, and its thresholds, as they were last judged."""
    return _find_terms(await list_assessments(runner, run, TAGS))


async def refresh_speaker(runner: Runner, speaker: Speaker) -> Speaker:
    """Return a speaker on the terms as they were last judged, and with how sure it is on average where each tag is."""
    judged = await list_assessments(runner, speaker.run.facts.run, TAGS)
    usual = {a.tag: a.usual for a in judged if a.usual is not None}
    return replace(speaker, terms=_find_terms(judged), usual=usual)


def _find_terms(judged: Sequence[Assessment]) -> dict[str, float | None]:
    return {a.tag: a.threshold for a in judged if a.abstains is None}


async def read_page(graph: Graph, speaker: Speaker, after: str) -> tuple[list[str], list[Array]]:
    """Read a page of pictures that the first part has seen, by id, with the embeddings of all parts."""
    first, *others = speaker.embedders
    page = await list_embeddings(graph, first.key, after, PAGE)
    images = [row.image for row in page]
    seen = np.array([row.vector for row in page], dtype=np.float32)
    return images, [seen, *[await read_rows(graph, embedder.key, images) for embedder in others]]


async def read_rows(graph: Graph, backbone: str, images: list[str]) -> Array:
    """Read what a backbone (`name@revision`) saw in these pictures: n x width, NaN where it has not seen one."""
    vectors = await find_vectors(graph, backbone, images)
    nothing = [np.nan] * max(map(len, vectors.values()), default=1)
    return np.array([vectors.get(image, nothing) for image in images], dtype=np.float32)
