"""Files shorter than the fingerprint, and lines without newline, when first seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.ingest.lab import age, append, line, lines, names

if TYPE_CHECKING:
    from tests.ingest.lab import Lab


def test_short_file_grows_byte_by_byte(lab: Lab) -> None:
    """A file that is shorter than the fingerprint for many runs is one stream, each line read once."""
    data = lines(range(6))
    for end in range(0, len(data), 37):
        lab["app.log"].write_bytes(b"") if end == 0 else append(lab["app.log"], data[end - 37 : end])
        age(lab["app.log"], 1.5)
        lab.run()
    append(lab["app.log"], data[len(data) // 37 * 37 :])
    lab.run()
    assert names(range(6)) == lab.messages()
    assert [("app.log", 6)] == [(row.path, row.lines) for row in lab.ledger()]


def test_grows_past_the_fingerprint(lab: Lab) -> None:
    """A stream keeps its identity while its head hash grows from nothing to 4 KiB and beyond."""
    for number in range(200):
        append(lab["app.log"], line(number))
        if number % 7 == 0:
            lab.run()
    lab.run()
    assert names(range(200)) == lab.messages()
    assert 1 == len(lab.ledger())


def test_one_line_without_newline_then_its_newline(lab: Lab) -> None:
    """A whole object without newline is read when it is quiet; its newline, coming later, is no line."""
    lab["app.log"].write_bytes(line(0).rstrip(b"\n"))
    age(lab["app.log"])
    lab.run()
    assert ["0"] == lab.messages()
    append(lab["app.log"], b"\n" + line(1))
    lab.run()
    assert ["0", "1"] == lab.messages()
    assert [(2, 0, 0)] == [(row.lines, row.rejected, row.blank) for row in lab.ledger()]


def test_windows_newline_after_a_line_taken_without_one(lab: Lab) -> None:
    """The same holds for a newline of two characters."""
    lab["app.log"].write_bytes(line(0).rstrip(b"\n"))
    age(lab["app.log"])
    lab.run()
    append(lab["app.log"], b"\r\n" + line(1))
    lab.run()
    assert ["0", "1"] == lab.messages()
    assert [(2, 0)] == [(row.lines, row.blank) for row in lab.ledger()]


def test_half_a_line_waits(lab: Lab) -> None:
    """Half an object without newline is not read, however old it is, until it is whole."""
    half = line(0)[:30]
    lab["app.log"].write_bytes(half)
    age(lab["app.log"])
    lab.run()
    assert [] == lab.messages()
    assert [(0, len(half), 0)] == [(row.bytes_read, row.size, row.lines) for row in lab.ledger()]
    append(lab["app.log"], line(0)[30:])
    lab.run()
    assert ["0"] == lab.messages()


def test_empty_file(lab: Lab) -> None:
    """An empty file stands in the ledger and is read once it has something."""
    lab["app.log"].touch()
    assert 0 == lab.run().lines
    assert {"app.log": "live"} == lab.states()
    append(lab["app.log"], line(0))
    lab.run()
    assert ["0"] == lab.messages()
