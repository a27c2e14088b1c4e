"""The summary of a trace: duration, records, services with their colours, failures, and links."""

from __future__ import annotations

from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.controls import time_range
from dashboard.components.layout import navigation, page_registry, url
from dashboard.components.layout.url_state import UrlState
from dashboard.components.logs import waterfall
from dashboard.style import numbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from dashboard.components.layout.page_context import PageContext
    from dashboard.components.logs.waterfall import Row
    from dashboard.reads.traces import Found

_AROUND = timedelta(seconds=1)
_MOST_ERRORS = 3


def draw(context: PageContext, rows: Sequence[Row], found: Found) -> None:
    """Draw the totals of the events and the buttons beside them."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="trace-sum"):
        with st.container(width="content"):
            st.html(_totals(context, rows, found))
        with st.container(horizontal=True, width="content", gap="xsmall", key="trace-ways"):
            _ways(rows, found)
    st.html(_services(context, rows))


def _totals(context: PageContext, rows: Sequence[Row], found: Found) -> str:
    began = min(row["began_ts"] for row in rows)
    took = max(waterfall.end_of(row) for row in rows) - began
    failed = sum(row["is_failed"] for row in rows)
    palette = context.palette
    parts = [
        (numbers.milliseconds(took / timedelta(milliseconds=1)), "in all", palette.text, str(took)),
        (numbers.count(len(rows)), "events", palette.text, f"{found.records} records in the files"),
        (numbers.count(len({row["service"] for row in rows})), "services", palette.text, ""),
        (numbers.count(failed), "failed", palette.error if failed else palette.text, "errors and failed requests"),
        (_clock(began, context), "began", palette.text, f"{began} UTC"),
    ]
    html = "".join(
        f'<span><b style="color:{color}" title="{escape(title)}">{escape(value)}</b>'
        f'<small style="color:{palette.muted}">{escape(label)}</small></span>'
        for value, label, color, title in parts
    )
    return f'<div class="lt-sum">{html}</div>'


def _clock(moment: datetime, context: PageContext) -> str:
    return f"{time_range.to_local(moment, context.window.timezone):%d %b %H:%M:%S}"


def _services(context: PageContext, rows: Sequence[Row]) -> str:
    chips = "".join(
        f'<span><i style="background:{color}"></i>{escape(service or "(no service)")}</span>'
        for service, color in waterfall.colors_of(rows, context.palette).items()
    )
    return f'<div class="lt-legend" style="color:{context.palette.muted}">{chips}</div>'


def _ways(rows: Sequence[Row], found: Found) -> None:
    whole = sorted({row["trace_id"] for row in rows if row["trace_id"]} - {found.id})
    if len(whole) == 1:
        st.button(
            "Whole trace",
            icon=":material/account_tree:",
            key="trace-whole",
            on_click=_open,
            args=(whole[0],),
            help="These records belong to a trace that may hold more.",
        )
    if page_registry.has("logs"):
        st.button("Logs", icon=":material/notes:", key="trace-logs", on_click=_to_logs, args=(rows, found))
    groups = list(dict.fromkeys(row["error_id"] for row in rows if row["error_id"]))
    if page_registry.has("errors"):
        for number, group in enumerate(groups[:_MOST_ERRORS], 1):
            st.button(
                "Error" if len(groups) == 1 else f"Error {number}",
                icon=":material/bug_report:",
                key=f"trace-error-{number}",
                on_click=navigation.to,
                args=("errors", {"error": group}),
            )


def _open(trace: str) -> None:
    url.set_own("record", "", "")
    url.set_own("id", trace, "")


def _to_logs(rows: Sequence[Row], found: Found) -> None:
    field = next((name for name in ("trace_id", "request_id") if any(row[name] == found.id for row in rows)), "span_id")
    start = min(row["ts"] for row in rows).replace(microsecond=0) - _AROUND
    end = max(row["ts"] for row in rows).replace(microsecond=0) + 2 * _AROUND
    now = url.state()
    state = UrlState(range=time_range.TimeRange(time_range.CUSTOM, start, end), utc=now.utc, refresh=now.refresh)
    navigation.to("logs", {"q": f"{field}:{quoted(found.id)}"}, state)


def quoted(value: str) -> str:
    """A value as the search language has it: within quotes, with a backslash before quotes and backslashes."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
