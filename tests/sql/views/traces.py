"""A trace runs through services; its error counts once though two files have it; `-` and zeros are no trace."""

from tests.sql.given import at, record

GIVEN = [
    [
        record("10:00", "access", "web", trace_id="t1", status=500),
        record("10:00:01", "app", "shop", trace_id="t1", level="ERROR", error_type="X"),
        record("10:00:01.004", "error", "shop", trace_id="t1", level="ERROR", error_type="X", stack_trace="X: y"),
        record("10:00:03", "app", "shop", trace_id="-"),
        record("10:00:03", "app", "shop", trace_id="00000000-0000-0000"),
    ],
    [record("10:05", "app", None, trace_id="t2")],
]
EXPECT = [
    ("t1", at("10:00"), at("10:00:01.004"), 2, ["shop", "web"], 1),
    ("t2", at("10:05"), at("10:05"), 1, [], 0),
]
