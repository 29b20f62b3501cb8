"""Embeddings in the graph: once a backbone and picture, only for pictures that may be looked at, under one index."""

import struct

from graph.connection import Graph
from graph.embeddings import (
    BackboneCount,
    Embedding,
    NearImage,
    add_embeddings,
    list_backbones,
    list_embeddings,
    list_images_to_embed,
    list_nearest,
    list_vectors,
)
from graph.migrations import ensure_schema
from tests.seeds import add_images, merge, run


async def test_each_backbone_sees_a_picture_once(graph: Graph) -> None:
    await add_images(graph, "a", "b", "c")
    await add_images(graph, "hidden", withheld=["asked for"])
    await merge(graph, "c", "a")
    assert [p.image for p in await list_images_to_embed(graph, "net@1", "", 9)] == ["a", "b"]
    assert await add_embeddings(graph, "net@1", {"a": [0.5, -1.25]}) == 1
    assert await add_embeddings(graph, "net@1", {"a": [9.0, 9.0], "b": [1.0, 2.0], "gone": [1.0]}) == 1
    assert await list_images_to_embed(graph, "net@1", "", 9) == []
    assert [p.image for p in await list_images_to_embed(graph, "net@2", "a", 9)] == ["b"]
    rows = [Embedding(image="a", vector=[0.5, -1.25]), Embedding(image="b", vector=[1.0, 2.0])]
    assert await list_embeddings(graph, "net@1", "", 9) == rows
    assert await list_embeddings(graph, "net@1", "", 1) == rows[:1]
    assert await list_embeddings(graph, "net@1", "a", 9) == rows[1:]
    assert await list_embeddings(graph, "net@2", "", 9) == []
    found = await run(
        graph,
        "MATCH (i:Image)-[l:LOOKS]->(e:Embedding) RETURN i.id AS i, l.key AS l, e.key AS e, e.backbone AS b",
    )
    assert sorted(tuple(row.values()) for row in found) == [
        ("a", "net@1|a", "net@1|a", "net@1"),
        ("b", "net@1|b", "net@1|b", "net@1"),
    ]


async def test_all_that_a_backbone_sees_is_packed(graph: Graph) -> None:
    await add_images(graph, "a", "b", "c")
    await add_embeddings(graph, "net@1", {"a": [0.5, -1.25], "b": [1.0, 0.1], "c": [7.0, 7.0]})
    await add_embeddings(graph, "net@2", {"a": [1.0, 2.0, 3.0]})
    await merge(graph, "c", "a")
    packed = [(row.image, row.vector.raw()) for row in await list_vectors(graph, "net@1", "", 9)]
    assert packed == [
        (image, struct.pack(">2f", *v)) for image, v in (("a", (0.5, -1.25)), ("b", (1.0, 0.1)), ("c", (7.0, 7.0)))
    ]
    assert [row.image for row in await list_vectors(graph, "net@1", "a", 1)] == ["b"]
    assert await list_backbones(graph) == [
        BackboneCount(backbone="net@1", pictures=3, live=False),
        BackboneCount(backbone="net@2", pictures=1, live=False),
    ]


async def test_one_index_looks_among_the_vectors_of_one_backbone(graph: Graph) -> None:
    await add_images(graph, "a", "b", "c")
    await add_embeddings(graph, "net@1", {"a": [1.0, 0.0], "b": [0.0, 1.0], "c": [-2.0, 0.0]})
    await add_embeddings(graph, "net@2", {"a": [1.0, 0.0], "b": [1.0, 0.0]})
    await add_embeddings(graph, "wide@1", {"a": [1.0, 0.0, 0.0], "c": [1.0, 0.0, 0.0]})
    assert await list_nearest(graph, "net@1", "a", 9) == [
        NearImage(image="a", cosine=1.0),
        NearImage(image="b", cosine=0.0),
        NearImage(image="c", cosine=-1.0),
    ]
    assert [row.image for row in await list_nearest(graph, "net@2", "a", 9)] == ["a", "b"]
    assert [row.image for row in await list_nearest(graph, "wide@1", "a", 9)] == ["a", "c"]
    assert await list_nearest(graph, "net@2", "c", 9) == []


async def test_embeddings_of_an_older_library_are_told_by_their_keys(graph: Graph) -> None:
    await add_images(graph, "a")
    await add_embeddings(graph, "net@1", {"a": [1.0, 0.0]})
    await run(graph, "MATCH (e:Embedding) REMOVE e.backbone")
    assert await list_backbones(graph) == []
    await run(graph, "MATCH (n:Library) SET n.schemaVersion = 10")
    await ensure_schema(graph)
    assert await list_backbones(graph) == [BackboneCount(backbone="net@1", pictures=1, live=False)]
