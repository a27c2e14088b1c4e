"""Requests of an hour by endpoint; a request in two files counts once, one without a duration is not timed."""

from tests.sql.given import record

_CART = {"method": "GET", "route": "/cart", "path": "/cart"}

GIVEN = [
    [
        record("10:00", "access", status=200, duration_ms=100.0, **_CART),
        record("10:01", "access", status=200, duration_ms=1000.0, **_CART),
        record("11:00", "access", status=404, **_CART),
        record("11:30", "access", method="POST", route="/pay", path="/pay", status=200, duration_ms=2800.0),
        record("11:40", "app", message="no request", duration_ms=7.0),
    ],
    [record("10:01", "slow_requests", status=200, duration_ms=1000.0, **_CART)],
]
COLUMNS = "hour(hour), service, method, route, requests, timed, round(p95_ms)"
EXPECT = [
    (10, "shop", "GET", "/cart", 2, 2, 993.0),
    (11, "shop", "GET", "/cart", 1, 0, None),
    (11, "shop", "POST", "/pay", 1, 1, 2782.0),
]
