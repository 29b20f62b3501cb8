"""Reliability over HTTP: staff see whom to believe, page by page, and voters in words what their answers are worth."""

from typing import Any

from api.reliability import describe_own
from graph.connection import Graph
from graph.reliability import Figures, OwnReliability, write_reliability
from tests.api.conftest import Browse, problem
from tests.seeds import add_voters, run

PLACE = "/api/v1/reliability"


def judge(voter: str, category: str, right: float, answers: int) -> Figures:
    """Make the figures of a voter who is equally often right on both sides."""
    names = ("sensitivity", "lowSensitivity", "highSensitivity", "specificity", "lowSpecificity", "highSpecificity")
    figures = dict.fromkeys((*names, "right"), right)
    return Figures("voter", voter, category, right, {**figures, "answers": answers})


def weigh(source: str, precision: float) -> Figures:
    names = ("precision", "lowPrecision", "highPrecision")
    return Figures("source", source, "", precision, {**dict.fromkeys(names, precision), "claims": 9})


def own(category: str, right: float, answers: int, fit: Any) -> OwnReliability:
    return OwnReliability(
        category=category, sensitivity=right, specificity=right, right=right, answers=answers, fit=fit
    )


async def test_staff_reads_voters_and_sources_the_most_reliable_first(browse: Browse, graph: Graph) -> None:
    await add_voters(graph, "ann", "ben", "cy", "dee")
    await run(graph, "CREATE (:Source {name: 'a|blog'}), (:Source {name: 'board'})")
    rights = {"dee": 0.5, "ben": 0.9, "cy": 0.9, "ann": 0.2}
    await write_reliability(graph, [judge(voter, "", right, 30) for voter, right in rights.items()])
    await write_reliability(graph, [judge("ann", "artist", 0.4, 8), weigh("a|blog", 0.7), weigh("board", 0.8)])
    staff = await browse("staff")
    first = (await staff.get(f"{PLACE}/voters", params={"limit": 3})).json()
    assert [row["voter"] for row in first["voters"]] == ["ben", "cy", "dee"]
    row = first["voters"][0]
    assert row.pop("fit").endswith("Z")
    assert row == {
        "voter": "ben",
        "name": "ben",
        "role": "voter",
        "category": "",
        "sensitivity": 0.9,
        "low_sensitivity": 0.9,
        "high_sensitivity": 0.9,
        "specificity": 0.9,
        "low_specificity": 0.9,
        "high_specificity": 0.9,
        "right": 0.9,
        "answers": 30,
    }
    second = (await staff.get(f"{PLACE}/voters", params={"limit": 3, "after": first["next"]})).json()
    assert ([row["voter"] for row in second["voters"]], second["next"]) == (["ann"], None)
    artist = (await staff.get(f"{PLACE}/voters", params={"category": "artist"})).json()
    assert [(row["voter"], row["answers"]) for row in artist["voters"]] == [("ann", 8)]
    sources = (await staff.get(f"{PLACE}/sources", params={"limit": 1})).json()
    assert [(row["source"], row["claims"]) for row in sources["sources"]] == [("board", 9)]
    rest = (await staff.get(f"{PLACE}/sources", params={"after": sources["next"]})).json()
    assert ([row["source"] for row in rest["sources"]], rest["next"]) == (["a|blog"], None)
    categories = (await staff.get("/api/v1/categories")).json()["categories"]
    assert [row["name"] for row in categories] == ["artist"]
    problem(await staff.get(f"{PLACE}/voters", params={"after": "§"}), 400, "invalid-input")


async def test_a_voter_is_told_what_the_answers_are_worth_and_of_nobody_elses(browse: Browse, graph: Graph) -> None:
    client = await browse("voter")
    assert (await client.get(f"{PLACE}/me")).json() == {"figures": []}
    me = (await client.get("/api/v1/session")).json()["voter"]["id"]
    await add_voters(graph, "other")
    await write_reliability(graph, [judge(me, "", 0.94, 60), judge(me, "artist", 0.9, 3), judge("other", "", 0.1, 99)])
    assert (await client.get(f"{PLACE}/me")).json() == {
        "figures": [
            {"category": "", "answers": 60, "right": 0.94, "says": "You are right in all about 19 of 20 times."},
            {
                "category": "artist",
                "answers": 3,
                "right": None,
                "says": "You answered 3 of the 20 questions about artist tags after which we can say how well it goes.",
            },
        ]
    }


async def test_nobody_is_shamed_and_nobody_is_called_perfect(graph: Graph) -> None:
    (row,) = await run(graph, "RETURN datetime() AS now")
    poor = describe_own(own("artist", 0.2, 500, row["now"]))
    assert poor.right is None
    assert "to pass where you cannot tell" in poor.says
    assert not any(character.isdigit() for character in poor.says)
    assert describe_own(own("artist", 1.0, 20, row["now"])).says.endswith("about 19 of 20 times.")
