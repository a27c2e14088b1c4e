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


HOSTILE = (
    "@all @everyone <!channel> <!here> <!everyone> @here",
    '<at user_id="all">all</at> <at id=all></at> <@all> <@U123> @13800000000',
    "**bold** _it_ ~~gone~~ `code` # title\n# title\n- item\n1. item\n> quote\n---\n===",
    "[click](https://evil.example) ![x](https://evil.example/x.png) <https://evil.example|ok> [a]: https://evil.example",
    "```\nout of the block\n``` </pre></code></b><script>alert(1)</script><a href='https://evil.example'>x</a><!-- -->",
    "&lt;b&gt; &amp; &#60;img src=x onerror=alert(1)&#62; \" ' \\* \\\\ {{ 7 * 7 }} {% raw %} $HOME ${SECRET}",
    "<font color='warning'>red</font> | a | b |\n|---|---|\n<b>x</b><br/>\n    four spaces\n\ttab",
    "\x00\x07\x1b[31mred\x1b[0m\r\nBcc: evil@evil.example\r\n\r\n.\r\nDATA \u202egnp.exe \u2066x\u2069 \ufeff \ud800",
    "https://evil.example http://evil.example www.evil.example evil@evil.example tel:110 /start #tag",
    "x" * 200_000,
    "&<>\"'@*_`[]" * 20_000,
    "永" * 70_000,
    "\U0001f600" * 50_000,
    "\n" * 5000 + "end",
    "",
)
"""What stands in logs: mentions, markup of every sort, links, HTML, control characters, lines of 200 kB."""


def hostile(text: str, **changes: Any) -> Notification:
    """A notification in which every text that may come from logs or labels is that text."""
    values: dict[str, Any] = {
        "title": text,
        "summary": text,
        "labels": {"service": text, text[:50] or "x": "v"},
        "error_group": text,
        "stack": text,
        "evidence": tuple(Line(SINCE, "ERROR", text, text) for _ in range(5)),
        "links": {"window": text, text[:20]: "https://longtail.example/logs"},
        "runbook": text,
    }
    one = alert(**{**values, **changes})
    return notification(*([one] * 12), key="k-hostile") if len(text) > 1000 else notification(one, key="k-hostile")


def kept(text: str) -> str:
    """What is left of a short text of an alert in its JSON."""
    return (text if len(text) <= 1000 else f"{text[:999]}…").replace("\ud800", "?")
