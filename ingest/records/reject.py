"""An invalid line, with its raw bytes and the reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.files.reading.chunk import Chunk


@dataclass(frozen=True, slots=True)
class Reject:
    """An invalid line. `raw` is without its last line end."""

    file_id: int
    line_number: int
    byte_offset: int
    reason: str
    raw: bytes


def with_file_bytes(found: Sequence[Reject], chunks: Sequence[Chunk]) -> list[Reject]:
    """Invalid lines with the bytes as they are in their file. A file in UTF-16 was read as UTF-8."""
    ends_of = {chunk.file_id: chunk.line_ends for chunk in chunks if chunk.line_ends.width > 1}
    return [
        replace(reject, raw=ends_of[reject.file_id].bytes_of(reject.raw)) if reject.file_id in ends_of else reject
        for reject in found
    ]
