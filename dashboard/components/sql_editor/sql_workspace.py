"""The workspace of a session on the SQL page: the text, where it was opened from, and its runs.

The URL says the same as far as a link can: `saved`, `query` or `sql`, the values of parameters, and how the result is
shown. What is typed is kept when anything reruns; a text that is opened comes as a new revision.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.controls import permission
from dashboard.components.layout import url
from dashboard.components.sql_editor.statement_job import Job
from dashboard.reads import run as run_question
from dashboard.reads import sql as reads
from dashboard.reads import sql_text
from dashboard.server import runtime
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads import Question, Value

LONGEST_LINK = 4_000
"""Characters of a statement that a link carries; a longer one is saved to be sent."""

CHART_KEYS = ("show", "kind", "x", "y", "series")
_WORKSPACE, _HANDED = "_sql_workspace", "_sql_handed"
_SOURCES = ("saved", "query", "sql")
_QUICK_SECONDS = 0.4
_PARAMETER = "p_"


@dataclass(slots=True)
class Workspace:
    """One session's workspace; `origin` is what the URL says the text was opened from."""

    text: str = ""
    revision: int = 0
    origin: str = ""
    saved: str | None = None
    saved_name: str = ""
    saved_text: str = ""
    note: str = ""
    job: Job | None = None
    last: Job | None = None
    values: dict[str, str] = field(default_factory=dict)

    def open(self, text: str) -> None:
        """Put another text on the workspace."""
        self.text = text
        self.revision += 1
        self.saved, self.saved_name, self.saved_text, self.note = None, "", "", ""

    @property
    def is_running(self) -> bool:
        """Whether a statement is under way."""
        return self.job is not None and self.job.outcome is None


def hand_over(text: str) -> None:
    """Have the SQL page open with this text (a callback that navigates there)."""
    st.session_state[_HANDED] = text


def of(context: PageContext) -> Workspace:
    """This session's workspace, as the URL says it; called once a run."""
    workspace = st.session_state.get(_WORKSPACE)
    if workspace is None:
        workspace = st.session_state[_WORKSPACE] = Workspace(text=reads.start_text("first_look") or "")
    handed = st.session_state.pop(_HANDED, None)
    if handed is not None:
        workspace.open(handed)
        say(workspace)
        run(workspace, context)
    elif _said() != workspace.origin:
        workspace.origin = _said()
        if _load(workspace, context):
            workspace.values = {}
            if not missing(workspace, context):
                run(workspace, context)
    if workspace.job is not None and workspace.job.outcome is not None:
        workspace.last, workspace.job = workspace.job, None
    return workspace


def open_text(workspace: Workspace, text: str, *, source: str = "", value: str = "") -> None:
    """Put a text on the workspace, and say in the URL where it is from."""
    workspace.open(text)
    say(workspace, source, value)


def say(workspace: Workspace, source: str = "", value: str = "") -> None:
    """Write into the URL what the workspace was opened from: `saved` or `query` with a value, else its text."""
    if not source and len(workspace.text) <= LONGEST_LINK:
        source, value = "sql", workspace.text
    for name in _SOURCES:
        url.set_own(name, value if name == source else "", "")
    workspace.origin = _said()


def set_value(workspace: Workspace, name: str, value: str) -> None:
    """Give a parameter its value, here and in the link."""
    workspace.values[name] = value
    url.set_own(_PARAMETER + name, value, "")


def value_of(workspace: Workspace, name: str) -> str:
    """What was given for a parameter."""
    return workspace.values.get(name, url.own_text(_PARAMETER + name))


def asked(workspace: Workspace, context: PageContext) -> list[str]:
    """The parameters of the text that the range and the filters do not fill."""
    known = reads.range_parameters(context.window)
    return [name for name in sql_text.parameter_names(workspace.text) if name not in known]


