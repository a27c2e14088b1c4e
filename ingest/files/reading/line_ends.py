r"""Finds where lines end in the bytes of a file: after ``\n``, which has two bytes in UTF-16.

The first four bytes of a file decide: a byte order mark, or ASCII letters of two bytes each. So every reader of a file,
also after a restart, finds the same lines. Offsets count bytes of the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ingest.files.reading import newlines

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEAD_BYTES = 4
"""The number of bytes that decide the encoding of a file."""


@dataclass(frozen=True, slots=True)
class LineEnds:
    """The line ends in the encoding of a file. All positions count bytes."""

    encoding: str
    newline: bytes

    @property
    def width(self) -> int:
        """The bytes of an ASCII character."""
        return len(self.newline)

    def find(self, data: bytes | bytearray, start: int = 0, end: int | None = None) -> int:
        """The position of the first newline between `start` and `end`; -1 if there is none."""
        limit = len(data) if end is None else end
        found = data.find(self.newline, start, limit)
        while found >= 0 and found % self.width:
            found = data.find(self.newline, found + 1, limit)
        return found

    def rfind(self, data: bytes | bytearray, start: int = 0, end: int | None = None) -> int:
        """The position of the last newline between `start` and `end`; -1 if there is none."""
        limit = len(data) if end is None else end
        found = data.rfind(self.newline, start, limit)
        while found >= 0 and found % self.width:
            found = data.rfind(self.newline, start, found + self.width - 1)
        return found

    def find_followed(self, data: bytes | bytearray, what: bytes, end: int) -> int:
        """The position of the first line that begins with `what` before `end`; else -1."""
        mark = self.newline + what
        found = data.find(mark, 0, end)
        while found >= 0 and found % self.width:
            found = data.find(mark, found + 1, end)
        return found + self.width if found >= 0 else -1

    def ends_line(self, data: bytes | bytearray) -> bool:
        """Whether `data` ends with a newline."""
        return len(data) % self.width == 0 and data.endswith(self.newline)

    def count(self, data: bytes | bytearray) -> int:
        """How many newlines there are."""
        return newlines.count(data) if self.width == 1 else len(self.positions(data))

    def end_of(self, data: bytes | bytearray, line: int) -> int | None:
        """The end of the line with this number, counted from 1; None if there are fewer lines."""
        if self.width == 1:
            return newlines.end_of(data, line)
        found = self.positions(data)
        return int(found[line - 1]) + self.width if len(found) >= line else None

    def positions(self, data: bytes | bytearray) -> NDArray[np.int64]:
        """The position of each newline."""
        if self.width == 1:
            return newlines.positions(data)
        units = np.frombuffer(data, np.dtype("<u2" if self is UTF16_LE else ">u2"), len(data) // 2)
        return np.flatnonzero(units == newlines.NEWLINE).astype(np.int64) * 2

    def text(self, data: bytes | bytearray) -> bytes | bytearray:
        """`data` as UTF-8, with as many lines. Bytes that are not text stay so, and half a character stays one byte."""
        if self.width == 1:
            return data
        whole = len(data) - len(data) % self.width
        decoded = bytes(data[:whole]).decode(self.encoding, "surrogatepass")
        return decoded.encode(errors="surrogatepass") + bytes(data[whole:])

    def bytes_of(self, text: bytes | bytearray) -> bytes:
        """The bytes in the file of `text`, which is a part of the result of `text()`."""
        if self.width == 1:
            return bytes(text)
        try:
            return bytes(text).decode(errors="surrogatepass").encode(self.encoding, "surrogatepass")
        except UnicodeDecodeError:  # half a character, the last byte of the file
            return self.bytes_of(text[:-1]) + bytes(text[-1:])

    def length_of(self, text: bytes | bytearray) -> int:
        """The number of bytes in the file of `text`, which is a part of the result of `text()`."""
        return len(text) if self.width == 1 else len(self.bytes_of(text))


UTF8 = LineEnds("utf-8", b"\n")
"""UTF-8, and every other encoding that contains ASCII."""
UTF16_LE = LineEnds("utf-16-le", b"\n\0")
UTF16_BE = LineEnds("utf-16-be", b"\0\n")


def of_head(head: bytes) -> LineEnds:
    """The line ends of a file that begins with `head`."""
    first = head[:HEAD_BYTES]
    if first.startswith(b"\xff\xfe"):
        return UTF16_LE
    if first.startswith(b"\xfe\xff"):
        return UTF16_BE
    if len(first) == HEAD_BYTES and first[1] == first[3] == 0 and first[0] and first[2]:
        return UTF16_LE
    if len(first) == HEAD_BYTES and first[0] == first[2] == 0 and first[1] and first[3]:
        return UTF16_BE
    return UTF8
