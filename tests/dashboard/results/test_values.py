"""Values as text and as JSON: exact, in UTC, and harmless."""

from __future__ import annotations

import io
import json
from random import Random
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.results import export, far_times, query_result, values
from dashboard.results.export import Format
from dashboard.results.query_result import QueryResult
from sql.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator


def _answer(query: str, batch_rows: int = 1000) -> QueryResult:
    cursor = duckdb.connect().execute(query)
    types = tuple(str(column[1]) for column in cursor.description)
    names = tuple(column[0] for column in cursor.description)
    reader = cursor.to_arrow_reader(batch_rows)
    return QueryResult(names, types, reader.schema, iter(reader))


def _written(query: str, form: Format, *, spreadsheet: bool = False) -> bytes:
    out = io.BytesIO()
    export.write(_answer(query), form, out, spreadsheet=spreadsheet)
    return out.getvalue()


def _json(query: str) -> object:
    return json.loads(_written(query, Format.JSON))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("timestamp '2026-11-20 10:00:00'", "2026-11-20T10:00:00Z"),
        ("timestamp '2026-11-20 10:00:00.123456'", "2026-11-20T10:00:00.123456Z"),
        ("timestamptz '2026-11-20 10:00:00+02'", "2026-11-20T08:00:00Z"),
        ("date '2026-11-20'", "2026-11-20"),
        ("time '10:00:01'", "10:00:01"),
        ("interval '1 month 2 days 3.5 seconds'", "P1M2DT3.5S"),
        ("interval '0 seconds'", "P0D"),
        ("sum(1)", 1),
        ("170141183460469231731687303715884105727::hugeint", 170141183460469231731687303715884105727),
        ("1.50::decimal(10, 2)", 1.5),
        ("'nan'::double", None),
        ("'inf'::double", None),
        ("1e300", 1e300),
        ("true", True),
        ("null", None),
        ("'x'::enum('x')", "x"),
        ('\'{"a": [1, {"b": null}]}\'::json', {"a": [1, {"b": None}]}),
        ("'\"text\"'::json", "text"),
        ("'{\"a\":1}'", '{"a":1}'),
        ("[1, 2]", [1, 2]),
        ("{'a': 1, 't': timestamp '2026-01-01'}", {"a": 1, "t": "2026-01-01T00:00:00Z"}),
        ("map {'k': 1}", {"k": 1}),
        ("map {2: [1.5]}", {"2": [1.5]}),
        ("[map {'k': 'v'}]", [{"k": "v"}]),
        ("'a \"quoted\" ü \\ line' || chr(10)", 'a "quoted" ü \\ line\n'),
        ("'<b>&</b>'", "<b>&</b>"),
        ("'ab'::blob", "ab"),
    ],
)
def test_json_value(expression: str, expected: object) -> None:
    """Each type of DuckDB has one form in JSON."""
    assert _json(f"select {expression} as v") == [{"v": expected}]


def test_bytes_that_are_no_utf8_have_their_base64_beside() -> None:
    """Raw bytes are readable as text and exact as base64."""
    assert _json(r"select '\xFFab'::blob as raw") == [{"raw": "\ufffdab", "raw_base64": "/2Fi"}]


def test_json_text_keeps_its_digits() -> None:
    """A number of a JSON column beyond 64 bits is written as it stands in the log."""
    written = _written("""select '{"n": 123456789012345678901234567890.10}'::json as v""", Format.NDJSON)
    assert written == b'{"v": {"n": 123456789012345678901234567890.10}}\n'


def test_json_over_several_lines_is_one_line() -> None:
    """Newline-delimited JSON has one row per line, whatever stands in a JSON column."""
    written = _written("select ('{\"a\":' || chr(10) || '1}')::json as v", Format.NDJSON)
    assert written == b'{"v": {"a": 1}}\n'


def test_columns_of_one_name_all_stand() -> None:
    """A repeated name is numbered, so that no value is lost in an object."""
    assert _json("select 1 as a, 2 as a, 3 as a_1") == [{"a": 1, "a_1": 2, "a_1_1": 3}]


def test_json_without_rows_is_an_empty_array() -> None:
    """No rows are an array too."""
    assert _json("select 1 as a where false") == []


def test_json_of_many_batches_is_one_array() -> None:
    """Rows of all batches stand in one array, in their order."""
    out = io.BytesIO()
    rows = export.write(_answer("select range as r from range(5000)", batch_rows=1024), Format.JSON, out)
    assert (5000, [{"r": n} for n in range(5000)]) == (rows, json.loads(out.getvalue()))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'plain'", "plain"),
        ("null", ""),
        ("''", '""'),
        ("'a,b'", '"a,b"'),
        ("'say \"hi\"'", '"say ""hi"""'),
        ("'two' || chr(10) || 'lines'", '"two\nlines"'),
        ("'=cmd|x'", '"=cmd|x"'),
        ("'@x'", '"@x"'),
        ("-5", "-5"),
        ("-0.5::double", "-0.5"),
        ("timestamp '2026-11-20 10:00:00'", "2026-11-20T10:00:00Z"),
        ("'{\"a\": 1}'::json", '"{""a"": 1}"'),
        (r"'\xFF'::blob", r"\xff"),
        ("[1, 2]", '"[1, 2]"'),
    ],
)
def test_csv_cell(expression: str, expected: str) -> None:
    """CSV is exact: a formula is quoted and unchanged, null and empty text differ."""
    assert _written(f"select {expression} as v, 1 as e", Format.CSV).decode() == f"v,e\r\n{expected},1\r\n"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [("'=cmd|x'", '"\'=cmd|x"'), ("'-x'", '"\'-x"'), ("-5", "-5"), ("'plain'", "plain")],
)
def test_csv_for_spreadsheets_runs_nothing(expression: str, expected: str) -> None:
    """On request a text that a spreadsheet would run gets an apostrophe; numbers stay numbers."""
    written = _written(f"select {expression} as v", Format.CSV, spreadsheet=True)
    assert written.decode() == f"v\r\n{expected}\r\n"


