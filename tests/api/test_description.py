"""The OpenAPI description: every route has examples, its problems and an id."""

from typing import Any

from fastapi import FastAPI

from tests.api.conftest import Browse


def resolve(description: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference to where the schema stands."""
    name = schema.get("$ref", "").rpartition("/")[2]
    return dict(description["components"]["schemas"][name]) if name else schema


def list_routes(description: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(f"{m} {path}", route) for path, routes in description["paths"].items() for m, route in routes.items()]


async def test_every_route_has_an_id_and_words_of_its_own(app: FastAPI) -> None:
    routes = list_routes(app.openapi())
    ids = [route["operationId"] for _, route in routes]
    assert len(ids) == len(set(ids)) == len(routes)
    assert [name for name, route in routes if not route["description"]] == []


async def test_every_body_and_answer_has_an_example(app: FastAPI) -> None:
    description = app.openapi()
    bare = []
    for name, route in list_routes(description):
        bodies = [route["requestBody"]] if "requestBody" in route else []
        for body in [*bodies, *route["responses"].values()]:
            for content in body.get("content", {}).values():
                schema = resolve(description, content.get("schema", {}))
                if not (schema.get("examples") or "example" in content):
                    bare.append((name, body))
    assert bare == []


async def test_every_route_declares_its_problems(app: FastAPI) -> None:
    description = app.openapi()
    for name, route in list_routes(description):
        problems = {status: r for status, r in route["responses"].items() if int(status) >= 400}
        assert "503" in problems, name
        if name == "get /api/v1/health":
            continue
        assert problems.keys() >= {"400", "401", "422", "429", "503"}, name
        for problem in problems.values():
            assert problem["content"].keys() == {"application/problem+json"}, name
            [content] = problem["content"].values()
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
    problem = description["components"]["schemas"]["Problem"]
    assert problem["properties"].keys() == {"type", "title", "status", "detail", "errors"}


async def test_every_reference_leads_somewhere(browse: Browse) -> None:
    description = (await (await browse(None)).get("/api/v1/openapi.json")).json()
    names = set()

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            names.update([part["$ref"].rpartition("/")[2]] if isinstance(part.get("$ref"), str) else [])
            for value in part.values():
                walk(value)
        elif isinstance(part, list):
            for value in part:
                walk(value)

    walk(description)
    assert names - description["components"]["schemas"].keys() == set()
    assert "Problem" in names
