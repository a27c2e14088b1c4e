"""The sidebar of the editor: the library, saved queries, the schema and the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import cache
from dashboard.accounts.role import Role
from dashboard.components.alerts.making import rule_link
from dashboard.components.controls import permission
from dashboard.components.sql_editor import sql_workspace
from dashboard.components.tables import tables
from dashboard.reads import sql as reads
from dashboard.reads import sql_text
from dashboard.server import runtime
from dashboard.style import numbers
from dashboard.style.text import plain
from ingest.decisions import saved_queries
from ingest.decisions.saved_queries import SavedQuery
from sql import catalog
from sql.errors import LongtailError

if TYPE_CHECKING:
    from dashboard.components.layout.page_context import PageContext
    from dashboard.components.sql_editor.sql_workspace import Workspace

_HEIGHT = 640
_COLUMN_ROWS = 9
_SAMPLE_ROWS = 5
_SHORT = 160
_HISTORY_SHOWN = 40
_TABS = (
    ":material/library_books: Library",
    ":material/bookmark: Saved",
    ":material/schema: Schema",
    ":material/history: History",
)


def show(workspace: Workspace, context: PageContext) -> None:
    """Draw the sidebar."""
    with st.container(border=True, key="tile-sql-sidebar"):
        parts = (_library, _saved, _schema, _history)
        for tab, part in zip(st.tabs(list(_TABS)), parts, strict=True):
            with tab, st.container(height=_HEIGHT, border=False, gap="xsmall"):
                try:
                    part(workspace, context)
                except LongtailError as error:
                    st.error(plain(str(error)), icon=":material/error:")


def _library(workspace: Workspace, context: PageContext) -> None:
    wanted = st.text_input(
        "Find a query",
        key="sql-find",
        placeholder="Find a query",
        label_visibility="collapsed",
        icon=":material/search:",
    )
    wanted_words = (wanted or "").lower().split()
    found = [
        start
        for start in reads.starts()
        if all(word in f"{start.title} {start.description} {start.name}".lower() for word in wanted_words)
    ]
    if not found:
        st.caption("No query in the library contains these words.")
    for is_ready, heading in ((True, "To begin with"), (False, "Behind the pages")):
        chosen = [start for start in found if start.is_ready is is_ready]
        if chosen:
            st.caption(f"**{heading}**")
        with st.container(gap=None, key=f"sql-list-{'ready' if is_ready else 'pages'}"):
            for start in chosen:
                _entry(workspace, context, start)


def _entry(workspace: Workspace, context: PageContext, start: reads.Start) -> None:
    def take() -> None:
        question = reads.start_question(start.name, context.window)
        text = reads.start_text(start.name)
        sql_workspace.open_text(
            workspace,
            text if text is not None or question is None else sql_text.runnable(question),  # type: ignore[arg-type] # one is there
            source="query",
            value=start.name,
        )

    st.button(
        plain(start.title),
        key=f"sql-start-{start.name}",
        help=plain(start.description),
        type="tertiary",
        icon=":material/play_lesson:" if start.is_ready else ":material/dashboard:",
        on_click=take,
    )


def _saved(workspace: Workspace, context: PageContext) -> None:
    rows = sql_workspace.fresh(reads.saved_queries()).rows(named=True)
    if not rows:
        st.caption("No saved queries yet. *Save* under the editor saves a statement and its chart under a name.")
    for row in rows:
        with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall", wrap=False):
            st.button(
                plain(row["name"]),
                key=f"sql-saved-{row['query_id']}",
                help=plain(row["description"]) or None,
                type="tertiary",
                icon=":material/bookmark:" if row["query_id"] == workspace.saved else ":material/bookmark_border:",
                on_click=sql_workspace.show_saved,
                args=(workspace, row),
            )
            with st.popover("", icon=":material/more_horiz:", type="tertiary", key=f"menu-saved-{row['query_id']}"):
                rule_link.of_statement(
                    row["name"],
                    row["text"],
                    reads.range_parameters(context.window),
                    context.window.span,
                    key=f"sql-alert-{row['query_id']}",
                    type="tertiary",
                )
                _change(workspace, row)


def _change(workspace: Workspace, row: dict[str, Any]) -> None:
    query_id = row["query_id"]
    st.caption("Its link:")
    st.code(link_of(query_id), language=None, wrap_lines=True)
    if not permission.may(Role.RESPONDER):
        return
    with st.form(f"sql-change-{query_id}", border=False):
        name = st.text_input("Name", row["name"], max_chars=saved_queries.LONGEST_NAME)
        description = st.text_area(
            "Description", row["description"], max_chars=saved_queries.LONGEST_DESCRIPTION, height=80
        )
        if st.form_submit_button("Change", icon=":material/check:"):
            _save(workspace, SavedQuery(name, row["text"], description, row["chart"]), query_id)
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Copy", key=f"sql-copy-{query_id}", icon=":material/content_copy:", on_click=_copy, args=(workspace, row)
        )
        st.button(
            "Delete", key=f"sql-delete-{query_id}", icon=":material/delete:", on_click=_delete, args=(workspace, row)
        )


def _copy(workspace: Workspace, row: dict[str, Any]) -> None:
    name = f"{row['name']} (copy)"[: saved_queries.LONGEST_NAME]
    query = SavedQuery(name, row["text"], row["description"], row["chart"])
    try:
        permission.require(Role.RESPONDER)
        query_id = saved_queries.save(runtime.current().warehouse, query)
    except LongtailError as error:
        workspace.note = str(error)
        return
    sql_workspace.show_saved(workspace, row | {"query_id": query_id, "name": name})


def _delete(workspace: Workspace, row: dict[str, Any]) -> None:
    try:
        permission.require(Role.RESPONDER)
        saved_queries.delete(runtime.current().warehouse, row["query_id"])
    except LongtailError as error:
        workspace.note = str(error)
        return
    if workspace.saved == row["query_id"]:
        workspace.saved = None
        sql_workspace.say(workspace)


def _save(workspace: Workspace, query: SavedQuery, query_id: str | None) -> None:
    """Save, and continue with the saved query."""
    try:
        permission.require(Role.RESPONDER)
        query_id = saved_queries.save(runtime.current().warehouse, query, query_id)
    except LongtailError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    if query.text.strip() == workspace.text.strip():
        sql_workspace.say(workspace, "saved", query_id)
        workspace.saved, workspace.saved_name, workspace.saved_text = query_id, query.name, query.text
    st.rerun(scope="fragment")


def save_menu(workspace: Workspace) -> None:
    """Keep the text on the workspace under a name."""
    if not permission.may(Role.RESPONDER):
        return
    with st.popover("Save", icon=":material/bookmark_add:", key=f"sql-save-{workspace.saved or ''}"):
        with st.form("sql-save-form", border=False):
            name = st.text_input(
                "Name", workspace.saved_name, max_chars=saved_queries.LONGEST_NAME, placeholder="Requests per tenant"
            )
            description = st.text_area("Description", "", max_chars=saved_queries.LONGEST_DESCRIPTION, height=80)
            st.caption("Saved with its chart, for everybody who uses this warehouse.")
            with st.container(horizontal=True, gap="small"):
                again = workspace.saved is not None and st.form_submit_button(
                    "Save", type="primary", icon=":material/save:", key="sql-save-again"
                )
                anew = st.form_submit_button(
                    "Save as new" if workspace.saved else "Save",
                    type="secondary" if workspace.saved else "primary",
                    icon=":material/bookmark_add:",
                    key="sql-save-new",
                )
        if again or anew:
            query = SavedQuery(name, workspace.text, description, sql_workspace.chart_json())
            _save(workspace, query, workspace.saved if again else None)
        if workspace.saved is not None:
            st.caption("Link to the saved query:")
            st.code(link_of(workspace.saved), language=None, wrap_lines=True)


def link_of(query_id: str) -> str:
    """The address that opens a saved query, for anybody who reaches this server."""
    here = (st.context.url or "sql").split("?", 1)[0]
    return f"{here}?saved={query_id}"


def _schema(workspace: Workspace, context: PageContext) -> None:
    del workspace, context
    fields = cache.ask(reads.schema_fields())
    kinds = dict(zip(fields["object"], fields["kind"], strict=True))
    names = sorted(kinds, key=lambda name: (name != "logs", kinds[name] != "view", name))
    chosen = st.selectbox(
        "Table or view",
        names,
        key="sql-object",
        format_func=lambda name: f"{name} · {kinds[name]}",
        label_visibility="collapsed",
    )
    known = catalog.objects("tables") | catalog.objects("views")
    if chosen in known:
        grain = f" One row per {known[chosen].grain}." if known[chosen].grain else ""
        st.caption(plain(f"{known[chosen].title}.{grain} {known[chosen].description}"))
    part = fields.filter(pl.col("object") == chosen)
    columns = {"name": tables.text("Column"), "type": tables.text("Type", width=110)}
    if part["comment"].drop_nulls().len():
        columns["comment"] = tables.text("Comment")
    tables.show(part, columns, rows=_COLUMN_ROWS)
    if st.toggle("Sample rows", key="sql-sample"):
        sample = cache.ask(reads.sample_rows(chosen, _SAMPLE_ROWS))
        st.dataframe(
            sample.select(pl.all()),
            hide_index=True,
            height=tables.height_of(_SAMPLE_ROWS),
            row_height=tables.ROW_HEIGHT,
            placeholder="",
        )


def _history(workspace: Workspace, context: PageContext) -> None:
    frame = sql_workspace.fresh(reads.statement_history())
    if frame.is_empty():
        st.caption("No statement has run yet.")
        return
    now = context.now
    for index, row in enumerate(frame.head(_HISTORY_SHOWN).rows(named=True)):
        _ran(workspace, index, row, numbers.ago(row["ran_at"], now))


def _ran(workspace: Workspace, index: int, row: dict[str, Any], when: str) -> None:
    short = " ".join(line for line in row["text"].splitlines() if not line.lstrip().startswith("--"))
    short = " ".join(short.split()) or row["text"]
    short = short if len(short) <= _SHORT else short[: _SHORT - 1] + "…"
    took = numbers.milliseconds(1000 * row["seconds"])
    outcome = f":orange[{plain(row['error'][:_SHORT])}]" if row["error"] else f"{numbers.exact(row['rows'])} rows"
    with st.container(gap=None, key=f"sql-ran-{index}"):
        st.button(
            plain(short),
            key=f"sql-again-{index}",
            type="tertiary",
            on_click=sql_workspace.open_text,
            args=(workspace, row["text"]),
        )
        st.caption(f"{when} · {took} · {outcome}")
