"""Sentry's events: exceptions under `exception`, of which the last one is the outermost, frames from the outside in."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample


def _matches(record: Record) -> bool:
    exception = record.get("exception")
    listed = exception.get("values") if isinstance(exception, dict) else exception
    if not isinstance(listed, list) or not listed or not isinstance(listed[0], dict):
        return False
    return "type" in listed[0] and "value" in listed[0]


FORMAT = Format(
    name="sentry",
    title="Sentry event",
    signs="exception as a list (or values) of type and value",
    matches=_matches,
    paths={
        "message": ("/logentry/formatted", "/logentry/message", "/message"),
        "error_type": ("/exception",),
        "error_message": ("/exception",),
        "stack_trace": ("/exception",),
        "trace_id": ("/contexts/trace/trace_id",),
        "span_id": ("/contexts/trace/span_id",),
        "user_id": ("/user/id", "/user/username", "/user/email"),
        "client_ip": ("/user/ip_address",),
        "host": ("/server_name",),
        "method": ("/request/method",),
        "path": ("/request/url",),
        "route": ("/transaction",),
    },
    silent=frozenset({"service"}),
    samples=(
        Sample(
            lines='{"timestamp":"2026-01-05T10:00:00.5Z","platform":"python","level":"error","server_name":"web-1","contexts":{"trace":'
            '{"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7"}},"user":{"id":"42","ip_address":"192.0.2.2"},'
            '"exception":{"values":[{"type":"OSError","value":"disk full","stacktrace":{"frames":[{"function":"main","filename":"a.py",'
            '"lineno":1},{"function":"write","filename":"b.py","lineno":2}]}},{"type":"SaveError","value":"not saved","stacktrace":'
            '{"frames":[{"function":"main","filename":"a.py","lineno":3}]}}]}}',
            records=(
                {
                    "ts": "2026-01-05T10:00:00.5Z",
                    "level": "ERROR",
                    "error_type": "SaveError",
                    "error_message": "not saved",
                    "stack_trace": "SaveError: not saved\n    at main (a.py:3)\n"
                    "Caused by: OSError: disk full\n    at write (b.py:2)\n    at main (a.py:1)",
                    "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
                    "user_id": "42",
                    "client_ip": "192.0.2.2",
                    "host": "web-1",
                },
            ),
        ),
    ),
)
