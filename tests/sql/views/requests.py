"""A request that stands in app, access and slow_requests is one row, and it is the one of access."""

from tests.sql.given import record

_REQUEST = {"method": "GET", "path": "/a", "route": "/a", "status": 200, "duration_ms": 700.0}

GIVEN = [
    [record("10:00", "slow_requests", file_id=3, **_REQUEST)],
    [record("10:00", "app", file_id=1, **_REQUEST), record("10:01", "app", file_id=1, line=2, message="no request")],
    [record("10:00", "access", file_id=2, **_REQUEST)],
    [record("10:05", "nginx", None, file_id=4, method="POST", path="/b")],
]
COLUMNS = "ts::varchar, service, source, method, path, status, file_id, line_number"
EXPECT = [
    ("2026-11-20 10:00:00", "shop", "access", "GET", "/a", 200, 2, 1),
    ("2026-11-20 10:05:00", None, "nginx", "POST", "/b", None, 4, 1),
]
