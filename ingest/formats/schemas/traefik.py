"""Traefik's access log: durations in nanoseconds, what the client got before what the service said."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample


def _matches(record: Record) -> bool:
    return "RequestMethod" in record and ("DownstreamStatus" in record or "OriginStatus" in record)


FORMAT = Format(
    name="traefik",
    title="Traefik",
    signs="RequestMethod with DownstreamStatus or OriginStatus",
    matches=_matches,
    paths={
        "ts": ("/StartUTC", "/StartLocal", "/time"),
        "status": ("/DownstreamStatus", "/OriginStatus"),
        "client_ip": ("/ClientHost", "/ClientAddr"),
        "user_id": ("/ClientUsername",),
        "duration_ms": ("/Duration",),
        "logger": ("/RouterName",),
    },
    silent=frozenset({"service", "host"}),
    duration_unit="ns",
    samples=(
        Sample(
            lines='{"ClientAddr":"172.71.122.85:11029","ClientHost":"192.168.1.100,10.0.0.50","DownstreamStatus":404,"Duration":'
            '2337877,"OriginStatus":200,"RequestMethod":"GET","RequestPath":"/a?b=c","StartUTC":"2025-11-28T09:21:55.645779561Z",'
            '"level":"info","msg":"","time":"2025-11-28T09:21:55Z"}',
            records=(
                {
                    "ts": "2025-11-28T09:21:55.645779Z",
                    "status": 404,
                    "duration_ms": 2.337877,
                    "client_ip": "192.168.1.100",
                    "method": "GET",
                    "path": "/a",
                },
            ),
        ),
    ),
)
