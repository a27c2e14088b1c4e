"""Archives: none of their bytes vanishes without a word."""

from __future__ import annotations

import gzip
import os
from typing import TYPE_CHECKING

import pytest

from tests.ingest.lab import Lab

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
