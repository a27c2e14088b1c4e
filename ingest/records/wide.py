"""Files in UTF-16, whose block is their text as UTF-8: what their records and invalid lines say of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ingest.records.parsing.unwrapping import Repair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.files.chunk import Chunk
    from ingest.records.parsing.lines import Entries
    from ingest.records.parsing.texts import Texts
    from ingest.records.reject import Reject


def noted(entries: Entries, found: Texts) -> Texts:
    """`found`, in which every record of such a file says that its line was UTF-16."""
    for index, ends in enumerate(entries.ends_of):
        if ends.width == 1:
            continue
        for entry in np.unique(found.entry[(found.plan >= 0) & (entries.chunk_index[found.entry] == index)]).tolist():
            known = found.repairs.get(entry) or Repair((), entries.raw(entry).decode())
            found.repairs[entry] = replace(known, done=(ends.encoding, *known.done))
    return found


def rejects(found: Sequence[Reject], chunks: Sequence[Chunk]) -> list[Reject]:
    """Invalid lines with the bytes of their file."""
    ends_of = {chunk.file_id: chunk.line_ends for chunk in chunks if chunk.line_ends.width > 1}
    return [
        replace(reject, raw=ends_of[reject.file_id].bytes_of(reject.raw)) if reject.file_id in ends_of else reject
        for reject in found
    ]
