"""What happened to the files while nobody looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ingest.lab import append, lines, names, pack

if TYPE_CHECKING:
    from tests.ingest.lab import Lab


def _rotate(lab: Lab, *, packing: bool, keep: int) -> None:
    ending = ".gz" if packing else ""
    for number in range(keep, 0, -1):
        older = lab[f"app.log.{number}{ending}"]
        if older.exists():
            older.unlink() if number == keep else older.rename(lab[f"app.log.{number + 1}{ending}"])
    lab["app.log"].rename(lab["app.log.1"])
    if packing:
        pack(lab["app.log.1"])


@pytest.mark.parametrize("packing", [False, True])
@pytest.mark.parametrize("times", [1, 3])
def test_rotated_while_down(lab: Lab, times: int, *, packing: bool) -> None:
    """One or three rotations, with or without packing: every line is found and read once."""
    lab["app.log"].write_bytes(lines(range(100)))
    lab.run()
    lab.reopen()
    for number in range(times):
        append(lab["app.log"], lines(range(100 + number * 10, 110 + number * 10)))
        _rotate(lab, packing=packing, keep=9)
        lab["app.log"].touch()
    append(lab["app.log"], lines(range(500, 505)))
    lab.run()
    assert names([*range(100 + times * 10), *range(500, 505)]) == sorted(lab.messages(), key=int)
    assert [None] * (times + 1) == [row.gap for row in lab.ledger()]


@pytest.mark.parametrize("packing", [False, True])
def test_oldest_deleted_unread(lab: Lab, *, packing: bool) -> None:
    """Where the file that we were reading is gone, the ledger says from which byte on lines may be missing."""
    lab["app.log"].write_bytes(lines(range(100)))
    lab.run()
    size = lab["app.log"].stat().st_size
    lab.reopen()
    for number in range(3):
        append(lab["app.log"], lines(range(100 + number * 10, 110 + number * 10)))
        _rotate(lab, packing=packing, keep=2)
        lab["app.log"].touch()
    lab.run()
    first = lab.ledger()[0]
    assert names([*range(100), *range(110, 130)]) == sorted(lab.messages(), key=int)
    assert ("missing", f"after {size} bytes were read") == (
        first.state,
        str(first.gap)[str(first.gap).index("after") :][: len(f"after {size} bytes were read")],
    )


def test_old_and_read_files_are_deleted(lab: Lab) -> None:
    """A rotated file that was read to its end and then deleted is no gap."""
    lab["app_2026-11-20.log"].write_bytes(lines(range(10)))
    lab["app_2026-11-21.log"].write_bytes(lines(range(10, 20)))
    lab.run()
    lab["app_2026-11-20.log"].unlink()
    lab.run()
    assert [("missing", None), ("live", None)] == [(row.state, row.gap) for row in lab.ledger()]


def test_another_folder_is_another_matter(lab: Lab) -> None:
    """Reading other roots into the same warehouse says nothing about files below the first ones."""
    lab["app.log"].write_bytes(lines(range(10)))
    lab.run()
    other = lab.logs.parent / "other"
    other.mkdir()
    (other / "b.log").write_bytes(lines(range(10, 20)))
    lab.roots = (str(other),)
    lab.run()
    assert ["live", "live"] == [row.state for row in lab.ledger()]


def test_only_the_live_file_was_named(lab: Lab) -> None:
    """Where one file was named, the rest of its rotated self beside it is read, and no other file."""
    lab["app.log"].write_bytes(lines(range(10)))
    lab["app.log.9"].write_bytes(lines(range(900, 910)))
    lab.roots = (str(lab["app.log"]),)
    lab.run()
    append(lab["app.log"], lines(range(10, 15)))
    lab["app.log"].rename(lab["app.log.1"])
    lab["app.log"].write_bytes(lines(range(15, 20)))
    lab.run()
    assert names(range(20)) == lab.messages()
