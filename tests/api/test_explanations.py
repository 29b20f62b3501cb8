"""Explanations over HTTP: analysts see who spoke, volunteers what was said, and whoever is asked answers first."""

import pytest

from graph.connection import Graph
from graph.votes import Ballot, cast_votes
from tests.api.conftest import A, Browse, problem
from tests.seeds import add_voters, claim

PLACE = "/api/v1/explanations"
PAIR = {"image": A, "tag": "Sunset"}


async def test_names_are_for_analysts_and_staff(browse: Browse, library: Graph) -> None:
    await add_voters(library, "ann")
    await claim(library, "blog", A, "sunset")
    await cast_votes(library, [Ballot("ann", A, "sunset", "yes")])
    seen = {role: (await (await browse(role)).get(PLACE, params=PAIR)).json() for role in ("analyst", "voter")}
    known, told = (seen[role]["shares"][0] for role in ("analyst", "voter"))
    assert (known["speaker"], known["name"], known["says"]) == ("ann", "ann", True)
    assert (told["kind"], told["speaker"], told["name"], told["right"], told["says"]) == (
        "voter",
        None,
        None,
        None,
        True,
    )
    for found in seen.values():
        assert (found["image"], found["tag"], found["params"]) == (A, "sunset", {"image": A, "tag": "sunset"})
        assert found["people"] == pytest.approx(2 / 3)
        assert found["shares"][-1]["total"] == pytest.approx(sum(share["share"] for share in found["shares"]))
        assert found["cypher"].startswith("MATCH (given:Image {id: $image})")


async def test_who_holds_a_question_on_the_pair_answers_first(browse: Browse, library: Graph) -> None:
    await add_voters(library, "ann")
    await cast_votes(library, [Ballot("ann", A, "sunset", "yes")])
    voter, other = await browse("voter"), await browse("analyst")
    (question,) = (await voter.get("/api/v1/questions")).json()["questions"]
    pair = {"image": question["image"]["id"], "tag": question["tag"]["name"]}
    refused = await voter.get(PLACE, params=pair)
    assert problem(refused, 409, "conflict").startswith("You hold an open question on")
    assert (await other.get(PLACE, params=pair)).status_code == 200
    await voter.post("/api/v1/votes", json={"token": question["token"], "answer": "yes", **pair})
    assert (await voter.get(PLACE, params=pair)).status_code == 200


async def test_what_is_not_there_is_not_found(browse: Browse) -> None:
    voter = await browse("voter")
    assert (await voter.get(PLACE, params={"image": "0" * 64, "tag": "sunset"})).status_code == 404
    assert (await voter.get(PLACE, params={"image": A, "tag": "nothing at all"})).status_code == 404
