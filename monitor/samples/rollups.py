"""Sums samples up by minute, and minutes by hour: whole ones only, each once it is over.

The tables themselves say how far that is done, so a crash loses nothing: what is not there yet is summed up next. Where
samples came late, their minutes and hours are summed up anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sql import catalog

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sql.warehouse import Warehouse

GRACE: Final = timedelta(seconds=20)
"""How long after its end a minute is summed up: slow targets have answered by then."""
MOST_AT_ONCE: Final = timedelta(hours=6)
"""The longest range that one transaction sums up, after a long rest."""


@dataclass(frozen=True, slots=True)
class _Grain:
    name: str
    step: timedelta

    def floor(self, ts: datetime) -> datetime:
        """Where the minute or hour of `ts` begins."""
        return ts.replace(second=0, microsecond=0, minute=ts.minute if self.name == "minutes" else 0)


_MINUTES: Final = _Grain("minutes", timedelta(minutes=1))
_HOURS: Final = _Grain("hours", timedelta(hours=1))


class Rollups:
    """Sums up what is over; `until` of each grain is where the next one begins."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._until: dict[str, datetime | None] = {}

    def advance(self, now: datetime, earliest: datetime | None = None) -> bool:
        """Sum up the minutes and hours that are over at `now`; `earliest` is the earliest sample that was stored since.

        Returns whether something was written. Raises `LongtailError` where it could not be.
        """
        over = now - GRACE
        minutes = self._due(_MINUTES, over, earliest)
        if minutes is None:
            return False
        with self._warehouse.transaction() as cursor:
            _sum_up(cursor, _MINUTES, *minutes)
            hours = self._due(_HOURS, minutes[1], minutes[0], cursor)
            if hours is not None:
                _sum_up(cursor, _HOURS, *hours)
        self._until["minutes"] = minutes[1]
        if hours is not None:
            self._until["hours"] = hours[1]
        return True

    def _due(
        self, grain: _Grain, over: datetime, earliest: datetime | None, cursor: DuckDBPyConnection | None = None
    ) -> tuple[datetime, datetime] | None:
        """The range that is to be summed up, None where there is none."""
        until = self._until.get(grain.name) or self._stored(grain, cursor)
        if until is None:
            return None
        begin = until if earliest is None else min(until, max(grain.floor(earliest), until - MOST_AT_ONCE))
        end = min(grain.floor(over), grain.floor(max(begin, until) + MOST_AT_ONCE))
        if end <= until and begin >= until:
            return None
        return (begin, max(end, until)) if begin < max(end, until) else None

    def _stored(self, grain: _Grain, cursor: DuckDBPyConnection | None) -> datetime | None:
        if cursor is None:
            with self._warehouse.reader() as reader:
                return self._stored(grain, reader)
        row = cursor.execute(catalog.statement(f"rolled_{grain.name}").body).fetchone()
        return row[0] if row else None


def _sum_up(cursor: DuckDBPyConnection, grain: _Grain, begin: datetime, end: datetime) -> None:
    cursor.execute(catalog.statement(f"clear_{grain.name}").body, {"from_ts": begin})
    cursor.execute(catalog.statement(f"roll_{grain.name}").body, {"from_ts": begin, "to_ts": end})
