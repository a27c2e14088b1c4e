"""The list of incidents, and of the reports that were made on schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard.accounts.role import Role
from dashboard.components.controls import permission, time_range
from dashboard.components.layout import tiles, url, url_state
from dashboard.components.layout.tiles import Tile
from dashboard.components.tables import tables
from dashboard.reads import incidents
from dashboard.reports import schedule
from dashboard.server import runtime
from dashboard.style import numbers
from dashboard.style.text import plain

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reports.schedule import Written

_ROWS, _FILE_ROWS = 12, 8
_COLUMNS = {
    "severity": tables.text("Severity", width=75),
    "status": tables.text("Status", width=80),
    "title": tables.text("Title", width=380),
    "from_ts": st.column_config.DatetimeColumn("From", format="YYYY-MM-DD HH:mm", width=150),
    "length": tables.number_text("Length", width=75),
    "services": tables.text("Services", width=140),
    "author": tables.text("Author", width=110),
    "changed_at": tables.ago("Changed", width=130),
}
_FILE_COLUMNS = {
    "kind": tables.text("Kind", width=80),
    "day": tables.text("Begins", width=110),
    "name": tables.text("File", width=300),
    "size": tables.byte_size("Size", width=90),
}


def draw(context: PageContext) -> None:
    """Draw the list."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="incidents-bar"):
        if permission.may(Role.RESPONDER):
            st.button(
                "New incident",
                key="incidents-new",
                icon=":material/add:",
                type="primary",
                on_click=start,
                args=(context,),
                help="The time range above; you can change its ends next",
            )
        st.caption("Select a cell to open its incident.", width="content")
    if context.data is None:
        st.caption(
            "Nothing has been read yet: watch a folder with `longtail serve LOGS`, or look around with `longtail demo`."
        )
    tile = Tile(
        key="incidents",
        title="Incidents",
        question=incidents.current(),
        empty="No incidents yet. Choose the time when things went wrong, then New incident.",
    )

    def fill(frame: pl.DataFrame) -> None:
        shown = frame.with_columns(
            pl.col("services").list.join(", ").replace("", "all"),
            pl.Series(
                "length", [numbers.span(row[0]) for row in frame.select(pl.col("to_ts") - pl.col("from_ts")).rows()]
            ),
        )
        ids = frame["incident_id"].to_list()
        tables.show(
            shown,
            _COLUMNS,
            rows=_ROWS,
            key="incident-table",
            on_pick=lambda row: open_incident(ids[row]),
        )

    tiles.show(tile, fill, height=tables.height_of(6))
    _scheduled()


def start(context: PageContext) -> None:
    """Begin a new incident of the range (a widget's callback)."""
    url.set_own("new", url_state.write_span(context.window.from_ts, context.window.to_ts), "")
    url.rerun_app()


def open_incident(incident_id: str) -> None:
    """Show an incident, or the list where the id is empty (a widget's callback)."""
    url.set_own("new", "", "")
    url.set_own("incident", incident_id, "")
    url.rerun_app()


def way_back() -> None:
    """The button that leads from one incident, or a new one, to all of them."""
    st.button(
        "All incidents",
        key="incident-list",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=open_incident,
        args=("",),
    )


def _scheduled() -> None:
    """The files that the schedule has written, newest first."""
    settings = runtime.current().settings
    with st.container(border=True, key="tile-scheduled", gap="xsmall"):
        st.markdown("**Scheduled reports**")
        if not settings.report_schedule:
            st.caption("No reports are scheduled: set `report_schedule` to daily, weekly or both.")
            return
        found = schedule.written(settings)
        if not found:
            st.caption(f"No report has been written yet. Reports go into {plain(str(schedule.folder(settings)))}.")
            return
        _files(found)


def _files(found: list[Written]) -> None:
    frame = pl.DataFrame([{"kind": one.kind, "day": one.day, "name": one.path.name, "size": one.size} for one in found])
    row = tables.choose(frame, _FILE_COLUMNS, rows=_FILE_ROWS, key="scheduled-files")
    if row is None:
        st.caption("Select a row to download it.")
        return
    path = found[row].path
    st.download_button(
        f"Download {plain(path.name)}",
        path.read_bytes,
        file_name=path.name,
        mime="text/html" if path.suffix == ".html" else "application/json",
        icon=":material/download:",
        key="scheduled-download",
        on_click="ignore",
    )


def shown_window(context: PageContext, from_ts: datetime, to_ts: datetime) -> str:
    """A window on the viewer's clock."""
    start_at, end_at = (time_range.to_local(moment, context.window.timezone) for moment in (from_ts, to_ts))
    end = f"{end_at:%H:%M}" if start_at.date() == end_at.date() else f"{end_at:%Y-%m-%d %H:%M}"
    return f"{start_at:%Y-%m-%d %H:%M} – {end} {context.window.timezone}"
