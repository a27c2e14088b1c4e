"""Serves pages and API over a warehouse filled by SQL: `python -m tests.e2e.launch PORT [KIND]`.

- `shop`: three days of the shop; `old`: the same, of years ago; `empty`: nothing
- `one`: a single record; `plain`: records without HTTP; `hostile`: a service, a route and messages with markup
- `probed`: the history of a few probes
- `alerted`: six hours of three machines' load with rules over it, one of them firing; a channel that answers
- `editable`: no probes yet, and a settings file of its own
- `ruled`: the shop, and rules that can be made
- `floor`: no pages of ours, only what Streamlit itself takes
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
import uvicorn
from starlette.routing import Mount
from streamlit.web import bootstrap

from dashboard.api import create_api
from dashboard.demo.watched.sink import Sink
from dashboard.server import remote, runtime, server, streamlit_options
from dashboard.server.runtime import Runtime
from dashboard.server.warmup import warm
from ingest.settings import Settings, load
from monitor.health.probing import Probing
from monitor.notify.sender import Sender
from monitor.received.receiving import Receiving
from monitor.rules import finding
from monitor.rules.alerting import Alerting
from monitor.service import Watching
from sql.warehouse import MEMORY, Warehouse
from tests.dashboard import alerted, shop
from tests.e2e import probed
from tests.sql import given

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from dashboard.server.guard.guard import Guard
    from monitor.rules.rule import Rule
    from monitor.service import Part


@asynccontextmanager
async def _warmed(_app: st.App) -> AsyncIterator[None]:
    warm()
    yield None


def _one(now: datetime) -> list[dict[str, Any]]:
    return [given.record((now - timedelta(minutes=5)).isoformat(" "), "app", level="INFO", message="started")]


def _plain(now: datetime) -> list[dict[str, Any]]:
    """Forty records of two jobs, a few of them exceptions; nothing of requests, hosts, users or traces."""
    return [
        given.record(
            (now - timedelta(minutes=5 * number)).isoformat(" "),
            "app",
            ("nightly", None)[number % 2],
            line=number,
            level="ERROR" if number % 8 == 0 else "INFO",
            message=f"job {number} done",
            **(
                {"error_type": "Broken", "error_message": "no such job", "error_id": "b" * 16}
                if number % 8 == 0
                else {}
            ),
        )
        for number in range(1, 41)
    ]


def _hostile(now: datetime) -> list[dict[str, Any]]:
    """Forty requests of one service whose every text is markup, Markdown or both."""
    exception = {"error_type": f"{MARKUP}Error", "error_message": f"**{MARKUP}**", "error_id": "c" * 16}
    return [
        given.record(
            (now - timedelta(minutes=5 * number)).isoformat(" "),
            "access",
            MARKUP,
            line=number,
            level="ERROR" if number % 8 == 0 else "INFO",
            message=f"{MARKUP} [link](http://example.com) {number}",
            host=MARKUP,
            logger=MARKUP,
            method="GET",
            path=f"/{MARKUP}",
            route=f"/{MARKUP}",
            status=500 if number % 8 == 0 else 200,
            duration_ms=100.0 * number,
            trace_id=f"trace-{number // 2}",
            request_id=f"request-{number}",
            user_id=MARKUP,
            attributes=f'{{"{MARKUP}": "{MARKUP}"}}',
            **(exception if number % 8 == 0 else {}),
        )
        for number in range(1, 41)
    ]


MARKUP = "<b>x</b>"
FEW: Mapping[str, Callable[[datetime], list[dict[str, Any]]]] = {"one": _one, "plain": _plain, "hostile": _hostile}


def main(port: int, kind: str) -> None:
    """Serve until interrupted."""
    app = st.App(Path(__file__).with_name("floor.py")) if kind == "floor" else _pages(kind)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


def _pages(kind: str) -> Guard:
    warehouse = Warehouse.open(MEMORY)
    now = datetime.now(UTC).replace(tzinfo=None)
    if kind in FEW:
        given.write(warehouse, FEW[kind](now))
    elif kind == "probed":
        probed.fill(warehouse, now)
    elif kind not in ("empty", "editable", "alerted"):
        shop.fill(warehouse, end_ts=now if kind != "old" else datetime(2018, 5, 17, 8, 5))  # noqa: DTZ001
    made: Mapping[str, Callable[[Warehouse], Runtime]] = {
        "editable": lambda opened: _editable(opened, Probing),
        "ruled": lambda opened: _editable(opened, Alerting),
        "alerted": _alerted,
    }
    current = made[kind](warehouse) if kind in made else Runtime(Settings(), warehouse)
    runtime.install(current)
    api = Mount("/api", create_api(current, remote.new_token()))
    pages = st.App(server.MAIN, lifespan=_warmed, middleware=server.layers(), routes=[api])
    bootstrap.load_config_options(streamlit_options.options(current.settings, has_static=True))
    return server.guarded(pages, current.settings)


def _alerted(warehouse: Warehouse) -> Runtime:
    """A process with rules of its own that fired, and a channel to a program beside it."""
    sink = Sink(Path(tempfile.mkdtemp()))
    sink.start()
    settings = Settings(warehouse=MEMORY, channel=(sink.channel,))
    finding.all_rules = _known_rules
    now = datetime.now(UTC).replace(tzinfo=None)
    given.write(warehouse, _one(now))
    watching = alerted.fill(warehouse, settings, now, minutes_ahead=60)
    for make in (Sender, Receiving):
        watching.add(make(warehouse, settings))
    watching.start()
    return Runtime(settings, warehouse, None, watching)


def _known_rules(settings: Settings) -> list[Rule]:
    del settings
    return list(alerted.known().values())


def _editable(warehouse: Warehouse, part: Callable[[Warehouse, Settings], Part]) -> Runtime:
    """A process that watches, and whose settings file and warehouse's folder are its own."""
    file = Path(tempfile.mkdtemp()) / "longtail.toml"
    file.write_text('warehouse = "w.duckdb" # ours\n', encoding="utf-8")
    settings = load(file)
    watching = Watching(warehouse, settings, print, [part(warehouse, settings)])
    watching.start()
    return Runtime(settings, warehouse, None, watching)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "shop")
