"""Filters of ids: none ever says no of an id that is there, however the rows came in and whatever was dropped."""

from __future__ import annotations

import random
import string
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.reads import traces
from ingest.settings import Settings
from ingest.store import id_filters
from ingest.store.removal.retention import Retention
from tests.sql.given import at, make_batch, read, record, warehouse, write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sql.warehouse import Warehouse

_TEXT = st.one_of(
    st.sampled_from(["a", "-", "", "t1", "ä" * 9, "x" * 255, "x" * 256, "x" * 257, "x" * 256 + "y"]),
    st.uuids().map(str),
    st.text(string.hexdigits, min_size=16, max_size=16),
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=40),
)
_IDS = st.one_of(st.none(), _TEXT)
_BIG = id_filters.FEWEST_HASHED


def _rows(*triples: tuple[Any, Any, Any], time: str = "10:00", **more: Any) -> list[dict[str, Any]]:
    return [
        record(time, "app", line=number + 1, trace_id=trace, request_id=request, span_id=span, **more)
        for number, (trace, request, span) in enumerate(triples)
    ]


def _many(count: int, *, hours: int = 1, seed: int = 1) -> list[dict[str, Any]]:
    draw = random.Random(seed)
    return [
        record(
            f"{10 + number % hours:02}:{number % 60:02}:00",
            "app",
            line=number + 1,
            trace_id=f"{draw.getrandbits(128):032x}",
            span_id=f"{draw.getrandbits(64):016x}",
        )
        for number in range(count)
    ]


def _scanned(target: Warehouse, value: str) -> tuple[datetime, datetime, int] | None:
    """The answer without any filter."""
    with target.reader() as cursor:
        row = cursor.execute(
            "select min(ts), max(ts), count(*) from logs where $id in (trace_id, request_id, span_id)", {"id": value}
        ).fetchone()
    return row if row is not None and row[2] else None


def _found(target: Warehouse, value: str) -> tuple[datetime, datetime, int] | None:
    found = traces.find_id(target, value)
    return None if found is None else (found.from_ts, found.to_ts, found.records)


def _all_ids(rows: Iterable[dict[str, Any]]) -> set[str]:
    return {row[name] for row in rows for name in ("trace_id", "request_id", "span_id") if row[name]}


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.tuples(_IDS, _IDS, _IDS), min_size=1, max_size=12), min_size=1, max_size=5),
    st.sampled_from([1, 1000]),
    _TEXT,
)
def test_an_id_is_found_as_without_filters(
    batches: list[list[tuple[Any, Any, Any]]], most_loose: int, stranger: str
) -> None:
    """Whatever ids come in, in however many commits, put together or not: the answer is that of reading every row."""
    stored = [
        [row | {"line_number": index * 100 + row["line_number"]} for row in _rows(*batch, time=f"1{index}:00")]
        for index, batch in enumerate(batches)
    ]
    with warehouse() as target:
        write(target, *stored)
        id_filters.compact(target, most_loose=most_loose)
        asked = {traces.cleaned(one) for rows in stored for one in _all_ids(rows)} | {traces.cleaned(stranger)}
        assert [_scanned(target, one) for one in sorted(asked) if one] == [
            _found(target, one) for one in sorted(asked) if one
        ]


@settings(max_examples=30, deadline=None)
@given(st.lists(_IDS, max_size=60), st.integers(0, 5))
def test_the_hash_of_a_column_is_that_of_its_values(values: list[str | None], start: int) -> None:
    """Lengths, nulls, slices and chunks change nothing: each id has the hash it has alone."""
    column = pa.array(values, pa.string())[start:]
    alone = {id_filters.hash_of(value) for value in values[start:] if value}
    chunked = pa.chunked_array([column, column])
    assert (alone, alone) == (
        set(id_filters.hashes_of(column).tolist()),
        set(id_filters.hashes_of(chunked).tolist()),
    )


def test_the_hash_stays_what_it_is() -> None:
    """The hash stands in warehouses that people have, so it may not change."""
    expected = {
        "t1": 0x897CF8A2D8ABE0A3,
        "4bf92f3577b34da6a3ce929d0e0e4736": 0x678AFEEDDC57D4A9,
        "5f0c1c9e-8b1d-4c53-9f0e-2f3a9d1b7c11": 0xF215DF018FB567F4,
        "é": 0xC3C3F80B89362639,
    }
    assert expected == {value: id_filters.hash_of(value) for value in expected}


@pytest.mark.parametrize("count", [1, 100, 5_000, 122_880])
def test_a_bloom_filter_knows_its_own_and_few_others(count: int) -> None:
    """Every id that went in is known; of those that did not, two in a hundred at most are taken for known."""
    generator = np.random.default_rng(7)
    own, others = (generator.integers(0, 2**64, size, np.uint64) for size in (count, 4_000))
    parts = id_filters.bloom(own)

    def known(hashes: Iterable[int]) -> int:
        return sum(id_filters.may_have(one, parts[id_filters.part_of(one)], None) for one in hashes)

    sample = own[:3_000].tolist()
    assert (len(sample), True) == (known(sample), known(others.tolist()) <= 80)
    assert sum(map(len, parts)) <= max(id_filters.PARTS * 8, count * 3)


