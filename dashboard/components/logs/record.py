"""One record, whole: its fields, its attributes as a tree, the lines around it in its file, its stack, its JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import cache
from dashboard.components.controls import clickable_values, time_range
from dashboard.components.layout import navigation, page_registry, url
from dashboard.components.tables import tables
from dashboard.reads import search as searches
from dashboard.reads.search import Place
from dashboard.results import json_values
from dashboard.style import numbers
from dashboard.style.text import UNSEEN, plain, visible
from sql.errors import LongtailError
from sql.search import editing, fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dashboard.components.layout.page_context import PageContext

ROW, QUERY = "row", "q"
_NOT_SEARCHED = frozenset({"ts", "message", "error_message", "duration_ms", "stack_trace"})
_TOLD_ELSEWHERE = frozenset(
    {"attributes", "stack_trace", "byte_offset", "record_index", "file_id", "line_number", "file"}
)
_MOST_ATTRIBUTES = 200
_ESCAPED = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in UNSEEN})
_CONTEXT_COLUMNS = {
    "mark": tables.text("", width=28),
    "line_number": st.column_config.NumberColumn("Line", format="%d", width=70),
    "ts": tables.moment("Time", width=175),
    "level": tables.text("Level", width=80),
    "message": tables.text("Message", width="large"),
}


def drawer(context: PageContext, place: Place) -> None:
    """Open the record at the right edge, until somebody closes it; called outside of every fragment."""

    def body() -> None:
        navigation.follow()
        url.follow()
        try:
            found = cache.ask(searches.record(place))
        except LongtailError as error:
            st.error(plain(str(error)), icon=":material/error:")
            return
        if found.is_empty():
            st.info("This record is not in the warehouse any more.", icon=":material/inbox:")
            return
        _draw(context, place, found.row(0, named=True))

    st.dialog("Record", width="large", position="right", icon=":material/subject:", on_dismiss=close)(body)()


def open_(place: Place) -> None:
    """Open the record in the next run (a widget's callback)."""
    url.set_own(ROW, str(place), "")
    url.rerun_app()


def close() -> None:
    """Close it."""
    url.set_own(ROW, "", "")


def _draw(context: PageContext, place: Place, row: Mapping[str, Any]) -> None:
    moment = time_range.to_local(row["ts"], context.window.timezone)
    level = row["level"] or "no level"
    st.caption(
        f"{plain(level)} · {moment:%a %d %b %Y %H:%M:%S}.{moment.microsecond // 1000:03d} {context.window.timezone}"
        f" · {numbers.ago(row['ts'], context.now)}"
    )
    st.code(visible(_said(row)), language=None, wrap_lines=True)
    _ways(row)
    views: dict[str, Callable[[], None]] = {
        "Fields": lambda: _fields(row),
        "Lines around": lambda: _context(context, place),
        "JSON": lambda: _json(row),
    }
    if row["stack_trace"]:
        views["Stack"] = lambda: _stack(row)
    chosen = st.segmented_control(
        "Show", list(views), default="Fields", key=f"record-view-{place}", label_visibility="collapsed", required=True
    )
    views[chosen or "Fields"]()


def _said(row: Mapping[str, Any]) -> str:
    request = " ".join(str(part) for part in (row["method"], row["path"], row["status"]) if part is not None)
    return row["message"] or row["error_message"] or request or "(no message)"


def _ways(row: Mapping[str, Any]) -> None:
    trace = row["trace_id"] or row["request_id"]
    with st.container(horizontal=True, gap="xsmall"):
        if trace:
            name = "trace_id" if row["trace_id"] else "request_id"
            st.button(
                "All lines of its trace",
                key="record-lines",
                icon=":material/list:",
                on_click=_search_only,
                args=(name, trace),
            )
            if page_registry.has("traces"):
                st.button(
                    "Trace",
                    key="record-trace",
                    icon=":material/account_tree:",
                    on_click=navigation.to,
                    args=("traces", {"id": trace}),
                )
        if row["error_id"] and page_registry.has("errors"):
            st.button(
                "Error group",
                key="record-error",
                icon=":material/bug_report:",
                on_click=navigation.to,
                args=("errors", {"error": row["error_id"]}),
            )


def _search_only(name: str, value: str) -> None:
    url.set_own(QUERY, f"{name}:{editing.quoted(value)}", "")
    url.set_own("after", "", "")
    close()
    url.rerun_app()


def _fields(row: Mapping[str, Any]) -> None:
    told = [
        (name, _text(value), None if name in _NOT_SEARCHED else _text(value))
        for name, value in row.items()
        if value is not None and name not in _TOLD_ELSEWHERE
    ]
    attributes = _attributes(row)
    told += [(name, text, text if fields.is_name(name) else None) for name, text in _flat(attributes)][
        :_MOST_ATTRIBUTES
    ]
    place = f"{row['file'] or 'file ' + str(row['file_id'])}, line {row['line_number']}"
    told.append(("file", place, None))
    clickable_values.fields(told, pick, key="record-fields")
    if isinstance(attributes, dict | list) and any(isinstance(value, dict | list) for value in _inner(attributes)):
        st.caption("Attributes as a tree")
        st.json(_seen(attributes), expanded=2)


def pick(name: str, value: str, how: clickable_values.How) -> None:
    """Include a value in the search, or leave it out (a widget's callback)."""
    edit = editing.including if how == "include" else editing.excluding
    url.set_own(QUERY, edit(url.own_text(QUERY), name, value), "")
    url.set_own("after", "", "")
    url.rerun_app()


def _context(context: PageContext, place: Place) -> None:
    frame = cache.ask(searches.context(place))
    shown = tables.localised(frame, context.window.timezone).with_columns(
        pl.when("is_it").then(pl.lit("▶")).otherwise(pl.lit("")).alias("mark")
    )
    st.caption(f"{searches.CONTEXT_LINES} records before and after it, in the order of the file.")

    def to_row(index: int) -> None:
        found = frame.row(index, named=True)
        open_(Place(place.file_id, found["byte_offset"], found["record_index"]))

    tables.show(shown, _CONTEXT_COLUMNS, rows=22, key=f"record-context-{place}", on_pick=to_row)


def _stack(row: Mapping[str, Any]) -> None:
    st.code(visible(row["stack_trace"]), language=None)


def _json(row: Mapping[str, Any]) -> None:
    st.caption("The icon at the right copies it.")
    st.code(as_json(row), language="json", wrap_lines=True)


def as_json(row: Mapping[str, Any]) -> str:
    """The record as JSON, without what it does not have; unseen characters are escaped, and read as the same."""
    told = {name: value for name, value in row.items() if value is not None}
    told["ts"] = row["ts"].isoformat() + "Z"
    if "attributes" in told:
        told["attributes"] = _attributes(row)
    return json.dumps(told, ensure_ascii=False, indent=2).translate(_ESCAPED)


def _attributes(row: Mapping[str, Any]) -> Any:
    return json_values.read(row["attributes"] or "{}")


def _inner(attributes: dict[str, Any] | list[Any]) -> list[Any]:
    return list(attributes.values()) if isinstance(attributes, dict) else attributes


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Attributes by their dotted names, nested ones too."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else str(key))
    elif name and value is not None:
        yield (f"attributes.{name}" if fields.column_of(name) else name), _text(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str).strip('"')


def _seen(value: Any) -> Any:
    """A JSON value with the unseen characters of its texts to be seen."""
    if isinstance(value, dict):
        return {visible(str(key)): _seen(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_seen(inner) for inner in value]
    return visible(value) if isinstance(value, str) else value
