"""Embedders: whatever turns pictures into vectors, and the collection embedded by one; torch is not needed here."""

import asyncio
from typing import Protocol

from graph.connection import Graph
from graph.embeddings import add_embeddings, list_images_to_embed
from model.pictures import Reader
from model.steps import Steps, take_steps
from taggy.steps import Report

PAGE = 500
Vectors = dict[str, list[float]]


class Embedder(Protocol):
    """Turns pictures into vectors: on this machine by torch, by ONNX, or on a cluster."""

    @property
    def key(self) -> str:
        """The name under which its embeddings are kept: `name@revision`."""

    def embed(self, images: list[str], read: Reader, skipped: dict[str, str], done: int = 0) -> Steps[Vectors]:
        """Embed pictures; what cannot be read goes into `skipped` with its reason. Yields `done` and what it did."""


async def embed_collection(graph: Graph, embedder: Embedder, read: Reader, report: Report) -> dict[str, str]:
    """Embed every picture that this backbone has not seen; stopped, it goes on where it was.

    While a page of pictures is written, the next one is looked at.

    Returns:
        The pictures that could not be read, each with the reason.

    Raises:
        ModelError: an embedding is no number.
    """
    wanted = await _list_wanted(graph, embedder.key)
    skipped: dict[str, str] = {}
    writing = asyncio.create_task(add_embeddings(graph, embedder.key, {}))
    try:
        for start in range(0, len(wanted), PAGE):
            page = wanted[start : start + PAGE]
            steps = embedder.embed(page, read, skipped, start)
            vectors = await take_steps("looking at the pictures", len(wanted), steps, report)
            await writing
            writing = asyncio.create_task(add_embeddings(graph, embedder.key, vectors))
    finally:
        await writing
    return skipped


async def _list_wanted(graph: Graph, key: str) -> list[str]:
    wanted: list[str] = []
    while page := await list_images_to_embed(graph, key, wanted[-1] if wanted else "", PAGE):
        wanted += [picture.image for picture in page]
    return wanted
