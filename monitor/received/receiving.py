"""The part that takes alerts which others send: they fire, are told and end as the alerts of rules do.

What fires has a row in `alerts`, each begin and end one in `alert_events`, written in one transaction with what people
are told of it. The same labels are the same alert: sent again, it only lasts longer. What its sender says is over, or
does not say again in time, is resolved. After a start senders have `RESOLVE_TIMEOUT` to say again what fires.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from monitor import clock
from monitor.received import store
from monitor.received.posted import RESOLVE_TIMEOUT
from monitor.received.store import Received
from monitor.rules import store as alerts
from monitor.rules.states import Alert, Change
from monitor.scheduler import Job
from sql import catalog
from sql.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from ingest.settings import Settings
    from monitor.limits import Limit
    from monitor.received.posted import Posted
    from monitor.rules.rule import Rule
    from sql.warehouse import Warehouse

MOST_FIRING = 20_000
"""Alerts of others that fire at a time."""
NOT_SENT_AGAIN = "not sent again"
_LOOK_SECONDS = 5.0
_LOOK_LIMIT = 60.0
_TIDY_SECONDS = 3600.0


class Receiving:
    """What `Watching` runs to take alerts of others."""

    def __init__(self, warehouse: Warehouse, settings: Settings, clock: Callable[[], datetime] = clock.now) -> None:
        self._warehouse = warehouse
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._patient_until = clock() + RESOLVE_TIMEOUT
        self._next_end: datetime | None = None
        self._has_looked = False
        self.own_rules: Callable[[], Collection[str]] = tuple
        """The names that Longtail's own rules have: an alert of another with such a name is told apart."""
        self.on_store: list[Callable[[DuckDBPyConnection, Sequence[tuple[Rule, Change]]], None]] = []
        """What takes part in the transaction that stores changes."""

    def jobs(self) -> Iterator[Job]:
        """One that ends what is not sent again, and one that keeps the table small."""
        yield Job("received alerts", _LOOK_SECONDS, _LOOK_LIMIT, lambda _: self.end_late(), lambda _: None)
        yield Job("tidy received alerts", _TIDY_SECONDS, _LOOK_LIMIT, self._tidy, lambda _: None)

    def take(self) -> None:
        """Nothing: what is received is written before it is answered."""

    def store(self, cursor: DuckDBPyConnection, batch: Any) -> None:
        """Nothing, as `take` gives nothing."""

    def receive(self, posted: Sequence[Posted]) -> None:
        """Take what was sent; when it returns, it is stored. Raises `BusyError` where too much fires."""
        with self._lock:
            now, own = self._clock(), set(self.own_rules())
            named = [replace(one, rule=f"{one.rule} (received)") if one.rule in own else one for one in posted]
            last = {store.identity(one.rule, one.labels): one for one in named}
            with self._warehouse.transaction() as cursor:
                known = store.known(cursor, list(last))
                rows, changes = [], []
                for alert_id, one in last.items():
                    row, change = _taken(alert_id, one, known.get(alert_id), now)
                    rows += [row] if row is not None else []
                    changes += [(row.as_rule, change)] if row is not None and change is not None else []
                self._check_room(cursor, changes)
                self._write(cursor, rows, changes, now)
            self._has_looked = False

    def end_late(self) -> int:
        """Resolve what was not sent again in time; how many there were."""
        with self._lock:
            now = self._clock()
            if now < self._patient_until or not self._is_due(now):
                return 0
            with self._warehouse.transaction() as cursor:
                rows = [
                    replace(row, resolved_at=max(row.ends_at, row.fired_at), updated_at=now)
                    for row in store.read(cursor, "ended_received", now=now)
                ]
                changes = [(row.as_rule, _ended(row, NOT_SENT_AGAIN)) for row in rows]
                self._write(cursor, rows, changes, now)
            self._has_looked = False
            return len(rows)

    def _is_due(self, now: datetime) -> bool:
        if not self._has_looked:
            with self._warehouse.reader() as cursor:
                row = cursor.execute(catalog.statement("next_received_end").body).fetchone()
            self._next_end, self._has_looked = row[0] if row else None, True
        return self._next_end is not None and self._next_end <= now

    def _check_room(self, cursor: DuckDBPyConnection, changes: Sequence[tuple[Rule, Change]]) -> None:
        begun = sum(change.fires for _, change in changes)
        row = cursor.execute(catalog.statement("next_received_end").body).fetchone() if begun else None
        if row is not None and row[1] + begun > MOST_FIRING:
            sentence = f"More than {MOST_FIRING:,} alerts of others would fire: send less."
            raise BusyError(sentence)

    def _write(
        self,
        cursor: DuckDBPyConnection,
        rows: Sequence[Received],
        changes: Sequence[tuple[Rule, Change]],
        now: datetime,
    ) -> None:
        store.write(cursor, rows)
        if changes:
            alerts.write_received(cursor, [(rule.name, change) for rule, change in changes], now)
            for take_part in self.on_store:
                take_part(cursor, changes)

    def _tidy(self, _limit: Limit) -> None:
        days = self._settings.rollup_days
        if days:
            with self._warehouse.transaction() as cursor:
                before = self._clock() - timedelta(days=days)
                cursor.execute(catalog.statement("drop_received").body, {"before": before})


def _taken(
    alert_id: str, posted: Posted, known: Received | None, now: datetime
) -> tuple[Received | None, Change | None]:
    """The row of what was sent, and what it changes; no row where it is the end of what does not fire."""
    fires, fired = posted.ends_at > now, known is not None and known.resolved_at is None
    if not fires and not fired:
        return None, None
    if known is not None and fired:
        fired_at = known.fired_at
    else:
        is_new_time = known is None or known.resolved_at is None or posted.starts_at > known.resolved_at
        fired_at = posted.starts_at if is_new_time else now
    row = Received(
        alert_id=alert_id,
        rule=posted.rule,
        labels=posted.labels,
        annotations=posted.annotations or (known.annotations if known else {}),
        generator_url=posted.generator_url or (known.generator_url if known else ""),
        severity=posted.severity,
        starts_at=min(posted.starts_at, known.starts_at) if known is not None and fired else posted.starts_at,
        fired_at=fired_at,
        ends_at=posted.ends_at,
        updated_at=now,
        resolved_at=None if fires else max(posted.ends_at, fired_at),
    )
    if fires and not fired:
        return row, Change(fired_at, Alert(row.alert.labels), row.alert)
    return row, None if fires else _ended(row, "")


def _ended(row: Received, reason: str) -> Change:
    """The end of what fired; `row` has it."""
    before = replace(row, resolved_at=None).alert
    return Change(row.resolved_at or row.updated_at, before, row.alert, reason or "recovered")
