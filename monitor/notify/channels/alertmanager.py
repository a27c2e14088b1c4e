"""Hands alerts to a Prometheus Alertmanager (API v2), whose own routes and silences then hold for them.

The rule is `alertname`, the severity a label; summary, value, evidence and runbook are annotations. An alert that
fires is given an end, `expires` from now, as Alertmanager wants one: where Longtail is gone, it ends by itself.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import Field, SecretStr

from monitor.kinds import Duration
from monitor.notify import posting, wording
from monitor.notify.channel import Answer, HttpSettings, Url
from monitor.notify.notice import Event

if TYPE_CHECKING:
    from monitor.limits import Limit
    from monitor.notify.notice import AlertNotice, Notification
    from monitor.notify.wording import Detail

_NO_NAME = re.compile(r"[^A-Za-z0-9_]")
_OURS = {"alertname", "severity"}
_TEST_SECONDS = 60.0
_LEAST = timedelta(seconds=1)

EXAMPLE = """\
name = "alertmanager"
kind = "alertmanager"
url = "http://127.0.0.1:9093"
"""
STEPS = """\
1. Put the address of Alertmanager into `url`, with its path prefix where it has one; `/api/v2/alerts` is added. Of a
   cluster, make one channel for each member.
2. Let `repeat_interval` of the route be shorter than `expires`.

`title` is the annotation `summary`, `body` the annotation `description`.
"""


class Settings(HttpSettings):
    """An Alertmanager."""

    url: Url = Field(description="Its address; a name and password in it are sent as basic authentication.")
    token: SecretStr | None = Field(default=None, description="Sent as `Authorization: Bearer …`.")
    expires: Duration = Field(
        default=86400.0,
        description="How long an alert fires there where it hears no more; longer than repeats are apart.",
    )

    @property
    def address(self) -> str:
        """Where alerts are posted to."""
        return f"{self.url.get_secret_value().rstrip('/')}/api/v2/alerts"


def send(settings: Settings, notification: Notification, limit: Limit) -> Answer:
    """Post its alerts."""
    token = settings.token
    headers = {} if token is None else {"Authorization": f"Bearer {token.get_secret_value()}"}
    body = [_alert(settings, notification, alert) for alert in notification.alerts]
    return posting.judged(posting.post(settings, body, limit, headers=headers))


def _alert(settings: Settings, notification: Notification, alert: AlertNotice) -> dict[str, Any]:
    begun = _utc(alert.since)
    return {
        "labels": _labels(alert),
        "annotations": _annotations(settings, notification, alert, wording.FULL),
        "startsAt": begun.isoformat(),
        "endsAt": max(_end(settings, notification, alert), begun + _LEAST).isoformat(),
        "generatorURL": next((url for url in alert.links.values() if wording.leads(url)), ""),
    }


def _labels(alert: AlertNotice) -> dict[str, str]:
    """Alertmanager's names of labels have letters, digits and underscores; one without a value is none."""
    found = {label_name(name): wording.plain(value, 1000) for name, value in alert.labels.items()}
    own = {name: value for name, value in found.items() if value and name not in _OURS}
    return {**own, "alertname": alert.rule or "longtail", "severity": alert.severity}


def label_name(name: str) -> str:
    """The name as Prometheus may have it."""
    clean = _NO_NAME.sub("_", name) or "_"
    return f"_{clean}" if clean[0].isdigit() else clean


def _annotations(settings: Settings, notification: Notification, alert: AlertNotice, detail: Detail) -> dict[str, str]:
    told = wording.told(alert, detail)
    own = wording.message(settings, notification)
    found = {
        "summary": own.title if settings.title is not None else told.summary or told.title,
        "description": own.body if own.body is not None else "\n".join([*told.lines, told.stack]).strip(),
        "value": dict(told.facts).get("Value", ""),
        "event": alert.event,
        "runbook_url": alert.runbook if wording.leads(alert.runbook) else "",
    }
    return {name: value for name, value in found.items() if value}


def _end(settings: Settings, notification: Notification, alert: AlertNotice) -> datetime:
    if Event.RESOLVED in {alert.event, notification.event}:
        return _utc(alert.until or notification.at)
    seconds = _TEST_SECONDS if notification.event == Event.TEST else settings.expires
    return datetime.now(UTC) + timedelta(seconds=seconds)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
