"""Files that change between reading and committing, and writers that are faster than the reader."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.ingest.lab import append, copytruncate, line, lines, names
from tests.ingest.plain_writer import AtOnce

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingest.files.reading.chunk import Checkpoint, Chunk, ChunkCounts, Overlong
    from tests.ingest.lab import Lab


class _Meddling(AtOnce):
    """Does something to the files once, after lines were read and before they are stored."""

    def __init__(self, lab: Lab, meddle: Callable[[], None]) -> None:
        self._lab, self._meddle = lab, meddle
        self._done = False

    def write(self, chunks: Sequence[Chunk | Overlong], checkpoints: Sequence[Checkpoint]) -> dict[int, ChunkCounts]:
        """Meddle, then write."""
        if not self._done:
            self._done = True
            self._meddle()
        return self._lab.writer.write(chunks, checkpoints)


def _run_meddling(lab: Lab, meddle: Callable[[], None]) -> None:
    service = lab.new_service()
    service._writer = _Meddling(lab, meddle)
    service.run_once()
    lab.run()


def test_truncated_between_read_and_commit(lab: Lab) -> None:
    """Lines that were read are stored, though the file has lost them by then; the file is read anew."""
    lab["app.log"].write_bytes(lines(range(100)))

    def meddle() -> None:
        os.truncate(lab["app.log"], 0)
        append(lab["app.log"], lines(range(200, 210)))

    _run_meddling(lab, meddle)
    assert names([*range(100), *range(200, 210)]) == lab.messages()


def test_copytruncated_between_read_and_commit(lab: Lab) -> None:
    """The same with a copy: neither lost nor doubled."""
    lab["app.log"].write_bytes(lines(range(100)))

    def meddle() -> None:
        append(lab["app.log"], line(100))
        copytruncate(lab["app.log"], lab["app.log.1"])
        append(lab["app.log"], lines(range(200, 210)))

    _run_meddling(lab, meddle)
    assert names([*range(101), *range(200, 210)]) == lab.messages()
    assert [row.gap for row in lab.ledger()] == [None, None]


def test_deleted_while_reading(lab: Lab) -> None:
    """A file that is deleted in the middle of being read is read to its end."""
    lab.settings = lab.settings.model_copy(update={"chunk_bytes": 64 * 1024})
    lab["app.log"].write_bytes(lines(range(5000)))
    _run_meddling(lab, lab["app.log"].unlink)
    assert names(range(5000)) == lab.messages()


@pytest.mark.parametrize("regrown", [10, 9000])
def test_truncated_while_reading(lab: Lab, regrown: int) -> None:
    """Truncated in the middle of being read: what was read stays, what was not is a gap, the new lines are read."""
    lab.settings = lab.settings.model_copy(update={"chunk_bytes": 64 * 1024})
    lab["app.log"].write_bytes(lines(range(5000)))

    def meddle() -> None:
        os.truncate(lab["app.log"], 0)
        append(lab["app.log"], lines(range(10_000, 10_000 + regrown)))

    _run_meddling(lab, meddle)
    stored = lab.messages()
    old = [message for message in stored if int(message) < 10_000]
    assert names(range(len(old))) + names(range(10_000, 10_000 + regrown)) == stored
    assert ["was truncated, rewritten or replaced" in str(row.gap) for row in lab.ledger()] == [True, False]


def test_writer_faster_than_reader(lab: Lab) -> None:
    """However far the reader lags behind, what it holds is bounded, and it catches up."""
    lab.settings = lab.settings.model_copy(update={"chunk_bytes": 1024 * 1024})
    block = b"".join(line(f"{number:090d}") for number in range(8000))
    total = 120
    stop = threading.Event()

    class Slow(AtOnce):
        def write(
            self, chunks: Sequence[Chunk | Overlong], checkpoints: Sequence[Checkpoint]
        ) -> dict[int, ChunkCounts]:
            stop.wait(0.02)
            with lab.warehouse.transaction() as cursor:
                from ingest.files.reading.chunk import Chunk, ChunkCounts  # noqa: PLC0415
                from ingest.store import checkpoint  # noqa: PLC0415 (this writer stores nothing but the ledger)

                counts = {}
                for chunk in chunks:
                    assert isinstance(chunk, Chunk)
                    count = chunk.data.count(b"\n")
                    counts[chunk.file_id] = ChunkCounts(count, count, count, 0, 0, None, None)
                checkpoint.save(cursor, checkpoints, counts)
            return counts

    service = lab.new_service()
    service._writer = Slow()
    lab["app.log"].touch()
    service.start()
    process = psutil.Process()
    before, most = process.memory_info().rss, 0
    for _ in range(total):
        append(lab["app.log"], block)
        most = max(most, process.memory_info().rss)
    lab.wait_for(lambda: service.status.lines == 8000 * total, 60)
    most = max(most, process.memory_info().rss)
    service.stop()
    assert lab["app.log"].stat().st_size > 100 * 1024 * 1024
    assert most - before < 80 * 1024 * 1024
