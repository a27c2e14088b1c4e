"""Lines that belong together become one entry, and everything else stays line by line."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from ingest.records.parsing.assemble import hold_back, join
from ingest.records.parsing.lines import split, split_lines
from tests.ingest.stored import chunk, store

TRACEBACK = b'Traceback (most recent call last):\n  File "a.py", line 3, in f\n    x()\nKeyError: 1\n'
CHAINED = TRACEBACK + b"\nDuring handling of the above exception, another exception occurred:\n\n" + TRACEBACK


def _entries(data: bytes) -> list[tuple[int, bytes]]:
    """Line number and text of each entry that is no filler."""
    entries = join(split_lines(data))
    return [
        (int(entries.line_number[index]), entries.raw(index))
        for index in range(len(entries))
        if not entries.is_filler[index]
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"a":1}\n{"b":2}\n', [(1, b'{"a":1}'), (2, b'{"b":2}')]),
        (b'{\n  "a": [\n 1\n ]\n}\n{"c":3}\n', [(1, b'{\n  "a": [\n 1\n ]\n}'), (6, b'{"c":3}')]),
        (b'[\n{"a":1},\n{"b":2}\n]\n', [(2, b'{"a":1}'), (3, b'{"b":2}')]),
        (b'[{"a":1},\n{"b":2},\n{"c":3}]\n', [(1, b'{"a":1}'), (2, b'{"b":2}'), (3, b'{"c":3}')]),
        (
            b'[\n  {\n    "a": 1\n  },\n  {\n    "b": 2\n  }\n]\n',
            [(2, b'{\n    "a": 1\n  }'), (5, b'{\n    "b": 2\n  }')],
        ),
        (b'[{\n "a": 1\n}, {\n "b": 2\n}]\n', [(1, b'{\n "a": 1\n}'), (3, b'{\n "b": 2\n}')]),
        (b'[{"a":1},{"b":2}]\n', [(1, b'[{"a":1},{"b":2}]')]),
        (b'{"a":1}\n' + TRACEBACK + b'{"b":2}\n', [(1, b'{"a":1}'), (2, TRACEBACK[:-1]), (6, b'{"b":2}')]),
        (CHAINED + b"more\n", [(1, CHAINED[:-1]), (12, b"more")]),
        (b'{"a":1, "b": "cut\n{"c":1}\n', [(1, b'{"a":1, "b": "cut'), (2, b'{"c":1}')]),
        (b'{"a":1,\n{"c":1}\n', [(1, b'{"a":1,'), (2, b'{"c":1}')]),
        (b'{"a":1\n{"c":1}\n', [(1, b'{"a":1'), (2, b'{"c":1}')]),
        (b"panic: foo\n   a.py:1\n   b.py:2\n", [(1, b"panic: foo"), (2, b"   a.py:1"), (3, b"   b.py:2")]),
        (b"text\n]\n", [(1, b"text"), (2, b"]")]),
    ],
)
def test_joined(data: bytes, expected: list[tuple[int, bytes]]) -> None:
    """Pretty-printed objects, elements of arrays and tracebacks are one entry each, where they begin."""
    assert expected == _entries(data)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"a":1}\n', b""),
        (b"text\n", b""),
        (b"", b""),
        (b'{"a":1}\n{\n  "b": 2,\n', b'{\n  "b": 2,\n'),
        (b'{"a":1}\n' + TRACEBACK[:-12], TRACEBACK[:-12]),
        (TRACEBACK, b""),
        (
            TRACEBACK + b"\nDuring handling of the above exception, another exception occurred:\n",
            TRACEBACK + b"\nDuring handling of the above exception, another exception occurred:\n",
        ),
        (b"[\n", b"[\n"),
        (b'{"a":"cut\n', b""),
        (b'{"log":"ab","stream":"stdout","time":"t"}\n', b'{"log":"ab","stream":"stdout","time":"t"}\n'),
        (b'2026-01-24T01:35:00.0Z stdout P {"a":\n', b'2026-01-24T01:35:00.0Z stdout P {"a":\n'),
    ],
)
def test_hold_back(data: bytes, expected: bytes) -> None:
    """What may go on is held back, from where it begins; nothing is once the file is final."""
    assert expected == data[len(data) - hold_back(data, final=False) :]
    assert hold_back(data, final=True) == 0


def test_nothing_is_joined_across_files() -> None:
    """An object that one file leaves open does not swallow the next file's lines."""
    entries = join(split([chunk(b'{\n"a":\n', file_id=1), chunk(b"1\n}\n", file_id=2)]))
    assert [b"{", b'"a":', b"1", b"}"] == [entries.raw(index) for index in range(len(entries))]


def test_docker_cuts_long_lines() -> None:
    """The parts of a line that Docker cut become one record, with the time of the first."""
    parts = [
        {"log": '{"level":"warn",', "stream": "stdout", "time": "2026-01-05T10:00:00Z"},
        {"log": '"msg":"low"}\n', "stream": "stdout", "time": "2026-01-05T10:00:01Z"},
        {"log": "next\n", "stream": "stdout", "time": "2026-01-05T10:00:02Z"},
    ]
    stored = store("".join(json.dumps(part, separators=(",", ":")) + "\n" for part in parts))
    assert [(1, "WARNING", "low"), (3, None, "next")] == [
        (row["line_number"], row["level"], row["message"]) for row in stored.rows
    ]
    assert (3, 2, 0, 1) == (stored.counts.lines, stored.counts.row_lines, stored.counts.rejected, stored.counts.blank)


def test_cri_cuts_long_lines() -> None:
    """The parts of a line that a CRI runtime cut become one record."""
    stored = store(
        '2026-01-05T10:00:00.1Z stdout P {"level":"warn",\n'
        '2026-01-05T10:00:00.2Z stdout F "msg":"low"}\n'
        "2026-01-05T10:00:00.3Z stderr F plain\n"
    )
    assert [("WARNING", "low"), (None, "plain")] == [(row["level"], row["message"]) for row in stored.rows]
    assert datetime(2026, 1, 5, 10, 0, 0, 100000) == stored.rows[0]["ts"]  # noqa: DTZ001 (the warehouse's times are naive UTC)


def test_traceback_is_one_reject() -> None:
    """A traceback printed between JSON lines is one reject with all its bytes; its further lines count as blank."""
    stored = store(b'{"msg":"a"}\n' + TRACEBACK + b'{"msg":"b"}\n')
    assert [(2, 12, "not JSON", TRACEBACK[:-1])] == [
        (item["line_number"], item["byte_offset"], item["reason"], item["raw"]) for item in stored.rejects
    ]
    assert (6, 2, 1, 3) == (stored.counts.lines, stored.counts.row_lines, stored.counts.rejected, stored.counts.blank)
