"""Files that no identity tells: which stream each may be, and in what order they are looked at."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.files.identity.fingerprint import head_keys
from ingest.files.reading.source import PlainSource
from ingest.files.reading.tar import is_tar
from ingest.files.streams.tailer import open_archive, open_found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.files.discovery.discovery import Found
    from ingest.files.reading.source import Source
    from ingest.files.streams.tailer import Tailer

Signature = tuple[int, int, int, int, int]
Key = tuple[Signature, str]

UNREADABLE = "tar inside of another archive"
"""A kind that cannot be read, beside those of `archive.parts_of`."""

_CERTAIN_LINES = 2
_CERTAIN_BYTES = 256
"""Fewer lines or bytes than these may begin many logs: a header, a greeting."""


@dataclass(frozen=True, slots=True)
class Copy:
    """That a file holds nothing but the first `length` bytes of the stream `file_id`."""

    file_id: int
    length: int


@dataclass(slots=True, eq=False)
class Candidate:
    """A file that no identity tells; `length` counts bytes of the log, where they had to be counted."""

    found: Found
    head: bytes
    keys: tuple[str, ...]
    unread: Tailer | None
    """The stream that it is, of which nothing was read yet, or only what another one has as well."""
    length: int | None = None
    complete: bool = True
    settled: bool = False


def is_next_to_nothing(head: bytes) -> bool:
    """Whether a file holds less than a key's bytes, and no whole line."""
    return bool(head) and not head_keys(head) and b"\n" not in head


def is_certain(lines: int, length: int) -> bool:
    """Whether so many lines and bytes can hardly begin two logs."""
    return lines >= _CERTAIN_LINES and length >= _CERTAIN_BYTES


def is_named_alike(found: Found, tailer: Tailer) -> bool:
    """Whether the names speak for one log too: a rotated file of the same source."""
    return found.rotated and found.source == tailer.source


def best_first(candidate: Candidate, tailer: Tailer) -> tuple[bool, bool, bool, int]:
    """Whole files before archives in the making, names that agree first where little was read, the longest first."""
    packed = candidate.found.compression is not None
    alike = is_certain(tailer.lines, tailer.length) or is_named_alike(candidate.found, tailer)
    return (not candidate.complete, not alike, packed, -(candidate.length or 0))


def oldest_first(candidate: Candidate) -> tuple[bool, bool, int]:
    """The order of beginning streams: rotated files by their age, the archives among them last, then live ones."""
    found = candidate.found
    return (not found.rotated, found.compression is not None, found.modified_ns)


def longest_first(candidate: Candidate) -> tuple[int, bool, bool, int]:
    """The order of files that begin alike: the others may be copies of the longest."""
    found = candidate.found
    return (-(candidate.length or 0), found.compression is not None, found.rotated, found.modified_ns)


def kind_of_several(found: Found, head: bytes) -> str | None:
    """How a file is packed that may hold several, as `archive.parts_of` takes it; None for one log."""
    if is_tar(head):
        if found.part or found.compression == "zip":
            return UNREADABLE
        return f"tar.{found.compression}" if found.compression else "tar"
    return "zip" if found.compression == "zip" else None


@contextlib.contextmanager
def opened(found: Found) -> Iterator[Source]:
    """The file of a scan, open for a look.

    Raises FileNotFoundError where another file has its name by now, and OSError as it comes.
    """
    if found.compression is not None:
        packed = open_archive(found)
        try:
            yield packed
        finally:
            packed.close()
        return
    descriptor = open_found(found)
    try:
        yield PlainSource(descriptor)
    finally:
        os.close(descriptor)
