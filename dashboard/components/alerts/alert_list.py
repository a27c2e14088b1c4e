"""What fires now, and quieter below it what is pending; where nothing fires, that, and whether one can rely on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.components.alerts import alert_filters, alert_rows, alert_text, firing, known_rules, severity_look
from dashboard.components.layout import tiles, url
from dashboard.components.layout.tiles import Tile
from dashboard.reads.watched import alerts
from dashboard.style import numbers
from dashboard.style.text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.components.alerts.alert_text import Row
    from dashboard.components.alerts.firing import Firing
    from dashboard.components.layout.page_context import PageContext
    from monitor.rules.alerting import Standing
    from monitor.rules.rule import Rule

ALERT, RULE, TAB, ALL = "alert", "rule", "tab", "all"
"""What the page's URL names: the alert that is open, the rule that is, the tab, and that a long list is shown whole."""
_MOST = 40
_MOST_NAMED = 3


def open_alert(alert_id: str) -> None:
    """Show an alert, or all of them where it is empty (a widget's callback)."""
    url.set_own(ALERT, alert_id, "")


def draw(context: PageContext) -> None:
    """Draw the tab."""
    rules, standings = known_rules.rules(), known_rules.standings()
    rows = current(standings)
    live = [standing.evaluated_to for standing in standings.values() if standing.evaluated_to is not None]
    found = firing.of_page()
    found = replace(found, evaluated_to=max([*live, *filter(None, [found.evaluated_to])], default=None))
    st.html(f'<div class="lt-health"><p>{sentence(context, found, rows, rules)}</p></div>')
    if not found.rules:
        st.caption(_no_rules(rules))
    _trouble(context, standings)
    if not rows:
        return
    alert_filters.draw(rows, rules)
    kept = alert_filters.kept(context, rows, rules)
    if len(kept) < len(rows):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="alerts-hidden"):
            hidden = len(rows) - len(kept)
            st.caption(f"{hidden} {'is' if hidden == 1 else 'are'} hidden by filters.", width="content")
            st.button("Show all", key="alerts-clear", type="tertiary", on_click=alert_filters.clear)
    for key, title, is_pending in (("firing", "Firing", False), ("pending", "Pending", True)):
        _part(context, _Part(key, title, [row for row in kept if (row["state"] == "pending") is is_pending]), rules)


def current(standings: Mapping[str, Standing]) -> list[Row]:
    """The alerts as they are stored, with the values of the last moment, which are stored less often."""
    live = {(name, alert.labels): alert.value for name, standing in standings.items() for alert in standing.alerts}
    rows = alert_text.rows(cache.ask(alerts.rows()).to_dicts())
    return [
        {**row, "value": live.get((row["rule"], tuple(sorted(row["labels"].items()))), row["value"])} for row in rows
    ]


def sentence(context: PageContext, found: Firing, rows: Sequence[Row], rules: Mapping[str, Rule]) -> str:
    """How it is, in one sentence: what fires, the worst first, by name."""
    palette = context.palette
    if not found.rules:
        return "<b>No rule was evaluated yet.</b>"
    pending = f" {found.pending} {'is' if found.pending == 1 else 'are'} pending." if found.pending else ""
    evaluated = f"{found.rules} {'rule' if found.rules == 1 else 'rules'}, last evaluated {_ago(context, found)}."
    if not found.count:
        return f'<b>Nothing fires.</b>{pending} <span style="color:{palette.muted}">{escape(evaluated)}</span>'
    titles = list(
        dict.fromkeys(alert_text.title(row, rules.get(row["rule"])) for row in rows if row["state"] != "pending")
    )
    more = f" and {len(titles) - _MOST_NAMED} more" if len(titles) > _MOST_NAMED else ""
    names = visible("; ".join(titles[:_MOST_NAMED])) + more
    verb = "alert fires" if found.count == 1 else "alerts fire"
    color = severity_look.ink(found.worst or "", palette)
    return (
        f'<b style="color:{color}">{found.count} {verb}:</b> {escape(names)}.{pending} '
        f'<span style="color:{palette.muted}">{escape(evaluated)}</span>'
    )


def _ago(context: PageContext, found: Firing) -> str:
    return numbers.ago(found.evaluated_to, context.now)


def _no_rules(rules: Mapping[str, Rule]) -> str:
    if not known_rules.are_evaluated():
        return "This process evaluates none: `longtail serve` does."
    if not any(rule.enabled for rule in rules.values()):
        return "There are none that are on."
    return "The first moments are looked at within half a minute."


def _trouble(context: PageContext, standings: Mapping[str, Standing]) -> None:
    """What keeps some rules from knowing: they fail, or reading is behind."""
    failed = [standing for standing in standings.values() if standing.problem]
    stale = [standing for standing in standings.values() if standing.is_stale and not standing.problem]
    lines = []
    if failed:
        named = "; ".join(f"{standing.rule.title}: {standing.problem}" for standing in failed[:_MOST_NAMED])
        more = f" And {len(failed) - _MOST_NAMED} more." if len(failed) > _MOST_NAMED else ""
        word = "rule fails and keeps its" if len(failed) == 1 else "rules fail and keep their"
        lines.append((context.palette.error, f"{len(failed)} {word} alerts as they were.", named + more))
    if stale:
        behind = max(standing.behind for standing in stale)
        word = "rule waits" if len(stale) == 1 else "rules wait"
        lines.append(
            (context.palette.worse, f"{len(stale)} {word} for logs.", f"Reading is {numbers.span(behind)} behind.")
        )
    for color, head, rest in lines:
        st.html(f'<p class="lt-trouble" style="border-color:{color}"><b>{escape(head)}</b> {escape(visible(rest))}</p>')


@dataclass(frozen=True, slots=True)
class _Part:
    key: str
    title: str
    rows: Sequence[Row]


def _part(context: PageContext, part: _Part, rules: Mapping[str, Rule]) -> None:
    if not part.rows:
        return
    is_whole = url.own_text(ALL) == "1"
    shown = part.rows if is_whole else part.rows[:_MOST]
    tile = Tile(
        key=f"alerts-{part.key}",
        title=part.title,
        unit=f"{len(part.rows)}",
        question=alerts.rows(),
        also=(alerts.now(),),
    )
    with tiles.framed(tile, height=60):
        alert_rows.draw(context, shown, rules, key=f"alert-rows-{part.key}", on_pick=open_alert)
        if len(shown) < len(part.rows):
            st.button(
                f"Show {len(part.rows) - len(shown)} more",
                key=f"alerts-more-{part.key}",
                type="tertiary",
                on_click=lambda: url.set_own(ALL, "1", ""),
            )
