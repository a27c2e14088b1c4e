"""A result in the requested format: table, JSON, newline-delimited JSON, CSV, Parquet.

All formats are written as the rows come, so memory does not follow their number. CSV is RFC 4180 and exact: null is
nothing, an empty text is two quotes, and a text that begins with ``= + - @`` is quoted and unchanged. A spreadsheet
would run such a cell, so `spreadsheet=True` sets an apostrophe before it, as OWASP recommends ("CSV injection").
"""

from __future__ import annotations

import io
from dataclasses import replace
from enum import StrEnum
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.results import values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dashboard.results.query_result import QueryResult


class Format(StrEnum):
    """The output formats of a result."""

    TABLE = "table"
    JSON = "json"
    NDJSON = "ndjson"
    CSV = "csv"
    PARQUET = "parquet"


_MUST_QUOTE = frozenset(',;\t"\r\n')
"""Also the signs that a spreadsheet of another language takes for the end of a cell."""
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula, also in full width."""
_ROW_GROUP = 122_880
"""Rows in a row group of Parquet, the same as in DuckDB's own files."""
_ROW_GROUP_BYTES = 32 * 1024 * 1024
"""Wide rows make a row group earlier, so that memory does not follow their width."""


def write(result: QueryResult, form: Format, out: BinaryIO, *, spreadsheet: bool = False) -> int:
    """Write the result in any format but the table (which belongs to a terminal); returns the number of rows."""
    total = 0
    for rows, data in _pieces(result, form, spreadsheet=spreadsheet):
        total += rows
        out.write(data)
    return total


def chunks(result: QueryResult, form: Format, *, spreadsheet: bool = False) -> Iterator[bytes]:
    """The same as bytes to send, a piece at a time; nothing comes before the first rows are known."""
    beginning = list(islice(result.batches, 1))
    whole = replace(result, batches=chain(beginning, result.batches))
    return (data for _, data in _pieces(whole, form, spreadsheet=spreadsheet) if data)


def _pieces(result: QueryResult, form: Format, *, spreadsheet: bool) -> Iterator[tuple[int, bytes]]:
    if form is Format.PARQUET:
        return _parquet(result)
    write_text: Callable[[QueryResult, bool], Iterator[tuple[int, str]]] = {
        Format.JSON: _json,
        Format.NDJSON: _ndjson,
        Format.CSV: _csv,
    }[form]
    return ((rows, text.encode("utf-8")) for rows, text in write_text(result, spreadsheet))


def _objects(result: QueryResult) -> Iterator[list[str]]:
    """The rows of each batch as JSON objects, one line each."""
    keys = [values._encode(name) + ": " for name in unique(result.names)]  # noqa: SLF001 (one way to write JSON text)
    beside = [values._encode(f"{name}_base64") + ": " for name in unique(result.names)]  # noqa: SLF001 (as above)
    for batch in result.batches:
        columns: list[list[str]] = []
        for position, column in enumerate(batch.columns):
            key = keys[position]
            fragments = [key + value for value in values.as_json(column, result.types[position])]
            if pa.types.is_binary(column.type):
                extra = beside[position]
                encoded = values.not_utf8(column)
                fragments = [
                    text if code is None else f'{text}, {extra}"{code}"'
                    for text, code in zip(fragments, encoded, strict=True)
                ]
            columns.append(fragments)
        yield ["{" + ", ".join(row) + "}" for row in zip(*columns, strict=True)]


def _json(result: QueryResult, _spreadsheet: bool) -> Iterator[tuple[int, str]]:  # noqa: FBT001 (one shape for all writers)
    lead = "["
    for rows in _objects(result):
        if rows:
            yield len(rows), lead + "\n" + ",\n".join(rows)
            lead = ","
    yield 0, "[]\n" if lead == "[" else "\n]\n"


def _ndjson(result: QueryResult, _spreadsheet: bool) -> Iterator[tuple[int, str]]:  # noqa: FBT001 (one shape for all writers)
    for rows in _objects(result):
        if rows:
            yield len(rows), "\n".join(rows) + "\n"


def _csv(result: QueryResult, spreadsheet: bool) -> Iterator[tuple[int, str]]:  # noqa: FBT001 (one shape for all writers)
    yield 0, ",".join(_csv_cell(name, spreadsheet=spreadsheet) for name in result.names) + "\r\n"
    for batch in result.batches:
        columns = [_csv_column(column, spreadsheet=spreadsheet) for column in batch.columns]
        yield batch.num_rows, "".join(",".join(row) + "\r\n" for row in zip(*columns, strict=True))


def _csv_column(column: pa.Array, *, spreadsheet: bool) -> Iterable[str]:
    texts = values.as_text(column)
    if _is_plain(column.type):
        return ["" if text is None else text for text in texts]
    return ["" if text is None else _csv_cell(text, spreadsheet=spreadsheet) for text in texts]


def _is_plain(kind: pa.DataType) -> bool:
    tests = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal, pa.types.is_boolean, pa.types.is_timestamp)
    return any(test(kind) for test in tests)


def _csv_cell(text: str, *, spreadsheet: bool) -> str:
    formula = text[:1] in _FORMULA if text else False
    if spreadsheet and formula:
        text = "'" + text
    if not text or formula or not _MUST_QUOTE.isdisjoint(text):
        return '"' + text.replace('"', '""') + '"'
    return text


def unique(names: Iterable[str]) -> list[str]:
    """The names with repeated ones numbered (`a`, `a_1`), for formats in which names are unique."""
    taken: set[str] = set()
    result: list[str] = []
    for name in names:
        candidate, count = name, 0
        while candidate in taken:
            count += 1
            candidate = f"{name}_{count}"
        taken.add(candidate)
        result.append(candidate)
    return result


class _Outbox(io.RawIOBase):
    """Takes what a writer writes, and gives it on."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._position = 0

    def writable(self) -> bool:
        """It is there to be written."""
        return True

    def tell(self) -> int:
        """How many bytes were written so far."""
        return self._position

    def write(self, data: Any) -> int:
        """Take some bytes."""
        self._parts.append(bytes(data))
        self._position += len(self._parts[-1])
        return len(self._parts[-1])

    def taken(self) -> bytes:
        """What was written since this was last asked."""
        data, self._parts = b"".join(self._parts), []
        return data


def _parquet(result: QueryResult) -> Iterator[tuple[int, bytes]]:
    columns = list(zip_longest(unique(result.names), result.schema.types))
    schema = pa.schema([(name, pa.string() if _foreign(kind) else kind) for name, kind in columns])
    outbox = _Outbox()
    with pq.ParquetWriter(outbox, schema, compression="zstd") as writer:
        for table in _row_groups(result.batches, schema):
            writer.write_table(table)
            yield table.num_rows, outbox.taken()
    yield 0, outbox.taken()


def _foreign(kind: pa.DataType) -> bool:
    """Types that Parquet has no place for are written as text."""
    return bool(pa.types.is_interval(kind) or pa.types.is_union(kind) or isinstance(kind, pa.BaseExtensionType))


def _row_groups(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    held: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        columns = [
            pa.array(values.as_text(column), pa.string()) if _foreign(column.type) else column
            for column in batch.columns
        ]
        held.append(pa.RecordBatch.from_arrays(columns, schema=schema))
        rows, size = rows + batch.num_rows, size + held[-1].nbytes
        if rows >= _ROW_GROUP or size >= _ROW_GROUP_BYTES:
            yield pa.Table.from_batches(held)
            held, rows, size = [], 0, 0
    if held:
        yield pa.Table.from_batches(held)
