"""The memory that big pieces are read into, one batch after the other.

Fresh memory of this size costs several times what reading into it costs: the operating system hands it out, and clears
it, page by page.
"""

from __future__ import annotations

import os

_LEAST_BYTES = 8 * 1024 * 1024
"""Smaller pieces are not worth it."""


class Block:
    """One block of memory, lent to one piece at a time: what was read into it is gone once the next batch is read."""

    def __init__(self) -> None:
        self._memory = bytearray()
        self._lent = False

    def release(self) -> None:
        """What was lent is needed no more."""
        self._lent = False

    def read(self, descriptor: int, offset: int, size: int) -> bytes | bytearray:
        """Up to `size` bytes of a file from `offset`, in the block where they are many and it is free."""
        if size < _LEAST_BYTES or self._lent:
            return os.pread(descriptor, size, offset)
        self._lent = True
        memory = self._of(size)
        with memoryview(memory) as whole, whole[:size] as view:
            count = os.preadv(descriptor, [view], offset)
        del memory[count:]
        return memory

    def _of(self, size: int) -> bytearray:
        try:
            self._memory.extend(bytes(max(0, size - len(self._memory))))
        except BufferError:  # somebody still looks at what was read before: theirs it is
            self._memory = bytearray(size)
        return self._memory
