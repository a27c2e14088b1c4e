"""Invalid lines: kept with their raw bytes, their place and the reason."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from ingest.records.reject import Reject

_SCHEMA = pa.schema(
    {
        "file_id": pa.int32(),
        "line_number": pa.int64(),
        "byte_offset": pa.int64(),
        "reason": pa.string(),
        "raw": pa.binary(),
    }
)


def store(cursor: DuckDBPyConnection, rejects: Sequence[Reject]) -> None:
    """Append `rejects`, on the writer's cursor."""
    if not rejects:
        return
    columns = {name: [getattr(reject, name) for reject in rejects] for name in _SCHEMA.names}
    cursor.register("rejected", pa.table(columns, schema=_SCHEMA))
    try:
        cursor.execute(
            "insert into rejects by name select *, $now as rejected_at from rejected",
            {"now": datetime.now(UTC).replace(tzinfo=None)},
        )
    finally:
        cursor.unregister("rejected")
