"""Requests by service, method and route; Apdex with T = 500 ms: one satisfied, one tolerating, one failed."""

from tests.sql.given import record

_CART = {"method": "GET", "route": "/cart", "path": "/cart"}

GIVEN = [
    [
        record("10:00", "access", status=200, duration_ms=100.0, **_CART),
        record("10:01", "access", status=200, duration_ms=1000.0, **_CART),
        record("11:00", "access", status=500, duration_ms=100.0, **_CART),
        record("11:00", "access", status=404, **_CART),
        record("11:30", "access", method="POST", route="/pay", path="/pay", status=200, duration_ms=2800.0),
        record("11:40", "app", message="no request", duration_ms=7.0),
    ],
    [record("10:01", "slow_requests", status=200, duration_ms=1000.0, **_CART)],
]
COLUMNS = (
    "service, method, route, requests, failed_requests, error_rate, avg_ms, round(p50_ms), round(p95_ms), "
    "round(p99_ms), total_ms, share_of_time, slow_requests, apdex"
)
EXPECT = [
    ("shop", "GET", "/cart", 4, 1, 0.25, 400.0, 100.0, 993.0, 993.0, 1200.0, 0.3, 1, 0.5),
    ("shop", "POST", "/pay", 1, 0, 0.0, 2800.0, 2782.0, 2782.0, 2782.0, 2800.0, 0.7, 1, 0.0),
]
