"""Keeps the URL and the session saying the same: a copied link shows the other person the same page.

What the URL says anew (a link, the back button) wins; a switch to another page, which empties the query string, does
not: range and filters stay, and are written again. Nor does a URL that this session has replaced already: a browser
sends it with whatever is clicked before the new one has reached it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.components.controls.time_range import TimeRange
from dashboard.components.layout import url_state as states
from dashboard.components.layout.url_state import UrlState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_STATE, _OWN, _WRITTEN, _PAGE, _RERUN = "_frame", "_own_params", "_written_params", "_page", "_rerun_app"
_REPLACED = "_replaced_params"
_MOST_REPLACED = 16
_LONGEST_TEXT = 4000
Choice = TypeVar("Choice", bound=str)


def sync(page: str) -> UrlState:
    """Read the URL if it changed, and return its state; called once, at the top of a run."""
    said = _said()
    session = st.session_state
    same_page = session.get(_PAGE) == page
    if _STATE not in session or (said != session.get(_WRITTEN) and _is_new(said, same_page=same_page)):
        session[_STATE] = states.parse(said)
        own = {key: values[0] for key, values in said.items() if key not in states.KEYS and values}
        session[_OWN] = {**session.get(_OWN, {}), page: own}
    session[_PAGE] = page
    session.pop(_RERUN, None)
    _write()
    return state()


def _is_new(said: dict[str, list[str]], *, same_page: bool) -> bool:
    if not same_page:
        return bool(said)
    return said not in st.session_state.get(_REPLACED, ()) or _went_back()


def _went_back() -> bool:
    """Whether the browser's back or forward button asked for this run."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def state() -> UrlState:
    """What the URL says in this session: range, filters, refresh, zone."""
    state = st.session_state.get(_STATE)
    return state if isinstance(state, UrlState) else UrlState()


def change(state: UrlState) -> None:
    """Set the URL's state; the next run draws it."""
    st.session_state[_STATE] = state


def set_range(choice: str, from_ts: datetime | None = None, to_ts: datetime | None = None) -> None:
    """Set the time range, and have the whole page follow even where only a tile was touched."""
    change(replace(state(), range=TimeRange(choice, from_ts, to_ts)))
    rerun_app()


def rerun_app() -> None:
    """Ask for a run of the whole page after this callback (a fragment would only run itself)."""
    st.session_state[_RERUN] = True


def follow() -> None:
    """Run the whole page if a callback asked for it, else let the URL say what it changed.

    Called at the top of every fragment.
    """
    if st.session_state.pop(_RERUN, False):
        st.rerun()
    write()


def own(name: str, options: Sequence[Choice], default: Choice) -> Choice:
    """A page's own choice from the URL; the default if it is missing or not an option."""
    value = st.session_state.get(_OWN, {}).get(st.session_state.get(_PAGE), {}).get(name)
    return next((option for option in options if option == value), default)


def own_text(name: str, default: str = "") -> str:
    """A page's own free text as the URL has it, cut to what a link can carry."""
    value = st.session_state.get(_OWN, {}).get(st.session_state.get(_PAGE), {}).get(name, default)
    return str(value)[:_LONGEST_TEXT]


def set_own(name: str, value: str, default: str) -> None:
    """Set a page's own choice; the URL says so from the next run on, unless it is the default."""
    everybody = dict(st.session_state.get(_OWN, {}))
    page = st.session_state.get(_PAGE)
    mine = {key: kept for key, kept in everybody.get(page, {}).items() if key != name}
    if value != default:
        mine[name] = value
    everybody[page] = mine
    st.session_state[_OWN] = everybody


def write() -> None:
    """Write what changed since the last time into the URL.

    Not for callbacks: a run that waits ends the one that writes, and a callback of several steps would stop halfway.
    """
    if _params() != st.session_state.get(_WRITTEN):
        _write()


def _write() -> None:
    params, session = _params(), st.session_state
    if params != _said():
        st.query_params.from_dict(params)
    if (written := session.get(_WRITTEN)) is not None and written != params:
        session[_REPLACED] = (*session.get(_REPLACED, ()), written)[-_MOST_REPLACED:]
    session[_WRITTEN] = params


def forget() -> None:
    """Accept the next URL as it is, on any page, even one that was replaced before: it is a new visit."""
    st.session_state.pop(_REPLACED, None)


def _params() -> dict[str, list[str]]:
    mine = st.session_state.get(_OWN, {}).get(st.session_state.get(_PAGE), {})
    return states.to_params(state()) | {key: [value] for key, value in mine.items()}


def _said() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in st.query_params}
