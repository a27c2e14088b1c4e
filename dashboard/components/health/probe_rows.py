"""One row per probe: status for how long and why, latency, the range in periods, uptime; a click leads on.

A Streamlit component of its own (probe_rows.js and probe_rows.css beside this module), because a row is text, a line, a
bar of 90 buttons and a button at once, and on a phone stands in other places.
"""

from __future__ import annotations

from functools import cache as remembered
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.components.controls import time_range
from dashboard.components.health import status_look
from dashboard.style import numbers
from dashboard.style.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime, timedelta

    from streamlit.components.v2.types import ComponentRenderer

    from dashboard.components.layout.page_context import PageContext

Row = dict[str, Any]
"""A row of the query probe_rows; `paused` beside it where that is known."""

UPTIMES = {"uptime_day": "24 h", "uptime_week": "7 d", "uptime_month": "30 d"}
_HERE = Path(__file__).parent
_LOW = 0.99


@remembered
def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "longtail_probes",
        html='<div class="lt-probes"></div>',
        css=(_HERE / "probe_rows.css").read_text(encoding="utf-8"),
        js=(_HERE / "probe_rows.js").read_text(encoding="utf-8"),
    )


def draw(  # noqa: PLR0913 (what is drawn, and what a click does, all named)
    context: PageContext,
    rows: Sequence[Row],
    cells: Iterable[Row],
    periods: int,
    *,
    key: str,
    on_pick: Callable[[str, int | None], None],
) -> None:
    """Draw the rows; a click calls `on_pick` with the probe and, where it was on one, the number of the period."""

    def picked() -> None:
        _tell(st.session_state[key].picked, periods, on_pick)

    _component()(data=shown(context, rows, cells, periods), key=key, on_picked_change=picked, height="content")


def draw_bar(  # noqa: PLR0913 (as above)
    context: PageContext,
    row: Row,
    cells: Iterable[Row],
    periods: int,
    *,
    key: str,
    on_pick: Callable[[str, int | None], None],
) -> None:
    """Draw the periods of one probe alone, over the whole width."""

    def picked() -> None:
        _tell(st.session_state[key].picked, periods, on_pick)

    data = {**shown(context, [row], cells, periods), "isBar": True}
    _component()(data=data, key=key, on_picked_change=picked, height="content")


def _tell(value: object, periods: int, on_pick: Callable[[str, int | None], None]) -> None:
    """Hand on what the component says was clicked; it comes from a browser, so it may be anything."""
    if isinstance(value, dict) and isinstance(value.get("probe"), str):
        period = value.get("period")
        on_pick(value["probe"], period if isinstance(period, int) and 0 <= period < periods else None)


def shown(context: PageContext, rows: Sequence[Row], cells: Iterable[Row], periods: int) -> dict[str, Any]:
    """What the component draws: texts, colours, and a latency for each period."""
    palette = context.palette
    by_probe: dict[str, dict[int, Row]] = {}
    for cell in cells:
        by_probe.setdefault(cell["probe"], {})[cell["period"]] = cell
    return {
        "heads": ["Probe", "Status", "Latency", "Over time"],
        "uptimes": list(UPTIMES.values()),
        "colors": {
            "text": palette.text,
            "muted": palette.muted,
            "line": palette.grid,
            "accent": palette.accent,
            "worse": palette.worse,
        },
        "rows": [_row(context, row, by_probe.get(row["probe"], {}), periods) for row in rows],
    }


def _row(context: PageContext, row: Row, cells: Mapping[int, Row], periods: int) -> dict[str, Any]:
    palette, status = context.palette, row["status"]
    return {
        "name": row["probe"],
        "target": visible(f"{row['kind']} · {row['target']}"),
        "status": said(row, context.now),
        "reason": visible(row["reason"] or "It was not asked yet."),
        "color": status_look.color(status, palette),
        "ink": status_look.ink(status, palette),
        "isFull": status != "unknown",
        "isGood": status == "healthy",
        "latency": numbers.milliseconds(row["latency_ms"]) if row["latency_ms"] is not None else "",
        "line": [cells[period]["latency_ms"] if period in cells else None for period in range(periods)],
        "periods": [_period(context, cells.get(period), period, periods) for period in range(periods)],
        "uptimes": [_uptime(row[name]) for name in UPTIMES],
    }


def said(row: Row, now: datetime) -> str:
    """The status and for how long it is there: `Healthy for 3 h`."""
    return f"{status_look.word(row['status'], is_paused=row.get('paused', False))}{since(row['since'], now)}"


def since(moment: datetime | None, now: datetime) -> str:
    """For how long a status is there, as the end of a title."""
    return "" if moment is None else f" for {numbers.span(max(now - moment, now - now))}"


def uptime(share: float | None) -> str:
    """A share with as many digits as tell it from all: 99.98 % is not 100 %."""
    if share is None:
        return numbers.NOTHING
    if share == 1:
        return "100 %"
    return f"{min(100 * share, 99.99):.2f} %" if share >= _LOW else f"{100 * share:.1f} %"


def _uptime(share: float | None) -> dict[str, Any]:
    return {"text": uptime(share), "isLow": share is not None and share < _LOW}


def bounds(context: PageContext, period: int, periods: int) -> tuple[datetime, datetime]:
    """From when to when a period of the window goes, in UTC."""
    step: timedelta = context.window.span / periods
    first = context.window.from_ts + period * step
    return first, first + step


def _period(context: PageContext, cell: Row | None, period: int, periods: int) -> dict[str, Any]:
    if cell is None:
        return {"color": context.palette.grid, "title": ""}
    status = status_look.of_period(cell)
    return {"color": status_look.shade(status, context.palette), "title": _told(context, cell, status, period, periods)}


def _told(context: PageContext, cell: Row, status: str, period: int, periods: int) -> str:
    first, last = (time_range.to_local(moment, context.window.timezone) for moment in bounds(context, period, periods))
    bad = cell["unhealthy"] or cell["degraded"] or cell["unknown"]
    of_runs = f"{bad} of {cell['runs']} runs" if bad else f"{cell['runs']} runs"
    latency = f" · {numbers.milliseconds(cell['latency_ms'])}" if cell["latency_ms"] is not None else ""
    day = f"{first:%d %b} " if context.window.span.days else ""
    return f"{day}{first:%H:%M}–{last:%H:%M}: {status} ({of_runs}){latency}"
