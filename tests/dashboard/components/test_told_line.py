"""The line under an alert that fires: who was told, where and when, or why nobody was."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from dashboard.components.alerts import alert_rows, alert_text
from dashboard.components.alerts.told import told_line
from dashboard.components.alerts.told.told_line import Line
from dashboard.components.layout.page_context import PageContext
from dashboard.reads import Window
from dashboard.server import runtime
from dashboard.style import palette
from ingest.settings import Settings
from sql.warehouse import MEMORY
from tests import warehouses
from tests.dashboard.reads import test_reads_alerts
from tests.sql.given import at

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONTEXT = PageContext(Window(at("10:00:00"), at("12:00:00")), at("12:00:00"), palette.LIGHT, None)
_NOTHING = {"told_at": None, "due_at": None, "held_by": None, "is_step": False, "is_digest": False}
_UNSENT = {"state": None, "sent_at": None, "answer": None, "channel_answer": None}


def _row(channel: str, **values: Any) -> dict[str, Any]:
    return {"channel": channel, **_NOTHING, **_UNSENT, **values}


def _sent(channel: str, minutes: int) -> dict[str, Any]:
    moment = at("12:00:00") - timedelta(minutes=minutes)
    return _row(channel, told_at=moment, sent_at=moment, state="sent", answer="250 OK")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([_sent("ops-mail", 2), _sent("#ops", 2)], Line("Told ops-mail and #ops 2 min ago")),
        ([_sent("mail", 9), _sent("chat", 2)], Line("Told chat 2 min ago · told mail 9 min ago")),
        ([_sent(name, 2) for name in "abcde"], Line("Told a, b, c and 2 more 2 min ago")),
        (
            [_sent("mail", 2), _row("chat", told_at=at("11:59"), state="refused", answer="404\n gone.")],
            Line("Told mail 2 min ago", "Telling chat fails: 404 gone"),
        ),
        (
            [_row("chat", told_at=at("11:59"), state="waiting", answer="It refuses connections.")],
            Line("", "Telling chat fails, is tried again: It refuses connections"),
        ),
        ([_row("chat", told_at=at("11:59"), state="waiting")], Line("Telling chat now")),
        ([_row("chat", told_at=at("11:59"), state="failed")], Line("", "Telling chat fails: no answer")),
        ([_row("chat", due_at=at("12:00:08"))], Line("Next: chat in 8 s")),
        ([_row(name, due_at=at("12:00:08")) for name in "ab"], Line("Next: a and b in 8 s")),
        (
            [_row("chat", told_at=at("11:59"), state="waiting", channel_answer="It refuses connections.")],
            Line("", "Telling chat fails, is tried again: It refuses connections"),
        ),
        ([_row("chat", due_at=at("11:59"))], Line("Telling chat now")),
        ([_row("boss", due_at=at("12:45"), is_step=True)], Line("Next: boss in 45 min, if nobody acknowledges it")),
        ([_row("boss", is_step=True)], Line("Not told: boss (acknowledged)")),
        ([_row("mail", due_at=at("2026-11-21 09:00"), is_digest=True)], Line("Next: mail at 09:00, with the digest")),
        ([_row("mail", due_at=at("12:30"), held_by="silence s1")], Line("Not told: mail (silenced)")),
        ([_row("mail", due_at=at("12:30"), held_by="maintenance backup")], Line("Not told: mail (maintenance backup)")),
        ([_row("mail", due_at=at("12:30"), held_by="out of hours")], Line("Not told: mail (out of hours)")),
        ([_row("mail", due_at=at("12:30"), held_by="inhibited by r")], Line("Not told: mail (another alert is worse)")),
        ([_row("mail")], Line("Not told: mail")),
    ],
)
def test_what_is_said(rows: list[dict[str, Any]], expected: Line) -> None:
    """Failures come first; channels that were told as long ago are named together."""
    assert expected == told_line.line(_CONTEXT, rows)


@pytest.fixture
def firing() -> Iterator[None]:
    """Alerts that fire, of which one was told on some channels, and one on none."""
    settings = Settings(warehouse=MEMORY, channel=({"name": "ops", "kind": "webhook", "url": "https://o.example/x"},))
    with warehouses.in_memory() as target:
        with target.transaction() as cursor:
            for statement in (*test_reads_alerts.MORE, *test_reads_alerts.TOLD):
                cursor.execute(statement)
        runtime.install(runtime.Runtime(settings, target, None))
        yield
        runtime.install(None)


@pytest.mark.usefixtures("firing")
def test_each_row_says_it() -> None:
    """Rows that fire have the line, in red where a channel fails; pending ones have none."""
    rows = [
        {**row, "labels": {}, "alert_id": alert_id, "state": state, "rule": "r"}
        for alert_id, state in (("b", "firing"), ("c", alert_text.NO_DATA), ("d", "pending"))
        for row in [{"severity": "error", "since": at("11:00"), "fired_at": at("11:01"), "recovers_since": None}]
    ]
    shown = alert_rows.shown(
        _CONTEXT, [{**row, "value": 6.0, "threshold": 5.0, "peak": 7.0, "source_url": None} for row in rows], {}
    )
    assert [
        (
            "Not told: chat (silenced) · telling pager now",
            "Telling ops fails: 404 gone",
        ),
        ("Not told: no route", ""),
        ("", ""),
    ] == [(row["told"], row["failure"]) for row in shown["rows"]]


@pytest.mark.usefixtures("firing")
def test_no_channel() -> None:
    """Where there is no channel at all, that is said instead of a route."""
    runtime.install(runtime.Runtime(Settings(warehouse=MEMORY), runtime.current().warehouse, None))
    assert {"c": Line("Not told: there is no channel")} == told_line.lines(_CONTEXT, ["c"])
