"""Panics: lists and media follow at once, and staff has the last word."""

import pytest

from graph.connection import Graph
from graph.suspicions import Suspicion, record_suspicions
from tests.api.conftest import A, B, Browse, card, problem
from tests.seeds import add_images, run

PANICS = "/api/v1/panics"
VERDICTS = "/api/v1/panics/verdicts"


@pytest.mark.usefixtures("library")
async def test_a_panic_hides_a_picture_from_lists_at_once(browse: Browse) -> None:
    client, other = await browse(), await browse()
    await client.post("/api/v1/votes", json={"image": A, "tag": "sunset", "answer": "yes"})
    place = "/api/v1/images?tags=sunset"
    assert [i["image"]["id"] for i in (await other.get(place)).json()["images"]] == [A]
    assert (await client.post(PANICS, json={"image": A})).json() == {"image": A, "nsfw": "suspected"}
    assert (await client.post(PANICS, json={"image": A})).json() == {"image": A, "nsfw": "suspected"}
    assert (await other.get(place)).json() == {"images": [], "next": None}
    problem(await other.get(f"/api/v1/images/{A}"), 404, "not-found")
    looked_up = await other.post("/api/v1/images/lookup", json={"ids": [A, B]})
    assert looked_up.json() == {"images": [card(B)], "missing": [A]}
    await other.patch("/api/v1/session", json={"nsfw": True})
    assert [i["image"] for i in (await other.get(place)).json()["images"]] == [card(A, "suspected")]


@pytest.mark.usefixtures("library")
async def test_staff_judges_what_waits(browse: Browse) -> None:
    staff = await browse("staff")
    for client in (await browse(), await browse()):
        await client.post(PANICS, json={"image": A})
    await (await browse()).post(PANICS, json={"image": B})
    queue = (await staff.get(PANICS)).json()["panics"]
    assert [row.pop("at")[-1] for row in queue] == ["Z", "Z"]
    assert queue == [
        {"image": card(A, "suspected"), "nsfw": "suspected", "panics": 2, "why": None},
        {"image": card(B, "suspected"), "nsfw": "suspected", "panics": 1, "why": None},
    ]
    assert [row["image"]["id"] for row in (await staff.get(PANICS, params={"limit": 1})).json()["panics"]] == [A]
    cleared = await staff.post(VERDICTS, json={"image": A, "verdict": "cleared", "reason": "a statue"})
    assert cleared.json() == {"image": A, "nsfw": "cleared"}
    confirmed = await staff.post(VERDICTS, json={"image": B, "verdict": "confirmed"})
    assert confirmed.json() == {"image": B, "nsfw": "confirmed"}
    assert (await staff.get(PANICS)).json() == {"panics": []}


async def test_what_a_network_suspects_waits_behind_what_people_flagged(browse: Browse, library: Graph) -> None:
    staff = await browse("staff")
    found = [Suspicion(A, 0.9, "porn with 0.9"), Suspicion(B, 0.95, "porn with 0.95")]
    await record_suspicions(library, "classes:nsfw", found)
    await (await browse()).post(PANICS, json={"image": A})
    queue = (await staff.get(PANICS)).json()["panics"]
    assert [(row["image"]["id"], row["panics"], row["why"]) for row in queue] == [
        (A, 1, None),
        (B, 0, "classes:nsfw: porn with 0.95"),
    ]
    assert len((await staff.get(PANICS, params={"limit": 1})).json()["panics"]) == 1
    await staff.post(VERDICTS, json={"image": B, "verdict": "cleared"})
    assert [row["image"]["id"] for row in (await staff.get(PANICS)).json()["panics"]] == [A]


async def test_panics_on_what_is_not_there_are_refused(browse: Browse, library: Graph) -> None:
    staff = await browse("staff")
    hidden = "d" * 64
    await add_images(library, hidden, withheld=["takedown"])
    for image in ("f" * 64, hidden):
        problem(await staff.post(PANICS, json={"image": image}), 404, "not-found")
    problem(await staff.post(VERDICTS, json={"image": "f" * 64, "verdict": "cleared"}), 404, "not-found")
    problem(await staff.post(VERDICTS, json={"image": A, "verdict": "unknown"}), 422, "invalid-request")
    problem(await staff.post(PANICS, json={"image": "'"}), 422, "invalid-request")
    assert await run(library, "MATCH ()-[f:FLAGGED]->() RETURN count(f) AS n") == [{"n": 0}]
