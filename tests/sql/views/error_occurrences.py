"""Occurrences count to the group that people made: put together, taken out again, split by service or by message."""

from tests.sql.given import record


def _seen(error_id: str, line: int, service: str | None = "shop", message: str = "m") -> dict[str, object]:
    return record(
        "10:00", "app", service, line=line, error_type="E", error_id=error_id, error_message=message, trace_id=f"{line}"
    )


GIVEN = [
    [
        _seen("alone", 1),
        _seen("into", 2),
        _seen("merged", 3),
        _seen("taken-out", 4),
        _seen("split", 5),
        _seen("split", 6, "api"),
        _seen("split", 7, None),
    ],
    [
        _seen("split", 8, "shop", "disk full on db-1"),
        _seen("split", 9, "api", "disk full on db-1"),
        _seen("joined", 10, "api"),
        _seen("split-merged", 11, "api"),
        _seen("split-merged", 12),
    ],
]
_MERGE = "insert into error_merges values ('{}', {}, timestamp '2026-11-20 {}', 'me', null)"
_SPLIT = "insert into error_splits values ('{}', '{}', '{}', {}, timestamp '2026-11-20 {}', 'me', null)"
MORE = [
    _MERGE.format("merged", "'into'", "11:00"),
    _MERGE.format("taken-out", "'into'", "11:00"),
    _MERGE.format("taken-out", "null", "11:01"),
    _SPLIT.format("split", "message", "disk full", "'disk'", "11:02"),
    _SPLIT.format("split", "service", "api", "'of-api'", "11:01"),
    _SPLIT.format("split", "service", "", "'of-none'", "11:03"),
    _SPLIT.format("joined", "service", "api", "'gone'", "11:01"),
    _SPLIT.format("joined", "service", "api", "null", "11:02"),
    _SPLIT.format("split-merged", "service", "api", "'piece'", "11:01"),
    _MERGE.format("piece", "'into'", "11:02"),
]
COLUMNS = "line_number, stored_id, fingerprint, error_id"
EXPECT = [
    (1, "alone", "alone", "alone"),
    (2, "into", "into", "into"),
    (3, "merged", "merged", "into"),
    (4, "taken-out", "taken-out", "taken-out"),
    (5, "split", "split", "split"),
    (6, "split", "of-api", "of-api"),
    (7, "split", "of-none", "of-none"),
    (8, "split", "disk", "disk"),
    (9, "split", "of-api", "of-api"),
    (10, "joined", "joined", "joined"),
    (11, "split-merged", "piece", "into"),
    (12, "split-merged", "split-merged", "split-merged"),
]
