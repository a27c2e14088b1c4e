"""SQL: anything else. An editor over the warehouse, its result as table or chart, and what people keep of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.components.layout.page_registry import PageInfo
from dashboard.components.sql_editor import editor, sql_sidebar, sql_text, statement_result
from dashboard.components.sql_editor import sql_workspace as desks
from dashboard.components.sql_editor.editor import Handlers, Mark, Shown, Typed, Words
from dashboard.components.text import plain
from dashboard.reads import sql as reads
from sql import statement_check

if TYPE_CHECKING:
    from dashboard.components.layout.page_context import PageContext
    from dashboard.components.sql_editor.sql_workspace import Desk

PAGE = PageInfo(title="SQL", question="Anything else", icon="terminal", section="", order=70, needs_window=False)
_LONGEST_HELP = 200


def render(view: PageContext) -> None:
    """Draw the page."""
    desk = desks.of(view)
    if view.data is None:
        st.caption("No records yet: watch a folder with `longtail serve LOGS`, or look around with `longtail demo`.")
    main, side = st.columns([13, 5], gap="small")
    with main:
        if desk.note:
            st.warning(plain(desk.note), icon=":material/info:")
        _editor(desk, view)
        _tools(desk, view)
        statement_result.show(desk, view)
    with side:
        sql_sidebar.show(desk, view)


def _editor(desk: Desk, view: PageContext) -> None:
    def typed(found: Typed) -> None:
        if found.revision == desk.revision:
            desk.text = found.text

    def run(found: Typed) -> None:
        if found.revision != desk.revision:
            return
        desk.text = found.text
        if desk.saved is not None and desk.text.strip() == desk.saved_text.strip():
            desks.say(desk, "saved", desk.saved)
        else:
            desks.say(desk)
        desks.run(desk, view)

    shown = Shown(
        text=desk.text,
        revision=desk.revision,
        origin=desk.origin,
        running=desk.is_running,
        seconds=desk.job.seconds if desk.job is not None else 0.0,
        mark=_mark(desk),
    )
    editor.draw(shown, _words(), Handlers(typed, run, lambda: desks.cancel(desk)))


def _mark(desk: Desk) -> Mark | None:
    """Where the last statement broke, as long as it is the one in the editor."""
    outcome = desk.last.outcome if desk.last is not None else None
    error = outcome.error if outcome is not None else None
    if error is None or error.line is None or desk.last is None or desk.last.text != desk.text:
        return None
    return Mark(error.line, error.column, str(error))


def _words() -> Words:
    fields = cache.ask(reads.schema_fields())
    tables: dict[str, list[tuple[str, str]]] = {}
    for name, column, kind in zip(fields["object"], fields["name"], fields["type"], strict=True):
        tables.setdefault(name, []).append((column, kind))
    functions = [
        (row["name"], row["parameters"] or "", (row["description"] or "")[:_LONGEST_HELP])
        for row in cache.ask(reads.schema_functions()).rows(named=True)
        if statement_check.is_offered(row["name"], row["kind"])
    ]
    keywords = cache.ask(reads.schema_keywords())["name"].to_list()
    return Words(tables, functions, keywords)


def _tools(desk: Desk, view: PageContext) -> None:
    """Under the editor: values for parameters, and what to do with the text."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="sql-tools"):
        for name in desks.asked(desk, view):
            _parameter(desk, name)
        sql_sidebar.save_menu(desk)
        if desk.saved is not None:
            changed = "" if desk.text.strip() == desk.saved_text.strip() else " (changed)"
            st.caption(f":material/bookmark: {plain(desk.saved_name)}{changed}", width="content")


def _parameter(desk: Desk, name: str) -> None:
    key = f"sql-parameter-{name}-{desk.revision}"
    value = desks.value_of(desk, name)
    st.session_state.setdefault(key, value)  # only once: what is being typed there must not be taken away

    def give() -> None:
        desks.set_value(desk, name, st.session_state[key] or "")

    kind = sql_text.kind_of(sql_text.guessed(desk.text, name, value)) if value else "no value yet"
    st.text_input(name, key=key, on_change=give, width=180, help=f"Taken as: {kind}.")
