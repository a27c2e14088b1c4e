"""The gaps of a ready question as fields; what they make is the text of a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache, reads
from dashboard.components.alerts.making import rule_draft
from dashboard.components.layout import url
from dashboard.components.logs import search_box
from dashboard.reads.watched import alerts
from dashboard.style.text import plain
from monitor.rules.making import ready

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.components.alerts.making.rule_draft import Draft
    from dashboard.components.layout.page_context import PageContext
    from monitor.rules.making.ready import Gap, ReadyRule

_ANY = "all"
_OFFERED = ("service", "source", "route", "host")
_IN_A_ROW = 3
_FIRST = "error_rate"
_WORDS = {">": "above", "<": "below"}
_EMPTY = {"search": search_box.EXAMPLE, "duration": "at once"}


def draw(context: PageContext, draft: Draft) -> str:
    """Draw the fields; the rule's text. Raises `LongtailError` where one is filled wrongly."""
    known = ready.all_ready()
    names = [one.name for one in known]
    key = f"make-ready-{draft.number}"
    st.session_state[key] = url.own(rule_draft.READY_NAME, names, _FIRST)
    name = st.selectbox(
        "Question",
        names,
        format_func=lambda one: next(found.title for found in known if found.name == one),
        key=key,
        on_change=lambda: url.set_own(rule_draft.READY_NAME, st.session_state[key], ""),
        width=420,
    )
    question = next(one for one in known if one.name == name)
    st.caption(plain(question.about))
    subjects = _subjects(context, {gap.kind for gap in question.gaps})
    typed = {}
    gaps = [gap for gap in question.gaps if gap.name != ready.SEVERITY]
    for first in range(0, len(gaps), _IN_A_ROW):
        row = gaps[first : first + _IN_A_ROW]
        for column, gap in zip(st.columns(_IN_A_ROW, gap="small"), row, strict=False):
            with column:
                typed[gap.name] = _field(draft, question, gap, subjects.get(gap.kind, ()))
    severity = next(gap for gap in question.gaps if gap.name == ready.SEVERITY)
    left, middle, _ = st.columns(_IN_A_ROW, gap="small")
    with left:
        typed[ready.SEVERITY] = _field(draft, question, severity, ())
    with middle:
        title = st.text_input("Title", key=_key(draft, question, "title"), placeholder=question.title_of(typed))
    return question.text(typed, title)


def set_number(draft: Draft, parameter: str, value: float) -> bool:
    """Put a number into the field of a parameter (a widget's callback); False where none has it."""
    known = ready.all_ready()
    name = url.own(rule_draft.READY_NAME, [one.name for one in known], _FIRST)
    question = next(one for one in known if one.name == name)
    gap = next((one for one in question.gaps if one.name == parameter), None)
    if gap is None:
        return False
    factor = 100.0 if gap.kind == "percent" else 1.0
    st.session_state[_key(draft, question, parameter)] = f"{value * factor:.6g}"
    return True


def _key(draft: Draft, question: ReadyRule, name: str) -> str:
    return f"make-{draft.number}-{question.name}-{name}"


def _field(draft: Draft, question: ReadyRule, gap: Gap, offered: Sequence[str]) -> str:
    key, label = _key(draft, question, gap.name), f"{gap.label} (%)" if gap.kind == "percent" else gap.label
    begins = draft.typed.get(gap.name) or gap.default
    if gap.choices:
        options = [*([_ANY] if gap.is_optional else []), *gap.choices]
        chosen = st.selectbox(
            label, options, index=options.index(begins) if begins in options else 0, format_func=_word, key=key
        )
        return "" if chosen == _ANY else chosen
    if gap.kind in _OFFERED or offered:
        options = list(dict.fromkeys([*([begins] if begins else []), *offered]))
        index = options.index(begins) if begins else None
        placeholder = _ANY if gap.is_optional else "choose one, or type it"
        found = st.selectbox(label, options, index=index, key=key, accept_new_options=True, placeholder=placeholder)
        return str(found or "")
    if key not in st.session_state:
        st.session_state[key] = begins
    placeholder = _EMPTY.get(gap.kind, _ANY) if gap.is_optional else ""
    return str(st.text_input(label, key=key, placeholder=placeholder) or "")


def _word(choice: str) -> str:
    return _WORDS.get(choice, choice)


def _subjects(context: PageContext, kinds: set[str]) -> dict[str, list[str]]:
    """What is offered for each kind of gap."""
    found: dict[str, list[str]] = {}
    if kinds & set(_OFFERED):
        for row in cache.ask(reads.filter_values(context.window)).to_dicts():
            found.setdefault(row["dimension"], []).append(row["value"])
    if kinds & {"probe", "sample"}:
        for row in cache.ask(alerts.rule_subjects()).to_dicts():
            found.setdefault(row["kind"], []).append(row["name"])
    return {kind: [value for value in values if value] for kind, values in found.items()}
