"""The memory for pieces of files, used again for each batch.

New memory of this size costs several times as much as reading into it: the operating system clears it page by page.
"""

from __future__ import annotations

import os

_LEAST_BYTES = 1024 * 1024
"""Smaller pieces get their own memory."""


class Block:
    """Memory that is lent to the pieces of a batch. Reading the next batch overwrites it."""

    def __init__(self) -> None:
        self._free: list[bytearray] = []
        self._lent: list[bytearray] = []

    def release(self) -> None:
        """Take all lent memory back."""
        self._free, self._lent = self._lent[::-1], []

    def read(self, descriptor: int, offset: int, size: int) -> bytes | bytearray:
        """Up to `size` bytes of a file from `offset`, in lent memory if there are many."""
        if size < _LEAST_BYTES:
            return os.pread(descriptor, size, offset)
        memory = self._of(size)
        with memoryview(memory) as whole, whole[:size] as view:
            count = os.preadv(descriptor, [view], offset)
        del memory[count:]
        self._lent.append(memory)
        return memory

    def _of(self, size: int) -> bytearray:
        memory = self._free.pop() if self._free else bytearray()
        try:  # at least one more byte: Python refuses only a change of length while somebody uses the memory
            memory.extend(bytes(max(1, size - len(memory))))
        except BufferError:  # somebody still uses this memory: it stays theirs
            return bytearray(size)
        return memory
