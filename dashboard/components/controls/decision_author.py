"""Who decides and why: a name that the session remembers, and a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.accounts.role import Role
from dashboard.components.controls import permission
from dashboard.components.layout import url
from dashboard.style.text import plain
from ingest.decisions.error_status import LONGEST_AUTHOR, LONGEST_COMMENT, DecisionAuthor
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Callable

_AUTHOR, _PROBLEM, _DONE = "_author", "_decision_problem", "_decision_done"


def ask(key: str) -> None:
    """Draw the fields for name and comment."""
    ask_name(key)
    st.text_input(
        "Comment",
        key=f"{key}-comment",
        placeholder="Comment (optional)",
        max_chars=LONGEST_COMMENT,
        label_visibility="collapsed",
        width=240,
    )


def ask_name(key: str) -> None:
    """Draw the field for the name; an account has one."""
    if permission.name():
        return
    st.session_state[f"{key}-author"] = author()

    def remember() -> None:
        st.session_state[_AUTHOR] = st.session_state[f"{key}-author"].strip()

    st.text_input(
        "Your name",
        key=f"{key}-author",
        placeholder="Your name",
        max_chars=LONGEST_AUTHOR,
        on_change=remember,
        label_visibility="collapsed",
        width=150,
        autocomplete="name",
    )


def author() -> str:
    """The account's name; without accounts the last one given in this session, or empty."""
    return permission.name() or str(st.session_state.get(_AUTHOR, ""))


def decide(key: str, write: Callable[[DecisionAuthor], str], *, done: Callable[[], None] | None = None) -> None:
    """Write a decision from the fields of `key` (a widget's callback), and report the result.

    `write` gives the sentence to say; `done` is called where it went well.
    """
    said = st.session_state
    if not permission.may(Role.RESPONDER):
        said[_PROBLEM] = permission.sentence(Role.RESPONDER)
        return
    if not permission.name():
        said[_AUTHOR] = str(said.get(f"{key}-author", author())).strip()
    try:
        sentence = write(DecisionAuthor(author(), said.get(f"{key}-comment")))
    except LongtailError as error:
        said[_PROBLEM] = str(error)
        return
    permission.note("decision", key, sentence)
    said[_DONE] = sentence
    said[f"{key}-comment"] = ""
    cache.forget()
    if done is not None:
        done()
    url.rerun_app()


def say() -> None:
    """Show the result of the last decision, once; called at the top of the next drawing."""
    problem, sentence = st.session_state.pop(_PROBLEM, None), st.session_state.pop(_DONE, None)
    if problem is not None:
        st.error(plain(problem), icon=":material/error:")
    elif sentence is not None:
        st.toast(plain(sentence), icon=":material/check:")
