"""A new file gets the inode of one that was packed and unlinked."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.ingest.lab import append, line, lines, names, pack

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ingest.lab import Lab


def _write_with_inode(path: Path, inode: int, data: bytes) -> bool:
    """Make a file that has this inode; file systems that never give one out again say no."""
    fillers = []
    for number in range(2000):
        candidate = path.with_name(f".candidate{number}")
        candidate.touch()
        if candidate.stat().st_ino == inode:
            candidate.write_bytes(data)
            candidate.rename(path)
            break
        fillers.append(candidate)
    for filler in fillers:
        filler.unlink()
    if not path.exists():
        path.write_bytes(data)
        return False
    return True


@pytest.mark.parametrize("same_head", [True, False])
@pytest.mark.parametrize("longer", [True, False])
def test_inode_reused_after_packing(lab: Lab, *, same_head: bool, longer: bool) -> None:
    """The new file is read from its start, the old one's rest out of the archive, whatever the inodes say."""
    head = lines(["header"] * 60)
    lab["app.log"].write_bytes(head + lines(range(100)))
    lab.run()
    inode = lab["app.log"].stat().st_ino
    append(lab["app.log"], lines(range(100, 110)))
    lab["app.log"].rename(lab["app.log.1"])
    pack(lab["app.log.1"])
    fresh = lines(range(1000, 1300 if longer else 1010))
    reused = _write_with_inode(lab["app.log"], inode, (head if same_head else b"") + fresh)
    assert lab["app.log"].stat().st_ino == inode or not reused
    lab.run()
    headers = ["header"] * 60
    assert headers + names(range(110)) == lab.messages("app.log.1.gz")
    assert (headers if same_head else []) + names(range(1000, 1300 if longer else 1010)) == lab.messages("app.log")


def test_open_handle_keeps_the_inode(lab: Lab) -> None:
    """While we follow, an unlinked file's inode is not given out again, and its rest is read."""
    lab["app.log"].write_bytes(lines(range(10)))
    lab.start()
    lab.wait_for(lambda: len(lab.messages()) == 10)
    writer = lab["app.log"].open("ab")
    inode = os.fstat(writer.fileno()).st_ino
    writer.write(lines(range(10, 20)))
    writer.flush()
    lab["app.log"].unlink()
    writer.close()
    lab["app.log"].write_bytes(line("new"))
    assert inode != lab["app.log"].stat().st_ino
    lab.wait_for_messages([*names(range(20)), "new"])
    assert [None, None] == [row.gap for row in lab.ledger()]
