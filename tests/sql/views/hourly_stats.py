"""Records, levels and requests of each hour, each event once; services without a name are a service too."""

from tests.sql.given import at, record

_OK = {"method": "GET", "path": "/a", "route": "/a", "status": 200}
_BAD = {"method": "GET", "path": "/a", "route": "/a", "status": 503}

GIVEN = [
    [
        record("10:10", "error", level="ERROR", error_type="X"),
        record("10:20", "slow_requests", duration_ms=900.0, **_OK),
    ],
    [
        record("10:10", "app", level="ERROR", error_type="X"),
        record("10:11", "app", level="WARNING"),
        record("10:12", "app", level="CRITICAL"),
    ],
    [
        record("10:20", "access", level="INFO", duration_ms=900.0, **_OK),
        record("10:59:59.999999", "access", level="INFO", duration_ms=100.0, **_BAD),
        record("11:00", "access", level="INFO", **_OK),
    ],
    [record("10:30", "server", None, level="INFO", message="m")],
]
COLUMNS = (
    "hour, service, records, errors, warnings, requests, failed_requests, error_rate, avg_ms, "
    "round(p50_ms), round(p95_ms), round(p99_ms)"
)
EXPECT = [
    (at("10:00"), "shop", 5, 2, 1, 2, 1, 0.5, 500.0, 100.0, 900.0, 900.0),
    (at("11:00"), "shop", 1, 0, 0, 1, 0, 0.0, None, None, None, None),
    (at("10:00"), None, 1, 0, 0, 0, 0, None, None, None, None, None),
]
