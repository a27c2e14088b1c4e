"""What a repaired record says of itself: the attribute `_longtail` with `repaired`, and the line as it stood.

The line is its text under `raw`. Where its bytes are no text in any one encoding, they stand under `raw_base64`.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from duckdb import DuckDBPyConnection

    from ingest.files.chunk import Chunk
    from ingest.records.lines import Entries
    from ingest.records.texts import Texts
    from ingest.records.unwrapping import Repair


def write(
    cursor: DuckDBPyConnection,
    entries: Entries,
    found: Texts,
    chunks: Sequence[Chunk],
    masked: Callable[[bytes], bytes],
) -> None:
    """Note the repairs in the temporary table `batch`; `masked` takes the secrets out of a line."""
    if not found.repairs:
        return
    indexes = np.fromiter(found.repairs, np.int64)
    file_ids = np.array([chunk.file_id for chunk in chunks], np.int32)
    notes = [_note(repair, entries.raw(index), masked) for index, repair in found.repairs.items()]
    table = {
        "file_id": pa.array(file_ids[entries.chunk_index[indexes]]),
        "byte_offset": pa.array(entries.byte_offset[indexes]),
        "note": pa.array(notes, pa.large_string()),
    }
    cursor.register("repairs", pa.table(table))
    try:
        cursor.execute(catalog.statement("note_repairs").body)
    finally:
        cursor.unregister("repairs")


def _note(repair: Repair, raw: bytes, masked: Callable[[bytes], bytes]) -> str:
    if repair.text is None:
        line = {"raw_base64": base64.b64encode(masked(raw)).decode()}
    else:
        line = {"raw": masked(repair.text.encode()).decode()}
    return json.dumps({"repaired": repair.done, **line}, ensure_ascii=False, separators=(",", ":"))[1:-1]
