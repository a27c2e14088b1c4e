"""The ledger: saved in the caller's transaction, loaded as it was saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from ingest.files.reading.chunk import Checkpoint, ChunkCounts
from ingest.store import checkpoint
from tests import warehouses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sql.warehouse import Warehouse

T1 = datetime(2026, 1, 1)  # noqa: DTZ001 (the warehouse's times are UTC without a zone)
T2 = datetime(2026, 1, 2)  # noqa: DTZ001
FIRST = Checkpoint(
    file_id=1,
    path="/logs/app.log",
    source="app",
    service=None,
    state="live",
    compression=None,
    device=5,
    inode=(1 << 63) - 1,
    head_length=4096,
    head_hash="ab" * 16,
    tail_length=1024,
    tail_hash="cd" * 16,
    content_crc=(1 << 32) - 1,
    size=5000,
    bytes_read=4900,
    gap=None,
    gap_bytes=0,
    note="a note",
    modified_at=T1,
)
COUNTS = ChunkCounts(lines=10, rows=12, row_lines=7, rejected=2, blank=1, first_ts=T1, last_ts=T1)
COUNTED = (
    "select lines, rows, row_lines, rejected, blank, first_ts, last_ts, possible_duplicates, last_read_at is not null "
    "from files order by file_id"
)


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    """An empty warehouse."""
    with warehouses.in_memory() as opened:
        yield opened


def _save(warehouse: Warehouse, checkpoints: list[Checkpoint], counts: dict[int, ChunkCounts]) -> None:
    with warehouse.transaction() as cursor:
        checkpoint.save(cursor, checkpoints, counts)


def _ask(warehouse: Warehouse, query: str) -> list[tuple[object, ...]]:
    with warehouse.reader() as cursor:
        return cursor.execute(query).fetchall()


def test_loads_what_was_saved(warehouse: Warehouse) -> None:
    """Every field that reading needs again comes back as it was."""
    _save(warehouse, [FIRST], {1: COUNTS})
    with warehouse.reader() as cursor:
        (stored,) = checkpoint.load(cursor)
    expected = {name: getattr(FIRST, name) for name in stored.__slots__ if hasattr(FIRST, name)}
    assert expected | {"lines": 10, "rows": 12, "rejected": 2} == {
        name: getattr(stored, name) for name in stored.__slots__
    }


def test_counters_add_up(warehouse: Warehouse) -> None:
    """Counts are added to what stands there, times widen, the rest is replaced."""
    _save(warehouse, [replace(FIRST, possible_duplicates=3)], {1: COUNTS})
    later = replace(COUNTS, first_ts=T2, last_ts=T2)
    _save(warehouse, [replace(FIRST, path="/logs/app.log.1", possible_duplicates=1)], {1: later})
    assert [(20, 24, 14, 4, 2, T1, T2, 4, True)] == _ask(warehouse, COUNTED)
    assert [("/logs/app.log.1",)] == _ask(warehouse, "select path from files")


def test_without_counts(warehouse: Warehouse) -> None:
    """A checkpoint alone moves no counter and is no reading."""
    _save(warehouse, [FIRST], {})
    _save(warehouse, [FIRST], {1: replace(COUNTS, first_ts=None, last_ts=None)})
    _save(warehouse, [replace(FIRST, state="missing")], {})
    assert [(10, 12, 7, 2, 1, None, None, 0, True)] == _ask(warehouse, COUNTED)
    assert [("missing",)] == _ask(warehouse, "select state from files")


def test_rolled_back_with_the_transaction(warehouse: Warehouse) -> None:
    """What the caller's transaction does not commit is not there."""

    def save_and_fail() -> None:
        with warehouse.transaction() as cursor:
            checkpoint.save(cursor, [FIRST], {1: COUNTS})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        save_and_fail()
    assert [] == _ask(warehouse, COUNTED)


def test_ten_thousand_streams(warehouse: Warehouse) -> None:
    """Many streams are saved at once, some new and some known."""
    many = [replace(FIRST, file_id=number) for number in range(1, 10_001)]
    _save(warehouse, many[:5000], dict.fromkeys(range(1, 5001), COUNTS))
    _save(warehouse, many, dict.fromkeys(range(1, 10_001), COUNTS))
    assert [(10_000, 150_000)] == _ask(warehouse, "select count(*), sum(lines) from files")
