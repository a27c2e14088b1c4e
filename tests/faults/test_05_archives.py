"""Compressed files: rotated and packed between two scans, cut, damaged, growing, seen again."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingest.files.reading.handles import open_descriptor
from ingest.files.streams import tailer
from tests.ingest.lab import append, copytruncate, line, lines, names, pack, packed

if TYPE_CHECKING:
    from tests.ingest.lab import Lab

COMPRESSIONS = ["gz", "zip", "bz2", "xz", "zst"]
MANY = lines(range(5000))


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_rotated_and_packed_between_two_scans(lab: Lab, compression: str) -> None:
    """The unread rest of a rotated file is read out of its archive; the rest of the archive is not read again."""
    lab["app.log"].write_bytes(lines(range(1000)))
    lab.run()
    append(lab["app.log"], lines(range(1000, 1500)))
    lab["app.log"].rename(lab["app.log.1"])
    pack(lab["app.log.1"], compression)
    lab["app.log"].write_bytes(lines(range(1500, 1600)))
    assert 600 == lab.run().lines
    assert names(range(1500)) == lab.messages(compression)
    assert {f"app.log.1.{compression}": "finished", "app.log": "live"} == lab.states()
    assert [None, None] == [row.gap for row in lab.ledger()]


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_packed_after_it_was_read(lab: Lab, compression: str) -> None:
    """Nothing of an archive is read whose content was read before it was packed."""
    lab["app_2026-11-20.log"].write_bytes(MANY)
    lab.run()
    pack(lab["app_2026-11-20.log"], compression)
    assert 0 == lab.run().lines
    assert {f"app_2026-11-20.log.{compression}": "finished"} == lab.states()


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_archive_beside_its_original(lab: Lab, compression: str) -> None:
    """While the original is there, whole or half, and after it went, the lines stand once."""
    lab["app.log.1"].write_bytes(MANY)
    data = packed(MANY, compression)
    target = lab[f"app.log.1.{compression}"]
    for end in (3, len(data) // 2, len(data)):
        target.write_bytes(data[:end])
        lab.run()
        assert names(range(5000)) == lab.messages()
    lab["app.log.1"].unlink()
    lab.run()
    assert names(range(5000)) == lab.messages()
    assert {target.name: "finished"} == lab.states()


@pytest.mark.parametrize("read", [5000, 3000])
@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_original_vanishes_while_it_is_looked_at(
    lab: Lab, compression: str, read: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scan lists a file and its archive, and the file is gone when it is opened: the archive carries it on."""
    original = lab["app.log.1"]
    original.write_bytes(lines(range(read)))
    lab.run()
    original.write_bytes(MANY)
    lab[f"app.log.1.{compression}"].write_bytes(packed(MANY, compression))

    def open_late(path: str) -> int:
        if path == str(original):
            original.unlink(missing_ok=True)
        return open_descriptor(path)

    with monkeypatch.context() as patched:
        patched.setattr(tailer, "open_descriptor", open_late)
        lab.run()
    lab.run()
    assert names(range(5000)) == lab.messages()
    assert [(f"app.log.1.{compression}", "finished", None)] == [
        (Path(row.path).name, row.state, row.gap) for row in lab.ledger()
    ]


