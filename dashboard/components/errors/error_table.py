"""The list of error groups: filter, order, one click to a group, and decisions about several at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import cache
from dashboard.accounts.role import Role
from dashboard.components.controls import choice, decision_author, permission
from dashboard.components.errors import badges
from dashboard.components.layout import tiles, url
from dashboard.components.layout.tiles import Tile
from dashboard.components.tables import tables
from dashboard.reads import errors
from dashboard.server import runtime
from dashboard.style.text import plain, visible
from ingest.decisions import error_status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dashboard.components.layout.page_context import PageContext
    from ingest.decisions.error_status import DecisionAuthor, Status

SHOWS: Mapping[errors.Show, str] = {
    "open": "Open",
    "new": "New",
    "regressed": "Regressed",
    "resolved": "Resolved",
    "ignored": "Ignored",
    "all": "All",
}
SORTS: Mapping[errors.Sort, str] = {
    "count": "Most frequent",
    "users": "Most users",
    "last": "Last seen",
    "first": "First seen",
}
ACTIONS: Mapping[Status, tuple[str, str, str]] = {
    "resolved": ("Resolve", "check_circle", "resolved"),
    "ignored": ("Ignore", "notifications_off", "ignored"),
    "open": ("Reopen", "replay", "reopened"),
}
"""The label, icon and past form of each status."""

_TABLE, _SELECTED = "error-table", "_errors_selected"
_ROWS = 14


def draw(context: PageContext) -> None:
    """Draw the list with its controls."""
    show, sort, text = chosen()
    _controls(sort, text)
    question = errors.groups(context.window, show, text, sort)
    tile = Tile(
        key="error-groups", title="Error groups", unit=_unit(question), question=question, empty=_empty(show, text)
    )

    def fill(frame: pl.DataFrame) -> None:
        _decisions(frame)
        _table(frame)

    tiles.show(tile, fill, height=tables.height_of(_ROWS))


def chosen() -> tuple[errors.Show, errors.Sort, str]:
    """What the URL says to show, in which order, and the text to look for."""
    return (
        choice.chosen("show", SHOWS),
        choice.chosen("sort", SORTS),
        url.own_text("text").strip(),
    )


def open_group(error_id: str) -> None:
    """Show a group, or the list where the id is empty (a widget's callback)."""
    url.set_own("error", error_id, "")
    url.rerun_app()


def _unit(question: Any) -> str:
    frame = cache.ask(question)
    if frame.is_empty():
        return ""
    total = int(frame["groups"][0])
    return f"{total}" if total == frame.height else f"{frame.height} of {total}"


def _empty(show: str, text: str) -> str:
    if text:
        return "No such errors in this range: look for another text, or show all."
    return {
        "open": "No open errors in this range.",
        "new": "No error was seen for the first time in this range.",
        "regressed": "No resolved error has come back in this range.",
        "resolved": "Nothing that occurred in this range is resolved.",
        "ignored": "Nothing that occurred in this range is ignored.",
    }.get(show, "No errors in this range.")


def _controls(sort: str, text: str) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="error-controls"):
        choice.draw("show", SHOWS)
        _remember("sort", sort)
        st.selectbox(
            "Order",
            list(SORTS),
            format_func=lambda key: SORTS[key],
            key="own-sort",
            on_change=_set,
            args=("sort", "count"),
            label_visibility="collapsed",
            width=160,
        )
        _remember("text", text)
        st.text_input(
            "Find",
            key="own-text",
            on_change=_set,
            args=("text", ""),
            placeholder="Type, message, service or id",
            label_visibility="collapsed",
            icon=":material/search:",
            width=260,
        )


def _remember(name: str, value: str) -> None:
    st.session_state[f"own-{name}"] = value


def _set(name: str, default: str) -> None:
    url.set_own(name, str(st.session_state[f"own-{name}"] or default), default)


