"""Who is told: routes and their defaults, mistakes in settings, matching, times of the week."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from ingest.errors import SettingsError
from ingest.settings import Settings
from monitor.telling import digest, hours, matching
from monitor.telling.routing import Routing
from tests.monitor.telling.given import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

_HOOKS = tuple({"name": name, "kind": "webhook", "url": "http://127.0.0.1:9/"} for name in ("ops", "db", "night"))


def _told(routing: Routing, severity: str = "warning", **labels: str) -> list[str]:
    ways = routing.ways(matching.subject("high_error_rate", severity, labels, ("HighErrorRate",)))
    return sorted(way.channel for way in ways if way.channel != "in-app")


def test_first_match_wins_unless_it_continues() -> None:
    """Routes are a tree; what none takes goes the way of the defaults; the pages are always told."""
    routes: tuple[dict[str, Any], ...] = (
        {"match": {"severity": "critical"}, "channels": ["night"], "continue": True},
        {"match": {"service": ["shop*", "orders"]}, "channels": "ops", "group_wait": "1m", "routes": [
            {"match": {"component": "database"}, "channels": ["db"], "group_by": ["host"]},
        ]},
        {"match": {"rule": "HighErrorRate", "service": "!quiet"}, "channels": ["ops"]},
        {"match": {"service": "quiet"}, "channels": []},
    )  # fmt: skip
    routing = Routing(Settings(channel=_HOOKS, route=routes))
    assert _told(routing, service="shop-eu") == ["ops"]
    assert _told(routing, "critical", service="orders") == ["night", "ops"]
    assert _told(routing, service="shop", component="database") == ["db"]
    assert _told(routing, service="other") == ["ops"]
    assert _told(routing, service="quiet") == []
    inner = routing.way("2.1", "db")
    assert (inner.group_by, inner.group_wait, inner.group_interval) == (("host",), 60.0, 60.0)
    assert [way.channel for way in routing.ways(matching.subject("x", "info", {"service": "quiet"}))] == ["in-app"]


def test_others_are_told_of_a_channel_that_fails() -> None:
    """Those of its routes; all others where there is none among them, but where a route tells nobody."""

    def told(channel: str, *channels: str) -> list[str]:
        routing = Routing(Settings(channel=_HOOKS, route=({"channels": list(channels)},)))
        ways = routing.ways(matching.subject("channel_fails", "error", {"channel": channel}))
        return [way.channel for way in ways]

    assert told("ops", "ops", "db") == ["in-app", "db"]
    assert told("ops", "ops") == ["in-app", "db", "night"]
    assert told("night", "ops") == ["in-app", "ops"]
    assert told("ops") == ["in-app"]


def test_defaults_route_by_severity_and_component(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a route: everything from warning up, and the environment's mails their own part."""
    for name in ("TO", "CRITICAL", "WARNING", "CELERY"):
        monkeypatch.setenv(f"ALERT_EMAIL_{name}", f"{name.lower()}@example.org")
    monkeypatch.setenv("SMTP_HOST", "127.0.0.1:2525")
    monkeypatch.setenv("SMTP_FROM", "longtail@example.org")
    routing = Routing(settings())
    assert _told(routing, "info") == ["email", "ops"]
    found = matching.subject("x", "info", {})
    assert {way.group(found) for way in routing.ways(found)} == {
        "default digest",
        'in-app {"rule": "x", "severity": "info"}',
    }
    assert _told(routing, "warning") == ["email", "email-warning", "ops"]
    assert _told(routing, "critical", component="celery") == ["email", "email-celery", "email-critical", "ops"]


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        ({"route": ({"chanels": ["ops"]},)}, "chanels in [[route]] 1 is not a setting: did you mean channels?"),
        ({"route": ({"channels": ["opps"]},)}, "[[route]] 1 has the channel 'opps', which is none: did you mean ops?"),
        ({"route": ({"continues": True},)}, "continues in [[route]] 1 is not a setting: did you mean continue?"),
        ({"route": ({"group_wait": "soon"},)}, "[[route]] 1: group_wait is wrong: it must be a duration such as"),
        ({"route": ({"hours": "all day"},)}, "[[route]] 1: 'all day' must be a time of the week such as"),
        ({"route": ({"hours": "9:00-17:00", "timezone": "Mars"},)}, "[[route]] 1: 'Mars' is no time zone"),
        ({"route": ({"channels": ["ops"], "escalate": {"after": "5m", "channels": ["ops"]}},)}, "escalates to 'ops'"),
        ({"route": ({"escalate": {"channels": ["ops"]}},)}, "escalate.0.after"),
        ({"route": ({"digest": "9 o'clock"},)}, 'digest is wrong: it must be times of day such as "09:00"'),
        ({"maintenance": ({"name": "backup"},)}, "[[maintenance]] 'backup' has no hours: add it"),
        ({"inhibit": ({"source": {"severity": 1}, "target": {}},)}, "'severity' must have a text, or a list of texts"),
    ],
)
def test_mistakes_are_told(tables: Mapping[str, Any], sentence: str) -> None:
    """One sentence with the table, the key and the nearest name."""
    with pytest.raises(SettingsError) as raised:
        Routing(Settings(channel=_HOOKS, **tables))
    assert sentence in str(raised.value)


@pytest.mark.parametrize(
    ("told", "now", "until", "begins"),
    [
        ("mon-fri 09:00-18:00", "2026-03-02T08:30", "2026-03-02T17:00", "2026-03-02T08:30"),
        ("mon-fri 09:00-18:00", "2026-03-06T17:00", None, "2026-03-09T08:00"),
        ("22:00-06:00", "2026-03-02T03:00", "2026-03-02T05:00", "2026-03-02T03:00"),
        ("sat,sun 00:00-24:00", "2026-03-07T12:00", "2026-03-08T23:00", "2026-03-07T12:00"),
        ("sun 02:00-04:00", "2026-03-29T00:30", None, "2026-03-29T01:00"),
    ],
)
def test_times_of_the_week(told: str, now: str, until: str | None, begins: str) -> None:
    """In the zone's own time, over midnight, over a change of the clock, and joined where they meet."""
    found, moment = hours.parse([told], "Europe/Berlin"), datetime.fromisoformat(now)
    assert found.until(moment) == (until and datetime.fromisoformat(until))
    assert found.begins(moment) == datetime.fromisoformat(begins)


@pytest.mark.parametrize(
    ("told", "after", "expected"),
    [
        ("09:00", "2026-03-02T07:59", "2026-03-02T08:00"),
        ("09:00", "2026-03-02T08:00", "2026-03-03T08:00"),
        (["17:00", "09:00"], "2026-03-02T08:00", "2026-03-02T16:00"),
        ("1h", "2026-03-02T08:10", "2026-03-02T09:00"),
        ("1d", "2026-03-28T09:00", "2026-03-29T07:00"),
        ("1w", "2026-03-03T09:00", "2026-03-09T08:00"),
        ("02:30", "2026-03-28T12:00", "2026-03-29T01:30"),
        ("30m", "2026-10-25T00:30", "2026-10-25T02:00"),
    ],
)
def test_times_of_digests(told: Any, after: str, expected: str) -> None:
    """Each is later than the last, in the zone's own time, also where the clock changes."""
    found = digest.parse(told)
    assert found is not None
    moment = replace(found, zone="Europe/Berlin").next(datetime.fromisoformat(after))
    assert moment == datetime.fromisoformat(expected)
