"""One process for everything: pages, API, metrics and ingest on one port, started and stopped together.

The socket listens and the warehouse is open before the first thread starts, so what cannot work is told at once, in one
sentence. Ingest starts behind the first page, never before it. On SIGTERM and SIGINT ingest finishes its transaction,
the warehouse writes its log into the file and the process ends with status 0; after SIGKILL the next start finds all
that was committed.
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

import duckdb
import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from streamlit import file_util
from streamlit.web import bootstrap

from dashboard import VERSION
from dashboard.accounts import store as account_store
from dashboard.accounts.accounts import Accounts
from dashboard.api import create_api
from dashboard.api.problems import problem
from dashboard.components.charts import plotly_chart
from dashboard.results.terminal import note
from dashboard.server import metrics, remote, runtime, streamlit_options, supervisor, watch_routes
from dashboard.server.assets import Assets, Folder
from dashboard.server.entrance.entrance import Entrance
from dashboard.server.guard import connections, trouble
from dashboard.server.guard.gate import Gate
from dashboard.server.guard.guard import Guard
from dashboard.server.guard.hosts import Hosts
from dashboard.server.guard.response_headers import page_policy
from dashboard.server.initial_html import FirstPage
from dashboard.server.listening import BACKLOG, url_of
from dashboard.server.status.status_page import StatusPages
from dashboard.server.warmup import warm
from sql.crashes.suspects import Suspects
from sql.errors import LongtailError, WarehouseError
from sql.steps import memory
from sql.warehouse import MEMORY

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator, Callable, Iterator
    from types import FrameType

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from ingest.settings import Settings
    from sql.warehouse import Warehouse

MAIN = Path(__file__).parents[1] / "main.py"
"""The script that draws the pages."""

_SESSION_END = "app/static/session_end.js"

_GRACE_SECONDS = 5
"""How long open requests may take to end after the process is told to stop."""

_TICKS_A_LOOK = 50
"""Uvicorn's tenths of a second between two looks whether the warehouse still answers."""

_TICKS_A_SWEEP = 10
"""The same between two looks for clients that are too slow."""


class Background(Protocol):
    """What runs beside the pages: ingest, the demo's live writer."""

    def start(self) -> None:
        """Begin, in its own threads."""

    def stop(self) -> None:
        """End cleanly; a second call does nothing."""


@dataclass(frozen=True, slots=True)
class Site:
    """What one server serves: a runtime, the paths it reads, and what runs beside it, in the order of starting."""

    runtime: runtime.Runtime
    log_paths: tuple[str, ...] = ()
    background: tuple[Background, ...] = ()
    main: Path = field(default=MAIN)