def _table(frame: pl.DataFrame) -> None:
    shown = frame.select(
        pl.struct("error_type", "error_message")
        .map_elements(
            lambda one: visible(badges.name_of(one["error_type"], one["error_message"])), return_dtype=pl.String
        )
        .alias("error"),
        pl.struct("status", "is_new")
        .map_elements(lambda one: [one["status"], *(["new"] if one["is_new"] else [])], return_dtype=pl.List(pl.String))
        .alias("state"),
        "trend",
        "occurrences",
        "users",
        pl.struct("service", "services").map_elements(_service, return_dtype=pl.String).alias("service"),
        "last_seen",
        "first_seen",
        "error_id",
    )
    ids = frame["error_id"].to_list()

    def pick() -> None:
        selection = st.session_state[_TABLE].selection
        if selection.cells:
            open_group(ids[selection.cells[0][0]])
        st.session_state[_SELECTED] = [ids[index] for index in selection.rows]

    st.dataframe(
        tables.in_utc(shown),
        column_config=dict(_COLUMNS),
        height=tables.height_of(min(_ROWS, frame.height)),
        row_height=tables.ROW_HEIGHT,
        hide_index=True,
        placeholder="",
        key=_TABLE,
        on_select=pick,
        selection_mode=["multi-row", "single-cell"],
    )


def _service(one: Mapping[str, Any]) -> str:
    more = f" +{one['services'] - 1}" if one["services"] > 1 else ""
    return visible(one["service"] or "(none)") + more


def selected(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """The groups of the list that are ticked, most frequent first."""
    ticked = st.session_state.get(_SELECTED, [])
    return frame.filter(pl.col("error_id").is_in(ticked)).sort("occurrences", descending=True).to_dicts()


def _decisions(frame: pl.DataFrame) -> None:
    ticked = selected(frame)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="error-decisions"):
        if not ticked:
            st.caption("Select a cell to open its error; tick rows to decide about several at once.")
            return
        if not permission.may(Role.RESPONDER):
            st.caption(permission.sentence(Role.RESPONDER))
            return
        decision_author.ask("errors")
        ids = [one["error_id"] for one in ticked]
        for status, (label, icon, _) in ACTIONS.items():
            st.button(
                label,
                key=f"errors-{status}",
                icon=f":material/{icon}:",
                on_click=decision_author.decide,
                args=("errors", _deciding(ids, status)),
                kwargs={"done": _untick},
            )
        if len(ticked) > 1:
            _merging(ticked)
        st.caption(f"{len(ticked)} selected")


def _deciding(ids: Sequence[str], status: Status) -> Callable[[DecisionAuthor], str]:
    def write(by: DecisionAuthor) -> str:
        warehouse = runtime.current().warehouse
        changed = sum(error_status.decide(warehouse, error_id, status, by) for error_id in ids)
        return f"{changed} {'error' if changed == 1 else 'errors'} {ACTIONS[status][2]}."

    return write


def _merging(ticked: Sequence[Mapping[str, Any]]) -> None:
    names = {one["error_id"]: badges.name_of(one["error_type"], one["error_message"]) for one in ticked}

    def write(by: DecisionAuthor) -> str:
        into = st.session_state["errors-into"]
        error_status.merge(runtime.current().warehouse, list(names), into, by)
        return f"{len(names)} errors merged."

    with st.popover("Merge", icon=":material/merge:", key="errors-merge-menu"):
        st.radio(
            "Merge into one error, named",
            list(names),
            format_func=lambda error_id: plain(visible(names[error_id][:120])),
            key="errors-into",
        )
        st.caption("Stored records do not change. You can undo the merge on the page of the error.")
        st.button(
            f"Merge {len(names)} errors",
            key="errors-merge",
            type="primary",
            on_click=decision_author.decide,
            args=("errors", write),
            kwargs={"done": _untick},
        )


def _untick() -> None:
    st.session_state[_SELECTED] = []


_COLUMNS: tables.Columns = {
    "error": tables.text("Error", width=330),
    "state": st.column_config.MultiselectColumn(
        "Status",
        width=120,
        options=["open", "regressed", "resolved", "ignored", "new"],
        color=["gray", "red", "green", "gray", "blue"],
    ),
    "trend": tables.bars("Trend", width=110, color="red"),
    "occurrences": tables.count("Count", width=70),
    "users": tables.count("Users", width=65),
    "service": tables.text("Service", width=105),
    "last_seen": tables.ago("Last seen", width=110),
    "first_seen": tables.ago("First seen", width=110),
    "error_id": tables.text("Id", width=140),
}
