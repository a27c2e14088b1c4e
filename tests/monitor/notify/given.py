"""Notifications that tests send, and texts of logs that try to break out of every markup."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from monitor.notify import channels
from monitor.notify.notice import AlertNotice, Line, Notification
from monitor.settings import typed

if TYPE_CHECKING:
    from types import ModuleType

    from monitor.notify.channel import ChannelSettings

SINCE = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
AT = SINCE + timedelta(minutes=5)


def alert(**changes: Any) -> AlertNotice:
    """One with all that an alert may have."""
    values: dict[str, Any] = {
        "event": "firing",
        "rule": "high_error_rate",
        "severity": "critical",
        "labels": {"service": "orders", "component": "api"},
        "value": 0.123,
        "threshold": 0.1,
        "since": SINCE,
        "summary": "12.3 % of requests to orders failed in 5 min",
        "unit": "ratio",
        "runbook": "https://wiki.example/errors",
        "evidence": (Line(SINCE, "ERROR", "orders", "payment of order 4711 failed"),),
        "links": {"window": "https://longtail.example/logs?from=1", "rule": "https://longtail.example/rules/1"},
        "peak": 0.2,
        "title": "High error rate",
        "error_group": "PaymentError: card declined",
        "stack": 'Traceback (most recent call last):\n  File "pay.py", line 7, in pay\nPaymentError: card declined',
        "users": 17,
        "requests": 1240,
    }
    return AlertNotice(**{**values, **changes})


def notification(*alerts: AlertNotice, channel: str = "ops", key: str = "k-1", event: str = "firing") -> Notification:
    """What a channel is told; of the alert above where none is given."""
    return Notification(key, channel, event, alerts or (alert(event=event),), AT)


def channel(package: ModuleType = channels, /, **table: Any) -> ChannelSettings:
    """The typed settings of a `[[channel]]`."""
    (found,) = typed(package, [{"name": "ops", **table}], table="channel")
    return cast("ChannelSettings", found)
