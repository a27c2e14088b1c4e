"""One alert in full: how it is, its value over time, each time that it fired, who was told, and the way to its logs."""

from __future__ import annotations

import json
from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import cache
from dashboard.components.alerts import (
    alert_decisions,
    alert_evidence,
    alert_list,
    alert_text,
    known_rules,
    severity_look,
)
from dashboard.components.alerts.rules import replay_chart
from dashboard.components.alerts.rules.running_replay import Order
from dashboard.components.controls import time_range
from dashboard.components.controls.time_range import TimeRange
from dashboard.components.errors import badges
from dashboard.components.layout import navigation, page_registry, tiles, url, url_state
from dashboard.components.layout.tiles import Tile
from dashboard.components.tables import tables
from dashboard.reads import Window
from dashboard.reads.watched import alerts
from dashboard.style import numbers
from dashboard.style.text import visible
from monitor.notify import wording
from monitor.rules import finding

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.components.alerts.alert_text import Row
    from dashboard.components.layout.page_context import PageContext
    from dashboard.components.layout.url_state import UrlState
    from monitor.rules.rule import Rule

_ROWS = 8
_LEAST = timedelta(minutes=5)
_ALL = Window(url_state.EARLIEST, url_state.LATEST)


def draw(context: PageContext, alert_id: str) -> None:
    """Draw the view of one alert, whether it fires or did at some time."""
    rules, standings = known_rules.rules(), known_rules.standings()
    way_back()
    row = next((row for row in alert_list.current(standings) if row["alert_id"] == alert_id), None)
    row = row or _last(context, alert_id)
    if row is None:
        tiles.note("Nothing is known of this alert: it never fired, or too long ago.", height=120)
        return
    rule = rules.get(row["rule"])
    _head(context, row, rule)
    note = alert_decisions.marks(context, [row], rules).get(alert_id)
    if note:
        st.html(f'<p class="lt-trouble" style="border-color:{context.palette.accent}">{escape(note)}</p>')
    _links(context, row, rule)
    alert_evidence.draw(context, row, rule)
    _values(context, row, rule)
    left, right = st.columns(2, gap="small")
    with left:
        _episodes(context, row, rule)
    with right:
        _told(context, row)


def way_back() -> None:
    """A button to all alerts."""
    st.button(
        "All alerts",
        key="all-alerts",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=alert_list.open_alert,
        args=("",),
    )


def _last(context: PageContext, alert_id: str) -> Row | None:
    """The last time that it fired, as a row of what fires; its state is resolved."""
    found = alert_text.rows(cache.ask(alerts.history(_ALL, context.now, alert_id=alert_id, limit=1)).to_dicts())
    return {**found[0], "state": "resolved", "value": None, "since": found[0]["fired_at"]} if found else None


def _head(context: PageContext, row: Row, rule: Rule | None) -> None:
    palette = context.palette
    labels = " · ".join(f"{name}={value}" for name, value in alert_text.labels_of(row, rule).items())
    is_over = row["state"] == "resolved"
    ink = palette.muted if is_over or row["state"] == "pending" else severity_look.ink(row["severity"], palette)
    summary = "" if is_over else alert_text.said(row, rule)
    st.html(
        f'<div class="lt-health"><b>{escape(visible(alert_text.title(row, rule)))}</b> '
        f'<span style="color:{palette.muted}">{escape(visible(labels))}</span>'
        f'<p><b style="color:{ink}">{escape(_state(context, row))}.</b> {escape(visible(summary))}</p></div>'
    )
    st.html(badges.facts(list(_facts(context, row, rule)), palette))


def _state(context: PageContext, row: Row) -> str:
    severity = row["severity"].capitalize()
    if row["state"] == "resolved":
        return f"Resolved {numbers.ago(row['resolved_at'], context.now)}, after {_lasted(row)} ({row['reason']})"
    since = alert_text.since(row, context.now)
    if row["state"] == "pending":
        return f"Pending for {since} ({row['severity']})"
    return f"{severity}, no data for {since}" if row["state"] == alert_text.NO_DATA else f"{severity} for {since}"


