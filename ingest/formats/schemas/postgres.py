"""PostgreSQL's jsonlog."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample


def _matches(record: Record) -> bool:
    return "error_severity" in record and "pid" in record


FORMAT = Format(
    name="postgres",
    title="PostgreSQL (jsonlog)",
    signs="error_severity, pid",
    matches=_matches,
    paths={
        "level": ("/error_severity",),
        "user_id": ("/user",),
        "client_ip": ("/remote_host",),
        "logger": ("/backend_type",),
        "error_type": ("/state_code_of_error",),
    },
    silent=frozenset({"error_message", "status", "error_type"}),
    samples=(
        Sample(
            lines='{"timestamp":"2026-01-05 10:00:00.123 UTC","user":"shop","dbname":"shop","pid":7,"remote_host":"10.0.0.4","error_severity":'
            '"FATAL","state_code":"28P01","message":"password authentication failed","backend_type":"client backend"}',
            records=(
                {
                    "ts": "2026-01-05T10:00:00.123Z",
                    "level": "CRITICAL",
                    "user_id": "shop",
                    "client_ip": "10.0.0.4",
                    "message": "password authentication failed",
                },
            ),
        ),
    ),
)
