"""Transactions that fail, disks that are full, signals at every step around a commit."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingest.files.reading.chunk import Chunk
from ingest.store import checkpoint
from sql.errors import DiskFullError, LongtailError, MemoryLimitError, WarehouseError
from sql.warehouse import Warehouse
from tests import patience
from tests.ingest.lab import Lab, append, line, lines, names
from tests.ingest.plain_writer import AtOnce

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.files.reading.chunk import Checkpoint, ChunkCounts, Overlong

ROOT = Path(__file__).parents[2]
STEPS = ["before", "inside", "after"]


class _Failing(AtOnce):
    """Fails some times, before, inside or after the transaction of the writer behind it."""

    def __init__(self, lab: Lab, error: Exception, step: str, times: int) -> None:
        self._lab, self._error, self._step, self._times = lab, error, step, times

    def write(self, chunks: Sequence[Chunk | Overlong], checkpoints: Sequence[Checkpoint]) -> dict[int, ChunkCounts]:
        """Write, or fail."""
        if self._times <= 0 or not chunks:
            return self._lab.writer.write(chunks, checkpoints)
        self._times -= 1
        if self._step == "inside":
            with self._lab.warehouse.transaction() as cursor:
                checkpoint.save(cursor, checkpoints, {})
                raise self._error
        raise self._error


@pytest.mark.parametrize("step", ["before", "inside"])
@pytest.mark.parametrize("error", [DiskFullError("full"), WarehouseError("failed"), ValueError("a bug")])
def test_failed_transaction_while_following(lab: Lab, error: Exception, step: str) -> None:
    """After a failure the service says what is wrong, goes back to what is committed, and tries again."""
    for number in range(5):
        lab[f"{number}.log"].write_bytes(lines(range(number * 100, number * 100 + 100)))
    service = lab.new_service()
    service._writer = _Failing(lab, error, step, 2)
    service.start()
    try:
        lab.wait_for(lambda: any(str(error) in problem for problem in service.status.problems))
        lab.wait_for_messages(names(range(500)))
        lab.wait_for(lambda: service.status.problems == ())
    finally:
        service.stop()
    assert [(row.lines, row.gap) for row in lab.ledger()] == [(100, None)] * 5


def test_failed_transaction_of_one_run(lab: Lab) -> None:
    """A run that cannot write raises, and the next one reads everything once."""
    lab["app.log"].write_bytes(lines(range(100)))
    service = lab.new_service()
    service._writer = _Failing(lab, DiskFullError("full"), "inside", 1)
    with pytest.raises(DiskFullError):
        service.run_once()
    assert lab.ledger() == []
    lab.run()
    assert names(range(100)) == lab.messages()


@pytest.mark.parametrize("error", [WarehouseError, MemoryLimitError])
def test_one_poisonous_file(lab: Lab, error: type[WarehouseError]) -> None:
    """A file whose lines can never be stored does not keep the others from being stored."""
    lab["good.log"].write_bytes(lines(range(50)))
    lab["poison.log"].write_bytes(line("poison"))

    class Poisoned(AtOnce):
        def write(
            self, chunks: Sequence[Chunk | Overlong], checkpoints: Sequence[Checkpoint]
        ) -> dict[int, ChunkCounts]:
            if any(isinstance(chunk, Chunk) and b"poison" in chunk.data for chunk in chunks):
                raise error("these lines cannot be stored")
            return lab.writer.write(chunks, checkpoints)

    service = lab.new_service()
    service._writer = Poisoned()
    service.start()
    try:
        lab.wait_for(lambda: len(lab.messages()) == 50)
        append(lab["good.log"], lines(range(50, 60)))
        lab.wait_for_messages(names(range(60)))
        assert any("cannot be stored" in problem for problem in service.status.problems)
    finally:
        service.stop()


class _Narrow(AtOnce):
    """Takes no more than `most` bytes of lines at once, as DuckDB does where they need too much memory."""

    def __init__(self, lab: Lab, most: int) -> None:
        self._lab, self._most = lab, most
        self.refused = 0
        self.sizes: list[int] = []

    def write(self, chunks: Sequence[Chunk | Overlong], checkpoints: Sequence[Checkpoint]) -> dict[int, ChunkCounts]:
        """Write, or say that it is too much."""
        size = sum(len(chunk.data) for chunk in chunks if isinstance(chunk, Chunk))
        if size > self._most:
            self.refused += 1
            raise MemoryLimitError("too much at once")
        self.sizes.append(size)
        return self._lab.writer.write(chunks, checkpoints)


@pytest.mark.parametrize("once", [True, False])
def test_too_much_for_the_memory(tmp_path: Path, once: bool) -> None:  # noqa: FBT001 (both ways of reading)
    """What does not fit into the memory is read in smaller parts, and in larger ones again after a while."""
    lab = Lab(tmp_path, chunk_bytes=1024 * 1024)
    for name in ("a", "b", "c"):
        lab[f"{name}.log"].write_bytes(b"".join(_padded(f"{name}-{number}") for number in range(1000)))
    service = lab.new_service()
    service._writer = narrow = _Narrow(lab, 300_000)
    expected = sorted(f"{name}-{number}" for name in ("a", "b", "c") for number in range(1000))
    if once:
        service.run_once()
    else:
        service.start()
        lab.wait_for(lambda: len(lab.messages()) == len(expected))
        service.stop()
    assert expected == sorted(lab.messages())
    assert service.status.problems == ()
    assert narrow.refused > 2
    assert max(narrow.sizes) > 200_000
    lab.close()


def _padded(name: str) -> bytes:
    return b'{"message":"%s","text":"%s"}\n' % (name.encode(), b"x" * 1000)


def test_one_line_too_much_for_the_memory(lab: Lab) -> None:
    """Where no part is small enough, reading once says so, and has stored what came before."""
    lab["app.log"].write_bytes(lines(range(100)) + _padded("big"))
    service = lab.new_service()
    service._writer = narrow = _Narrow(lab, 500)
    with pytest.raises(MemoryLimitError, match="too much at once"):
        service.run_once()
    assert narrow.refused > 5
    lab.run()
    assert sorted([*names(range(100)), "big"]) == sorted(lab.messages())


def test_warehouse_on_a_read_only_disk(tmp_path: Path) -> None:
    """A warehouse that cannot be made is one sentence."""
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    with pytest.raises(LongtailError, match=r"^[^\n]+$"):
        Warehouse.open(blocked / "warehouse.duckdb")


_PROGRAM = """
import os, signal, sys, time
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.ingest.lab import Lab
from ingest.files.streams import batch
from ingest.files.reading.chunk import Chunk
from ingest.store import checkpoint
lab = Lab(Path(sys.argv[1]), chunk_bytes=65536)
step, sign, left = sys.argv[2], getattr(signal, sys.argv[3]), int(sys.argv[4])
stopped = []
signal.signal(signal.SIGTERM, lambda *_: stopped.append(1))
signal.signal(signal.SIGINT, lambda *_: stopped.append(1))
def strike():
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), sign)
real_save, real_commit, real_write = checkpoint.save, batch.Batch.commit, lab.writer.write
def save(*arguments):
    real_save(*arguments)
    if step == "inside": strike()
