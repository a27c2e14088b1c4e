"""Stores samples: gives each series a number, notes what counters grew by, and which series ended.

Collections are added by any thread and wait in memory. They are written together, as two Arrow tables in one
transaction, so a commit costs about the same for ten samples and for ten thousand.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from monitor.sample import Measured, Sample, Series
from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from sql.warehouse import Warehouse

LOOKBACK: Final = timedelta(minutes=5)
"""How old a value may be to be the present one, as in Prometheus."""
_FIRST_ROOM: Final = 1024
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 (the warehouse's times are UTC without saying so)
_SERIES: Final = pa.schema(
    {
        "series_id": pa.int32(),
        "name": pa.string(),
        "labels": pa.map_(pa.string(), pa.string()),
        "kind": pa.string(),
        "first_seen_at": pa.timestamp("us"),
    }
)
_SAMPLES: Final = pa.schema(
    {"series_id": pa.int32(), "ts": pa.timestamp("us"), "value": pa.float64(), "increase": pa.float64()}
)


@dataclass(slots=True)
class _Source:
    """What one target told last: its series as it named them, and their numbers."""

    series: tuple[Series, ...] = ()
    ids: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of one collection; `value` and `increase` are null where the masks say so."""

    ts: datetime
    ids: NDArray[np.int32]
    values: NDArray[np.float64]
    has_no_value: NDArray[np.bool_]
    increases: NDArray[np.float64]
    has_no_increase: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Batch:
    """Collections that wait to be stored, and the series that are new in them."""

    rows: tuple[_Rows, ...]
    series: tuple[tuple[int, Series, datetime], ...]

    @property
    def earliest(self) -> datetime:
        """The moment of the first of its samples."""
        return min(rows.ts for rows in self.rows)

    def store(self, cursor: DuckDBPyConnection) -> None:
        """Write it, inside a transaction."""
        if self.series:
            cursor.register("new_series", _series_table(self.series))
            cursor.execute(catalog.statement("store_series").body)
            cursor.unregister("new_series")
        cursor.register("new_samples", _samples_table(self.rows))
        cursor.execute(catalog.statement("store_samples").body)
        cursor.unregister("new_samples")


