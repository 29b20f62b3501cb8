"""Embeddings: what a backbone sees in each picture, computed once and kept in the graph."""

import torch
from torch import Tensor

from graph.connection import Graph
from graph.embeddings import add_embeddings, list_embeddings, list_images_to_embed
from model.backbones import Backbone
from model.pictures import Reader, decode_batches
from model.steps import Steps, take_steps
from taggy.errors import ModelError
from taggy.steps import Report

PAGE = 500
Vectors = dict[str, list[float]]


async def embed_collection(graph: Graph, backbone: Backbone, read: Reader, report: Report) -> dict[str, str]:
    """Embed every picture that this backbone has not seen; stopped, it goes on where it was.

    Returns:
        The pictures that could not be read, each with the reason.

    Raises:
        ModelError: an embedding is no number.
    """
    wanted = await _list_wanted(graph, backbone)
    skipped: dict[str, str] = {}
    for start in range(0, len(wanted), PAGE):
        page = wanted[start : start + PAGE]
        steps = embed_pictures(backbone, page, read, skipped, start)
        vectors = await take_steps("looking at the pictures", len(wanted), steps, report)
        await add_embeddings(graph, backbone.key, vectors)
    return skipped


async def _list_wanted(graph: Graph, backbone: Backbone) -> list[str]:
    wanted: list[str] = []
    while page := await list_images_to_embed(graph, backbone.key, wanted[-1] if wanted else "", PAGE):
        wanted += [picture.image for picture in page]
    return wanted


def embed_pictures(
    backbone: Backbone, images: list[str], read: Reader, skipped: dict[str, str], done: int = 0
) -> Steps[Vectors]:
    """Embed pictures batch by batch; an animation is the mean of its frames."""
    vectors: Vectors = {}
    for batch in decode_batches(images, read, backbone.prepare, skipped):
        seen = backbone.embed(batch.tensors)
        pooled = torch.stack([frames.mean(0) for frames in torch.split(seen, batch.frames)])
        if not torch.isfinite(pooled).all():
            raise ModelError(
                f"The backbone {backbone.key} gives embeddings that are no numbers. Its weights are damaged, or it "
                f"does not suit this machine; take another. Nothing was written."
            )
        vectors |= dict(zip(batch.images, pooled.tolist(), strict=True))
        yield done + len(vectors)
    return vectors


async def read_embeddings(graph: Graph, backbone: str, after: str) -> tuple[list[str], Tensor]:
    """Read a page of embeddings, by picture id from `after` on; both are empty past the last one."""
    page = await list_embeddings(graph, backbone, after, PAGE)
    return [row.image for row in page], torch.tensor([row.vector for row in page])


async def read_embeddings_of(graph: Graph, backbone: str, images: list[str]) -> tuple[list[int], Tensor]:
    """Read the embeddings of some pictures: which of them have one, by position, and a row each."""
    position = {image: number for number, image in enumerate(images)}
    rows: list[int] = []
    parts: list[Tensor] = []
    after = ""
    while (page := await read_embeddings(graph, backbone, after))[0]:
        kept = [number for number, image in enumerate(page[0]) if image in position]
        rows += [position[page[0][number]] for number in kept]
        parts.append(page[1][kept])
        after = page[0][-1]
    return rows, torch.cat(parts) if rows else torch.empty(0, 0)
