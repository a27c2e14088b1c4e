"""The columns of the logs table: all of them, the chosen ones, and where the choice is kept.

A link says its columns (`columns=ts,level,message`). Where it does not, the browser's cookie does: it holds the last
choice made in this browser, and nothing else.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import polars as pl
import streamlit as st

from dashboard.components.layout import browser, url
from dashboard.components.tables import tables
from dashboard.results import json_values
from sql.search import fields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OWN, COOKIE = "columns", "longtail_columns"
DEFAULT = ("ts", "level", "service", "source", "message", "status", "duration_ms")
_WIDGET = "logs-columns"
_MOST, _LONGEST = 30, 80
COLUMNS: Mapping[str, Any] = {
    "ts": st.column_config.DatetimeColumn("Time", format="YYYY-MM-DD HH:mm:ss.SSS", width=178, pinned=True),
    "level": tables.text("Level", width=82),
    "service": tables.text("Service", width=95),
    "source": tables.text("Source", width=80),
    "message": tables.text("Message", width="large"),
    "status": st.column_config.NumberColumn("Status", format="%d", width=60),
    "duration_ms": tables.milliseconds("Duration", width=85),
    "method": tables.text("Method", width=70),
    "path": tables.text("Path", width=180),
    "route": tables.text("Route", width=160),
    "error_type": tables.text("Error", width=140),
    "error_message": tables.text("Error message", width=240),
    "user_id": tables.text("User", width=90),
    "trace_id": tables.text("Trace", width=150),
    "span_id": tables.text("Span", width=120),
    "request_id": tables.text("Request", width=150),
    "client_ip": tables.text("Client", width=110),
    "host": tables.text("Host", width=90),
    "logger": tables.text("Logger", width=120),
    "error_id": tables.text("Error group", width=130),
    "attributes": tables.text("Attributes", width=260),
    "file_id": st.column_config.NumberColumn("File", format="%d", width=60),
    "line_number": st.column_config.NumberColumn("Line", format="%d", width=70),
}


def chosen() -> tuple[str, ...]:
    """The columns to show: as the link says, else as this browser remembers, else the usual ones."""
    said = url.own_text(OWN) or unquote(st.context.cookies.get(COOKIE, ""))
    return _valid(said.split(",")) or DEFAULT


def _valid(names: Sequence[str]) -> tuple[str, ...]:
    known = [name for name in names if name in COLUMNS or (len(name) <= _LONGEST and fields.is_name(name))]
    return tuple(dict.fromkeys(known))[:_MOST]


def picker() -> None:
    """Choose columns: those of every record, and any attribute by its name."""
    now = chosen()
    if tuple(st.session_state.get(_WIDGET, ())) != now:
        st.session_state[_WIDGET] = list(now)
    options = list(dict.fromkeys([*now, *COLUMNS]))
    st.multiselect(
        "Columns",
        options,
        format_func=_label,
        key=_WIDGET,
        on_change=_changed,
        accept_new_options=True,
        placeholder="A column, or an attribute's name",
        help="Any attribute by its name, such as order_id or cart.items. This browser remembers the choice.",
    )
    if now != DEFAULT:
        st.button("The usual columns", key="logs-columns-default", type="tertiary", on_click=_reset)


def remember() -> None:
    """Have the browser remember the choice of this session, if one was made."""
    if url.own_text(OWN):
        said = quote(",".join(chosen()), safe=",._")
        browser.piece("cookie")(key="remember-columns", data={"name": COOKIE, "value": said})


def _label(name: str) -> str:
    column = COLUMNS.get(name)
    return name if column is None else str(column["label"])


def _changed() -> None:
    names = _valid([str(name) for name in st.session_state[_WIDGET]])
    url.set_own(OWN, ",".join(names or DEFAULT), "")


def _reset() -> None:
    url.set_own(OWN, ",".join(DEFAULT), "")


def shown(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """The frame with a column for each attribute among `names`."""
    attributes = [name for name in names if name not in frame.columns]
    if not attributes:
        return frame
    read = [_read(text) for text in frame["attributes"]]
    return frame.with_columns(
        pl.Series(name, [_at(value, fields.attribute_path(name)) for value in read], dtype=pl.String)
        for name in attributes
    )


def config(names: Sequence[str]) -> dict[str, Any]:
    """How the columns look, in their order."""
    return {name: COLUMNS.get(name) or tables.text(name, width=120) for name in names}


def _read(text: str | None) -> Any:
    return json_values.read(text)


def _at(value: Any, keys: tuple[str, ...]) -> str | None:
    if isinstance(value, dict) and ".".join(keys) in value:
        value = value[".".join(keys)]
    else:
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
