"""Arrow tables that DuckDB scans on several threads, and texts that it gives back."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

SCAN_PARTS = 8
"""Record batches of a table. DuckDB scans each on a thread of its own."""


def scannable(columns: dict[str, Any] | pa.Table, parts: int = SCAN_PARTS) -> pa.Table:
    """A table in several record batches, which DuckDB scans on several threads."""
    table = pa.table(columns)
    rows = max(2048, -(-table.num_rows // parts))
    return pa.Table.from_batches(table.to_batches(max_chunksize=rows), table.schema)


def texts_of(column: pa.ChunkedArray) -> pa.LargeStringArray:
    """A column of texts as one array."""
    whole = column.cast(pa.large_string()).combine_chunks()
    return whole if isinstance(whole, pa.Array) else pa.concat_arrays(whole.chunks)
