"""The JSON of notifications is what OPERATIONS promises to programs, and nothing of one is lost in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.notify.notice import AlertNotice, Chart, Event, Line, Notification, notification_of, payload
from monitor.rules.severity import Severity
from tests.monitor.notify.given import AT, SINCE, alert, notification

_PROMISED = {"version", "key", "event", "rule", "severity", "labels", "value", "threshold", "since", "until"}
_PROMISED |= {"summary", "evidence", "links"}


def test_one_alert() -> None:
    """It is the object itself, with the keys that programs rely on."""
    made = payload(notification())
    line = {"ts": "2026-03-01T12:00:00+00:00", "level": "ERROR", "service": "orders"}
    assert (set(), 1, "k-1", "firing", 0.123, "2026-03-01T12:00:00+00:00", None) == (
        _PROMISED - set(made),
        made["version"],
        made["key"],
        made["event"],
        made["value"],
        made["since"],
        made["until"],
    )
    assert [{**line, "message": "payment of order 4711 failed"}] == made["evidence"]
    assert {"window", "rule"} == set(made["links"])


def test_a_group() -> None:
    """`alerts` has the object of each; the worst severity stands above."""
    made = payload(notification(alert(severity="warning"), alert(rule="other", severity="error"), event="repeat"))
    inner = [(one["rule"], one["severity"], _PROMISED - {"version", "key"} - set(one)) for one in made["alerts"]]
    assert [("high_error_rate", "warning", set()), ("other", "error", set())] == inner
    assert (1, "repeat", "error", None) == (made["version"], made["event"], made["severity"], made["rule"])


def test_a_large_group() -> None:
    """Its JSON has bounds, and says how many alerts are left out."""
    made = payload(notification(*[alert(stack="x" * 100_000, labels={str(n): "v" for n in range(99)})] * 250))
    one = made["alerts"][0]
    assert (200, 50, 8000, 64) == (len(made["alerts"]), made["left_out"], len(one["stack"]), len(one["labels"]))


def test_numbers_that_json_has_not() -> None:
    """They are null, so that every reader can read it."""
    made = json.dumps(payload(notification(alert(value=float("inf"), peak=float("nan")))), allow_nan=False)
    assert (None, None) == (json.loads(made)["value"], json.loads(made)["peak"])


_TEXTS = st.text(max_size=20)
_MOMENTS = st.datetimes(max_value=AT.replace(tzinfo=None), timezones=st.just(UTC))
_NUMBERS = st.none() | st.floats(allow_nan=False, allow_infinity=False)
_COUNTS = st.none() | st.integers(0, 10**12)
_ALERTS: Any = st.builds(
    AlertNotice,
    event=st.sampled_from(list(Event)).map(str),
    rule=_TEXTS,
    severity=st.sampled_from(list(Severity)).map(str),
    labels=st.dictionaries(_TEXTS, _TEXTS, max_size=3),
    value=_NUMBERS,
    threshold=_NUMBERS,
    since=_MOMENTS,
    until=st.none() | _MOMENTS,
    summary=_TEXTS,
    unit=_TEXTS,
    runbook=_TEXTS,
    evidence=st.lists(st.builds(Line, _MOMENTS, _TEXTS, _TEXTS, _TEXTS), max_size=2).map(tuple),
    links=st.dictionaries(_TEXTS, _TEXTS, max_size=2),
    peak=_NUMBERS,
    title=_TEXTS,
    error_group=st.none() | _TEXTS,
    stack=st.none() | _TEXTS,
    users=_COUNTS,
    requests=_COUNTS,
    chart=st.none()
    | st.builds(
        Chart, _MOMENTS, st.timedeltas(timedelta(), timedelta(days=400)), st.lists(_NUMBERS, max_size=3).map(tuple)
    ),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_ALERTS, min_size=1, max_size=3), st.booleans())
def test_it_is_read_back(alerts: list[AlertNotice], possible_repeat: bool) -> None:  # noqa: FBT001 (generated)
    """What the outbox keeps is what is sent later, also by another process."""
    event = alerts[0].event
    first = Notification("key", "ops", event, tuple(alerts), datetime.now(UTC), possible_repeat)
    assert first == notification_of(json.loads(json.dumps(payload(first))))


def test_times_are_utc() -> None:
    """A time without a zone is UTC, one of another zone becomes it."""
    assert "2026-03-01T12:00:00+00:00" == payload(notification(alert(since=SINCE.replace(tzinfo=None))))["since"]
    later = datetime.now(UTC) + timedelta(hours=1)
    assert later == notification_of(payload(notification(alert(until=later)))).alerts[0].until
