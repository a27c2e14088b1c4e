"""Serves pages and API over a warehouse filled by SQL: `python -m tests.e2e.launch PORT [shop|empty|old|floor]`."""

from __future__ import annotations

import sys
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
import uvicorn
from starlette.routing import Mount

from dashboard import remote, runtime, server
from dashboard.api import create_api
from dashboard.runtime import Runtime
from ingest.settings import Settings
from sql.warehouse import MEMORY, Warehouse
from tests.dashboard import shop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@asynccontextmanager
async def _warmed(_app: st.App) -> AsyncIterator[None]:
    server.warm()
    yield None


def main(port: int, kind: str) -> None:
    """Serve until interrupted."""
    app = st.App(Path(__file__).with_name("floor.py")) if kind == "floor" else _pages(kind)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


def _pages(kind: str) -> st.App:
    warehouse = Warehouse.open(MEMORY)
    end = datetime.now(UTC).replace(tzinfo=None) if kind != "old" else datetime(2018, 5, 17, 8, 5)  # noqa: DTZ001
    if kind != "empty":
        shop.fill(warehouse, end_ts=end)
    current = Runtime(Settings(), warehouse)
    runtime.install(current)
    api = Mount("/api", create_api(current, remote.new_token()))
    return st.App(server.MAIN, lifespan=_warmed, middleware=server.layers(), routes=[api])


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "shop")
