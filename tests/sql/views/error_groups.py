"""Status: open by default, the newest decision else, regressed when a resolved group is seen again."""

from tests.sql.given import at, record

GIVEN = [
    [
        record("10:00", "app", line=1, error_type="A", error_id="a", error_message="first", user_id="u1", trace_id="1"),
        record("10:10", "app", line=2, error_type="A", error_id="a", error_message="last", user_id="u1", trace_id="2"),
        record("10:05", "app", "api", error_type="A", error_id="a", user_id="u2", trace_id="3"),
        record("10:00", "app", line=4, error_type="B", error_id="b", trace_id="4"),
        record("10:00", "app", line=5, error_type="C", error_id="c", message="c happened", trace_id="5"),
        record("10:00", "app", line=6, error_type="D", error_id="d", trace_id="6"),
    ],
    [record("10:10", "error", error_type="A", error_id="a", error_message="last", user_id="u1", trace_id="2")],
]
_DECIDE = """
insert into error_status (error_id, status, decided_at, author) values ('{}', '{}', timestamp '2026-11-20 {}', 'me')
"""
MORE = [
    _DECIDE.format("a", "resolved", "10:06"),
    _DECIDE.format("b", "resolved", "10:06"),
    _DECIDE.format("c", "resolved", "10:06"),
    _DECIDE.format("c", "ignored", "10:07"),
]
EXPECT = [
    ("a", "A", "last", "shop", 3, at("10:00"), at("10:10"), 2, "regressed"),
    ("b", "B", None, "shop", 1, at("10:00"), at("10:00"), 0, "resolved"),
    ("c", "C", "c happened", "shop", 1, at("10:00"), at("10:00"), 0, "ignored"),
    ("d", "D", None, "shop", 1, at("10:00"), at("10:00"), 0, "open"),
]
