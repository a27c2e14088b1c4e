"""Archives as streams of bytes, whole and broken."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.files.reading.archive import Archive
from tests.ingest.lab import lines, packed

DATA = lines(range(3000))
COMPRESSIONS = ["gz", "zip", "bz2", "xz", "zst"]


def _read(data: bytes, compression: str, step: int = 10_000) -> tuple[bytes, bool, str | None]:
    archive = Archive(io.BytesIO(data), compression)
    parts = []
    while part := archive.read(step):
        parts.append(part)
    result = (b"".join(parts), archive.complete, archive.damage)
    archive.close()
    return result


@pytest.mark.parametrize("step", [1000, 300_000])
@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_whole_archive(compression: str, step: int) -> None:
    """An archive gives its bytes in steps of any size, and is complete."""
    assert (DATA, True, None) == _read(packed(DATA, compression), compression, step)


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_empty_archive(compression: str) -> None:
    """An archive of nothing is complete."""
    assert (b"", True, None) == _read(packed(b"", compression), compression)


@pytest.mark.parametrize("compression", COMPRESSIONS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_cut_anywhere(compression: str, data: st.DataObject) -> None:
    """Cut at any byte, an archive gives a true beginning, and is not complete."""
    whole = packed(DATA, compression)
    cut = data.draw(st.integers(0, len(whole) - 1))
    content, complete, damage = _read(whole[:cut], compression)
    assert (True, False, True) == (DATA.startswith(content), complete, damage is not None)


@pytest.mark.parametrize("compression", COMPRESSIONS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_changed_anywhere(compression: str, data: st.DataObject) -> None:
    """Whatever byte is changed, reading ends with a sentence or with the right bytes, never with an exception."""
    changed = bytearray(packed(DATA, compression))
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    content, complete, _ = _read(bytes(changed), compression)
    assert not complete or content == DATA


def test_member_with_a_wrong_checksum_hides_none_behind_it() -> None:
    """The members after one with a wrong checksum are read too."""
    first = bytearray(packed(b"first\n", "gz"))
    first[-6] ^= 1
    content, complete, damage = _read(bytes(first) + packed(b"second\n", "gz"), "gz")
    assert (b"first\nsecond\n", False, "has a wrong checksum: some of its lines may be damaged") == (
        content,
        complete,
        damage,
    )


def test_bytes_behind_the_end() -> None:
    """What does not belong to the archive is said."""
    content, complete, damage = _read(packed(DATA, "gz") + b"garbage", "gz")
    assert (DATA, False, "is followed by bytes that do not belong to it") == (content, complete, damage)


def test_encrypted_zip() -> None:
    """An encrypted archive says so."""
    data = bytearray(packed(DATA, "zip"))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert (b"", False, "is encrypted: unpack it beside its place") == _read(bytes(data), "zip")


def test_zip_written_as_a_stream() -> None:
    """Sizes that follow the data, as programs write them that cannot go back, are taken from the directory."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.data += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("app.log", DATA)
    assert (DATA, True, None) == _read(bytes(pipe.data), "zip")
    assert DATA == _read(bytes(pipe.data[:-30]), "zip")[0]


def test_bomb_is_read_in_pieces() -> None:
    """A small archive of very many bytes takes no more memory than a piece at a time."""
    import tracemalloc  # noqa: PLC0415 (one test's affair)

    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join([*(compressor.compress(bytes(1 << 20)) for _ in range(200)), compressor.flush()])
    archive = Archive(io.BytesIO(bomb), "gz")
    tracemalloc.start()
    total = 0
    while part := archive.read(1 << 20):
        total += len(part)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (200 << 20, True, True) == (total, archive.complete, peak < 8 << 20)