class _Server(uvicorn.Server):
    """Stops long queries as soon as it is told to end, so that nobody's question keeps the process.

    It ends by itself where the warehouse is lost: pages that only fail, and logs that nobody reads, help nobody.
    """

    def __init__(self, warehouse: Warehouse, room: connections.Room, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._warehouse = warehouse
        self._room = room
        self.is_lost = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Take few connections at a time from the system's queue, and let it be long all the same."""
        await super().startup(sockets)
        for listener in sockets or ():
            listener.listen(BACKLOG)

    async def on_tick(self, counter: int) -> bool:
        """What uvicorn calls ten times a second; whether to end."""
        if counter % _TICKS_A_SWEEP == 0:
            self._room.sweep(self.server_state.connections, asyncio.get_running_loop().time())
        if counter % _TICKS_A_LOOK == 0:
            self.is_lost = await asyncio.to_thread(self._warehouse.is_lost)
        return await super().on_tick(counter) or self.is_lost

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """What uvicorn calls on SIGINT and SIGTERM."""
        self._warehouse.interrupt()
        super().handle_exit(sig, frame)


def serve(site: Site, listener: socket.socket, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; `ready` gets the URL once requests are answered. Closes the warehouse at the end."""
    settings = site.runtime.settings
    room = connections.Room(connections.most_connections(settings.max_connections))
    accounts = accounts_of(site.runtime)
    if accounts is not None:
        accounts.tidy()
    site = replace(site, runtime=replace(site.runtime, accounts=accounts))
    app = guarded(create_app(site, url_of(listener), ready), settings, listener.getsockname()[0], accounts)
    server = _Server(site.runtime.warehouse, room, _config(app, room, settings))
    trouble.say_once()
    memory.use_few_arenas()
    runtime.install(site.runtime)
    suspects = _suspects(site.runtime.warehouse)
    try:
        with _quiet_signals():
            server.run(sockets=[listener])
    finally:
        runtime.install(None)
        site.runtime.warehouse.close()
        suspects.close(is_lost=server.is_lost)
        if accounts is not None:
            accounts.close()
        listener.close()
    if server.is_lost:
        _tell_lost(site.runtime.warehouse)
    if not server.started:
        sentence = "The server could not start: run again with `longtail --debug serve …` to see why."
        raise LongtailError(sentence)


def _suspects(warehouse: Warehouse) -> Suspects:
    """What is known of statements that ran when a server of this warehouse was ended."""
    link = supervisor.link()
    warehouse.suspects = Suspects(warehouse.path)
    for sentence in warehouse.suspects.accuse(link.ended_by if link is not None else ""):
        note(sentence)
    return warehouse.suspects


def _tell_lost(warehouse: Warehouse) -> NoReturn:
    """End with a word on why; the supervisor starts the server again."""
    gone = f"DuckDB gave {warehouse.path} up after an internal error, and Longtail ends"
    if supervisor.link() is None:
        sentence = f"{gone}: start it again, all that was stored is there."
        raise WarehouseError(sentence)
    note(f"{gone}: all that was stored is there.")
    raise SystemExit(supervisor.LOST)


def _config(app: ASGIApp, room: connections.Room, settings: Settings) -> uvicorn.Config:
    """How uvicorn serves it; headers of a proxy are not believed, because anybody can send them."""
    return uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        loop="asyncio",
        http=connections.connections_of(room),
        ws=connections.Socket,
        ws_max_size=settings.max_request_bytes,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        backlog=connections.ACCEPTED_AT_ONCE,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


def accounts_of(runtime: runtime.Runtime) -> Accounts | None:
    """The accounts beside a warehouse; None where the warehouse is in memory."""
    settings, path = runtime.settings, runtime.warehouse.path
    if path == MEMORY:
        return None
    idle, lasts = timedelta(hours=settings.session_idle_hours), timedelta(days=settings.session_days)
    return Accounts(account_store.path_of(path), idle=idle, lasts=lasts)


def guarded(app: ASGIApp, settings: Settings, bound: str = "", accounts: Accounts | None = None) -> Guard:
    """The application behind what looks at every request first; `bound` is the address that it is served at."""
    hosts = Hosts.of(settings.host, settings.allowed_hosts, bound=bound)
    policy = page_policy(Path(file_util.get_static_dir()) / "index.html")
    return Guard(Gate(app, accounts), hosts, most_bytes=settings.max_request_bytes, policy=policy)


@contextmanager
def _quiet_signals() -> Iterator[None]:
    """Let uvicorn end on SIGINT and SIGTERM, and the process live on to close what is open and end with status 0."""

    def ignore(_number: int, _frame: FrameType | None) -> None:
        """Uvicorn raises the signal again after it has ended; there is nothing more to do then."""

    before = {number: signal.signal(number, ignore) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def create_app(site: Site, url: str, ready: Callable[[str], None] = lambda _: None) -> st.App:
    """Pages, API, health and metrics as one application; its lifespan starts and stops what runs beside."""
    measures = metrics.Metrics(site.runtime)
    token = remote.new_token()

    async def healthz(_request: Request) -> Response:
        """Liveness: the process answers. It does not touch the warehouse, so a busy disk gets nobody restarted."""
        return JSONResponse({"status": "ok", "version": VERSION})

    async def prometheus(_request: Request) -> Response:
        try:
            text = await asyncio.to_thread(measures.text)
        except LongtailError as error:
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error))
        return Response(text, media_type=metrics.CONTENT_TYPE)

    @asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any] | None]:
        starting = asyncio.create_task(_start(site, url, token, ready))
        warmup = asyncio.create_task(asyncio.to_thread(warm))
        try:
            yield None
        finally:
            await asyncio.to_thread(remote.withdraw, site.runtime.warehouse.path)
            with suppress(duckdb.InterruptException):  # the end stops readers, also those of what just starts
                await starting
            await warmup
            for part in reversed(site.background):
                await asyncio.to_thread(part.stop)

    app = st.App(
        site.main,
        lifespan=lifespan,
        routes=[
            Mount("/api", create_api(site.runtime, token)),
            Route("/healthz", healthz, methods=["GET", "HEAD"]),
            Route("/metrics", prometheus, methods=["GET"]),
            *watch_routes.routes(site.runtime),
            StatusPages(site.runtime).route(),
            *(() if site.runtime.accounts is None else Entrance(site.runtime.accounts).routes()),
        ],
        middleware=layers(site.main),
    )
    has_static = (site.main.parent / "static").is_dir()
    bootstrap.load_config_options(streamlit_options.options(site.runtime.settings, has_static=has_static))
    return app


def layers(main: Path = MAIN) -> list[Middleware]:
    """Middleware before the pages, so that a browser soon has what it needs to draw them."""
    streamlits, ours = Path(file_util.get_static_dir()), main.parent / "static"
    folders = (
        Folder("/static", streamlits / "static", is_named_by_content=True),
        Folder("/app/static", ours, is_named_by_content=False),
    )
    return [
        Middleware(Assets, folders=folders),
        Middleware(FirstPage, static=streamlits, modules=[plotly_chart.source()], scripts=[_SESSION_END]),
    ]


async def _start(site: Site, url: str, token: str, ready: Callable[[str], None]) -> None:
    """Once requests are answered: say so, let other commands find this server, and start what runs beside."""
    await asyncio.to_thread(remote.announce, site.runtime.warehouse.path, url, token, site.log_paths)
    await asyncio.to_thread(ready, url)
    for part in site.background:
        try:
            await asyncio.to_thread(part.start)
        except LongtailError as error:
            note(str(error))
