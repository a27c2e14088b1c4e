"""The evidence of an alert, as people are told it: error group with its stack, log lines, users and requests hit."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.controls import time_range
from dashboard.server import runtime
from dashboard.style.text import visible
from monitor.telling import evidence, told
from monitor.telling.told import Told

if TYPE_CHECKING:
    from dashboard.components.alerts.alert_text import Row
    from dashboard.components.layout.page_context import PageContext
    from monitor.rules.rule import Rule
    from monitor.telling.evidence import Evidence


def draw(context: PageContext, row: Row, rule: Rule | None) -> None:
    """Draw it for an alert that fires or did; nothing where its rule has none."""
    if rule is None or row["fired_at"] is None or not evidence.sort_of(rule):
        return
    found = evidence.gather(runtime.current().warehouse, _told(row, rule), rule)
    with st.container(border=True, key="tile-alert-evidence", gap="xxsmall"):
        st.html(f'<p class="lt-title"><b>Evidence</b> <span>{escape(_hit(found))}</span></p>')
        if not (found.lines or found.error_group):
            st.caption("Nothing in the logs of its window is an error or a warning.")
        if found.error_group:
            st.html(f'<p style="color:{context.palette.error}"><b>{escape(visible(found.error_group))}</b></p>')
        if found.stack:
            with st.expander("Stack", expanded=False):
                st.code(visible(found.stack), language=None)
        lines = [
            f"{time_range.to_local(line.ts.replace(tzinfo=None), context.window.timezone):%H:%M:%S}  "
            f"{line.level or ''}  {line.service or ''}  {line.message}"
            for line in found.lines
        ]
        if lines:
            st.code(visible("\n".join(lines)), language=None, wrap_lines=True)


def _hit(found: Evidence) -> str:
    if not found.requests:
        return "what stood there when it fired"
    requests = f"{found.requests:,} failed {'request' if found.requests == 1 else 'requests'}"
    users = "1 user" if found.users == 1 else f"{found.users or 0:,} users"
    return f"{requests} of {users}"


def _told(row: Row, rule: Rule) -> Told:
    """The alert as what tells people has it, up to when it fired."""
    return Told(
        alert_id=row["alert_id"],
        fired_at=row["fired_at"],
        channel="",
        rule=rule.name,
        labels={**rule.labels, **row["labels"]},
        route="",
        group_key="",
        state=told.FIRING,
        severity=row["severity"],
        changed_at=row["fired_at"],
        since=row["since"],
    )
