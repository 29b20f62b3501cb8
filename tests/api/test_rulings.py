"""Rulings over HTTP: staff give them and take them back."""

import pytest

from graph.connection import Graph
from tests.api.conftest import A, Browse, problem
from tests.api.test_pairs import vote
from tests.seeds import run

PLACE = "/api/v1/rulings"
CONTESTED = "/api/v1/disagreements?kind=contested"


@pytest.mark.usefixtures("library")
async def test_a_ruled_pair_leaves_its_board_and_comes_back_when_that_is_taken_back(browse: Browse) -> None:
    staff, voter, other = await browse("staff"), await browse("voter"), await browse()
    await vote(voter, A, "sunset", "yes")
    await vote(other, A, "sunset", "no")
    before = (await staff.get(CONTESTED)).json()
    assert len(before["pairs"]) == 1
    body = {"image": A, "tag": "Sunset", "answer": "yes", "reason": "It sets."}
    said = {"image": A, "tag": "sunset", "ruling": "yes"}
    assert (await staff.post(PLACE, json=body)).json() == {**said, "before": None}
    assert (await staff.post(PLACE, json=body)).json() == {**said, "before": "yes"}
    assert (await staff.get(CONTESTED)).json()["pairs"] == []
    [pair] = [tag for tag in (await voter.get(f"/api/v1/images/{A}")).json()["tags"] if tag["name"] == "sunset"]
    assert pair["settled"] == "yes"
    params = {"image": A, "tag": "sunset"}
    taken = {"image": A, "tag": "sunset", "ruling": None}
    assert (await staff.delete(PLACE, params=params)).json() == {**taken, "before": "yes"}
    assert (await staff.delete(PLACE, params=params)).json() == {**taken, "before": None}
    assert (await staff.get(CONTESTED)).json() == before


async def test_an_event_keeps_each_with_its_reason(browse: Browse, library: Graph) -> None:
    staff = await browse("staff")
    await staff.post(PLACE, json={"image": A, "tag": "sunset", "answer": "no", "reason": "A lamp."})
    await staff.delete(PLACE, params={"image": A, "tag": "sunset"})
    events = await run(
        library,
        """MATCH (e:Event) MATCH (v:Voter {id: e.who})
           RETURN v.role AS role, e.what AS what, e.subject AS of, e.before AS before, e.after AS after, e.why AS why
           ORDER BY e.at""",
    )
    said = {"role": "staff", "what": "ruling", "of": f"{A}|sunset"}
    assert events == [
        {**said, "before": None, "after": "no", "why": "A lamp."},
        {**said, "before": "no", "after": None, "why": None},
    ]


async def test_what_is_no_pair_or_no_answer_is_refused(browse: Browse, library: Graph) -> None:
    staff = await browse("staff")
    body = {"image": A, "tag": "sunset", "answer": "yes"}
    problem(await staff.post(PLACE, json={**body, "tag": "nothing"}), 404, "not-found")
    problem(await staff.post(PLACE, json={**body, "image": "f" * 64}), 404, "not-found")
    problem(await staff.post(PLACE, json={**body, "answer": "pass"}), 422, "invalid-request")
    problem(await staff.post(PLACE, json={**body, "tag": "_"}), 422, "invalid-tag-name")
    problem(await staff.delete(PLACE, params={"image": A, "tag": "nothing"}), 404, "not-found")
    analyst = await browse("analyst")
    problem(await analyst.post(PLACE, json=body), 403, "not-allowed")
    assert await run(library, "MATCH (e:Event) RETURN e") == []
