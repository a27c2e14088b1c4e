"""Reads that end inside of a line, a character or an object."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ingest.lab import age, append, line, lines, names, pack

if TYPE_CHECKING:
    from tests.ingest.lab import Lab

UMLAUTS = '{"message": "Grüße — 日本語 🎉"}\n'.encode()


@pytest.mark.parametrize("old", [True, False])
def test_cut_at_every_byte(lab: Lab, *, old: bool) -> None:
    """A line cut at any byte, inside of a character too, comes out whole and once."""
    expected = []
    for cut in range(1, len(UMLAUTS)) if old else (20, 30):
        append(lab["app.log"], UMLAUTS[:cut])
        if old:
            age(lab["app.log"])
        lab.run()
        append(lab["app.log"], UMLAUTS[cut:])
        expected.append("Grüße — 日本語 🎉")
    lab.run()
    assert expected == lab.messages()
    assert [] == lab.rejects()


def test_chunks_end_anywhere(lab: Lab) -> None:
    """The size of a chunk cuts lines at arbitrary bytes; the lines do not notice."""
    lab.settings = lab.settings.model_copy(update={"chunk_bytes": 64 * 1024})
    lab["app.log"].write_bytes(lines(range(10_000)))
    lab.run()
    assert names(range(10_000)) == lab.messages()
    assert 64 * 1024 >= lab.writer.largest


@pytest.mark.parametrize("kind", ["archive", "rotated"])
@pytest.mark.parametrize("rest", [line("whole").rstrip(b"\n"), b'{"message": "ha'])
def test_last_line_without_newline_of_a_final_file(lab: Lab, kind: str, rest: bytes) -> None:
    """In an archive or an old rotated file the last line is one without its newline: a record, or a reject."""
    lab["app.log.1"].write_bytes(line(0) + rest)
    age(lab["app.log.1"])
    lab["app.log"].write_bytes(line("live"))
    if kind == "archive":
        pack(lab["app.log.1"])
    lab.run()
    whole = rest.endswith(b"}")
    assert (["0", "whole"] if whole else ["0"], [] if whole else [rest]) == (lab.messages("app.log.1%"), lab.rejects())
    assert {"drained" if kind == "rotated" else "finished", "live"} == set(lab.states().values())


def test_half_a_line_of_a_live_file_stays(lab: Lab) -> None:
    """A live file's half line is shown as not yet read, and is neither a record nor a reject."""
    lab["app.log"].write_bytes(line(0) + b'{"message": "ha')
    age(lab["app.log"])
    lab.run()
    (row,) = lab.ledger()
    assert (["0"], [], 15) == (lab.messages(), lab.rejects(), row.size - row.bytes_read)


def test_half_a_line_while_following(lab: Lab) -> None:
    """The running service waits for the second half."""
    lab["app.log"].write_bytes(line(0) + line(1)[:20])
    lab.start()
    lab.wait_for(lambda: lab.messages() == ["0"])
    lab.wait_for_scans(3)
    append(lab["app.log"], line(1)[20:])
    lab.wait_for_messages(["0", "1"])
    assert [] == lab.rejects()


def test_half_lines_that_begin_alike(lab: Lab) -> None:
    """Of two files only the same half of a line was seen; the first is finished and packed, the other one truncated."""
    old, first, second = lab["app.2026-01-01_00-00-01_000001.log"], line("1-one"), line("2-two")
    append(lab["app.log"], first[:12])
    lab["app.log"].rename(old)
    append(lab["app.log"], second[:12])
    service = lab.new_service()
    service._open()
    service._look(live_first=True)
    service._drain(None)
    append(old, first[12:])
    pack(old)
    lab["app.log"].write_bytes(b"")
    for _ in range(2):
        service._look(live_first=True)
        service._drain(None)
    service._close()
    assert ["1-one"] == lab.messages()
