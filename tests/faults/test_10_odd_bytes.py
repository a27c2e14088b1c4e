"""Line ends, byte order marks, NULs, broken UTF-8, enormous lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ingest.lab import age, line, lines, names

if TYPE_CHECKING:
    from tests.ingest.lab import Lab


@pytest.mark.parametrize(
    ("data", "expected", "rejected"),
    [
        (b'{"message": "a"}\r\n{"message": "b"}\r\n', ["a", "b"], []),
        (b'{"message": "a"}\r\n{"message": "b"}\n\r\n{"message": "c"}\n', ["a", "b", "c"], []),
        (b'\xef\xbb\xbf{"message": "a"}\n{"message": "b"}\n', ["a", "b"], []),
        (b'{"message": "a\xe2\x80\xa8b"}\n{"message": "c"}\n', ["a\u2028b", "c"], []),
        (b'{"message": "a"}\n\n\n{"message": "b"}\n', ["a", "b"], []),
        (b'{"message": "a"}\nno \x00 json\n{"message": "b"}\n', ["a", "b"], [b"no \x00 json"]),
        (b'{"message": "a"}\nno \xff\xfe utf\n{"message": "b"}\n', ["a", "b"], [b"no \xff\xfe utf"]),
        (b'{"message": "a"}\rnot a line end\n{"message": "b"}\n', ["b"], [b'{"message": "a"}\rnot a line end']),
    ],
)
def test_odd_bytes(lab: Lab, data: bytes, expected: list[str], rejected: list[bytes]) -> None:
    r"""Lines end at ``\n`` only; what is no record is kept as it stands, and the rest goes on."""
    lab["app.log"].write_bytes(data)
    lab.run()
    assert (expected, rejected) == (lab.messages(), lab.rejects())
    assert [data.count(b"\n")] == [row.lines for row in lab.ledger()]


@pytest.mark.parametrize("chunk_bytes", [64 * 1024, 64 * 1024 * 1024])
@pytest.mark.parametrize("megabytes", [17, 50])
def test_enormous_line(lab: Lab, megabytes: int, chunk_bytes: int) -> None:
    """A line beyond the limit is a reject with its raw bytes; the good ones around it are read."""
    lab.settings = lab.settings.model_copy(update={"chunk_bytes": chunk_bytes})
    enormous = b"x" * (megabytes * 1024 * 1024)
    lab["app.log"].write_bytes(line(0) + enormous + b"\n" + lines(range(1, 5)))
    lab.run()
    assert names(range(5)) == lab.messages()
    assert [enormous] == lab.rejects()
    assert [(6, 5, 1, 0)] == [(row.lines, row.rows, row.rejected, row.blank) for row in lab.ledger()]
    assert [(2, len(line(0)))] == lab.query("select line_number, byte_offset from rejects")


def test_line_longer_than_what_is_kept(lab: Lab) -> None:
    """Of a line beyond 64 MiB the first 64 MiB are kept, and the next line is the next line."""
    size = 70 * 1024 * 1024
    lab["app.log"].write_bytes(b"y" * size + b"\n" + line("good"))
    lab.run()
    assert (["good"], [64 * 1024 * 1024]) == (lab.messages(), [len(raw) for raw in lab.rejects()])
    assert [size + 1 + len(line("good"))] == [row.bytes_read for row in lab.ledger()]


def test_many_long_lines(lab: Lab) -> None:
    """Long lines next to each other, some over the limit and some at it, are each what they are."""
    lab.settings = lab.settings.model_copy(update={"max_line_bytes": 1024, "chunk_bytes": 64 * 1024})
    exact = b'{"message": "%s"}' % (b"e" * (1024 - len(b'{"message": ""}')))
    over = exact.replace(b"ee", b"eee", 1)
    lab["app.log"].write_bytes(b"\n".join([exact, over, over, exact, b"{}", over, exact, b""]))
    lab.run()
    assert (["e" * 1009] * 3, [over, over, b"{}", over]) == (lab.messages(), lab.rejects())


def test_enormous_line_that_is_not_finished(lab: Lab) -> None:
    """Over the limit or not, a line waits for its newline while its file is live."""
    lab.settings = lab.settings.model_copy(update={"max_line_bytes": 1024})
    lab["app.log"].write_bytes(line(0) + b"z" * 5000)
    age(lab["app.log"])
    lab.run()
    assert (["0"], []) == (lab.messages(), lab.rejects())
    with lab["app.log"].open("ab") as file:
        file.write(b"z\n" + line(1))
    lab.run()
    assert (["0", "1"], [b"z" * 5001]) == (lab.messages(), lab.rejects())


@pytest.mark.parametrize("nuls", [64, 5000, 9 * 1024 * 1024])
def test_hole_in_the_middle(lab: Lab, nuls: int) -> None:
    """A run of NULs where a line should start, as a crash of the machine leaves it, hides no line behind it."""
    lab["app.log"].write_bytes(line(0) + bytes(nuls) + line(1))
    lab.run()
    (row,) = lab.ledger()
    assert (["0", "1"], [], True) == (lab.messages(), lab.rejects(), "NUL bytes" in str(row.note))


def test_preallocated_file(lab: Lab) -> None:
    """NULs at the end of a file wait: a program that reserved the room will write there."""
    data = lines(range(10))
    lab["app.log"].write_bytes(data + bytes(4096))
    lab.run()
    assert names(range(10)) == lab.messages()
    with lab["app.log"].open("r+b") as file:
        file.seek(len(data))
        file.write(lines(range(10, 20)))
    lab.run()
    assert names(range(20)) == lab.messages()
    assert 1 == len(lab.ledger())


def test_binary_file_called_log(lab: Lab) -> None:
    """A binary file is no log: kept in rejects, said in the ledger, and the others are read."""
    import random  # noqa: PLC0415 (one test's affair)

    lab["binary.log"].write_bytes(random.Random(1).randbytes(20_000))
    lab["good.log"].write_bytes(line(0))
    lab.run()
    binary = lab.ledger()[0]
    assert (["0"], True) == (lab.messages(), str(binary.note).startswith("No line of this file is a record"))


def test_plain_text_file(lab: Lab) -> None:
    """A file of plain text is said to be none of ours, until its first record comes."""
    lab["text.log"].write_bytes(b"plain text\n" * 30)
    lab.run()
    assert ["No line of this file is a record: is it a log with one JSON object per line?"] == [
        row.note for row in lab.ledger()
    ]
    with lab["text.log"].open("ab") as file:
        file.write(line(0))
    lab.run()
    assert [(None, 30, 1)] == [(row.note, row.rejected, row.rows) for row in lab.ledger()]
