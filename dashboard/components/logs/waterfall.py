"""The records of a trace on a time line: bars where a duration is known, points where it is not, a click for more.

A Streamlit component of its own (waterfall.js and waterfall.css beside this module), because a row is a label, a bar
and a button at once. Rows are indented by the spans that called them, where the records say so.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache as remembered
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.style import numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from streamlit.components.v2.types import ComponentRenderer

    from dashboard.style.palette import Palette

Row = dict[str, Any]
"""A row of the query trace_records."""

_HERE = Path(__file__).parent
_NICE = (1.0, 2.0, 5.0)
_MOST_TICKS = 6
_LONGEST_TEXT = 200
_ROW_HEIGHT, _AXIS_HEIGHT, _MOST_ROWS = 28, 24, 20


@remembered
def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "longtail_waterfall",
        html='<div class="lt-fall"></div>',
        css=(_HERE / "waterfall.css").read_text(encoding="utf-8"),
        js=(_HERE / "waterfall.js").read_text(encoding="utf-8"),
    )


def identity(row: Row) -> str:
    """What tells a record from all others: `file_id-byte_offset-record_index`."""
    return f"{row['file_id']}-{row['byte_offset']}-{row['record_index']}"


def height_of(rows: int) -> int:
    """The height in pixels that shows so many rows, up to where it scrolls."""
    return _AXIS_HEIGHT + _ROW_HEIGHT * min(rows, _MOST_ROWS)


def draw(rows: Sequence[Row], palette: Palette, *, chosen: str, key: str, on_pick: Callable[[str], None]) -> None:
    """Draw the rows; a click on one calls `on_pick` with its identity."""

    def picked() -> None:
        value = st.session_state[key].picked
        if isinstance(value, str):
            on_pick(value)

    _component()(data=shown(rows, palette, chosen), key=key, on_picked_change=picked, height="content")


def shown(rows: Sequence[Row], palette: Palette, chosen: str) -> dict[str, Any]:
    """What the component draws: shares of the whole time, labels and colours."""
    first = min(row["began_ts"] for row in rows)
    span = max(end_of(row) for row in rows) - first
    whole = max(span, timedelta(milliseconds=1))
    deep, colors = depths(rows), colors_of(rows, palette)
    return {
        "height": height_of(_MOST_ROWS),
        "chosen": chosen,
        "ticks": ticks(whole.total_seconds() * 1000),
        "colors": {
            "text": palette.text,
            "muted": palette.muted,
            "line": palette.line,
            "grid": palette.line,
            "surface": palette.surface,
            "accent": palette.accent,
            "chosen": palette.grid,
            "error": palette.error,
            "on": palette.surface,
        },
        "rows": [
            {
                "id": identity(row),
                "depth": depth,
                "service": row["service"] or "(no service)",
                "color": colors[row["service"]],
                "text": text_of(row)[:_LONGEST_TEXT],
                "title": _title(row, first),
                "start": (row["began_ts"] - first) / whole,
                "width": None if row["duration_ms"] is None else (end_of(row) - row["began_ts"]) / whole,
                "duration": numbers.milliseconds(row["duration_ms"]),
                "failed": row["is_failed"],
                "copies": row["copies"],
            }
            for row, depth in zip(rows, deep, strict=True)
        ],
    }


def end_of(row: Row) -> datetime:
    """When the event of a record ended."""
    end: datetime = row["began_ts"] + timedelta(milliseconds=row["duration_ms"] or 0)
    ts: datetime = row["ts"]
    return max(end, ts)


def text_of(row: Row) -> str:
    """A record in one line: its request, else its error, else its message."""
    if row["duration_ms"] is not None and (row["method"] or row["path"]):
        return " ".join(str(part) for part in (row["method"], row["path"], row["status"]) if part)
    said = ": ".join(part for part in (row["error_type"], row["error_message"]) if part)
    return " ".join((row["message"] or said or "(no message)").split())


def _title(row: Row, first: datetime) -> str:
    after = numbers.milliseconds((row["began_ts"] - first) / timedelta(milliseconds=1))
    return f"{row['service'] or '(no service)'} · after {after} · {text_of(row)}"[:_LONGEST_TEXT]


def colors_of(rows: Sequence[Row], palette: Palette) -> Mapping[str | None, str]:
    """One colour per service, in the order in which they come."""
    services = list(dict.fromkeys(row["service"] for row in rows))
    return {service: palette.series[index % len(palette.series)] for index, service in enumerate(services)}


def depths(rows: Sequence[Row]) -> list[int]:
    """The depth of each record: how many spans contain it.

    A span stands below the one that called it, as the records tell (a circle ends where it would begin anew); a record
    without a duration stands within its span, below the record that tells how long the span took.
    """
    parents = {row["span_id"]: row["parent_span_id"] for row in rows if row["span_id"] and row["parent_span_id"]}
    timed = {row["span_id"] for row in rows if row["span_id"] and row["duration_ms"] is not None}
    known = {row["span_id"] for row in rows if row["span_id"]}

    def depth(span: str) -> int:
        above: set[str] = {span}
        while (span := parents.get(span, "")) in known and span not in above:
            above.add(span)
        return len(above) - 1

    found = []
    for row in rows:
        span = row["span_id"]
        inner = span in timed and row["duration_ms"] is None
        found.append(0 if span is None else depth(span) + (1 if inner else 0))
    return found


def ticks(span_ms: float) -> list[dict[str, Any]]:
    """A few round moments from 0 to `span_ms`: shares of it with labels."""
    step = next(
        nice * 10.0**power for power in range(-3, 12) for nice in _NICE if span_ms / (nice * 10.0**power) <= _MOST_TICKS
    )
    count = int(span_ms / step)
    return [{"at": index * step / span_ms, "label": numbers.milliseconds(index * step)} for index in range(count + 1)]
