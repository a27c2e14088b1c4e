"""What the reading side hands to the writing side: complete lines of one file, and the place they came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.files.reading.line_ends import HEAD_BYTES, UTF8, LineEnds, of_head

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Chunk:
    r"""Complete lines of one stream.

    `data` holds whole lines, each ended by ``\n`` as `ends` writes it; only the last line of a `final` chunk may lack
    it. Offsets count bytes of the log itself (after decompression), lines count from 1. A bytearray is only lent: it
    holds something else once the next batch is read.
    """

    file_id: int
    source: str
    service: str | None
    data: bytes | bytearray
    byte_offset: int
    line_number: int
    modified_at: datetime
    final: bool = False
    ends: LineEnds | None = None
    """How its file writes the end of a line; None: as its own first bytes tell."""

    @property
    def line_ends(self) -> LineEnds:
        """How its file writes the end of a line."""
        return self.ends or (of_head(bytes(self.data[:HEAD_BYTES])) if self.byte_offset == 0 else UTF8)


@dataclass(frozen=True, slots=True)
class Overlong:
    """A line longer than `max_line_bytes`: rejected with its raw bytes, of which at most `raw_limit` are kept."""

    file_id: int
    raw: bytes
    length: int
    byte_offset: int
    line_number: int


@dataclass(frozen=True, slots=True)
class ChunkCounts:
    """What became of a chunk's lines: ``lines = row_lines + rejected + blank``.

    `blank` counts lines with no record of their own: empty lines, the brackets of an array, the second and later lines
    of a record or reject that spans several. `rejected` is the number of entries in `rejects`.
    """

    lines: int
    rows: int
    row_lines: int
    rejected: int
    blank: int
    first_ts: datetime | None
    last_ts: datetime | None
    redacted: int = 0
    """Values that were hidden."""
    flagged: int = 0
    """Records without a time of their own, or with one that cannot be."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a stream was read and how to know it again: the mutable part of its row in `files`."""

    file_id: int
    path: str
    source: str
    service: str | None
    state: str
    compression: str | None
    device: int | None
    inode: int | None
    head_length: int
    head_hash: str
    tail_length: int
    tail_hash: str
    content_crc: int
    size: int
    bytes_read: int
    gap: str | None
    gap_bytes: int
    note: str | None
    modified_at: datetime | None
    head_keys: str = ""
    duplicate_until: int = 0
    """Lines that end here or before are possible duplicates: a byte of the stream."""
    possible_duplicates: int = 0
    """Lines read since the last checkpoint that may stand in the warehouse already; added up."""
