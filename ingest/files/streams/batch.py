"""Fills one transaction with chunks from many streams, and tells the streams when it is committed."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.files.reading.reader import ContinuityLostError, Limits
from sql.warehouse import ROW_GROUP_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ingest.files.identity.fingerprint import Fingerprint
    from ingest.files.reading.chunk import Checkpoint, Chunk, ChunkCounts, Overlong
    from ingest.files.reading.handles import Handles
    from ingest.files.reading.reader import HoldBack, Piece
    from ingest.files.streams.tailer import Tailer

_MOST_FILES = 2000
_MOST_ARCHIVES = 8
_LEAST_PIECE = 64 * 1024
_STORED_BEFORE_MORE = 8
"""After this many stored batches, twice as much is read at a time again."""

_LONGEST_REST = 300.0


@dataclass(slots=True)
class Batch:
    """The input of one call of the writer: at most one item of each stream, and the checkpoint of each stream."""

    items: list[Chunk | Overlong] = field(default_factory=list)
    checkpoints: list[Checkpoint] = field(default_factory=list)
    tailers: list[Tailer] = field(default_factory=list)
    places: list[tuple[Fingerprint, int]] = field(default_factory=list)
    size: int = 0
    lines: int = 0

    def add(self, tailer: Tailer, piece: Piece | None) -> None:
        """Add a piece of a stream."""
        if piece is not None and piece.item is not None:
            self.items.append(piece.item)
            self.size += len(piece.item.raw if hasattr(piece.item, "raw") else piece.item.data)
            self.lines += piece.lines + 1 - piece.item.line_number
        self.checkpoints.append(tailer.checkpoint())
        self.tailers.append(tailer)
        self.places.append((tailer.fingerprint, tailer.lines))

    def commit(self, counts: Mapping[int, ChunkCounts]) -> int:
        """The batch is stored: update its streams. Returns how many bytes they advanced."""
        size = 0
        for tailer, place in zip(self.tailers, self.places, strict=True):
            size += place[0].length - tailer.committed[0].length
            tailer.commit(place, counts.get(tailer.file_id))
        return size


class Queue:
    """Streams with something to read, in the order in which they are read."""

    def __init__(self, handles: Handles, piece_bytes: int, line_bytes: int, hold_back: HoldBack) -> None:
        self._handles = handles
        self._piece_bytes = piece_bytes
        self._line_bytes = line_bytes
        self.hold_back = hold_back
        """How much of a piece waits, because its last record may go on."""
        self._parts = 1
        self._stored = 0
        self._waiting: deque[Tailer] = deque()
        self._archives: OrderedDict[int, Tailer] = OrderedDict()
        self._suspects: dict[int, int] = {}
        self._resting: dict[int, float] = {}
        self.problems: dict[int, str] = {}
        self.refused: dict[int, str] = {}

    def isolate(self, tailers: Sequence[Tailer], sentence: str) -> bool:
        """These streams were in a batch that could not be stored: each is tried alone, a failing one less often.

        Returns whether the failing one is known, so that the others need not wait.
        """
        for tailer in tailers:
            self._suspects[tailer.file_id] = self._suspects.get(tailer.file_id, 0) + 1
        if len(tailers) > 1:
            return False
        (culprit,) = tailers
        tries = self._suspects[culprit.file_id]
        self._resting[culprit.file_id] = time.monotonic() + min(_LONGEST_REST, 2.0**tries)
        self.refused[culprit.file_id] = f"{culprit.path} could not be stored, and is tried again: {sentence}"
        return tries > 1

    def absolve(self, tailers: Sequence[Tailer]) -> None:
        """These streams were stored."""
        self._stored += 1
        if self._parts > 1 and self._stored >= _STORED_BEFORE_MORE:
            self._parts, self._stored = self._parts // 2, 0
        if self._suspects:
            for tailer in tailers:
                self._suspects.pop(tailer.file_id, None)
                self._resting.pop(tailer.file_id, None)
                self.refused.pop(tailer.file_id, None)

    def lessen(self) -> bool:
        """Read half as much at a time, for a while; returns False if that would be too little."""
        if self._piece_bytes // (2 * self._parts) < _LEAST_PIECE:
            return False
        self._parts, self._stored = 2 * self._parts, 0
        return True

    def __len__(self) -> int:
        return len(self._waiting)

    def fill(self, tailers: Sequence[Tailer], *, live_first: bool) -> None:
        """Queue the `tailers` that are not read to their end.

        Rotated files come before live ones, older before newer. With `live_first`, live files with little to read come
        first, and newer before older, so that current logs do not wait for a long history.
        """
        now = time.monotonic()
        waiting = [tailer for tailer in tailers if tailer.unread and self._resting.get(tailer.file_id, 0.0) <= now]
        self._waiting = deque(sorted(waiting, key=lambda tailer: self._turn(tailer, live_first=live_first)))
        self.problems = {}

    def _turn(self, tailer: Tailer, *, live_first: bool) -> tuple[int, int]:
        rotated = tailer.found is None or tailer.found.rotated
        small = tailer.compression is None and tailer.unread <= self._piece_bytes // 64
        group = 0 if live_first and small else 1 if rotated else 2
        return (group, -tailer.modified_ns if live_first else tailer.modified_ns)

    def next_batch(self, dirty: Iterable[Tailer] = ()) -> Batch | None:
        """Read one batch, at most one piece of each stream; None if nothing is left.

        `dirty` streams have nothing to read, but a change for the ledger. This overwrites the memory of the batch
        before: its lines must be rows by now.
        """
        self._handles.block.release()
        batch = Batch()
        again: list[Tailer] = []
        most_bytes, most_lines = self._piece_bytes // self._parts, ROW_GROUP_ROWS // self._parts
        while self._waiting and len(batch.tailers) < _MOST_FILES:
            tailer = self._waiting[0]
            room, lines = most_bytes - batch.size, most_lines - batch.lines
            alone = tailer.file_id in self._suspects
            if alone and batch.tailers:
                break
            if batch.items and (lines <= 0 or room < _LEAST_PIECE or min(tailer.unread, self._line_bytes) > room):
                break
            self._waiting.popleft()
            piece = self._read(tailer, Limits(room, self._line_bytes, lines, self.hold_back))
            if piece is not None:
                again.append(tailer)
            if piece is not None or tailer.dirty:
                batch.add(tailer, piece)
            if alone and batch.tailers:
                break
        self._waiting.extendleft(reversed(again))
        known = {tailer.file_id for tailer in batch.tailers}
        for tailer in dirty:
            if tailer.dirty and tailer.file_id not in known and tailer.file_id not in self._suspects:
                batch.add(tailer, None)
        return batch if batch.tailers else None

    def _read(self, tailer: Tailer, limits: Limits) -> Piece | None:
        try:
            return tailer.read(self._handles, limits)
        except ContinuityLostError:
            tailer.found, tailer.dirty = None, True  # the ledger keeps how long its file was
            self._handles.release(tailer.file_id)
        except FileNotFoundError:
            pass
        except OSError as error:
            self.problems[tailer.file_id] = f"{tailer.path} cannot be read ({error.strerror}): its lines wait."
        finally:
            self._bound_archives(tailer)
        return None

    def _bound_archives(self, tailer: Tailer) -> None:
        if tailer.compression is None:
            return
        self._archives[tailer.file_id] = tailer
        self._archives.move_to_end(tailer.file_id)
        while len(self._archives) > _MOST_ARCHIVES:
            _, oldest = self._archives.popitem(last=False)
            oldest.close()

    def close(self) -> None:
        """Close all files that are open for further reading."""
        self._waiting.clear()
        for tailer in self._archives.values():
            tailer.close()
        self._archives.clear()
