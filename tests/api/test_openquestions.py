"""Open questions: who still has one to answer on a pair is told nothing of it."""

import httpx

from graph.connection import Graph
from tests.api.conftest import A, B, Browse, problem

ASKED = "/api/v1/questions"


async def see(client: httpx.AsyncClient) -> dict[str, list[tuple[str, str]]]:
    """List the pairs that a voter is shown anything of, by where."""
    picture = (await client.get(f"/api/v1/images/{A}")).json()
    likely = (await client.get("/api/v1/images", params={"tags": "sunset"})).json()
    agreed = (await client.get("/api/v1/pairs")).json()
    refused = (await client.get("/api/v1/disagreements", params={"kind": "contested"})).json()
    drawn = (await client.get(f"/api/v1/neighbourhoods/image/{A}")).json()
    return {
        "picture": [(A, tag["name"]) for tag in picture["tags"]],
        "likely": [(row["image"]["id"], "sunset") for row in likely["images"]],
        "agreed": [(row["image"]["id"], row["tag"]) for row in agreed["pairs"]],
        "contested": [(row["image"]["id"], row["tag"]) for row in refused["pairs"]],
        "drawn": [(A, edge["end"].removeprefix("Tag:")) for edge in drawn["edges"] if edge["type"] == "CONSENSUS"],
    }


async def vote(client: httpx.AsyncClient, image: str, tag: str, answer: str) -> None:
    body = {"image": image, "tag": tag, "answer": answer}
    assert (await client.post("/api/v1/votes", json=body)).status_code == 200


async def test_a_pair_is_hidden_from_its_voter_until_the_question_is_answered(browse: Browse, library: Graph) -> None:
    assert library
    voters = [await browse("voter", name) for name in ("Ada", "Bob", "Cid", "Dan")]
    for client, answer in zip(voters, ("yes", "yes", "yes", "no"), strict=True):
        await vote(client, A, "beach", answer)
    for client, answer in zip(voters, ("yes", "no", "yes", "no"), strict=True):
        await vote(client, A, "sunset", answer)
    for client in voters[:2]:
        await vote(client, B, "sunset", "yes")
    asked, other = await browse("analyst"), await browse("analyst", "another")
    before = await see(other)
    assert all((A, "sunset") in before[place] for place in ("picture", "likely", "contested"))
    assert (A, "beach") in before["agreed"]
    drawn = (await asked.get(ASKED, params={"count": 8})).json()["questions"]
    held = {(question["image"]["id"], question["tag"]["name"]) for question in drawn}
    assert held >= {(A, "sunset"), (A, "beach"), (B, "sunset")}
    shown = await see(asked)
    explained = "/api/v1/explanations", {"image": A, "tag": "sunset"}
    problem(await asked.get(explained[0], params=explained[1]), 409, "conflict")
    assert not held.intersection(pair for pairs in shown.values() for pair in pairs)
    assert await see(other) == before
    for question in drawn:
        await asked.post("/api/v1/votes", json={"token": question["token"], "answer": "pass"})
    assert await see(asked) == await see(other)
    assert (await asked.get(explained[0], params=explained[1])).status_code == 200