def test_parquet_round_trip() -> None:
    """Parquet has the same columns, types and rows."""
    query = "select range as r, 'x' || range as s, timestamp '2026-01-01' as t from range(3)"
    table = pq.read_table(io.BytesIO(_written(query, Format.PARQUET)))
    assert table.to_pylist() == pa.Table.from_batches(_answer(query).batches).to_pylist()


def test_parquet_without_rows_has_columns() -> None:
    """An empty answer is a Parquet file with its columns."""
    table = pq.read_table(io.BytesIO(_written("select 1 as a, interval 1 day as i where false", Format.PARQUET)))
    assert (table.column_names, table.num_rows) == (["a", "i"], 0)


def test_control_characters_are_written_out() -> None:
    """A log line cannot repaint the terminal: escape sequences and direction marks are text."""
    assert values.visible("a\x1b[31mred\n\u202eb\x9b") == "a\\x1b[31mred\\n\\u202eb\\x9b"


def test_answer_between_processes() -> None:
    """What arrives is what was sent: names, types and rows."""
    query = "select range as r, '{}'::json as j, 2 as r from range(3000)"
    received = query_result.decode(io.BytesIO(b"".join(query_result.encode(_answer(query)))))
    sent = _answer(query)
    rows = [batch.to_pydict() for batch in pa.Table.from_batches(received.batches).combine_chunks().to_batches()]
    expected = [batch.to_pydict() for batch in pa.Table.from_batches(sent.batches).combine_chunks().to_batches()]
    assert (sent.names, sent.types, expected) == (received.names, received.types, rows)


def test_an_error_in_the_middle_arrives_as_a_sentence() -> None:
    """Rows that were sent before an error do not look like the whole answer."""
    whole = _answer("select 1 as a")

    def broken() -> Iterator[pa.RecordBatch]:
        yield from whole.batches
        sentence = "The query took longer than 1 s."
        raise QueryError(sentence)

    sent = b"".join(query_result.encode(QueryResult(whole.names, whole.types, whole.schema, broken())))
    with pytest.raises(QueryError, match=r"^The query took longer than 1 s\.$"):
        list(query_result.decode(io.BytesIO(sent)).batches)


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_an_answer_that_is_cut_is_an_error(kept: float) -> None:
    """A server that dies in the middle does not make a shorter answer."""
    sent = b"".join(query_result.encode(_answer("select range as r from range(100)")))
    with pytest.raises(QueryError, match=r"^The server stopped in the middle of the result: ask again\.$"):
        list(query_result.decode(io.BytesIO(sent[: int(len(sent) * kept)])).batches)


_FAR = {
    "date 'infinity'": "infinity",
    "date '-infinity'": "-infinity",
    "date '5881580-07-10'": "5881580-07-10",
    "date '5877642-06-25 (BC)'": "5877642-06-25 (BC)",
    "date '0044-03-15 (BC)'": "0044-03-15 (BC)",
    "date '0001-01-01'": "0001-01-01",
    "timestamp '10000-01-01 00:00:00.5'": "10000-01-01T00:00:00.5Z",
    "timestamp '290309-12-22 (BC) 00:00:00'": "290309-12-22T00:00:00Z (BC)",
    "timestamptz '294247-01-10 04:00:54.775806+00'": "294247-01-10T04:00:54.775806Z",
    "timestamp '-infinity'": "-infinity",
    "'infinity'::timestamp_s": "infinity",
    "'infinity'::timestamp_ms": "infinity",
}


@pytest.mark.parametrize("expression", _FAR)
@pytest.mark.parametrize(
    "form", ["{}", "[{}, null]", "{{'a': {}}}", "map {{'a': {}}}", "[{{'a': [{}]}}]", "union_value(a := {})"]
)
def test_times_that_python_does_not_hold(expression: str, form: str) -> None:
    """They are written as DuckDB would, wherever they stand."""
    told = _FAR[expression]
    expected = {"{}": told, "[{}, null]": [told, None], "[{{'a': [{}]}}]": [{"a": [told]}]}
    query = f"select {form.format(expression)} as a"
    assert _json(query) == [{"a": expected.get(form, told if form.startswith("union") else {"a": told})}]
    assert told.encode() in _written(query, Format.CSV)


def test_dates_of_all_years() -> None:
    """Any day that DuckDB knows is written as it writes it."""
    random = Random(7)
    days = [random.randrange(-(2**31) + 3, 2**31 - 2) for _ in range(500)]
    rows = duckdb.sql(f"select (date '1970-01-01' + unnest({days}::int[]))::varchar").fetchall()
    assert [far_times.date_text(day) for day in days] == [text for (text,) in rows]


def test_objects_with_keys_that_are_not_different() -> None:
    """They are lists of their values, also within others."""
    assert _json("select row(1, date 'infinity') as a, [row('x', null)] as b") == [
        {"a": [1, "infinity"], "b": [["x", None]]}
    ]