@pytest.mark.parametrize("cut", ["header", "data", "trailer"])
@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_archive_cut_short(lab: Lab, compression: str, cut: str) -> None:
    """What can be had of a cut archive is read, the ledger tells of the rest, and it goes on when it grows."""
    data = packed(MANY, compression)
    end = {"header": 5, "data": len(data) * 2 // 3, "trailer": len(data) - 3}[cut]
    target = lab[f"app.log.{compression}"]
    target.write_bytes(data[:end])
    lab.run()
    read = lab.messages()
    assert names(range(len(read))) == read
    assert [("broken", True)] == [(row.state, row.gap is not None) for row in lab.ledger()]
    assert [] == lab.rejects()
    target.write_bytes(data)
    lab.run()
    assert names(range(5000)) == lab.messages()
    assert [("finished", None)] == [(row.state, row.gap) for row in lab.ledger()]


@pytest.mark.parametrize("compression", ["gz", "zip"])
def test_wrong_checksum(lab: Lab, compression: str) -> None:
    """Lines of an archive with a wrong checksum are read, and the ledger says so."""
    data = bytearray(packed(MANY, compression))
    if compression == "gz":
        data[-8] ^= 0xFF
    else:
        data[data.rindex(b"PK\x01\x02") + 16] ^= 0xFF
    lab[f"app.log.{compression}"].write_bytes(bytes(data))
    lab.run()
    assert names(range(5000)) == lab.messages()
    (row,) = lab.ledger()
    assert ("broken", True) == (row.state, "checksum" in str(row.gap))


@pytest.mark.parametrize("compression", ["gz", "bz2", "xz", "zst"])
def test_concatenated_members(lab: Lab, compression: str) -> None:
    """Members that were appended to one another are one log; a line may begin in one and end in the next."""
    cut = len(MANY) // 2 + 7
    lab[f"app.log.{compression}"].write_bytes(packed(MANY[:cut], compression) + packed(MANY[cut:], compression))
    lab.run()
    assert names(range(5000)) == lab.messages()
    assert ["finished"] == [row.state for row in lab.ledger()]


def test_padding_after_gzip(lab: Lab) -> None:
    """NULs after the last member are padding, as tapes and block devices leave it."""
    lab["app.log.gz"].write_bytes(packed(MANY, "gz") + bytes(512))
    lab.run()
    assert (names(range(5000)), ["finished"]) == (lab.messages(), [row.state for row in lab.ledger()])


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_archive_that_is_none(lab: Lab, compression: str) -> None:
    """A file that is called an archive and is none is a problem with a sentence; the others are read."""
    lab[f"app.log.{compression}"].write_bytes(b"this is no archive at all, whatever its name says")
    lab["other.log"].write_bytes(line(1))
    summary = lab.run()
    assert ["1"] == lab.messages()
    assert (1, True) == (len(summary.problems), summary.problems[0].endswith("although its name says so."))


def test_zip_with_several_files(lab: Lab) -> None:
    """All files of a .zip are read, also where one lacks its last newline."""
    import zipfile  # noqa: PLC0415 (one format's affair)

    with zipfile.ZipFile(lab["app.zip"], "w") as archive:
        archive.writestr("a.log", lines(range(10)).rstrip(b"\n"))
        archive.writestr("b.log", lines(range(10, 20)), zipfile.ZIP_DEFLATED)
    lab.run()
    assert (names(range(20)), ["finished"] * 2) == (lab.messages(), [row.state for row in lab.ledger()])


def test_killed_in_the_middle_of_an_archive(lab: Lab) -> None:
    """A run that ends after some chunks of an archive is carried on at the committed byte."""
    lab.settings = lab.settings.model_copy(update={"chunk_bytes": 64 * 1024})
    lab["app.log.gz"].write_bytes(packed(MANY, "gz"))
    service = lab.new_service()

    class EndError(Exception):
        pass

    def die_after_two(_status: object) -> None:
        if lab.writer.calls >= 3:
            raise EndError

    with pytest.raises(EndError):
        service.run_once(die_after_two)
    before = len(lab.messages())
    lab.reopen()
    lab.run()
    assert 0 < before < 5000
    assert names(range(5000)) == lab.messages()
    assert ["finished"] == [row.state for row in lab.ledger()]


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_archive_under_a_new_name_after_a_restart(lab: Lab, compression: str) -> None:
    """An archive that was read is known again by its content, under another name, as another file."""
    original = lab[f"app.log.1.{compression}"]
    original.write_bytes(packed(MANY, compression))
    lab.run()
    lab.reopen()
    (lab.logs / "old").mkdir()
    (lab.logs / "old" / f"app.log.7.{compression}").write_bytes(original.read_bytes())
    original.unlink()
    assert 0 == lab.run().lines
    assert {f"old/app.log.7.{compression}": "finished"} == lab.states()


def test_second_copy_of_an_archive(lab: Lab) -> None:
    """A copy of an archive beside it, in another folder and another packing, is not read."""
    (lab.logs / "backup").mkdir()
    lab["app.log.1.gz"].write_bytes(packed(MANY, "gz"))
    (lab.logs / "backup" / "x.log.xz").write_bytes(packed(MANY, "xz"))
    lab.run()
    lab.run()
    assert names(range(5000)) == lab.messages()


def test_damaged_data_inside(lab: Lab) -> None:
    """Bytes that cannot be decompressed end the reading with a sentence, not with an exception."""
    data = bytearray(packed(MANY, "gz"))
    data[len(data) // 2 : len(data) // 2 + 400] = b"\xff" * 400
    lab["app.log.gz"].write_bytes(bytes(data))
    lab.run()
    read = lab.messages()
    assert ["broken"] == [row.state for row in lab.ledger()]
    assert names(range(10)) == read[:10]


def test_other_archive_beside_a_live_file_of_its_name(lab: Lab) -> None:
    """`app.log.gz` beside `app.log` that holds something else is a log of its own, once it is whole."""
    lab["app.log.gz"].write_bytes(packed(MANY, "gz"))
    lab["app.log"].write_bytes(line("live"))
    lab.run()
    assert [*names(range(5000)), "live"] == sorted(lab.messages(), key=lambda m: int(m) if m.isdigit() else 9999)


def test_copytruncate_then_packed(lab: Lab) -> None:
    """Copied, truncated and packed between two scans: the rest comes out of the archive."""
    lab["app.log"].write_bytes(lines(range(100)))
    lab.run()
    append(lab["app.log"], lines(range(100, 150)))
    copytruncate(lab["app.log"], lab["app.log.1"])
    pack(lab["app.log.1"])
    append(lab["app.log"], lines(range(150, 160)))
    lab.run()
    assert names(range(160)) == lab.messages()
    assert [None, None] == [row.gap for row in lab.ledger()]


def test_gzip_header_with_every_field(lab: Lab) -> None:
    """Extra field, name, comment and header checksum are passed over (RFC 1952)."""
    plain = packed(MANY, "gz")
    fields = struct.pack("<H", 4) + b"abcd" + b"app.log\0" + b"a comment\0" + b"\0\0"
    lab["app.log.gz"].write_bytes(plain[:3] + bytes([0x02 | 0x04 | 0x08 | 0x10]) + plain[4:10] + fields + plain[10:])
    lab.run()
    assert (names(range(5000)), ["finished"]) == (lab.messages(), [row.state for row in lab.ledger()])


def test_archive_cut_short_then_unpacked(lab: Lab) -> None:
    """A broken archive whose plain file turns up is read on in it, and nothing is missing any more."""
    data = lines(range(400))
    lab["app.log.gz"].write_bytes(packed(data, "gz")[:-200])
    lab.run()
    before = len(lab.messages())
    lab["app.log.gz"].unlink()
    lab["app.log"].write_bytes(data)
    lab.run()
    (entry,) = lab.ledger()
    assert before < 400
    assert (names(range(400)), "live", None) == (lab.messages(), entry.state, entry.gap)
