"""A status page as one HTML document: chosen probes by name, their last 90 days, and recent outages.

It is for people outside, so it tells neither targets nor reasons. It is made at most every few seconds, however often
it is asked for.
"""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import timedelta
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from dashboard import reads
from dashboard.api.problems import problem
from dashboard.components.health import probe_rows, status_look
from dashboard.reads import health
from dashboard.style import numbers, palette
from dashboard.style.text import visible
from ingest.errors import SettingsError
from monitor.outcome import Status
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from jinja2 import Template
    from starlette.requests import Request

    from dashboard.server.runtime import Runtime
    from dashboard.style.palette import Palette
    from ingest.status_page_settings import StatusPageSettings

_FRESH_SECONDS = 10.0
_OUTAGE_DAYS = 14
_MOST_OUTAGES = 20
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_WORDS = {
    Status.HEALTHY: "Works",
    Status.DEGRADED: "Works, but not well",
    Status.UNHEALTHY: "Does not work",
    Status.UNKNOWN: "Not known",
}


class StatusPages:
    """The status pages of one runtime. Raises `SettingsError` where one names a probe that is not there."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._pages = {page.name: page for page in runtime.settings.status_page}
        self._made: dict[str, tuple[float, str]] = {}
        self._lock = threading.Lock()
        known = {str(table.get("name", table.get("kind"))) for table in runtime.settings.probe}
        if runtime.watching is not None and runtime.watching.probing is not None:
            known = {probe.name for probe in runtime.watching.probing.probes}
        for page in runtime.settings.status_page:
            missing = next((name for name in page.probes if name not in known), None)
            if missing is not None:
                sentence = (
                    f"[[status_page]] {page.name!r} names the probe {missing!r}, which is none: correct it there."
                )
                raise SettingsError(sentence)

    def route(self) -> Route:
        """Where they are."""

        async def show(request: Request) -> Response:
            page = self._pages.get(request.path_params["name"])
            if page is None:
                return problem(HTTPStatus.NOT_FOUND, "There is no status page of this name.")
            try:
                html = await asyncio.to_thread(self.html, page)
            except LongtailError as error:
                return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error))
            headers = {"Cache-Control": f"public, max-age={_FRESH_SECONDS:.0f}", "Content-Security-Policy": _POLICY}
            return HTMLResponse(html, headers=headers)

        return Route("/status/{name}", show, methods=["GET", "HEAD"])

    def html(self, page: StatusPageSettings) -> str:
        """The document, at most some seconds old."""
        with self._lock:
            made, text = self._made.get(page.name, (float("-inf"), ""))
            if time.monotonic() - made > _FRESH_SECONDS:
                text = self._render(page, reads.utc_now())
                self._made[page.name] = (time.monotonic(), text)
            return text

    def _render(self, page: StatusPageSettings, now: datetime) -> str:
        warehouse = self._runtime.warehouse
        rows = {row["probe"]: row for row in reads.run(warehouse, health.probes(now)).to_dicts()}
        days: dict[str, dict[datetime, dict[str, Any]]] = {}
        for cell in reads.run(warehouse, health.days(now)).to_dicts():
            days.setdefault(cell["probe"], {})[cell["day"]] = cell
        outages = reads.run(warehouse, health.outages(page.probes, now, _OUTAGE_DAYS, _MOST_OUTAGES)).to_dicts()
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        calendar = [today - timedelta(days=back) for back in range(health.PERIODS - 1, -1, -1)]
        statuses = {name: rows[name]["status"] if name in rows else "unknown" for name in page.probes}
        return _template().render(
            page=page,
            light=_colors(palette.LIGHT),
            dark=_colors(palette.DARK),
            verdict=_verdict(statuses),
            probes=[_probe(name, statuses[name], days.get(name, {}), calendar) for name in page.probes],
            outages=[_outage(outage, now) for outage in outages],
            outage_days=_OUTAGE_DAYS,
            now=f"{now:%d %B %Y, %H:%M} UTC",
        )


@cache
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(autoescape=True, loader=loader, undefined=StrictUndefined, trim_blocks=True)
    return environment.get_template("status.html.jinja")


def _colors(theme: Palette) -> str:
    statuses = {str(status): status_look.color(status, theme) for status in Status}
    quiet = status_look.shade(Status.HEALTHY, theme)
    return palette.variables(theme, **statuses, quiet=quiet, worse=theme.worse)


def _verdict(statuses: dict[str, str]) -> tuple[str, str]:
    """The worst status, and all in one sentence."""
    said = (
        (Status.UNHEALTHY, "does not work", "do not work"),
        (Status.DEGRADED, "works, but not well", "work, but not well"),
    )
    for status, one, many in said:
        names = [visible(name) for name, found in statuses.items() if found == status]
        if names:
            return str(status), f"{names[0]} {one}." if len(names) == 1 else f"{len(names)} of {len(statuses)} {many}."
    if all(found == Status.UNKNOWN for found in statuses.values()):
        return "unknown", "Nothing is known yet."
    return "healthy", "Everything works."


def _probe(
    name: str, status: str, days: dict[datetime, dict[str, Any]], calendar: Sequence[datetime]
) -> dict[str, Any]:
    runs = sum(cell["runs"] - cell["unknown"] for cell in days.values())
    down = sum(cell["unhealthy"] for cell in days.values())
    return {
        "name": visible(name),
        "status": status,
        "word": _WORDS[Status(status)],
        "uptime": probe_rows.uptime(1 - down / runs if runs else None),
        "days": [_day(day, days.get(day)) for day in calendar],
    }


def _day(day: datetime, cell: dict[str, Any] | None) -> tuple[str, str]:
    """How a day is drawn, and what is said of it."""
    if cell is None:
        return "nothing", f"{day:%d %b %Y}: not known"
    status, asked = status_look.of_period(cell), cell["runs"] - cell["unknown"]
    share = probe_rows.uptime(1 - cell["unhealthy"] / asked if asked else None)
    return "quiet" if status == Status.HEALTHY else status, f"{day:%d %b %Y}: {share} up"


def _outage(outage: dict[str, Any], now: datetime) -> dict[str, str]:
    ended: datetime | None = outage["ended"]
    return {
        "probe": visible(outage["probe"]),
        "began": f"{outage['began']:%d %b %Y, %H:%M} UTC",
        "lasted": f"{numbers.span((ended or now) - outage['began'])}{'' if ended else ' and still'}",
    }
