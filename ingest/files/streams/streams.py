"""All log streams. A stream is one log, with all names and archives that it ever has.

At every scan, `matching` decides which file is which stream.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ingest.files.identity.content_index import ContentIndex
from ingest.files.streams.tailer import FINAL_SECONDS, Tailer

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ingest.files.discovery.discovery import Found, Key, Signature
    from ingest.files.reading.handles import Handles
    from ingest.files.streams.candidates import Copy
    from ingest.files.streams.stored_file import StoredFile


_MOST_SPLIT = 1000
"""The most archives of several files that are remembered. Others are read again."""


class Streams:
    """All streams, the file of each, and the files that are only copies."""

    def __init__(self, stored: Sequence[StoredFile], handles: Handles) -> None:
        self.handles = handles
        self.all = {row.file_id: Tailer.stored(row) for row in stored}
        self.problems: list[str] = []
        self.copies: dict[Key, Copy] = {}
        """Files that are not read, because their content was read or will be."""
        self.written: set[str] = set()
        """Plain files that streams are or were in: programs write to them."""
        self.note_written()
        self._next_id = max(self.all, default=0) + 1
        self.by_place: dict[tuple[int | None, int | None, str], Tailer] = {
            tailer.place: tailer for tailer in self.all.values() if tailer.device is not None
        }
        """The stream that was last seen in each file."""
        self._doubt_what_began_alike()
        self._first_seen: dict[Key, float] = {}
        self._parts: dict[Signature, tuple[list[str], str | None]] = {}

    def _doubt_what_began_alike(self) -> None:
        doubtful = [tailer for tailer in self.all.values() if tailer.duplicate_until]
        index: ContentIndex[Tailer] = ContentIndex()
        for tailer in self.all.values() if doubtful else ():
            index.add(tailer.fingerprint.keys, tailer)
        for tailer in doubtful:
            for other in index.alike(tailer.fingerprint.keys):
                other.is_doubted = True

    def remember_unread(self, copies: dict[Key, Copy], waiting: Collection[Key]) -> None:
        """Remember the files that a matching leaves unread: the `copies`, and those `waiting` for a later scan."""
        self.copies = copies
        self._first_seen = {key: when for key, when in self._first_seen.items() if key in waiting}

    def is_quiet(self, found: Found) -> bool:
        """Whether nothing was written to a file for so long that it will hardly continue."""
        first = self._first_seen.setdefault(found.key, time.monotonic())
        return max(time.monotonic() - first, time.time() - found.modified_ns / 1e9) >= FINAL_SECONDS

    def new(self, found: Found) -> Tailer:
        """A stream that begins with this file."""
        tailer = Tailer(self._next_id, found.source, found.service)
        self._next_id += 1
        self.all[tailer.file_id] = tailer
        return tailer

    def identify(self, tailer: Tailer, found: Found) -> None:
        """Remember which stream this file belongs to."""
        if tailer.found is None or tailer.found.identity != found.identity:
            self.handles.release(tailer.file_id)
            self._forget(tailer)
        self._note_written(tailer)
        tailer.claim(found)
        self.by_place[tailer.place] = tailer

    def forget_identity(self, tailer: Tailer) -> None:
        """The file of this stream belongs to another stream by now."""
        self._forget(tailer)
        self.handles.release(tailer.file_id)
        tailer.device = tailer.inode = None
        tailer.dirty = True

    def _forget(self, tailer: Tailer) -> None:
        if self.by_place.get(tailer.place) is tailer:
            del self.by_place[tailer.place]

    def note_written(self) -> None:
        """Remember the plain files that streams are in now."""
        for tailer in self.all.values():
            self._note_written(tailer)

    def _note_written(self, tailer: Tailer) -> None:
        if tailer.compression is None and tailer.length:
            self.written.add(tailer.path)

    def split(self, found: Found, parts: list[str], problem: str | None) -> list[Found]:
        """Remember that a file has several inside, the packing of each, and its damage; returns each as a file."""
        while len(self._parts) >= _MOST_SPLIT:
            del self._parts[next(iter(self._parts))]
        self._parts[found.signature] = parts, problem
        return self.parts(found)

    def parts(self, found: Found) -> list[Found]:
        """The files inside a known archive of several; else the file itself."""
        known = None if found.part else self._parts.get(found.signature)
        if known is None:
            return [found]
        parts, problem = known
        if problem is not None:
            self.problems.append(problem)
        return [found.parted(part) for part in parts]
