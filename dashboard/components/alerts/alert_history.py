"""What fired in the range: a time line by rule, how often and how long, and each time in a list."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import cache
from dashboard.components.alerts import alert_detail, alert_list, alert_text, known_rules, timeline
from dashboard.components.alerts.timeline import Span
from dashboard.components.layout import tiles
from dashboard.components.layout.tiles import Tile
from dashboard.components.tables import tables
from dashboard.reads.watched import alerts
from dashboard.style import numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.components.layout.page_context import PageContext
    from monitor.rules.rule import Rule

_MOST_ROWS = 20
_ROWS = 8


def draw(context: PageContext) -> None:
    """Draw the tab."""
    rules = known_rules.rules()
    question = alerts.by_rule(context.window, context.now)
    by_rule = cache.ask(question)
    if by_rule.is_empty():
        with st.container(border=True, key="tile-no-history"):
            tiles.note("Nothing fired in this range.", height=120, icon=":material/check_circle:")
        return
    _timeline(context, by_rule, rules)
    _by_rule(context, by_rule, rules)
    _each(context, rules)


def _titles(names: pl.Series, rules: Mapping[str, Rule]) -> list[str]:
    return [rules[name].title if name in rules else f"{name} (removed)" for name in names]


def _timeline(context: PageContext, by_rule: pl.DataFrame, rules: Mapping[str, Rule]) -> None:
    shown = by_rule.head(_MOST_ROWS)
    places = {name: place for place, name in enumerate(shown["rule"])}
    unit = "drag to shorten the range"
    if by_rule.height > _MOST_ROWS:
        unit = f"the {_MOST_ROWS} rules of {by_rule.height} that fired most often"
    tile = Tile(
        key="alert-timeline",
        title="When it fired",
        unit=unit,
        question=alerts.history(context.window, context.now),
        is_chart=True,
    )

    def show(frame: pl.DataFrame) -> None:
        spans = [
            Span(
                places[row["rule"]],
                row["fired_at"],
                row["resolved_at"] or context.now,
                row["severity"],
                _said(row, rules.get(row["rule"])),
            )
            for row in alert_text.rows(frame.to_dicts())
            if row["rule"] in places
        ]
        tiles.chart(
            context, timeline.figure_of(context, _titles(shown["rule"], rules), spans), tile.key, is_marked=False
        )

    tiles.show(tile, show, height=timeline.height_of(shown.height))


def _said(row: alert_text.Row, rule: Rule | None) -> str:
    labels = ", ".join(f"{name}={value}" for name, value in row["labels"].items())
    lasted = f"for {numbers.span(timedelta(seconds=row['seconds']))}" + ("" if row["resolved_at"] else ", still fires")
    return f"{row['severity']} {lasted} · peak {alert_text.value(row['peak'], rule)} · {labels}"


_RULE_COLUMNS = {
    "title": tables.text("Rule", width=260),
    "times": tables.count("Times", width=70),
    "series": tables.count("Series", width=70),
    "firing": tables.count("Firing now", width=85),
    "in_all": tables.number_text("In all", width=80, help_text="How long its alerts fired within the range, added up"),
    "to_acknowledge": tables.number_text(
        "Mean time to acknowledge", width=165, help_text="Of those somebody took note of"
    ),
    "to_resolve": tables.number_text("Mean time to resolve", width=140, help_text="Of those that are over"),
    "last_fired_at": tables.ago("Last fired", width=120),
}


def _lasted(seconds: float | None) -> str:
    return numbers.NOTHING if seconds is None else numbers.span(timedelta(seconds=seconds))


def _whole(by_rule: pl.DataFrame) -> str:
    """Of all rules together: how often, and the mean times."""
    times = by_rule["times"].sum()
    said = [f"{times:,} {'time' if times == 1 else 'times'}"]
    for name, column, numbers_of in (
        ("acknowledged", "seconds_to_acknowledge", by_rule["acknowledged"]),
        ("resolved", "seconds_to_resolve", by_rule["times"] - by_rule["firing"]),
    ):
        if numbers_of.sum():
            mean = float((by_rule[column].fill_null(0.0) * numbers_of).sum()) / int(numbers_of.sum())
            said.append(f"{name} after {_lasted(mean)} on average")
    return ", ".join([*said, "click for the rule"])


def _by_rule(context: PageContext, by_rule: pl.DataFrame, rules: Mapping[str, Rule]) -> None:
    tile = Tile(
        key="alert-by-rule",
        title="By rule",
        unit=_whole(by_rule),
        question=alerts.by_rule(context.window, context.now),
    )

    def show(frame: pl.DataFrame) -> None:
        shown = frame.with_columns(
            pl.Series("title", _titles(frame["rule"], rules)),
            pl.Series("in_all", [_lasted(seconds) for seconds in frame["seconds"]]),
            pl.Series("to_acknowledge", [_lasted(seconds) for seconds in frame["seconds_to_acknowledge"]]),
            pl.Series("to_resolve", [_lasted(seconds) for seconds in frame["seconds_to_resolve"]]),
        )
        tables.show(
            tables.in_utc(shown),
            _RULE_COLUMNS,
            rows=_ROWS,
            key="alert-by-rule-table",
            on_pick=lambda place: alert_detail.open_rule(frame["rule"][place]),
        )

    tiles.show(tile, show, height=tables.height_of(min(_ROWS, max(4, by_rule.height))))


_EACH_COLUMNS = {
    "fired_at": tables.moment("Fired", width=170),
    "lasted": tables.number_text("Lasted", width=75),
    "severity": tables.text("Severity", width=75),
    "title": tables.text("Rule", width=200),
    "labels": tables.text("Labels", width=260),
    "peak": tables.number_text("Peak", width=85),
    "threshold": tables.number_text("Threshold", width=85),
    "reason": tables.text("Ended", width=110),
}


def _each(context: PageContext, rules: Mapping[str, Rule]) -> None:
    question = alerts.history(context.window, context.now)
    tile = Tile(key="alert-each", title="Each time", unit="newest first, click for the alert", question=question)

    def show(frame: pl.DataFrame) -> None:
        rows = alert_text.rows(frame.to_dicts())
        shown = alert_detail.episode_rows(context, frame, None).with_columns(
            pl.Series("title", _titles(frame["rule"], rules)),
            pl.Series("labels", [", ".join(f"{name}={one}" for name, one in row["labels"].items()) for row in rows]),
            pl.Series("peak", [alert_text.value(row["peak"], rules.get(row["rule"])) for row in rows]),
            pl.Series("threshold", [alert_text.value(row["threshold"], rules.get(row["rule"])) for row in rows]),
        )

        def pick(place: int) -> None:
            alert_list.open_alert(frame["alert_id"][place])

        tables.show(shown, _EACH_COLUMNS, rows=_ROWS, key="alert-each-table", on_pick=pick)

    tiles.show(tile, show, height=tables.height_of(_ROWS))
