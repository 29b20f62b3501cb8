"""Pairs that people agree on, and disagreements."""

from typing import Any

import httpx
import pytest

from graph.connection import Graph
from graph.consensus import recompute_images
from tests.api.conftest import A, B, Browse, C, card, problem
from tests.seeds import go_live, opine

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
    best = {"image": card(B), "tag": "beach", "yes": 2, "people": 0.75, **SAID}
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


async def test_disagreements_are_listed_by_kind(browse: Browse, library: Graph) -> None:
    await go_live(library)
    await opine(library, "PROPOSED", A, "sunset", 0.9)
    await opine(library, "SCORED", B, "sunset", 0.05)
    await library.write(lambda tx: recompute_images(tx, [A, B]))
    client, other = await browse(), await browse()
    await vote(client, B, "sunset", "yes")
    await vote(other, B, "sunset", "yes")
    await vote(client, C, "beach", "yes")
    await vote(other, C, "beach", "no")
    boards = {}
    for kind in ("model-only", "human-only", "refused", "contested"):
        board = (await client.get("/api/v1/disagreements", params={"kind": kind})).json()
        assert (board["kind"], board["next"]) == (kind, None)
        boards[kind] = [(pair["image"]["id"], pair["tag"]) for pair in board["pairs"]]
    assert boards == {
        "model-only": [(A, "sunset")],
        "human-only": [(B, "sunset")],
        "refused": [],
        "contested": [(C, "beach")],
    }
    params: dict[str, Any] = {"kind": "human-only", "tag": "sunset", "limit": 1}
    page = (await client.get("/api/v1/disagreements", params=params)).json()
    pair = {"image": card(B), "tag": "sunset", "yes": 2, **SAID, "people": 0.75, "evidence": 0.75}
    assert page["pairs"] == [{**pair, "run": 0.05, "gap": pytest.approx(-0.7)}]
    after = await client.get("/api/v1/disagreements", params={**params, "after": page["next"]})
    assert after.json() == {"kind": "human-only", "pairs": [], "next": None}
    wrong = await client.get("/api/v1/disagreements", params={"kind": "refused", "after": page["next"]})
    problem(wrong, 400, "invalid-input")
    problem(await client.get("/api/v1/disagreements"), 422, "invalid-request")
    await client.post("/api/v1/panics", json={"image": B})
    assert (await other.get("/api/v1/disagreements", params=params)).json()["pairs"] == []
