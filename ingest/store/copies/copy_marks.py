"""Marks copies: records whose event another stream of the service counts. Content decides, never the name of a file.

Each batch is compared with stored records within some seconds of it, in the transaction that stores it. If the mark of
a stored record changes, because the other file came later, `logs` and the rollups change in the same transaction. So
the order of arrival does not matter. The rule is in sql/statements/copies/judge_events.sql.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from sql import catalog

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from sql.warehouse import Warehouse

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 (the warehouse's times are UTC and name no zone)
_HOUR = timedelta(hours=1)
_MARGIN = timedelta(seconds=4)
"""How far around the judged records others are compared; the statements need at least two seconds."""

_MOST_SPANS = 8
_LEAST_PAUSE = 20
"""Seconds: a shorter pause between records does not justify a separate scan."""


def prepare(cursor: DuckDBPyConnection) -> None:
    """Add the mark to the temporary table `batch`, if it has none yet.

    Not in a transaction that has changed `batch` before: DuckDB cannot commit both.
    """
    cursor.execute("alter table batch add column if not exists is_copy boolean default false")


def apply(cursor: DuckDBPyConnection) -> None:
    """Mark the copies in the temporary table `batch` (columns of `logs`), and stored records that become copies.

    Runs before the batch is stored, and after `sources` knows who wrote it.
    """
    prepare(cursor)
    seconds = cursor.execute(catalog.statement("batch_seconds").body).fetchnumpy()["second"]
    if len(seconds):
        _judge(cursor, {**_spans(np.sort(seconds)), "judge_from": None, "judge_to": None})


def judge_anew(cursor: DuckDBPyConnection, hour: datetime) -> None:
    """Mark the stored records of an hour as if all their files came now, on a writer's cursor."""
    cursor.execute("create or replace temporary table batch as from logs limit 0")
    span = {"begins": [_moved(hour, -_MARGIN)], "ends": [_moved(hour, _HOUR + _MARGIN)]}
    _judge(cursor, {**span, "judge_from": hour, "judge_to": _moved(hour, _HOUR)})


def doubt(warehouse: Warehouse) -> None:
    """Note that all records need new marks, if the setting `counted` has changed since they were marked."""
    with warehouse.transaction() as cursor:
        cursor.execute(catalog.statement("mark_hours_unjudged").body)
        cursor.execute("delete from meta where key = 'judged_by'")
        cursor.execute(catalog.statement("record_judged_by").body)


def settle(warehouse: Warehouse) -> bool:
    """Mark the newest of the hours that need new marks, in one transaction; returns whether there was one."""
    with warehouse.reader() as reader:
        row = reader.execute(catalog.statement("next_unjudged").body).fetchone()
    if row is None or row[0] is None:
        return False
    with warehouse.transaction() as cursor:
        judge_anew(cursor, row[0])
        cursor.execute(catalog.statement("mark_hour_judged").body, {"hour": row[0]})
    return True


def _spans(seconds: NDArray[np.int64]) -> dict[str, list[datetime]]:
    """The time spans around sorted seconds, split at the longest pauses into as many as logs_within takes."""
    pauses = np.diff(seconds)
    cuts = np.sort(np.argsort(-pauses, kind="stable")[: _MOST_SPANS - 1])
    cuts = cuts[pauses[cuts] > _LEAST_PAUSE] + 1
    parts = np.split(seconds, cuts)
    return {
        "begins": [_moved(_EPOCH, timedelta(seconds=int(part[0])) - _MARGIN) for part in parts],
        "ends": [_moved(_EPOCH, timedelta(seconds=int(part[-1]) + 1) + _MARGIN) for part in parts],
    }


def _moved(moment: datetime, by: timedelta) -> datetime:
    """The moment so much later, and no further than years have four digits: a log may say any time."""
    try:
        return moment + by
    except OverflowError:
        return datetime.min if by < timedelta(0) else datetime.max  # noqa: DTZ901 (as _EPOCH)


def _judge(cursor: DuckDBPyConnection, span: dict[str, Any]) -> None:
    if _run(cursor, "collect_events", span) == 0 and span["judge_from"] is None:
        return
    _run(cursor, "judge_events")
    marked = _run(cursor, "mark_batch")
    flipped = _run(cursor, "find_changed_marks")
    if marked or flipped:
        _run(cursor, "update_source_copies")
    if flipped:
        _run(cursor, "update_rollup_marks")
        _run(cursor, "update_log_marks")


def _run(cursor: DuckDBPyConnection, name: str, parameters: dict[str, Any] | None = None) -> int:
    """Run a statement; returns how many rows it changed."""
    row = cursor.execute(catalog.statement(name).body, parameters or {}).fetchone()
    return int(row[0]) if row else 0
