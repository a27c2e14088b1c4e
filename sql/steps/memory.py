"""How much the process and DuckDB take now, for all statements that run.

The system counts what the process holds (RSS); DuckDB counts what it holds itself against its `memory_limit`, but not
the values of a step and the states of many aggregates. Both matter: where DuckDB is at its limit, it may end the
process, because it reads back what it had put aside, to give it free, and fails where no error may come (a destructor).
"""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import psutil

from sql.errors import WarehouseError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sql.warehouse import Warehouse

_FRESH_SECONDS = 0.015
_REMEMBERED_SECONDS = 60.0
NEAR, TOO_NEAR = 0.5, 0.7
"""The parts of DuckDB's limit at which the first statement is stopped, and all of them."""
_LEAST_GROWTH = 128 << 20
"""What statements must have taken of it at least, for it to be theirs."""
_TRIM_SECONDS = 2.0
_M_ARENA_MAX, _ARENAS = -8, 4
_HELD = """
    select
        coalesce(sum(memory_usage_bytes) filter (where tag <> 'BASE_TABLE'), 0)::bigint as held,
        coalesce(sum(memory_usage_bytes) filter (where tag = 'BASE_TABLE'), 0)::bigint as cached,
        parse_formatted_bytes(current_setting('memory_limit'))::bigint as most
    from duckdb_memory()
"""
"""Blocks of tables are apart: DuckDB lets go of them as soon as it needs their place."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Bytes: of the process now, the least of the last minute; and the part of its limit that DuckDB holds.

    Blocks of tables are left out of both bytes where the process would have grown more with them: to read a large table
    is no growth. The part is 0 where statements have not taken much of it.
    """

    rss: int
    least: int
    share: float = 0.0


class Meter:
    """Measures at most some fifty times a second, whoever asks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rss: deque[tuple[float, int]] = deque()
        self._own: deque[tuple[float, int]] = deque()
        self._held: deque[tuple[float, int]] = deque()
        self._taken_at = 0.0
        self._sample = Sample(0, 0)
        self._trimmed_at = 0.0

    def sample(self, warehouse: Warehouse) -> Sample:
        """What is taken now, or was a moment ago: nobody waits for another's look."""
        now = time.monotonic()
        if now - self._taken_at > _FRESH_SECONDS and self._lock.acquire(blocking=False):
            try:
                self._sample = self._taken(_rss(), *_of_duckdb(warehouse), now)
                self._taken_at = time.monotonic()
            finally:
                self._lock.release()
        return self._sample

    def give_back(self) -> None:
        """After a statement: hand what its states took back to the system, which glibc keeps in pieces else."""
        trim = _of_glibc("malloc_trim")
        if trim is not None and time.monotonic() - self._trimmed_at > _TRIM_SECONDS:
            self._trimmed_at = time.monotonic()
            trim(0)

    def _taken(self, rss: int, held: int, cached: int, most: int, now: float) -> Sample:
        whole, own = (rss, _least(self._rss, now, rss)), (rss - cached, _least(self._own, now, rss - cached))
        grown = held - _least(self._held, now, held)
        share = held / most if grown > _LEAST_GROWTH else 0.0
        return Sample(*min(whole, own, key=lambda bytes_: bytes_[0] - bytes_[1]), share)


def _rss() -> int:
    """Bytes of the process; it is not kept which one this is: a server may have been forked since."""
    return int(psutil.Process().memory_info().rss)


def _of_duckdb(warehouse: Warehouse) -> tuple[int, int, int]:
    """Bytes that it holds, those of blocks of tables, and its limit."""
    try:
        with warehouse.reader() as cursor:
            held, cached, most = cursor.execute(_HELD).fetchone() or (0, 0, 1)
    except (duckdb.Error, WarehouseError):
        return 0, 0, 1  # it is being closed
    return held, cached, most


def _least(seen: deque[tuple[float, int]], now: float, size: int) -> int:
    """The least of the last minute; what is larger than a later one is forgotten, so that few are kept."""
    while seen and seen[-1][1] >= size:
        seen.pop()
    seen.append((now, size))
    while now - seen[0][0] > _REMEMBERED_SECONDS:
        seen.popleft()
    return seen[0][1]


def use_few_arenas() -> None:
    """Have all threads share four heaps: glibc has eight for each core, and each keeps what was once taken."""
    mallopt = _of_glibc("mallopt")
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, _ARENAS)


def _of_glibc(name: str) -> Callable[..., int] | None:
    """A function of the C library; None where it has none of that name."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None


METER = Meter()
"""That of this process."""
