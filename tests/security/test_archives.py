"""Archives: none of their bytes vanishes without a word."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
from typing import TYPE_CHECKING

import pytest

from ingest.files.reading.archive import Archive, Limits
from tests.ingest.lab import Lab, packed

if TYPE_CHECKING:
    from pathlib import Path

LINE = b'{"ts":"2026-01-05T10:00:00Z","msg":"x"}\n'
_LONG_AGO = 1_000_000_000
_CHUNK = 64 * 1024


@pytest.mark.parametrize("before", [b"", LINE])
@pytest.mark.parametrize("nuls", [1, 30, 63, 64, 5000, _CHUNK - 40, _CHUNK, _CHUNK + 1, 3 * _CHUNK])
def test_nuls_at_the_end(tmp_path: Path, before: bytes, nuls: int) -> None:
    """However many: they are read and told, also where the archive ends together with a chunk."""
    lab = Lab(tmp_path, in_memory=True, chunk_bytes=_CHUNK)
    lab["app.log.gz"].write_bytes(gzip.compress(before + bytes(nuls)))
    os.utime(lab["app.log.gz"], (_LONG_AGO, _LONG_AGO))
    lab.run()
    length = len(before) + nuls
    note = f"{nuls} NUL bytes at byte {len(before)} were passed over: a hole, as a truncation leaves it."
    assert lab.query("select state, size, bytes_read, note from files") == [("finished", length, length, note)]
    lab.close()


def _tar(data: bytes) -> bytes:
    """A tar of one file."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        about = tarfile.TarInfo("app.log")
        about.size = len(data)
        archive.addfile(about, io.BytesIO(data))
    return buffer.getvalue()


@pytest.mark.parametrize("compression", ["gz", "zip", "tar.gz", "bz2", "xz", "zst"])
def test_stops_at_its_limit(compression: str) -> None:
    """What comes out of any kind of archive is limited, and it says so."""
    data = LINE * 20_000
    most = len(data) // 2
    kind = f"{compression}/0/app.log" if compression == "tar.gz" else compression
    content = gzip.compress(_tar(data)) if compression == "tar.gz" else packed(data, compression)
    archive = Archive(io.BytesIO(content), kind, most)
    read = b"".join(iter(lambda: archive.read(10_000), b""))
    assert (data.startswith(read), most // 4 < len(read) <= most, archive.complete) == (True, True, False)
    assert f"holds more than the {most:,} bytes" in str(archive.damage)


def test_limits_follow_the_size() -> None:
    """A small archive may hold the least, a large one its ratio, none more than the most."""
    limits = Limits(ratio=10, least_bytes=1000, most_bytes=100_000)
    assert [limits.of(size) for size in (1, 100, 5000, 50_000)] == [1000, 1000, 50_000, 100_000]


def test_the_ledger_says_so(tmp_path: Path) -> None:
    """What was read stays, the rest is a gap, and it is not tried again and again."""
    lab = Lab(tmp_path, in_memory=True, archive_bytes=len(LINE) * 10)
    lab["app.log.gz"].write_bytes(gzip.compress(LINE * 1000))
    os.utime(lab["app.log.gz"], (_LONG_AGO, _LONG_AGO))
    for _ in range(2):
        lab.run()
        found = lab.query("select state, lines, gap like '%archive_ratio%' from files")
        assert found == [("broken", 10, True)]
    lab.close()
