"""Images: one, many by id, and the likely ones for some tags."""

from typing import Any
from urllib.parse import quote

import httpx
import pytest

from graph.connection import Graph
from graph.tagnames import normalise_tag
from tests.api.conftest import A, B, Browse, C, card, problem
from tests.seeds import add_images, add_tags, link, merge, run

IMAGES = "/api/v1/images"


async def vote(client: httpx.AsyncClient, image: str, tag: str, answer: str) -> None:
    kept = await client.post("/api/v1/votes", json={"image": image, "tag": tag, "answer": answer})
    assert kept.status_code == 200, kept.text


async def test_a_picture_is_read_with_its_tags_and_sources(browse: Browse, library: Graph) -> None:
    client, other = await browse(), await browse()
    await run(
        library,
        """MATCH (i:Image {id: $a}) CREATE (s:Source {name: 'holiday'}),
           (:Post {key: 'holiday:1', url: 'https://example.org/1', author: 'Ada', postedAt: date('2025-05-06'),
             links: ['https://ada.example']})
             -[:SHOWS {key: 'x'}]->(i)
           WITH s MATCH (p:Post) CREATE (p)-[:FROM {key: 'y'}]->(s)""",
        a=A,
    )
    await vote(client, A, "sunset", "yes")
    await vote(other, A, "sunset", "yes")
    await vote(client, A, "beach", "no")
    nothing = {"claims": 0, "pass": 0, "run": None, "settled": None}
    sunset = {"name": "sunset", "yes": 2, "no": 0, "people": 0.8, "evidence": 0.8, "posterior": 0.8, **nothing}
    third = pytest.approx(1 / 3)
    beach = {"name": "beach", "yes": 0, "no": 1, "people": third, "evidence": third, "posterior": third, **nothing}
    said = {"source": "holiday", "url": "https://example.org/1", "author": "Ada", "posted_at": "2025-05-06"}
    source = {**said, "links": ["https://ada.example"]}
    read = await (await browse(None)).get(f"{IMAGES}/{A}")
    assert read.json() == {**card(A), "tags": [sunset, beach], "sources": [source]}


async def test_a_picture_nobody_spoke_of_is_read(browse: Browse, library: Graph) -> None:
    assert library
    assert (await (await browse(None)).get(f"{IMAGES}/{A}")).json() == {**card(A), "tags": [], "sources": []}


async def test_a_merged_picture_has_the_tags_of_the_one_shown(browse: Browse, library: Graph) -> None:
    client = await browse()
    await merge(library, B, A)
    await vote(client, B, "sunset", "yes")
    read = (await client.get(f"{IMAGES}/{B}")).json()
    assert (read["id"], [tag["name"] for tag in read["tags"]]) == (B, ["sunset"])
    assert (await client.get(f"{IMAGES}/{A}")).json()["tags"] == read["tags"]


async def test_many_are_looked_up_in_the_order_asked_for(browse: Browse, library: Graph) -> None:
    assert library
    client = await browse(None)
    found = await client.post(f"{IMAGES}/lookup", json={"ids": [C, "0" * 64, A, C]})
    assert found.json() == {"images": [card(C), card(A)], "missing": ["0" * 64]}
    assert (await client.post(f"{IMAGES}/lookup", json={"ids": []})).json() == {"images": [], "missing": []}
    hundred = [f"{n:064x}" for n in range(100)]
    assert (await client.post(f"{IMAGES}/lookup", json={"ids": hundred})).json() == {"images": [], "missing": hundred}
    for ids in ([*hundred, A], ["x"], "x", [1]):
        problem(await client.post(f"{IMAGES}/lookup", json={"ids": ids}), 422, "invalid-request")


