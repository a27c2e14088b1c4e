"""Requests of two minutes; one that stands in two files counts once, and one without a duration has none."""

from tests.sql.given import record

_REQUEST = {"method": "GET", "path": "/a", "route": "/a"}

GIVEN = [
    [
        record("10:00", "access", **_REQUEST, status=200, duration_ms=10.0),
        record("10:00:59", "access", line=2, **_REQUEST, status=503, duration_ms=30.0),
        record("10:00:30", "access", line=3, **_REQUEST, status=404),
    ],
    [
        record("10:01", "access", line=4, **_REQUEST, status=200, duration_ms=5.0),
        record("10:01", "app", file_id=2, **_REQUEST, status=200, duration_ms=5.0),
        record("10:01", "app", file_id=2, line=2, message="no request"),
    ],
]
COLUMNS = "minute::varchar, service, method, route, requests, failed, client_failed, timed, total_ms"
EXPECT = [
    ("2026-11-20 10:00:00", "shop", "GET", "/a", 3, 1, 1, 2, 40.0),
    ("2026-11-20 10:01:00", "shop", "GET", "/a", 1, 0, 0, 1, 5.0),
]
