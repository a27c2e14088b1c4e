"""The newest decision on each rule, where it was not taken back."""

from tests.sql.given import at

_SPLIT = "insert into error_splits values ('{}', '{}', '{}', {}, timestamp '2026-11-20 {}', 'ada', null)"
GIVEN: list[list[dict[str, object]]] = [[]]
MORE = [
    _SPLIT.format("a", "service", "api", "'x'", "11:00"),
    _SPLIT.format("a", "service", "api", "'y'", "11:01"),
    _SPLIT.format("a", "message", "api", "'z'", "11:00"),
    _SPLIT.format("b", "service", "api", "'x'", "11:00"),
    _SPLIT.format("b", "service", "api", "null", "11:01"),
]
EXPECT = [
    ("a", "message", "api", "z", at("11:00"), "ada", None),
    ("a", "service", "api", "y", at("11:01"), "ada", None),
]
