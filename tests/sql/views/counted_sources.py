"""Subsets count only beside no base; requests count from the best stream that has them."""

from tests.sql.given import record

_REQUEST = {"method": "GET", "path": "/a", "status": 200, "duration_ms": 5.0}

GIVEN = [
    [record("10:00", "slow_requests", "shop", **_REQUEST), record("10:00", "error", "shop")],
    [record("10:00", "app", "shop", **_REQUEST), record("10:00", "access", "shop", **_REQUEST)],
    [record("10:00", "business", "shop")],
    [record("10:00", "error", "worker"), record("10:00", "slow_requests", "worker", **_REQUEST)],
    [record("10:00", "app", "mail"), record("10:00", "slow_requests", "mail", **_REQUEST)],
    [record("10:00", "server", None, **_REQUEST), record("10:00", "errors", None)],
]
EXPECT = [
    # service, source, is_subset, is_counted, counts_requests
    ("shop", "slow_requests", True, False, False),
    ("shop", "error", True, False, False),
    ("shop", "app", False, True, False),
    ("shop", "access", False, True, True),
    ("shop", "business", False, True, False),
    ("worker", "error", True, True, False),
    ("worker", "slow_requests", True, True, True),
    ("mail", "app", False, True, False),
    ("mail", "slow_requests", True, False, True),
    (None, "server", False, True, True),
    (None, "errors", True, True, False),
]
