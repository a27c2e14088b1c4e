"""Rails through lograge or its own JSON: durations in milliseconds, `exception` as [type, message]."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample


def _matches(record: Record) -> bool:
    return "controller" in record and "action" in record


FORMAT = Format(
    name="rails",
    title="Rails (lograge)",
    signs="controller, action",
    matches=_matches,
    paths={
        "error_type": ("/exception.class", "/exception/0"),
        "error_message": ("/exception.message", "/exception/1"),
        "stack_trace": ("/exception.backtrace", "/exception_backtrace"),
        "duration_ms": ("/duration", "/duration_s"),
    },
    silent=frozenset({"host"}),
    samples=(
        Sample(
            lines='{"method":"POST","path":"/users/sign_in?x","format":"html","controller":"SessionsController","action":"create","status":500,'
            '"duration":58.33,"view":40.43,"db":15.26,"time":"2022-04-15T12:58:36.195Z","exception":["StandardError","no seat"],'
            '"db_duration_s":0.01}',
            records=(
                {
                    "method": "POST",
                    "path": "/users/sign_in",
                    "status": 500,
                    "duration_ms": 58.33,
                    "error_type": "StandardError",
                    "error_message": "no seat",
                },
            ),
        ),
    ),
)
