"""The memory that big pieces are read into."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from ingest.files.reading.block import Block

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.ingest.lab import Lab

MEBIBYTE = 1024 * 1024


@pytest.fixture
def descriptor(tmp_path: Path) -> Iterator[int]:
    """A file of 20 MiB, each of them of one letter."""
    path = tmp_path / "file"
    path.write_bytes(b"".join(bytes([65 + index]) * MEBIBYTE for index in range(20)))
    opened = os.open(path, os.O_RDONLY)
    yield opened
    os.close(opened)


@pytest.mark.parametrize("sizes", [[12, 8], [8, 12], [1, 19], [20, 1], [9, 9, 9]])
def test_reads_what_is_there(descriptor: int, sizes: list[int]) -> None:
    """Each read gives the file's bytes, whatever was read into the same memory before."""
    block = Block()
    offset = 0
    for size in sizes:
        block.release()
        expected = os.pread(descriptor, size * MEBIBYTE, offset)
        assert expected == block.read(descriptor, offset, size * MEBIBYTE)
        offset += size * MEBIBYTE


def test_is_lent_once(descriptor: int) -> None:
    """A second piece of the same batch leaves the first as it is; the next batch has the memory of both."""
    block = Block()
    first = block.read(descriptor, 0, 9 * MEBIBYTE)
    second = block.read(descriptor, 9 * MEBIBYTE, 9 * MEBIBYTE)
    assert (b"A", b"J", bytearray, bytearray) == (first[:1], second[:1], type(first), type(second))
    block.release()
    again = [block.read(descriptor, offset * MEBIBYTE, 2 * MEBIBYTE) for offset in (3, 5, 7)]
    assert again[0] is first
    assert again[1] is second
    assert [b"D", b"F", b"H"] == [piece[:1] for piece in again]


def test_few_bytes_are_not_lent(descriptor: int) -> None:
    """A small piece is bytes of its own."""
    assert isinstance(Block().read(descriptor, 0, 1000), bytes)


@pytest.mark.parametrize("size", [2, 9, 10])
def test_leaves_what_is_looked_at(descriptor: int, size: int) -> None:
    """Memory that somebody still looks at is not changed under their eyes."""
    block = Block()
    first = block.read(descriptor, 0, 9 * MEBIBYTE)
    with memoryview(first) as view:
        block.release()
        second = block.read(descriptor, 9 * MEBIBYTE, size * MEBIBYTE)
        assert (b"A", b"J") == (bytes(view[:1]), bytes(second[:1]))
    assert isinstance(second, bytearray)
    del second[1000:]
    assert len(second) == 1000


def test_big_files_one_after_the_other(lab: Lab) -> None:
    """Files larger than a batch, each cut within a line, come out line by line."""
    for name in ("a.log", "b.log"):
        rows = [b'{"message":"%s-%d","text":"%s"}\n' % (name.encode(), number, b"x" * 50_000) for number in range(300)]
        lab[name].write_bytes(b"".join(rows))
    lab.run()
    expected = sorted(f"{name}-{number}" for name in ("a.log", "b.log") for number in range(300))
    assert expected == sorted(lab.messages())
