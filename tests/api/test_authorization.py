"""Who may do what: every route of the description, for every role."""

from typing import Any

import pytest
from fastapi import FastAPI

from api import media, metrics, pages
from api.app import ROUTES
from graph.connection import Graph
from graph.voters import Role
from tests.api.conftest import A, B, Browse
from tests.seeds import run

ROLES: tuple[Role | None, ...] = (None, "anonymous", "voter", "analyst", "staff")
EVERYONE = dict.fromkeys(ROLES, 200)
SESSION = {**EVERYONE, None: 401}
STAFF: dict[Role | None, int] = {None: 401, "anonymous": 403, "voter": 403, "analyst": 403, "staff": 200}
PAGES = {
    "/",
    "/answers",
    "/graph",
    "/tags",
    "/tags/{name:path}",
    "/grid",
    "/compare",
    "/ratings",
    "/queue",
    "/filtered",
    "/duplicates",
    "/vocabulary",
    "/remarks",
    "/boards",
    "/model",
    "/trust",
    "/conduct",
    "/gold",
    "/jobs",
    "/try",
    "/enter",
}
READERS: dict[Role | None, int] = {**STAFF, "analyst": 200}
TRIED: dict[str, Any] = {"content": b"x", "headers": {"Content-Type": "application/octet-stream"}}
WRONG = {"run": "r1", "image": A, "tag": "sunset", "confidence": 0.9}
LINK = {"kind": "implies", "from": "sunset", "to": "beach"}
COMPARED = {"token": "x", "answer": "tie"}
GRID = {"votes": [{"token": "x", "answer": "yes"}]}
VOTE = {"image": A, "tag": "sunset", "answer": "yes"}
MATRIX: dict[tuple[str, str], tuple[dict[Role | None, int], dict[str, Any]]] = {
    ("POST", "/api/v1/session"): (EVERYONE, {"json": {}}),
    ("GET", "/api/v1/session"): (SESSION, {}),
    ("PATCH", "/api/v1/session"): (SESSION, {"json": {"nsfw": False}}),
    ("GET", "/api/v1/questions"): (SESSION, {}),
    ("GET", "/api/v1/questions/grid"): (SESSION, {"params": {"tag": "sunset"}}),
    ("POST", "/api/v1/votes/grid"): ({**SESSION, **dict.fromkeys(ROLES[1:], 400)}, {"json": GRID}),
    ("POST", "/api/v1/votes"): (SESSION, {"json": VOTE}),
    ("GET", "/api/v1/explanations"): (SESSION, {"params": {"image": A, "tag": "sunset"}}),
    ("DELETE", "/api/v1/votes"): (SESSION, {"params": {"image": A, "tag": "sunset"}}),
    ("GET", "/api/v1/votes"): (SESSION, {}),
    ("GET", "/api/v1/votes/contradictions"): (SESSION, {}),
    ("GET", "/api/v1/comparisons/criteria"): (SESSION, {}),
    ("PUT", "/api/v1/comparisons/criteria/{name}"): (STAFF, {"json": {"question": "Which is better?"}}),
    ("GET", "/api/v1/comparisons/next"): (SESSION, {}),
    ("POST", "/api/v1/comparisons"): ({**SESSION, **dict.fromkeys(ROLES[1:], 400)}, {"json": COMPARED}),
    ("GET", "/api/v1/comparisons"): (SESSION, {}),
    ("DELETE", "/api/v1/comparisons"): (SESSION, {"params": {"one": A, "other": B}}),
    ("GET", "/api/v1/comparisons/ratings"): (READERS, {}),
    ("GET", "/api/v1/comparisons/ratings.csv"): (READERS, {}),
    ("POST", "/api/v1/panics"): (SESSION, {"json": {"image": B}}),
    ("GET", "/api/v1/panics"): (STAFF, {}),
    ("POST", "/api/v1/panics/verdicts"): (STAFF, {"json": {"image": B, "verdict": "confirmed"}}),
    ("GET", "/api/v1/filters/refused"): (STAFF, {}),
    ("POST", "/api/v1/filters/restorations"): (STAFF, {"json": {"image": B}}),
    ("POST", "/api/v1/filter"): ({**READERS, "analyst": 400, "staff": 400}, {"files": {"pictures": b"x"}}),
    ("GET", "/api/v1/images"): (EVERYONE, {"params": {"tags": "sunset"}}),
    ("POST", "/api/v1/images/lookup"): (EVERYONE, {"json": {"ids": [A]}}),
    ("GET", "/api/v1/images/search"): ({**READERS, "analyst": 409, "staff": 409}, {"params": {"phrase": "a cat"}}),
    ("GET", "/api/v1/images/{image}"): (EVERYONE, {}),
    ("GET", "/api/v1/images/{image}/similar"): (EVERYONE, {}),
    ("GET", "/api/v1/images/{image}/examples"): (EVERYONE, {"params": {"tag": "sunset"}}),
    ("GET", "/api/v1/tags"): (EVERYONE, {}),
    ("GET", "/api/v1/tags/{name}"): (EVERYONE, {}),
    ("PUT", "/api/v1/tags/{name}/description"): (STAFF, {"json": {"text": "The sun sets.", "before": None}}),
    ("GET", "/api/v1/categories"): (EVERYONE, {}),
    ("GET", "/api/v1/collections"): (EVERYONE, {}),
    ("GET", "/api/v1/pairs"): (EVERYONE, {}),
    ("GET", "/api/v1/disagreements"): (EVERYONE, {"params": {"kind": "contested"}}),
    ("GET", "/api/v1/disagreements/tags"): (EVERYONE, {}),
    ("POST", "/api/v1/rulings"): (STAFF, {"json": {"image": A, "tag": "sunset", "answer": "yes"}}),
    ("DELETE", "/api/v1/rulings"): (STAFF, {"params": {"image": A, "tag": "sunset"}}),
    ("PUT", "/api/v1/gold"): (STAFF, {"json": {"image": A, "tag": "sunset", "answer": "yes", "purpose": "test"}}),
    ("GET", "/api/v1/gold"): (STAFF, {}),
    ("DELETE", "/api/v1/gold"): (STAFF, {"params": {"image": A, "tag": "sunset"}}),
    ("GET", "/api/v1/neighbourhoods/{kind}/{id}"): (EVERYONE, {}),
    ("GET", "/api/v1/vocabulary/links"): (STAFF, {}),
    ("POST", "/api/v1/vocabulary/links"): ({**STAFF, "staff": 202}, {"json": LINK}),
    ("POST", "/api/v1/vocabulary/links/preview"): (STAFF, {"json": LINK}),
    ("POST", "/api/v1/vocabulary/links/accept"): (STAFF, {"json": LINK}),
    ("POST", "/api/v1/vocabulary/links/reject"): (STAFF, {"json": LINK}),
    ("POST", "/api/v1/vocabulary/links/withdraw"): (STAFF, {"json": LINK}),
    ("GET", "/api/v1/duplicates"): (STAFF, {}),
    ("GET", "/api/v1/duplicates/{image}"): (STAFF, {}),
    ("POST", "/api/v1/duplicates/verdicts"): (STAFF, {"json": {"one": A, "other": B, "verdict": "alternate"}}),
    ("DELETE", "/api/v1/duplicates/verdicts"): (STAFF, {"params": {"one": A, "other": B}}),
    ("POST", "/api/v1/duplicates/{image}/unmerge"): (STAFF, {"json": {}}),
    ("POST", "/api/v1/duplicates/{image}/show"): (STAFF, {"json": {}}),
    ("GET", "/api/v1/remarks"): (STAFF, {}),
    ("POST", "/api/v1/remarks/retire"): (STAFF, {"json": {"tag": "beach"}}),
    ("POST", "/api/v1/remarks/restore"): (STAFF, {"json": {"tag": "beach"}}),
    ("GET", "/api/v1/runs"): (STAFF, {}),
    ("GET", "/api/v1/runs/{run}"): ({**STAFF, "staff": 404}, {}),
    ("GET", "/api/v1/runs/{run}/comparison"): ({**STAFF, "staff": 404}, {"params": {"other": "r2"}}),
    ("POST", "/api/v1/runs/{run}/propose"): ({**STAFF, "staff": 404}, {"json": {}}),
    ("POST", "/api/v1/runs/{run}/report"): ({**STAFF, "staff": 404}, {"json": {}}),
    ("GET", "/api/v1/runs/{run}/report"): ({**STAFF, "staff": 404}, {}),
    ("POST", "/api/v1/runs/{run}/retire"): ({**STAFF, "staff": 404}, {"json": {}}),
    ("GET", "/api/v1/reliability/voters"): (STAFF, {}),
    ("GET", "/api/v1/reliability/sources"): (STAFF, {}),
    ("GET", "/api/v1/reliability/me"): (SESSION, {}),
    ("GET", "/api/v1/conduct/suspects"): (STAFF, {}),
    ("GET", "/api/v1/conduct/influence"): (STAFF, {}),
    ("GET", "/api/v1/conduct/drift/voters"): (STAFF, {}),
    ("GET", "/api/v1/conduct/drift/tags"): (READERS, {}),
    ("GET", "/api/v1/conduct/aside"): (STAFF, {}),
    ("POST", "/api/v1/conduct/aside"): ({**STAFF, "staff": 404}, {"json": {"voter": "nobody", "why": "copies"}}),
    ("DELETE", "/api/v1/conduct/aside"): ({**STAFF, "staff": 404}, {"params": {"voter": "nobody"}}),
    ("GET", "/api/v1/whatif"): (READERS, {"params": {"run": True}}),
    ("GET", "/api/v1/jobs"): (STAFF, {}),
    ("POST", "/api/v1/jobs"): ({**STAFF, "staff": 202}, {"json": {"kind": "rebuild"}}),
    ("POST", "/api/v1/jobs/{job}/stop"): ({**STAFF, "staff": 404}, {"json": {}}),
    ("POST", "/api/v1/jobs/{job}/resume"): ({**STAFF, "staff": 404}, {"json": {}}),
    ("POST", "/api/v1/trials"): ({**READERS, "analyst": 404, "staff": 404}, TRIED),
    ("POST", "/api/v1/trials/complaints"): ({**READERS, "analyst": 404, "staff": 404}, {"json": WRONG}),
    ("GET", "/api/v1/trials/complaints"): (STAFF, {}),
    ("GET", "/api/v1/health"): (EVERYONE, {}),
    ("GET", "/metrics"): (STAFF, {}),
    ("GET", "/media/{image}"): (dict.fromkeys(ROLES, 404), {}),
    ("GET", "/media/{image}/still"): (dict.fromkeys(ROLES, 404), {}),
    ("GET", "/media/{image}/thumbnail"): (dict.fromkeys(ROLES, 404), {}),
    ("DELETE", "/api/v1/session"): ({**dict.fromkeys(ROLES, 204), None: 401}, {}),
}


