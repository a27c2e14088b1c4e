"""What people were told of alerts, where and when, what the other side said; and the channels, failing ones first."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import cache
from dashboard.components.alerts.told import channel_test, notification_detail, template_preview
from dashboard.components.layout import tiles
from dashboard.components.layout.tiles import Tile
from dashboard.components.tables import tables
from dashboard.reads.watched import alerts
from dashboard.server import runtime
from dashboard.style import numbers
from dashboard.style.text import visible
from monitor.notify import configured
from monitor.notify.wording import EVENTS

if TYPE_CHECKING:
    from datetime import timedelta

    from dashboard.components.layout.page_context import PageContext

_ROWS = 16
_CHANNEL_ROWS = 8
_COLUMNS = {
    "created_at": tables.moment("When", width=170),
    "channel": tables.text("Where", width=110),
    "what": tables.text("What", width=95),
    "rule": tables.text("Rule", width=225),
    "severity": tables.text("Severity", width=80),
    "state": tables.text("State", width=85),
    "answer": tables.text("Answer", width=260),
    "tries": tables.count("Tries", width=55),
    "took": tables.number_text("Took", width=70, help_text="From when it was decided to when the other side had it"),
    "repeat": tables.text("Maybe twice", width=90, help_text="It was being sent when the process ended"),
    "key": tables.text("Key", width=100),
}


def draw_notifications(context: PageContext) -> None:
    """Draw the tab of notifications."""
    tile = Tile(
        key="notifications",
        title="Notifications",
        unit="newest first, click for what was sent",
        question=alerts.notifications(context.window),
        empty="Nobody was told anything in this range.",
    )

    def show(frame: pl.DataFrame) -> None:
        took = (frame["sent_at"] - frame["created_at"]).to_list()
        names = {event.value: word for event, word in EVENTS.items()}
        shown = frame.with_columns(
            pl.col("event").replace(names).alias("what"),
            pl.Series("took", [_took(one) for one in took], dtype=pl.String),
            pl.when(pl.col("possible_repeat")).then(pl.lit("yes")).otherwise(pl.lit("")).alias("repeat"),
        )

        def pick(place: int) -> None:
            notification_detail.open_one(frame["key"][place], frame["channel"][place])

        tables.show(
            tables.localised(shown, context.window.timezone),
            _COLUMNS,
            rows=_ROWS,
            key="notifications-table",
            on_pick=pick,
        )

    found = next(filter(notification_detail.is_open, cache.ask(tile.question).to_dicts()), None)
    if found is not None:
        notification_detail.draw(found)
    tiles.show(tile, show, height=tables.height_of(_ROWS))


def _took(passed: timedelta | None) -> str:
    return "" if passed is None else numbers.milliseconds(1000 * passed.total_seconds())


_CHANNEL_COLUMNS = {
    "channel": tables.text("Channel", width=150),
    "kind": tables.text("Kind", width=100),
    "state": tables.text("State", width=110),
    "sent": tables.count("Sent", width=65),
    "failed": tables.count("Failed", width=65),
    "waiting": tables.count("Waiting", width=70),
    "last_sent_at": tables.ago("Last sent", width=120),
    "last_answer": tables.text("Last answer", width=320),
}


def draw_channels(context: PageContext) -> None:
    """Draw the tab of channels."""
    question = alerts.channels(context.window)
    rows = channel_rows(cache.ask(question))
    for row in rows:
        if row["failing"]:
            st.html(
                f'<p class="lt-trouble" style="border-color:{context.palette.error}">'
                f'<b style="color:{context.palette.error}">{escape(visible(row["channel"]))} fails.</b> '
                f"{escape(_failing(row))} {escape(visible(row['last_answer'] or ''))}</p>"
            )
    tile = Tile(key="channels", title="Channels", unit=f"{len(rows)}", question=question)
    with tiles.framed(tile, height=tables.height_of(_CHANNEL_ROWS)):
        frame = pl.DataFrame(rows, infer_schema_length=None, schema_overrides={"last_sent_at": pl.Datetime})
        tables.show(tables.in_utc(frame), _CHANNEL_COLUMNS, rows=_CHANNEL_ROWS, key="channels-table")
    channel_test.draw()
    template_preview.draw(channel_test.channels())
    if len(rows) <= 1:
        st.caption("Only the pages are told. A `[[channel]]` in longtail.toml tells people elsewhere too.")


def _failing(row: dict[str, Any]) -> str:
    since = "" if row["last_sent_at"] is None else " since something arrived there"
    times = "time" if row["failing"] == 1 else "times"
    return f"{row['failing']:,} {times}{since}; the last answer:"


def channel_rows(told: pl.DataFrame) -> list[dict[str, Any]]:
    """The channels of the settings with what became of their notifications; what fails first, what is gone last."""
    known = {channel.name: channel.kind for channel in configured.channels_of(runtime.current().settings)}
    found = {row["channel"]: row for row in told.to_dicts()}
    nothing = {"sent": 0, "failed": 0, "waiting": 0, "last_sent_at": None, "failing": 0, "last_answer": None}
    rows = [
        {"channel": name, "kind": known.get(name, numbers.NOTHING), **nothing, **found.get(name, {})}
        for name in (*known, *(name for name in found if name not in known))
    ]
    for row in rows:
        row["failing"] = row["failing"] if row["channel"] in known else 0
        row["state"] = _state(row, is_known=row["channel"] in known)
    return sorted(rows, key=lambda row: (not row["failing"], row["channel"] not in known, row["channel"]))


def _state(row: dict[str, Any], *, is_known: bool) -> str:
    if not is_known:
        return "not configured"
    if row["failing"]:
        return "fails"
    return "works" if row["last_sent_at"] is not None else "nothing sent yet"
