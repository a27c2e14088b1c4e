"""The part that tells people: takes part in the transaction of alerts' changes, and makes notifications of what is due.

What is due is planned twice: first to know of which alerts evidence is wanted, which is looked for outside any
transaction; then for good, in the transaction that writes the notifications and that they were told.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from monitor import clock
from monitor.notify import outbox
from monitor.notify.notice import Event
from monitor.received import store as received
from monitor.rules import lately
from monitor.rules.severity import Severity
from monitor.rules.store import id_of
from monitor.scheduler import Job
from monitor.telling import episodes, evidence, matching, notices, told
from monitor.telling.evidence import Evidence
from monitor.telling.mutes import Mutes
from monitor.telling.notices import Origins
from monitor.telling.planning import Plan, Situation, plan
from monitor.telling.routing import Routing
from monitor.telling.told import Told
from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from ingest.settings import Settings
    from monitor.limits import Limit
    from monitor.notify.notice import Notification
    from monitor.received.receiving import Receiving
    from monitor.rules.alerting import Alerting, Standing
    from monitor.rules.lately import Lately
    from monitor.rules.rule import Rule
    from monitor.rules.states import Change
    from monitor.telling.planning import Planned
    from sql.warehouse import Warehouse

JOB = "telling"
_LOOK_SECONDS = 1.0
_LOOK_LIMIT = 60.0
_TIDY_SECONDS = 3600.0
_MEND_SECONDS = timedelta(seconds=60)
FAILS_FOR = timedelta(seconds=60)
"""A rule that fails for less is not told."""
MOST_EVIDENCE = 20
"""Alerts whose evidence is looked for at once: more than that nobody reads."""
MOST_CHARTS = 3
"""Alerts of a notification that have one."""
CHART_SECONDS = 3.0
"""What the values of all charts together may take before people are told."""
_ERROR_LABELS = (("error", "rule"),)


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What goes with what is told, by alert and firing."""

    origins: Origins
    evidence: Mapping[tuple[str, datetime], Evidence]
    charts: Mapping[tuple[str, datetime], Lately]