def test_a_full_batch_is_filtered_and_found() -> None:
    """A batch with many ids keeps bits, not hashes; its ids are found, others lead nowhere."""
    rows = _many(_BIG // 2 + 1)
    with warehouse() as target:
        write(target, rows)
        kept = read(target, "select count(*), count(bits), count(hashes) from id_filters")
        asked = [row["trace_id"] for row in rows[:50]] + [row["span_id"] for row in rows[-50:]]
        assert kept == [(id_filters.PARTS, id_filters.PARTS, 0)]
        assert [1] * 100 == [found[2] for one in asked if (found := _found(target, one))]
        assert [None] * 50 == [_found(target, f"stranger-{number}") for number in range(50)]


def test_loose_hashes_become_filters() -> None:
    """Small commits are put together once there are many; from enough ids on they become a filter."""
    batches = [_many(_BIG // 8, seed=seed) for seed in range(6)]
    with warehouse() as target:
        write(target, *batches)
        loose = "select count(*) filter (hashes is not null), count(*) filter (bits is not null) from id_filters"
        assert [(6, 0)] == read(target, loose)
        assert id_filters.compact(target, most_loose=7) == 0
        assert id_filters.compact(target, most_loose=6) == 6
        assert [(0, id_filters.PARTS)] == read(target, loose)
        asked = [row["trace_id"] for rows in batches for row in rows[:20]]
        assert [_scanned(target, one) for one in asked] == [_found(target, one) for one in asked]


def test_a_live_server_keeps_few_rows() -> None:
    """After many small commits, few rows of hashes stand, and the first and the last id are found."""
    with warehouse() as target:
        for number in range(60):
            write(target, _rows((f"trace-{number}", None, None), time=f"10:{number:02}"))
            id_filters.compact(target, most_loose=10)
        (rows,) = read(target, "select count(*) from id_filters")[0]
        assert (True, (at("10:00"), at("10:00"), 1), (at("10:59"), at("10:59"), 1)) == (
            rows <= 10,
            _found(target, "trace-0"),
            _found(target, "trace-59"),
        )


def test_records_stored_before_there_were_filters() -> None:
    """An older warehouse is read row by row until filters stand for what it has; then they speak for all of it."""
    old, new = _many(_BIG // 2 + 50, hours=3, seed=3), _rows(("new-1", None, None), time="14:00")
    asked = [old[0]["trace_id"], old[-1]["span_id"], "new-1", "stranger-1"]
    with warehouse() as target:
        with target.transaction() as cursor:
            make_batch(cursor, old)
            cursor.execute("insert into logs select * from batch")
        before = [_found(target, one) for one in asked[:2]]
        write(target, new)
        between = [_found(target, one) for one in asked]
        id_filters.compact(target)
        unknown = read(target, "select count(*) from id_filters where bits is null and hashes is null")
        after = [_found(target, one) for one in asked]
        expected = [_scanned(target, one) for one in asked]
    assert (before, between, after, unknown) == (expected[:2], expected, expected, [(0,)])


def test_a_new_warehouse_has_nothing_to_catch_up() -> None:
    """The first commit of a new warehouse says that its filters speak for every row, also where it has no id at all."""
    with warehouse() as target:
        write(target, _rows((None, None, None)), _rows(("t-1", None, None)))
        assert [(1, 1)] == read(target, "select count(*), count(hashes) from id_filters")


def _write_and_fail(target: Warehouse) -> None:
    with target.transaction() as cursor:
        make_batch(cursor, _rows(("t-1", None, None)))
        cursor.execute("insert into logs select * from batch")
        id_filters.apply(cursor)
        raise RuntimeError


def test_a_failed_transaction_leaves_no_filter() -> None:
    """Rows and filter commit together or not at all."""
    with warehouse() as target:
        with pytest.raises(RuntimeError):
            _write_and_fail(target)
        assert [(0, 0)] == read(target, "select (select count(*) from id_filters), (select count(*) from logs)")


def test_filters_go_with_their_records() -> None:
    """Retention takes the filters of days that are gone; those of days that stay still find their ids."""
    days = [_rows((f"day-{day}", None, None), time=f"2026-11-{day:02}T10:00:00") for day in (10, 11, 20)]
    with warehouse() as target:
        write(target, *days)
        with target.transaction() as cursor:
            cursor.execute(
                """
                insert into files (
                    file_id, path, source, state, head_length, head_hash, tail_length, tail_hash, content_crc, size,
                    bytes_read, lines, rows, row_lines, rejected, blank, possible_duplicates, gap_bytes, first_seen_at
                )
                values (1, 'a', 'app', 'live', 0, '', 0, '', 0, 9, 9, 3, 3, 3, 0, 0, 0, 0, timestamp '2026-11-01')
                """
            )
        clock = datetime.fromisoformat("2026-11-21T12:00:00+00:00")
        Retention(target, Settings(retention_days={"app": 5}), lambda: clock).run()
        found = [_found(target, f"day-{day}") is not None for day in (10, 11, 20)]
        assert ([(1,)], [False, False, True]) == (read(target, "select count(*) from id_filters"), found)


@pytest.mark.parametrize("moment", ["20000-01-01", "1000-01-01 (BC)", "infinity", "-infinity"])
def test_times_that_no_clock_shows(moment: str) -> None:
    """A record far outside of the years that people use is stored, and its id is found."""
    with warehouse() as target:
        with target.transaction() as cursor:
            make_batch(cursor, _rows(("t-1", None, None)))
            cursor.execute("update batch set ts = $moment::timestamp", {"moment": moment})
            cursor.execute("insert into logs select * from batch")
            id_filters.apply(cursor)
        found = traces.find_id(target, "t-1")
        assert (1, None) == (None if found is None else found.records, traces.find_id(target, "t-2"))


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [
        (" t-1\n", "t-1"),
        ('"4711"', "4711"),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "4bf92f3577b34da6a3ce929d0e0e4736"),
        ("5f0c1c9e-8b1d-4c53-9f0e-2f3a9d1b7c11", "5f0c1c9e-8b1d-4c53-9f0e-2f3a9d1b7c11"),
    ],
)
def test_pasted_ids(pasted: str, expected: str) -> None:
    """Spaces and quotes around an id go, and of a traceparent the trace id stays."""
    assert expected == traces.cleaned(pasted)
