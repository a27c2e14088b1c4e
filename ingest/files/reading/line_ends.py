r"""Where lines end in the bytes of a file: after ``\n``, which UTF-16 writes as two bytes.

Which it is, the first four bytes of a file tell: a byte order mark, or ASCII letters that are two bytes long. So
every reader of a file, now or after a restart, finds the same, and offsets count bytes of the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ingest.files.reading import newlines

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEAD_BYTES = 4
"""So many bytes of a file tell its encoding."""


@dataclass(frozen=True, slots=True)
class LineEnds:
    """How a file's encoding writes the end of a line. All positions are positions of bytes."""

    encoding: str
    newline: bytes

    @property
    def width(self) -> int:
        """How many bytes a character of ASCII has."""
        return len(self.newline)

    def find(self, data: bytes | bytearray, start: int = 0, end: int | None = None) -> int:
        """Where the first newline between `start` and `end` begins; -1 where there is none."""
        limit = len(data) if end is None else end
        found = data.find(self.newline, start, limit)
        while found >= 0 and found % self.width:
            found = data.find(self.newline, found + 1, limit)
        return found

    def rfind(self, data: bytes | bytearray, start: int = 0, end: int | None = None) -> int:
        """Where the last newline between `start` and `end` begins; -1 where there is none."""
        limit = len(data) if end is None else end
        found = data.rfind(self.newline, start, limit)
        while found >= 0 and found % self.width:
            found = data.rfind(self.newline, start, found + self.width - 1)
        return found

    def find_followed(self, data: bytes | bytearray, what: bytes, end: int) -> int:
        """Where the first line begins that begins with `what`, of which something stands before `end`; else -1."""
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
        """Where the line of this number ends, counted from 1; None where there are fewer."""
        if self.width == 1:
            return newlines.end_of(data, line)
        found = self.positions(data)
        return int(found[line - 1]) + self.width if len(found) >= line else None

    def positions(self, data: bytes | bytearray) -> NDArray[np.int64]:
        """Where each newline begins."""
        if self.width == 1:
            return newlines.positions(data)
        units = np.frombuffer(data, np.dtype("<u2" if self is UTF16_LE else ">u2"), len(data) // 2)
        return np.flatnonzero(units == newlines.NEWLINE).astype(np.int64) * 2

    def text(self, data: bytes | bytearray) -> bytes | bytearray:
        """`data` as UTF-8, with as many lines; what is no text stays no text, and half a character stays a byte."""
        if self.width == 1:
            return data
        whole = len(data) - len(data) % self.width
        decoded = bytes(data[:whole]).decode(self.encoding, "surrogatepass")
        return decoded.encode(errors="surrogatepass") + bytes(data[whole:])

    def bytes_of(self, text: bytes | bytearray) -> bytes:
        """The bytes of the file that `text` stands for, which is a part of what `text` returned."""
        if self.width == 1:
            return bytes(text)
        try:
            return bytes(text).decode(errors="surrogatepass").encode(self.encoding, "surrogatepass")
        except UnicodeDecodeError:  # half a character, the last byte of all
            return self.bytes_of(text[:-1]) + bytes(text[-1:])

    def length_of(self, text: bytes | bytearray) -> int:
        """How many bytes of the file `text` has, which is a part of what `text` returned."""
        return len(text) if self.width == 1 else len(self.bytes_of(text))


UTF8 = LineEnds("utf-8", b"\n")
"""UTF-8, and every other encoding in which ASCII is ASCII."""
UTF16_LE = LineEnds("utf-16-le", b"\n\0")
UTF16_BE = LineEnds("utf-16-be", b"\0\n")


def of_head(head: bytes) -> LineEnds:
    """How a file that begins with `head` ends its lines."""
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
