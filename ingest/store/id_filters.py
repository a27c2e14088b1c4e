"""Which ids are where: one small filter for each batch, so that a trace is found without reading every row.

Ids are random, so the smallest and largest id of a row group say nothing. A batch therefore keeps a Bloom filter
(Bloom, CACM 1970) over its trace, request and span ids, cut into `PARTS` by the hash, so that one lookup reads one part
of each (as the blocked filters of Putze, Sanders and Singler, JEA 2009). A filter has a power of two of bits and is
folded while it stays thin: no distinct count is needed to give it its size. At most about 1 % of the filters say
"perhaps" of an id they do not have, none ever says "no" of one it has.

Few ids (a live server commits a few lines a second) are kept as their hashes, which can be put together: once
`MOST_LOOSE` such rows have piled up they become one, and a Bloom filter as soon as it is worth one.

The hash is our own and fixed, because what DuckDB's `hash` gives may change with its version.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sql import catalog
from sql.warehouse import ROW_GROUP_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from sql.warehouse import Warehouse

    Hashes: TypeAlias = NDArray[np.uint64]
    _Row: TypeAlias = tuple[object, ...]

PARTS = 64
"""A filter's parts; an id belongs to one, by the lowest bits of its hash."""

PROBES = 4
"""Bits that an id sets in its part."""

FEWEST_HASHED = 16_384
"""From so many hashes on, a Bloom filter is kept instead of the hashes: 1 to 3 bytes per id instead of 8."""

MOST_LOOSE = 256
"""Rows of hashes that cost nearly nothing to read; four minutes of one commit a second."""

MOST_FILTERED = 3 * ROW_GROUP_ROWS
"""Hashes of one filter when loose ones are put together: about as many as a full batch has."""

LONGEST_HASHED = 256
"""Bytes of an id that its hash looks at, together with its length."""

_MARK = "id_filters"
_FULL = 1 / 3
"""The share of a part's bits that may be set: the chance of a false "perhaps" is this to the power of PROBES, 1.2 %."""
_BITS_AN_ID = 12
_LEAST_BITS = 64
_SEED, _FACTOR, _FINISH = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)
_HALF, _WORD = np.uint64(32), 8
_ROWS = pa.schema(
    [
        ("min_us", pa.int64()),
        ("max_us", pa.int64()),
        ("min_file_id", pa.int32()),
        ("max_file_id", pa.int32()),
        ("part", pa.uint8()),
        ("bits", pa.binary()),
        ("hashes", pa.binary()),
    ]
)


@dataclass(frozen=True, slots=True)
class Span:
    """The time (both ends included, microseconds since 1970 in UTC) and the files in which a filter's rows lie."""

    min_us: int
    max_us: int
    min_file_id: int
    max_file_id: int

    def joined(self, other: Span) -> Span:
        """The smallest span that holds both."""
        return Span(
            min(self.min_us, other.min_us),
            max(self.max_us, other.max_us),
            min(self.min_file_id, other.min_file_id),
            max(self.max_file_id, other.max_file_id),
        )


# hashing


def hash_of(value: str) -> int:
    """The 64-bit hash of one id."""
    return int(hashes_of(pa.array([value]))[0])


