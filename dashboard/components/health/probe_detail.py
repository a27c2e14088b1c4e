"""One probe in full: its status, its uptime, how long it took, what changed, what its service or its job said."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import polars as pl
import streamlit as st

from dashboard import cache, reads
from dashboard.components.charts import figures, week_tile
from dashboard.components.charts.figures import Series
from dashboard.components.charts.week_tile import Week
from dashboard.components.controls import time_range
from dashboard.components.errors import badges
from dashboard.components.health import probe_actions, probe_rows, status_look
from dashboard.components.layout import tiles, url
from dashboard.components.layout.tiles import Tile
from dashboard.components.tables import tables
from dashboard.reads import health
from dashboard.server import runtime
from dashboard.style import numbers
from dashboard.style.text import visible

if TYPE_CHECKING:
    from dashboard.components.health.probe_rows import Row
    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads import Question, Window

_CHART_HEIGHT = 220
_ROWS = 8
_AROUND = timedelta(minutes=5)
_HOUR = timedelta(hours=1)
_MOST_FACTS = 8


def draw(context: PageContext, row: Row) -> None:
    """Draw the view of one probe, a row of the query probe_rows."""
    _head(context, row)
    probe_actions.draw(row)
    _periods(context, row)
    if cache.ask(health.latency(_span(context), context.now, row["probe"])).is_empty():
        _history(context, row["probe"])
    else:
        left, right = st.columns([3, 2], gap="small")
        with left:
            _latency(context, row["probe"])
        with right:
            _history(context, row["probe"])
        _week(context, row["probe"])
    if row["kind"] == "heartbeat":
        _calls(context, row["probe"])
    _logs(context, row)


def _head(context: PageContext, row: Row) -> None:
    palette, status = context.palette, row["status"]
    color = status_look.ink(status, palette)
    said = probe_rows.said(row, context.now)
    st.html(
        f'<div class="lt-health"><b>{escape(visible(row["probe"]))}</b> '
        f'<span style="color:{palette.muted}">{escape(visible(row["kind"]))} · {escape(visible(row["target"]))}</span>'
        f'<p><b style="color:{color}">{escape(said)}.</b> {badges.shown(row["reason"] or "It was not asked yet.")}</p>'
        f"</div>"
    )
    facts = [(f"Uptime {name}", probe_rows.uptime(row[key]), "") for key, name in probe_rows.UPTIMES.items()]
    st.html(badges.facts([*facts, *_details(row["probe"])], palette))


def _details(probe: str) -> list[tuple[str, str, str]]:
    """What the last run told beside its reason: short values only."""
    found = cache.ask(health.last(probe))
    told: dict[str, Any] = json.loads(found["details"].item() or "{}") if not found.is_empty() else {}
    short = {name: value for name, value in told.items() if isinstance(value, str | int | float) and value != ""}
    return [(name.replace("_", " "), str(value), "") for name, value in list(short.items())[:_MOST_FACTS]]


def _periods(context: PageContext, row: Row) -> None:
    question = health.periods(context.window, context.now)
    count = health.periods_of(context.window, context.now)
    tile = Tile(key="probe-periods", title="Status over time", question=question, unit="click a period to look into it")

    def picked(_probe: str, period: int | None) -> None:
        if period is not None:
            url.set_range(time_range.CUSTOM, *probe_rows.bounds(context, period, count))

    with tiles.framed(tile, height=60):
        cells = cache.ask(question).filter(pl.col("probe") == row["probe"]).to_dicts()
        probe_rows.draw_bar(context, row, cells, count, key=f"bar-{row['probe']}", on_pick=picked)


def _span(context: PageContext) -> Window:
    """The window with buckets that its answers can have: hours at least, where only hours are there."""
    window = context.window
    return window if health.is_single(window, context.now) else replace(window, bucket=max(window.bucket, _HOUR))


def _latency(context: PageContext, probe: str) -> None:
    window = _span(context)
    tile = Tile(
        key="probe-latency",
        title="Latency",
        unit=f"p50, p95, p99 {numbers.every(window.bucket)}",
        question=health.latency(window, context.now, probe),
        is_chart=True,
    )
    colors = dict(zip(("p50_ms", "p95_ms", "p99_ms"), _shades(context), strict=True))

    def draw(frame: pl.DataFrame) -> None:
        whole = _with_gaps(frame, window.bucket)
        moments = figures.local(whole["bucket"], window)
        lines = [
            Series(column.removesuffix("_ms"), color, moments, whole[column].to_list())
            for column, color in colors.items()
        ]
        figure = figures.lines(
            window, lines, context.palette, height=_CHART_HEIGHT, show=numbers.milliseconds, kind="ms"
        )
        tiles.chart(context, figure, tile.key)

    tiles.show(tile, draw, height=_CHART_HEIGHT)


def _week(context: PageContext, probe: str) -> None:
    def ask(window: Window) -> Question:
        return health.week(window, probe)

    week = Week("probe-week", "Latency by hour and weekday", ask, "latency_ms", numbers.milliseconds, "mean")
    week_tile.draw(context, week)


def _with_gaps(frame: pl.DataFrame, bucket: timedelta) -> pl.DataFrame:
    """The rows, and an empty one after each that no row follows at once: the line ends there."""
    after = pl.col("bucket").shift(-1) - pl.col("bucket") > 2 * bucket
    ends = frame.filter(after).select(pl.col("bucket") + bucket)
    return pl.concat([frame, ends], how="diagonal").sort("bucket")


def _shades(context: PageContext) -> tuple[str, str, str]:
    palette = context.palette
    return palette.accent, palette.series[1], palette.ghost


def _history(context: PageContext, probe: str) -> None:
    tile = Tile(
        key="probe-history",
        title="Changes",
        unit="click one for its minutes",
        question=health.history(probe, context.now),
        empty="Its status has never changed.",
    )
    columns = {
        "ts": st.column_config.DatetimeColumn("Since", format="MMM D, HH:mm:ss", width=115),
        "status": tables.text("Status", width=80),
        "lasted": tables.number_text("For", width=60),
        "reason": tables.text("Reason"),
    }

    def draw(frame: pl.DataFrame) -> None:
        lasted = [numbers.span(timedelta(seconds=seconds)) for seconds in frame["seconds"]]

        def pick(number: int) -> None:
            moment = frame["ts"][number]
            url.set_range(time_range.CUSTOM, moment - _AROUND, moment + _AROUND)

        shown = tables.localised(frame.with_columns(pl.Series("lasted", lasted)), context.window.timezone)
        tables.show(shown, columns, rows=_ROWS - 2, key=f"changes-{probe}", on_pick=pick)

    tiles.show(tile, draw, height=_CHART_HEIGHT)


def _calls(context: PageContext, probe: str) -> None:
    tile = Tile(
        key="probe-calls",
        title="Calls",
        question=health.calls(probe),
        empty="It has not called yet: let the job ask for the address below.",
    )
    columns = {
        "ts": st.column_config.DatetimeColumn("Time", format="YYYY-MM-DD HH:mm:ss", width=160),
        "event": tables.text("Call", width=80),
        "exit_status": st.column_config.NumberColumn("Exit status", format="%d", width=90),
        "took": tables.number_text("Took", width=80),
        "body": tables.text("What it sent"),
    }

    def draw(frame: pl.DataFrame) -> None:
        took = [None if seconds is None else numbers.milliseconds(1000 * seconds) for seconds in frame["run_seconds"]]
        shown = frame.with_columns(pl.Series("took", took, pl.String))
        tables.show(tables.localised(shown, context.window.timezone), columns, rows=_ROWS)

    tiles.show(tile, draw, height=tables.height_of(4))
    watching = runtime.current().watching
    identity = None if watching is None or watching.probing is None else watching.probing.id_of(probe)
    if identity is not None:
        place = urlsplit(st.context.url or "")
        st.code(f"curl -fsS {place.scheme or 'http'}://{place.netloc or 'localhost:8501'}/ping/{identity}", "sh")


def _logs(context: PageContext, row: Row) -> None:
    if row["service"] is None:
        return
    window = replace(context.window, services=(row["service"],), sources=None, levels=None, routes=None, hosts=None)
    question = reads.rows(window)
    tile = Tile(
        key="probe-logs",
        title=f"Logs of {row['service']} in this range",
        unit="newest first",
        question=question,
        rows=question,
        empty="This service logged nothing in this range.",
    )

    def draw(frame: pl.DataFrame) -> None:
        tables.show(tables.localised(frame, context.window.timezone), tables.RECORDS, rows=_ROWS)

    tiles.show(tile, draw, height=tables.height_of(_ROWS))
