"""nginx's `log_format … escape=json` and Apache's like: names of its variables, times in seconds."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample

_VARIABLES = {
    "time_local",
    "time_iso8601",
    "body_bytes_sent",
    "http_user_agent",
    "http_referer",
    "http_referrer",
    "upstream_response_time",
    "upstream_addr",
    "request_uri",
}


def _matches(record: Record) -> bool:
    return "status" in record and len(_VARIABLES & record.keys()) >= 2 and "remote_addr" in record  # noqa: PLR2004


FORMAT = Format(
    name="nginx",
    title="nginx",
    signs="status, remote_addr and two of nginx's variables",
    matches=_matches,
    paths={"duration_ms": ("/request_time",), "ts": ("/msec", "/time_iso8601", "/time_local")},
    silent=frozenset({"host", "level"}),
    duration_unit="s",
    samples=(
        Sample(
            lines='{"time_local":"12/Mar/2025:11:14:09 +0200","remote_addr":"198.51.100.4","remote_user":"ops","request":'
            '"POST /api/orders?x=1 HTTP/2.0","status": "201","body_bytes_sent":"212","request_time":"0.183","http_user_agent":"ios"}',
            records=(
                {
                    "ts": "2025-03-12T09:14:09Z",
                    "method": "POST",
                    "path": "/api/orders",
                    "status": 201,
                    "duration_ms": 183.0,
                    "client_ip": "198.51.100.4",
                    "user_id": "ops",
                },
            ),
        ),
    ),
)
