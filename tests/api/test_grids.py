"""Grids over HTTP: drawn, answered by what is clicked and what is left, and taken back."""

from typing import Any

import httpx
import pytest

from graph.connection import Graph
from tests.api.conftest import A, B, Browse, C, problem
from tests.seeds import run

GRID = "/api/v1/questions/grid"
VOTES = "/api/v1/votes/grid"


async def draw(client: httpx.AsyncClient, tag: str | None = "Sunset") -> dict[str, Any]:
    """Draw a grid."""
    answer = await client.get(GRID, params={"tag": tag} if tag else {})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.fixture
async def leaning(browse: Browse, library: Graph) -> Graph:
    """Somebody said that each picture is a sunset."""
    other = await browse("voter", "Ada")
    for image in (A, B, C):
        await other.post("/api/v1/votes", json={"image": image, "tag": "sunset", "answer": "yes"})
    return library


async def read_votes(graph: Graph) -> dict[str, tuple[str, bool | None, str]]:
    """Read the answers to grids by picture."""
    rows = await run(
        graph,
        """MATCH (i)-[s:SORT {why: 'grid'}]->()
           RETURN i.id AS i, s.answer AS answer, s.implicit AS implicit, s.shown AS shown""",
    )
    return {row["i"]: (row["answer"], row["implicit"], row["shown"]) for row in rows}


async def test_what_is_clicked_is_said_and_the_rest_is_left_to_stand(browse: Browse, leaning: Graph) -> None:
    client = await browse("voter", "Bob")
    grid = await draw(client)
    assert (grid["tag"], grid["expected"]) == ("sunset", "yes")
    assert {question["image"]["id"] for question in grid["questions"]} == {A, B, C}
    votes = [
        {"token": question["token"], "took_ms": 900}
        | ({"answer": "no"} if question["image"]["id"] == B else {"answer": "yes", "implicit": True})
        for question in grid["questions"]
    ]
    for outcome in ("new", "same"):
        answers = (await client.post(VOTES, json={"votes": votes})).json()["votes"]
        assert {(answer["image"], answer["answer"], answer["outcome"]) for answer in answers} == {
            (A, "yes", outcome),
            (B, "no", outcome),
            (C, "yes", outcome),
        }
    shown = "picture,tag,category"
    assert await read_votes(leaning) == {A: ("yes", True, shown), B: ("no", None, shown), C: ("yes", True, shown)}
    people = await run(leaning, "MATCH (i)-[c:CONSENSUS]->() RETURN i.id AS i, c.people AS people")
    # two Yes of which one weighs half are worth 2^1.5 to 1; a Yes and a No are even
    assert {row["i"]: row["people"] for row in people} == pytest.approx({A: 0.738796, B: 0.5, C: 0.738796}, abs=1e-6)
    assert await draw(client) == {"tag": "sunset", "expected": None, "questions": []}
    for image in (A, B, C):
        gone = await client.delete("/api/v1/votes", params={"image": image, "tag": "sunset"})
        assert gone.json()["withdrawn"]
    assert len((await draw(client, None))["questions"]) == 3


async def test_only_the_expected_answer_to_a_grid_can_be_left(browse: Browse, leaning: Graph) -> None:
    assert leaning
    client = await browse("voter", "Bob")
    token = (await draw(client))["questions"][0]["token"]
    body: dict[str, Any]
    for vote in ({"answer": "no"}, {"answer": "pass"}):
        body = {"votes": [{"token": token, "implicit": True, **vote}]}
        problem(await client.post(VOTES, json=body), 400, "invalid-input")
    plain = (await client.get("/api/v1/questions")).json()["questions"]
    asked = plain[0]["token"] if plain else token
    alone = {"token": asked, "answer": "no", "implicit": True}
    problem(await client.post("/api/v1/votes", json=alone), 400, "invalid-input")
    unasked = {"image": A, "tag": "sunset", "answer": "yes", "implicit": True}
    problem(await client.post("/api/v1/votes", json=unasked), 422, "invalid-request")
    assert await read_votes(leaning) == {}


async def test_one_token_that_cannot_be_used_keeps_the_whole_grid_back(browse: Browse, leaning: Graph) -> None:
    client = await browse("voter", "Bob")
    token = (await draw(client))["questions"][0]["token"]
    body = {"votes": [{"token": token, "answer": "no"}, {"token": f"x{token}", "answer": "no"}]}
    problem(await client.post(VOTES, json=body), 400, "invalid-token")
    problem(await (await browse("voter", "Cid")).post(VOTES, json={"votes": body["votes"][:1]}), 403, "foreign-token")
    problem(await client.post(VOTES, json={"votes": []}), 422, "invalid-request")
    assert await read_votes(leaning) == {}


async def test_a_picture_that_is_gone_meanwhile_is_left_out(browse: Browse, leaning: Graph) -> None:
    client = await browse("voter", "Bob")
    questions = (await draw(client))["questions"]
    await run(leaning, "MATCH (i:Image {id: $a}) DETACH DELETE i", a=A)
    body = {"votes": [{"token": question["token"], "answer": "no"} for question in questions]}
    answers = (await client.post(VOTES, json=body)).json()["votes"]
    assert {answer["image"] for answer in answers} == {B, C}
