"""Requests of every kind, made from the OpenAPI description: each role gets only answers that it describes."""

import asyncio
from typing import Any

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.callers import COOKIE
from graph.voters import Role
from tests.api.conftest import Browse
from tests.api.test_authorization import MATRIX, ROLES

EXAMPLES = 8
LEAVE = ("DELETE", "/api/v1/session")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
load_all_checks()


def list_operations(app: FastAPI) -> list[Any]:
    """List what the description offers; the end of the session comes last."""
    schema = schemathesis.openapi.from_dict(app.openapi())
    operations = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    assert len(operations) == len(MATRIX)
    return sorted(operations, key=lambda operation: (operation.method.upper(), operation.path) == LEAVE)


async def send(client: httpx.AsyncClient, secret: str | None, case: Case[Any]) -> httpx.Response:
    """Send a made-up request, always in the same session."""
    made = case.as_transport_kwargs(base_url="http://localhost")
    body = (
        {"content": made["data"]} if made.get("data") is not None else {"json": made["json"]} if "json" in made else {}
    )
    headers = {name: value.encode("utf-8", "replace") for name, value in (made.get("headers") or {}).items()}
    headers.pop("Cookie", None)
    client.cookies.clear()
    if secret:
        client.cookies.set(COOKIE, secret)
    return await client.request(made["method"], made["url"], params=made.get("params"), headers=headers, **body)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.usefixtures("library")
async def test_every_answer_is_as_described(app: FastAPI, browse: Browse, role: Role | None) -> None:
    client = await browse(role)
    secret = client.cookies.get(COOKIE)
    loop = asyncio.get_running_loop()
    seen: set[int] = set()

    def check(case: Case[Any]) -> None:
        answer = asyncio.run_coroutine_threadsafe(send(client, secret, case), loop).result(60)
        seen.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)
        if MATRIX[case.method.upper(), case.path][0][role] in (401, 403):
            assert answer.status_code >= 400, (case.method, case.path, answer.status_code)

    def try_all() -> None:
        for operation in list_operations(app):
            made: st.SearchStrategy[Case[Any]] = st.one_of(
                [operation.as_strategy(generation_mode=mode) for mode in MODES]
            )
            calm = settings(
                max_examples=EXAMPLES,
                derandomize=True,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            calm(given(made)(check))()

    await asyncio.to_thread(try_all)
    assert seen >= {200, 404, 422}
