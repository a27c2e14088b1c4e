"""One rule in full: what it waits for, how far each series is from that, a replay over the range, and its query."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard.components.alerts import alert_text, severity_look
from dashboard.components.alerts.making import rule_actions
from dashboard.components.alerts.rules import nearness, replay_chart, threshold_slider, thresholds
from dashboard.components.alerts.rules.running_replay import Order
from dashboard.components.errors import badges
from dashboard.components.layout import tiles, url
from dashboard.components.layout.tiles import Tile
from dashboard.components.tables import tables
from dashboard.reads.watched import alerts
from dashboard.style import numbers
from dashboard.style.text import visible
from monitor import kinds
from monitor.rules import finding
from monitor.rules.units import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.components.layout.page_context import PageContext
    from monitor.rules.alerting import Standing
    from monitor.rules.rule import Rule

_ROWS = 8
_HUNDRED = 100.0
_AT = "at"


def draw(context: PageContext, rule: Rule, standing: Standing | None) -> None:
    """Draw the view of one rule."""
    st.button(
        "All rules",
        key="all-rules",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=rule_actions.open_rule,
        args=("",),
    )
    _head(context, rule, standing)
    rule_actions.draw(rule)
    _series(context, rule, standing)
    _replay(context, rule, standing)
    with st.expander("Query and header", icon=":material/code:", key="rule-query"):
        st.code(finding.text_of(rule), "sql")


def source_of(rule: Rule) -> str:
    """Where it is from."""
    if finding.is_built_in(rule):
        return "Longtail"
    return rule.path.name if rule.path else numbers.NOTHING


def _head(context: PageContext, rule: Rule, standing: Standing | None) -> None:
    palette = context.palette
    state = nearness.state_of(rule, standing)
    is_bad = state.startswith("failed") or "firing" in state
    color = severity_look.ink(rule.severity, palette) if is_bad else palette.muted
    color = palette.error if state == "failed" else color
    problem = standing.problem if standing is not None else None
    st.html(
        f'<div class="lt-health"><b>{escape(visible(rule.title))}</b> '
        f'<span style="color:{palette.muted}">{escape(visible(rule.name))}</span>'
        f'<p><b style="color:{color}">{escape(state.capitalize())}.</b> '
        f"{escape(visible(problem or _stale(standing) or _fires(rule)))}</p></div>"
    )
    st.html(badges.facts(list(_facts(context, rule, standing)), palette))


def _fires(rule: Rule) -> str:
    wait = f", for {kinds.told(rule.pending)}" if rule.pending else ""
    return f"It fires when its value is {alert_text.fires_when(rule)}{wait}."


def _stale(standing: Standing | None) -> str:
    if standing is None or not standing.is_stale:
        return ""
    return f"Reading is {numbers.span(standing.behind)} behind: its alerts stay as they were."


def _facts(context: PageContext, rule: Rule, standing: Standing | None) -> Iterator[tuple[str, str, str]]:
    if standing is not None:
        evaluated = standing.evaluated_to
        yield "Evaluated up to", numbers.ago(evaluated, context.now), "" if evaluated is None else f"{evaluated} UTC"
    yield "Every", kinds.told(rule.every), ""
    yield "Looks at", kinds.told(rule.window.total_seconds()), ""
    if rule.recovers is not None:
        held = f" for {kinds.told(rule.recovers.seconds)}" if rule.recovers.seconds else ""
        yield "Recovers when", f"{finding.filled_condition(rule.recovers, rule)}{held}", str(rule.recovers)
    for name, seconds in (("Keeps firing for", rule.keep_firing), ("Cooldown", rule.cooldown)):
        if seconds:
            yield name, kinds.told(seconds), ""
    yield "No data", rule.no_data, ""
    if rule.labels:
        yield "Labels", ", ".join(f"{name}={value}" for name, value in rule.labels.items()), ""
    if rule.also:
        yield "Also called", ", ".join(rule.also), ""
    yield "From", source_of(rule), str(rule.path or "")


_COLUMNS = {
    "series": tables.text("Series", width=280),
    "state": tables.text("State", width=95),
    "value": tables.number_text("Value", width=95),
    "bound": tables.number_text("Fires at", width=95),
    "near": tables.progress("Near", width=120, help_text="The value as a share of the bound"),
    "why": tables.text("Why", width=300),
}


def _series(context: PageContext, rule: Rule, standing: Standing | None) -> None:
    near = [] if standing is None else nearness.of(standing, context.now)
    frame = pl.DataFrame([_row(rule, one) for one in near], infer_schema_length=None)
    unit = f"{len(near):,} series" + (", as they were" if standing is not None and standing.problem else "")
    tile = Tile(key="rule-series", title="Why, and why not", unit=unit, question=alerts.rows(), download=lambda: frame)
    with tiles.framed(tile, height=tables.height_of(2)):
        if near:
            rows = min(_ROWS, len(near))
            tables.show(frame, _COLUMNS, rows=rows, key="rule-series-table")
        else:
            tiles.note(_no_series(rule, standing), height=60)


def _no_series(rule: Rule, standing: Standing | None) -> str:
    if not rule.enabled:
        return "The rule is off, so it is not evaluated."
    if standing is None or standing.evaluated_to is None:
        return "It was not evaluated yet."
    return "Its query gave no series at the last moment: there is nothing that could fire."


def _row(rule: Rule, one: nearness.Near) -> dict[str, Any]:
    return {
        "series": ", ".join(f"{name}={value}" for name, value in one.labels) or "(all)",
        "state": one.state,
        "value": alert_text.value(one.value, rule),
        "bound": alert_text.bound(one.threshold, rule) or numbers.NOTHING,
        "near": None if one.share is None else one.share * _HUNDRED,
        "why": one.why,
    }


def _replay(context: PageContext, rule: Rule, standing: Standing | None) -> None:
    window = context.window
    known = thresholds.of(rule)
    with st.container(border=True, key="tile-rule-replay", gap="xsmall"):
        st.html('<p class="lt-title"><b>Replay</b> <span>over this range; shaded where it would have fired</span></p>')
        tried = rule if known is None else _slider(rule, known)
        end = min(window.to_ts, context.now.replace(second=0, microsecond=0))
        series = len(standing.points) if standing is not None else 1
        order = Order(tried, window.from_ts, max(end, window.from_ts), series=max(1, series))
        replay_chart.draw(context, "rule-replay", order)
        if known is not None and tried is not rule:
            _keep(rule, tried, known)


def _slider(rule: Rule, known: thresholds.Threshold) -> Rule:
    """The slider for its threshold, which the URL keeps; the rule with that threshold."""
    chosen = known.from_text(url.own_text(_AT))
    key = f"replay-at-{rule.name}"
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom", key="replay-controls"):
        threshold_slider.draw(known, chosen, key, lambda: url.set_own(_AT, known.text(st.session_state[key]), ""))
        if chosen is not None and chosen != known.value:
            st.button(
                f"Back to {number(known.value, rule.unit)}",
                key="replay-back",
                type="tertiary",
                on_click=lambda: url.set_own(_AT, "", ""),
            )
    return rule if chosen is None or chosen == known.value else known.applied(rule, chosen)


def _keep_value(name: str, parameter: str, value: float) -> None:
    rule_actions.set_values(name, {parameter: value})
    url.set_own(_AT, "", "")


def _keep(rule: Rule, tried: Rule, known: thresholds.Threshold) -> None:
    """How to keep what was tried."""
    if known.parameter is not None and rule_actions.editing() is not None:
        value = float(tried.parameters[known.parameter])
        st.button(
            f"Keep {number(value, rule.unit)}",
            key="replay-keep",
            icon=":material/check:",
            on_click=_keep_value,
            args=(rule.name, known.parameter, value),
        )
        return
    if known.parameter is None:
        st.caption(f"To keep it, write `-- when: {tried.when}` into {source_of(rule)}.")
        return
    st.caption("To keep it, write this into longtail.toml and start `longtail serve` again:")
    st.code(f"[rule.{rule.name}]\n{known.parameter} = {tried.parameters[known.parameter]:g}", "toml")
