"""Doubled streams: found by content, taken away, and then every total is that of a warehouse that never doubled."""

from __future__ import annotations

import json
import random
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ingest.files.identity.fingerprint import HEAD_BYTES, Fingerprint
from ingest.files.reading.chunk import Checkpoint, Chunk
from ingest.settings import Settings
from ingest.store.copies import doubled
from ingest.store.removal.retention import Retention
from ingest.store.removal.stream_drop import DropOrder, UnknownStreamError, drop
from ingest.store.rollups import hourly_rollup, user_sketches
from ingest.store.writer import Writer
from sql import catalog
from tests import warehouses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sql.warehouse import Warehouse

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
CUT = 40_000


@dataclass(frozen=True)
class Stream:
    """A file as it was read: its number, its name, what it holds, and in which pieces."""

    file_id: int
    path: str
    source: str
    data: bytes
    piece: int = CUT
    state: str = "drained"


@pytest.fixture
def two() -> Iterator[tuple[Warehouse, Warehouse]]:
    """Two empty warehouses: one that doubles, and one that never did."""
    with warehouses.in_memory() as one, warehouses.in_memory() as other:
        yield one, other


def _log(seed: int, number: int, *, service: str = "shop") -> bytes:
    """A log of a day: requests with users, errors of a few kinds, and lines that are no record."""
    chance = random.Random(seed)
    lines = []
    for index in range(number):
        moment = NOW + timedelta(minutes=1500 * index / number)
        record: dict[str, Any] = {
            "ts": moment.isoformat(),
            "level": "info",
            "service": service,
            "msg": f"{seed}-{index}",
        }
        kind = chance.randrange(10)
        if kind < 6:
            record |= {"method": "GET", "path": f"/items/{index}", "status": chance.choice((200, 404, 500))}
            record |= {"duration_ms": chance.uniform(1, 900), "user_id": f"u{chance.randrange(40)}", "host": "web-1"}
        if kind == 6:
            record |= {"level": "error", "exc_type": f"E{chance.randrange(3)}", "exc_message": "broken"}
            record["request_id"] = f"r{chance.randrange(20)}"
        lines.append("no record at all" if kind == 7 and index else json.dumps(record))
    return "".join(f"{line}\n" for line in lines).encode()


def _store(warehouse: Warehouse, *streams: Stream) -> None:
    """Read the streams as the service does, piece after piece."""
    writer = Writer(warehouse, Settings())
    for stream in streams:
        offset = 0
        while offset < len(stream.data):
            end = stream.data.rfind(b"\n", 0, offset + stream.piece) + 1
            first = stream.data.count(b"\n", 0, offset) + 1
            data = stream.data[offset:end]
            modified = NOW.replace(tzinfo=None)
            chunk = Chunk(stream.file_id, stream.source, None, data, offset, first, modified)
            writer.write([chunk], [_checkpoint(stream, end)])
            offset = end


def _checkpoint(stream: Stream, length: int) -> Checkpoint:
    data = stream.data[:length]
    place = Fingerprint().extended(data[:HEAD_BYTES], data, length, zlib.crc32(data))
    return Checkpoint(
        file_id=stream.file_id,
        path=stream.path,
        source=stream.source,
        service=None,
        state=stream.state,
        compression=None,
        device=1,
        inode=stream.file_id,
        head_length=place.head_length,
        head_hash=place.head_hash,
        tail_length=place.tail_length,
        tail_hash=place.tail_hash,
        content_crc=place.crc,
        size=length,
        bytes_read=length,
        gap=None,
        gap_bytes=0,
        note=None,
        modified_at=NOW.replace(tzinfo=None),
    )


_TABLES = {
    "logs": "select * exclude (attributes), attributes::varchar from logs order by file_id, byte_offset, record_index",
    "rejects": "select * exclude (rejected_at) from rejects order by file_id, byte_offset",
    "sources": "select * from sources order by source, service",
    "hourly_rollup": "select * from hourly_rollup order by all",
    "stream_rollup": "select * from stream_rollup order by all",
    "coarse_rollup": "select * from coarse_rollup order by all",
    "coarse_stream_rollup": ("select * from coarse_stream_rollup order by all"),
    "user_sketches": "select * from user_sketches order by all",
    "errors": "select * from errors order by occurrence_key, ordinal",
    "error_echoes": "select * from error_echoes order by all",
    "top_errors": "select * from top_errors order by error_id",
    "hourly_stats": "select * from hourly_stats order by all",
}


def _merge(*warehouses: Warehouse) -> None:
    for warehouse in warehouses:
        hourly_rollup.compact(warehouse, min_partials=1)
        user_sketches.compact(warehouse, min_partials=1)
        with (
            warehouse.transaction() as cursor
        ):  # what is a single partial row is merged by nobody, and merged all the same
            cursor.execute("update user_sketches set is_partial = false")


def _rows(warehouse: Warehouse, query: str) -> list[tuple[Any, ...]]:
    """What a query gives; sums of durations without the last digits of a double."""
    with warehouse.reader() as cursor:
        rows = cursor.execute(query).fetchall()
    return [tuple(round(value, 6) if isinstance(value, float) else value for value in row) for row in rows]


def _assert_equal(one: Warehouse, other: Warehouse) -> None:
    _merge(one, other)
    for name, query in _TABLES.items():
        assert (name, _rows(one, query)) == (name, _rows(other, query))


def _found(warehouse: Warehouse) -> list[tuple[int, int]]:
    return [(one.file_id, one.other_id) for one in doubled.find(doubled.asker(warehouse))]


