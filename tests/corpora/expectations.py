"""What `expected.jsonl` of a folder of log files says of its records, and whether it holds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ingest.files.reading.chunk import Chunk
from ingest.settings import Settings
from ingest.store.writer import Writer
from tests import warehouses

SHARED = Path(__file__).parents[3] / "shared"


def expectations(folder: str) -> list[dict[str, Any]]:
    """What a folder of `shared` says of its records; one that cannot hold where the folder is missing."""
    path = SHARED / folder / "expected.jsonl"
    if not path.exists():
        return [{"file": f"{path} is missing", "line": 0, "record": 0, "rejected": False, "expect": {}}]
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def name(case: dict[str, Any]) -> str:
    """The name of an expectation: file, line, and record within the line."""
    return f"{case['file']}:{case['line']}:{case['record']}"


def judge(folder: str, case: dict[str, Any]) -> None:
    """Assert that a record has exactly the judged values, or that a line that is no record is rejected."""
    rows, rejected = _stored(folder, case["file"])
    assert case["rejected"] == (case["line"] in rejected)
    if not case["rejected"]:
        row = rows.get((case["line"], case["record"]))
        assert row is not None, f"{name(case)} gave no row"
        pairs = {column: _comparable(column, value, row) for column, value in case["expect"].items()}
        assert {name: want for name, (want, _) in pairs.items()} == {name: got for name, (_, got) in pairs.items()}


@cache
def _stored(folder: str, file: str) -> tuple[dict[tuple[int, int], dict[str, Any]], set[int]]:
    """The rows of a file by (line, record within the line), and the lines that were rejected."""
    with warehouses.in_memory() as warehouse:
        data = (SHARED / folder / file).read_bytes()
        modified_at = datetime(2026, 1, 5, tzinfo=UTC)
        writer = Writer(warehouse, Settings())
        counts = writer.write([Chunk(1, Path(file).stem, None, data, 0, 1, modified_at, final=True)], [])[1]
        with warehouse.reader() as cursor:
            found = cursor.execute("select * from logs order by line_number, byte_offset, record_index")
            columns = [column[0] for column in found.description]
            rows: dict[tuple[int, int], dict[str, Any]] = {}
            for values in found.fetchall():
                row = dict(zip(columns, values, strict=True))
                number = sum(1 for line, _ in rows if line == row["line_number"])
                rows[row["line_number"], number] = row
            rejected = {line for (line,) in cursor.execute("select line_number from rejects").fetchall()}
    assert counts.lines == counts.row_lines + counts.rejected + counts.blank
    return rows, rejected


def _comparable(column: str, expected: Any, row: dict[str, Any]) -> tuple[Any, Any]:
    """What is expected and what is there, in a form in which equal means as the corpora's README has it."""
    found = row[column]
    if column == "ts" and expected is not None:
        return datetime.fromisoformat(expected).astimezone(UTC).replace(tzinfo=None), found
    if column == "stack_trace":
        return expected, found is not None
    if isinstance(expected, float) and found is not None:
        return expected, pytest.approx(found, rel=1e-6)
    return expected, found
