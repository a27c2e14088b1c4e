"""What a tile's menu opens: its SQL, or the newest rows behind it.

A dialog is asked for inside a fragment but opened by the page around it, so that an automatic refresh of the tiles does
not close it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import streamlit as st

from dashboard import cache
from dashboard.components.layout import navigation, page_registry, url
from dashboard.components.logs import logs_link
from dashboard.components.sql_editor import sql_workspace
from dashboard.components.tables import downloads, tables
from dashboard.reads import sql_text
from dashboard.style.text import plain
from sql import statement_check
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads import Question

_PENDING, _OPENED, _SHOWN = "_dialog", "_dialogs_opened", "_dialog_is_shown"
SQL_PAGE = "sql"


@dataclass(frozen=True, slots=True)
class _Request:
    title: str
    icon: str
    body: Callable[[PageContext], None]
    width: Literal["small", "large"] = "small"


def ask_sql(title: str, *questions: Question) -> None:
    """Open the SQL of a tile, one statement or several, in the next run (a widget's callback)."""
    _ask(_Request(f"SQL · {title}", "code", lambda _: _sql(questions), "large"))


def ask_rows(title: str, question: Question) -> None:
    """Open the rows behind a tile in the next run (a widget's callback)."""
    _ask(_Request(f"Newest rows · {title}", "table_rows", lambda context: _rows(question, context), "large"))


def ask(title: str, icon: str, body: Callable[[PageContext], None]) -> None:
    """Open a small dialog that `body` draws, in the next run (a widget's callback); `icon` is a Material symbol."""
    _ask(_Request(title, icon, body))


def _ask(request: _Request) -> None:
    st.session_state[_PENDING] = request
    st.session_state[_OPENED] = opened() + 1
    url.rerun_app()


def opened() -> int:
    """How many dialogs this session has opened."""
    return int(st.session_state.get(_OPENED, 0))


def may_be_open() -> bool:
    """Whether the last run of the whole page opened a dialog, which the next one closes.

    That a person closed it nobody is told.
    """
    return bool(st.session_state.get(_SHOWN))


def show_pending(context: PageContext) -> bool:
    """Open the dialog that was asked for, if one was; called once, outside of every fragment."""
    request = st.session_state.pop(_PENDING, None)
    st.session_state[_SHOWN] = isinstance(request, _Request)
    if not isinstance(request, _Request):
        return False

    def body() -> None:
        navigation.follow()
        url.follow()
        request.body(context)

    st.dialog(request.title, width=request.width, icon=f":material/{request.icon}:")(body)()
    return True


def forget() -> None:
    """Cancel a requested dialog: there is no page to show it over."""
    st.session_state.pop(_PENDING, None)


def _sql(questions: tuple[Question, ...]) -> None:
    navigation.follow()
    if len(questions) == 1:
        _statement(questions[0], 0)
        return
    tabs = st.tabs([question.title for question in questions])
    for index, (tab, question) in enumerate(zip(tabs, questions, strict=True)):
        with tab:
            _statement(question, index)


def _statement(question: Question, index: int) -> None:
    st.caption("The SQL as it ran, with its parameters filled in. Copy it, run it, change it.")
    st.code(sql_text.runnable(question), language="sql", height=420)
    with st.expander("With parameters", icon=":material/data_object:"):
        st.code(question.text, language="sql")
        st.code(sql_text.parameter_list(question), language="sql")
    if statement_check.is_private(question.text):
        st.caption("The SQL page cannot run it: it reads what people wrote or decided.")
    elif page_registry.has(SQL_PAGE):
        st.button(
            "Open in the SQL page",
            key=f"open-in-sql-{index}",
            icon=":material/terminal:",
            on_click=_open_in_sql,
            args=(question,),
        )


def _open_in_sql(question: Question) -> None:
    sql_workspace.hand_over(sql_text.runnable(question))
    navigation.to(SQL_PAGE)


def _rows(question: Question, context: PageContext) -> None:
    try:
        frame = cache.ask(question)
    except LongtailError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    if frame.is_empty():
        st.info("There are no such records in this range.", icon=":material/inbox:")
        return
    st.caption(f"The newest {frame.height} records behind this tile. Select a cell to read its whole text.")
    tables.show(tables.localised(frame, context.window.timezone), tables.RECORDS, rows=14)
    with st.container(horizontal=True, gap="small"):
        logs_link.button(question, key="rows-in-logs", type="primary")
        st.download_button(
            "CSV",
            lambda: downloads.to_csv(frame),
            file_name="rows.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