def _lasted(row: Row) -> str:
    return numbers.span(timedelta(seconds=row["seconds"]))


def _facts(context: PageContext, row: Row, rule: Rule | None) -> list[tuple[str, str, str]]:
    def clock(moment: datetime | None) -> str:
        if moment is None:
            return numbers.NOTHING
        return f"{time_range.to_local(moment, context.window.timezone):%d %b %H:%M:%S}"

    facts = [
        ("Value now", alert_text.value(row["value"], rule), "" if row["value"] is None else f"{row['value']!r}"),
        ("Fires at", alert_text.bound(row["threshold"], rule) or numbers.NOTHING, ""),
        ("Peak", alert_text.value(row["peak"], rule), ""),
        ("Condition since", clock(row["since"]), ""),
        ("Fired at", clock(row["fired_at"]), ""),
    ]
    if row["state"] == "resolved":
        facts = [facts[1], facts[2], facts[4], ("Resolved at", clock(row["resolved_at"]), "")]
    if alert_text.is_received(row):
        facts = facts[-2:]
    if rule is not None:
        facts.append(("Rule", rule.name, finding.condition_told(rule)))
    return facts


def window_of(row: Row, rule: Rule | None, now: datetime) -> tuple[datetime, datetime]:
    """From when to when its logs tell of it: with what the rule looks at before it fired."""
    looked_at = rule.window if rule is not None else _LEAST
    start = (row["since"] or row["fired_at"] or now) - looked_at
    return start, max(row.get("resolved_at") or now, start + _LEAST)


def _linked(context: PageContext, row: Row, rule: Rule | None) -> UrlState:
    """The URL's state of another page that shows the alert's window and labels."""
    state = url.state().with_range(TimeRange(time_range.CUSTOM, *window_of(row, rule, context.now)))
    labels = row["labels"]
    for name in url_state.DIMENSIONS:
        state = state.with_filter(name, (labels[name],) if name in labels and name != "level" else ())
    return state


def _links(context: PageContext, row: Row, rule: Rule | None) -> None:
    state = _linked(context, row, rule)
    with st.container(horizontal=True, gap="small", key="alert-links"):
        alert_decisions.draw(context, row, rule)
        for page, title, icon in (("logs", "Logs", "list_alt"), ("errors", "Errors", "bug_report")):
            if page_registry.has(page):
                st.button(
                    f"{title} in its window",
                    key=f"alert-to-{page}",
                    icon=f":material/{icon}:",
                    on_click=navigation.to,
                    args=(page, None, state),
                )
        if page_registry.has("incidents"):
            st.button(
                "Make an incident",
                key="alert-to-incidents",
                icon=":material/emergency:",
                on_click=navigation.to,
                args=("incidents", {"new": url_state.write_span(*window_of(row, rule, context.now))}, state),
            )
        if wording.leads(row.get("source_url") or ""):
            st.link_button("At its sender", row["source_url"], icon=":material/open_in_new:")
        if wording.leads(row.get("runbook_url") or ""):
            st.link_button("Runbook", row["runbook_url"], icon=":material/menu_book:")
        if rule is not None:
            st.button("The rule", key="alert-to-rule", icon=":material/rule:", on_click=open_rule, args=(rule.name,))
            if rule.runbook.startswith(("https://", "http://")):
                st.link_button("Runbook", rule.runbook, icon=":material/menu_book:")


def open_rule(name: str) -> None:
    """Show a rule (a widget's callback)."""
    for key, value in ((alert_list.ALERT, ""), (alert_list.TAB, "rules"), (alert_list.RULE, name)):
        url.set_own(key, value, "")


