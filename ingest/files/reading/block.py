"""The memory that pieces are read into, one batch after the other.

Fresh memory of this size costs several times what reading into it costs: the operating system hands it out, and clears
it, page by page.
"""

from __future__ import annotations

import os

_LEAST_BYTES = 1024 * 1024
"""Smaller pieces are not worth it."""


class Block:
    """Memory that is lent to the pieces of a batch: what was read into it is gone once the next batch is read."""

    def __init__(self) -> None:
        self._free: list[bytearray] = []
        self._lent: list[bytearray] = []

    def release(self) -> None:
        """What was lent is needed no more."""
        self._free, self._lent = self._lent[::-1], []

    def read(self, descriptor: int, offset: int, size: int) -> bytes | bytearray:
        """Up to `size` bytes of a file from `offset`, in lent memory where they are many."""
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
        try:  # a byte more at least: only what changes its length is refused to those who look at it
            memory.extend(bytes(max(1, size - len(memory))))
        except BufferError:  # somebody still looks at what was read before: theirs it is
            return bytearray(size)
        return memory
