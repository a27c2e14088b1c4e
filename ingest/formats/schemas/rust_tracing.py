"""Rust's tracing-subscriber (JSON): the event's fields under `fields`, its module as `target`, spans around it."""

from __future__ import annotations

from ingest.formats.log_format import Condition, Format, Record, Sample


def _matches(record: Record) -> bool:
    return isinstance(record.get("fields"), dict) and "target" in record and "level" in record


FORMAT = Format(
    name="rust_tracing",
    title="Rust tracing-subscriber",
    signs="fields as an object, target, level",
    matches=_matches,
    decided_by=(Condition(("/fields",), types=("OBJECT",), when={"target", "level"}.issubset),),
    paths={
        "message": ("/fields/message",),
        "logger": ("/target",),
        "method": ("/fields/method", "/span/method", "/spans/0/method"),
        "path": ("/fields/uri", "/fields/path", "/span/uri", "/span/path", "/spans/0/uri", "/spans/0/path"),
        "status": ("/fields/status", "/span/status"),
        "request_id": ("/fields/request_id", "/span/request_id", "/spans/0/request_id"),
    },
    samples=(
        Sample(
            lines='{"timestamp":"2026-01-05T10:00:00.123456Z","level":"WARN","fields":{"message":"slow","elapsed_ms":30},"target":"shop::cart","span":{"method":"GET","uri":"/cart/7","name":"request"},"spans":[{"request_id":"q1","name":"request"}]}',
            records=(
                {
                    "ts": "2026-01-05T10:00:00.123456Z",
                    "level": "WARNING",
                    "message": "slow",
                    "logger": "shop::cart",
                    "method": "GET",
                    "path": "/cart/7",
                    "request_id": "q1",
                    "duration_ms": 30.0,
                },
            ),
        ),
    ),
)
