"""Disagreements by kind, with why, and confused tags."""

from typing import Any

import pytest

from graph.connection import Graph
from graph.consensus import recompute_images
from tests.api.conftest import A, B, Browse, C, card, problem
from tests.api.test_pairs import SAID, vote
from tests.seeds import add_images, add_tags, claim, go_live, opine, run


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
    for kind in ("model-only", "human-only", "refused", "contested", "source-against-people", "rating-conflict"):
        board = (await client.get("/api/v1/disagreements", params={"kind": kind})).json()
        assert (board["kind"], board["next"]) == (kind, None)
        boards[kind] = [(pair["image"]["id"], pair["tag"]) for pair in board["pairs"]]
    assert boards == {
        "model-only": [(A, "sunset")],
        "human-only": [(B, "sunset")],
        "refused": [],
        "contested": [(C, "beach")],
        "source-against-people": [],
        "rating-conflict": [],
    }
    params: dict[str, Any] = {"kind": "human-only", "tag": "sunset", "limit": 1}
    page = (await client.get("/api/v1/disagreements", params=params)).json()
    pair = {"image": card(B), "tag": "sunset", "yes": 2, **SAID, "people": 0.8, "evidence": 0.8}
    pair |= {"yes_weight": 2.0, "no_weight": 0.0, "settled_by": None}
    reasons = ["2 say Yes", "the run is at 0.05", "0.75 below people"]
    cause = {"name": "bad-picture", "because": "it is 64 × 48 pixels"}  # noqa: RUF001 - the sign for times
    assert page["pairs"] == [{**pair, "run": 0.05, "gap": pytest.approx(-0.75), "reasons": reasons, "cause": cause}]
    after = await client.get("/api/v1/disagreements", params={**params, "after": page["next"]})
    assert after.json() == {"kind": "human-only", "pairs": [], "next": None}
    wrong = await client.get("/api/v1/disagreements", params={"kind": "refused", "after": page["next"]})
    problem(wrong, 400, "invalid-input")
    problem(await client.get("/api/v1/disagreements"), 422, "invalid-request")
    await client.post("/api/v1/panics", json={"image": B})
    assert (await other.get("/api/v1/disagreements", params=params)).json()["pairs"] == []


async def test_a_large_picture_on_a_clear_tag_has_no_cause(browse: Browse, library: Graph) -> None:
    await run(library, "MATCH (i:Image) SET i.width = 640, i.height = 480")
    client = await browse("voter")
    await claim(library, "booru", A, "sunset")
    await vote(client, A, "sunset", "no")
    (pair,) = (await client.get("/api/v1/disagreements", params={"kind": "source-against-people"})).json()["pairs"]
    assert (pair["reasons"], pair["cause"]) == (["1 says No", "one source claims it"], None)


async def test_ratings_of_hidden_pictures_are_for_who_opted_in(browse: Browse, library: Graph) -> None:
    await add_tags(library, "rating:safe", category="rating")
    await add_images(library, "d" * 64, nsfw="confirmed")
    await claim(library, "booru", "d" * 64, "rating:safe")
    await library.write(lambda tx: recompute_images(tx, ["d" * 64]))
    staff = await browse("staff")
    params = {"kind": "rating-conflict"}
    assert (await staff.get("/api/v1/disagreements", params=params)).json()["pairs"] == []
    await staff.patch("/api/v1/session", json={"nsfw": True})
    for tag in ({}, {"tag": "Rating:safe"}):
        (pair,) = (await staff.get("/api/v1/disagreements", params={**params, **tag})).json()["pairs"]
        assert pair["reasons"][1:] == [
            "one source claims it",
            "staff or two accounts confirmed the picture as NSFW",
        ]


@pytest.mark.usefixtures("library")
async def test_confused_tags_come_with_pictures_that_may_be_shown(browse: Browse) -> None:
    client, other = await browse("voter"), await browse()
    for image in (A, B):
        await vote(client, image, "sunset", "yes")
        await vote(other, image, "sunset", "no")
        await vote(client, image, "beach", "yes")
    found: dict[str, Any] = {"tag": "sunset", "instead": "beach", "pictures": 2, "by_run": 0, "by_people": 2}
    found |= {"disputed": 2, "excess": 2.0}
    place = "/api/v1/disagreements/tags"
    assert (await client.get(place)).json() == {"tags": [{**found, "images": [card(A), card(B)]}]}
    await client.post("/api/v1/panics", json={"image": B})
    assert (await client.get(place)).json() == {"tags": [{**found, "images": [card(A)]}]}
    problem(await client.get(place, params={"limit": 0}), 422, "invalid-request")
