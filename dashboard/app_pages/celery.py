"""Celery: do the workers keep up? Tasks by state and name, queues, workers, and how long tasks run and wait."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import cache
from dashboard.components.charts import figures, week_tile
from dashboard.components.charts.week_tile import Week
from dashboard.components.layout import navigation, page_registry, tiles
from dashboard.components.layout.page_registry import PageInfo
from dashboard.components.layout.tiles import Tile
from dashboard.components.logs.trace_summary import quoted
from dashboard.components.measures import sample_charts
from dashboard.components.measures.sample_charts import Chart
from dashboard.components.tables import tables
from dashboard.reads.samples import Wanted
from dashboard.reads.services import celery
from dashboard.style import numbers
from dashboard.style.text import plain
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads import Question, Window

PAGE = PageInfo(
    title="Celery",
    question="Do the workers keep up?",
    icon="work_history",
    section="Services",
    order=77,
    needs_window=False,
)
_HEIGHT = 220
_ROWS = 8
_FEW_ROWS = 5
_LEAST_SPAN = timedelta(minutes=5)
_STATES: Mapping[str, str] = {
    "succeeded": "succeeded",
    "failed": "failed",
    "retried": "tried again",
    "received": "received",
    "started": "started",
    "sent": "sent",
    "revoked": "revoked",
    "rejected": "rejected",
}
_QUEUES = Wanted(("celery_queue_length",), by="queue_name", combine="max")
_HELD: Mapping[str, str] = {
    "celery_worker_tasks_active": "running",
    "celery_worker_tasks_reserved": "reserved",
    "celery_worker_tasks_scheduled": "scheduled",
}


def render(context: PageContext) -> None:
    """Draw the page."""
    try:
        is_counted = not cache.ask(celery.counted()).is_empty()
        window, kept = sample_charts.window_of(context.window), sample_charts.kept_at(context)
        is_there = is_counted or not cache.ask(celery.tasks(window, kept, from_logs=True)).is_empty()
    except LongtailError as error:
        tiles.failed(plain(str(error)), height=80)
        return
    if not is_there:
        _nothing()
        return
    first, second, third = st.columns(3, gap="small")
    with first:
        _rate(context, is_counted)
    with second:
        _failure_rate(context, is_counted)
    with third:
        _queues(context)
    first, second, third = st.columns(3, gap="small")
    with first:
        _states(context, is_counted)
    with second:
        _workers(context)
    with third:
        _durations(context, is_counted)
    _tasks(context, is_counted)
    _failing(context)
    left, right = st.columns(2, gap="small")
    with left:
        _held(context)
    with right:
        _week(context, is_counted)


def _nothing() -> None:
    with st.container(border=True, key="tile-no-celery"):
        tiles.note(
            "Nothing of Celery in this range. Read its workers' logs, or name a celery-exporter as a `[[scrape]]` in "
            "the settings; `longtail serve` does both.",
            height=100,
        )


def _lines(context: PageContext, window: Window, tile: Tile, names: Mapping[str, str]) -> None:
    """A chart of a question that has buckets, labels and rates."""
    chart = Chart(tile.key, tile.title, Wanted((), by="label"), "rate", "per_second", names, only_named=True)

    def show(frame: pl.DataFrame) -> None:
        lines = sample_charts.lines_of(frame, chart, window, context.now)
        tiles.chart(context, sample_charts.figure_of(lines, chart, context, window, _HEIGHT), tile.key)

    tiles.show(tile, show, height=_HEIGHT)


def _tile(context: PageContext, key: str, title: str, *, is_counted: bool, unit: str = "") -> tuple[Window, Tile]:
    window = sample_charts.window_of(context.window)
    question = celery.states(window, sample_charts.kept_at(context), from_logs=not is_counted)
    return window, Tile(key=key, title=title, unit=unit, question=question, is_chart=True)


def _rate(context: PageContext, is_counted: bool) -> None:  # noqa: FBT001 (where the numbers are from)
    window = sample_charts.window_of(context.window)
    question = celery.rate(window, sample_charts.kept_at(context), from_logs=not is_counted)
    unit = f"per second, over {numbers.span(max(window.bucket, _LEAST_SPAN))}"
    tile = Tile(key="celery-rate", title="Tasks that ended", unit=unit, question=question, is_chart=True)
    _lines(context, window, tile, {name: _STATES[name] for name in ("succeeded", "failed")})


def _states(context: PageContext, is_counted: bool) -> None:  # noqa: FBT001 (as above)
    window, tile = _tile(context, "celery-states", "Tasks by state", is_counted=is_counted, unit="per second")
    _lines(context, window, tile, _STATES)


def _failure_rate(context: PageContext, is_counted: bool) -> None:  # noqa: FBT001 (as above)
    window, tile = _tile(context, "celery-failures", "Share of failures", is_counted=is_counted)

    def show(frame: pl.DataFrame) -> None:
        ended = pl.col("label").is_in(["succeeded", "failed"])
        failed = pl.col("value").filter(pl.col("label") == "failed").sum()
        share = (
            frame.filter(ended & (pl.col("bucket") <= context.now - window.bucket))
            .group_by("bucket")
            .agg((failed / pl.col("value").sum()).alias("share"))
        )
        found = {bucket: value for bucket, value in share.iter_rows() if value == value}  # noqa: PLR0124 (not NaN)
        _one_line(context, window, tile, found, "failed")

    tiles.show(tile, show, height=_HEIGHT)


def _one_line(context: PageContext, window: Window, tile: Tile, found: Mapping[object, float], name: str) -> None:
    buckets = [window.from_ts + place * window.bucket for place in range(max(1, window.span // window.bucket))]
    moments = figures.local(buckets, window)
    line = figures.Series(name, context.palette.error, moments, [found.get(bucket) for bucket in buckets])
    figure = figures.lines(window, [line], context.palette, height=_HEIGHT, show=numbers.percent, kind="share")
    tiles.chart(context, figure, tile.key)


def _queues(context: PageContext) -> None:
    empty = "No queue is measured: an exporter tells their length, or a collector of kind rabbitmq."
    sample_charts.draw(context, Chart("celery-queues", "Queues", _QUEUES, "count", empty=empty), height=_HEIGHT)


def _workers(context: PageContext) -> None:
    window = sample_charts.window_of(context.window)
    question = celery.workers(window, sample_charts.kept_at(context))
    empty = "No worker is measured: an exporter tells them."
    tile = Tile(key="celery-workers", title="Workers and exporter up", question=question, empty=empty, is_chart=True)
    chart = Chart(tile.key, tile.title, Wanted((), by="label"), "count", names={"workers": "workers up"})

    def show(frame: pl.DataFrame) -> None:
        lines = sample_charts.lines_of(frame, chart, window, context.now)
        tiles.chart(context, sample_charts.figure_of(lines, chart, context, window, _HEIGHT), tile.key)

    tiles.show(tile, show, height=_HEIGHT)


def _held(context: PageContext) -> None:
    empty = "No worker told what it holds: an exporter or a collector of kind celery does."
    wanted = Wanted(tuple(_HELD), combine="sum")
    chart = Chart("celery-held", "Tasks that workers hold", wanted, "count", names=_HELD, empty=empty)
    sample_charts.draw(context, chart, height=week_tile.HEIGHT)


def _week(context: PageContext, is_counted: bool) -> None:  # noqa: FBT001 (as above)
    kept = sample_charts.kept_at(context)

    def ask(window: Window) -> Question:
        return celery.week(window, kept, from_logs=not is_counted)

    title = "Tasks by hour and weekday"
    week_tile.draw(context, Week("celery-week", title, ask, "tasks", numbers.count, "per hour"))


_PERCENTILES = {"p50": "p50", "p95": "p95", "p99": "p99", "waiting_p95": "p95 of waiting"}


def _durations(context: PageContext, is_counted: bool) -> None:  # noqa: FBT001 (as above)
    window = sample_charts.window_of(context.window)
    question = celery.durations(window, sample_charts.kept_at(context), from_logs=not is_counted)
    tile = Tile(key="celery-durations", title="How long tasks run", question=question, is_chart=True)

    def show(frame: pl.DataFrame) -> None:
        long = frame.unpivot(index="bucket", on=list(_PERCENTILES), variable_name="label", value_name="per_second")
        chart = Chart(tile.key, tile.title, Wanted((), by="label"), "seconds", "per_second", _PERCENTILES)
        lines = sample_charts.lines_of(long, chart, window, context.now)
        tiles.chart(context, sample_charts.figure_of(lines, chart, context, window, _HEIGHT), tile.key)

    tiles.show(tile, show, height=_HEIGHT)


_TASK_COLUMNS = {
    "task": tables.text("Task", width=215),
    "ended": tables.count("Ended", width=70),
    "failed": tables.count("Failed", width=70),
    "failure_rate": tables.share("Share", width=70),
    "retried": tables.count("Tried again", width=90),
    "p50_ms": tables.milliseconds("p50", width=85),
    "p95_ms": tables.milliseconds("p95", width=85),
}


def _tasks(context: PageContext, is_counted: bool) -> None:  # noqa: FBT001 (as above)
    window = sample_charts.window_of(context.window)
    question = celery.tasks(window, sample_charts.kept_at(context), from_logs=not is_counted)
    left, right = st.columns([3, 2], gap="small")
    with left:
        tile = Tile(key="celery-tasks", title="Tasks", unit="click for their logs", question=question)
        tiles.show(tile, lambda frame: _task_table(frame, tile.key, _TASK_COLUMNS), height=tables.height_of(_ROWS))
    with right:
        slow = Tile(key="celery-slowest", title="Slowest tasks", unit="by p95", question=question)
        columns = {name: _TASK_COLUMNS[name] for name in ("task", "p50_ms", "p95_ms")}
        tiles.show(
            slow,
            lambda frame: _task_table(frame.sort("p95_ms", descending=True, nulls_last=True), slow.key, columns),
            height=tables.height_of(_ROWS),
        )


def _task_table(frame: pl.DataFrame, key: str, columns: tables.Columns) -> None:
    def pick(place: int) -> None:
        if page_registry.has("logs"):
            navigation.to("logs", {"q": quoted(str(frame["task"][place]))})

    tables.show(frame, columns, rows=_ROWS, key=f"{key}-table", on_pick=pick)


_FAILING_COLUMNS = {
    "task": tables.text("Task", width=300),
    "error_type": tables.text("Error", width=200),
    "failures": tables.count("Failures", width=90),
    "last_ts": tables.ago("Last", width=120),
}


def _failing(context: PageContext) -> None:
    tile = Tile(
        key="celery-failing",
        title="Failing tasks",
        unit="in the logs; click for the error",
        question=celery.failures(context.window),
        empty="No worker logged that a task failed in this range.",
    )

    def show(frame: pl.DataFrame) -> None:
        def pick(place: int) -> None:
            error_id, task = frame["error_id"][place], str(frame["task"][place])
            if error_id and page_registry.has("errors"):
                navigation.to("errors", {"error": error_id})
            elif page_registry.has("logs"):
                navigation.to("logs", {"q": quoted(task)})

        tables.show(tables.in_utc(frame), _FAILING_COLUMNS, rows=_FEW_ROWS, key="celery-failing-table", on_pick=pick)

    tiles.show(tile, show, height=tables.height_of(_FEW_ROWS))
