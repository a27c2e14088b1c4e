"""The newest decision on each fingerprint, where it still is in another group."""

from tests.sql.given import at

_MERGE = "insert into error_merges values ('{}', {}, timestamp '2026-11-20 {}', '{}', {})"
GIVEN: list[list[dict[str, object]]] = [[]]
MORE = [
    _MERGE.format("a", "'x'", "11:00", "ada", "null"),
    _MERGE.format("a", "'y'", "11:01", "bob", "'better'"),
    _MERGE.format("b", "'x'", "11:00", "ada", "null"),
    _MERGE.format("b", "null", "11:01", "bob", "null"),
]
EXPECT = [("a", "y", at("11:01"), "bob", "better")]
