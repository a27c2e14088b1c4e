"""The result of a statement: a table in pages or a chart, its cost, downloads of all rows, or an error."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

import streamlit as st

from dashboard.components.charts import result_charts
from dashboard.components.layout import tiles
from dashboard.components.sql_editor import sql_workspace
from dashboard.components.tables import tables
from dashboard.results import frames
from dashboard.server import runtime
from dashboard.style import numbers
from dashboard.style.text import plain

if TYPE_CHECKING:
    import polars as pl

    from dashboard.components.layout.page_context import PageContext
    from dashboard.components.sql_editor.sql_workspace import Workspace
    from dashboard.components.sql_editor.statement_job import Job
    from sql.errors import QueryError
    from sql.sandbox import Result

_HEIGHT = 430
_EMPTY_HEIGHT = 240
_PAGE_ROWS = 200
_TABLE_ROWS = 12
_FORMS = (("csv", "CSV"), ("parquet", "Parquet"), ("json", "JSON"), ("ndjson", "NDJSON"))
_POLL_SECONDS = 0.5
_SHOWS = {"table": "Table", "chart": "Chart"}


def show(workspace: Workspace, context: PageContext) -> None:
    """Draw the result of the last statement; while one runs, the one before stays."""
    if workspace.is_running:
        _follow(workspace)
    with st.container(border=True, key="tile-sql-result", gap="xsmall"):
        if workspace.last is None or workspace.last.outcome is None:
            hint = "The result appears here. Ctrl+Enter in the editor runs the statement."
            sentence = "Running …" if workspace.is_running else hint
            tiles.note(sentence, height=_EMPTY_HEIGHT, icon=":material/table_rows:")
        elif workspace.last.outcome.error is not None:
            _failed(workspace.last, workspace.last.outcome.error)
        elif workspace.last.outcome.result is not None:
            _draw(workspace.last, workspace.last.outcome.result, context)


@st.fragment(run_every=_POLL_SECONDS, key="sql-running")
def _follow(workspace: Workspace) -> None:
    """Draw the page anew as soon as the statement is over."""
    if not workspace.is_running:
        st.rerun()


def _failed(job: Job, error: QueryError) -> None:
    stopped = job.state == "stopped"
    icon = ":material/cancel:" if stopped else ":material/error:"
    (st.warning if stopped else st.error)(plain(str(error)), icon=icon)
    if error.excerpt is not None:
        place = f"Line {error.line}" + (f", column {error.column}" if error.column else "")
        st.caption(place)
        st.code(error.excerpt, language=None)
    st.caption(f"After {numbers.milliseconds(1000 * job.seconds)}.")


def _draw(job: Job, result: Result, context: PageContext) -> None:
    choice = sql_workspace.chart_choice()
    shown = choice.get("show", "table")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="head-sql-result"):
        _summary(job, result)
        _pick_show(shown)
        _downloads(job)
    if result.rows == 0:
        tiles.note("The statement gave no rows.", height=_EMPTY_HEIGHT)
    elif shown == "chart":
        _chart(frames.shown(result.table), choice, context)
    else:
        _table(job, result)


def _summary(job: Job, result: Result) -> None:
    rows = f"{numbers.exact(result.rows)} {'row' if result.rows == 1 else 'rows'}"
    parts = [f"**{rows}**", numbers.milliseconds(1000 * job.seconds), numbers.byte_size(result.bytes)]
    if result.truncated:
        parts.append(":orange[cut here, a download has all rows]")
    st.markdown(" · ".join(parts), width="content", help="Times are UTC, as the statement gave them.")


def _pick_show(shown: str) -> None:
    st.session_state["sql-show"] = shown

    def pick() -> None:
        sql_workspace.choose("show", "" if st.session_state["sql-show"] == "table" else "chart")

    st.segmented_control(
        "Show as",
        list(_SHOWS),
        format_func=lambda key: _SHOWS[key],
        key="sql-show",
        on_change=pick,
        label_visibility="collapsed",
        required=True,
    )


def _downloads(job: Job) -> None:
    """Links to the API: the server sends all rows as they are computed. The links do not contain the statement."""
    runtime.current().download_links.renew(job.key, job.text, job.parameters)
    links = "".join(
        f'<a href="api/v1/sql/{escape(job.key)}.{form}" download class="lt-link">{name}</a>' for form, name in _FORMS
    )
    with st.popover("Download", icon=":material/download:", key="sql-download"):
        st.caption("All rows, including those not shown.")
        st.html(f'<div class="lt-links">{links}</div>')
        st.caption("In CSV, text that a spreadsheet would run as a formula gets an apostrophe before it.")


def _table(job: Job, result: Result) -> None:
    pages = max(1, math.ceil(result.rows / _PAGE_ROWS))
    page = 1
    if pages > 1:
        page = int(st.session_state.get(f"sql-page-{job.key}", 1))
    part = frames.shown(result.table.slice((page - 1) * _PAGE_ROWS, _PAGE_ROWS))
    st.dataframe(
        part,
        height=tables.height_of(min(_TABLE_ROWS, part.height)),
        row_height=tables.ROW_HEIGHT,
        hide_index=True,
        column_config=_columns(part),
        placeholder="",
        key=f"sql-rows-{job.key}-{page}",
    )
    if pages > 1:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.pagination(pages, key=f"sql-page-{job.key}")
            first = (page - 1) * _PAGE_ROWS
            st.caption(f"Rows {numbers.exact(first + 1)} – {numbers.exact(first + part.height)}", width="content")


def _columns(part: pl.DataFrame) -> tables.Columns:
    """Times to the microsecond where they have some; everything else as Streamlit shows its type."""
    return {
        name: st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm:ss.SSS")
        for name, kind in part.schema.items()
        if kind.is_temporal() and kind.base_type().__name__ == "Datetime"
    }


def _chart(frame: pl.DataFrame, choice: dict[str, str], context: PageContext) -> None:
    plot = result_charts.fitting(choice, frame)
    if plot is None:
        tiles.note(
            "A chart needs a column of numbers and one more column.", height=_HEIGHT, icon=":material/insert_chart:"
        )
        return
    _axes(frame, plot)
    drawn, sentence = result_charts.drawn_rows(frame, plot)
    tiles.chart(
        context,
        result_charts.figure(drawn, plot, context.palette, height=_HEIGHT - 70),
        "sql",
        selects_range=False,
    )
    st.caption(sentence or "Times are UTC.")


def _axes(frame: pl.DataFrame, plot: result_charts.Plot) -> None:
    columns = result_charts.columns_of(frame)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="sql-axes"):
        _pick("kind", "Kind", list(result_charts.KINDS), plot.kind)
        _pick("x", "X axis", list(columns.all), plot.x)
        _pick_y(list(columns.numbers), plot.y)
        _pick("series", "Series", ["-", *columns.texts], plot.series or "-")


def _pick(name: str, label: str, options: list[str], chosen: str) -> None:
    key = f"sql-axis-{name}"
    st.session_state[key] = chosen

    def pick() -> None:
        if st.session_state[key] != chosen:
            sql_workspace.choose(name, st.session_state[key])

    st.selectbox(label, options, key=key, on_change=pick, width=150)


def _pick_y(options: list[str], chosen: tuple[str, ...]) -> None:
    st.session_state["sql-axis-y"] = list(chosen)

    def pick() -> None:
        if st.session_state["sql-axis-y"] != list(chosen):
            sql_workspace.choose("y", ",".join(quote(name, safe="") for name in st.session_state["sql-axis-y"]))

    st.multiselect("Y axis", options, key="sql-axis-y", on_change=pick, width=260)
