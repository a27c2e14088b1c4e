"""A warehouse with alerts: six hours of three machines' load, rules over it, and what people were told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from monitor.notify import outbox
from monitor.notify.notice import AlertNotice, Notification
from monitor.notify.outbox import Mark
from monitor.rules import rule as rules
from monitor.rules.alerting import Alerting
from monitor.scheduler import Ended, Turn
from monitor.service import Watching
from sql.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

    from ingest.settings import Settings
    from monitor.rules.rule import Rule
    from sql.warehouse import Warehouse

MARKUP = "<b>c</b> [x](http://evil)"
_BODY = (
    "select labels['host'] as host, max(value) as value from samples "
    "where name = 'load' and ts >= $from and ts < $to group by host"
)
_COMMON = "-- every: 30s\n-- parameters: limit = 5, critical = 9, window = 1m\n"
_TEXTS: Mapping[str, str] = {
    "high_load": (
        "-- title: The load is high\n-- severity: warning\n-- labels: component=machines\n-- unit: ms\n"
        "-- when: value > $limit\n-- critical when: value > $critical\n-- recovers: value < $limit for 1m\n"
        f"-- summary: The load of {{host}} is {{value}} in {{window}}\n{_COMMON}{_BODY}"
    ),
    "long_load": f"-- title: The load stays high\n-- for: 30m\n-- when: value > 5\n{_COMMON}{_BODY}",
    "huge_load": f"-- title: The load is huge\n-- unit: ms\n-- when: value > 100\n{_COMMON}{_BODY}",
    "broken": (
        "-- title: It cannot be asked\n-- when: value > 1\n"
        f"{_COMMON}select error('no such load') as value from samples where ts >= $from and ts < $to"
    ),
    "unwanted": f"-- title: Nobody wants it\n-- enabled: false\n-- when: value > 1\n{_COMMON}{_BODY}",
}
_SAMPLES = """
insert into samples_raw by name
select $id as series_id, $first::timestamp + range * interval 30 second as ts,
case when range >= 680 and $id = 0 then 10 when range between 480 and 500 and $id = 0 then 7
when range between 240 and 260 and $id = 2 then 6 else 2.5 end as value
from range(721 + $ahead)
"""


def known() -> dict[str, Rule]:
    """The rules by name."""
    return {name: rules.parse(text, name) for name, text in _TEXTS.items()}


def fill(warehouse: Warehouse, settings: Settings, now: datetime, minutes_ahead: int = 0) -> Watching:
    """Write the history up to `now` (UTC without a zone), evaluate the rules over it, and tell of it.

    With `minutes_ahead` the loads stay as they are for so long after it. Rules are whatever
    `monitor.rules.finding.all_rules` gives: tests let it give `known`.
    """
    first = now - timedelta(hours=6)
    with warehouse.transaction() as cursor:
        for number, host in enumerate(("a", "b", MARKUP)):
            cursor.execute(
                "insert into series values ($id, 'load', map {'host': $host}, 'gauge', $at)",
                {"id": number, "host": host, "at": first},
            )
            cursor.execute(_SAMPLES, {"id": number, "first": first, "ahead": 2 * minutes_ahead})
        for name, rule in known().items():
            if rule.enabled:
                cursor.execute(
                    "insert into rule_states values ($rule, $at, $digest, null, $at)",
                    {"rule": name, "at": first, "digest": rule.digest},
                )
    alerting = Alerting(warehouse, settings)
    for job in alerting.jobs():
        name = job.name.removeprefix("rule ")
        if name not in alerting.rules:
            continue
        try:
            alerting.evaluate(name)
        except QueryError as error:
            job.tell(Turn(now, Ended.FAILED, 0.0, error=error))
    with warehouse.transaction() as cursor:
        alerting.store(cursor, alerting.take())
        _tell(cursor, now)
    return Watching(warehouse, settings, print, [alerting])


def _tell(cursor: DuckDBPyConnection, now: datetime) -> None:
    """A mail that arrived, and one to a channel that refuses it."""
    since = now.replace(tzinfo=UTC) - timedelta(minutes=20)
    alert = AlertNotice("firing", "high_load", "critical", {"host": "a", "component": "machines"}, 10.0, 9.0, since)
    for key, channel, state, answer in (("k1", "mail", "sent", "250 OK"), ("k2", "chat", "refused", "404 gone <i>")):
        outbox.add(cursor, [Notification(key, channel, "firing", (alert,), since)])
        outbox.claim(cursor, channel)
        outbox.mark(cursor, Mark(key, channel, state, answer, sent_at=now if state == "sent" else None))
