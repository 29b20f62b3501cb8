"""The model's runs over HTTP: staff see what was measured, let one go live, compare and retire."""

import pytest

from graph.connection import Graph
from taggy.settings import Settings
from tests.api.conftest import A, Browse, problem
from tests.seeds import opine, run

PLACE = "/api/v1/runs"
NOTHING = dict.fromkeys(
    ["precision", "recall", "average_precision", "chance", "auroc", "f1", "calibration_error", "coverage",
     "measured_on", "threshold", "answered_by", "audited", "missing", "silent"]
)  # fmt: skip


async def add_runs(graph: Graph) -> None:
    """Add a live run and a candidate, with what was measured of each on two tags."""
    await run(
        graph,
        """UNWIND [['r1', 'live', '2026-01-01T00:00:00Z'], ['r2', 'candidate', '2026-02-01T00:00:00Z']] AS row
           CREATE (:ModelRun {id: row[0], state: row[1], cleared: true, backbone: 'toy', revision: '1', seed: 1,
             snapshot: datetime(row[2]), createdAt: datetime(row[2]), pictures: 30, pairs: 90, checkpoint: 'c'})
           WITH count(*) AS runs
           UNWIND [
             ['r1', 'sunset', {support: 20, averagePrecision: 0.75, precision: 0.5, coverage: 0.25, threshold: 0.8}],
             ['r1', 'beach', {support: 9, averagePrecision: 0.5}],
             ['r2', 'sunset', {support: 21, averagePrecision: 0.5, precision: 1.0, coverage: 0.5, chance: 0.125,
               recall: 0.5, auroc: 0.75, f1: 0.625, calibrationError: 0.0625, measuredOn: 'test', threshold: 0.9,
               answeredBy: 'tag', audited: 90, missing: 0}],
             ['r2', 'beach', {support: 3, abstains: 'fewer than 8 pictures have it', missing: 59}]
           ] AS row
           MATCH (m:ModelRun {id: row[0]}), (t:Tag {name: row[1]})
           CREATE (m)-[a:ASSESSED {key: row[0] + '|' + row[1]}]->(t) SET a += row[2]""",
    )


async def test_runs_are_listed_newest_first(browse: Browse, library: Graph) -> None:
    staff = await browse("staff")
    assert (await staff.get(PLACE)).json() == {"runs": []}
    await add_runs(library)
    candidate, live = (await staff.get(PLACE)).json()["runs"]
    assert candidate == {
        "run": "r2",
        "state": "candidate",
        "backbone": "toy",
        "revision": "1",
        "seed": 1,
        "pictures": 30,
        "pairs": 90,
        "snapshot": "2026-02-01T00:00:00Z",
        "created_at": "2026-02-01T00:00:00Z",
        "reported": False,
    }
    assert (live["run"], live["state"]) == ("r1", "live")


async def test_tags_of_a_run_come_in_pages(browse: Browse, library: Graph) -> None:
    staff = await browse("staff")
    await add_runs(library)
    first = (await staff.get(f"{PLACE}/r2", params={"limit": 1})).json()
    assert first["run"]["run"] == "r2"
    assert first["tags"] == [
        {"tag": "beach", "category": "general", "support": 3}
        | NOTHING
        | {"missing": 59, "silent": "fewer than 8 pictures have it"}
    ]
    second = (await staff.get(f"{PLACE}/r2", params={"limit": 1, "after": first["next"]})).json()
    assert second["tags"] == [
        {
            "tag": "sunset",
            "category": "general",
            "support": 21,
            "precision": 1.0,
            "recall": 0.5,
            "average_precision": 0.5,
            "chance": 0.125,
            "auroc": 0.75,
            "f1": 0.625,
            "calibration_error": 0.0625,
            "coverage": 0.5,
            "measured_on": "test",
            "threshold": 0.9,
            "answered_by": "tag",
            "audited": 90,
            "missing": 0,
            "silent": None,
        }
    ]
    last = (await staff.get(f"{PLACE}/r2", params={"limit": 1, "after": second["next"]})).json()
    assert (last["tags"], last["next"]) == ([], None)
    problem(await staff.get(f"{PLACE}/r2", params={"after": "?"}), 400, "invalid-input")
    problem(await staff.get(f"{PLACE}/none"), 404, "not-found")


