"""Chunks: complete lines of one file and their place, which the reading side gives to the writing side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.files.reading.line_ends import HEAD_BYTES, UTF8, LineEnds, of_head

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Chunk:
    r"""Complete lines of one stream.

    `data` has whole lines, each with the newline of `ends`; only the last line of a `final` chunk may lack it. Offsets
    count bytes of the log itself (after decompression), lines count from 1. A bytearray is only lent: reading the next
    batch overwrites it.
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
    """The line ends of its file; None: its own first bytes decide."""
    zone: str | None = None
    """The zone of its times that name none, if the write time of its file told one."""

    @property
    def line_ends(self) -> LineEnds:
        """The line ends of its file."""
        return self.ends or (of_head(bytes(self.data[:HEAD_BYTES])) if self.byte_offset == 0 else UTF8)


@dataclass(frozen=True, slots=True)
class Overlong:
    """A line longer than `max_line_bytes`. It is invalid; at most `raw_limit` of its bytes are kept."""

    file_id: int
    raw: bytes
    length: int
    byte_offset: int
    line_number: int


@dataclass(frozen=True, slots=True)
class ChunkCounts:
    """The counts of a chunk's lines: ``lines = row_lines + rejected + blank``.

    `blank` counts lines without their own record: empty lines, brackets of an array, the second and later lines of a
    record or invalid entry of several lines. `rejected` is the number of rows in `rejects`.
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
    """Records without their own time, or with an impossible one."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a stream was read, and how to recognise it: the part of its row in `files` that changes."""

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
    zone: str | None = None
    """The zone of times that name none, if the write time of the file told one."""
    duplicate_until: int = 0
    """An offset in the stream: lines that end here or before may be duplicates."""
    possible_duplicates: int = 0
    """The number of lines since the last checkpoint that may be in the warehouse already; it is added to the ledger."""
