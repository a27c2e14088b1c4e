"""Notes on repaired records: the attribute `_longtail` with `repaired` and the original line.

The line is text under `raw`. If its bytes are not text in a single encoding, they are under `raw_base64`.
"""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from ingest.records.parsing.unwrapping import Repair
from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from duckdb import DuckDBPyConnection

    from ingest.files.reading.chunk import Chunk
    from ingest.records.parsing.lines import Entries
    from ingest.records.parsing.texts import Texts
    from ingest.records.redaction.batch import Redacted


def with_utf16(entries: Entries, found: Texts) -> Texts:
    """`found`, with a note on every record of a file in UTF-16."""
    for index, ends in enumerate(entries.ends_of):
        if ends.width == 1:
            continue
        for entry in np.unique(found.entry[(found.plan >= 0) & (entries.chunk_index[found.entry] == index)]).tolist():
            known = found.repairs.get(entry) or Repair((), entries.raw(entry).decode())
            found.repairs[entry] = replace(known, done=(ends.encoding, *known.done))
    return found


def write(
    cursor: DuckDBPyConnection,
    entries: Entries,
    redacted: Redacted,
    chunks: Sequence[Chunk],
    masked: Callable[[bytes, int], bytes],
) -> None:
    """Note the repairs in the temporary table `batch`.

    `masked` takes the secrets out of a line; its second argument is how many the record had.
    """
    found = redacted.texts
    if not found.repairs:
        return
    indexes = np.fromiter(found.repairs, np.int64)
    file_ids = np.array([chunk.file_id for chunk in chunks], np.int32)
    notes = []
    for index, repair in found.repairs.items():
        line = masked(_line(repair, entries.raw(index)), int(redacted.counts[index]))
        notes.append(_note(repair, line))
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


def _line(repair: Repair, raw: bytes) -> bytes:
    return raw if repair.text is None else repair.text.encode()


def _note(repair: Repair, line: bytes) -> str:
    kept = {"raw_base64": base64.b64encode(line).decode()} if repair.text is None else {"raw": line.decode()}
    return json.dumps({"repaired": repair.done, **kept}, ensure_ascii=False, separators=(",", ":"))[1:-1]
