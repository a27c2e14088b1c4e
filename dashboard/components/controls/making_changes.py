"""What is common to buttons and forms that change what is watched: do it, say what was wrong, show what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from dashboard import cache
from dashboard.components.controls import permission
from dashboard.server import runtime
from dashboard.style.text import plain
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Callable

Edits = TypeVar("Edits")


def do(edits: Edits | None, action: Callable[[Edits], object], problem: str) -> bool:
    """Do it (a widget's callback), where who looks may; what is wrong is kept under the key `problem`."""
    try:
        if edits is not None:
            action(edits)
    except LongtailError as error:
        st.session_state[problem] = str(error)
        return False
    else:
        if edits is not None:
            permission.note("change", type(edits).__name__)
    refresh()
    return edits is not None


def refresh() -> None:
    """Let the page show what was done."""
    watching = runtime.current().watching
    if watching is not None:
        watching.storing.now()
    cache.forget()


def say(problem: str) -> None:
    """Say once what was wrong with the last change."""
    said = st.session_state.pop(problem, None)
    if said:
        st.error(plain(said), icon=":material/error:")
