"""Bytes not yet read, summed over a stream's files; a file that shrank does not count against another."""

from tests.sql.given import at

GIVEN: list[list[dict[str, object]]] = []
_FILE = (
    "insert into files by name select {id} as file_id, 'p' as path, '{source}' as source, {service} as service, "
    "'live' as state, 0 as head_length, '' as head_hash, 0 as tail_length, '' as tail_hash, 0 as content_crc, "
    "{size} as size, {read} as bytes_read, 0 as lines, 0 as rows, 0 as row_lines, 0 as rejected, 0 as blank, "
    "0 as possible_duplicates, 0 as gap_bytes, timestamp '2026-11-20 09:00' as first_seen_at, "
    "timestamp '2026-11-20 10:0{id}' as last_read_at, timestamp '2026-11-20 10:0{id}' as last_ts"
)
MORE = [
    _FILE.format(id=1, source="app", service="'shop'", size=1000, read=400),
    _FILE.format(id=2, source="app", service="'shop'", size=100, read=300),
    _FILE.format(id=3, source="app", service="null", size=50, read=50),
]
EXPECT = [
    ("app", "shop", 2, at("10:02"), at("10:02"), 600),
    ("app", None, 1, at("10:03"), at("10:03"), 0),
]
