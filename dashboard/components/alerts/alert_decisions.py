"""What people decide about an alert: to take note of it, and to silence it and others like it for a while."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.accounts.role import Role
from dashboard.components.alerts import alert_text, known_rules
from dashboard.components.controls import decision_author, permission, time_range
from dashboard.reads.watched import alerts
from dashboard.server import runtime
from dashboard.style.text import visible
from monitor.telling import decisions, matching
from monitor.telling.decisions import Silence
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.components.alerts.alert_text import Row
    from dashboard.components.layout.page_context import PageContext
    from ingest.decisions.error_status import DecisionAuthor
    from monitor.rules.rule import Rule

_NOTE, _SILENCE = "alert-note", "alert-silence"
_DURATIONS: Mapping[str, str] = {
    "1h": "1 h",
    "4h": "4 h",
    "tomorrow": "Until tomorrow 8:00",
    "1w": "1 week",
    "own": "Own",
}
_OWN = "own"
_HOURS = {"1h": 1, "4h": 4, "1w": 168}
_MORNING = time(8)
_OWN_HOURS = timedelta(hours=2)
_DECIDED = "_alert_decisions"


def marks(context: PageContext, rows: Sequence[Row], rules: Mapping[str, Rule]) -> dict[str, str]:
    """By alert: who has taken note of it, and until when it is silenced; nothing for the others."""
    noted = {row["alert_id"]: row for row in cache.ask(alerts.acknowledged()).to_dicts()}
    held = [
        (row, {name: tuple(values) for name, values in json.loads(row["match"]).items()})
        for row in cache.ask(alerts.silences(context.now)).to_dicts()
        if row["state"] == "holds"
    ]
    found = {}
    for row in rows:
        rule = rules.get(row["rule"])
        labels = alert_text.labels_of(row, rule)
        subject = matching.subject(row["rule"], row["severity"], labels, rule.also if rule else ())
        said = []
        if row["alert_id"] in noted:
            note = noted[row["alert_id"]]
            said.append(f"Acknowledged by {note['author']}" + (f": {note['note']}" if note["note"] else ""))
        until = max((silence["until_ts"] for silence, match in held if matching.matches(match, subject)), default=None)
        if until is not None:
            said.append(f"Silenced until {time_range.to_local(until, context.window.timezone):%d %b %H:%M}")
        if said:
            found[row["alert_id"]] = visible(" · ".join(said))
    return found


def draw(context: PageContext, row: Row, rule: Rule | None) -> None:
    """The buttons of an alert that fires."""
    if row["state"] not in ("firing", alert_text.NO_DATA) or not permission.may(Role.RESPONDER):
        return
    count = st.session_state.get(_DECIDED, 0)  # a new key closes a popover when its decision is made
    with st.popover("Acknowledge", icon=":material/check_circle:", key=f"alert-acknowledge-{count}"):
        st.caption("Nobody is told again that it still fires, until it gets worse.")
        decision_author.ask(_NOTE)
        st.button(
            "Acknowledge",
            key=f"{_NOTE}-do",
            type="primary",
            on_click=decision_author.decide,
            args=(_NOTE, lambda who: _acknowledge(row, who)),
            kwargs={"done": _close},
        )
    with st.popover("Silence", icon=":material/notifications_off:", key=f"alert-silence-open-{count}"):
        _silence_form(context, row, rule)


def _close() -> None:
    st.session_state[_DECIDED] = st.session_state.get(_DECIDED, 0) + 1


def _acknowledge(row: Row, who: DecisionAuthor) -> str:
    is_noted = decisions.acknowledge(runtime.current().warehouse, row["alert_id"], who.author, who.comment or "")
    if not is_noted:
        sentence = "It does not fire any more, so there is nothing to take note of."
        raise LongtailError(sentence)
    return "Acknowledged."


def _silence_form(context: PageContext, row: Row, rule: Rule | None) -> None:
    offered = {"rule": row["rule"], **alert_text.labels_of(row, rule)}
    names = st.multiselect(
        "Alerts with",
        list(offered),
        default=["rule", *(name for name in row["labels"] if name in offered)],
        format_func=lambda name: visible(f"{name}={offered[name]}"),
        key=f"{_SILENCE}-names-{row['alert_id']}",
    )
    match = {name: (offered[name],) for name in names}
    number = len(decisions.covered(runtime.current().warehouse, match, known_rules.rules())) if match else 0
    st.caption(f"It covers {number:,} {'alert that fires' if number == 1 else 'alerts that fire'} now.")
    chosen = st.segmented_control(
        "For",
        list(_DURATIONS),
        format_func=lambda key: _DURATIONS[key],
        default="1h",
        required=True,
        key=f"{_SILENCE}-for",
    )
    span = _own_span(context) if chosen == _OWN else (None, until(context, chosen or "1h"))
    decision_author.ask(_SILENCE)
    st.button(
        "Silence",
        key=f"{_SILENCE}-do",
        type="primary",
        disabled=not match,
        on_click=decision_author.decide,
        args=(_SILENCE, lambda who: _silence(match, span, who)),
        kwargs={"done": _close},
    )


def _own_span(context: PageContext) -> tuple[datetime | None, datetime]:
    """From when to when, as somebody types it on their clock; UTC without a zone."""
    timezone = context.window.timezone
    now = time_range.to_local(context.now, timezone).replace(second=0, microsecond=0)
    with st.container(horizontal=True, gap="small"):
        first, last = (
            st.datetime_input(
                label,
                now + after,
                step=timedelta(minutes=5),
                format="YYYY-MM-DD",
                required=True,
                key=f"{_SILENCE}-{label}",
                width=200,
            )
            for label, after in (("From", timedelta()), ("Until", _OWN_HOURS))
        )
    st.caption(f"On the clock of {timezone}.")
    start, end = (time_range.to_utc(moment, timezone) for moment in (first, last))
    return (None if start <= context.now else start), end


def until(context: PageContext, chosen: str) -> datetime:
    """When a silence ends that is made now, UTC without a zone."""
    if chosen in _HOURS:
        return context.now + timedelta(hours=_HOURS[chosen])
    day = time_range.to_local(context.now, context.window.timezone).date() + timedelta(days=1)
    return time_range.to_utc(datetime.combine(day, _MORNING), context.window.timezone)


def _silence(match: Mapping[str, tuple[str, ...]], span: tuple[datetime | None, datetime], who: DecisionAuthor) -> str:
    start, end = span
    decisions.silence(runtime.current().warehouse, Silence(match, end, who.author, who.comment or "", start))
    return "Silenced."
