"""Conduct and what-if over HTTP: pages of what is observed, and voters set aside and brought back."""

from typing import Any

import pytest

from graph.connection import Graph
from graph.jobs import list_jobs
from graph.observations import Observation, write_observations
from graph.votes import Asked, Ballot, cast_votes
from tests.api.conftest import A, Browse, problem
from tests.seeds import add_images, add_tags, add_voters

PLACE = "/api/v1/conduct"
NEXT = Asked("fewest-answers", 0.1, "0" * 64, 900)
MONTHS: dict[str, Any] = {"months": ["2026-05"], "answers": [3], "agreed": [2], "expected": [2.5]}


def observe(voter: str, flips: int) -> Observation:
    """Observe that a voter copies and moves so many pairs."""
    signs = {"suspect": f"8|{voter}", "signs": ["copies"], "because": ["as ann"]}
    sway = {"sway": f"{9 - flips}|{voter}", "pairs": 9, "flips": flips, "change": 0.25}
    drift = {"drift": f"{9 - flips}|{voter}", "z": -3.0, "since": "2026-05", "moved": True, "retests": 2, "same": 1}
    return Observation("voter", voter, signs | sway | drift | MONTHS)


async def test_staff_read_what_is_observed_page_by_page(browse: Browse, graph: Graph) -> None:
    await add_voters(graph, "ann", "ben")
    await add_tags(graph, "retro")
    calm = {"drift": "1|retro", "z": None, "since": None, "moved": False, **MONTHS}
    await write_observations(graph, [observe("ann", 1), observe("ben", 2), Observation("tag", "retro", calm)])
    staff = await browse("staff")
    firsts = {"suspects": "ann", "influence": "ben", "drift/voters": "ben"}
    for name, first in firsts.items():
        page = (await staff.get(f"{PLACE}/{name}", params={"limit": 1})).json()
        assert [row["voter"] for row in page["voters"]] == [first]
        rest = (await staff.get(f"{PLACE}/{name}", params={"after": page["next"]})).json()
        assert ([row["voter"] for row in rest["voters"]], rest["next"]) == ([{"ann": "ben", "ben": "ann"}[first]], None)
        problem(await staff.get(f"{PLACE}/{name}", params={"after": "§"}), 400, "invalid-input")
    suspect = (await staff.get(f"{PLACE}/suspects")).json()["voters"][0]
    assert suspect == {
        "voter": "ann",
        "name": "ann",
        "role": "voter",
        "signs": ["copies"],
        "because": ["as ann"],
        "cluster": None,
        "aside": None,
    }
    (tag,) = (await (await browse("analyst")).get(f"{PLACE}/drift/tags")).json()["tags"]
    assert (tag["tag"], tag["z"], tag["agreed"]) == ("retro", None, [2])


async def test_a_voter_is_set_aside_and_brought_back(browse: Browse, graph: Graph) -> None:
    await add_voters(graph, "ann")
    staff = await browse("staff", "Sam")
    order = {"voter": "ann", "why": "clicks through"}
    assert (await staff.post(f"{PLACE}/aside", json=order)).json() == {"voter": "ann", "aside": True, "changed": True}
    assert (await staff.post(f"{PLACE}/aside", json=order)).json()["changed"] is False
    (row,) = (await staff.get(f"{PLACE}/aside")).json()["voters"]
    assert (row["voter"], row["why"], row["by"], row["moving"]) == ("ann", "clicks through", "Sam", True)
    assert [(job.kind, job.state) for job in await list_jobs(graph)] == [("aside", "waiting")]
    back = (await staff.delete(f"{PLACE}/aside", params={"voter": "ann"})).json()
    assert back == {"voter": "ann", "aside": False, "changed": True}
    assert (await staff.get(f"{PLACE}/aside")).json() == {"voters": []}
    problem(await staff.post(f"{PLACE}/aside", json={"voter": "ann", "why": ""}), 422, "invalid-request")


async def test_what_would_change_is_told_page_by_page(browse: Browse, graph: Graph) -> None:
    await add_voters(graph, "ann", "ben")
    await add_images(graph, A)
    await add_tags(graph, "cat", "dog")
    ballots = [Ballot(voter, A, tag, "yes", asked=NEXT) for voter in ("ann", "ben") for tag in ("cat", "dog")]
    await cast_votes(graph, ballots)
    analyst = await browse("analyst")
    first = (await analyst.get("/api/v1/whatif", params={"voter": "ann", "limit": 1})).json()
    (change,) = first["changes"]
    assert (change["tag"], change["flips"], first["looked"]) == ("cat", True, 1)
    assert change["before"] == {"people": 0.8, "evidence": 0.8, "posterior": 0.8, "settled": "yes"}
    assert change["after"]["posterior"] == pytest.approx(2 / 3)
    params = {"voter": "ann", "after": first["next"]}
    second = (await analyst.get("/api/v1/whatif", params=params)).json()
    assert ([row["tag"] for row in second["changes"]], second["next"]) == (["dog"], None)
    of_tag = (await analyst.get("/api/v1/whatif", params={"voter": "ann", "tag": "Dog"})).json()
    assert [row["tag"] for row in of_tag["changes"]] == ["dog"]
    problem(await analyst.get("/api/v1/whatif"), 400, "invalid-input")
    problem(await analyst.get("/api/v1/whatif", params={"voter": "ann", "source": "x"}), 400, "invalid-input")
    problem(await analyst.get("/api/v1/whatif", params={"source": "x"}), 404, "not-found")
    problem(await analyst.get("/api/v1/whatif", params={"voter": "ann", "after": "YWJj"}), 400, "invalid-input")
