"""Files that begin alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ingest.lab import append, line, lines, names

if TYPE_CHECKING:
    from tests.ingest.lab import Lab

HEADER = line("header")
LONG_HEADER = lines(["header"] * 100)


@pytest.mark.parametrize("header", [HEADER, lines(["header"] * 15), LONG_HEADER])
def test_two_live_files_with_the_same_head(lab: Lab, header: bytes) -> None:
    """Two files that begin with the same bytes, however many, are two streams."""
    lab["a.log"].write_bytes(header + lines(range(10)))
    lab["b.log"].write_bytes(header + lines(range(10, 20)))
    lab.run()
    append(lab["a.log"], line(20))
    append(lab["b.log"], line(21))
    lab.run()
    headers = header.count(b"\n")
    assert ["header"] * headers + names([*range(10), 20]) == lab.messages("a.log")
    assert ["header"] * headers + names([*range(10, 20), 21]) == lab.messages("b.log")


@pytest.mark.parametrize("header", [HEADER, LONG_HEADER])
def test_new_file_starts_with_the_old_ones_header(lab: Lab, header: bytes) -> None:
    """After a rotation the new file's header is a line of its own, also while there is nothing behind it."""
    lab["app.log"].write_bytes(header + lines(range(10)))
    lab.run()
    lab["app.log"].rename(lab["app.log.1"])
    lab["app.log"].write_bytes(header)
    lab.run()
    append(lab["app.log"], lines(range(10, 20)))
    lab.run()
    headers = ["header"] * header.count(b"\n")
    assert headers + names(range(10)) == lab.messages("app.log.1")
    assert headers + names(range(10, 20)) == lab.messages("app.log")


def test_new_dated_file_starts_with_the_header(lab: Lab) -> None:
    """The same with dates in the names, where nothing is renamed."""
    lab["app_2026-11-20.log"].write_bytes(HEADER + lines(range(10)))
    lab.run()
    lab["app_2026-11-21.log"].write_bytes(HEADER)
    lab.run()
    append(lab["app_2026-11-21.log"], line(10))
    lab.run()
    assert ["header", *names(range(10))] == lab.messages("20.log")
    assert ["header", "10"] == lab.messages("21.log")
    assert {"app_2026-11-20.log": "drained", "app_2026-11-21.log": "live"} == lab.states()


def test_header_of_a_deleted_file(lab: Lab) -> None:
    """A file of one line that was deleted long ago does not swallow the same first line of a later file."""
    lab["app_2026-11-20.log"].write_bytes(HEADER)
    lab.run()
    lab["app_2026-11-20.log"].unlink()
    lab["other.log"].write_bytes(line("x"))
    lab.run()
    lab["app_2026-11-25.log"].write_bytes(HEADER + lines(range(3)))
    lab.run()
    assert ["header", *names(range(3))] == lab.messages("25.log")


def test_two_files_with_equal_content(lab: Lab) -> None:
    """A file with the same bytes as another one is its copy, until something else stands in it: then it is a log."""
    lab["a.log"].write_bytes(lines(range(100)))
    lab["b.log"].write_bytes(lines(range(100)))
    lab.run()
    assert names(range(100)) == lab.messages()
    append(lab["a.log"], line("a"))
    append(lab["b.log"], line("b"))
    lab.run()
    assert [(101, 0), (101, 0)] == [(row.lines, row.possible_duplicates) for row in lab.ledger()]
