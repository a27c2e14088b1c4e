"""The source of a stream's bytes: an open plain file, or an archive that is decompressed while it is read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, BinaryIO, Protocol

from ingest.files.identity.fingerprint import HEAD_BYTES, TAIL_BYTES, Fingerprint, running_crc
from ingest.files.reading.archive import Archive

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.files.reading.block import Block

_SKIP_BYTES = 4 * 1024 * 1024


class Source(Protocol):
    """Bytes by offset. Offsets count bytes of the log itself, decompressed."""

    def read(self, offset: int, size: int) -> bytes:
        """Up to `size` bytes from `offset`; fewer only if there are no more now."""
        ...

    def read_block(self, offset: int, size: int) -> bytes | bytearray:
        """The same. A bytearray belongs to its reader until the next batch is read."""
        ...

    @property
    def complete(self) -> bool:
        """Whether the end is final."""
        ...

    @property
    def damage(self) -> str | None:
        """The damage of the file: the rest of a sentence that begins with its name."""
        ...


class PlainSource:
    """An open file. Its owner closes the descriptor."""

    complete = False
    damage = None

    def __init__(self, descriptor: int, block: Block | None = None) -> None:
        self.descriptor = descriptor
        self._block = block

    def read(self, offset: int, size: int) -> bytes:
        """Read at `offset`; the file may have changed since the last call."""
        size = self._available(offset, size)
        return os.pread(self.descriptor, size, offset) if size > 0 else b""

    def read_block(self, offset: int, size: int) -> bytes | bytearray:
        """Read at `offset` into the block of memory, if there is one."""
        size = self._available(offset, size)
        return self._block.read(self.descriptor, offset, size) if self._block and size > 0 else self.read(offset, size)

    def _available(self, offset: int, size: int) -> int:
        return min(size, os.fstat(self.descriptor).st_size - offset)


class ArchiveSource:
    """An archive, decompressed from its start as far as needed.

    The last result is kept, so that reading from inside of it does not start again from the beginning.
    """

    def __init__(self, opener: Callable[[], BinaryIO], compression: str, most_bytes: int | None = None) -> None:
        self._opener = opener
        self._compression = compression
        self._most_bytes = most_bytes
        self._archive = Archive(opener(), compression, most_bytes)
        self._head = self._archive.read(HEAD_BYTES)
        self._buffer = self._head
        self._start = 0

    def read(self, offset: int, size: int) -> bytes:
        """Read at `offset`; decompress again from the start if this is before the last result."""
        if offset + size <= len(self._head):
            return self._head[offset : offset + size]
        if offset < self._start:
            self._rewind()
        while self._end < offset:
            if not self._advance(min(offset - self._end, _SKIP_BYTES)):
                return b""
        missing = offset + size - self._end
        if missing > 0:
            keep_from = max(self._start, offset - HEAD_BYTES)
            self._buffer = self._buffer[keep_from - self._start :] + self._archive.read(missing)
            self._start = keep_from
        return self._buffer[offset - self._start :][:size]

    def read_block(self, offset: int, size: int) -> bytes:
        """Read at `offset`; the caller owns the bytes."""
        return self.read(offset, size)

    @property
    def _end(self) -> int:
        return self._start + len(self._buffer)

    def _advance(self, size: int) -> bool:
        data = self._archive.read(size)
        kept = self._buffer[-HEAD_BYTES:]
        self._start = self._end - len(kept)
        self._buffer = kept + data
        return bool(data)

    def _rewind(self) -> None:
        self._archive.close()
        self._archive = Archive(self._opener(), self._compression, self._most_bytes)
        self._head = self._archive.read(HEAD_BYTES)
        self._buffer, self._start = self._head, 0

    @property
    def complete(self) -> bool:
        """Whether every trailer is correct."""
        return self._archive.complete

    @property
    def damage(self) -> str | None:
        """The damage of the archive, as far as it was read."""
        return self._archive.damage

    def close(self) -> None:
        """Close the file."""
        self._archive.close()


def head_of(source: Source) -> bytes:
    """The first bytes of a file, up to `HEAD_BYTES`."""
    return source.read(0, HEAD_BYTES)


def length_of(source: Source) -> int:
    """The bytes of the log now; an archive is read to its end for it."""
    if isinstance(source, PlainSource):
        return os.fstat(source.descriptor).st_size
    offset = 0
    while data := source.read(offset, _SKIP_BYTES):
        offset += len(data)
    return offset


def goes_on(source: Source, fingerprint: Fingerprint) -> bool:
    """Whether the part of a stream that was read is still in this file, by its head and its tail."""
    offset = fingerprint.length
    tail = source.read(offset - fingerprint.tail_length, fingerprint.tail_length) if offset else b""
    return fingerprint.has_tail(tail) and fingerprint.has_head(source.read(0, fingerprint.head_length))


def contains(source: Source, fingerprint: Fingerprint) -> bool:
    """Whether the file begins with every byte that was read of a stream: the proof for another file or archive."""
    if not fingerprint.has_head(head_of(source)):
        return False
    crc = offset = 0
    tail = b""
    while offset < fingerprint.length:
        data = source.read(offset, min(_SKIP_BYTES, fingerprint.length - offset))
        if not data:
            return False
        crc, offset, tail = running_crc(data, crc), offset + len(data), (tail + data)[-TAIL_BYTES:]
    return crc == fingerprint.crc and fingerprint.has_tail(tail)


def begins_with(whole: Source, part: Source) -> bool:
    """Whether `whole` begins with all bytes that are in `part` now."""
    offset = 0
    while data := part.read(offset, _SKIP_BYTES):
        if whole.read(offset, len(data)) != data:
            return False
        offset += len(data)
    return True
