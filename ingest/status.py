"""The state and the result of reading, in numbers."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ingest.files.reading.chunk import ChunkCounts
    from ingest.store.removal.retention import Dropped

_RATE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Accepted:
    """The file of an accepted format, and how many records the rejected lines of its stream gave."""

    path: Path
    rows: int


@dataclass(frozen=True, slots=True)
class Status:
    """The state of reading at one moment. Bytes are those of the decompressed logs; times are UTC without a zone.

    `bytes_total` of archives that are not completely read is an estimate. `lag_bytes` are written but not yet stored.
    """

    bytes_total: int = 0
    bytes_read: int = 0
    lines: int = 0
    rows: int = 0
    rejected: int = 0
    blank: int = 0
    lines_per_second: float = 0.0
    lag_bytes: int = 0
    files_watched: int = 0
    last_scan_at: datetime | None = None
    last_commit_at: datetime | None = None
    problems: tuple[str, ...] = ()
    running: bool = False


@dataclass(frozen=True, slots=True)
class HeldCopy:
    """A file that is not read: its `bytes` of log are the first ones of another file, `original`, which is read."""

    path: str
    original: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The result of one run, and what retention dropped at its end. `already_read_bytes` were read by earlier runs."""

    files: int
    bytes: int
    lines: int
    rows: int
    rejected: int
    blank: int
    already_read_bytes: int
    seconds: float
    problems: list[str]
    dropped: list[Dropped]

    def then(self, later: Summary) -> Summary:
        """Both results as one, if reading stopped after this one and continued."""
        return Summary(
            files=later.files,
            bytes=self.bytes + later.bytes,
            lines=self.lines + later.lines,
            rows=self.rows + later.rows,
            rejected=self.rejected + later.rejected,
            blank=self.blank + later.blank,
            already_read_bytes=self.already_read_bytes,
            seconds=self.seconds + later.seconds,
            problems=later.problems,
            dropped=[*self.dropped, *later.dropped],
        )


@dataclass(slots=True)
class Tally:
    """The counts of everything that was committed since reading began."""

    bytes: int = 0
    lines: int = 0
    rows: int = 0
    rejected: int = 0
    blank: int = 0
    last_commit_at: datetime | None = None
    _marks: deque[tuple[float, int]] = field(default_factory=deque)

    def add(self, size: int, counts: Iterable[ChunkCounts]) -> None:
        """Count a committed batch of `size` bytes."""
        self._marks.append((time.monotonic(), self.lines))
        self.bytes += size
        for count in counts:
            self.lines += count.lines
            self.rows += count.rows
            self.rejected += count.rejected
            self.blank += count.blank
        self.last_commit_at = datetime.now(UTC).replace(tzinfo=None)

    def lines_per_second(self) -> float:
        """Over the last seconds."""
        now = time.monotonic()
        while len(self._marks) > 1 and now - self._marks[0][0] > _RATE_SECONDS:
            self._marks.popleft()
        if not self._marks:
            return 0.0
        since, lines = self._marks[0]
        return (self.lines - lines) / max(now - since, 1.0)
