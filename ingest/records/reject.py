"""An invalid line: what gave no record, with its raw bytes and the reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.files.chunk import Chunk


@dataclass(frozen=True, slots=True)
class Reject:
    """An entry that gave no record; `raw` is without its last line end."""

    file_id: int
    line_number: int
    byte_offset: int
    reason: str
    raw: bytes


def with_file_bytes(found: Sequence[Reject], chunks: Sequence[Chunk]) -> list[Reject]:
    """Invalid lines with the bytes of their file: a file in UTF-16 is read as UTF-8."""
    ends_of = {chunk.file_id: chunk.line_ends for chunk in chunks if chunk.line_ends.width > 1}
    return [
        replace(reject, raw=ends_of[reject.file_id].bytes_of(reject.raw)) if reject.file_id in ends_of else reject
        for reject in found
    ]