def commit(*arguments):
    if step == "after": strike()
    return real_commit(*arguments)
def write(*arguments):
    if step == "before": strike()
    return real_write(*arguments)
checkpoint.save, batch.Batch.commit, lab.writer.write = save, commit, write
service = lab.start()
print("ready", flush=True)
while not stopped and not (Path(sys.argv[1]) / "enough").exists():
    time.sleep(0.005)
lab.close()
"""


@pytest.mark.parametrize("sign", ["SIGKILL", "SIGTERM", "SIGINT"])
@pytest.mark.parametrize("step", STEPS)
def test_signal_around_a_commit(tmp_path: Path, step: str, sign: str) -> None:
    """Struck before, inside and after a commit, restarted each time: every line once."""
    from tests.ingest.lab import Lab  # noqa: PLC0415 (the fixture's warehouse would be in the way)

    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "a.log").write_bytes(lines(range(5000)))
    (logs / "b.log").write_bytes(lines(range(5000, 10_000)))
    for number in (1, 3):
        command = [sys.executable, "-c", _PROGRAM.format(root=str(ROOT)), str(tmp_path), step, sign, str(number)]
        result = subprocess.run(command, check=False, timeout=patience.seconds(60), capture_output=True, text=True)
        assert (-signal.SIGKILL if sign == "SIGKILL" else 0, "") == (result.returncode, result.stderr)
    lab = Lab(tmp_path)
    lab.run()
    assert names(range(10_000)) == sorted(lab.messages(), key=int)
    assert [(row.lines, row.gap) for row in lab.ledger()] == [(5000, None)] * 2
    lab.close()
