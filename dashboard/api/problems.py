"""Errors as problem details (RFC 9457): a status, a title, and one sentence that says what to do."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import duckdb
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from ingest.errors import UnknownGroupError, UnknownIncidentError
from sql.errors import BusyError, LongtailError, QueryError, WarehouseError
from sql.search import SearchError
from sql.steps.room import ROOM

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI
    from starlette.requests import Request

MEDIA_TYPE = "application/problem+json"
_RETRY_SECONDS = 10
"""When to ask again where too many statements run."""
_log = logging.getLogger(__name__)


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> JSONResponse:
    """A response that describes the error."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


def install(api: FastAPI) -> None:
    """Let every error of the API leave as a problem."""
    api.exception_handler(LongtailError)(_longtail)
    api.exception_handler(duckdb.OutOfMemoryException)(_no_memory)
    api.exception_handler(RequestValidationError)(_validation)
    api.exception_handler(HTTPException)(_http)
    api.exception_handler(Exception)(_unexpected)


def _longtail(_request: Request, error: LongtailError) -> JSONResponse:
    if isinstance(error, SearchError):
        return problem(HTTPStatus.BAD_REQUEST, str(error), position=error.position)
    if isinstance(error, BusyError):
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error), {"Retry-After": str(_RETRY_SECONDS)})
    if isinstance(error, QueryError):
        place = {"line": error.line, "column": error.column, "excerpt": error.excerpt}
        told: dict[str, Any] = {name: value for name, value in place.items() if value is not None}
        return problem(HTTPStatus.BAD_REQUEST, str(error), **told)
    if isinstance(error, UnknownGroupError | UnknownIncidentError):
        return problem(HTTPStatus.NOT_FOUND, str(error))
    if isinstance(error, WarehouseError):
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error))
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))


def _no_memory(_request: Request, _error: Exception) -> JSONResponse:
    """Statements took DuckDB's whole memory: they are stopped, and who asks again finds some."""
    ROOM.make()
    sentence = "Statements take all of the memory that DuckDB may have: ask again in a moment."
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, sentence, {"Retry-After": "1"})


def _validation(_request: Request, error: RequestValidationError) -> JSONResponse:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"][1:]) or "the body"
    message = str(first["msg"]).removeprefix("Value error, ")
    message = message.replace("Input should be", "it must be")
    value = f" is {first['input']!r}" if isinstance(first.get("input"), str | int | float) else ""
    detail = f"{name}{value}: {message[:1].lower()}{message[1:]}."
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, parameter=name)


def _http(request: Request, error: HTTPException) -> JSONResponse:
    detail = str(error.detail)
    if detail == HTTPStatus(error.status_code).phrase:
        detail = f"{request.method} {request.url.path} is not served here: /api/openapi.json lists what is."
    return problem(error.status_code, detail, error.headers)


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "The server failed on this request: its own output says why.")
