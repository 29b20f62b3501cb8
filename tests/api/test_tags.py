"""Tags, categories and collections."""

from graph.connection import Graph
from tests.api.conftest import A, B, Browse, problem
from tests.seeds import add_tags, run


async def test_tags_are_found_by_beginning_and_by_words(browse: Browse, library: Graph) -> None:
    await add_tags(library, "sunrise", state="remark")
    await run(library, "MATCH (t:Tag {name: 'beach'}) SET t.description = 'sand and sun'")
    await run(library, "CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()")
    client = await browse()
    await client.post("/api/v1/votes", json={"image": A, "tag": "sunset", "answer": "yes"})
    known = {"category": "general", "state": "circulating", "canonical": None}
    sunset = {"name": "sunset", "description": None, "pairs": 1, **known}
    beach = {"name": "beach", "description": "sand and sun", "pairs": 0, **known}
    assert (await client.get("/api/v1/tags", params={"q": "SUN"})).json() == {"tags": [sunset]}
    assert (await client.get("/api/v1/tags")).json() == {"tags": [beach, sunset]}
    assert (await client.get("/api/v1/tags", params={"limit": 1})).json() == {"tags": [beach]}
    words = await client.get("/api/v1/tags", params={"q": "sand", "mode": "text"})
    assert words.json() == {"tags": [beach]}
    problem(await client.get("/api/v1/tags", params={"mode": "magic"}), 422, "invalid-request")


async def test_categories_and_collections_are_listed_in_pages(browse: Browse, library: Graph) -> None:
    await add_tags(library, "ada", category="people")
    await run(
        library,
        """MATCH (i:Image) WHERE i.id IN $ids
           CREATE (i)-[:IN {key: i.id}]->(:Collection {name: 'only ' + left(i.id, 1)})""",
        ids=[A, B],
    )
    client = await browse(None)
    first = (await client.get("/api/v1/categories", params={"limit": 1})).json()
    assert first["categories"] == [{"name": "general", "tags": 2}]
    second = await client.get("/api/v1/categories", params={"limit": 2, "after": first["next"]})
    assert second.json() == {"categories": [{"name": "people", "tags": 1}], "next": None}
    first = (await client.get("/api/v1/collections", params={"limit": 1})).json()
    assert first["collections"] == [{"name": "only a", "images": 1}]
    second = await client.get("/api/v1/collections", params={"limit": 2, "after": first["next"]})
    assert second.json() == {"collections": [{"name": "only b", "images": 1}], "next": None}
    for path in ("categories", "collections"):
        problem(await client.get(f"/api/v1/{path}", params={"after": "§"}), 400, "invalid-input")
