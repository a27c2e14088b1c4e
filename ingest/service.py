"""Reads the logs: once, or for as long as the process lives.

One thread looks for files, cuts lines, turns them into rows and notes what was committed. A second thread stores, so
that one batch is prepared while the one before is stored. There are never more than these two batches, which limits the
memory for logs of any size. A scan every `scan_seconds` finds all changes; events of the operating system only start it
earlier.

One long module: the two threads share state, and one place shows which of them may use it and when.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from concurrent.futures import Future
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from ingest import accepted_formats
from ingest.errors import DiscoveryError
from ingest.files.discovery.discovery import Discovery, Scan
from ingest.files.discovery.watcher import Watcher
from ingest.files.identity import paths
from ingest.files.reading.archive import Limits
from ingest.files.reading.handles import Handles
from ingest.files.streams.batch import Batch, Queue
from ingest.files.streams.matching import resolve
from ingest.files.streams.streams import Streams
from ingest.files.streams.tailer import QUIET_SECONDS
from ingest.records.parsing.assemble import hold_back_with
from ingest.status import Accepted, HeldCopy, Status, Summary, Tally
from ingest.store import checkpoint, id_filters
from ingest.store.copies import copy_marks
from ingest.store.copies.doubled_watch import DoubledWatch
from ingest.store.removal import stream_drop
from ingest.store.removal.retention import Retention
from ingest.store.rollups import hourly_rollup
from ingest.store.writer import Writer
from ingest.store.writing import Writing
from ingest.told_zones import ToldZones
from sql.errors import DiskFullError, LongtailError, MemoryLimitError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingest.accepted_formats import FormatOrder
    from ingest.files.streams.tailer import Tailer
    from ingest.settings import Settings
    from ingest.store.removal.retention import Dropped
    from ingest.store.removal.stream_drop import DropOrder, StreamDrop
    from ingest.store.writing import Writes
    from sql.warehouse import Warehouse

__all__ = ["MEMORY_LIMIT", "IngestService", "Status", "Summary"]

MEMORY_LIMIT = "500MB"
"""The memory that DuckDB needs to read logs of any size at full speed: two batches of rows, and parts of rollups."""

_MOST_ROUNDS = 5
_LONGEST_PAUSE = 30.0
_A_MOMENT = 0.05
_RETENTION_SECONDS = 3600.0
_SCAN_SHARE = 5
"""A scan may take this fraction (1/n) of the time. If it takes longer, there are fewer scans."""

_WORK_SHARE = 6
_LONGEST_REST = 0.4
"""Storing a few lines takes nearly as long as storing thousands. So after storing there is a pause of this many times
its duration, of at most this many seconds, in which more lines come in."""

_BUSY_PATIENCE = 4
"""While more waits to be read, merging waits for this many times as many rows: each row is merged less often."""

_BESIDE = (".wal", ".server.json", ".heartbeats", ".accounts", ".accounts-journal")
"""What stands beside a warehouse, by what its name adds to the warehouse's: never read as a log."""


