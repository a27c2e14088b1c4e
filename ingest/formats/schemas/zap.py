"""Uber's zap and what is built on it: durations in seconds as floats, stacks under `stacktrace`."""

from __future__ import annotations

from ingest.formats.log_format import Condition, Format, Record, Sample, is_fraction


def _matches(record: Record) -> bool:
    return is_fraction(record.get("ts")) and "level" in record and "msg" in record and "caller" in record


FORMAT = Format(
    name="zap",
    title="zap",
    signs="ts as seconds, level, msg, caller",
    matches=_matches,
    decided_by=(Condition(("/ts",), types=("DOUBLE",), when={"level", "msg", "caller"}.issubset),),
    paths={"stack_trace": ("/stacktrace", "/stack")},
    duration_unit="s",
    level_scheme="zap",
    samples=(
        Sample(
            lines='{"level":"dpanic","ts":1700834231.5077024,"logger":"http","caller":"srv/a.go:31","msg":"broken","latency":0.25,"error":"refused",'
            '"stacktrace":"main.main\\n\\t/srv/a.go:31\\nruntime.main\\n\\t/go/proc.go:250"}',
            records=(
                {
                    "ts": "2023-11-24T13:57:11.507702Z",
                    "level": "CRITICAL",
                    "logger": "http",
                    "message": "broken",
                    "duration_ms": 250.0,
                    "error_message": "refused",
                    "stack_trace": True,
                },
            ),
        ),
    ),
)
