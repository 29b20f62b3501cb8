"""Embeddings: what a backbone, named `name@revision`, sees in each picture."""

from collections.abc import Mapping, Sequence

from graph.connection import Graph, Record, Runner, Transaction
from graph.consensus import Picture, lock_pictures
from graph.keys import embedding_key


class Embedding(Record):
    """What a backbone sees in a picture."""

    image: str
    vector: list[float]


class EmbeddingCount(Record):
    """How many embeddings were added."""

    embeddings: int


async def list_images_to_embed(runner: Runner, backbone: str, after: str, limit: int) -> list[Picture]:
    """List pictures that a backbone (`name@revision`) has not seen yet, by id, from `after` on."""
    prefix = embedding_key(backbone, "")
    return await runner.fetch(Picture, "list_images_to_embed", prefix=prefix, after=after, limit=limit)


async def add_embeddings(graph: Graph, backbone: str, vectors: Mapping[str, Sequence[float]]) -> int:
    """Keep what a backbone (`name@revision`) sees in pictures; return how many were not there yet."""
    rows = [
        {"key": embedding_key(backbone, image), "image": image, "vector": list(vectors[image])}
        for image in sorted(vectors)
    ]

    async def work(tx: Transaction) -> int:
        await lock_pictures(tx, vectors)
        return (await tx.fetch(EmbeddingCount, "add_embeddings", embeddings=rows))[0].embeddings

    return await graph.write(work)


async def list_embeddings(runner: Runner, backbone: str, after: str, limit: int) -> list[Embedding]:
    """List what a backbone (`name@revision`) sees in the pictures, by id, from `after` on."""
    prefix = embedding_key(backbone, "")
    return await runner.fetch(Embedding, "list_embeddings", prefix=prefix, after=after, limit=limit)
