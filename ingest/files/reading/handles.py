"""Open files, within the limits of the process, and the memory that they are read into.

An open file stays readable after it was renamed or deleted, and no other file gets its inode. So the last read files
stay open. If there are too many, the least recently read one is closed.
"""

from __future__ import annotations

import contextlib
import os
import resource
from collections import OrderedDict
from typing import TYPE_CHECKING

from ingest.files.reading.block import Block

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 512
INODE_MASK = 0x7FFF_FFFF_FFFF_FFFF
"""The bits of an inode number that the ledger keeps: it has signed numbers."""


def affordable() -> int:
    """The most open files: a quarter of the descriptors of this process, between 8 and 512."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(8, min(_MOST, soft // 4)) if soft != resource.RLIM_INFINITY else _MOST


def identity(stat: os.stat_result) -> tuple[int, int]:
    """The device of a file, and its inode as the ledger keeps it."""
    return stat.st_dev, stat.st_ino & INODE_MASK


def open_descriptor(path: str) -> int:
    """Open a file for reading. A pipe does not make it wait."""
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | getattr(os, "O_NOCTTY", 0))


class Handles:
    """Descriptors by stream, least recently used first."""

    def __init__(self, capacity: int | None = None) -> None:
        self._capacity = capacity or affordable()
        self._open: OrderedDict[int, int] = OrderedDict()
        self.block = Block()

    def __iter__(self) -> Iterator[int]:
        return iter(tuple(self._open))

    def __len__(self) -> int:
        return len(self._open)

    def get(self, file_id: int) -> int | None:
        """The open descriptor of a stream, now the most recently used."""
        descriptor = self._open.get(file_id)
        if descriptor is not None:
            self._open.move_to_end(file_id)
        return descriptor

    def keep(self, file_id: int, descriptor: int) -> None:
        """Take over a descriptor, and close the one that this stream had."""
        if self._open.get(file_id) != descriptor:
            self.release(file_id)
        self._open[file_id] = descriptor
        self._open.move_to_end(file_id)
        while len(self._open) > self._capacity:
            self.release(next(iter(self._open)))

    def release(self, file_id: int) -> None:
        """Close a stream's descriptor, if there is one."""
        descriptor = self._open.pop(file_id, None)
        if descriptor is not None:
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def close(self) -> None:
        """Close all."""
        for file_id in self:
            self.release(file_id)
