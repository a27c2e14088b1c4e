"""One batch on its way to the warehouse, while the next one is read."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.batch import Batch
    from ingest.chunk import Checkpoint, Chunk, ChunkCounts, Overlong


class Writes(Protocol):
    """What stores chunks: `ingest.writer.Writer`."""

    def write(self, chunks: Sequence[Chunk | Overlong], checkpoints: Sequence[Checkpoint]) -> dict[int, ChunkCounts]:
        """Store all of it in one transaction, or nothing."""
        ...


class Writing:
    """A writer in a thread of its own, with one batch at a time."""

    def __init__(self, writer: Writes) -> None:
        self._writer = writer
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="longtail-writer")
        self._batch: Batch | None = None
        self._future: Future[dict[int, ChunkCounts]] | None = None
        self._failed: Batch | None = None

    def submit(self, batch: Batch) -> None:
        """Begin to store a batch; the one before was settled."""
        self._batch = batch
        self._future = self._pool.submit(self._writer.write, batch.items, batch.checkpoints)

    def settle(self) -> tuple[Batch, dict[int, ChunkCounts]] | None:
        """Wait for the batch on its way; None where there is none. Raises what the writer raised."""
        batch, future = self._batch, self._future
        self._batch = self._future = None
        if batch is None or future is None:
            return None
        self._failed = batch
        counts = future.result()
        self._failed = None
        return batch, counts

    def abandon(self) -> Batch | None:
        """The batch that could not be stored, once."""
        failed, self._failed = self._failed, None
        return failed

    def close(self) -> None:
        """Wait for what is under way, and end the thread."""
        self._pool.shutdown(wait=True)
