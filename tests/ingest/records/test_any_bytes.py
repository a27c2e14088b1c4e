"""Whatever bytes a file holds, writing them does not fail, and every line is accounted for."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ingest.files.reading.chunk import Chunk
from ingest.settings import Settings
from ingest.store.writer import Writer
from tests import warehouses
from tests.generated import rounds

CORPORA = Path(__file__).parents[4] / "shared" / "corpora"
LINES = sorted(
    {line for path in CORPORA.glob("*/*") for line in path.read_bytes().split(b"\n") if 0 < len(line) < 2000}
)
WHEN = datetime(2026, 1, 1)  # noqa: DTZ001 (the warehouse's times are UTC without a zone)


def _mutate(line: bytes, place: int, what: bytes, length: int) -> bytes:
    """Put `what` in place of `length` bytes."""
    position = place % (len(line) + 1)
    return line[:position] + what + line[position + length :]


ODD_BYTES = (
    b"\0",
    b"\xff",
    b"\xc3",
    b"\r",
    b"\x1c",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"\xef\xbb\xbf",
    b"\\",
    b'"\\ud800"',
)
ODD_JSON = (b"{", b"}", b"[", b"]", b'"', b":", b",", b"null", b"1e999", b"-", b"NaN", b'{"a":', b'""', b"9" * 20)
ODD = st.sampled_from(ODD_BYTES + ODD_JSON)
MUTATED = st.builds(
    _mutate,
    st.sampled_from(LINES),
    st.integers(0, 2000),
    st.one_of(ODD, st.binary(max_size=8)).map(lambda what: what.replace(b"\n", b"")),
    st.integers(0, 40),
)
ANY_LINE = st.one_of(st.sampled_from(LINES), MUTATED, st.binary(max_size=60).map(lambda data: data.replace(b"\n", b"")))


@settings(max_examples=rounds(20, 60), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(ANY_LINE, min_size=1, max_size=40))
def test_every_line_is_accounted_for(lines: list[bytes]) -> None:
    """Lines = lines with rows + rejects + blank, in the counts and in the tables."""
    data = b"".join(line + b"\n" for line in lines)
    assume(not data.startswith((b"\xfe\xff", b"\xff\xfe")))  # a mark of UTF-16: its line ends are other bytes
    with warehouses.in_memory() as warehouse:
        chunk = Chunk(1, "app", None, data, 0, 1, WHEN, final=True)
        counts = Writer(warehouse, Settings()).write([chunk], [])[1]
        with warehouse.reader() as cursor:
            stored = cursor.execute(
                "select (select count(distinct line_number) from logs), (select count(*) from rejects),"
                " (select count(*) from logs)"
            ).fetchone()
    assert (len(lines), (counts.row_lines, counts.rejected, counts.rows)) == (
        counts.row_lines + counts.rejected + counts.blank,
        stored,
    )
