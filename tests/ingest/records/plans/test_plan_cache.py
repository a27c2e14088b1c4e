"""Plans that are kept: the rows are the same as without, whatever the lines are and however the shapes change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pytest

from ingest.files.reading.chunk import Chunk
from ingest.records.plans import plan_cache
from ingest.records.plans.plan_cache import KeptPlans
from ingest.settings import Settings
from ingest.store.writer import Writer
from tests import warehouses
from tests.sql.given import at

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPORA = Path(__file__).parents[5] / "shared" / "corpora"
_ROWS = "select * from logs order by byte_offset, record_index"
_STATEMENT = "select position, line || '!' as line from texts order by position"


def _table(*lines: str | None) -> pa.Table:
    count = len(lines)
    return pa.table(
        {
            "position": pa.array(range(count), pa.int64()),
            "plan": pa.array([0] * count, pa.int32()),
            "source": pa.array(["app"] * count).dictionary_encode(),
            "known_service": pa.array([None] * count, pa.string()).dictionary_encode(),
            "zone": pa.array([None] * count, pa.string()).dictionary_encode(),
            "file_time": pa.array(["2026-11-20 10:00:00"] * count).dictionary_encode(),
            "file_id": pa.array([1] * count, pa.int32()),
            "line_number": pa.array(range(count), pa.int64()),
            "byte_offset": pa.array(range(count), pa.int64()),
            "record_index": pa.array([0] * count, pa.int32()),
            "line": pa.array(lines, pa.large_string()),
        }
    )


@pytest.fixture
def plans() -> Iterator[KeptPlans]:
    """Plans over a database of their own."""
    with duckdb.connect() as connection:
        kept = KeptPlans(connection.cursor)
        yield kept
        kept.close()


def _asked(plans: KeptPlans, statement: str, *lines: str | None) -> list[Any] | None:
    rows = plans.rows(statement, _table(*lines))
    return None if rows is None else rows.column("line").to_pylist()


def test_second_time_is_kept(plans: KeptPlans) -> None:
    """The first time is for the caller; from the second on the rows come, of the lines that were given last."""
    assert _asked(plans, _STATEMENT, "a") is None
    assert _asked(plans, _STATEMENT, "b", None, "ü\u2028\0") == ["b!", None, "ü\u2028\0!"]
    assert _asked(plans, _STATEMENT, "c") == ["c!"]
    assert _asked(plans, _STATEMENT, *["x"] * (plan_cache.MOST_LINES + 1)) is None


def test_more_plans_than_are_kept(plans: KeptPlans) -> None:
    """The oldest plan makes room for a new one, and comes back when it is asked again."""
    statements = [f"select position, line || '{number}' as line from texts" for number in range(12)]
    for _ in range(2):
        for number, statement in enumerate(statements):
            _asked(plans, statement, "a")
            assert _asked(plans, statement, "a") == [f"a{number}"]
    for number, statement in enumerate(statements):
        assert _asked(plans, statement, "b") == [f"b{number}"]


def test_a_failing_statement_leaves_nothing(plans: KeptPlans) -> None:
    """After an error everything begins anew, with no line left over."""
    fails = "select position, line::integer as line from texts"
    assert _asked(plans, fails, "1") is None
    with pytest.raises(duckdb.ConversionException):
        _asked(plans, fails, "no number")
    assert _asked(plans, _STATEMENT, "a") is None
    assert _asked(plans, _STATEMENT, "a") == ["a!"]


def _lines() -> list[bytes]:
    """Lines of several shapes in turns: an access log, an error with its stack, a nested record, one with odd text."""
    given: list[dict[str, Any]] = []
    for number in range(3):
        moment = f"2026-11-20T10:00:{number:02}.5Z"
        given += [
            {"timestamp": moment, "level": "INFO", "method": "GET", "path": f"/o/{number}", "status": 200, "ms": 1.5},
            {"ts": 1_795_000_000 + number, "severity": "error", "msg": "no", "exception": "Traceback\nKeyError: 'a'"},
            {"@timestamp": moment, "log": {"level": "warn"}, "message": "a\0b\u2028 \u00fc", "extra": {"n": [1, None]}},
            {"timestamp": moment, "level": "INFO", "message": "", "new-key": number},
        ]
    return [json.dumps(record).encode() for record in given]


def _stored(batches: list[list[bytes]]) -> list[Any]:
    with warehouses.in_memory() as target:
        writer = Writer(target, Settings())
        number, offset = 1, 0
        for batch in batches:
            raw = b"".join(line + b"\n" for line in batch)
            chunk = Chunk(1, "app", "shop", raw, offset, number, at("2026-11-20"))
            writer.write([chunk], [])
            number, offset = number + len(batch), offset + len(raw)
        with target.reader() as cursor:
            return cursor.execute(_ROWS).fetchall()


def test_lines_unlike_the_first_ones(plans: KeptPlans) -> None:
    """A plan that was made for some lines serves others, whatever was true of all of the first ones."""
    statement = "select line from texts where plan = 0 and line is not null and length(line) > 1 order by position desc"
    for lines in ((None,), (None, None), ("ab",), ("", "abc", None, "x" * 100_000, "ü!")):
        found = _asked(plans, statement, *lines)
        expected = [line for line in reversed(lines) if line and len(line) > 1]
        assert found is None or found == expected
    assert found == expected


def test_rows_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that come one by one, by kept plans, give what they give together, by a plan of their own."""
    lines = _lines()
    one_by_one = _stored([[line] for line in lines])
    in_threes = _stored([lines[begin : begin + 3] for begin in range(0, len(lines), 3)])
    monkeypatch.setattr(plan_cache, "MOST_LINES", 0)
    assert len(lines) == len(one_by_one)
    assert one_by_one == in_threes == _stored([lines])


@pytest.mark.parametrize("corpus", sorted(path.name for path in CORPORA.iterdir() if path.is_dir()))
def test_corpora_are_the_same(corpus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first lines of every file of every corpus, twice over: the second time by kept plans, and without any."""
    files = [path for path in sorted((CORPORA / corpus).rglob("*")) if path.is_file() and path.suffix != ".md"]
    heads = [path.read_bytes().splitlines()[:20] for path in files]
    kept = [_stored([head] * 2) for head in heads]
    monkeypatch.setattr(plan_cache, "MOST_LINES", 0)
    assert kept == [_stored([head * 2]) for head in heads]
