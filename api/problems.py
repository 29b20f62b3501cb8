"""Problem details (RFC 9457): the one shape in which every error is answered."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from taggy import errors
from taggy.errors import TaggyError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 2
AWAY = "The database does not answer now. Try again in a moment."
STATUSES: dict[type[TaggyError], int] = {
    errors.ForeignTokenError: 403,
    errors.OldTokenError: 410,
    errors.TokenError: 400,
    errors.TagNameError: 422,
    errors.MediaError: 422,
    errors.InputError: 400,
    errors.ModelError: 409,
    errors.MissingMediaError: 404,
    errors.NotFoundError: 404,
    errors.SignInError: 401,
    errors.PermissionRefusedError: 403,
    errors.ConflictError: 409,
    errors.TooLargeError: 413,
    errors.TooManyRequestsError: 429,
    errors.UnavailableError: 503,
    errors.ServerError: 503,
    errors.SchemaError: 503,
}
_log = logging.getLogger("taggy.api")
TITLES = {413: "Content Too Large", 416: "Range Not Satisfiable", 422: "Unprocessable Content"}
ADVICE = {
    404: "There is nothing at this address. The paths are listed in /api/v1/openapi.json.",
    405: "This address does not take that method. The methods are listed in /api/v1/openapi.json.",
    413: "The body is larger than TAGGY_MAX_BODY allows. Send less at once.",
}


class Wrong(BaseModel):
    """One thing that is wrong in a request: where, and what."""

    at: str
    says: str


class Problem(BaseModel):
    """What went wrong, and what to do. `errors` lists what is wrong in a request that does not fit."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:problem-type:taggy:not-found",
                    "title": "Not Found",
                    "status": 404,
                    "detail": "There is no picture 'ab12' that may be shown here.",
                }
            ]
        }
    )

    type: str
    title: str
    status: int
    detail: str
    errors: list[Wrong] | None = None


def name_status(status: int) -> str:
    """Return the phrase of a status as RFC 9110 has it, whichever Python this is."""
    return TITLES.get(status) or HTTPStatus(status).phrase


def _make_code(title: str) -> str:
    return title.lower().replace(" ", "-")


def make_problem(
    status: int,
    code: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    wrong: list[Wrong] | None = None,
) -> JSONResponse:
    """Make the answer for a problem."""
    problem = Problem(
        type=f"urn:problem-type:taggy:{code}",
        title=name_status(status),
        status=status,
        detail=detail.encode("utf-8", "replace").decode(),
        errors=wrong,
    )
    return JSONResponse(problem.model_dump(exclude_none=True), status, headers, media_type=MEDIA_TYPE)


def answer_error(error: TaggyError) -> JSONResponse:
    """Answer an error of ours, by its class."""
    status = next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 500)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        _log.warning("unavailable: %s", error)  # it names addresses and files: not for everyone
        detail = str(error) if isinstance(error, errors.BusyError) else AWAY
        return make_problem(status, error.code, detail, {"Retry-After": str(RETRY_AFTER)})
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, errors.TooManyRequestsError) else None
    return make_problem(status, error.code, str(error), headers)


def answer_defect() -> JSONResponse:
    """Answer an error that nobody foresaw: what it was stands in the log alone."""
    detail = "Something went wrong in Taggy itself. Its log says more, under this answer's X-Request-Id."
    return make_problem(500, "defect", detail)


def answer_http_error(error: HTTPException) -> JSONResponse:
    """Answer an error of HTTP itself, with advice where it has no words of its own."""
    title = name_status(error.status_code)
    wordless = error.detail in (title, HTTPStatus(error.status_code).phrase)
    detail = ADVICE.get(error.status_code, title) if wordless else error.detail
    return make_problem(error.status_code, _make_code(title), detail, error.headers)


def answer_invalid(error: RequestValidationError) -> JSONResponse:
    """Answer a request that does not fit its description, with all that is wrong; values are not sent back."""
    found = error.errors()
    if any(e["type"] == "json_invalid" for e in found):
        return make_problem(400, "invalid-json", "The body is no JSON. Send one JSON object, in UTF-8.")
    wrong = [Wrong(at=".".join(map(str, e["loc"])), says=e["msg"]) for e in found]
    detail = "The request does not fit: " + "; ".join(f"{w.at}: {w.says}" for w in wrong)
    return make_problem(422, "invalid-request", detail, wrong=wrong)


def add_problem_handlers(app: FastAPI) -> None:
    """Answer every error of an app as a problem."""

    @app.exception_handler(TaggyError)
    async def _(_: Request, error: TaggyError) -> JSONResponse:
        return answer_error(error)

    @app.exception_handler(HTTPException)
    async def _(_: Request, error: HTTPException) -> JSONResponse:
        return answer_http_error(error)

    @app.exception_handler(RequestValidationError)
    async def _(_: Request, error: RequestValidationError) -> JSONResponse:
        return answer_invalid(error)


def declare_problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Declare, for a route's description, which problems it answers with beside those of every route."""
    return {
        status: {
            "description": name_status(status),
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "example": {
                        "type": f"urn:problem-type:taggy:{_make_code(name_status(status))}",
                        "title": name_status(status),
                        "status": status,
                        "detail": "What went wrong, with which value, and what to do.",
                    },
                }
            },
        }
        for status in sorted({*statuses, 400, 401, 422, 429, 503})
    }
