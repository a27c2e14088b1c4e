"""The zone of times that name none, from the write time of a file that is being written.

A program writes a line when it happens, so the newest line's time and the file's write time differ by the zone and a
moment. A new stream whose file was written to lately is asked once, before its first line is stored. The zone is stored
with the stream, so that all its lines are read alike, also after a restart. Other files of the log take the zone of the
newest one that told it. Zones differ from UTC by whole quarters of an hour, from -12:00 to +14:00. Where the difference
is none, nothing is told, and such times are UTC: so it is with copies, whose write time is that of the copying.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ingest.files.reading.chunk import Chunk
from ingest.files.reading.source import PlainSource
from ingest.records.values import zones
from ingest.source_settings import fitting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ingest.files.reading.handles import Handles
    from ingest.files.streams.tailer import Tailer
    from ingest.store.writer import Writer

LIVE_SECONDS = 600.0
"""A file that was written to in this time may tell its zone."""
AGES = (timedelta(seconds=-5), timedelta(seconds=60))
"""How much older than the write time the newest line may be: what buffers, and what is not to the second."""
_QUARTER = timedelta(minutes=15)
_DAY = timedelta(days=1)
_LEAST, _MOST = timedelta(hours=-12), timedelta(hours=14)
_TAIL_BYTES = 16 * 1024
_TOGETHER = 100


@dataclass(frozen=True, slots=True)
class _Tail:
    """The last lines of a file, and when they were written."""

    tailer: Tailer
    chunk: Chunk

    @property
    def written_at(self) -> datetime:
        return self.chunk.modified_at


class ToldZones:
    """Gives each new stream its zone."""

    def __init__(self, writer: Writer, timezone: Mapping[str, str]) -> None:
        self._writer = writer
        self._timezone = timezone
        self._asked: dict[int, tuple[int, int]] = {}
        """The size and write time with which a stream told nothing."""

    def tell(self, present: Iterable[Tailer], known: Collection[Tailer], handles: Handles) -> None:
        """Set the zones of the streams of which nothing was read yet; `known` are all streams."""
        new = [
            tailer
            for tailer in present
            if tailer.zone is None and not tailer.length and not fitting(tailer.source, self._timezone)
        ]
        if not new:
            return
        tails = [tail for tailer in new if self._may_tell(tailer) and (tail := _tail(tailer, handles)) is not None]
        for first in range(0, len(tails), _TOGETHER):
            self._ask(tails[first : first + _TOGETHER])
        _inherit([tailer for tailer in new if tailer.zone is None], known)

    def _may_tell(self, tailer: Tailer) -> bool:
        now = tailer.size, tailer.modified_ns
        if not tailer.size or self._asked.get(tailer.file_id) == now:
            return False
        self._asked[tailer.file_id] = now
        return tailer.compression is None and 0 <= time.time() - tailer.modified_ns / 1e9 <= LIVE_SECONDS

    def _ask(self, tails: Sequence[_Tail]) -> None:
        """Read the tails as UTC, and again in the zone that would make them agree with their write time."""
        found = self._newest(tails)
        guesses: list[_Tail] = []
        for tail in tails:
            newest = found.get(tail.tailer.file_id)
            zone = None if newest is None else _zone(newest - tail.written_at, tail.written_at)
            if zone == zones.UTC:
                tail.tailer.zone = zone
            elif zone is not None:
                guesses.append(replace(tail, chunk=replace(tail.chunk, zone=zone)))
        moved = self._newest(guesses) if guesses else {}
        for tail in guesses:
            newest = moved.get(tail.tailer.file_id)
            if newest is not None and newest != found[tail.tailer.file_id] and _agrees(tail.written_at - newest):
                tail.tailer.zone = tail.chunk.zone

    def _newest(self, tails: Sequence[_Tail]) -> dict[int, datetime]:
        """The time of the last record of each tail that has one."""
        return self._writer.last_times([tail.chunk for tail in tails])


def _inherit(tailers: Iterable[Tailer], known: Collection[Tailer]) -> None:
    """Give the streams the zone of the newest file of the same log that has one."""
    told: dict[tuple[str | None, str], Tailer] = {}
    for tailer in known:
        log = tailer.service, tailer.source
        if tailer.zone is not None and (log not in told or told[log].modified_ns <= tailer.modified_ns):
            told[log] = tailer
    for tailer in tailers:
        other = told.get((tailer.service, tailer.source))
        if other is not None:
            tailer.zone = other.zone


def _tail(tailer: Tailer, handles: Handles) -> _Tail | None:
    """The last complete lines of a file; None if there are none, or it cannot be read now."""
    try:
        descriptor = tailer.descriptor(handles)
        stat = os.fstat(descriptor)
        offset = max(0, stat.st_size - _TAIL_BYTES)
        data = PlainSource(descriptor).read(offset, stat.st_size - offset)
    except OSError:
        return None
    start = data.find(b"\n") + 1 if offset else 0
    data = data[start : data.rfind(b"\n") + 1]
    if not data:
        return None
    written_at = datetime.fromtimestamp(stat.st_mtime, UTC).replace(tzinfo=None)
    chunk = Chunk(tailer.file_id, tailer.source, tailer.service, data, offset + start, 1, written_at, final=True)
    return _Tail(tailer, chunk)


def _agrees(age: timedelta) -> bool:
    return AGES[0] <= age <= AGES[1]


def _zone(ahead: timedelta, written_at: datetime) -> str | None:
    """The zone of a clock that is `ahead` of UTC, less the age of the line; None if there is none.

    A time of day without a date may be a day off.
    """
    for days in (timedelta(0), _DAY, -_DAY):
        offset = round((ahead + days + (AGES[0] + AGES[1]) / 2) / _QUARTER) * _QUARTER
        if _agrees(offset - ahead - days) and _LEAST <= offset <= _MOST:
            return _named(offset, written_at)
    return None


def _named(offset: timedelta, written_at: datetime) -> str:
    """The machine's own zone if it has this offset then, so that summer and winter are told apart; else the offset."""
    own = _own_zone()
    if own is not None and written_at.replace(tzinfo=UTC).astimezone(ZoneInfo(own)).utcoffset() == offset:
        return own
    if not offset:
        return zones.UTC
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    return f"{'-' if offset < timedelta(0) else '+'}{hours:02}:{minutes:02}"


def _own_zone() -> str | None:
    """The zone of this machine by its name in the tz database; None for UTC, or if it is not known."""
    name = os.environ.get("TZ", "").removeprefix(":") or os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    return name if name in zones.names() and name != zones.UTC and "UTC" not in Path(name).parts else None
