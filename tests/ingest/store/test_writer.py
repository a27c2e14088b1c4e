"""One call of the writer is one transaction, and its counts prove that no line was lost."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

import pytest

from ingest.files.reading.chunk import Overlong
from ingest.settings import Settings
from ingest.store.rollups import hourly_rollup
from ingest.store.writer import Writer
from sql.errors import LongtailError
from tests import warehouses
from tests.ingest.stored import chunk, rejects, rows


def _line(number: int, second: int) -> bytes:
    return json.dumps({"ts": f"2026-01-05T10:00:{second:02}Z", "level": "info", "msg": f"m{number}"}).encode() + b"\n"


def test_several_files_in_one_call() -> None:
    """Each file's rows, places and counts are its own."""
    with warehouses.in_memory() as warehouse:
        first = replace(
            chunk(_line(1, 1) + b"text\n", file_id=7, line_number=10, byte_offset=500), source="app", service="shop"
        )
        second = replace(chunk(b"\n" + _line(2, 2), file_id=8), source="access")
        counts = Writer(warehouse, Settings()).write([first, second], [])
        assert [(7, "app", "shop", 10, 500, "m1"), (8, "access", None, 2, 1, "m2")] == [
            (row["file_id"], row["source"], row["service"], row["line_number"], row["byte_offset"], row["message"])
            for row in rows(warehouse)
        ]
        assert [(7, 11, 500 + len(_line(1, 1)), b"text")] == [
            (item["file_id"], item["line_number"], item["byte_offset"], item["raw"]) for item in rejects(warehouse)
        ]
    assert (2, 1, 1, 1, 0) == (
        counts[7].lines,
        counts[7].rows,
        counts[7].row_lines,
        counts[7].rejected,
        counts[7].blank,
    )
    assert (2, 1, 1, 0, 1) == (
        counts[8].lines,
        counts[8].rows,
        counts[8].row_lines,
        counts[8].rejected,
        counts[8].blank,
    )
    moment = datetime(2026, 1, 5, 10, 0, 2)  # noqa: DTZ001 (the warehouse's times are naive UTC)
    assert (moment, moment) == (counts[8].first_ts, counts[8].last_ts)


def test_last_line_without_newline() -> None:
    """A final file's last line may lack its line end, also between other files."""
    with warehouses.in_memory() as warehouse:
        counts = Writer(warehouse, Settings()).write([chunk(_line(1, 1)[:-1]), chunk(_line(2, 2)[:-1], file_id=2)], [])
        assert ["m1", "m2"] == [row["message"] for row in rows(warehouse)]
    assert (1, 1) == (counts[1].lines, counts[2].lines)


def test_overlong_line_is_rejected() -> None:
    """A line beyond the limit is a reject with what was kept of it, and counts as a line."""
    with warehouses.in_memory() as warehouse:
        overlong = Overlong(file_id=1, raw=b'{"a":"bbb', length=5000, byte_offset=len(_line(1, 1)), line_number=2)
        counts = Writer(warehouse, Settings()).write([chunk(_line(1, 1)), overlong], [])
        assert [(2, "line longer than the limit: 5000 bytes, the first 9 are kept", b'{"a":"bbb')] == [
            (item["line_number"], item["reason"], item["raw"]) for item in rejects(warehouse)
        ]
    assert (2, 1, 1, 1, 0) == (
        counts[1].lines,
        counts[1].rows,
        counts[1].row_lines,
        counts[1].rejected,
        counts[1].blank,
    )


def test_time_of_the_record_before_outlives_a_call() -> None:
    """A record without a time takes that of the file's last record, though it came in an earlier call."""
    with warehouses.in_memory() as warehouse:
        writer = Writer(warehouse, Settings())
        writer.write([chunk(_line(1, 7))], [])
        writer.write([chunk(b'{"msg":"later"}\n', line_number=2, byte_offset=len(_line(1, 7)))], [])
        moment = datetime(2026, 1, 5, 10, 0, 7)  # noqa: DTZ001 (the warehouse's times are naive UTC)
        assert [moment, moment] == [row["ts"] for row in rows(warehouse)]


def test_failure_stores_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a later step fails, neither rows nor rejects of the call stand in the warehouse."""

    def fail(_cursor: object) -> None:
        sentence = "The rollup failed."
        raise LongtailError(sentence)

    with warehouses.in_memory() as warehouse:
        writer = Writer(warehouse, Settings())
        with monkeypatch.context() as patched:
            patched.setattr(hourly_rollup, "apply", fail)
            with pytest.raises(LongtailError, match="The rollup failed"):
                writer.write([chunk(_line(1, 1) + b"text\n")], [])
        assert ([], []) == (rows(warehouse), rejects(warehouse))
        writer.write([chunk(_line(1, 1) + b"text\n")], [])
        assert (1, 1) == (len(rows(warehouse)), len(rejects(warehouse)))


def test_call_without_chunks() -> None:
    """A call with nothing to store stores nothing."""
    with warehouses.in_memory() as warehouse:
        assert {} == Writer(warehouse, Settings()).write([], [])
        counts = Writer(warehouse, Settings()).write([chunk(b"")], [])
    assert (0, 0, 0) == (counts[1].lines, counts[1].rows, counts[1].blank)
