"""The search box: its text is kept in the URL, help is in a popover, errors have a caret."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.layout import url
from dashboard.style.text import plain, visible

if TYPE_CHECKING:
    from sql.search import SearchError

QUERY = "q"
_BOX = "logs-q"
EXAMPLE = 'timeout "payment failed" level>=warning status:5xx -path:/health* order_id:4711'
HELP = (
    ("timeout gateway", "both words, anywhere in message, error, path, route or logger; an id finds its lines"),
    ('"payment failed"', "these words in this order"),
    ("time*out", "a star stands for anything"),
    ("/time(d )?out/", "a regular expression, on message and error"),
    ("-health", "not this; also NOT health"),
    ("a OR (b c)", "either; parentheses group"),
    ("service:checkout", "a field has a value; service:(a OR b), path:/orders*, message:slow"),
    ("status>=500", "compare numbers: > >= < <=; also status:5xx, status:400..499"),
    ("duration>2s", "durations in ms, s, min"),
    ("level>=warning", "levels by severity"),
    ("order_id:4711", "any attribute by its name; cart.items>3 goes inside"),
    ("user_id:*", "has the field; -user_id:* has not"),
    ("attributes:word", "a word anywhere in the attributes"),
    ("is:slow", "also is:failed, is:request, is:error"),
)


def draw() -> str:
    """Draw the box; gives the text that is searched for."""
    text = url.own_text(QUERY)
    st.session_state[_BOX] = text
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", key="search-box", wrap=False):
        st.text_input(
            "Search",
            key=_BOX,
            type="search",
            placeholder=f"Search: {EXAMPLE}",
            label_visibility="collapsed",
            autocomplete="off",
            on_change=_changed,
        )
        with st.popover("", icon=":material/help:", type="tertiary", key="search-help"):
            st.markdown("**How to search**")
            st.dataframe(
                {"Write": [write for write, _ in HELP], "to find": [find for _, find in HELP]},
                hide_index=True,
                width=620,
                height="content",
            )
    return text


def _changed() -> None:
    url.set_own(QUERY, " ".join(str(st.session_state[_BOX] or "").split("\n")).strip(), "")
    url.set_own("after", "", "")


def wrong(error: SearchError) -> None:
    """Say what is wrong with the search, and where."""
    with st.container(key="search-wrong", gap="xxsmall"):
        st.error(plain(str(error)), icon=":material/error:")
        st.code(visible(error.excerpt or ""), language=None)
