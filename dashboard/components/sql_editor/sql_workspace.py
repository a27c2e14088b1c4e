"""What lies on a person's desk on the SQL page: the text, what it was opened from, and what runs or ran of it.

The URL says the same as far as a link can: `saved`, `query` or `sql`, the values of parameters, and how the result is
shown. What is typed is kept when anything reruns; a text that is opened comes as a new revision.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.layout import url
from dashboard.components.sql_editor import sql_text
from dashboard.reads import run as run_question
from dashboard.reads import sql as reads
from dashboard.results.statements import Job
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
_DESK, _HANDED = "_sql_desk", "_sql_handed"
_SOURCES = ("saved", "query", "sql")
_QUICK_SECONDS = 0.4
_PARAMETER = "p_"


@dataclass(slots=True)
class Desk:
    """One session's desk; `origin` is what the URL says the text was opened from."""

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
        """Put another text on the desk."""
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


def of(view: PageContext) -> Desk:
    """This session's desk, as the URL says it; called once a run."""
    desk = st.session_state.get(_DESK)
    if desk is None:
        desk = st.session_state[_DESK] = Desk(text=reads.start_text("first_look") or "")
    handed = st.session_state.pop(_HANDED, None)
    if handed is not None:
        desk.open(handed)
        say(desk)
        run(desk, view)
    elif _said() != desk.origin:
        desk.origin = _said()
        if _load(desk, view):
            desk.values = {}
            if not missing(desk, view):
                run(desk, view)
    if desk.job is not None and desk.job.outcome is not None:
        desk.last, desk.job = desk.job, None
    return desk


def open_text(desk: Desk, text: str, *, source: str = "", value: str = "") -> None:
    """Put a text on the desk, and say in the URL where it is from."""
    desk.open(text)
    say(desk, source, value)


def say(desk: Desk, source: str = "", value: str = "") -> None:
    """Write into the URL what the desk was opened from: `saved` or `query` with its value, else the text itself."""
    if not source and len(desk.text) <= LONGEST_LINK:
        source, value = "sql", desk.text
    for name in _SOURCES:
        url.set_own(name, value if name == source else "", "")
    desk.origin = _said()


def set_value(desk: Desk, name: str, value: str) -> None:
    """Give a parameter its value, here and in the link."""
    desk.values[name] = value
    url.set_own(_PARAMETER + name, value, "")


def value_of(desk: Desk, name: str) -> str:
    """What was given for a parameter."""
    return desk.values.get(name, url.own_text(_PARAMETER + name))


def asked(desk: Desk, view: PageContext) -> list[str]:
    """The parameters of the text that the range and the filters do not fill."""
    known = reads.range_parameters(view.window)
    return [name for name in sql_text.parameter_names(desk.text) if name not in known]


def missing(desk: Desk, view: PageContext) -> list[str]:
    """The parameters that still want a value."""
    return [name for name in asked(desk, view) if not value_of(desk, name)]


def parameters(desk: Desk, view: PageContext) -> dict[str, Value | list[str]]:
    """The values that the text runs with."""
    known = reads.range_parameters(view.window)
    given = {
        name: sql_text.guessed(desk.text, name, value_of(desk, name))
        for name in asked(desk, view)
        if value_of(desk, name)
    }
    return {name: list(value) if isinstance(value, tuple) else value for name, value in (known | given).items()}


def run(desk: Desk, view: PageContext) -> None:
    """Start the text; what is quick is done when this returns."""
    desk.note = ""
    if desk.is_running:
        return
    desk.job = Job(runtime.current(), desk.text, parameters(desk, view)).start()
    desk.job.wait_for_outcome(_QUICK_SECONDS)


def cancel(desk: Desk) -> None:
    """Stop what runs."""
    if desk.job is not None:
        desk.job.stop()
        desk.job.wait_for_outcome(_QUICK_SECONDS)


def chart_choice() -> dict[str, str]:
    """How the result is to be shown, as far as somebody chose."""
    return {name: value for name in CHART_KEYS if (value := url.own_text(name))}


def chart_json() -> str | None:
    """How the result is shown, as a saved query keeps it."""
    choice = chart_choice()
    return json.dumps(choice) if choice else None


def choose(name: str, value: str) -> None:
    """Choose how the result is shown."""
    url.set_own(name, value, "")


def show_saved(desk: Desk, row: Mapping[str, str | None]) -> None:
    """Put a saved query on the desk, with the chart that was saved with it."""
    open_text(desk, str(row["text"]), source="saved", value=str(row["query_id"]))
    _is_saved(desk, row)


def _is_saved(desk: Desk, row: Mapping[str, str | None]) -> None:
    desk.saved, desk.saved_name, desk.saved_text = str(row["query_id"]), str(row["name"]), str(row["text"])
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


def _load(desk: Desk, view: PageContext) -> bool:
    """Put on the desk what the URL says; False where it says nothing, or what is not there."""
    saved, query, text = (url.own_text(name) for name in _SOURCES)
    if saved:
        return _load_saved(desk, saved)
    if query:
        ready = reads.start_text(query)
        question = reads.start_question(query, view.window)
        if ready is None and question is None:
            desk.note = "There is no ready query of that name: choose one from the library."
            return False
        desk.open(ready if ready is not None else sql_text.runnable(question))  # type: ignore[arg-type] # one of them is
        return True
    if text:
        desk.open(text)
    return bool(text)


def _load_saved(desk: Desk, query_id: str) -> bool:
    try:
        found = [row for row in fresh(reads.saved_queries()).rows(named=True) if row["query_id"] == query_id]
    except LongtailError:
        found = []
    if not found:
        desk.note = "This saved query is gone: somebody deleted it."
        return False
    desk.open(found[0]["text"])
    _is_saved(desk, found[0])
    return True
