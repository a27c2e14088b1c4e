"""The keyboard shortcuts of every page: `/` searches, `?` shows all keys."""

from __future__ import annotations

import streamlit as st

from dashboard.components.layout import browser, dialogs

KEYS = (
    ("/", "Go to the search"),
    ("Enter", "Search"),
    ("Esc", "Leave the search, or close what is open"),
    ("?", "Show these keys"),
)


def draw() -> None:
    """Listen; called once a run, outside of every fragment."""
    browser.piece("keyboard")(key="keyboard", on_keys_change=_ask, height="content")


def _ask() -> None:
    dialogs.ask("Keys", "keyboard", lambda _: _show())


def _show() -> None:
    with st.container(gap="xsmall"):
        for key, what in KEYS:
            st.markdown(f"`{key}` {what}")
