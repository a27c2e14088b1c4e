"""What the demo's channel was sent before the demo began: while the mail server hung, its other side did not take it.

So there was a channel that failed until it worked again. The notifications are those of Celery's queue, which was long
then (dashboard/demo/troubles.py).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dashboard.demo import troubles
from dashboard.demo.clock import MINUTE, SECOND, moment
from dashboard.demo.watched.sink import NAME
from monitor.notify import notice
from monitor.notify.notice import AlertNotice, Event, Notification
from monitor.rules.severity import Severity

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.demo.plan import Plan
    from sql.warehouse import Warehouse

RULE = "high_celery_queue_length"
_FIRED_AFTER, _TRIED_FOR, _OVER_AFTER = 330 * SECOND, 4 * MINUTE, 150 * SECOND
"""From the trouble's begin until it fired, how long it was tried to send that, and from its end until it was over."""
_TRIES = 3
_STATEMENT = """
    insert into notifications by name
    select
        $key as key, $channel as channel, $event as event, $rule as rule, $severity as severity,
        $created_at as created_at, $created_at as due_at, $state as state, $tries as tries, $claimed_at as claimed_at,
        $sent_at as sent_at, $answer as answer, $payload as payload, false as possible_repeat
    where not exists (from notifications where key = $key)
"""


def write(warehouse: Warehouse, plan: Plan) -> None:
    """Write what was sent, unless it is there. Raises `LongtailError` where that fails."""
    if not troubles.has_any(plan):
        return
    begun, ended = troubles.span(plan, troubles.MAIL)
    fired, over = begun + _FIRED_AFTER, ended + _OVER_AFTER
    with warehouse.transaction() as cursor:
        for values in (
            _row(Event.FIRING, fired, fired, None)
            | {"state": "failed", "tries": _TRIES, "claimed_at": _utc(fired + _TRIED_FOR), "sent_at": None}
            | {"answer": "503: Service Unavailable"},
            _row(Event.RESOLVED, over, fired, over)
            | {"state": "sent", "tries": 1, "claimed_at": _utc(over), "sent_at": _utc(over + SECOND)}
            | {"answer": "200: OK"},
        ):
            cursor.execute(_STATEMENT, values)


def _row(event: Event, at: int, fired: int, until: int | None) -> dict[str, Any]:
    alert = AlertNotice(
        event,
        RULE,
        Severity.WARNING,
        {"queue": "celery", "component": "celery"},
        value=0.0 if until else 241.0,
        threshold=100.0,
        since=moment(fired),
        until=None if until is None else moment(until),
        summary="241 tasks wait in celery" if until is None else "Over: 241 tasks waited in celery",
        title="A Celery queue is long",
        peak=242.0,
    )
    told = Notification(f"demo-{event}-{at}", NAME, event, (alert,), moment(at))
    return {
        "key": told.key,
        "channel": told.channel,
        "event": told.event,
        "rule": told.rule,
        "severity": told.severity,
        "created_at": _utc(at),
        "payload": json.dumps(notice.payload(told)),
    }


def _utc(ts: int) -> datetime:
    return moment(ts).replace(tzinfo=None)
