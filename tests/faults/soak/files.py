"""What styles are made of that write their files themselves: lines, a file that grows, packing."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import shutil
import sys
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence
    from pathlib import Path

_OPENERS: dict[str, Any] = {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open, "zst": zstd.open}
_PIECE = 64 * 1024
_FILLER = "the quick brown fox jumps over the lazy dog "


def line(message: str) -> bytes:
    """A record as a line, of 100 to 150 bytes."""
    record = {"time": datetime.now(UTC).isoformat(), "level": "INFO", "message": message, "text": _FILLER}
    return json.dumps(record).encode() + b"\n"


def any_size(random: random.Random, least: int, most: int) -> int:
    """A size in bytes, small ones as likely as ten times as large ones."""
    return int(least * (most / least) ** random.random())


class GrowingFile:
    """The file that a program writes to, cut where it happens to be: a line may be in two writes."""

    def __init__(self, path: Path, random: random.Random) -> None:
        self.path = path
        self._random = random
        self._file = path.open("ab", buffering=0)
        self.size = self._file.tell()

    def write(self, data: bytes) -> None:
        """Append, in pieces."""
        while data:
            cut = self._random.randrange(1, 2 * _PIECE)
            self._file.write(data[:cut])
            self.size += len(data[:cut])
            data = data[cut:]

    def reopen(self, path: Path | None = None) -> None:
        """Let go of the file and go on in the one that has the name (or `path`) now."""
        self._file.close()
        self.path = path or self.path
        self._file = self.path.open("ab", buffering=0)
        self.size = self._file.tell()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


class RotatingLog:
    """Writes to `path` and calls `rotate(file)` at sizes between `least` and `most` bytes (`any_size`)."""

    def __init__(
        self,
        path: Path,
        random: random.Random,
        rotate: Callable[[GrowingFile], None],
        *,
        least: int = 30_000,
        most: int = 3_000_000,
    ) -> None:
        self.file = GrowingFile(path, random)
        self._random = random
        self._rotate = rotate
        self._range = (least, most)
        self._limit = any_size(random, least, most)
        self.before: Callable[[], None] = lambda: None
        """Called before anything is written."""
        self.finish: Callable[[], None] = lambda: None
        """Called when all is written, to end what goes on beside."""

    def write(self, messages: Sequence[str]) -> None:
        """Append the records, and rotate as often as the size says."""
        self.before()
        waiting = b""
        for message in messages:
            waiting += line(message)
            if self.file.size + len(waiting) >= self._limit:
                self.file.write(waiting)
                waiting = b""
                self._rotate(self.file)
                self._limit = any_size(self._random, *self._range)
            elif len(waiting) > _PIECE:
                self.file.write(waiting)
                waiting = b""
        self.file.write(waiting)

    def close(self) -> None:
        """End writing, and what goes on beside it."""
        self.finish()
        self.file.close()


def pack(source: Path, target: Path, compression: str = "gz") -> None:
    """Compress `source` into `target` bit by bit, as the programs do, and remove it."""
    with source.open("rb") as plain, _OPENERS[compression](target, "wb") as packed:
        shutil.copyfileobj(plain, packed, _PIECE)
    source.unlink()


class Background:
    """Work that a program does in a thread beside its writing, one thing after the other."""

    def __init__(self) -> None:
        self._threads: list[threading.Thread] = []

    def run(self, work: Callable[[], None]) -> None:
        """Do it beside the writing."""
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=work)
        thread.start()
        self._threads.append(thread)

    def wait(self) -> None:
        """Until all is done."""
        for thread in self._threads:
            thread.join()


def utc_name(pattern: str) -> str:
    """The moment as a part of a name."""
    return datetime.now(UTC).strftime(pattern)
