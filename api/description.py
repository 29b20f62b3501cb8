"""The OpenAPI description, with the one shape of every problem."""

from typing import Any

from fastapi import FastAPI

from api.problems import Problem

REF = "#/components/schemas/{model}"


def describe_api(app: FastAPI) -> None:
    """Add the problem's shape to an app's description."""
    build = app.openapi

    def describe() -> dict[str, Any]:
        description = build()
        schemas = description.setdefault("components", {}).setdefault("schemas", {})
        problem = Problem.model_json_schema(ref_template=REF)
        schemas.update(problem.pop("$defs", {}))
        schemas["Problem"] = problem
        return description

    app.openapi = describe  # type: ignore[method-assign]  # FastAPI's documented way to extend it
