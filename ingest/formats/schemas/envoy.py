"""Envoy's and Istio's access log as JSON: durations in milliseconds."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample


def _matches(record: Record) -> bool:
    return "response_code" in record and bool(
        {"downstream_remote_address", "response_flags", "upstream_cluster", ":authority", "upstream_host"}
        & record.keys()
    )


FORMAT = Format(
    name="envoy",
    title="Envoy and Istio",
    signs="response_code with response_flags, upstream_cluster, :authority …",
    matches=_matches,
    paths={
        "ts": ("/start_time", "/timestamp"),
        "path": ("/x-envoy-origin-path", "/path", "/:path"),
        "client_ip": ("/x-forwarded-for", "/downstream_remote_address"),
        "duration_ms": ("/duration",),
    },
    silent=frozenset({"host"}),
    samples=(
        Sample(
            lines='2026-01-24T01:35:00.000000000+00:00 stdout F {":authority":"proxy.example.com","downstream_remote_address":'
            '"10.42.0.1:54321","duration":15,"method":"GET","response_code":200,"response_flags":"-","start_time":'
            '"2026-01-24T01:34:59.900Z","upstream_cluster":null,"x-envoy-origin-path":"/api/data?x=1","x-forwarded-for":'
            '"192.168.1.100, 10.42.0.1","x-request-id":"r-1"}',
            records=(
                {
                    "ts": "2026-01-24T01:34:59.900Z",
                    "path": "/api/data",
                    "status": 200,
                    "duration_ms": 15.0,
                    "client_ip": "192.168.1.100",
                    "request_id": "r-1",
                    "level": None,
                },
            ),
        ),
    ),
)
