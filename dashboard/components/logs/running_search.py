"""The search that a session runs: kept from one drawing of the page to the next, stopped when another begins."""

from __future__ import annotations

import time
from dataclasses import dataclass

import streamlit as st

from dashboard import cache
from dashboard.components.layout import page_header
from dashboard.reads.searching import Searching, Wanted
from dashboard.server import runtime

_RUNNING = "_searching"


@dataclass(frozen=True, slots=True)
class _Running:
    searching: Searching
    begun: float
    forgotten: int


def of(wanted: Wanted) -> Searching:
    """The session's search for `wanted`: the one that runs or ran, until the page is to be refreshed.

    Raises `LongtailError` where no warehouse is open.
    """
    current = runtime.current()
    before = st.session_state.get(_RUNNING)
    if isinstance(before, _Running):
        if before.searching.wanted == wanted and _is_fresh(before):
            return before.searching
        before.searching.stop()
    searching = Searching(current.warehouse, wanted, timeout_seconds=current.settings.query_timeout_seconds).start()
    st.session_state[_RUNNING] = _Running(searching, time.monotonic(), cache.forgotten())
    return searching


def _is_fresh(running: _Running) -> bool:
    every = page_header.refresh_seconds()
    is_old = every is not None and time.monotonic() - running.begun >= every and running.searching.found.is_done
    return running.forgotten == cache.forgotten() and not is_old


def again() -> None:
    """Search anew (a widget's callback)."""
    st.session_state.pop(_RUNNING, None)
