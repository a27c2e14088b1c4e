"""Deploys and alerts as thin marks on charts over time: all that `tiles.chart` draws have them, and no chart need know.

A mark is a line behind what is drawn with a small sign at the top, which says on hover what happened. An alert that
fires has a line where it begins and one where it ends, and a stroke between them. Signs that would lie on each other
are one with all their texts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import cache, reads
from dashboard.components.alerts import severity_look
from dashboard.components.charts import figures
from dashboard.components.controls.time_range import to_local
from dashboard.reads.changes import deploys
from dashboard.reads.watched import alerts
from dashboard.server import runtime
from dashboard.style import numbers
from monitor.rules.severity import rank
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import plotly.graph_objects as go

    from dashboard.reads import Window
    from dashboard.style.palette import Palette

MOST_ALERTS = 300
"""Alerts of a window that are marked: the newest ones."""
_SIGNS = 48
"""Signs that fit beside each other."""
_MOST_LINES = 6
"""What one sign says; the rest is counted."""
_LONGEST = 70
_DEPLOYS_KEPT = "30s"
_DEPLOY, _BEGIN, _END = "deploy", "begin", "end"
_SIGN = {_DEPLOY: "◆", _BEGIN: "▼", _END: "▽"}
_QUIET = ("info",)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at a moment (UTC): what, and of an alert how bad it was."""

    at: datetime
    kind: str
    text: str
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """An alert that fired from one moment to another (UTC)."""

    start: datetime
    end: datetime
    severity: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked in a window."""

    marks: Sequence[Mark] = ()
    stretches: Sequence[Stretch] = ()


def draw(figure: go.Figure, palette: Palette) -> None:
    """Add the marks of a figure's window (`figures.window_of`); none where its axis is no time, or they fail."""
    window = figures.window_of(figure)
    if window is None:
        return
    try:
        found = of(window)
    except LongtailError:
        return
    add(figure, window, palette, found)


def of(window: Window) -> Marks:
    """The marks of a window and its services."""
    now = reads.utc_now()
    told = cache.ask(alerts.history(window, now, limit=MOST_ALERTS)).to_dicts()
    fired = [(row, json.loads(row["labels"] or "{}")) for row in told if row["severity"] not in _QUIET]
    shown = [(row, labels) for row, labels in fired if _is_of(labels, window.services)]
    marks = [mark for row, labels in shown for mark in _alert(row, labels, window)]
    stretches = [
        Stretch(row["fired_at"], row["resolved_at"] or min(now, window.to_ts), row["severity"]) for row, _ in shown
    ]
    return Marks([*_deploys(window), *marks], stretches)


def _is_of(labels: dict[str, str], services: tuple[str, ...] | None) -> bool:
    return services is None or labels.get("service") is None or labels["service"] in services


def _alert(row: dict[str, Any], labels: dict[str, str], window: Window) -> Iterable[Mark]:
    """Its beginning and its end, as far as they lie in the window."""
    name = " · ".join(
        [row["rule"], *(labels[key] for key in ("service", "probe", "worker", "host", "route") if key in labels)]
    )
    lasted = numbers.span(timedelta(seconds=row["seconds"]))
    if window.from_ts <= row["fired_at"] < window.to_ts:
        yield Mark(row["fired_at"], _BEGIN, f"{name} fires ({row['severity']})", row["severity"])
    over = row["resolved_at"]
    if over is not None and window.from_ts <= over < window.to_ts:
        yield Mark(over, _END, f"{name} is over after {lasted}", row["severity"])


def _deploys(window: Window) -> list[Mark]:
    token, _ = cache.snapshot(runtime.current().warehouse)
    return [
        Mark(
            one.began_at,
            _DEPLOY,
            f"{one.service or 'no service'} {one.version} (before {one.version_before})",
        )
        for one in _kept_deploys(token, cache.forgotten(), replace(window, timezone="UTC"))
        if window.from_ts <= one.began_at < window.to_ts
    ]


@st.cache_data(show_spinner=False, max_entries=200, ttl=_DEPLOYS_KEPT)
def _kept_deploys(token: int, forgotten: int, window: Window) -> list[deploys.Deploy]:
    """Asked anew twice a minute at most: a deploy that was just seen may wait so long."""
    del token, forgotten  # part of the key
    return deploys.find(cache.ask, window)


def add(figure: go.Figure, window: Window, palette: Palette, found: Marks) -> None:
    """Draw marks on a figure over this window."""
    for stretch in found.stretches:
        start, end = (to_local(_within(moment, window), window.timezone) for moment in (stretch.start, stretch.end))
        figure.add_shape(
            type="rect", xref="x", yref="paper", x0=start, x1=end, y0=0.985, y1=1, line_width=0,
            fillcolor=severity_look.color(stretch.severity, palette), opacity=0.55, layer="below",
        )  # fmt: skip
    for group in folded(found.marks, window):
        _sign(figure, window, palette, group)


def folded(marks: Iterable[Mark], window: Window) -> list[list[Mark]]:
    """Marks in order of time, those together whose signs would lie on each other."""
    groups: list[list[Mark]] = []
    width = window.span / _SIGNS
    for mark in sorted(marks, key=lambda mark: (mark.at, mark.kind, mark.text)):
        if groups and mark.at - groups[-1][0].at < width:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return groups


def _sign(figure: go.Figure, window: Window, palette: Palette, group: Sequence[Mark]) -> None:
    worst = _worst(group)
    color = palette.muted if worst.kind == _DEPLOY else severity_look.color(worst.severity, palette)
    at = to_local(worst.at, window.timezone)
    figure.add_shape(
        type="line", xref="x", yref="paper", x0=at, x1=at, y0=0, y1=1, layer="below",
        line={"color": color, "width": 1, "dash": "solid" if worst.kind == _BEGIN else "dot"}, opacity=0.5,
    )  # fmt: skip
    figure.add_annotation(
        x=at,
        y=1,
        xref="x",
        yref="paper",
        yanchor="top",
        xanchor="center",
        showarrow=False,
        text=_SIGN[worst.kind],
        font={"size": 9, "color": color},
        hovertext="<br>".join(_said(group, window)),
        hoverlabel={
            "bgcolor": palette.surface,
            "bordercolor": palette.line,
            "font": {"size": 12, "color": palette.text},
        },
        captureevents=True,
    )


def _worst(group: Sequence[Mark]) -> Mark:
    """What a sign looks like: as its worst alert that begins, else as a deploy, else as an end."""
    order = {_END: 0, _DEPLOY: 1, _BEGIN: 2}
    return max(group, key=lambda mark: (order[mark.kind], rank(mark.severity)))


def _said(group: Sequence[Mark], window: Window) -> list[str]:
    lines = [
        f"<b>{to_local(mark.at, window.timezone):%H:%M:%S}</b> {figures.text(mark.text, _LONGEST)}"
        for mark in group[:_MOST_LINES]
    ]
    left = len(group) - len(lines)
    return [f"{to_local(group[0].at, window.timezone):%a %d %b}", *lines, *([f"and {left:,} more"] if left else [])]


def _within(moment: datetime, window: Window) -> datetime:
    return min(max(moment, window.from_ts), window.to_ts)