class Telling:
    """What `Watching` runs to decide who is told what. Raises `SettingsError` where routes are wrong."""

    def __init__(self, warehouse: Warehouse, settings: Settings, clock: Callable[[], datetime] = clock.now) -> None:
        self._warehouse = warehouse
        self._settings = settings
        self._clock = clock
        self._alerting: Alerting | None = None
        self._lock = threading.Lock()
        self._generation = -1
        self._due: datetime | None = None
        self._mended_at = datetime.min  # noqa: DTZ901 (UTC without a zone, long ago)
        self._failed: set[str] | None = None
        self.routing = Routing(settings)

    @property
    def rules(self) -> Mapping[str, Rule]:
        """The rules that are known."""
        return {} if self._alerting is None else self._alerting.rules

    def connect(self, alerting: Alerting, receiving: Receiving | None = None) -> None:
        """Tell of the alerts of these parts."""
        self._alerting = alerting
        for part in (alerting, receiving):
            if part is not None:
                part.on_store.append(self.on_store)

    def jobs(self) -> Iterator[Job]:
        """One that looks for what is due, and one that keeps the table small."""
        yield Job(JOB, _LOOK_SECONDS, _LOOK_LIMIT, lambda _: self.look(), lambda _: None)
        yield Job("tidy told alerts", _TIDY_SECONDS, _LOOK_LIMIT, self._tidy, lambda _: None)

    def take(self) -> None:
        """Nothing: what is told is written with what causes it."""

    def store(self, cursor: DuckDBPyConnection, batch: Any) -> None:
        """Nothing, as `take` gives nothing."""

    def on_store(self, cursor: DuckDBPyConnection, changes: Sequence[tuple[Rule, Change]]) -> None:
        """Write what is to be told of these changes, in the transaction that stores them."""
        episodes.take(cursor, self.routing, changes, self._clock())

    def look(self) -> int:
        """Make notifications of what is due; how many there were."""
        with self._lock:
            now = self._clock()
            self._note_failures(now)
            if now - self._mended_at >= _MEND_SECONDS:
                self._mend(now)
                self._mended_at = now
            return self._tell(now) if self._is_due(now) else 0

    def _is_due(self, now: datetime) -> bool:
        generation = self._warehouse.generation
        if generation != self._generation:
            with self._warehouse.reader() as cursor:
                row = cursor.execute(catalog.statement("next_told_alert").body).fetchone()
            self._due, self._generation = row[0] if row else None, generation
        return self._due is not None and self._due <= now

    def _tell(self, now: datetime) -> int:
        with self._warehouse.reader() as cursor:
            due = told.read(cursor, "due_told_alerts", now=now)
            expected = self._plan(cursor, due, now)
            origins = Origins(self.rules, received.known(cursor, sorted({row.alert_id for row in due})))
        places = {row.place for row in due}
        gathered = _Gathered(origins, self._evidence(expected, origins), self._charts(expected, origins))
        with self._warehouse.transaction() as cursor:
            due = [row for row in told.read(cursor, "due_told_alerts", now=now) if row.place in places]
            made = self._plan(cursor, due, now)
            told.write(cursor, made.rows)
            outbox.add(cursor, [self._notification(one, gathered, now) for one in made.notifications])
        return len(made.notifications)

    def _notification(self, planned: Planned, gathered: _Gathered, now: datetime) -> Notification:
        charts = gathered.charts if self.routing.takes_charts(planned.channel) else {}

        def found(row: Told) -> Evidence:
            return replace(gathered.evidence.get(row.place[:2], Evidence()), lately=charts.get(row.place[:2]))

        return notices.notification(planned, self._settings, gathered.origins, found, now)

    def _plan(self, cursor: DuckDBPyConnection, due: Sequence[Told], now: datetime) -> Plan:
        mutes = Mutes.read(cursor, self.routing, self.rules, now)
        acknowledged = {
            (row["alert_id"], row["fired_at"]): (row["state"], row["severity"])
            for row in told.rows(cursor, "acknowledged_alerts")
        }
        escalating = sorted({row.alert_id for row in due if self.routing.way(row.route, row.channel).steps})
        known = told.read(cursor, "open_told_alerts", alert_ids=escalating, after=now) if escalating else []
        return plan(due, Situation(self.routing, mutes, acknowledged, self.rules, known))

    def _evidence(self, expected: Plan, origins: Origins) -> dict[tuple[str, datetime], Evidence]:
        """The evidence of what fires, once for each alert, whatever the number of channels."""
        found: dict[tuple[str, datetime], Evidence] = {}
        for row, event in (one for planned in expected.notifications for one in planned.told):
            rule = origins.rule(row)
            key = row.alert_id, row.fired_at
            is_wanted = event in (Event.FIRING, Event.REPEAT) and len(found) < MOST_EVIDENCE
            if rule is not None and key not in found and is_wanted:
                found[key] = evidence.gather(self._warehouse, row, rule)
        return found

    def _charts(self, expected: Plan, origins: Origins) -> dict[tuple[str, datetime], Lately]:
        """The values of what is told to channels that take a picture; what takes too long is told without."""
        found: dict[tuple[str, datetime], Lately] = {}
        deadline = time.monotonic() + CHART_SECONDS
        for planned in expected.notifications:
            if not self.routing.takes_charts(planned.channel):
                continue
            for row, event in planned.told[:MOST_CHARTS]:
                rule, left = self.rules.get(row.rule), deadline - time.monotonic()
                is_wanted = row.place[:2] not in found and event is not Event.ERROR and origins.rule(row) is rule
                if rule is not None and is_wanted and left > 0:
                    span = row.since or row.fired_at, self._clock()
                    made = lately.values(self._warehouse, rule, row.alert_id, span, left)
                    found |= {row.place[:2]: made} if made is not None else {}
        return found

    def _mend(self, now: datetime) -> None:
        """End what is open of alerts that are over: those of rules that are gone, and of other processes' changes."""
        with self._warehouse.reader() as cursor:
            if not told.rows(cursor, "ended_told_alerts"):
                return
        with self._warehouse.transaction() as cursor:
            changed = []
            for row in told.rows(cursor, "ended_told_alerts"):
                known = told.of(row)
                at = row["ended"]["ts"] or now
                over = episodes.ended(known, at, row["ended"]["reason"] or "rule removed")
                way = self.routing.way(known.route, known.channel)
                due = way.digest.next(now) if known.is_digest and way.digest else now
                changed.append(over if known.told_event is None else replace(over, due_at=due))
            told.write(cursor, changed)

    def _note_failures(self, now: datetime) -> None:
        """Tell once that a rule fails, and that it works again."""
        if self._failed is None:
            with self._warehouse.reader() as cursor:
                self._failed = {row.rule for row in told.read(cursor, "failed_rules")}
        standings = {one.rule.name: one for one in (self._alerting.standings() if self._alerting else ())}
        begun = {name for name, one in standings.items() if one.problem is not None} - self._failed
        works = {name for name, one in standings.items() if one.problem is None and one.has_run}
        over = self._failed & (works | (self._failed - standings.keys()))
        if not begun and not over:
            return
        with self._warehouse.transaction() as cursor:
            changed = [row for name in sorted(begun) for row in self._failure(standings[name], now)]
            for row in told.read(cursor, "failed_rules"):
                if row.rule in over:
                    ended = episodes.ended(row, now, notices.recovery(row.rule))
                    changed.append(replace(ended, due_at=now if row.told_event is not None else None))
            told.write(cursor, changed)
        self._failed = (self._failed | begun) - over

    def _failure(self, standing: Standing, now: datetime) -> Iterator[Told]:
        rule, severity = standing.rule, Severity.ERROR.value
        found = matching.subject(rule.name, severity, rule.labels, rule.also)
        reason = notices.failure(rule, standing.problem or "")
        for way in self.routing.ways(found):
            yield Told(
                alert_id=id_of(rule.name, _ERROR_LABELS),
                fired_at=now,
                channel=way.channel,
                rule=rule.name,
                labels=dict(rule.labels),
                route=way.route,
                group_key=way.group(found),
                state=told.ERROR,
                severity=severity,
                changed_at=now,
                reason=reason,
                due_at=now + max(FAILS_FOR, timedelta(seconds=way.group_wait)),
            )

    def _tidy(self, _limit: Limit) -> None:
        days = self._settings.rollup_days
        if days:
            with self._warehouse.transaction() as cursor:
                cursor.execute(
                    catalog.statement("drop_told_alerts").body, {"before": self._clock() - timedelta(days=days)}
                )
