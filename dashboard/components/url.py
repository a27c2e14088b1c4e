"""Keeps the URL and the session saying the same: a copied link shows the other person the same page.

What the URL says anew (a link, the back button) wins; a switch to another page, which empties the query string, does
not: range and filters stay, and are written again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from dashboard.components import state as states
from dashboard.components.state import FrameState
from dashboard.components.time_range import TimeRange

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_STATE, _OWN, _WRITTEN, _PAGE, _RERUN = "_frame", "_own_params", "_written_params", "_page", "_rerun_app"
_LONGEST_TEXT = 4000
Choice = TypeVar("Choice", bound=str)


def sync(page: str) -> FrameState:
    """Take over what the URL says anew, and give the frame's state; called once, at the top of a run."""
    said = _said()
    session = st.session_state
    same_page = session.get(_PAGE) == page
    if _STATE not in session or (said != session.get(_WRITTEN) and (said or same_page)):
        session[_STATE] = states.parse(said)
        own = {key: values[0] for key, values in said.items() if key not in states.KEYS and values}
        session[_OWN] = {**session.get(_OWN, {}), page: own}
    session[_PAGE] = page
    session.pop(_RERUN, None)
    write()
    return frame()


def frame() -> FrameState:
    """The frame's state in this session."""
    state = st.session_state.get(_STATE)
    return state if isinstance(state, FrameState) else FrameState()


def change(state: FrameState) -> None:
    """Set the frame's state; the next run draws it."""
    st.session_state[_STATE] = state


def set_range(choice: str, from_ts: datetime | None = None, to_ts: datetime | None = None) -> None:
    """Set the time range, and have the whole page follow even where only a tile was touched."""
    change(replace(frame(), range=TimeRange(choice, from_ts, to_ts)))
    rerun_app()


def rerun_app() -> None:
    """Ask for a run of the whole page after this callback (a fragment would only run itself)."""
    st.session_state[_RERUN] = True


def follow() -> None:
    """Run the whole page if a callback asked for it; called at the top of every fragment."""
    if st.session_state.pop(_RERUN, False):
        st.rerun()


def own(name: str, options: Sequence[Choice], default: Choice) -> Choice:
    """A page's own choice as the URL has it; what is no option counts as not said."""
    value = st.session_state.get(_OWN, {}).get(st.session_state.get(_PAGE), {}).get(name)
    return next((option for option in options if option == value), default)


def own_text(name: str, default: str = "") -> str:
    """A page's own free text as the URL has it, cut to what a link can carry."""
    value = st.session_state.get(_OWN, {}).get(st.session_state.get(_PAGE), {}).get(name, default)
    return str(value)[:_LONGEST_TEXT]


def set_own(name: str, value: str, default: str) -> None:
    """Set a page's own choice, and say so in the URL unless it is the default."""
    everybody = dict(st.session_state.get(_OWN, {}))
    page = st.session_state.get(_PAGE)
    mine = {key: kept for key, kept in everybody.get(page, {}).items() if key != name}
    if value != default:
        mine[name] = value
    everybody[page] = mine
    st.session_state[_OWN] = everybody
    write()


def write() -> None:
    """Write the session's state into the URL, if it does not say so already."""
    mine = st.session_state.get(_OWN, {}).get(st.session_state.get(_PAGE), {})
    params = states.to_params(frame()) | {key: [value] for key, value in mine.items()}
    if params != _said():
        st.query_params.from_dict(params)
    st.session_state[_WRITTEN] = params


def _said() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in st.query_params}
