"""Jobs over HTTP: staff see, begin, stop and resume them."""

import pytest

from graph.connection import Graph
from graph.transitions import advance_job, claim_job, end_job
from tests.api.conftest import Browse, problem

PLACE = "/api/v1/jobs"


@pytest.mark.usefixtures("library")
async def test_staff_begin_follow_stop_and_resume_work(browse: Browse, graph: Graph) -> None:
    staff = await browse("staff", "ann")
    assert (await staff.get(PLACE)).json() == {"jobs": []}
    answer = await staff.post(PLACE, json={"kind": "rebuild"})
    assert answer.status_code == 202
    job = answer.json()
    assert job.pop("started_at") <= job.pop("touched_at")
    assert len(job.pop("id")) == 32
    assert job == {
        "kind": "rebuild",
        "title": "rebuild of the consensus",
        "state": "waiting",
        "step": None,
        "done": 0,
        "total": None,
        "unit": "pictures",
        "problem": None,
        "by": "ann",
    }
    detail = problem(await staff.post(PLACE, json={"kind": "rebuild"}), 409, "conflict")
    assert "rebuild of the consensus is waiting" in detail
    claimed = await claim_job(graph, "me", 60)
    assert claimed
    place = f"{PLACE}/{claimed.id}"
    await advance_job(graph, claimed.id, "me", "rebuilding", 1, 3, "a")
    problem(await staff.post(f"{place}/resume", json={}), 409, "conflict")
    assert (await staff.post(f"{place}/stop", json={})).json()["state"] == "stopping"
    problem(await staff.post(f"{place}/stop", json={}), 409, "conflict")
    await end_job(graph, claimed.id, "me", "failed", "It <b>broke</b>.")
    (failed,) = (await staff.get(PLACE)).json()["jobs"]
    assert (failed["state"], failed["problem"], failed["done"], failed["total"]) == ("failed", "It <b>broke</b>.", 1, 3)
    resumed = await staff.post(f"{place}/resume", json={})
    assert (resumed.status_code, resumed.json()["state"], resumed.json()["problem"]) == (202, "waiting", None)
    other = (await staff.post(PLACE, json={"kind": "propose"})).json()
    third = (await staff.post(PLACE, json={"kind": "train"})).json()
    assert (third["kind"], third["title"], third["unit"]) == ("train", "training of the model", "steps")
    fourth = (await staff.post(PLACE, json={"kind": "loop"})).json()
    assert (fourth["kind"], fourth["title"]) == ("loop", "loop of fitting, training and asking")
    assert [job["id"] for job in (await staff.get(PLACE)).json()["jobs"]] == [
        fourth["id"], third["id"], other["id"], claimed.id
    ]  # fmt: skip


async def test_what_cannot_be_asked_for_is_refused(browse: Browse) -> None:
    staff = await browse("staff")
    problem(await staff.post(PLACE, json={"kind": "import"}), 422, "invalid-request")
    problem(await staff.post(f"{PLACE}/{'a' * 32}/stop", json={}), 404, "not-found")
    problem(await staff.post(f"{PLACE}/{'a' * 32}/resume", json={}), 404, "not-found")
    problem(await staff.post(f"{PLACE}/x/stop", json={}), 422, "invalid-request")
    assert (await staff.get(PLACE)).json() == {"jobs": []}
