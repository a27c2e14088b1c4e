"""What a tile's menu opens: its SQL, or the newest rows behind it.

A dialog is asked for inside a fragment but opened by the page around it, so that an automatic refresh of the tiles does
not close it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import streamlit as st

from dashboard import cache
from dashboard.components import desk, downloads, navigate, registry, sql_text, tables, url
from dashboard.components.text import plain
from sql.errors import LongtailError

if TYPE_CHECKING:
    from dashboard.components.view import View
    from dashboard.reads import Question

_PENDING, _OPENED = "_dialog", "_dialogs_opened"
SQL_PAGE = "sql"


@dataclass(frozen=True, slots=True)
class _Request:
    kind: Literal["sql", "rows"]
    title: str
    question: Question


def ask_sql(title: str, question: Question) -> None:
    """Open the SQL of a tile in the next run (a widget's callback)."""
    _ask(_Request("sql", title, question))


def ask_rows(title: str, question: Question) -> None:
    """Open the rows behind a tile in the next run (a widget's callback)."""
    _ask(_Request("rows", title, question))


def _ask(request: _Request) -> None:
    st.session_state[_PENDING] = request
    st.session_state[_OPENED] = opened() + 1
    url.rerun_app()


def opened() -> int:
    """How many dialogs this session has opened."""
    return int(st.session_state.get(_OPENED, 0))


def show_pending(view: View) -> None:
    """Open the dialog that was asked for, if one was; called once, outside of every fragment."""
    request = st.session_state.pop(_PENDING, None)
    if not isinstance(request, _Request):
        return
    if request.kind == "sql":
        st.dialog(f"SQL · {request.title}", width="large", icon=":material/code:")(_sql)(request.question)
    else:
        st.dialog(f"Newest rows · {request.title}", width="large", icon=":material/table_rows:")(_rows)(
            request.question, view
        )


def forget() -> None:
    """Do not open what was asked for: there is nothing to show it over."""
    st.session_state.pop(_PENDING, None)


def _sql(question: Question) -> None:
    navigate.follow()
    st.caption("As it ran, with its parameters written in: copy it, run it, change it.")
    st.code(sql_text.runnable(question), language="sql", height=420)
    with st.expander("With parameters", icon=":material/data_object:"):
        st.code(question.text, language="sql")
        st.code(sql_text.parameter_list(question), language="sql")
    if registry.has(SQL_PAGE):
        st.button("Open in the SQL page", icon=":material/terminal:", on_click=_open_in_sql, args=(question,))


def _open_in_sql(question: Question) -> None:
    desk.hand_over(sql_text.runnable(question))
    navigate.to(SQL_PAGE)


def _rows(question: Question, view: View) -> None:
    try:
        frame = cache.ask(question)
    except LongtailError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    if frame.is_empty():
        st.info("There are no such records in this range.", icon=":material/inbox:")
        return
    st.caption(f"The newest {frame.height} records behind this tile. Select a cell to read all of it.")
    tables.show(tables.localised(frame, view.window.timezone), tables.RECORDS, rows=14)
    st.download_button(
        "CSV",
        lambda: downloads.to_csv(frame),
        file_name="rows.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
