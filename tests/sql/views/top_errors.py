"""Most frequent first, each occurrence once, with the routes and users it touched."""

from tests.sql.given import at, record

GIVEN = [
    [
        record("10:00", "app", line=1, error_type="B", error_id="b", trace_id="1", route="/pay", user_id="u"),
        record("10:00", "app", line=2, error_type="A", error_id="a", trace_id="1", route="/pay", user_id="u"),
        record("10:10", "app", line=3, error_type="A", error_id="a", trace_id="2", route="/cart", user_id="v"),
    ],
    [
        record(
            "10:10", "errors", error_type="A", error_id="a", error_message="m", trace_id="2", route="/cart", user_id="v"
        )
    ],
]
EXPECT = [
    ("a", "shop", "A", "m", 2, 2, at("10:00"), at("10:10"), "open", ["/cart", "/pay"]),
    ("b", "shop", "B", None, 1, 1, at("10:00"), at("10:00"), "open", ["/pay"]),
]
ORDERED = True
