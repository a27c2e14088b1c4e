"""SQL: anything else. An editor over the warehouse, its result as table or chart, and saved queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.alerts.making import rule_link
from dashboard.components.layout.page_registry import PageInfo
from dashboard.components.sql_editor import editor, sql_sidebar, sql_workspace, statement_result, vocabulary
from dashboard.components.sql_editor.editor import Handlers, Mark, Shown, Typed
from dashboard.reads import sql_text
from dashboard.style.text import plain

if TYPE_CHECKING:
    from dashboard.components.layout.page_context import PageContext
    from dashboard.components.sql_editor.sql_workspace import Workspace

PAGE = PageInfo(title="SQL", question="Anything else", icon="terminal", section="Explore", order=70, needs_window=False)


def render(context: PageContext) -> None:
    """Draw the page."""
    workspace = sql_workspace.of(context)
    if context.data is None:
        st.caption("No records yet: watch a folder with `longtail serve LOGS`, or look around with `longtail demo`.")
    main, side = st.columns([13, 5], gap="small")
    with main:
        if workspace.note:
            st.warning(plain(workspace.note), icon=":material/info:")
        _editor(workspace, context)
        _tools(workspace, context)
        statement_result.show(workspace, context)
    with side:
        sql_sidebar.show(workspace, context)


def _editor(workspace: Workspace, context: PageContext) -> None:
    def typed(found: Typed) -> None:
        if found.revision == workspace.revision:
            workspace.text = found.text

    def run(found: Typed) -> None:
        if found.revision != workspace.revision:
            return
        workspace.text = found.text
        if workspace.saved is not None and workspace.text.strip() == workspace.saved_text.strip():
            sql_workspace.say(workspace, "saved", workspace.saved)
        else:
            sql_workspace.say(workspace)
        sql_workspace.run(workspace, context)

    shown = Shown(
        text=workspace.text,
        revision=workspace.revision,
        origin=workspace.origin,
        running=workspace.is_running,
        seconds=workspace.job.seconds if workspace.job is not None else 0.0,
        mark=_mark(workspace),
    )
    editor.draw(shown, vocabulary.offered(), Handlers(typed, run, lambda: sql_workspace.cancel(workspace)))


def _mark(workspace: Workspace) -> Mark | None:
    """Where the last statement broke, as long as it is the one in the editor."""
    outcome = workspace.last.outcome if workspace.last is not None else None
    error = outcome.error if outcome is not None else None
    if error is None or error.line is None or workspace.last is None or workspace.last.text != workspace.text:
        return None
    return Mark(error.line, error.column, str(error))


def _tools(workspace: Workspace, context: PageContext) -> None:
    """Under the editor: values for parameters, and the buttons."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="sql-tools"):
        for name in sql_workspace.asked(workspace, context):
            _parameter(workspace, name)
        sql_sidebar.save_menu(workspace)
        rule_link.of_statement(
            workspace.saved_name or "Query",
            workspace.text,
            sql_workspace.literals(workspace, context),
            context.window.span,
            key="sql-alert",
        )
        if workspace.saved is not None:
            changed = "" if workspace.text.strip() == workspace.saved_text.strip() else " (changed)"
            st.caption(f":material/bookmark: {plain(workspace.saved_name)}{changed}", width="content")


def _parameter(workspace: Workspace, name: str) -> None:
    key = f"sql-parameter-{name}-{workspace.revision}"
    value = sql_workspace.value_of(workspace, name)
    st.session_state.setdefault(key, value)  # only once: what is being typed there must not be taken away

    def give() -> None:
        sql_workspace.set_value(workspace, name, st.session_state[key] or "")

    kind = sql_text.kind_of(sql_text.guessed(workspace.text, name, value)) if value else "no value yet"
    st.text_input(name, key=key, on_change=give, width=180, help=f"Taken as: {kind}.")
