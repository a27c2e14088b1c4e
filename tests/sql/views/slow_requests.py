"""From 500 ms on, once, whether access or (beside no access) slow_requests holds it."""

from tests.sql.given import at, record

_REQUEST = {"method": "GET", "path": "/users/7", "route": "/users/{id}", "status": 200}

GIVEN = [
    [
        record("10:00", "access", line=1, duration_ms=499.9, **_REQUEST),
        record("10:01", "access", line=2, duration_ms=500.0, trace_id="t", request_id="r", user_id="u", **_REQUEST),
        record("10:02", "app", line=3, duration_ms=9000.0, message="a slow job is no request"),
    ],
    [record("10:01", "slow_requests", duration_ms=500.0, **_REQUEST)],
    [record("10:03", "slow_requests", "api", file_id=2, duration_ms=800.0, message="slow", **_REQUEST)],
]
EXPECT = [
    (at("10:01"), "shop", "access", "GET", "/users/7", "/users/{id}", 200, 500.0, "t", "r", "u", None, 1, 2, 200),
    (
        at("10:03"),
        "api",
        "slow_requests",
        "GET",
        "/users/7",
        "/users/{id}",
        200,
        800.0,
        None,
        None,
        None,
        "slow",
        2,
        1,
        100,
    ),
]
