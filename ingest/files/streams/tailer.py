"""The life of one stream: a file through all its names, from its first byte to its last.

States: live (may grow), drained (rotated and read to its end), finished (an archive with a correct trailer, read to its
end), missing (not found at the last scan), broken (cannot be read; the gap or note says why), dropped (its rows were
removed; only new lines are read).

Reading is ahead of the last commit: `place` says how far lines were cut, `committed` how far they are in the warehouse.
If a transaction fails, the stream goes back to `committed`.

One long module: a stream's state changes in one place.
"""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ingest.files.identity.fingerprint import Fingerprint, digest, head_keys
from ingest.files.reading import reader
from ingest.files.reading.archive import part_of
from ingest.files.reading.chunk import Checkpoint, Chunk
from ingest.files.reading.handles import identity, open_descriptor
from ingest.files.reading.reader import Ending, Limits, Piece, Place
from ingest.files.reading.source import ArchiveSource, PlainSource, head_of

if TYPE_CHECKING:
    from ingest.files.discovery.discovery import Found
    from ingest.files.reading.chunk import ChunkCounts
    from ingest.files.reading.handles import Handles
    from ingest.files.streams.stored_file import StoredFile

QUIET_SECONDS = 2.0
"""Seconds without a write after which a whole JSON object without newline is a line, and an open record is closed."""

FINAL_SECONDS = 10.0
"""Seconds without a write after which a rotated or deleted file does not continue."""

_GUESSED_RATIO = 10
_ONLY_REJECTS_LINES = 20
_NO_RECORDS = "No line of this file is a record: is it a log with one JSON object per line?"


