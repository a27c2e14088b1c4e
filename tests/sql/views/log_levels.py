"""What the error file repeats is not among its levels; what it alone has is."""

from tests.sql.given import at, record

GIVEN = [
    [record("10:01", "app", level="INFO"), record("10:02", "app", level="INFO"), record("10:03", "app")],
    [record("10:04", "app", level="ERROR", message="a"), record("10:04", "error", level="ERROR", message="a")],
    [record("10:05", "error", "worker", level="ERROR"), record("10:06", "error", level="ERROR", message="b")],
]
EXPECT = [
    (at("10:00"), "shop", "app", "INFO", 2),
    (at("10:00"), "shop", "app", None, 1),
    (at("10:00"), "shop", "app", "ERROR", 1),
    (at("10:00"), "shop", "error", "ERROR", 1),
    (at("10:00"), "worker", "error", "ERROR", 1),
]
