"""MongoDB's server log: `t.$date`, one-letter severities, facts under `attr`."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample


def _matches(record: Record) -> bool:
    moment = record.get("t")
    return isinstance(moment, dict) and "$date" in moment and "s" in record and "msg" in record


FORMAT = Format(
    name="mongodb",
    title="MongoDB",
    signs="t with $date, s, msg",
    matches=_matches,
    paths={
        "ts": ("/t/$date",),
        "level": ("/s",),
        "logger": ("/c",),
        "message": ("/msg",),
        "duration_ms": ("/attr/durationMillis",),
        "client_ip": ("/attr/remote",),
        "error_message": ("/attr/error/errmsg", "/attr/error/message", "/attr/error", "/attr/errMsg"),
    },
    silent=frozenset({"service", "error_type", "stack_trace", "method", "path", "status"}),
    samples=(
        Sample(
            lines='{"t":{"$date":"2023-09-23T16:25:03.588-04:00"},"s":"W",  "c":"COMMAND",  "id":51803, "ctx":"conn10","msg":"Slow query",'
            '"attr":{"remote":"100.64.208.33:62718","durationMillis":19}}',
            records=(
                {
                    "ts": "2023-09-23T20:25:03.588Z",
                    "level": "WARNING",
                    "logger": "COMMAND",
                    "message": "Slow query",
                    "duration_ms": 19.0,
                    "client_ip": "100.64.208.33",
                },
            ),
        ),
    ),
)
