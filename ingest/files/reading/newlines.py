"""Finds the newlines of a block, in pieces that fit into the processor's cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEWLINE = 10
_CACHED_BYTES = 256 * 1024


def count(data: bytes | bytearray) -> int:
    """How many newlines there are."""
    buffer = np.frombuffer(data, np.uint8)
    pieces = range(0, len(data), _CACHED_BYTES)
    return sum(int(np.count_nonzero(buffer[start : start + _CACHED_BYTES] == NEWLINE)) for start in pieces)


def end_of(data: bytes | bytearray, line: int) -> int | None:
    """The end of the line with this number, counted from 1; None if there are fewer lines."""
    buffer = np.frombuffer(data, np.uint8)
    missing = line
    for start in range(0, len(data), _CACHED_BYTES):
        is_newline = buffer[start : start + _CACHED_BYTES] == NEWLINE
        found = int(np.count_nonzero(is_newline))
        if found >= missing:
            return start + int(np.flatnonzero(is_newline)[missing - 1]) + 1
        missing -= found
    return None


def positions(block: bytes | bytearray) -> NDArray[np.int64]:
    """The position of each newline."""
    buffer = np.frombuffer(block, np.uint8)
    found = [
        np.flatnonzero(buffer[start : start + _CACHED_BYTES] == NEWLINE) + start
        for start in range(0, len(block), _CACHED_BYTES)
    ]
    return np.concatenate(found) if found else np.zeros(0, np.int64)