def _values(context: PageContext, row: Row, rule: Rule | None) -> None:
    with st.container(border=True, key="tile-alert-values", gap="xxsmall"):
        unit = "against its threshold; shaded where it would have fired"
        st.html(f'<p class="lt-title"><b>Value over time</b> <span>{unit}</span></p>')
        if rule is None:
            gone = "Its rule is not there any more, so it cannot be asked."
            sent = "Another program sent it, which has its values."
            tiles.note(sent if alert_text.is_received(row) else gone, height=80)
            return
        window = context.window
        labels = tuple(sorted(row["labels"].items()))
        end = min(window.to_ts, context.now.replace(second=0, microsecond=0))
        replay_chart.draw(context, "alert-values", Order(rule, window.from_ts, max(end, window.from_ts), labels))


_EPISODE_COLUMNS = {
    "fired_at": tables.moment("Fired", width=180),
    "lasted": tables.number_text("Lasted", width=80),
    "severity": tables.text("Severity", width=80),
    "peak": tables.number_text("Peak", width=90),
    "threshold": tables.number_text("Threshold", width=90),
    "reason": tables.text("Ended", width=120),
}


def _episodes(context: PageContext, row: Row, rule: Rule | None) -> None:
    tile = Tile(
        key="alert-episodes",
        title="Each time that it fired",
        unit="click for its time",
        question=alerts.history(_ALL, context.now, alert_id=row["alert_id"]),
        empty="It has not fired yet.",
    )

    def show(frame: pl.DataFrame) -> None:
        def pick(place: int) -> None:
            fired, resolved = frame["fired_at"][place], frame["resolved_at"][place] or context.now
            around = max(_LEAST, (resolved - fired) / 2)
            url.set_range(time_range.CUSTOM, fired - around, resolved + around)

        tables.show(
            episode_rows(context, frame, rule), _EPISODE_COLUMNS, rows=_ROWS, key="episodes-table", on_pick=pick
        )

    tiles.show(tile, show, height=tables.height_of(_ROWS))


def episode_rows(context: PageContext, frame: pl.DataFrame, rule: Rule | None) -> pl.DataFrame:
    """Rows of the query alert_history with their numbers written for people."""
    rows = frame.to_dicts()
    return tables.localised(frame.select("fired_at"), context.window.timezone).with_columns(
        pl.Series("lasted", [_lasted(row) for row in rows]),
        frame["severity"],
        pl.Series("peak", [alert_text.value(row["peak"], rule) for row in rows]),
        pl.Series("threshold", [alert_text.value(row["threshold"], rule) for row in rows]),
        pl.Series("reason", [row["reason"] if row["resolved_at"] else "still fires" for row in rows]),
    )


_TOLD_COLUMNS = {
    "created_at": tables.moment("When", width=180),
    "event": tables.text("What", width=80),
    "channel": tables.text("Where", width=110),
    "state": tables.text("State", width=70),
    "answer": tables.text("Answer", width=160),
}


def _told(context: PageContext, row: Row) -> None:
    tile = Tile(
        key="alert-told",
        title="Who was told",
        question=alerts.notifications(_ALL, row["rule"]),
        empty="Nobody was told of it.",
    )

    def show(frame: pl.DataFrame) -> None:
        mine = [_tells_of(payload, row) for payload in frame["payload"]]
        found = frame.filter(pl.Series(mine, dtype=pl.Boolean))
        if found.is_empty():
            tiles.note(tile.empty, height=tables.height_of(_ROWS))
        else:
            tables.show(tables.localised(found, context.window.timezone), _TOLD_COLUMNS, rows=_ROWS, key="told-table")

    tiles.show(tile, show, height=tables.height_of(_ROWS))


def _tells_of(payload: str, row: Row) -> bool:
    """Whether a notification is of this alert: of its rule, with its labels among those that are told."""
    told: dict[str, Any] = json.loads(payload or "{}")
    return any(
        one.get("rule") == row["rule"] and row["labels"].items() <= dict(one.get("labels") or {}).items()
        for one in told.get("alerts", [told])
    )
