"""A query as a rule: which column is the value, which are labels, and past what it fires."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.server import runtime
from monitor.rules.making import wrapping
from monitor.rules.making.wrapping import ROWS, TOGETHER, Wanted
from monitor.rules.severity import SEVERITIES
from sql import sandbox
from sql.errors import QueryError

if TYPE_CHECKING:
    from dashboard.components.alerts.making.rule_draft import Draft
    from dashboard.components.layout.page_context import PageContext

_LOOKED_AT = 1000
_LOOK_SECONDS = 10.0
_NUMBER = re.compile(r"U?(BIG|SMALL|TINY|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL\(.*\)")
_TEXT = re.compile(r"VARCHAR|BOOLEAN|UUID|ENUM\(.*\)")
_ALL_ROWS = "number of rows"
_OPERATORS = {">": "above", "<": "below", ">=": "at or above", "<=": "at or below"}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a query gives: its columns that are numbers, those that can be labels, and its largest values."""

    numbers: tuple[str, ...]
    texts: tuple[str, ...]
    largest: dict[str, float]


def draw(context: PageContext, draft: Draft) -> str:
    """Draw the fields; the rule's text. Raises `LongtailError` where the query fails."""
    seen = _seen(context, draft)
    key = f"make-query-{draft.number}"
    title = st.text_input("Title", draft.title, key=f"{key}-title", max_chars=100, width=420)
    first, second, third = st.columns(3, gap="small")
    with first:
        columns = [*seen.numbers, ROWS]
        column = st.selectbox("The value is", columns, format_func=lambda one: one or _ALL_ROWS, key=f"{key}-column")
    with second:
        together = st.selectbox(
            "Of several rows the",
            list(TOGETHER),
            format_func=TOGETHER.__getitem__,
            key=f"{key}-how",
            disabled=not column,
        )
    with third:
        labels = st.multiselect("An alert for each", seen.texts, default=list(seen.texts[:2]), key=f"{key}-labels")
    first, second, third = st.columns(3, gap="small")
    with first:
        operator = st.selectbox(
            "Fires when it is", list(_OPERATORS), format_func=_OPERATORS.__getitem__, key=f"{key}-side"
        )
    with second:
        threshold_key = _threshold_key(draft)
        if threshold_key not in st.session_state:
            st.session_state[threshold_key] = _beyond(seen.largest.get(column, 0.0))
        threshold = st.number_input("Than", key=threshold_key, format="%g", step=None)
    with third:
        severity = st.selectbox("Severity", SEVERITIES, index=1, key=f"{key}-severity")
    first, second, _ = st.columns(3, gap="small")
    with first:
        window = st.text_input("Looks at the last", wrapping.window_of(draft.span), key=f"{key}-window")
    with second:
        pending = st.text_input("When it holds for", "", key=f"{key}-for", placeholder="at once")
    wanted = Wanted(
        title or draft.title or "Query",
        severity,
        column,
        together or "max",
        labels,
        operator,
        float(threshold),
        window,
        pending,
    )
    return wrapping.rule_text(draft.query, wanted)


def set_number(draft: Draft, parameter: str, value: float) -> bool:
    """Put a number into the field of a parameter (a widget's callback); False where none has it."""
    if parameter != "threshold":
        return False
    st.session_state[_threshold_key(draft)] = value
    return True


def _threshold_key(draft: Draft) -> str:
    return f"make-query-{draft.number}-threshold"


def _beyond(value: float) -> float:
    """A threshold that is not met now: what people can say, a bit above."""
    return float(f"{value * 1.2:.2g}") if value > 0 else 1.0


def _seen(context: PageContext, draft: Draft) -> _Seen:
    """What the query gives for the last while; asked once for each draft."""
    key = f"_make_query_{draft.number}"
    known = st.session_state.get(key)
    if isinstance(known, tuple) and known[0] == cache.forgotten():
        return known[1]  # type: ignore[no-any-return] # as it was put there
    try:
        found = sandbox.run(
            runtime.current().warehouse,
            f"select * from (\n{draft.query}\n) as asked",
            parameters={"from": context.now - draft.span, "to": context.now},
            timeout_seconds=_LOOK_SECONDS,
            max_rows=_LOOKED_AT,
            client="rules",
        )
    except QueryError as error:
        sentence = f"This query cannot be asked again and again: {error}"
        raise QueryError(sentence) from error
    types = dict(zip(found.columns, found.types, strict=True))
    numbers = [name for name, kind in types.items() if _NUMBER.fullmatch(kind)]
    texts = [name for name, kind in types.items() if _TEXT.fullmatch(kind)]
    largest = {}
    for name in numbers:
        values = [float(one) for one in found.table.column(name).to_pylist() if one is not None]
        if values:
            largest[name] = max(values)
    seen = _Seen(tuple(numbers), tuple(texts), largest)
    st.session_state[key] = (cache.forgotten(), seen)
    return seen
