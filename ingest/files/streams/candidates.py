"""Candidates: files without a known identity, which stream each may be, and the order in which they are checked."""

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

UNREADABLE = "tar inside of another archive"
"""A kind of archive that cannot be read, besides those of `archive.parts_of`."""

_CERTAIN_LINES = 2
_CERTAIN_BYTES = 256
"""Fewer lines or bytes than these may be the beginning of many logs: a header, a greeting."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A file at `path` with nothing but the first `length` bytes of the stream `file_id`.

    `is_stored` says that they were in the warehouse when the two files were compared. Until then the stream's file may
    be rewritten before it is read, and they must be compared again.
    """

    path: str
    file_id: int
    length: int
    is_stored: bool


@dataclass(slots=True, eq=False)
class Candidate:
    """A file without a known identity. `length` counts bytes of the log, if they had to be counted."""

    found: Found
    head: bytes
    keys: tuple[str, ...]
    unread: Tailer | None
    """Its stream, if nothing of it was read yet, or only bytes that another stream has as well."""
    length: int | None = None
    complete: bool = True
    settled: bool = False


def is_next_to_nothing(head: bytes) -> bool:
    """Whether a file has fewer bytes than a key needs, and no whole line."""
    return bool(head) and not head_keys(head) and b"\n" not in head


def is_certain(lines: int, length: int) -> bool:
    """Whether two logs hardly begin with the same lines and bytes, for this many."""
    return lines >= _CERTAIN_LINES and length >= _CERTAIN_BYTES


def is_named_alike(found: Found, tailer: Tailer) -> bool:
    """Whether the names also fit one log: a rotated file of the same source."""
    return found.rotated and found.source == tailer.source


def best_first(candidate: Candidate, tailer: Tailer) -> tuple[bool, bool, bool, int]:
    """The sort key: whole files before unfinished archives, equal names first if little was read, the longest first."""
    packed = candidate.found.compression is not None
    alike = is_certain(tailer.lines, tailer.length) or is_named_alike(candidate.found, tailer)
    return (not candidate.complete, not alike, packed, -(candidate.length or 0))


def oldest_first(candidate: Candidate) -> tuple[bool, bool, int]:
    """The sort key of new streams: rotated files by their age, archives among them last, then live files."""
    found = candidate.found
    return (not found.rotated, found.compression is not None, found.modified_ns)


def longest_first(candidate: Candidate) -> tuple[int, bool, bool, int]:
    """The sort key of files with the same beginning: the others may be copies of the longest."""
    found = candidate.found
    return (-(candidate.length or 0), found.compression is not None, found.rotated, found.modified_ns)


def kind_of_several(found: Found, head: bytes) -> str | None:
    """The kind of an archive that may have several files, for `archive.parts_of`; None for one log."""
    if is_tar(head):
        if found.part or found.compression == "zip":
            return UNREADABLE
        return f"tar.{found.compression}" if found.compression else "tar"
    return "zip" if found.compression == "zip" else None


@contextlib.contextmanager
def opened(found: Found) -> Iterator[Source]:
    """The file of a scan, opened for a check.

    Raises FileNotFoundError if another file has its name by now, and OSError from the file system.
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
