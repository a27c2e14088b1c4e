"""Rotation by copy and truncation, the hardest one: the name and the inode stay, the content goes."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.ingest.lab import append, copytruncate, line, lines, names

if TYPE_CHECKING:
    from tests.ingest.lab import Lab

SAME_START = lines(["same"] * 20)


@pytest.mark.parametrize("while_stopped", [True, False])
@pytest.mark.parametrize("regrown", [0, 5, 500])
def test_copytruncate(lab: Lab, *, while_stopped: bool, regrown: int) -> None:
    """The unread rest is read from the copy; the file is read anew, whether it is shorter or longer than before."""
    lab["app.log"].write_bytes(SAME_START + lines(range(100)))
    if while_stopped:
        lab.run()
    else:
        lab.start()
        lab.wait_for(lambda: len(lab.messages()) == 120)
    append(lab["app.log"], lines(range(100, 110)))
    copytruncate(lab["app.log"], lab["app.log.1"])
    append(lab["app.log"], SAME_START + lines(range(1000, 1000 + regrown)))
    expected = ["same"] * 40 + names([*range(110), *range(1000, 1000 + regrown)])
    if while_stopped:
        lab.run()
    lab.wait_for_messages(expected)
    assert [None, None] == [row.gap for row in lab.ledger()]


def test_copy_seen_before_the_truncation(lab: Lab) -> None:
    """A scan between copy and truncation takes the copy for a copy: nothing is read twice."""
    lab["app.log"].write_bytes(lines(range(100)))
    lab.run()
    append(lab["app.log"], lines(range(100, 110)))
    shutil.copyfile(lab["app.log"], lab["app.log.1"])
    lab.run()
    os.truncate(lab["app.log"], 0)
    append(lab["app.log"], lines(range(110, 120)))
    lab.run()
    assert names(range(110)) == lab.messages("app.log.1")
    assert names(range(110, 120)) == lab.messages("app.log")


def test_copy_seen_half_done(lab: Lab) -> None:
    """Also half a copy is known for what it is."""
    data = lines(range(200))
    lab["app.log"].write_bytes(data)
    lab.run()
    for end in (10, 1000, len(data) // 2, len(data)):
        lab["app.log.1"].write_bytes(data[:end])
        lab.run()
    assert names(range(200)) == lab.messages()
    os.truncate(lab["app.log"], 0)
    lab.run()
    assert names(range(200)) == lab.messages()
    assert [None, None] == [row.gap for row in lab.ledger()]


def test_truncated_without_a_copy(lab: Lab) -> None:
    """What was written and thrown away between two scans is a gap in the ledger."""
    lab["app.log"].write_bytes(lines(range(10)))
    lab.run()
    append(lab["app.log"], lines(range(10, 20)))
    os.truncate(lab["app.log"], 0)
    append(lab["app.log"], lines(range(20, 25)))
    lab.run()
    assert names([*range(10), *range(20, 25)]) == lab.messages()
    first, second = lab.ledger()
    assert ("missing", True, "live", None) == (first.state, first.gap is not None, second.state, second.gap)


def test_regrown_past_the_old_offset(lab: Lab) -> None:
    """Truncated and grown beyond the old size between two scans, with the same first bytes: a new stream."""
    lab["app.log"].write_bytes(SAME_START + lines(range(10)))
    lab.run()
    os.truncate(lab["app.log"], 0)
    append(lab["app.log"], SAME_START + lines(range(500, 1000)))
    lab.run()
    assert ["same"] * 20 + names(range(500, 1000)) == lab.messages()[30:]


@pytest.mark.parametrize("size", [100, 5000, 3_000_000])
def test_writer_without_append_mode_leaves_a_hole(lab: Lab, size: int) -> None:
    """After a copytruncate such a writer goes on at its old offset; the NULs before are passed over, and noted."""
    with lab["app.log"].open("wb") as writer:
        writer.write(lines(range(size // 80)))
        writer.flush()
        lab.run()
        hole = writer.tell()
        copytruncate(lab["app.log"], lab["app.log.1"])
        writer.write(lines(["after", "hole"]))
        writer.flush()
        lab.run()
        writer.write(line("more"))
    lab.run()
    live = lab.ledger()[-1]
    assert ["after", "hole", "more"] == lab.messages("app.log")
    assert (3, 0, f"{hole} NUL bytes at byte 0") == (
        live.lines,
        live.rejected,
        str(live.note)[: len(f"{hole} NUL bytes at byte 0")],
    )


def test_same_size_rewritten_in_place(lab: Lab) -> None:
    """Other content of the same size is a new stream: the size alone proves nothing."""
    lab["app.log"].write_bytes(lines(range(10, 20)))
    lab.run()
    with lab["app.log"].open("r+b") as file:
        file.write(lines(range(30, 40)))
    lab.run()
    assert names([*range(10, 20), *range(30, 40)]) == lab.messages()
