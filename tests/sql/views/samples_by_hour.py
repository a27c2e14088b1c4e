"""Each hour of a series, with the series."""

from tests.sql.given import at

GIVEN: list[list[dict[str, object]]] = []
MORE = [
    "insert into series values (3, 'c_total', map {'a': 'x'}, 'counter', timestamp '2026-11-20 09:00')",
    "insert into sample_hours values (3, timestamp '2026-11-20 10:00', 4, 1, 5, 2.5, 5, 4)",
    "insert into sample_hours values (4, timestamp '2026-11-20 10:00', 4, 1, 5, 2.5, 5, 4)",
]
EXPECT = [(at("10:00"), "c_total", {"a": "x"}, "counter", 4, 1.0, 5.0, 2.5, 5.0, 4.0)]
