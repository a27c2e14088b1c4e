"""The result of a query: named columns and a stream of batches.

Between processes it travels as an Arrow IPC stream and one JSON object behind it, which says how it ended: what broke
in the middle (a timeout, a server that stopped) is told as one sentence and is never taken for the end of the rows.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa

from sql.errors import LongtailError, QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator

TYPE_KEY = b"duckdb_type"
_LOST = "The server stopped in the middle of the result: ask again."


class Readable(Protocol):
    """Anything that gives bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, all that is left where it is negative."""
        ...


@dataclass(frozen=True, slots=True)
class QueryResult:
    """Columns by position (names may repeat), their DuckDB types, and the rows as Arrow batches, to be read once."""

    names: tuple[str, ...]
    types: tuple[str, ...]
    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]


def encode(result: QueryResult) -> Iterator[bytes]:
    """The result as bytes to send, a batch at a time."""
    fields = [
        field.with_metadata({TYPE_KEY: kind.encode()}) for field, kind in zip(result.schema, result.types, strict=True)
    ]
    schema = pa.schema(fields)
    sink = io.BytesIO()
    ending: dict[str, Any] = {"ended": True}
    with pa.ipc.new_stream(sink, schema) as writer:
        try:
            for batch in result.batches:
                writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
                yield _taken(sink)
        except LongtailError as error:
            ending = {"error": str(error)}
    yield _taken(sink) + json.dumps(ending).encode()


def _taken(sink: io.BytesIO) -> bytes:
    data = sink.getvalue()
    sink.seek(0)
    sink.truncate()
    return data


def decode(stream: Readable) -> QueryResult:
    """The result that another process sends; its batches raise `QueryError` where it did not end well."""
    try:
        reader = pa.ipc.open_stream(stream)
    except (pa.ArrowInvalid, OSError) as error:
        raise QueryError(_LOST) from error
    schema: pa.Schema = reader.schema
    return QueryResult(
        names=tuple(schema.names),
        types=tuple((field.metadata or {}).get(TYPE_KEY, b"VARCHAR").decode() for field in schema),
        schema=schema,
        batches=_batches(reader, stream),
    )


def _batches(reader: pa.RecordBatchStreamReader, stream: Readable) -> Iterator[pa.RecordBatch]:
    try:
        yield from reader
        ending = json.loads(stream.read() or b"{}")
    except (pa.ArrowInvalid, OSError, ValueError) as error:
        raise QueryError(_LOST) from error
    if "ended" not in ending:
        raise QueryError(ending.get("error", _LOST))