class IngestService:
    """Reads logs from the paths in the settings into the warehouse."""

    def __init__(
        self, warehouse: Warehouse, settings: Settings, roots: Sequence[str], writer: Writes | None = None
    ) -> None:
        excluded = [Path(f"{warehouse.path}{end}") for end in ("", *_BESIDE)]
        limits = Limits(settings.archive_ratio, most_bytes=settings.archive_bytes)
        self._discovery = Discovery(roots, excluded, follow_links=settings.follow_links, limits=limits)
        self._settings = settings
        self._warehouse = warehouse
        self._writer = writer
        self._handles = Handles()
        self._queue = Queue(
            self._handles, settings.chunk_bytes, settings.max_line_bytes, hold_back_with(settings.format_paths)
        )
        self._streams: Streams | None = None
        self._zones: ToldZones | None = None
        self._writing: Writing | None = None
        self._scan = Scan()
        self._present: list[Tailer] = []
        self._unsaid: list[Tailer] = []
        self._tally = Tally()
        self._problem: str | None = None
        self._watch_problem: str | None = None
        self._last_scan_at: datetime | None = None
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._began = self._earliest = 0.0
        self._started = time.monotonic()
        self._already = 0
        self._retention = Retention(warehouse, settings)
        self._next_retention = 0.0
        self._may_be_unjudged = False
        self._doubled = DoubledWatch(warehouse)
        self._drops: queue.SimpleQueue[tuple[DropOrder, Future[StreamDrop]]] = queue.SimpleQueue()
        self._accepted: queue.SimpleQueue[tuple[FormatOrder, Future[Accepted]]] = queue.SimpleQueue()
        self._status = Status()

    @property
    def status(self) -> Status:
        """The state of reading now."""
        return self._status

    def copies(self) -> list[HeldCopy]:
        """The files that the last scan left unread because they are copies, by path. Any thread may ask."""
        streams = self._streams
        if streams is None:
            return []
        held = [(copy, streams.all.get(copy.file_id)) for copy in streams.copies.values()]
        found = [
            HeldCopy(paths.told(copy.path), paths.told(original.path), copy.length)
            for copy, original in held
            if original is not None
        ]
        return sorted(found, key=attrgetter("path"))

    # once

    def run_once(self, progress: Callable[[Status], None] | None = None) -> Summary:
        """Read everything there is now, and end.

        Raises `DiscoveryError` where there is nothing to read, `LongtailError` where the warehouse cannot be written.
        """
        self._started = time.monotonic()
        self._discovery.check()
        try:
            self._open()
            self._look(live_first=False)
            self._refuse_nothing()
            self._already = sum(tailer.length for tailer in self._present)
            for _ in range(_MOST_ROUNDS):
                read = self._drain(progress)
                if not self._wait_for_endings() and not read:
                    break
                self._look(live_first=False)
            while copy_marks.settle(self._warehouse):
                pass
            dropped = self._retention.run()
        finally:
            self._close()
        return self.summary(dropped)

    def summary(self, dropped: Sequence[Dropped] = ()) -> Summary:
        """The result of `run_once`, also after an exception."""
        tally = self._tally
        return Summary(
            files=len(self._present),
            bytes=tally.bytes,
            lines=tally.lines,
            rows=tally.rows,
            rejected=tally.rejected,
            blank=tally.blank,
            already_read_bytes=self._already,
            seconds=time.monotonic() - self._started,
            problems=list(self._problems()),
            dropped=list(dropped),
        )

    def _refuse_nothing(self) -> None:
        if self._scan.files or any(self._discovery.covers(tailer.path) for tailer in self._known().all.values()):
            return
        raise DiscoveryError(next(iter(self._problems()), self._discovery.nothing()))

    def _drain(self, progress: Callable[[Status], None] | None) -> bool:
        """Read and write until nothing is left; returns whether there was anything."""
        before = self._tally.bytes
        while self._work_within_memory():
            if progress is not None:
                progress(self._status)
        self._settle()
        if progress is not None:
            progress(self._status)
        return self._tally.bytes > before

    def _work_within_memory(self) -> bool:
        """As `_work`; if there is not enough memory, with half the amount at a time."""
        try:
            return self._work()
        except MemoryLimitError:
            self._go_back()
            if not self._queue.lessen():
                raise
            self._look(live_first=False)
            return True

    def _wait_for_endings(self) -> bool:
        """Wait, at most 2 s, until the unfinished end of a file counts as finished; returns whether that happened."""
        unfinished = [tailer for tailer in self._present if tailer.unread and tailer.compression is None]
        longest = max((QUIET_SECONDS - tailer.quiet_for() for tailer in unfinished), default=0.0)
        if longest <= 0:
            return False
        time.sleep(min(longest, QUIET_SECONDS) + _A_MOMENT)
        return True

    # for as long as the process lives

    def start(self) -> None:
        """Start to follow the logs, in a separate thread.

        Raises `DiscoveryError` if a path names nothing, `LongtailError` if the ledger cannot be read.
        """
        if self._thread is not None:
            return
        self._discovery.check()
        self._open()
        self._stopping.clear()
        self._doubled.start()
        self._thread = threading.Thread(target=self._follow, name="longtail-reader", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop after the current transaction. A second call does nothing."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._stopping.set()
        self._wake.set()
        thread.join()
        self._doubled.stop()
        self._drop_what_is_asked()
        self._read_again_what_is_asked()

    def drop(self, order: DropOrder) -> StreamDrop:
        """Remove a stream from the warehouse; while logs are followed, between two batches.

        Raises `UnknownStreamError`, and `LongtailError` if the warehouse could not be written.
        """
        done: Future[StreamDrop] = Future()
        self._drops.put((order, done))
        if self._thread is None:
            self._drop_what_is_asked()
        self._wake.set()
        return done.result()

    def accept(self, order: FormatOrder) -> Accepted:
        """Take up a format and read the rejected lines of its stream again, between two batches of what is followed.

        Raises `FormatError` if the format could not be written, `LongtailError` if the warehouse could not.
        """
        done: Future[Accepted] = Future()
        self._accepted.put((order, done))
        if self._thread is None:
            self._read_again_what_is_asked()
        self._wake.set()
        return done.result()

    def _read_again_what_is_asked(self) -> None:
        while not self._accepted.empty():
            order, done = self._accepted.get()
            try:
                self._settle()
                path = accepted_formats.write(order, self._settings)
                writer = self._with_new_formats()
                done.set_result(Accepted(path, writer.read_again(order.source, order.service)))
            except Exception as error:  # noqa: BLE001 (whatever it is, who asked is told)
                done.set_exception(error)

    def _with_new_formats(self) -> Writer:
        """Read on with the formats that the files have now."""
        writer = Writer(self._warehouse, self._settings)
        self._queue.hold_back = hold_back_with(self._settings.format_paths)
        if self._writing is not None:
            self._writing.close()
            self._writing = Writing(writer)
            self._zones = ToldZones(writer, self._settings.timezone)
        return writer

    def _drop_what_is_asked(self) -> None:
        while not self._drops.empty():
            order, done = self._drops.get()
            try:
                self._settle()
                dropped = stream_drop.drop(self._warehouse, order)
            except Exception as error:  # noqa: BLE001 (whatever it is, who asked is told)
                done.set_exception(error)
                continue
            tailer = self._streams.all.get(order.file_id) if self._streams else None
            if tailer is not None:
                tailer.drop(dropped.note)
            self._doubled.forget(order.file_id)
            self._publish()
            done.set_result(dropped)

    def _follow(self) -> None:
        watcher = Watcher(self._wake.set)
        failures = 0
        next_scan = 0.0
        try:
            while not self._stopping.is_set():
                try:
                    if time.monotonic() >= next_scan:
                        self._wake.clear()
                        next_scan = self._look_again(watcher)
                    self._keep()
                    if self._work():
                        failures = 0
                        if self._queue and self._wake.is_set():  # new lines go before waiting ones
                            next_scan = min(next_scan, self._earliest)
                    else:
                        next_scan = self._pause(next_scan)
                except Exception as error:  # noqa: BLE001 (whatever happens to one transaction, reading goes on)
                    failures += 1
                    self._recover(error, failures)
                    next_scan = 0.0
        finally:
            watcher.stop()
            with contextlib.suppress(Exception):
                self._settle()
            self._close()

    def _look_again(self, watcher: Watcher) -> float:
        """Scan; returns the time of the next scan."""
        self._settle()
        self._watch_problem = watcher.watch(self._discovery.roots)
        self._began = started = time.monotonic()
        self._look(live_first=True)
        took = time.monotonic() - started
        self._earliest = time.monotonic() + max(_A_MOMENT, took * _SCAN_SHARE)
        return max(self._earliest, started + self._settings.scan_seconds)

    def _work(self) -> bool:
        """Read and prepare a batch while the one before is stored; returns whether there was one."""
        batch = self._next_batch()
        if batch is not None and self._writing is not None:
            self._writing.prepare(batch)
        self._settle()
        if batch is None or self._writing is None:
            return False
        self._writing.submit(batch)
        return True

    def _keep(self) -> None:
        """Drop what a person asked for, and once an hour what is past its retention, one day at a time."""
        self._drop_what_is_asked()
        self._read_again_what_is_asked()
        if self._may_be_unjudged:
            self._may_be_unjudged = copy_marks.settle(self._warehouse)
        if time.monotonic() < self._next_retention:
            return
        self._settle()
        try:
            if self._retention.step() is None:
                self._next_retention = time.monotonic() + _RETENTION_SECONDS
        except LongtailError as error:
            self._retention.problem = str(error)
            self._next_retention = time.monotonic() + _LONGEST_PAUSE

    def _pause(self, next_scan: float) -> float:
        """Wait for the next scan, or for an event that starts it earlier; returns its new time."""
        now = time.monotonic()
        self._earliest = max(self._earliest, now + min(_LONGEST_REST, (now - self._began) * _WORK_SHARE))
        if self._wake.wait(max(0.0, next_scan - time.monotonic())):
            self._stopping.wait(max(0.0, self._earliest - time.monotonic()))
            return 0.0
        return next_scan

    def _recover(self, error: Exception, failures: int) -> None:
        """Go back to the last commit, log the error, and wait before the next try."""
        batch = self._go_back()
        if isinstance(error, MemoryLimitError) and self._queue.lessen():
            return
        sentence = str(error) if isinstance(error, LongtailError) else f"{type(error).__name__}: {error}"
        culprit_rests = False
        if batch is not None and not isinstance(error, DiskFullError):
            culprit_rests = self._queue.isolate(batch.tailers, sentence)
        self._problem = None if culprit_rests else sentence
        self._publish()
        if not culprit_rests:
            self._stopping.wait(min(_LONGEST_PAUSE, 2.0 ** (failures - 1)))

    # the parts of both

    def _open(self) -> None:
        with self._warehouse.reader() as cursor:
            self._streams = Streams(checkpoint.load(cursor), self._handles)
        copy_marks.doubt(self._warehouse)
        self._may_be_unjudged = True
        writer = self._writer or Writer(self._warehouse, self._settings)
        self._zones = ToldZones(writer, self._settings.timezone) if isinstance(writer, Writer) else None
        self._writing = Writing(writer)
        self._tally = Tally()
        self._publish(running=True)

    def _close(self) -> None:
        if self._writing is not None:
            self._writing.close()
            self._writing = None
        self._queue.close()
        self._handles.close()
        self._publish(running=False)

    def _known(self) -> Streams:
        if self._streams is None:
            raise LongtailError("Reading has not begun: call start() or run_once().")
        return self._streams

    def _look(self, *, live_first: bool) -> None:
        """Scan the paths, match files to streams, and queue streams with something to read."""
        streams = self._known()
        self._scan = self._discovery.scan()
        self._present = resolve(streams, self._scan, patient=live_first)
        if self._zones is not None:
            self._zones.tell(self._present, streams.all.values(), self._handles)
        self._unsaid = [tailer for tailer in streams.all.values() if tailer.dirty]
        self._queue.fill(self._present, live_first=live_first)
        self._last_scan_at = _now()
        self._publish()

    def _next_batch(self) -> Batch | None:
        unsaid, self._unsaid = self._unsaid, []
        return self._queue.next_batch(unsaid)

    def _settle(self) -> None:
        """Wait for the batch that is being stored, and note its result."""
        if self._writing is None:
            return
        try:
            settled = self._writing.settle()
        except BaseException:
            self._roll_back()
            raise
        if settled is not None:
            batch, counts = settled
            self._tally.add(batch.commit(counts), counts.values())
            self._queue.absolve(batch.tailers)
            self._problem = None
            self._publish()
            hourly_rollup.compact(self._warehouse, patience=_BUSY_PATIENCE if self._queue else 1)
            id_filters.compact(self._warehouse)

    def _roll_back(self) -> None:
        for tailer in self._known().all.values():
            if not tailer.is_committed:
                tailer.roll_back()
        self._queue.close()

    def _go_back(self) -> Batch | None:
        """Go back to the last commit; returns the batch that could not be stored, if it is known."""
        batch = self._writing.abandon() if self._writing is not None else None
        with contextlib.suppress(Exception):
            self._settle()
        self._roll_back()
        return batch

    def _problems(self) -> tuple[str, ...]:
        streams = self._streams
        sentences = [
            *([self._problem] if self._problem else []),
            *self._scan.problems,
            *(streams.problems if streams else []),
            *self._queue.problems.values(),
            *self._queue.refused.values(),
            *(tailer.gap for tailer in self._present if tailer.state == "broken" and tailer.gap),
            *([self._watch_problem] if self._watch_problem else []),
            *([self._retention.problem] if self._retention.problem else []),
            *map(str, self._doubled.found),
        ]
        return tuple(dict.fromkeys(map(paths.safe, sentences)))

    def _publish(self, *, running: bool | None = None) -> None:
        expected = sum(tailer.expected_bytes for tailer in self._present)
        stored = sum(tailer.committed[0].length for tailer in self._present)
        tally = self._tally
        self._status = Status(
            bytes_total=expected,
            bytes_read=stored,
            lines=tally.lines,
            rows=tally.rows,
            rejected=tally.rejected,
            blank=tally.blank,
            lines_per_second=tally.lines_per_second(),
            lag_bytes=max(0, expected - stored),
            files_watched=len(self._present),
            last_scan_at=self._last_scan_at,
            last_commit_at=tally.last_commit_at,
            problems=self._problems(),
            running=self._status.running if running is None else running,
        )


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