def missing(workspace: Workspace, context: PageContext) -> list[str]:
    """The parameters that still want a value."""
    return [name for name in asked(workspace, context) if not value_of(workspace, name)]


def parameters(workspace: Workspace, context: PageContext) -> dict[str, Value | list[str]]:
    """The values that the text runs with."""
    known = reads.range_parameters(context.window)
    given = {
        name: sql_text.guessed(workspace.text, name, value_of(workspace, name))
        for name in asked(workspace, context)
        if value_of(workspace, name)
    }
    return {name: list(value) if isinstance(value, tuple) else value for name, value in (known | given).items()}


def literals(workspace: Workspace, context: PageContext) -> dict[str, Value]:
    """The same as values that can be written into the text; what wants a value has none."""
    found = parameters(workspace, context)
    return {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}


def run(workspace: Workspace, context: PageContext) -> None:
    """Start the statement; a quick one is done when this returns."""
    workspace.note = ""
    if workspace.is_running:
        return
    workspace.job = Job(
        runtime.current(), workspace.text, parameters(workspace, context), permission.entry("statement")
    ).start()
    workspace.job.wait_for_outcome(_QUICK_SECONDS)


def cancel(workspace: Workspace) -> None:
    """Stop what runs."""
    if workspace.job is not None:
        workspace.job.stop()
        workspace.job.wait_for_outcome(_QUICK_SECONDS)


def chart_choice() -> dict[str, str]:
    """How to show the result, as far as it was chosen."""
    return {name: value for name in CHART_KEYS if (value := url.own_text(name))}


def chart_json() -> str | None:
    """How the result is shown, as a saved query keeps it."""
    choice = chart_choice()
    return json.dumps(choice) if choice else None


def choose(name: str, value: str) -> None:
    """Choose how the result is shown."""
    url.set_own(name, value, "")


def show_saved(workspace: Workspace, row: Mapping[str, str | None]) -> None:
    """Put a saved query on the workspace, with the chart that was saved with it."""
    open_text(workspace, str(row["text"]), source="saved", value=str(row["query_id"]))
    _is_saved(workspace, row)


def _is_saved(workspace: Workspace, row: Mapping[str, str | None]) -> None:
    workspace.saved, workspace.saved_name, workspace.saved_text = (
        str(row["query_id"]),
        str(row["name"]),
        str(row["text"]),
    )
    try:
        chart = json.loads(row["chart"] or "{}")
    except ValueError:
        chart = {}
    if isinstance(chart, dict):
        for name in CHART_KEYS:
            if isinstance(chart.get(name), str) and not url.own_text(name):
                url.set_own(name, chart[name], "")


def fresh(question: Question) -> pl.DataFrame:
    """The rows of a small question that must show what was just written, so not from the cache."""
    return run_question(runtime.current().warehouse, question)


def _said() -> str:
    return "\x1f".join(f"{name}={value}" for name in _SOURCES if (value := url.own_text(name)))


def _load(workspace: Workspace, context: PageContext) -> bool:
    """Load into the workspace what the URL names; False if it names nothing, or something unknown."""
    saved, query, text = (url.own_text(name) for name in _SOURCES)
    if saved:
        return _load_saved(workspace, saved)
    if query:
        ready = reads.start_text(query)
        question = reads.start_question(query, context.window)
        if ready is None and question is None:
            workspace.note = "The library has no query with that name: choose another."
            return False
        workspace.open(ready if ready is not None else sql_text.runnable(question))  # type: ignore[arg-type] # one of them is
        return True
    if text:
        workspace.open(text)
    return bool(text)


def _load_saved(workspace: Workspace, query_id: str) -> bool:
    try:
        found = [row for row in fresh(reads.saved_queries()).rows(named=True) if row["query_id"] == query_id]
    except LongtailError:
        found = []
    if not found:
        workspace.note = "This saved query is gone: somebody deleted it."
        return False
    workspace.open(found[0]["text"])
    _is_saved(workspace, found[0])
    return True
