"""Each sample with its series; the row that ends a series is none."""

from tests.sql.given import at

GIVEN: list[list[dict[str, object]]] = []
_SERIES = (
    "insert into series values "
    "(0, 'up', map {'instance': 'h1', 'job': 'api'}, 'gauge', timestamp '2026-11-20 09:00'), "
    "(1, 'c_total', map {'a': 'x'}, 'counter', timestamp '2026-11-20 09:00')"
)
MORE = [
    _SERIES,
    "insert into samples_raw values (0, timestamp '2026-11-20 10:00', 1, null)",
    "insert into samples_raw values (1, timestamp '2026-11-20 10:00', 7, 2)",
    "insert into samples_raw values (0, timestamp '2026-11-20 10:01', null, null)",
]
EXPECT = [
    (at("10:00"), "up", {"instance": "h1", "job": "api"}, 1.0, "gauge", "api", "h1"),
    (at("10:00"), "c_total", {"a": "x"}, 7.0, "counter", None, None),
]
