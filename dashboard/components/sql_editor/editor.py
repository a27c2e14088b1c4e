"""The SQL editor: highlighting, completion of what the warehouse has, Ctrl+Enter, Cancel, and the place of an error.

CodeMirror 6 stands in static/ as one file (static/codemirror-LICENSE.txt says how it was made); editor.js, editor.html
and editor.css beside this module make a Streamlit component of it. What is typed stays in the browser until it is sent;
a draft outlives a reload of the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache as remembered
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from streamlit.components.v2.types import ComponentRenderer

_HERE = Path(__file__).parent
_BUNDLE = _HERE.parents[1] / "static" / "codemirror.js"
_KEY = "sql-editor"
_TYPES = tuple(
    """
    bigint blob boolean date decimal double float hugeint integer interval json list map real smallint struct text
    time timestamp timestamptz tinyint ubigint uhugeint uinteger union usmallint utinyint uuid varchar
    """.split()  # noqa: SIM905 (words, easier to read than a list of texts)
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the editor completes: tables with (column, type), functions as (name, parameters, description), keywords."""

    tables: Mapping[str, Sequence[tuple[str, str]]]
    functions: Sequence[tuple[str, str, str]]
    keywords: Sequence[str]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the text, both counted from 1, and what is wrong there."""

    line: int
    column: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the editor shows: a text at a revision (a new one replaces what is typed), and whether it runs."""

    text: str
    revision: int
    origin: str
    running: bool = False
    seconds: float = 0.0
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """What the person typed, on top of which revision."""

    text: str
    revision: int


@dataclass(frozen=True, slots=True)
class Handlers:
    """What follows: on a pause in typing, on Run, on Cancel."""

    on_typed: Callable[[Typed], None]
    on_run: Callable[[Typed], None]
    on_cancel: Callable[[], None]


def draw(shown: Shown, vocabulary: Vocabulary, handlers: Handlers) -> None:
    """Draw the editor; one to a page."""

    def typed() -> None:
        found = _typed("typed")
        if found is not None:
            handlers.on_typed(found)

    def run() -> None:
        found = _typed("run")
        if found is not None:
            handlers.on_run(found)

    _component()(
        key=_KEY,
        data=_data(shown, vocabulary),
        on_typed_change=typed,
        on_run_change=run,
        on_cancel_change=handlers.on_cancel,
    )


def _typed(name: str) -> Typed | None:
    """What the browser sent. It is untrusted: anything but a text and a number counts as nothing."""
    state: Any = st.session_state.get(_KEY, {})
    value = state.get(name)
    if not isinstance(value, dict):
        return None
    text, revision = value.get("text"), value.get("revision")
    return Typed(text, revision) if isinstance(text, str) and isinstance(revision, int) else None


def _data(shown: Shown, vocabulary: Vocabulary) -> dict[str, Any]:
    mark = shown.mark
    return {
        "text": shown.text,
        "revision": shown.revision,
        "origin": shown.origin,
        "running": shown.running,
        "seconds": round(shown.seconds, 1),
        "mark": None if mark is None else {"line": mark.line, "column": mark.column, "message": mark.message},
        "tables": {name: [list(column) for column in columns] for name, columns in vocabulary.tables.items()},
        "functions": [list(function) for function in vocabulary.functions],
        "keywords": list(vocabulary.keywords),
        "types": _TYPES,
        "source": f"app/static/{_BUNDLE.name}?{_version()}",
    }


@remembered
def _version() -> str:
    return sha256(_BUNDLE.read_bytes()).hexdigest()[:12]


@remembered
def _component() -> ComponentRenderer:
    html, css, script = ((_HERE / f"editor.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
    return st.components.v2.component("longtail_sql_editor", html=html, css=css, js=script)
