"""Pairs that people agree on."""

from typing import Any

import httpx
import pytest

from tests.api.conftest import A, B, Browse, C, card, problem

SAID: dict[str, Any] = {"no": 0, "pass": 0, "claims": 0, "run": None, "settled": None}


async def vote(client: httpx.AsyncClient, image: str, tag: str, answer: str) -> None:
    kept = await client.post("/api/v1/votes", json={"image": image, "tag": tag, "answer": answer})
    assert kept.status_code == 200, kept.text


@pytest.mark.usefixtures("library")
async def test_agreed_pairs_are_ranked_in_pages(browse: Browse) -> None:
    client, other = await browse(), await browse()
    await vote(client, A, "sunset", "yes")
    await vote(client, B, "beach", "yes")
    await vote(other, B, "beach", "yes")
    await vote(client, C, "sunset", "no")
    best = {"image": card(B), "tag": "beach", "yes": 2, "people": 0.8, **SAID}
    next_best = {"image": card(A), "tag": "sunset", "yes": 1, "people": pytest.approx(2 / 3), **SAID}
    first = (await client.get("/api/v1/pairs", params={"limit": 1})).json()
    assert first["pairs"] == [best]
    second = await client.get("/api/v1/pairs", params={"limit": 2, "after": first["next"]})
    assert second.json() == {"pairs": [next_best], "next": None}
    of_tag = await client.get("/api/v1/pairs", params={"tag": "Sunset"})
    assert of_tag.json() == {"pairs": [next_best], "next": None}
    assert (await client.get("/api/v1/pairs", params={"tag": "none"})).json() == {"pairs": [], "next": None}
    problem(await client.get("/api/v1/pairs", params={"after": "xyz"}), 400, "invalid-input")
    problem(await client.get("/api/v1/pairs", params={"tag": "_"}), 422, "invalid-tag-name")
