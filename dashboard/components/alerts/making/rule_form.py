"""A rule that is made or changed: of a ready question, of a query, or as text; replayed, then saved."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.alerts.making import query_fields, ready_fields, rule_actions, rule_draft, rule_editor
from dashboard.components.alerts.making.rule_draft import QUERY, READY, TEXT
from dashboard.components.alerts.rules import replay_chart, threshold_slider, thresholds
from dashboard.components.alerts.rules.running_replay import Order
from dashboard.components.controls import choice, making_changes
from dashboard.components.layout import url
from dashboard.style.text import plain, visible
from monitor.rules import rule as rules
from monitor.rules.making import writing
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dashboard.components.alerts.making.rule_draft import Draft
    from dashboard.components.layout.page_context import PageContext
    from monitor.rules.making.editing import RuleEditing
    from monitor.rules.rule import Rule

_WAYS: Mapping[str, str] = {READY: "Ready question", QUERY: "Query", TEXT: "SQL"}
_FIELDS: Mapping[str, Callable[[PageContext, Draft], str]] = {
    READY: ready_fields.draw,
    QUERY: query_fields.draw,
    TEXT: rule_editor.draw,
}
_NUMBERS: Mapping[str, Callable[[Draft, str, float], bool]] = {
    READY: ready_fields.set_number,
    QUERY: query_fields.set_number,
}
_LONGEST_NAME = 60


def draw(context: PageContext, edits: RuleEditing) -> None:
    """Draw the form of a rule, or of a new one."""
    draft = rule_draft.current()
    st.button(
        visible(draft.name) or "All rules",
        key="all-rules",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=rule_actions.open_rule,
        args=(draft.name,),
    )
    way, text, rule = TEXT, "", None
    with st.container(border=True, key="tile-rule-form", gap="small"):
        st.markdown(f"**{plain(visible(draft.name))}**" if draft.name else "**New rule**")
        if not draft.name:
            ways = {key: title for key, title in _WAYS.items() if key != QUERY or draft.query}
            choice.draw(rule_draft.BY, ways)
            way = choice.chosen(rule_draft.BY, ways)
        try:
            text = _FIELDS[way](context, draft)
            name = draft.name or _name(edits, draft, text)
            rule = rules.parse(text, name)
        except LongtailError as error:
            st.error(plain(str(error)), icon=":material/error:")
    if rule is None:
        return
    _replay(context, draft, way, rule)
    _save(edits, draft, way, rule.name, text)


def _name(edits: RuleEditing, draft: Draft, text: str) -> str:
    """The name of a new rule: what is typed, else one made of its title."""
    proposed = _free(edits, _slug(text))
    typed = st.text_input("Name", key=f"make-{draft.number}-name", placeholder=proposed, max_chars=64, width=420)
    return str(typed or "").strip() or proposed


def _slug(text: str) -> str:
    found = re.search(r"(?m)^--\s*title:\s*(.*)$", text)
    ascii_text = unicodedata.normalize("NFKD", found[1] if found else "").encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "_", ascii_text.lower()).strip("_")[:_LONGEST_NAME].strip("_")
    return words if words[:1].isalpha() else f"rule_{words}".rstrip("_")


def _free(edits: RuleEditing, name: str) -> str:
    taken = edits.names
    return next(one for one in (name, *(f"{name}_{number}" for number in range(2, 10_000))) if one not in taken)


def _replay(context: PageContext, draft: Draft, way: str, rule: Rule) -> None:
    window = context.window
    with st.container(border=True, key="tile-rule-replay", gap="xsmall"):
        st.html('<p class="lt-title"><b>Replay</b> <span>over this range; shaded where it would have fired</span></p>')
        _slider(draft, way, rule)
        end = max(min(window.to_ts, context.now.replace(second=0, microsecond=0)), window.from_ts)
        replay_chart.draw(context, "rule-making", Order(rule, window.from_ts, end))


def _slider(draft: Draft, way: str, rule: Rule) -> None:
    """The slider of the threshold, which changes what is typed above."""
    known = thresholds.of(rule)
    if known is None:
        return
    key = f"make-{draft.number}-at"

    def moved() -> None:
        value = float(st.session_state[key]) / known.factor
        is_set = known.parameter is not None and way in _NUMBERS and _NUMBERS[way](draft, known.parameter, value)
        if not is_set and way == TEXT:
            draft.write(_with_threshold(draft.text, known, value))

    threshold_slider.draw(known, None, key, moved)


def _with_threshold(text: str, known: thresholds.Threshold, value: float) -> str:
    if known.parameter is not None:
        return writing.with_parameter(text, known.parameter, value)
    return writing.with_number(text, value)


def _save(edits: RuleEditing, draft: Draft, way: str, name: str, text: str) -> None:
    values = edits.values(name) if name in edits.names else {}
    if values:
        said = ", ".join(f"{key} = {value}" for key, value in values.items())
        st.caption(plain(f"{edits.path} says {said} for it, which goes before what stands here."))
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="rule-save-line"):
        is_saved = st.button("Save", type="primary", icon=":material/check:", key="rule-save")
        if way != TEXT:
            st.button("Edit as text", icon=":material/edit:", key="rule-as-text", on_click=_as_text, args=(draft, text))
        where = edits.own_file(name) or edits.folder / f"{name}.sql"
        st.caption(plain(f"It is written into {where}, and evaluated from then on."))
    if way != TEXT:
        with st.expander("The rule's text", icon=":material/code:", key="rule-text"):
            st.code(text, "sql")
    if not is_saved:
        return
    try:
        with st.spinner("Asking it once"):
            edits.save(name, draft.text if way == TEXT else text, is_new=not draft.name)
    except LongtailError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    making_changes.refresh()
    rule_actions.open_rule(name)
    st.rerun()


def _as_text(draft: Draft, text: str) -> None:
    draft.write(text)
    url.set_own(rule_draft.BY, TEXT, "")
