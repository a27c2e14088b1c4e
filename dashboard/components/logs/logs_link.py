"""The link from a number to its rows: the rows of a tile as a search of the Logs page."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

import streamlit as st

from dashboard.components.controls import time_range
from dashboard.components.controls.time_range import TimeRange
from dashboard.components.layout import navigation, page_registry, url, url_state

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.components.layout.url_state import UrlState
    from dashboard.reads import Question

LOGS_PAGE = "logs"
_SEARCHES: Mapping[str, str] = {
    "records": "",
    "requests": "is:request",
    "failed": "is:failed",
    "slow": "is:slow",
    "errors": "is:error",
}


def button(question: Question, *, key: str, type: Literal["primary", "secondary", "tertiary"]) -> None:  # noqa: A002 (as Streamlit calls it)
    """A button that opens the Logs page with the rows of a question; nothing where there is no such page."""
    if page_registry.has(LOGS_PAGE):
        st.button("Open in Logs", key=key, icon=":material/open_in_new:", type=type, on_click=go, args=(question,))


def go(question: Question) -> None:
    """Open the Logs page with the rows of a question (a widget's callback)."""
    navigation.to(LOGS_PAGE, {"q": search(question)}, state_for(question, url.state()))


def search(question: Question) -> str:
    """The rows of a question in the search language."""
    values = dict(question.parameters)
    said = [question.search, _SEARCHES.get(str(values.get("subset", "records")), "")]
    if values.get("error_id") is not None:
        said = [question.search, f"error_id:{values['error_id']}"]
    return " ".join(filter(None, said))


def state_for(question: Question, now: UrlState) -> UrlState:
    """The URL's state for a question's window and filters; its range stays relative where it is the page's own."""
    values = dict(question.parameters)
    result = now
    for name, parameter in url_state.DIMENSIONS.items():
        chosen = values.get(parameter)
        result = result.with_filter(name, chosen if isinstance(chosen, tuple) else ())
    from_ts, to_ts = values.get("from_ts"), values.get("to_ts")
    if isinstance(from_ts, datetime) and isinstance(to_ts, datetime):
        is_own = to_ts - from_ts == time_range.PRESETS.get(now.range.choice)
        if not is_own and now.range.choice != time_range.ALL:
            result = result.with_range(TimeRange(time_range.CUSTOM, from_ts, to_ts))
    return result
