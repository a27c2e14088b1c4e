"""The row of a stream in the ledger, as reading needs it after a start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A row of the ledger as reading needs it again."""

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
    lines: int
    rows: int
    rejected: int
    gap: str | None
    gap_bytes: int
    note: str | None
    modified_at: datetime | None
    duplicate_until: int = 0
    head_keys: str = ""
    zone: str | None = None