class SampleStore:
    """The samples of one warehouse; there is one of it in a process."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._lock = threading.Lock()
        self._loading = threading.Lock()
        self._is_loaded = False
        self._ids: dict[tuple[str, tuple[tuple[str, str], ...]], int] = {}
        self._sources: dict[str, _Source] = {}
        self._last = np.full(_FIRST_ROOM, np.nan)
        self._grows = np.zeros(_FIRST_ROOM, np.bool_)
        self._next_id = 0
        self._unsaved: list[tuple[int, Series, datetime]] = []
        self._waiting: list[_Rows] = []

    def load_once(self, now: datetime) -> None:
        """`load` if that was not done yet. To be called before the first `add`, by any thread."""
        with self._loading:
            if not self._is_loaded:
                self.load(now)
                self._is_loaded = True

    def load(self, now: datetime) -> None:
        """Go on from what is stored: the numbers of series, their last values, and those that still live.

        Series that lived when the process ended, and that no target tells any more, are ended by the first collections
        of `settle`.
        """
        with self._warehouse.reader() as cursor:
            rows = cursor.execute(catalog.statement("known_series").body, {"since": now - 2 * LOOKBACK}).fetchall()
        with self._lock:
            alive = []
            for series_id, name, names, values, kind, last, is_alive in rows:
                series = Series(name, tuple(sorted(zip(names, values, strict=True))), kind)
                self._ids[series[:2]] = series_id
                self._make_room(series_id)
                self._grows[series_id] = series.is_cumulative
                if last is not None:
                    self._last[series_id] = last
                if is_alive:
                    alive.append((series, series_id))
            self._next_id = 1 + max((row[0] for row in rows), default=-1)
            self._sources[""] = _Source(
                tuple(series for series, _ in alive), np.array([one for _, one in alive], np.int32)
            )

    def settle(self, ts: datetime) -> None:
        """End the series that lived before the start and that no target has told since."""
        with self._lock:
            before = self._sources.pop("", _Source()).ids
            told = [source.ids for source in self._sources.values()]
            gone = np.setdiff1d(before, np.concatenate(told)) if told else before
            self._end(gone, ts)

    def add(self, source: str, ts: datetime, collected: Measured | Iterable[Sample]) -> int:
        """Take in what a target told at `ts` (UTC without a zone); returns how many samples there are.

        Series that it told before and does not tell now have ended.
        """
        measured = collected if isinstance(collected, Measured) else Measured.of(collected)
        with self._lock:
            known = self._sources.setdefault(source, _Source())
            if known.series is measured.series:
                ids = known.ids
            else:
                ids = np.fromiter((self._id(series, ts) for series in measured.series), np.int32, len(measured))
                self._end(np.setdiff1d(known.ids, ids), ts)
                self._sources[source] = _Source(measured.series, ids)
            self._put(ts, ids, np.asarray(measured.values, np.float64))
        return len(measured)

    def forget(self, source: str, ts: datetime) -> None:
        """End all series of a target: it is gone, or did not answer."""
        with self._lock:
            known = self._sources.pop(source, _Source())
            self._end(known.ids, ts)

    def _id(self, series: Series, ts: datetime) -> int:
        found = self._ids.get(series[:2])
        if found is None:
            found = self._ids[series[:2]] = self._next_id
            self._next_id += 1
            self._make_room(found)
            self._grows[found] = series.is_cumulative
            self._unsaved.append((found, series, ts))
        return found

    def _make_room(self, series_id: int) -> None:
        while series_id >= len(self._last):
            self._last = np.concatenate([self._last, np.full(len(self._last), np.nan)])
            self._grows = np.concatenate([self._grows, np.zeros(len(self._grows), np.bool_)])

    def _put(self, ts: datetime, ids: NDArray[np.int32], values: NDArray[np.float64]) -> None:
        last = self._last[ids]
        increases = np.where(values < last, values, values - last)
        has_none = ~self._grows[ids] | np.isnan(increases)
        self._last[ids] = np.where(np.isnan(values), last, values)
        self._wait(_Rows(ts, ids, values, np.zeros(len(ids), np.bool_), increases, has_none))

    def _end(self, ids: NDArray[np.int32], ts: datetime) -> None:
        if len(ids):
            every = np.ones(len(ids), np.bool_)
            nothing = np.zeros(len(ids))
            self._wait(_Rows(ts, ids, nothing, every, nothing, every))

    def _wait(self, rows: _Rows) -> None:
        self._waiting.append(rows)

    def take(self) -> Batch | None:
        """All that waits, which is then the caller's to store; None where nothing does."""
        with self._lock:
            rows, self._waiting = self._waiting, []
            series, self._unsaved = self._unsaved, []
        return Batch(tuple(rows), tuple(series)) if rows else None

    def drop_series(self, ids: Iterable[int]) -> None:
        """Forget series that are no longer in the warehouse; one that comes again is a new one."""
        gone = set(ids)
        with self._lock:
            for name, source in self._sources.items():
                if not gone.isdisjoint(source.ids.tolist()):
                    self._sources[name] = _Source((), source.ids[~np.isin(source.ids, list(gone))])
            self._ids = {key: series_id for key, series_id in self._ids.items() if series_id not in gone}


def _series_table(series: Sequence[tuple[int, Series, datetime]]) -> pa.Table:
    columns = [
        [series_id for series_id, _, _ in series],
        [one.name for _, one, _ in series],
        [list(one.labels) for _, one, _ in series],
        [one.kind for _, one, _ in series],
        [ts for _, _, ts in series],
    ]
    return pa.table(columns, schema=_SERIES)


def _samples_table(rows: Sequence[_Rows]) -> pa.Table:
    micros = np.repeat(
        np.array([(one.ts - _EPOCH) // timedelta(microseconds=1) for one in rows], np.int64),
        [len(one.ids) for one in rows],
    )
    return pa.table(
        [
            pa.array(np.concatenate([one.ids for one in rows])),
            pa.array(micros).cast(pa.timestamp("us")),
            pa.array(
                np.concatenate([one.values for one in rows]), mask=np.concatenate([one.has_no_value for one in rows])
            ),
            pa.array(
                np.concatenate([one.increases for one in rows]),
                mask=np.concatenate([one.has_no_increase for one in rows]),
            ),
        ],
        schema=_SAMPLES,
    )
