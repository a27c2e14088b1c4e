"""Every rule: whether it is on, how it stands, and how near its nearest series is to firing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard.components.alerts import alert_list, alert_text, known_rules
from dashboard.components.alerts.making import rule_actions, rule_draft, rule_form
from dashboard.components.alerts.rules import nearness, replay_chart, rule_detail
from dashboard.components.layout import tiles, url
from dashboard.components.layout.tiles import Tile
from dashboard.components.tables import tables
from dashboard.reads.watched import alerts
from dashboard.style import numbers

if TYPE_CHECKING:
    from typing import Any

    from dashboard.components.layout.page_context import PageContext
    from monitor.rules.alerting import Standing
    from monitor.rules.rule import Rule

_MOST_ROWS = 18
_HUNDRED = 100.0
_COLUMNS = {
    "title": tables.text("Rule", width=230),
    "state": tables.text("State", width=130),
    "near": tables.progress("Nearest", width=105, help_text="The largest value of its series as a share of the bound"),
    "value": tables.number_text("Value", width=85),
    "which": tables.text("Which series", width=190),
    "count": tables.count("Series", width=65, help_text="How many there are"),
    "when": tables.text("Fires at", width=225),
    "source": tables.text("From", width=125),
    "name": tables.text("Name", width=160),
}
_ORDER = ("failed", "stale")


def draw(context: PageContext) -> None:
    """Draw the tab: one rule, or all of them."""
    rules, standings = known_rules.rules(), known_rules.standings()
    chosen = rules.get(url.own_text(alert_list.RULE))
    if _is_form(chosen):
        edits = rule_actions.editing()
        if edits is not None:
            rule_form.draw(context, edits)
            return
    if chosen is not None:
        rule_detail.draw(context, chosen, standings.get(chosen.name))
        return
    listed = sorted(rules.values(), key=lambda rule: _place(rule, standings.get(rule.name)))
    rule_actions.say_problem()
    rule_actions.draw_new()
    off = sum(not rule.enabled for rule in listed)
    unit = f"{len(listed)}" + (f", {off} off" if off else "") + ", click for its series, its query and a replay"
    tile = Tile(
        key="alert-rules",
        title="Rules",
        unit=unit,
        question=alerts.now(),
        download=lambda: _frame(context, listed, standings),
    )
    with tiles.framed(tile, height=tables.height_of(_MOST_ROWS)):
        if not listed:
            tiles.note("There are no rules.", height=120)
            return
        tables.show(
            _frame(context, listed, standings),
            _COLUMNS,
            rows=_MOST_ROWS,
            key="alert-rules-table",
            on_pick=lambda place: url.set_own(alert_list.RULE, listed[place].name, ""),
        )
    if not known_rules.are_evaluated():
        st.caption("This process evaluates no rules: `longtail serve` does.")


def _is_form(chosen: Rule | None) -> bool:
    """Whether the URL asks for the form: of a new rule, or of the one that this session changes."""
    if chosen is None:
        return bool(url.own_text(rule_draft.MAKE))
    return bool(url.own_text(rule_draft.EDIT)) and rule_draft.current().name == chosen.name


def _place(rule: Rule, standing: Standing | None) -> tuple[int, str]:
    """What needs somebody first: what fails, what fires, what is pending, what is stale, what is well, what is off."""
    state = nearness.state_of(rule, standing)
    words = ("failed", "firing", "pending", "stale", "well", "not evaluated", "off")
    return next(place for place, word in enumerate(words) if word in state), rule.title.lower()


def _frame(context: PageContext, listed: list[Rule], standings: Any) -> pl.DataFrame:
    return pl.DataFrame([_row(context, rule, standings.get(rule.name)) for rule in listed], infer_schema_length=None)


def _row(context: PageContext, rule: Rule, standing: Standing | None) -> dict[str, Any]:
    near = nearness.of(standing, context.now) if standing is not None else []
    nearest = nearness.nearest(near)
    return {
        "title": rule.title,
        "state": nearness.state_of(rule, standing),
        "near": None if nearest is None or nearest.share is None else nearest.share * _HUNDRED,
        "value": numbers.NOTHING if nearest is None else alert_text.value(nearest.value, rule),
        "which": "" if nearest is None else replay_chart.name_of(nearest.labels),
        "count": len(near),
        "when": alert_text.fires_when(rule),
        "source": rule_detail.source_of(rule),
        "name": rule.name,
    }
