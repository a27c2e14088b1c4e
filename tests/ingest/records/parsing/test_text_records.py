"""Text records of several lines: whatever cuts them, and whatever wraps them."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from ingest.records.parsing.assemble import hold_back
from ingest.settings import Settings
from ingest.store.writer import Writer
from tests import warehouses
from tests.ingest.stored import chunk, rows, store

TRACEBACK = "Traceback (most recent call last):\n"
_TRACE = f'{TRACEBACK}  File "/srv/pay.py", line 12, in pay\n    raise ValueError("no card")\nValueError: no card\n'
LOG = (
    "2026-11-26 10:00:00,123 INFO app.orders: order 7 placed\n"
    f"2026-11-26 10:00:01,123 ERROR app.pay: charge failed\n{_TRACE}"
    "2026-11-26 10:00:02,123 WARNING app.db: slow query\nselect *\n\n  from orders\n"
    '{"time":"2026-11-26T10:00:03Z","level":"info","message":"JSON between"}\n'
    '203.0.113.5 - - [26/Nov/2026:10:00:04 +0000] "GET /orders/7 HTTP/1.1" 200 512\n'
    "2026-11-26 10:00:05,123 INFO app.orders: last\n"
)
MESSAGES = ["order 7 placed", "charge failed", "slow query\nselect *\n\n  from orders", "JSON between", None, "last"]


def _judged(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["ts"], row["level"], row["message"], row["stack_trace"], row["line_number"], row["byte_offset"]


def _in_pieces(data: bytes, size: int) -> list[tuple[Any, ...]]:
    """The records of a log that is read `size` bytes at a time, as far as records may be complete."""
    with warehouses.in_memory() as warehouse:
        writer = Writer(warehouse, Settings())
        begin, lines, end = 0, 0, 0
        while begin < len(data):
            end = min(end + size, len(data))
            complete = data[begin : data.rfind(b"\n", begin, end) + 1] if end < len(data) else data[begin:]
            taken = complete[: len(complete) - hold_back(complete, final=end == len(data))]
            if taken:
                part = chunk(taken, byte_offset=begin, line_number=lines + 1, final=end == len(data))
                writer.write([part], [])
                begin, lines = begin + len(taken), lines + taken.count(b"\n")
        return [_judged(row) for row in rows(warehouse)]


@pytest.mark.parametrize("seed", range(4))
def test_records_over_the_ends_of_chunks(seed: int) -> None:
    """Wherever reading stops in between, the records are those of the whole file."""
    whole = [_judged(row) for row in store(LOG).rows]
    assert [row[2] for row in whole] == MESSAGES
    size = random.Random(seed).randrange(20, 400)
    assert _in_pieces(LOG.encode(), size) == whole, f"{size} bytes at a time"


def test_only_what_may_go_on_is_held_back() -> None:
    """Records of one line and JSON are stored at once."""
    assert hold_back(LOG.encode(), final=False) == len("2026-11-26 10:00:05,123 INFO app.orders: last\n")
    assert hold_back(LOG.encode(), final=True) == 0
    for line in LOG.splitlines(keepends=True):
        if line.startswith(("{", "203")):
            assert hold_back(line.encode(), final=False) == 0


@pytest.mark.parametrize("line", ["{{badmatch,2},[]}", "{'lxml': '6.1',"])
def test_a_line_in_braces_that_is_no_object(line: str) -> None:
    """It belongs to the text before it, also where it is the last line so far."""
    text = f"=ERROR REPORT==== 26-Nov-2026::10:00:00.123 ===\nexit value:\n{line}\n"
    assert len(text) == hold_back(text.encode(), final=False)
    assert [f"exit value:\n{line}"] == [row["message"] for row in store(text).rows]


def test_a_stack_of_five_megabytes() -> None:
    """It is one record."""
    frames = "".join(f'  File "/srv/a{number}.py", line {number}, in f\n    f()\n' for number in range(110_000))
    text = f"2026-11-26 10:00:01,123 ERROR app.pay: deep\n{TRACEBACK}{frames}RecursionError: deep\n"
    assert len(text) > 5_000_000
    stored = store(text + "2026-11-26 10:00:02,123 INFO app.pay: after\n")
    assert [row["message"] for row in stored.rows] == ["deep", "after"]
    assert stored.rows[0]["error_type"] == "RecursionError"
    assert stored.rejects == []


def test_a_file_of_lines_that_begin_nothing() -> None:
    """Without a record before them they are invalid, and nothing waits for more of them."""
    stored = store("one\ntwo\n")
    assert [reject["raw"] for reject in stored.rejects] == [b"one", b"two"]
    assert hold_back(b"one\ntwo\n", final=False) == 0


def test_colours_are_taken_out() -> None:
    """Of the level, the message and what tells where a record begins."""
    text = "\x1b[32m2026-11-26 10:00:00.123\x1b[0m | \x1b[1mINFO\x1b[0m     | app.mail:send:45 - \x1b[1msent\x1b[0m\n"
    (row,) = store(text).rows
    assert (row["level"], row["logger"], row["message"]) == ("INFO", "app.mail", "sent")


def _docker(text: str, stream: str = "stderr") -> str:
    return json.dumps({"log": text, "stream": stream, "time": "2026-11-26T10:00:09.5Z"}, separators=(",", ":")) + "\n"


def _cri(text: str, stream: str = "stderr") -> str:
    return f"2026-11-26T10:00:09.5Z {stream} F {text}"


@pytest.mark.parametrize("wrap", [_docker, _cri])
@pytest.mark.parametrize("copies", [1, 400])
def test_text_that_a_container_wrote(wrap: Any, copies: int) -> None:
    """Each line is wrapped by itself; the record is that of the text, with its stack trace."""
    wrapped = "".join(wrap(line) for line in LOG.splitlines(keepends=True))
    stored = store(wrapped * copies)
    found = [(row["level"], row["message"], row["error_type"]) for row in stored.rows]
    plain = [(row["level"], row["message"], row["error_type"]) for row in store(LOG).rows]
    assert found == plain * copies
    assert [level for level, _, _ in plain] == ["INFO", "ERROR", "WARNING", "INFO", None, "INFO"]
    assert stored.rejects == []
    assert '"stream":"stderr"' in stored.rows[0]["attributes"]


def test_streams_of_a_container_are_kept_apart() -> None:
    """A line of the other stream between two lines ends the record; nothing is mixed."""
    text = _docker("2026-11-26 10:00:01,123 ERROR app.pay: failed\n") + _docker("hello\n", "stdout") + _docker("more\n")
    assert [row["message"] for row in store(text).rows] == ["failed", "hello", "more"]


def test_a_torn_trace_of_a_container_waits() -> None:
    """The last record of a container's text may go on in the next lines."""
    text = _docker("2026-11-26 10:00:01,123 ERROR app.pay: failed\n") + _docker("Traceback (most recent call last):\n")
    assert hold_back(text.encode(), final=False) == len(text)
    assert hold_back((text + _docker('{"message":"JSON"}\n')).encode(), final=False) == 0
