"""Sends a test over one channel and says what the other side answered; nothing is tried again."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from monitor.notify import delivering, wording
from monitor.notify.notice import AlertNotice, Event, Line, Notification
from monitor.rules.severity import Severity

if TYPE_CHECKING:
    from monitor.notify.channel import Answer, ChannelSettings


@dataclass(frozen=True, slots=True)
class Trial:
    """A test and what became of it."""

    channel: ChannelSettings
    key: str
    answer: Answer
    seconds: float
    notes: tuple[str, ...]
    """What was said below the test: a template that fails."""

    @property
    def row(self) -> dict[str, Any]:
        """As `longtail notify --json` prints it."""
        return {
            "channel": self.channel.name,
            "kind": self.channel.kind,
            "target": self.channel.target,
            "key": self.key,
            "ok": self.answer.ok,
            "status": self.answer.status,
            "answer": self.answer.text,
            "retry_after": self.answer.retry_after,
            "permanent": self.answer.permanent,
            "seconds": round(self.seconds, 3),
            "notes": list(self.notes),
        }


def test_of(channel: str) -> Notification:
    """What a test tells: it looks like an alert, and says that it is none."""
    now = datetime.now(UTC)
    alert = AlertNotice(
        event=Event.TEST.value,
        rule="test",
        severity=Severity.INFO.value,
        labels={"channel": channel},
        value=1.0,
        threshold=1.0,
        since=now,
        summary="This is a test of Longtail. Nothing is wrong, and nothing is to be done.",
        evidence=(Line(now, "INFO", "longtail", "A line of log looks like this."),),
        title="A test of this channel",
    )
    return Notification(f"test-{uuid.uuid4().hex}", channel, Event.TEST.value, (alert,), now)


def examples(channel: str) -> tuple[Notification, Notification]:
    """An alert that fires, and its end, as a channel is told of them."""
    test = test_of(channel)
    (told,) = test.alerts
    until = told.since + timedelta(minutes=7)
    fires = replace(
        told,
        event=Event.FIRING.value,
        rule="high_error_rate",
        severity=Severity.CRITICAL.value,
        labels={"component": "api", "service": "orders"},
        value=0.131,
        threshold=0.1,
        unit="ratio",
        title="High error rate",
        summary="13.1% of the requests to orders failed in 5m",
        evidence=(Line(told.since, "ERROR", "orders", "The payment was refused (TimeoutError)"),),
        error_group="TimeoutError in orders",
        users=41,
        requests=127,
    )
    ends = replace(
        fires, event=Event.RESOLVED.value, until=until, peak=0.131, summary=f"Over after 7m. {fires.summary}"
    )
    first, last = (replace(test, event=one.event, alerts=(one,), at=until) for one in (fires, ends))
    return first, last


def preview(channel: ChannelSettings) -> list[wording.Message]:
    """What the channel is told of an alert that fires, and of its end: in its own templates' words, not sent."""
    return [wording.message(channel, one) for one in examples(channel.name)]


def send(channel: ChannelSettings) -> Trial:
    """Send a test now."""
    sent, begun = test_of(channel.name), time.monotonic()
    answer = delivering.deliver(channel, sent)
    return Trial(channel, sent.key, answer, time.monotonic() - begun, wording.message(channel, sent).notes)