class Tailer:
    """A stream, where its file is now, and how far it was read."""

    def __init__(self, file_id: int, source: str, service: str | None) -> None:
        self.file_id = file_id
        self.source = source
        self.service = service
        self.path = ""
        self.state = "live"
        self.compression: str | None = None
        self.device: int | None = None
        self.inode: int | None = None
        self.size = 0
        self.gap: str | None = None
        self.gap_bytes = 0
        self.note: str | None = None
        self.modified_ns = 0
        self.zone: str | None = None
        """The zone of its times that name none, if the write time of its file told one."""
        self.fingerprint = Fingerprint()
        self.lines = 0
        self.committed = (self.fingerprint, 0)
        self.rows = 0
        self.rejected = 0
        self.dirty = True
        self.found: Found | None = None
        self.is_missed = False
        """Whether the last scan did not find its file, which may get another name at this moment."""
        self.head_keys: tuple[str, ...] = ()
        self.duplicate_until = 0
        self.is_doubted = False
        """Whether another stream, whose lines are possible duplicates, began like this one."""
        self.expected_size = 0
        """The bytes that its file had, if the one in which it goes on has fewer: the others are told as a gap."""
        self.stored_elsewhere = 0
        """Bytes that are stored in another stream, of a file without a name of which next to nothing was read."""
        self.final_seconds = FINAL_SECONDS
        self._duplicates = 0
        self._changed_at: float | None = None
        self._fruitless: tuple[object, ...] | None = None
        self._archive: ArchiveSource | None = None

    @classmethod
    def stored(cls, row: StoredFile) -> Tailer:
        """A stream from the ledger; its file is not found yet."""
        tailer = cls(row.file_id, row.source, row.service)
        tailer.path, tailer.state, tailer.compression = row.path, row.state, row.compression
        tailer.device, tailer.inode, tailer.size = row.device, row.inode, row.size
        tailer.gap, tailer.gap_bytes, tailer.note = row.gap, row.gap_bytes, row.note
        tailer.rows, tailer.rejected, tailer.zone = row.rows, row.rejected, row.zone
        if row.modified_at is not None:
            tailer.modified_ns = int(row.modified_at.replace(tzinfo=UTC).timestamp() * 1_000_000) * 1000
        tailer.fingerprint = Fingerprint(
            row.bytes_read,
            row.head_length,
            row.head_hash,
            row.tail_length,
            row.tail_hash,
            row.content_crc,
            tuple(row.head_keys.split()) if row.head_keys else (),
        )
        tailer.duplicate_until = row.duplicate_until
        if row.state != "broken" and row.gap_bytes:
            tailer.expected_size = (row.bytes_read if row.state == "missing" else row.size) + row.gap_bytes
        tailer.lines = row.lines
        tailer.committed = (tailer.fingerprint, tailer.lines)
        tailer.dirty = False
        return tailer

    @property
    def length(self) -> int:
        """The bytes that were read, committed or not."""
        return self.fingerprint.length

    @property
    def place(self) -> tuple[int | None, int | None, str]:
        """Its place in the file system: device, inode, and the part of an archive of several files."""
        return self.device, self.inode, part_of(self.compression)

    @property
    def most_keys(self) -> tuple[str, ...]:
        """The keys of its file's head, or of what was read where that is more."""
        return max(self.head_keys, self.fingerprint.keys, key=len)

    @property
    def has_its_own(self) -> bool:
        """Whether something was read that is in no other stream, and that is enough to distinguish it from others."""
        return self.length > self.duplicate_until and bool(self.fingerprint.keys)

    @property
    def is_committed(self) -> bool:
        """Whether everything that was read is in the warehouse."""
        return self.committed[0] == self.fingerprint

    @property
    def is_done(self) -> bool:
        """Whether the stream was read to an end that is not expected to move."""
        return self.state in {"drained", "finished", "dropped"}

    @property
    def unread(self) -> int:
        """Bytes still to read, as far as known; at least one for an archive that is not completely read."""
        if self.compression is not None:
            return 0 if self.state in {"finished", "broken", "dropped"} else 1
        return max(0, self.size - self.fingerprint.length)

    @property
    def expected_bytes(self) -> int:
        """The length of the stream: known for a plain file, an estimate for an archive that is not completely read."""
        if self.compression is None or self.found is None or self.unread == 0:
            return max(self.size, self.fingerprint.length)
        return max(self.length, self.found.size * _GUESSED_RATIO)

    def is_in(self, found: Found) -> bool:
        """Whether `claim` would change nothing: the file is as it was when the stream was last found in it."""
        is_told = self.size == found.size or self.compression is not None
        return self.found is found and is_told and not self.expected_size and self.state != "dropped"

    def claim(self, found: Found) -> None:
        """The stream is in this file now."""
        unpacked = self.state == "broken" and self.compression is not None and found.compression is None
        if self.state == "missing" or unpacked:
            self.state, self.gap, self.gap_bytes = "live", None, 0
            self.dirty = True
        if found is not self.found:
            self._expect(found)
        if self._has_changed(found):
            self._changed_at = None if self.found is None else time.monotonic()
            if found.compression is not None:
                self.close()
                if self.state != "dropped":
                    self.state = "live"
        moved = (self.path, self.device, self.inode, self.compression)
        if moved != (found.path, found.device, found.inode, found.compression):
            self.dirty = True
            self.close()
        self.is_missed = False
        self.found, self.path, self.compression = found, found.path, found.compression
        self.device, self.inode = found.device, found.inode
        self.modified_ns = found.modified_ns
        if found.compression is None:
            self.size = found.size
            if self.expected_size:
                self._tell_shortage(found.size)
        self.settle()

    def _expect(self, found: Found) -> None:
        """Note how long the stream was before it goes on in this file, which may be a shorter copy."""
        if self.compression is not None or not self.has_its_own or self.state == "dropped":
            return
        if found.identity != (self.device, self.inode) and not self.expected_size:
            self.expected_size = self.size
        elif self.expected_size and found.size > self.size and self.quiet_for() >= FINAL_SECONDS:
            self.expected_size += found.size - self.size  # it is not a copy in the making that grows so late

    def _tell_shortage(self, size: int) -> None:
        """Tell what the file has less than the one before it; nothing is missing any more if it has as much."""
        missing = self.expected_size - size
        if missing > 0 and (self.gap is None or missing != self.gap_bytes):
            self.gap = f"{self.path} has {missing} bytes less than the file that was read before: they are missing."
            self.gap_bytes, self.dirty = missing, True
        elif missing <= 0:
            self.gap, self.gap_bytes, self.expected_size, self.dirty = None, 0, 0, True

    def _has_changed(self, found: Found) -> bool:
        if self.found is not None:
            return self.found is not found and self.found.signature != found.signature
        return self.compression != found.compression or self.modified_ns // 1000 != found.modified_ns // 1000

    def claim_handle(self, size: int, *, gone: bool) -> None:
        """Continue reading through the open handle: the name of the file is `gone`, or cannot be read now."""
        if size != self.size or (gone and self.found is not None):
            self._changed_at = time.monotonic()
        self.size = size
        if gone:
            self.found = None
        self.settle()

    def settle(self) -> None:
        """Set the state: whether the stream is read to its end."""
        if self.state in {"broken", "missing", "finished"} or self.compression is not None:
            return
        if self.state == "dropped" and self.length >= self.size:
            return
        rotated = self.found is None or self.found.rotated
        state = "drained" if rotated and self.length >= self.size else "live"
        if state != self.state:
            self.state, self.dirty = state, True

    def lose_file(self, sentence: str | None) -> None:
        """The file is gone with all that was not read of it; `sentence` says so, if there was anything."""
        if self.state not in {"missing", "dropped"}:
            missing = max(self.size, self.length, self.expected_size) - self.length if self.compression is None else 0
            if sentence and not self.is_done and not (self.state == "broken" and self.gap):
                self.gap, self.gap_bytes = sentence, missing
            self.state, self.dirty = "missing", True
        self.found = None
        self.close()

    def turn_out_a_copy(self) -> None:
        """Everything that was read of the file is also in another stream, which continues instead."""
        self.state, self.found, self.size, self.dirty = "missing", None, self.length, True
        self.gap, self.gap_bytes, self.expected_size = None, 0, 0
        self.close()

    def quiet_for(self) -> float:
        """Seconds since the file was last written to, as far as known."""
        if self._changed_at is not None:
            return time.monotonic() - self._changed_at
        return max(0.0, time.time() - self.modified_ns / 1e9)

    def ending(self) -> Ending:
        """What to do with an unfinished line at the end of the file now."""
        if self.compression is not None:
            return Ending.QUIET
        quiet = self.quiet_for()
        rotated = self.found is None or self.found.rotated
        if rotated and quiet >= self.final_seconds:
            return Ending.FINAL
        return Ending.QUIET if quiet >= QUIET_SECONDS else Ending.WAIT

    def read(self, handles: Handles, limits: Limits) -> Piece | None:
        """Cut the next piece and move forward; None if there is nothing complete.

        Raises OSError from the file system, and `ContinuityLostError` if the file was truncated or rewritten meanwhile.
        """
        ending = self.ending()
        attempt = (self.length, self.size, self.modified_ns, ending)
        if attempt == self._fruitless:
            return None
        place = Place(
            self.file_id, self.source, self.service, self.fingerprint, self.lines, self.modified_at, self.zone
        )
        if self.compression is None:
            source = PlainSource(self.descriptor(handles), handles.block)
            piece = reader.read_piece(source, place, self._no_more_than_looked_at(limits), ending)
            piece = piece if piece is not None and self._was_looked_at(piece) else None
            if piece is None and self.length == 0:
                self._remember_start(source)
        else:
            piece = self._read_archive(place, limits, ending)
        if piece is None:
            self._fruitless = attempt
            return None
        if self.length < self.duplicate_until:
            self._duplicates += self._lines_before(self.duplicate_until, piece)
        self.fingerprint, self.lines = piece.fingerprint, piece.lines
        if piece.note is not None:
            self.remark(piece.note)
        self.size = max(self.size, self.length)
        self.dirty = True
        self.settle()
        if self._archive is not None and self._archive.complete and not self._archive.read(self.length, 1):
            self._finish(self._archive)
        return piece

    def _no_more_than_looked_at(self, limits: Limits) -> Limits:
        """At the start of a file or in doubt, the bytes from the time of matching: later ones may be of a copy."""
        if self._is_known():
            return limits
        return replace(limits, piece_bytes=max(1, min(limits.piece_bytes, self.size - self.length)))

    def _was_looked_at(self, piece: Piece) -> bool:
        return self._is_known() or piece.fingerprint.length <= self.size

    def _is_known(self) -> bool:
        """Whether what is written to the file after it was matched can only be new."""
        return self.has_its_own and not self.duplicate_until and not self.is_doubted

    def _lines_before(self, offset: int, piece: Piece) -> int:
        """How many lines of a piece end at `offset` or before."""
        if piece.fingerprint.length <= offset:
            return piece.lines - self.lines
        if not isinstance(piece.item, Chunk):
            return 0
        return piece.item.line_ends.count(piece.item.data[: offset - piece.item.byte_offset])

    def remark(self, sentence: str) -> None:
        """Add a note about the stream to the notes before."""
        before = self.note or ""
        if sentence not in before:
            self.note = f"{before} {sentence}".strip()
            self.dirty = True

    def _remember_start(self, source: PlainSource) -> None:
        """Nothing is read yet, but keep the head, so that the file differs from one with another beginning."""
        head = head_of(source)
        fingerprint = replace(self.fingerprint, head_length=len(head), head_hash=digest(head), keys=head_keys(head))
        if not head.startswith(b"\0") and fingerprint != self.fingerprint:
            self.fingerprint, self.dirty = fingerprint, True

    def descriptor(self, handles: Handles) -> int:
        """The open file of this stream, kept among `handles`.

        Raises FileNotFoundError if another file has its name by now.
        """
        descriptor = handles.get(self.file_id)
        if descriptor is None:
            descriptor = open_descriptor(self.path)
            handles.keep(self.file_id, descriptor)
        now = identity(os.fstat(descriptor))
        if self.found is not None and now != self.found.identity:
            handles.release(self.file_id)
            raise FileNotFoundError(self.path)
        return descriptor

    def _read_archive(self, place: Place, limits: Limits, ending: Ending) -> Piece | None:
        archive = self.archive()
        piece = reader.read_piece(archive, place, limits, ending)
        if not self._is_known() and self.found is not None and _is_rewritten(self.found):
            self.close()
            raise FileNotFoundError(self.path)
        if piece is None:
            self._finish(archive)
        return piece

    def _finish(self, archive: ArchiveSource) -> None:
        """Set the state at the end of an archive."""
        self.size = self.length
        if archive.complete:
            self.state, self.gap, self.gap_bytes = "finished", None, 0
            if self.expected_size:
                self._tell_shortage(self.length)
        else:
            self.state = "broken"
            self.gap = f"{self.path} {archive.damage or 'ends in an unfinished line'}."
        self.dirty = True
        self.close()

    def archive(self) -> ArchiveSource:
        """The archive of this stream, decompressed as far as it was read."""
        if self._archive is None:
            if self.found is None:
                raise FileNotFoundError(self.path)
            self._archive = open_archive(self.found)
            if not self._is_known() and not _is_unchanged(self.found):  # its current content was not checked
                self.close()
                raise FileNotFoundError(self.path)
        return self._archive

    def close(self) -> None:
        """Close an open archive."""
        if self._archive is not None:
            self._archive.close()
            self._archive = None
        self._fruitless = None

    @property
    def modified_at(self) -> datetime:
        """When the file was last written to: UTC, without a zone."""
        try:
            return datetime.fromtimestamp(self.modified_ns // 1000 / 1e6, UTC).replace(tzinfo=None)
        except (ValueError, OverflowError, OSError):
            return datetime(1970, 1, 1)  # noqa: DTZ001 (UTC without a zone is the warehouse's rule)

    def checkpoint(self) -> Checkpoint:
        """The current checkpoint of the stream, for the ledger."""
        self.dirty = False
        duplicates, self._duplicates = self._duplicates, 0
        fingerprint = self.fingerprint
        return Checkpoint(
            file_id=self.file_id,
            path=self.path,
            source=self.source,
            service=self.service,
            state=self.state,
            compression=self.compression,
            device=self.device,
            inode=self.inode,
            head_length=fingerprint.head_length,
            head_hash=fingerprint.head_hash,
            head_keys=" ".join(fingerprint.keys),
            tail_length=fingerprint.tail_length,
            tail_hash=fingerprint.tail_hash,
            content_crc=fingerprint.crc,
            size=self.size,
            bytes_read=fingerprint.length,
            gap=self.gap,
            gap_bytes=self.gap_bytes,
            note=self.note,
            zone=self.zone,
            modified_at=self.modified_at,
            duplicate_until=self.duplicate_until,
            possible_duplicates=duplicates,
        )

    def drop(self, note: str) -> None:
        """The rows of the stream were removed from the warehouse; the ledger says so already."""
        self.state, self.gap, self.gap_bytes, self.note = "dropped", None, 0, note
        self.expected_size = 0
        self.close()

    def commit(self, place: tuple[Fingerprint, int], counts: ChunkCounts | None) -> None:
        """The warehouse has the stream up to `place` now."""
        self.committed = place
        if counts is None:
            return
        self.rows += counts.rows
        self.rejected += counts.rejected
        only_rejects = self.rows == 0 and self.rejected >= _ONLY_REJECTS_LINES
        if only_rejects and self.note is None:
            self.remark(_NO_RECORDS)
        elif self.note == _NO_RECORDS and not only_rejects:
            self.note, self.dirty = None, True

    def roll_back(self) -> None:
        """Forget everything that was read and not committed."""
        self.fingerprint, self.lines = self.committed
        self._duplicates = 0
        if self.is_done:
            self.state = "live"
        self.dirty = True
        self._fruitless = None
        self.settle()


def open_found(found: Found) -> int:
    """A descriptor of the file that a scan saw. Raises FileNotFoundError if another file has its name by now."""
    descriptor = open_descriptor(found.path)
    if identity(os.fstat(descriptor)) != found.identity:
        os.close(descriptor)
        raise FileNotFoundError(found.path)
    return descriptor


def _is_unchanged(found: Found) -> bool:
    stat = os.stat(found.path)  # noqa: PTH116 (a point of the explorer, as every look at a file)
    return (stat.st_size, stat.st_mtime_ns) == (found.size, found.modified_ns)


def _is_rewritten(found: Found) -> bool:
    """Whether another content may be in a file by now; one that is gone has what it had."""
    try:
        return not _is_unchanged(found)
    except FileNotFoundError:
        return False


def open_archive(found: Found) -> ArchiveSource:
    """An archive from its start. Raises OSError if the file cannot be opened, like `open_found`."""
    return ArchiveSource(lambda: os.fdopen(open_found(found), "rb"), found.compression or "", found.most_bytes)
