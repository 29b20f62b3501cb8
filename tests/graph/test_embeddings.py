"""Embeddings in the graph: once a backbone and picture, and only for pictures that may be looked at."""

from graph.connection import Graph
from graph.embeddings import Embedding, add_embeddings, list_embeddings, list_images_to_embed
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
    found = await run(graph, "MATCH (i:Image)-[l:LOOKS]->(e:Embedding) RETURN i.id AS i, l.key AS l, e.key AS e")
    assert sorted(tuple(row.values()) for row in found) == [
        ("a", "net@1|a", "net@1|a"),
        ("b", "net@1|b", "net@1|b"),
    ]
