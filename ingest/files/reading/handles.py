"""Open files, no more than the process can afford, and the memory that they are read into.

A file that is open stays readable after it was renamed or unlinked, and its inode is not given to another file: so the
files that were read last are kept open, and the least recently read one is let go where there are too many.
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
_INODE_MASK = 0x7FFF_FFFF_FFFF_FFFF
"""The ledger keeps signed numbers: of an inode's number, these bits."""


def affordable() -> int:
    """A quarter of the descriptors this process may have, between 8 and 512."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(8, min(_MOST, soft // 4)) if soft != resource.RLIM_INFINITY else _MOST


def identity(stat: os.stat_result) -> tuple[int, int]:
    """What the file system calls a file now: its device, and its inode as the ledger keeps it."""
    return stat.st_dev, stat.st_ino & _INODE_MASK


def open_descriptor(path: str) -> int:
    """Open a file for reading, without following it into a pipe or waiting for anything."""
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
        """Own a descriptor from now on, in place of the one this stream had."""
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
