"""One record in full: message, stack, every field, and its attributes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard.components.controls import time_range
from dashboard.components.layout import navigation, page_registry
from dashboard.components.logs import waterfall
from dashboard.components.tables import tables
from dashboard.results import json_values
from dashboard.style import numbers
from dashboard.style.text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from dashboard.components.layout.page_context import PageContext
    from dashboard.components.logs.waterfall import Row

_FIELDS = {
    "service": "Service",
    "sources": "Files",
    "host": "Host",
    "logger": "Logger",
    "level": "Level",
    "method": "Method",
    "path": "Path",
    "route": "Route",
    "status": "Status",
    "error_type": "Error",
    "user_id": "User",
    "client_ip": "Client",
    "trace_id": "Trace",
    "request_id": "Request",
    "span_id": "Span",
    "parent_span_id": "Called from span",
}
_MOST_ROWS = 12
_MOST_LETTERS = 1_500
_STACK_HEIGHT = 420


def chosen_of(rows: Sequence[Row], identity: str) -> Row:
    """The record that was chosen, else the first exception, else the first that failed, else the first."""
    picked = next((row for row in rows if waterfall.identity(row) == identity), None)
    exception = next((row for row in rows if row["error_id"]), None)
    return picked or exception or next((row for row in rows if row["is_failed"]), rows[0])


def draw(context: PageContext, row: Row) -> None:
    """Draw the record, with a way to its line in the logs."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="record-head"
    ):
        st.markdown(f"**Record** :gray[{plain(_headline(row))}]")
        if page_registry.has("logs"):
            st.button(
                "In the logs",
                icon=":material/notes:",
                type="tertiary",
                key="record-logs",
                on_click=navigation.to,
                args=("logs", {"row": waterfall.identity(row)}),
            )
    left, right = st.columns([2, 3], gap="small")
    with left:
        _fields(context, row)
    with right:
        _texts(row)


def _headline(row: Row) -> str:
    return f"{row['service'] or 'no service'} · {waterfall.text_of(row)}"


def _fields(context: PageContext, row: Row) -> None:
    values = {
        "Time": _clock(row["ts"], context),
        "Began": _clock(row["began_ts"], context) if row["duration_ms"] is not None else None,
        "Took": None if row["duration_ms"] is None else numbers.milliseconds(row["duration_ms"]),
    }
    values |= {label: _text(row[name]) for name, label in _FIELDS.items()}
    shown = [(label, value) for label, value in values.items() if value]
    tables.show(
        pl.DataFrame(shown, schema={"field": pl.String, "value": pl.String}, orient="row"),
        {"field": tables.text("Field", width=110), "value": tables.text("Value", width=300)},
        rows=_MOST_ROWS,
    )


def _text(value: object) -> str | None:
    if value is None:
        return None
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _clock(moment: datetime, context: PageContext) -> str:
    return f"{time_range.to_local(moment, context.window.timezone):%Y-%m-%d %H:%M:%S.%f}"[:-3]


def _texts(row: Row) -> None:
    parts = [
        ("Message", row["message"], None),
        ("Error", row["error_message"] if row["error_message"] != row["message"] else None, None),
        ("Stack", row["stack_trace"], None),
        ("Other keys", _pretty(row["attributes"]), "json"),
    ]
    for label, text, language in parts:
        if text:
            st.caption(label)
            long = len(text.splitlines()) > _MOST_ROWS or len(text) > _MOST_LETTERS
            st.code(text, language=language, wrap_lines=True, height=_STACK_HEIGHT if long else "content")


def _pretty(attributes: str | None) -> str | None:
    if attributes is None:
        return None
    value = json_values.read(attributes)
    return attributes if value == attributes else json.dumps(value, indent=2, ensure_ascii=False)