def hashes_of(column: pa.Array | pa.ChunkedArray) -> Hashes:
    """The hashes of a column of ids; nulls and empty texts have none, and of equal neighbours one is left."""
    if isinstance(column, pa.ChunkedArray):
        return np.concatenate([hashes_of(chunk) for chunk in column.chunks] or [np.empty(0, np.uint64)])
    texts = column.drop_null().cast(pa.large_string())
    _, offset_bytes, data = texts.buffers()
    if data is None or not len(texts):
        return np.empty(0, np.uint64)
    offsets = np.frombuffer(offset_bytes, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    lengths = np.diff(offsets)
    content = np.frombuffer(data, np.uint8)
    if (lengths == lengths[0]).all() and 0 < lengths[0] <= LONGEST_HASHED:
        matrix = content[offsets[0] : offsets[-1]].reshape(len(lengths), int(lengths[0]))
        return _without_repeats(_mixed(matrix, int(lengths[0])))
    found = np.zeros(len(lengths), np.uint64)
    for length in np.unique(lengths[lengths > 0]).tolist():
        chosen = np.flatnonzero(lengths == length)
        places = offsets[chosen][:, None] + np.arange(min(length, LONGEST_HASHED))
        found[chosen] = _mixed(content[places], length)
    return _without_repeats(found[lengths > 0])


def _mixed(matrix: NDArray[np.uint8], length: int) -> Hashes:
    """The hashes of texts of one length, a row each: multiply and shift as MurmurHash3 does, a word at a time."""
    width = -(-matrix.shape[1] // _WORD) * _WORD
    if width != matrix.shape[1]:
        matrix = np.pad(matrix, ((0, 0), (0, width - matrix.shape[1])))
    words = np.ascontiguousarray(matrix).view("<u8")
    found = np.full(len(words), _SEED ^ np.uint64(length))
    for index in range(words.shape[1]):
        found ^= words[:, index]
        found *= _FACTOR
        found ^= found >> _HALF
    found *= _FINISH
    found ^= found >> _HALF
    return found


def _without_repeats(hashes: Hashes) -> Hashes:
    """One of each run of equal neighbours: the lines of a request often stand together."""
    return hashes[np.concatenate([[True], hashes[1:] != hashes[:-1]])] if len(hashes) else hashes


# filters


def part_of(hashed: int) -> int:
    """The part that an id belongs to."""
    return hashed % PARTS


def bloom(hashes: Hashes) -> list[bytes]:
    """The Bloom filter of the hashes: the bits of its parts, in order."""
    size = max(_LEAST_BITS, 1 << (max(1, len(hashes) * _BITS_AN_ID // PARTS) - 1).bit_length())
    flags = np.zeros(PARTS * size, np.bool_)
    base = (hashes % np.uint64(PARTS)) * np.uint64(size)
    for probe in _probes(hashes):
        flags[base + probe % np.uint64(size)] = True
    grid = flags.reshape(PARTS, size)
    while size > _LEAST_BITS:
        folded = grid[:, : size // 2] | grid[:, size // 2 :]
        if np.count_nonzero(folded) > _FULL * folded.size:
            break
        grid, size = folded, size // 2
    return [row.tobytes() for row in np.packbits(grid, axis=1, bitorder="little")]


def _probes(hashes: Hashes) -> Iterator[Hashes]:
    """What gives the bits of an id, modulo the part's size: double hashing (Kirsch and Mitzenmacher, ESA 2006)."""
    first, step = hashes >> np.uint64(6), (hashes >> _HALF) | np.uint64(1)
    for number in range(PROBES):
        yield first + np.uint64(number) * step


def may_have(hashed: int, bits: bytes | None, hashes: bytes | None) -> bool:
    """Whether rows with this id may be among those of a filter; `bits` are those of the id's part."""
    if hashes is not None:
        return bool((np.frombuffer(hashes, "<u8") == np.uint64(hashed)).any())
    if bits is None:
        return True
    size = len(bits) * 8
    one = np.array([hashed], np.uint64)
    places = [int(probe[0]) % size for probe in _probes(one)]
    return all(bits[place // 8] >> place % 8 & 1 for place in places)


# writing


def apply(cursor: DuckDBPyConnection) -> None:
    """Store the filter of the temporary table `batch` (columns of `logs`, already in there), on the writer's cursor."""
    _begin(cursor)
    found = cursor.execute(catalog.statement("batch_ids").body).to_arrow_table()
    entry = _entry(found)
    if entry is not None:
        _store(cursor, _rows(*entry))


def _begin(cursor: DuckDBPyConnection) -> None:
    """Once in a warehouse's life: note that records were stored before there were filters, if some were."""
    if cursor.execute(catalog.statement("has_id_filters").body).fetchone() is None:
        cursor.execute(catalog.statement("mark_records_without_ids").body)
        cursor.execute(catalog.statement("mark_id_filters").body)


def _entry(rows: pa.Table) -> tuple[Span, Hashes] | None:
    """The span and the hashes of rows; None where they have no ids."""
    hashes = np.concatenate([hashes_of(rows[name]) for name in ("trace_id", "request_id", "span_id")])
    if not len(hashes):
        return None
    return _span(rows), hashes


def _span(rows: pa.Table) -> Span:
    times, files = (pc.min_max(rows[name].cast(pa.int64())).as_py() for name in ("ts", "file_id"))
    return Span(times["min"], times["max"], files["min"], files["max"])


def _store(cursor: DuckDBPyConnection, rows: Sequence[_Row]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    cursor.register("new_id_filters", pa.table(columns, schema=_ROWS))
    cursor.execute(catalog.statement("store_ids").body)
    cursor.unregister("new_id_filters")


def _rows(span: Span, hashes: Hashes) -> list[_Row]:
    """As they stand in `id_filters`."""
    place = (span.min_us, span.max_us, span.min_file_id, span.max_file_id)
    if len(hashes) < FEWEST_HASHED:
        return [(*place, None, None, np.unique(hashes).astype("<u8").tobytes())]
    return [(*place, part, bits, None) for part, bits in enumerate(bloom(hashes))]


# keeping


def compact(warehouse: Warehouse, *, most_loose: int = MOST_LOOSE) -> int:
    """Merge loose hashes when there are `most_loose` rows of them, and make filters of older records.

    Says how many rows of hashes there were. Asking costs less than a millisecond while there is nothing to do, so it
    may be called after every commit. What is found for an id stays the same.
    """
    with warehouse.reader() as cursor:
        loose, unknown = cursor.execute(catalog.statement("count_unmerged_ids").body).fetchone() or (0, 0)
    if unknown:
        backfill(warehouse)
    if loose < most_loose:
        return 0
    with warehouse.transaction() as cursor:
        rows = cursor.execute(catalog.statement("select_unmerged_ids").body).to_arrow_table()
        cursor.execute(catalog.statement("delete_unmerged_ids").body)
        _store(cursor, [row for entry in _together(rows) for row in _rows(*entry)])
    return len(rows)


def _together(rows: pa.Table) -> Iterator[tuple[Span, Hashes]]:
    """Neighbours in time as one, each as many as a full batch would have."""
    span: Span | None = None
    held: list[Hashes] = []
    times = [rows[name].cast(pa.int64()) for name in ("min_ts", "max_ts")]
    columns = [*times, *(rows[name] for name in ("min_file_id", "max_file_id", "hashes"))]
    for *place, raw in zip(*(column.to_pylist() for column in columns), strict=True):
        span = Span(*place) if span is None else span.joined(Span(*place))
        held.append(np.frombuffer(raw, "<u8"))
        if sum(map(len, held)) >= MOST_FILTERED:
            yield span, np.concatenate(held)
            span, held = None, []
    if span is not None:
        yield span, np.concatenate(held)


def backfill(warehouse: Warehouse) -> int:
    """Make the filters of older records; returns how many records were read.

    Rows that come in meanwhile have filters of their own; those that are read here as well have two, which does no
    harm. Nothing is written before all is read, so an interruption loses nothing but the work; two megabytes for each
    million records wait in memory until then.
    """
    rows: list[_Row] = []
    read = 0
    with warehouse.reader() as cursor:
        batches = cursor.execute(catalog.statement("stored_ids").body).to_arrow_reader(ROW_GROUP_ROWS)
        for batch in batches:
            read += batch.num_rows
            entry = _entry(pa.Table.from_batches([batch]))
            rows += [] if entry is None else _rows(*entry)
    with warehouse.transaction() as cursor:
        if rows:
            _store(cursor, rows)
        cursor.execute(catalog.statement("delete_empty_ids").body)
    return read