async def rank(client: httpx.AsyncClient, **params: Any) -> dict[str, Any]:
    answer = await client.get(IMAGES, params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.usefixtures("library")
async def test_likely_pictures_are_ranked_in_pages(browse: Browse) -> None:
    client, other = await browse(), await browse()
    for image in (A, B, C):
        await vote(client, image, "sunset", "yes")
    await vote(other, B, "sunset", "yes")
    await vote(client, C, "beach", "yes")
    first = await rank(client, tags="sunset", limit=2)
    two_thirds = pytest.approx(2 / 3)
    assert first["images"] == [
        {"image": card(B), "posterior": 0.8, "tags": {"sunset": 0.8}},
        {"image": card(A), "posterior": two_thirds, "tags": {"sunset": two_thirds}},
    ]
    second = await rank(client, tags="sunset", limit=2, after=first["next"])
    assert ([row["image"]["id"] for row in second["images"]], second["next"]) == ([C], None)
    both = await rank(client, tags="sunset, Beach")
    assert [(row["image"]["id"], row["tags"].keys()) for row in both["images"]] == [(C, {"sunset", "beach"})]
    without = await rank(client, tags="sunset,-beach")
    assert [row["image"]["id"] for row in without["images"]] == [B, A]
    sure = await rank(client, tags="sunset", min_posterior=0.7)
    assert [row["image"]["id"] for row in sure["images"]] == [B]
    assert await rank(client, tags="nothing of the kind") == {"images": [], "next": None}
    assert await rank(client, tags="sunset", collection="none") == {"images": [], "next": None}


async def test_an_alias_stands_for_its_tag(browse: Browse, library: Graph) -> None:
    client = await browse()
    await vote(client, A, "sunset", "yes")
    await add_tags(library, "sundown")
    await link(library, "alias", "sundown", "sunset")
    ranked = await rank(client, tags="sundown")
    assert [row["tags"] for row in ranked["images"]] == [{"sundown": pytest.approx(2 / 3)}]


async def test_a_comma_or_minus_of_a_tag_is_written_with_a_backslash(browse: Browse, library: Graph) -> None:
    await run(library, "UNWIND ['a,b', '-c'] AS name CREATE (:Tag {name: name, state: 'circulating'})")
    client = await browse()
    await vote(client, A, "a,b", "yes")
    await vote(client, A, "-c", "yes")
    ranked = await rank(client, tags="a\\,b,\\-c")
    assert [row["tags"].keys() for row in ranked["images"]] == [{"a,b", "-c"}]


async def test_nsfw_is_shown_to_those_who_chose_it_and_withheld_to_nobody(browse: Browse, library: Graph) -> None:
    hidden = "d" * 64
    await add_images(library, hidden)
    client = await browse("voter")
    for image in (A, B, hidden):
        await vote(client, image, "sunset", "yes")
    await client.post("/api/v1/panics", json={"image": B})
    await run(library, "MATCH (i:Image {id: $id}) SET i.withheld = ['takedown']", id=hidden)
    assert [row["image"]["id"] for row in (await rank(client, tags="sunset"))["images"]] == [A]
    await client.patch("/api/v1/session", json={"nsfw": True})
    assert [row["image"]["id"] for row in (await rank(client, tags="sunset"))["images"]] == [A, B]


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({}, 422, "invalid-request"),
        ({"tags": ""}, 422, "invalid-request"),
        ({"tags": ","}, 400, "invalid-input"),
        ({"tags": "-a"}, 400, "invalid-input"),
        ({"tags": ",".join("abcdefghijklmnopqrstuvwxyz")}, 400, "invalid-input"),
        ({"tags": "a,\u202e"}, 422, "invalid-tag-name"),
        ({"tags": "a" * 256}, 422, "invalid-tag-name"),
        ({"tags": "a", "min_posterior": "nan"}, 422, "invalid-request"),
        ({"tags": "a", "min_posterior": 1.1}, 422, "invalid-request"),
        ({"tags": "a", "limit": 0}, 422, "invalid-request"),
        ({"tags": "a", "limit": 10**20}, 422, "invalid-request"),
        ({"tags": "a", "after": "%%%"}, 400, "invalid-input"),
        ({"tags": "a", "after": "0000000|x"}, 400, "invalid-input"),
        ({"tags": "a", "after": "MDAwMDAwMHx4"}, 400, "invalid-input"),
    ],
)
async def test_what_cannot_be_ranked_is_refused(
    browse: Browse, graph: Graph, params: dict[str, Any], status: int, code: str
) -> None:
    assert graph
    problem(await (await browse(None)).get(IMAGES, params=params), status, code)


@pytest.mark.parametrize(
    "tag", ["été", "日本語", "🌅", "👩\u200d👩\u200d👧", "a/b/c", "?", "#", "%", "a b", "..", "é\u0301"]
)
async def test_odd_names_are_found_in_paths_and_queries(browse: Browse, library: Graph, tag: str) -> None:

    name = normalise_tag(tag)
    await run(library, "CREATE (:Tag {name: $name, state: 'circulating'})", name=name)
    client = await browse()
    await vote(client, A, tag, "yes")
    read = await client.get(f"/api/v1/tags/{quote(tag, safe='').replace('.', '%2E')}")
    assert (read.status_code, read.json().get("name"), read.json().get("pairs")) == (200, name, 1)
    assert [row["tags"] for row in (await rank(client, tags=tag))["images"]] == [{name: pytest.approx(2 / 3)}]
    found = await client.get("/api/v1/tags", params={"q": tag})
    assert [row["name"] for row in found.json()["tags"]] == [name]
