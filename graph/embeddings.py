"""Embeddings: what a backbone, named `name@revision`, sees in each picture."""

from collections.abc import Mapping, Sequence

from neo4j.vector import Vector

from graph.connection import Graph, Record, Runner, Transaction
from graph.consensus import Picture, lock_pictures
from graph.keys import embedding_key

CLASSES = "classes:"  # how a backbone's name begins that says how likely classes are: a few numbers, for nothing else


class Embedding(Record):
    """What a backbone sees in a picture."""

    image: str
    vector: list[float]


class PackedEmbedding(Record):
    """What a backbone sees in a picture, as 32-bit numbers."""

    image: str
    vector: Vector


class EmbeddingCount(Record):
    """How many embeddings were added."""

    embeddings: int


class BackboneCount(Record):
    """How many pictures a backbone has seen, and whether it is that of the live run."""

    backbone: str
    pictures: int
    live: bool


class NearImage(Record):
    """A picture, and the cosine of its embedding with that of another."""

    image: str
    cosine: float


async def list_images_to_embed(runner: Runner, backbone: str, after: str, limit: int) -> list[Picture]:
    """List pictures that a backbone (`name@revision`) has not seen yet, by id, from `after` on."""
    prefix = embedding_key(backbone, "")
    return await runner.fetch(Picture, "list_images_to_embed", prefix=prefix, after=after, limit=limit)


async def add_embeddings(graph: Graph, backbone: str, vectors: Mapping[str, Sequence[float]]) -> int:
    """Keep what a backbone (`name@revision`) sees in pictures; return how many were not there yet."""
    rows = [
        {"key": embedding_key(backbone, image), "backbone": backbone, "image": image, "vector": list(vectors[image])}
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


async def list_vectors(runner: Runner, backbone: str, after: str, limit: int) -> list[PackedEmbedding]:
    """List all that a backbone sees, merged and withheld pictures among them, packed for those who read it all."""
    prefix = embedding_key(backbone, "")
    return await runner.fetch(PackedEmbedding, "list_vectors", prefix=prefix, after=after, limit=limit)


async def list_backbones(runner: Runner) -> list[BackboneCount]:
    """List the backbones that have seen pictures, the one that has seen most first."""
    return await runner.fetch(BackboneCount, "list_backbones")


async def list_nearest(runner: Runner, backbone: str, image: str, limit: int) -> list[NearImage]:
    """List what the vector index finds nearest to a picture, nearest first: approximately, and itself among them."""
    key = embedding_key(backbone, image)
    return await runner.fetch(NearImage, "list_nearest", key=key, backbone=backbone, limit=limit)


async def list_nearest_to(runner: Runner, backbone: str, vector: Sequence[float], limit: int) -> list[NearImage]:
    """List what the vector index finds nearest to a vector that is not kept, nearest first: approximately."""
    return await runner.fetch(NearImage, "list_nearest_to", backbone=backbone, vector=vector, limit=limit)