async def test_two_runs_are_compared_where_it_got_worst_first(browse: Browse, library: Graph) -> None:
    staff = await browse("staff")
    await add_runs(library)
    assert (await staff.get(f"{PLACE}/r2/comparison", params={"other": "r1"})).json() == {
        "run": "r2",
        "other": "r1",
        "tags": [
            {"tag": "sunset", "category": "general", "average_precision": -0.25, "precision": 0.5, "coverage": 0.25},
            {"tag": "beach", "category": "general", "average_precision": None, "precision": None, "coverage": None},
        ],
    }
    problem(await staff.get(f"{PLACE}/r2/comparison", params={"other": "none"}), 404, "not-found")
    problem(await staff.get(f"{PLACE}/r2/comparison"), 422, "invalid-request")


async def test_a_run_is_asked_to_go_live_once(browse: Browse, library: Graph) -> None:
    staff = await browse("staff", "ann")
    await add_runs(library)
    answer = await staff.post(f"{PLACE}/r2/propose", json={})
    assert answer.status_code == 202
    job = answer.json()
    assert (job["kind"], job["state"], job["by"]) == ("propose", "waiting", "ann")
    assert await run(library, "MATCH (j:Job) RETURN j.params AS params") == [{"params": '{"run": "r2"}'}]
    problem(await staff.post(f"{PLACE}/r1/propose", json={}), 409, "conflict")
    problem(await staff.post(f"{PLACE}/none/propose", json={}), 404, "not-found")
    assert len((await staff.get("/api/v1/jobs")).json()["jobs"]) == 1


async def test_a_report_is_ordered_and_read(browse: Browse, library: Graph, settings: Settings) -> None:
    staff = await browse("staff")
    await add_runs(library)
    job = (await staff.post(f"{PLACE}/r2/report", json={})).json()
    assert (job["kind"], job["title"], job["unit"]) == ("report", "report on the model run r2", "steps")
    problem(await staff.post(f"{PLACE}/r2/report", json={}), 409, "conflict")
    problem(await staff.post(f"{PLACE}/none/report", json={}), 404, "not-found")
    problem(await staff.get(f"{PLACE}/r2/report"), 404, "not-found")
    place = settings.home / "reports" / "r2.html"
    place.parent.mkdir(exist_ok=True)
    place.write_text("<!doctype html><p>é", encoding="utf-8")
    answer = await staff.get(f"{PLACE}/r2/report")
    assert (answer.status_code, answer.text) == (200, "<!doctype html><p>é")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "script" not in answer.headers["content-security-policy"]
    assert answer.headers["content-security-policy"].endswith("sandbox")
    assert [one["reported"] for one in (await staff.get(PLACE)).json()["runs"]] == [True, False]
    place.unlink()
    problem(await (await browse("voter")).get(f"{PLACE}/r2/report"), 403, "not-allowed")


async def test_what_a_run_proposed_goes_when_it_retires(browse: Browse, library: Graph) -> None:
    staff = await browse("staff")
    await add_runs(library)
    await opine(library, "PROPOSED", A, "sunset", 0.9, "r1")
    answer = await staff.post(f"{PLACE}/r1/retire", json={})
    assert (answer.status_code, answer.json()) == (200, {"run": "r1", "taken_back": 1})
    assert (await staff.post(f"{PLACE}/r1/retire", json={})).json() == {"run": "r1", "taken_back": 0}
    problem(await staff.post(f"{PLACE}/none/retire", json={}), 404, "not-found")
    rows = await run(
        library,
        "MATCH (m:ModelRun {id: 'r1'}) RETURN m.state AS state, COUNT { ()-[:PROPOSED]->() } AS proposed",
    )
    assert rows == [{"state": "retired", "proposed": 0}]


@pytest.mark.parametrize("role", ["anonymous", "voter", "analyst"])
async def test_others_change_nothing(role: str, browse: Browse, library: Graph) -> None:
    await add_runs(library)
    client = await browse(role)
    problem(await client.post(f"{PLACE}/r1/retire", json={}), 403, "not-allowed")
    problem(await client.post(f"{PLACE}/r2/propose", json={}), 403, "not-allowed")
    assert await run(
        library, "MATCH (m:ModelRun {state: 'live'}) OPTIONAL MATCH (j:Job) RETURN m.id AS run, j.id AS job"
    ) == [{"run": "r1", "job": None}]
