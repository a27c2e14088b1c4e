"""Puts the routers together: version 1 under /v1, Alertmanager's API under /v2, errors as problem details.

There is an OpenAPI document and no web page of it: the interactive pages of FastAPI load their scripts from a CDN.
`/api/openapi.json` is for the tools of whoever reads it.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI

from dashboard import VERSION
from dashboard.api import alertmanager, problems, routers
from dashboard.api.state import State

if TYPE_CHECKING:
    from dashboard.server.runtime import Runtime


def create_api(runtime: Runtime, token: str) -> FastAPI:
    """The API of one runtime; `token` opens what only this machine's other commands may ask."""
    api = FastAPI(
        title="Longtail",
        version=VERSION,
        description="What the warehouse knows, as JSON. Times are UTC, in ISO 8601.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    api.state.longtail = State(runtime, token)
    for module in pkgutil.iter_modules(routers.__path__):
        router: APIRouter = importlib.import_module(f"{routers.__name__}.{module.name}").router
        api.include_router(router, prefix="/v1")
    api.include_router(alertmanager.router)
    problems.install(api)
    return api
