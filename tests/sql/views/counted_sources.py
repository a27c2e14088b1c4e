"""Requests count from the best stream that has them; the setting `counted` goes before what was found."""

from tests.sql.given import record

_REQUEST = {"method": "GET", "path": "/a", "status": 200, "duration_ms": 5.0}
_TOLD = {"level": "ERROR", "message": "no answer"}

GIVEN = [
    [
        record("10:00", "slow_requests", "shop", **_REQUEST),
        record("10:00", "error", "shop", **_TOLD),
        record("10:05", "error", "shop", **_TOLD),
    ],
    [record("10:00", "app", "shop", **_TOLD), record("10:00", "access", "shop", **_REQUEST)],
    [record("10:00", "business", "shop")],
    [record("10:00", "error", "worker"), record("10:00", "slow_requests", "worker", **_REQUEST)],
    [record("10:00", "app", "mail"), record("10:00", "slow_requests", "mail", **_REQUEST)],
    [record("10:00", "server", None, **_REQUEST), record("10:00", "errors", None)],
]
MORE = ["""update meta set value = '{"slow*": true, "slow_requests": false, "err*": true}' where key = 'counted'"""]
EXPECT = [
    # service, source, is_counted, counts_requests, copy_share
    ("shop", "slow_requests", False, False, 1.0),
    ("shop", "error", True, False, 0.5),
    ("shop", "app", None, False, 0.0),
    ("shop", "access", None, True, 0.0),
    ("shop", "business", None, False, 0.0),
    ("worker", "error", True, False, 0.0),
    ("worker", "slow_requests", False, True, 0.0),
    ("mail", "app", None, False, 0.0),
    ("mail", "slow_requests", False, True, 0.0),
    (None, "server", None, True, 0.0),
    (None, "errors", True, False, 0.0),
]