def _drop_all(warehouse: Warehouse) -> None:
    for one in doubled.find(doubled.asker(warehouse)):
        drop(warehouse, DropOrder(one.file_id, "ann", one.other_id))


_SHOP = _log(1, 400)
_REST = (Stream(3, "/l/shop.log", "shop", _log(2, 100)), Stream(4, "/l/app.log", "app", _log(3, 60)))


@pytest.mark.parametrize(
    ("first", "second", "found", "merged"),
    [
        (
            Stream(1, "/l/orders.log", "orders", _SHOP),
            Stream(2, "/l/orders_000001.log.gz", "orders_000001", _SHOP),
            (2, 1),
            True,
        ),
        (Stream(1, "/l/app.log", "app", _SHOP), Stream(2, "/a/app.log", "app", _SHOP), (2, 1), False),
        (Stream(1, "/l/app.log", "app", _SHOP, state="live"), Stream(2, "/a/app.log", "app", _SHOP), (2, 1), True),
        (Stream(1, "/a/app.log", "app", _SHOP), Stream(2, "/l/app.log", "app", _SHOP, state="live"), (1, 2), False),
        (
            Stream(1, "/l/app.log", "app", _SHOP[: _SHOP.rfind(b"\n", 0, 40_000) + 1]),
            Stream(2, "/a/x.gz", "x", _SHOP),
            (1, 2),
            True,
        ),
        (
            Stream(1, "/l/app.log", "app", _SHOP),
            Stream(2, "/a/x.log", "app", _SHOP[: _SHOP.find(b"\n", 900) + 1]),
            (2, 1),
            False,
        ),
    ],
)
def test_as_if_it_had_never_been_read(
    two: tuple[Warehouse, Warehouse], first: Stream, second: Stream, found: tuple[int, int], *, merged: bool
) -> None:
    """The contained one of two is found, whatever its name, and after its drop every table is as without it."""
    one, other = two
    _store(one, first, second, *_REST)
    _store(other, first if found[0] == 2 else second, *_REST)
    if merged:
        _merge(one)
    assert [found] == _found(one)
    _drop_all(one)
    _assert_equal(one, other)
    proof = catalog.query("ledger_proof").body
    with one.reader() as cursor:
        unproven = cursor.execute(proof, {"first_file": 0, "last_file": 9}).fetchall()
    assert ([], []) == (unproven, _found(one))


def test_after_retention(two: tuple[Warehouse, Warehouse]) -> None:
    """Hourly numbers of records that retention took away before stay, and nothing is counted below zero."""
    one, _ = two
    _store(one, Stream(1, "/l/a.log", "a", _SHOP), Stream(2, "/l/b.log", "b", _SHOP))
    before = dict(_rows(one, "select hour, sum(n) from hourly_rollup group by all"))
    with one.transaction() as cursor:
        cursor.execute("update files set first_seen_at = timestamp '2000-01-01'")
    two_days_later = NOW + timedelta(days=2)
    Retention(one, Settings(retention_days={"*": 1, "b": 1}), lambda: two_days_later).step()
    gone = NOW.replace(hour=0, tzinfo=None) + timedelta(days=1)
    assert 0 < sum(dropped for (dropped,) in _rows(one, "select dropped_rows from files"))
    drop(one, DropOrder(2, "ann"))
    after = dict(_rows(one, "select hour, sum(n) from hourly_rollup group by all"))
    assert {hour: n if hour < gone else n // 2 for hour, n in before.items()} == after
    assert [] == _rows(one, "select * from hourly_rollup where n <= 0")


def test_three_times_the_same(two: tuple[Warehouse, Warehouse]) -> None:
    """Of three one stays."""
    one, other = two
    streams = [Stream(number, f"/{number}/app.log", "app", _SHOP) for number in (1, 2, 3)]
    _store(one, *streams)
    _store(other, streams[0])
    assert [2, 3] == sorted(dropped for dropped, _ in _found(one))
    _drop_all(one)
    _assert_equal(one, other)


def test_what_is_not_doubled(two: tuple[Warehouse, Warehouse]) -> None:
    """Logs that begin with the same long header, or consist of one line, or differ in one byte, are nobody's double."""
    one, _ = two
    header = _log(5, 60)
    changed = bytearray(_SHOP)
    changed[-40] ^= 1
    _store(
        one,
        Stream(1, "/l/a.log", "a", header + _log(6, 50)),
        Stream(2, "/l/b.log", "b", header + _log(7, 80)),
        Stream(3, "/l/c.log", "c", _log(8, 1)),
        Stream(4, "/l/d.log", "d", _log(8, 1)),
        Stream(5, "/l/e.log", "e", _SHOP),
        Stream(6, "/l/f.log", "f", bytes(changed)),
    )
    assert [] == _found(one)


def test_the_trace(two: tuple[Warehouse, Warehouse]) -> None:
    """The ledger says what was dropped, by whom and why; a second time it is a sentence."""
    one, _ = two
    _store(one, Stream(1, "/l/a.log", "a", _SHOP), Stream(2, "/l/b.log", "b", _SHOP))
    done = drop(one, DropOrder(2, "ann", 1))
    (ledger,) = _rows(one, "select state, rows = dropped_rows, rows > 0, note from files where file_id = 2")
    (trace,) = _rows(one, "select file_id, author, same_as, rows, rejects from dropped_streams")
    assert ledger == ("dropped", True, True, done.note)
    assert (2, "ann", 1, done.rows, done.rejects) == trace
    assert done.note.endswith("Z by ann: its lines stand in file 1.")
    for file_id, words in ((2, "was dropped before"), (9, "There is no file 9")):
        with pytest.raises(UnknownStreamError, match=words):
            drop(one, DropOrder(file_id, "ann"))
