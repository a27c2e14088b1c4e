"""The watching half starts, stores what it found, and stops."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from ingest.settings import Settings
from monitor.scheduler import Job
from monitor.service import Watching
from sql.errors import DiskFullError
from tests import warehouses
from tests.patience import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from duckdb import DuckDBPyConnection

    from monitor.scheduler import Turn
    from sql.warehouse import Warehouse


class _Counting:
    """A part whose one job gives its turn's number."""

    def __init__(self, fail: int = 0) -> None:
        self._found: list[int] = []
        self._lock = threading.Lock()
        self._turn = 0
        self._fail = fail

    def jobs(self) -> Iterator[Job]:
        yield Job("count", 0.02, 5.0, lambda _: None, self._tell)

    def _tell(self, _turn: Turn) -> None:
        with self._lock:
            self._turn += 1
            self._found.append(self._turn)

    def take(self) -> list[int] | None:
        with self._lock:
            found, self._found = self._found, []
        return found or None

    def store(self, cursor: DuckDBPyConnection, batch: Any) -> None:
        if self._fail:
            self._fail -= 1
            sentence = "The disk is full."
            raise DiskFullError(sentence)
        cursor.executemany("insert into meta values ($1, '')", [[f"turn {number:05}"] for number in batch])


def _numbers(warehouse: Warehouse) -> list[int]:
    with warehouse.reader() as cursor:
        found = cursor.execute("select key[6:]::int from meta where key like 'turn %' order by 1").fetchall()
    return [number for (number,) in found]


def _watched(part: _Counting, said: list[str], most: int) -> list[int]:
    opened: AbstractContextManager[Warehouse] = warehouses.in_memory()
    with opened as warehouse:
        watching = Watching(warehouse, Settings(), said.append, [part])
        watching.storing._pause = 0.05
        watching.start()
        wait_for(lambda: len(_numbers(warehouse)) >= most, "something is stored")
        is_running = watching.is_running
        watching.stop()
        watching.stop()
        assert (True, False) == (is_running, watching.is_running)
        return _numbers(warehouse)


def test_what_jobs_found_is_stored_once() -> None:
    """Also what waited when it was stopped."""
    part, said = _Counting(), list[str]()
    stored = _watched(part, said, 3)
    assert (list(range(1, part._turn + 1)), []) == (stored, said)


def test_what_could_not_be_stored_is_stored_later() -> None:
    """A full disk is told once; nothing is lost meanwhile, nothing stored twice."""
    part, said = _Counting(fail=3), list[str]()
    stored = _watched(part, said, 3)
    assert (list(range(1, part._turn + 1)), ["The disk is full."]) == (stored, said)
