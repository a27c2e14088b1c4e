"""An invalid line: what gave no record, with its raw bytes and the reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reject:
    """An entry that gave no record; `raw` is without its last line end."""

    file_id: int
    line_number: int
    byte_offset: int
    reason: str
    raw: bytes
