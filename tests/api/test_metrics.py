"""Metrics: what they say after some calls, that no id is in them, and who may read them."""

import re
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families

from api.keys import load_metrics_key
from api.metrics import GAUGES
from graph.connection import Graph
from graph.hauls import add_hauls
from graph.jobs import REBUILD
from graph.transitions import request_job
from taggy.metrics import REGISTRY
from taggy.settings import Settings
from tests.api.conftest import A, Browse, problem

DOCS = Path(__file__).resolve().parents[2] / "docs" / "operating.md"
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


async def read_samples(client: httpx.AsyncClient, settings: Settings) -> Samples:
    """Read the metrics with the key, as name and labels."""
    key = load_metrics_key(settings.home).decode()
    answer = await client.get("/metrics", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.text)
    return {(s.name, frozenset(s.labels.items())): s.value for family in families for s in family.samples}


def find(samples: Samples, name: str, **labels: str) -> float:
    return samples.get((name, frozenset(labels.items())), 0)


@pytest.mark.usefixtures("library")
async def test_they_count_what_was_done(browse: Browse, graph: Graph, settings: Settings) -> None:
    client = await browse()
    before = await read_samples(client, settings)
    vote = {"image": A, "tag": "sunset", "answer": "yes"}
    assert (await client.post("/api/v1/votes", json=vote)).status_code == 200
    assert (await client.post("/api/v1/votes", json=vote)).status_code == 200
    assert (await client.delete("/api/v1/votes", params={"image": A, "tag": "sunset"})).status_code == 200
    assert (await client.post("/api/v1/panics", json={"image": A})).status_code == 200
    drawn = (await client.get("/api/v1/questions", params={"count": 2})).json()["questions"]
    pair = (await client.get("/api/v1/comparisons/next")).json()["comparisons"][0]
    said = {"token": pair["token"], "answer": "left"}
    sides = {"one": pair["left"]["id"], "other": pair["right"]["id"]}
    assert (await client.post("/api/v1/comparisons", json=said)).status_code == 200
    assert (await client.post("/api/v1/comparisons", json=said)).status_code == 200
    assert (await client.delete("/api/v1/comparisons", params=sides)).status_code == 200
    await client.head("/api/v1/tags/sunset?q=secret")
    await client.request("BREW", "/no/such/place")
    await request_job(graph, REBUILD, None)
    await add_hauls(graph, "wolves", {"kept": 2, "refused shape": 3, "refused min_width": 1})
    after = await read_samples(client, settings)

    def rise(name: str, **labels: str) -> float:
        return find(after, name, **labels) - find(before, name, **labels)

    requests = "taggy_request_seconds_count"
    assert rise(requests, method="POST", route="/api/v1/votes", status="200") == 2
    assert rise(requests, method="HEAD", route="/api/v1/tags/{name:path}", status="200") == 1
    assert rise(requests, method="other", route="none", status="415") == 1
    assert [rise("taggy_votes_total", outcome=o) for o in ("new", "same", "withdrawn")] == [1, 1, 1]
    assert (rise("taggy_vote_batch_count"), find(after, "taggy_votes_waiting")) == (3, 0)
    assert rise("taggy_questions_total") == len(drawn)
    assert [rise("taggy_comparisons_total", outcome=o) for o in ("new", "same", "withdrawn")] == [1, 1, 1]
    assert rise("taggy_comparisons_drawn_total") == 1
    assert rise("taggy_panics_total") == 1
    assert rise("taggy_database_seconds_count", access="write") >= 4
    assert rise("taggy_database_seconds_count", access="read") >= 4
    assert find(after, "taggy_jobs", state="waiting") == 1
    assert find(after, "taggy_jobs", state="done") == 0
    mined = [find(after, "taggy_mined_today", state=state) for state in ("kept", "refused", "faults")]
    assert mined == [2, 4, 0]
    assert (find(after, "taggy_pictures"), find(after, "taggy_database_up")) == (3, 1)
    assert find(after, "taggy_voters") >= 1
    assert find(after, "taggy_memory_bytes") > 10_000_000


async def test_no_label_is_an_id(browse: Browse, settings: Settings) -> None:
    client = await browse()
    await client.get(f"/api/v1/images/{A}")
    await client.get(f"/media/{A}/thumbnail")
    await client.get("/static/none.js")
    for name, labels in await read_samples(client, settings):
        assert {label for label, _ in labels} <= {"method", "route", "status", "outcome", "access", "state", "le"}, name
        for label, value in labels:
            assert not re.search(r"[0-9a-f]{16}", value), (name, label, value)


async def test_who_may_read_them(browse: Browse, settings: Settings) -> None:
    key = load_metrics_key(settings.home).decode()
    assert (settings.home / "keys" / "metrics.key").read_text() == key
    nobody = await browse(None)
    for wrong in ("", "Bearer", f"Basic {key}", f"Bearer {key[:-1]}", f"Bearer {key}x", "Bearer é"):
        headers = {b"Authorization": wrong.encode()}
        detail = problem(await nobody.get("/metrics", headers=headers), 401, "sign-in")
        assert "keys/metrics.key" in detail
    assert (await nobody.get("/metrics", headers={"Authorization": f"bearer {key}"})).status_code == 200
    problem(await (await browse("analyst")).get("/metrics"), 403, "not-allowed")
    assert (await (await browse("staff")).get("/metrics")).status_code == 200


def test_the_document_lists_them(app: FastAPI) -> None:
    assert app
    described = {metric.name: metric.documentation for metric in REGISTRY.collect()} | GAUGES
    rows = re.findall(r"^\| `(taggy_\w+)` \| (.+?) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert dict(rows) == described
