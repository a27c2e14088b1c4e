"""One row per alert: severity, title, labels, summary, who was told, value against its bound, since when.

A click opens it. A Streamlit component of its own (alert_rows.js and alert_rows.css beside this module), because the
whole row is a button, and on a phone its parts stand in other places.
"""

from __future__ import annotations

from functools import cache as remembered
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.components.alerts import alert_decisions, alert_text, severity_look
from dashboard.components.alerts.told import told_line
from dashboard.components.controls import time_range
from dashboard.style import numbers
from dashboard.style.text import visible
from monitor import kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from streamlit.components.v2.types import ComponentRenderer

    from dashboard.components.alerts.alert_text import Row
    from dashboard.components.layout.page_context import PageContext
    from monitor.rules.rule import Rule

_HERE = Path(__file__).parent


@remembered
def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "longtail_alerts",
        html='<div class="lt-alerts"></div>',
        css=(_HERE / "alert_rows.css").read_text(encoding="utf-8"),
        js=(_HERE / "alert_rows.js").read_text(encoding="utf-8"),
    )


def draw(
    context: PageContext,
    rows: Sequence[Row],
    rules: Mapping[str, Rule],
    *,
    key: str,
    on_pick: Callable[[str], None],
) -> None:
    """Draw the rows; a click calls `on_pick` with the alert's id."""
    known = {row["alert_id"] for row in rows}

    def picked() -> None:
        tell(st.session_state[key].picked, known, on_pick)

    _component()(data=shown(context, rows, rules), key=key, on_picked_change=picked, height="content")


def tell(value: object, known: set[str], on_pick: Callable[[str], None]) -> None:
    """Hand on what the component says was clicked; it comes from a browser, so it may be anything."""
    chosen = value.get("alert") if isinstance(value, dict) else None
    if isinstance(chosen, str) and chosen in known:
        on_pick(chosen)


def shown(context: PageContext, rows: Sequence[Row], rules: Mapping[str, Rule]) -> dict[str, Any]:
    """What the component draws: texts and colours."""
    palette, notes = context.palette, alert_decisions.marks(context, rows, rules)
    told = told_line.lines(context, [row["alert_id"] for row in rows if row["state"] != "pending"])
    return {
        "colors": {
            "text": palette.text,
            "muted": palette.muted,
            "line": palette.line,
            "grid": palette.grid,
            "accent": palette.accent,
            "error": palette.error,
        },
        "rows": [
            {
                **_row(context, row, rules.get(row["rule"])),
                "note": notes.get(row["alert_id"], ""),
                "told": line.text if (line := told.get(row["alert_id"])) else "",
                "failure": line.failure if line else "",
            }
            for row in rows
        ],
    }


def _row(context: PageContext, row: Row, rule: Rule | None) -> dict[str, Any]:
    palette, is_pending = context.palette, row["state"] == "pending"
    moment = row["since"] if is_pending else row["fired_at"]
    exact = "" if moment is None else f"{time_range.to_local(moment, context.window.timezone):%Y-%m-%d %H:%M:%S}"
    return {
        "id": row["alert_id"],
        "severity": "No data" if row["state"] == alert_text.NO_DATA else row["severity"].capitalize(),
        "color": severity_look.color(row["severity"], palette),
        "ink": palette.muted if is_pending else severity_look.ink(row["severity"], palette),
        "isQuiet": is_pending,
        "title": visible(alert_text.title(row, rule)),
        "labels": [visible(f"{name}={value}") for name, value in alert_text.labels_of(row, rule).items()],
        "summary": "" if is_pending else visible(alert_text.said(row, rule)),
        "value": alert_text.value(row["value"], rule),
        "bound": alert_text.bound(row["threshold"], rule),
        "since": f"for {alert_text.since(row, context.now)}",
        "more": _waits(rule) if is_pending else _peak(row, rule),
        "exact": f"since {exact}" if exact else "",
    }


def _waits(rule: Rule | None) -> str:
    """How long it must be so before it fires."""
    return "" if rule is None else f"fires after {kinds.told(rule.pending)}"


def _peak(row: Row, rule: Rule | None) -> str:
    if row["recovers_since"] is not None:
        return "recovering"
    peak = alert_text.value(row["peak"], rule)
    return "" if peak == numbers.NOTHING else f"peak {peak}"
