"""Files inside a `.tar` (POSIX.1-2001, ustar and pax), read as a stream: nothing is unpacked to disk.

Both functions take the bytes of the `.tar` itself, piece by piece, already decompressed.
"""

from __future__ import annotations

import io
import itertools
import tarfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PIECE = 256 * 1024
_MAGIC_AT = 257


class TarDamageError(Exception):
    """A `.tar` is cut off or damaged."""


def is_tar(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a `.tar`."""
    return head[_MAGIC_AT : _MAGIC_AT + 5] == b"ustar"


def names(pieces: Iterable[bytes]) -> Iterator[str]:
    """The paths of the regular files in it, in their order. Raises `TarDamageError` if it is cut off."""
    return (info.name for _, info in _files(pieces))


def member(pieces: Iterable[bytes], index: int) -> Iterator[bytes]:
    """The bytes of its regular file number `index`, from 0.

    Raises `TarDamageError` if it is cut off before the end of that file, or does not have this file.
    """
    opened, info = next(itertools.islice(_files(pieces), index, None), (None, None))
    if opened is None or info is None or opened.fileobj is None:
        raise TarDamageError
    left = info.size
    while left:
        data = opened.fileobj.read(min(_PIECE, left))
        if not data:
            raise TarDamageError
        yield data
        left -= len(data)


def _files(pieces: Iterable[bytes]) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
    reader = _Reader(pieces)
    try:
        opened = tarfile.open(fileobj=reader, mode="r|")  # noqa: SIM115 (it holds nothing but the reader)
        for info in opened:
            opened.members = []  # type: ignore[attr-defined]  # it would keep each that it met
            if info.isreg():
                yield opened, info
    except tarfile.TarError as error:
        raise TarDamageError from error
    if reader.last.strip(b"\0"):
        raise TarDamageError


class _Reader(io.BufferedIOBase):
    """Pieces as a file to read from. A complete `.tar` ends in blocks of NULs: `last` has its last bytes."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        super().__init__()
        self._pieces = iter(pieces)
        self._rest = b""
        self.last = b""

    def read(self, size: int | None = -1, /) -> bytes:
        size = _PIECE if size is None or size < 0 else size
        parts = [self._rest]
        missing = size - len(self._rest)
        while missing > 0 and (piece := next(self._pieces, b"")):
            parts.append(piece)
            missing -= len(piece)
        data = b"".join(parts)
        self._rest = data[size:]
        self.last = (self.last + data[:size])[-tarfile.BLOCKSIZE :]
        return data[:size]
