"""Files that get names nobody foresaw while they are being read: their content says which log they are."""

from __future__ import annotations

import bz2
import gzip
import lzma
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.ingest.lab import Lab, line, lines, names
from tests.ingest.plain_writer import AtOnce

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from ingest.files.reading.chunk import Checkpoint, Chunk, ChunkCounts, Overlong

_LINES = 12_000
_PACKERS: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}
_STEMS = ("orders_000001.log", "orders-1.log", "orders.bak.log", "orders.20261127-0300.log", "host-7.log", "x.log")


class _AfterFirstBatch(AtOnce):
    """Does something to the files once, after the first of several batches was read and before it is stored."""

    def __init__(self, lab: Lab, step: Callable[[], None]) -> None:
        self._lab, self._steps = lab, [step]

    def write(self, chunks: Sequence[Chunk | Overlong], checkpoints: Sequence[Checkpoint]) -> dict[int, ChunkCounts]:
        """Take the step, then write."""
        if self._steps:
            self._steps.pop()()
        return self._lab.writer.write(chunks, checkpoints)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Lab]:
    """A laboratory that reads a file in many batches."""
    laboratory = Lab(tmp_path, chunk_bytes=64 * 1024, max_line_bytes=16 * 1024)
    yield laboratory
    laboratory.close()


def _follow(lab: Lab, step: Callable[[], None]) -> None:
    service = lab.new_service()
    service._writer = _AfterFirstBatch(lab, step)
    service.start()
    lab.service = service
    lab.wait_for(lambda: len(lab.messages()) >= _LINES + 1, 60)
    lab.wait_for_scans(3)
    lab.stop()


def _assert_once(lab: Lab) -> None:
    assert sorted([*names(range(_LINES)), "new"]) == sorted(lab.messages())
    assert [None] * len(lab.ledger()) == [row.gap for row in lab.ledger()]


@pytest.mark.parametrize("ending", _PACKERS)
@pytest.mark.parametrize("stem", _STEMS)
def test_renamed_and_packed_while_read(small: Lab, stem: str, ending: str) -> None:
    """An archive of a file that is read on by its open handle begins no stream, whatever it is called."""
    small["orders.log"].write_bytes(lines(range(_LINES)))

    def step() -> None:
        small[stem + ending].write_bytes(_PACKERS[ending](small["orders.log"].read_bytes()))
        small["orders.log"].unlink()
        small["orders.log"].write_bytes(line("new"))

    _follow(small, step)
    _assert_once(small)


@pytest.mark.parametrize(
    "name", ["archive/2026/11/orders.gz", "archive/host-7.log", "orders_000001.log", "orders.bak.log"]
)
def test_moved_by_copying_while_read(small: Lab, name: str) -> None:
    """A copy elsewhere of a file that is then unlinked and read on by its open handle is that file."""
    small["orders.log"].write_bytes(lines(range(_LINES)))
    small[name].parent.mkdir(parents=True, exist_ok=True)  # watchdog warns where nested folders come at once

    def step() -> None:
        if name.endswith(".gz"):
            small[name].write_bytes(gzip.compress(small["orders.log"].read_bytes()))
        else:
            shutil.copy(small["orders.log"], small[name])
        small["orders.log"].unlink()
        small["orders.log"].write_bytes(line("new"))

    _follow(small, step)
    _assert_once(small)


@pytest.mark.parametrize("ending", _PACKERS)
def test_packed_elsewhere_in_two_scans(lab: Lab, ending: str) -> None:
    """An archive that was still empty when it was first seen is a copy all the same once it is whole."""
    lab["orders.log"].write_bytes(lines(range(500)))
    lab.run()
    archive = lab["archive/host-7" + ending]
    archive.parent.mkdir()
    archive.write_bytes(b"")
    lab.run()
    archive.write_bytes(_PACKERS[ending](lab["orders.log"].read_bytes()))
    lab.run()
    lab["orders.log"].unlink()
    lab.run()
    assert names(range(500)) == sorted(lab.messages(), key=int)
