"""What programs ask outside the API: `/ping/<id>`, which jobs call, and `/readyz`."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

import duckdb
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard.api.problems import problem
from sql.errors import WarehouseError

if TYPE_CHECKING:
    from starlette.requests import Request

    from dashboard.server.runtime import Runtime
    from sql.warehouse import Warehouse

_WORDS = {"": ("success", None), "start": ("start", None), "fail": ("fail", None)}
_MOST_STATUS = 255


def routes(runtime: Runtime) -> list[Route]:
    """The routes of one runtime."""

    async def ping(request: Request) -> Response:
        return await _ping(runtime, request)

    async def readyz(_request: Request) -> Response:
        return await asyncio.to_thread(_ready, runtime)

    methods = ["GET", "HEAD", "POST"]
    return [
        Route("/ping/{identity}", ping, methods=methods),
        Route("/ping/{identity}/{word}", ping, methods=methods),
        Route("/readyz", readyz, methods=["GET", "HEAD"]),
    ]


async def _ping(runtime: Runtime, request: Request) -> Response:
    """Take the call of a job; it is stored when this answers."""
    watching, call = runtime.watching, _call(request.path_params.get("word", ""))
    if watching is None or watching.probing is None or call is None:
        return problem(HTTPStatus.NOT_FOUND, _UNKNOWN)
    identity, (event, status) = request.path_params["identity"], call
    body = (await request.body()).decode("utf-8", "replace")
    if not watching.probing.call(identity, event, status, body):
        return problem(HTTPStatus.NOT_FOUND, _UNKNOWN)
    await asyncio.to_thread(watching.storing.now)
    watching.probing.called(identity)
    return PlainTextResponse("OK", headers={"Cache-Control": "no-store"})


_UNKNOWN = "No heartbeat has this address: its view on the page Health shows the right one."


def _call(word: str) -> tuple[str, int | None] | None:
    """What the last part of the address means; None where it means nothing."""
    if word.isascii() and word.isdecimal() and int(word) <= _MOST_STATUS:
        return ("success" if int(word) == 0 else "fail", int(word))
    return _WORDS.get(word)


def _ready(runtime: Runtime) -> Response:
    """Whether the warehouse answers, logs are read and probes are begun; what is not there cannot fail."""
    ingest, watching = runtime.ingest, runtime.watching
    parts = {
        "warehouse": _answers(runtime.warehouse),
        "reading": ingest is None or ingest.status.running,
        "scheduler": watching is None or (watching.is_running and not watching.storing.problem),
    }
    body = {"status": "ok" if all(parts.values()) else "failed", **{name: _said(good) for name, good in parts.items()}}
    return JSONResponse(body, HTTPStatus.OK if all(parts.values()) else HTTPStatus.SERVICE_UNAVAILABLE)


def _answers(warehouse: Warehouse) -> bool:
    """Whether a question gets an answer now."""
    try:
        with warehouse.reader() as cursor:
            return cursor.execute("select 1").fetchone() == (1,)
    except (duckdb.Error, WarehouseError):
        return False


def _said(good: object) -> str:
    return "ok" if good else "failed"
