"""Kong's http-log, file-log and tcp-log: nested request and response, `latencies` in milliseconds."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample


def _matches(record: Record) -> bool:
    return "latencies" in record and "started_at" in record and "request" in record


FORMAT = Format(
    name="kong",
    title="Kong",
    signs="latencies, started_at, request",
    matches=_matches,
    paths={
        "ts": ("/started_at",),
        "service": ("/service/name",),
        "method": ("/request/method",),
        "path": ("/request/uri", "/request/url"),
        "status": ("/response/status",),
        "duration_ms": ("/latencies/request",),
        "client_ip": ("/client_ip",),
        "user_id": ("/consumer/username", "/authenticated_entity/id"),
        "request_id": ("/request/id", "/request/headers/x-request-id"),
        "logger": ("/route/name",),
    },
    silent=frozenset({"host", "route"}),
    samples=(
        Sample(
            lines='{"started_at":1767607200123,"request":{"method":"GET","uri":"/pay/7?x=1","url":"http://gw.example/pay/7?x=1","headers":{"host":"gw.example","x-request-id":"q1"},"size":"110"},"response":{"status":502,"size":"5"},"latencies":{"request":120,"kong":2,"proxy":118},"client_ip":"192.0.2.4","service":{"name":"pay","host":"up.example"},"route":{"name":"pay-v1","paths":["/pay"]},"consumer":{"username":"ann"}}',
            records=(
                {
                    "ts": "2026-01-05T10:00:00.123Z",
                    "service": "pay",
                    "method": "GET",
                    "path": "/pay/7",
                    "status": 502,
                    "duration_ms": 120.0,
                    "client_ip": "192.0.2.4",
                    "user_id": "ann",
                    "request_id": "q1",
                    "logger": "pay-v1",
                    "host": None,
                },
            ),
        ),
    ),
)
