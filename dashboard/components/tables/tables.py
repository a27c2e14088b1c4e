"""Tables: columns by name, each with its unit, its format and its side. Text is shown as it is, never as markup."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl
import polars.selectors as cs
import streamlit as st

from dashboard.style.text import UNSEEN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from streamlit.elements.lib.column_types import ColumnConfig

ROW_HEIGHT = 32
HEADER_HEIGHT = 36
_LEAST_ROWS = 4
Columns: TypeAlias = "Mapping[str, Any]"


def text(label: str, *, width: Any = None, help_text: str | None = None) -> ColumnConfig:
    """A column of text."""
    return st.column_config.TextColumn(label, width=width, help=help_text)


def count(label: str, *, width: Any = None, help_text: str | None = None) -> ColumnConfig:
    """A column of counts, with grouped digits."""
    return st.column_config.NumberColumn(label, width=width, format="localized", help=help_text)


def milliseconds(label: str, *, width: Any = None, help_text: str | None = None) -> ColumnConfig:
    """A column of durations in milliseconds, all in that unit so that they compare."""
    return st.column_config.NumberColumn(label, width=width, format="%,.0f ms", help=help_text)


def share(label: str, *, width: Any = None, help_text: str | None = None) -> ColumnConfig:
    """A column of shares of 1, shown in percent."""
    return st.column_config.NumberColumn(label, width=width, format="percent", help=help_text)


def per_second(label: str, *, width: Any = None, help_text: str | None = None) -> ColumnConfig:
    """A column of rates."""
    return st.column_config.NumberColumn(label, width=width, format="%.3g/s", help=help_text)


def ratio(label: str, *, width: Any = None, help_text: str | None = None) -> ColumnConfig:
    """A column of numbers from 0 to 1 that are not shares."""
    return st.column_config.NumberColumn(label, width=width, format="%.2f", help=help_text)


def change(label: str, *, width: Any = None, help_text: str | None = None) -> ColumnConfig:
    """A column of changes in percent, with their sign, so that they sort as numbers."""
    return st.column_config.NumberColumn(label, width=width, format="%+.0f %%", help=help_text)


def ago(label: str, *, width: Any = None, help_text: str | None = None) -> ColumnConfig:
    """A column of moments, shown as how long ago they were; exact when the cell is opened."""
    return st.column_config.DatetimeColumn(label, width=width, format="distance", help=help_text)


def moment(label: str, *, width: Any = None, help_text: str | None = None) -> ColumnConfig:
    """A column of moments on the viewer's clock."""
    return st.column_config.DatetimeColumn(label, width=width, format="YYYY-MM-DD HH:mm:ss.SSS", help=help_text)


def bars(label: str, *, width: Any = None, help_text: str | None = None, color: Any = None) -> ColumnConfig:
    """A column of small bar charts, each with its own scale from zero."""
    return st.column_config.BarChartColumn(label, width=width, help=help_text, y_min=0, color=color)


def line(label: str, *, width: Any = None, help_text: str | None = None) -> ColumnConfig:
    """A column of small line charts, each with its own scale from zero."""
    return st.column_config.AreaChartColumn(label, width=width, help=help_text, y_min=0)


def number_text(label: str, *, width: Any = None, help_text: str | None = None) -> ColumnConfig:
    """A column of numbers that are already written for people, on the right."""
    return st.column_config.TextColumn(label, width=width, help=help_text, alignment="right")


def progress(label: str, *, width: Any = None, help_text: str | None = None) -> ColumnConfig:
    """A column of percentages (0 to 100) as bars."""
    return st.column_config.ProgressColumn(
        label, width=width, help=help_text, format="%.0f %%", min_value=0, max_value=100
    )


def byte_size(label: str, *, width: Any = None, help_text: str | None = None) -> ColumnConfig:
    """A column of bytes."""
    return st.column_config.NumberColumn(label, width=width, format="bytes", help=help_text)


RECORDS: Columns = {
    "ts": st.column_config.DatetimeColumn("Time", format="YYYY-MM-DD HH:mm:ss.SSS", width=175, pinned=True),
    "level": text("Level", width=80),
    "service": text("Service", width=90),
    "message": text("Message", width=290),
    "status": st.column_config.NumberColumn("Status", format="%d", width=60),
    "duration_ms": milliseconds("Duration", width=85),
    "error_type": text("Error", width=140),
    "method": text("Method", width=70),
    "path": text("Path", width=180),
    "source": text("Source", width=90),
    "user_id": text("User", width=90),
    "trace_id": text("Trace", width=140),
    "host": text("Host", width=90),
    "attributes": text("Attributes", width=240),
}


def localised(frame: pl.DataFrame, timezone: str) -> pl.DataFrame:
    """The frame with its times on the zone's clock (for columns that show a clock, not an age)."""
    return frame.with_columns(
        cs.datetime().dt.replace_time_zone("UTC").dt.convert_time_zone(timezone).dt.replace_time_zone(None)
    )


def in_utc(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with its times marked as UTC (for columns that show an age)."""
    return frame.with_columns(cs.datetime().dt.replace_time_zone("UTC"))


def height_of(rows: int) -> int:
    """The height in pixels that shows so many rows without scrolling."""
    return HEADER_HEIGHT + rows * ROW_HEIGHT + 2


def visible(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with the unseen characters of its texts to be seen (terminal escapes, marks of direction)."""
    return frame.with_columns(cs.string().str.replace_many(UNSEEN))


def show(
    frame: pl.DataFrame,
    columns: Columns,
    *,
    rows: int,
    key: str | None = None,
    on_pick: Callable[[int], None] | None = None,
) -> None:
    """Draw the columns of a frame that `columns` names, in that order, `rows` high at most; the rest scrolls.

    A click on a cell calls `on_pick` (which needs a `key`) with the number of its row in the frame.
    """

    def picked() -> None:
        cells = st.session_state[str(key)].selection.cells
        if cells and on_pick is not None and 0 <= cells[0][0] < frame.height:
            on_pick(cells[0][0])

    with _room(frame, rows):
        st.dataframe(
            visible(frame.select([name for name in columns if name in frame.columns])),
            column_config=dict(columns),
            height=height_of(min(rows, frame.height)),
            row_height=ROW_HEIGHT,
            hide_index=True,
            placeholder="",
            key=key,
            on_select="ignore" if on_pick is None else picked,
            selection_mode="single-cell",
        )


def _room(frame: pl.DataFrame, rows: int) -> AbstractContextManager[object]:
    """The room of some rows around a table that has fewer, so that nothing jumps when they come."""
    least = min(rows, _LEAST_ROWS)
    return nullcontext() if frame.height >= least else st.container(height=height_of(least), border=False)


def choose(frame: pl.DataFrame, columns: Columns, *, rows: int, key: str) -> int | None:
    """Draw like `show`, with rows to choose; returns the chosen row, or None."""
    with _room(frame, rows):
        chosen = st.dataframe(
            frame.select([name for name in columns if name in frame.columns]),
            column_config=dict(columns),
            height=height_of(min(rows, frame.height)),
            row_height=ROW_HEIGHT,
            hide_index=True,
            placeholder="",
            key=key,
            on_select="rerun",
            selection_mode="single-row",
        )
    found = chosen.selection.rows
    return found[0] if found and found[0] < frame.height else None