async def test_the_matrix_has_every_route(app: FastAPI) -> None:
    described = {(m.upper(), path) for path, routes in app.openapi()["paths"].items() for m in routes}
    assert described == MATRIX.keys()


def test_what_is_not_described_is_the_page_alone() -> None:
    for module in (*ROUTES, media, metrics):
        assert all(getattr(route, "include_in_schema", False) for route in module.router.routes), module.__name__
    assert {getattr(route, "path", None) for route in pages.router.routes} == PAGES


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.usefixtures("library")
async def test_each_role_may_do_what_the_matrix_says(role: Role | None, browse: Browse) -> None:
    client = await browse(role)
    answers = {}
    for (method, path), (_, request) in MATRIX.items():
        place = path.format(image=A, name="sunset", kind="tag", id="sunset", job=A[:32], run="r1")
        if path == "/api/v1/session" and method == "POST" and role is None:
            answers[method, path] = (await (await browse(None)).request(method, place, **request)).status_code
        else:
            answers[method, path] = (await client.request(method, place, **request)).status_code
    assert answers == {route: allowed[role] for route, (allowed, _) in MATRIX.items()}


@pytest.mark.parametrize("role", [None, "anonymous", "voter", "analyst"])
async def test_what_is_refused_changes_nothing(role: Role | None, browse: Browse, library: Graph) -> None:
    client = await browse(role)
    assert (await client.post("/api/v1/panics/verdicts", json={"image": A, "verdict": "confirmed"})).status_code > 400
    rows = await run(library, "MATCH (i:Image) OPTIONAL MATCH (e:Event) RETURN DISTINCT i.nsfw AS nsfw, e.id AS event")
    assert rows == [{"nsfw": "unknown", "event": None}]
