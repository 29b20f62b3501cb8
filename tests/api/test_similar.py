"""Similar pictures and the nearest examples over HTTP: visible ones only, and nothing to who could still be asked."""

from typing import Any

import httpx

from graph.connection import Graph
from graph.embeddings import add_embeddings
from graph.votes import Answer, Asked, Ballot, cast_votes
from tests.api.conftest import A, B, Browse, C, card, problem
from tests.seeds import add_images, add_voters

ASKED = Asked(why="fewest-answers", probability=1.0, shown="picture")
D, E = "d" * 64, "e" * 64
SAID: tuple[tuple[str, Answer], ...] = ((B, "no"), (C, "yes"))
SEEN = {A: [1.0, 0.0], B: [0.0, 1.0], C: [1.0, 0.0], D: [2.0, 0.0], E: [3.0, 0.0]}


async def read(client: httpx.AsyncClient, part: str, **params: Any) -> dict[str, Any]:
    answer = await client.get(f"/api/v1/images/{A}/{part}", params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_similar_pictures_are_those_that_the_caller_may_see(browse: Browse, library: Graph) -> None:
    client = await browse("voter")
    assert await read(client, "similar") == {"backbone": None, "way": None, "images": []}
    await add_images(library, D, nsfw="confirmed")
    await add_images(library, E, withheld=["removed"])
    await add_embeddings(library, "net@1", SEEN)
    near = {"image": card(C), "cosine": 1.0}
    found = {"backbone": "net@1", "way": "memory", "images": [near, {"image": card(B), "cosine": 0.0}]}
    assert await read(client, "similar") == found
    assert await read(client, "similar", limit=1) == {**found, "images": [near]}
    await client.patch("/api/v1/session", json={"nsfw": True})
    shown = [row["image"] for row in (await read(client, "similar"))["images"]]
    assert shown == [card(C), card(D, "confirmed"), card(B)]
    problem(await client.get(f"/api/v1/images/{E}/similar"), 404, "not-found")
    problem(await client.get(f"/api/v1/images/{'0' * 64}/similar"), 404, "not-found")


async def test_the_nearest_examples_are_not_for_who_could_still_be_asked(browse: Browse, library: Graph) -> None:
    await add_embeddings(library, "net@1", {image: SEEN[image] for image in (A, B, C)})
    await add_voters(library, "v0", "v1")
    said: list[tuple[str, str, Answer]] = [(v, i, w) for v in ("v0", "v1") for i, w in SAID]
    said.append(("v0", A, "yes"))
    await cast_votes(library, [Ballot(voter, image, "sunset", word, asked=ASKED) for voter, image, word in said])
    yes, no = [{"image": card(C), "cosine": 1.0}], [{"image": card(B), "cosine": 0.0}]
    found = {"backbone": "net@1", "way": "memory", "yes": yes, "no": no}
    client = await browse("voter")
    assert await read(client, "examples", tag="Sunset") == {**found, "yes": [], "no": []}
    await client.post("/api/v1/votes", json={"image": A, "tag": "sunset", "answer": "no"})
    assert await read(client, "examples", tag="Sunset") == found
    assert await read(await browse("staff"), "examples", tag="sunset") == found
    assert await read(client, "examples", tag="beach") == {**found, "yes": [], "no": []}
    problem(await client.get(f"/api/v1/images/{A}/examples"), 422, "invalid-request")
