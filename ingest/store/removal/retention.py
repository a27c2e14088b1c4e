"""Drops records whose retention is over, or that do not fit into the warehouse: whole UTC days, oldest first.

One step is one day in one transaction of simple deletes, so that nobody waits long. The age of a record counts from its
time, or from the first time that Longtail saw its file, if that is later. So logs of last year that are read today stay
as long as today's. A late record in a file that is known for long is dropped by the next run. The ledger counts dropped
records, so that it can still be proven; hourly numbers stay longer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa

from ingest.source_settings import fitting
from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duckdb import DuckDBPyConnection

    from ingest.settings import Settings
    from sql.warehouse import Warehouse

_DAY = timedelta(days=1)
_EXPIRING = pa.schema({"file_id": pa.int32(), "before": pa.timestamp("us")})


def days_of(source: str, retention_days: Mapping[str, int]) -> int:
    """How many days the records of `source` stay: by its name, else by the longest matching pattern."""
    return next((retention_days[pattern] for pattern in fitting(source, retention_days)), 0)


@dataclass(frozen=True, slots=True)
class Dropped:
    """What one step dropped; `day` is null if it was not a day of records."""

    day: datetime | None
    rows: int = 0
    rejects: int = 0
    errors: int = 0
    hours: int = 0


class Retention:
    """Keeps a warehouse within what the settings allow."""

    def __init__(
        self, warehouse: Warehouse, settings: Settings, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._warehouse = warehouse
        self._settings = settings
        self._clock = clock
        self.problem: str | None = None
        """One sentence on why the warehouse stays too large, or None."""

    def run(self) -> list[Dropped]:
        """Take every step that is due."""
        steps = []
        while (step := self.step()) is not None:
            steps.append(step)
        return steps

    def step(self) -> Dropped | None:
        """Drop one day of records, or everything else that is due; None if nothing is.

        Raises `LongtailError` if the warehouse could not be written; then nothing was dropped.
        """
        expiring = self._expiring()
        day = self._oldest_expired(expiring)
        if day is not None:
            return self._drop_day(day, expiring)
        rest = self._drop_rest(expiring)
        if rest is not None:
            return rest
        return self._shrink()

    def _before(self, days: int) -> datetime | None:
        """The day before which records are dropped, if they stay for this many days; None if they stay for ever."""
        if days == 0:
            return None
        today = self._clock().astimezone(UTC).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
        return today - timedelta(days=days)

    def _expiring(self) -> pa.Table:
        """The first day whose records stay, for each file."""
        with self._warehouse.reader() as cursor:
            files = cursor.execute("select file_id, source from files").fetchall()
        before = {source: self._before(days_of(source, self._settings.retention_days)) for _, source in files}
        known = [(file_id, before[source]) for file_id, source in files if before[source] is not None]
        return pa.table([[item[0] for item in known], [item[1] for item in known]], schema=_EXPIRING)

    def _oldest_expired(self, expiring: pa.Table) -> datetime | None:
        if not len(expiring):
            return None
        with self._warehouse.reader() as cursor:
            cursor.register("expiring", expiring)
            latest = max(expiring["before"].to_pylist())
            row = cursor.execute(catalog.statement("oldest_expired_day").body, {"latest": latest}).fetchone()
        return row[0] if row else None

    def _drop_day(self, day: datetime, expiring: pa.Table | None) -> Dropped:
        """Drop one day of the files in `expiring` whose retention is over; of all files without it."""
        bounds = {"day": day, "next_day": day + _DAY}
        with self._warehouse.transaction() as cursor:
            if expiring is None:
                cursor.execute(
                    "create or replace temp table dropping as select file_id, $before::timestamp as before from files",
                    {"before": day + _DAY},
                )
            else:
                cursor.register("expiring", expiring)
                cursor.execute(catalog.statement("find_expired_files").body, bounds)
            cursor.execute(catalog.statement("count_dropped").body, bounds)
            rows = _run(cursor, "drop_logs", bounds)
            cursor.execute(catalog.statement("record_dropped").body)
            _run(cursor, "drop_ids", {"next_day": bounds["next_day"]})
            rejects = _drop_rejects(cursor) if expiring is None else 0
        self._warehouse.checkpoint()
        return Dropped(day, rows=rows, rejects=rejects)

    def _drop_rest(self, expiring: pa.Table) -> Dropped | None:
        """Drop invalid lines, errors and hourly numbers whose retention is over."""
        errors_before = self._before(days_of("errors", self._settings.retention_days))
        hours_before = self._before(self._settings.rollup_days)
        with self._warehouse.transaction() as cursor:
            cursor.register("expiring", expiring)
            cursor.execute("create or replace temp table dropping as select file_id, before from expiring")
            rejects = _drop_rejects(cursor)
            errors, hours = 0, 0
            if errors_before is not None:
                errors = _run(cursor, "drop_errors", {"before": errors_before})
                _run(cursor, "drop_echoes", {"before": errors_before})
            if hours_before is not None:
                hours = _run(cursor, "drop_rollup", {"before": hours_before})
                for name in ("drop_streams", "drop_coarse", "drop_coarse_streams", "drop_users"):
                    _run(cursor, name, {"before": hours_before})
        return Dropped(None, rejects=rejects, errors=errors, hours=hours) if rejects or errors or hours else None

    def _shrink(self) -> Dropped | None:
        """Drop the oldest day if the warehouse is too large."""
        limit = self._settings.max_warehouse_bytes
        self.problem = None
        if limit is None:
            return None
        self._warehouse.checkpoint()
        used = self._warehouse.used_bytes()
        if used <= limit:
            return None
        with self._warehouse.reader() as cursor:
            oldest, newest = cursor.execute(catalog.statement("stored_days").body).fetchone() or (None, None)
        if oldest is None or oldest >= newest:
            self.problem = (
                f"The warehouse takes {used:,} bytes and may take {limit:,}, but holds a single day: "
                "raise max_warehouse_bytes."
            )
            return None
        return self._drop_day(oldest, None)


def _drop_rejects(cursor: DuckDBPyConnection) -> int:
    """Drop the invalid lines that the temporary table `dropping` names, and note it in the ledger."""
    cursor.execute(catalog.statement("count_dropped_rejects").body)
    return _run(cursor, "drop_rejects")


def _run(cursor: DuckDBPyConnection, name: str, parameters: Mapping[str, datetime] | None = None) -> int:
    """Run a statement; returns how many rows it changed."""
    row = cursor.execute(catalog.statement(name).body, parameters or {}).fetchone()
    return int(row[0]) if row else 0
