"""“Alert on this”: from a tile, a search and a statement of SQL to the form of a rule that is filled in with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

import streamlit as st

from dashboard.accounts.role import Role
from dashboard.components.alerts.making import rule_draft
from dashboard.components.controls import permission
from dashboard.components.layout import page_registry, url, url_state
from dashboard.server import runtime
from monitor.rules.making import ready, wrapping
from sql import catalog, statement_check
from sql.errors import LongtailError
from sql.search.editing import including

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.reads import Question, Value

    ButtonType = Literal["secondary", "tertiary"]

SEARCH_QUESTION = "count_of_a_search"
_SEARCHED = "search_"
_HINT = "Opens the form of a rule, filled in with this."


def may_make() -> bool:
    """Whether who looks may make rules here."""
    watching = runtime.current().watching
    is_there = watching is not None and watching.alerting is not None and page_registry.has(rule_draft.PAGE)
    return is_there and permission.may(Role.ADMIN)


def of_question(title: str, question: Question, *, key: str) -> None:
    """The button of a tile; nothing where its question cannot be one of a rule."""
    if _is_offered(question) and may_make():
        _button(key, "tertiary", _from_question, title, question)


def of_search(text: str, *, key: str) -> None:
    """The button of a search: how many records it finds, with the filters of now."""
    if may_make():
        _button(key, "secondary", _from_search, text)


def of_statement(  # noqa: PLR0913 (what it is of, and how the button looks)
    title: str,
    text: str,
    values: Mapping[str, Value],
    span: timedelta,
    *,
    key: str,
    type: ButtonType = "secondary",  # noqa: A002 (as Streamlit calls it)
) -> None:
    """The button of a statement and the values of its parameters."""
    if text.strip() and may_make():
        _button(key, type, _from_statement, title, text, values, span)


def _button(key: str, type_: ButtonType, action: object, *args: object) -> None:
    st.button(
        "Alert on this",
        key=key,
        icon=":material/add_alert:",
        type=type_,
        help=None if type_ == "tertiary" else _HINT,
        on_click=action,  # type: ignore[arg-type] # a callback
        args=args,
    )


def _is_offered(question: Question) -> bool:
    is_private = statement_check.is_private(catalog.query(question.query).body)
    return not is_private or ready.instead_of(question.query) is not None


def _from_question(title: str, question: Question) -> None:
    values = dict(question.parameters)
    stands_for = ready.instead_of(question.query)
    if stands_for is not None:
        services = values.get("services")
        one = services[0] if isinstance(services, tuple) and len(services) == 1 else ""
        rule_draft.hand_over_ready(stands_for, {"service": one})
    elif question.query.startswith(_SEARCHED):
        _from_search(question.search)
    else:
        first, last = values.get("from_ts"), values.get("to_ts")
        span = last - first if isinstance(first, datetime) and isinstance(last, datetime) else timedelta()
        _from_statement(title, question.text, dict(question.values), span)


def _from_search(text: str) -> None:
    question = ready.named(SEARCH_QUESTION)
    if question is not None:
        rule_draft.hand_over_ready(question, {"search": _with_filters(text)})


def _with_filters(text: str) -> str:
    """The search with the page's filters in it."""
    state = url.state()
    for name in url_state.DIMENSIONS:
        chosen = state.chosen(name)
        try:
            for value in chosen:
                text = including(text, name, value)
        except LongtailError:
            continue
    return text


def _from_statement(title: str, text: str, values: Mapping[str, Value], span: timedelta) -> None:
    rule_draft.hand_over_query(title, wrapping.windowed(text, values, span), span)
